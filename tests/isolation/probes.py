"""What a person could type into an address or send in a form to reach what is not theirs."""

import json
from functools import cache

from django.apps import apps
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.documents import get_document_model
from wagtail.fields import StreamField
from wagtail.models import Collection, Page, Revision, Site, UploadedFile

from neighbourhoods import registry
from neighbourhoods.models import Image, User

from .markers import PRIVATE
from .patterns import MISSING, MISSING_UUID, missing

# Each of these is asked for alone: a guard that stops at the first would hide what the others do.
OF_PAGES = (
    *("childOf", "child_of", "descendant_of", "ancestor_of", "parent_page_id", "parent_page", "new_parent_page", "destination"),
    *("destination_page_id", "root_page", "translation_of", "for_translation_of", "target_pages", "chooser", "page_id", "parent"),
)
# Filters offer choices; what is not among them is an error in all of them alike.
TOGETHER = {
    User: ("owner", "user", "edited_by", "locked_by", "uploaded_by_user", "requested_by", "finished_by"),
    Collection: ("collection", "collection_id", "collection_chooser_collection_id"),
    Site: ("site", "root_page"),
    Revision: ("revision", "revision_id", "loaded_revision_id"),
}
LISTS = ("index", "listing", "results", "choose", "explore", "search", "usage", "history", "report", "find", "home", "chosen", "add")
ACTIONS = (
    "delete",
    "move",
    "publish",
    "unpublish",
    "add_to_collection",
    "add_tags",
    "add_images_to_collection",
    "assign_role",
    "set_active_state",
)


def is_list(view):
    return any(word in view.name for word in LISTS)


def is_searched(path, answer):
    return b'name="q"' in answer.body or any(word in path for word in ("/results/", "/search/", "/api/"))


def queries(addresses, place, slug):
    """[(query with something of the place, the same with nothing, both ids)]."""
    page = place.a_draft().pk
    found = [(f"{name}={page}", f"{name}={MISSING}", {str(page), str(MISSING)}) for name in OF_PAGES]
    for model, names in TOGETHER.items():
        one = addresses.ids(slug, model)[-1]
        found.append(tuple("&".join(f"{name}={value}" for name in names) for value in (one, missing(model))) + ({str(one), str(MISSING)},))
    for model in (Page, Image, get_document_model()):
        one = addresses.ids(slug, model)[0]
        found.append((f"id={one}", f"id={MISSING}", {str(one), str(MISSING)}))
    nowhere = "ei-ole"
    found.append((f"neighbourhood={slug}", f"neighbourhood={nowhere}", {slug, nowhere}))
    return found


def searches(world, slug):
    """Words that stand only in what a place has not published: [(word, model)]."""
    wanted = {"neighbourhoods.Image", "neighbourhoods.Document", "neighbourhoods.User", "neighbourhoods.InfoPage"}
    seen, found = set(), []
    for marker in world.markers.all:
        if marker.place == slug and marker.seen_by == PRIVATE and marker.field in ("title", "email"):
            if marker.model in wanted and marker.model not in seen:
                seen.add(marker.model)
                found.append(marker.word)
    return found


def bulk(addresses, own, foreign):
    """[(address, the same with an id that does not exist or None, both ids)] of all bulk actions on all models."""
    bulk_action_registry._scan_for_bulk_actions()
    known = {action for models in bulk_action_registry.actions.values() for actions in models.values() for action in actions}
    labels = {f"{app}.{model}" for app, models in bulk_action_registry.actions.items() for model in models}
    labels |= {"wagtailcore.page", "neighbourhoods.infopage", "neighbourhoods.user", "neighbourhoods.feedback"}
    found = []
    for label in sorted(labels):
        model = apps.get_model(label)
        theirs, mine = addresses.ids(foreign, model), addresses.ids(own, model)
        if not theirs or not mine:
            continue
        for action in sorted(known | set(ACTIONS)):
            path = f"/admin/bulk/{label.replace('.', '/')}/{action}/"
            gone = missing(model)
            found.append((f"{path}?id={theirs[0]}", f"{path}?id={gone}", {str(theirs[0]), str(gone)}))
            found.append((f"{path}?id={mine[0]}&id={theirs[-1]}", f"{path}?id={mine[0]}&id={gone}", {str(theirs[-1]), str(gone)}))
            found.append((f"{path}?id=all", None, set()))
            found.append((f"{path}?id=all&childOf={addresses.ids(foreign, Page)[-1]}", None, set()))
    return found


@cache
def names_of_bodies():
    """Names of all fields with blocks: a form without the number of their blocks is no form that a browser sends."""
    return {field.name for model in apps.get_models() for field in model._meta.local_fields if isinstance(field, StreamField)}


def whole(fields):
    """The form with the bodies that a browser's scripts add, empty, and without the empty rows that they copy."""
    sent = {name: value for name, value in fields.items() if "__prefix__" not in name}
    return {**{f"{name}-count": "0" for name in names_of_bodies()}, **sent}


def crossed(fields, addresses, slug):
    """[(form that names something of a place, the same with an id that does not exist, both ids)]: each field by itself."""
    found = []
    for name, value in fields.items():
        for model in models_of_field(name, value):
            theirs = addresses.ids(slug, model)
            if not theirs:
                continue
            one, gone = theirs[0], missing(model)
            found.append((whole(fields | {name: one}), whole(fields | {name: gone}), {str(one), str(gone)}))
    return found


def models_of_field(name, value):
    """What a field of a form names: by its name, and of those that are not known, those that hold a number."""
    plain = name.rpartition("-")[2]
    if plain in links():
        return links()[plain]
    if "page" in plain or "parent" in plain or plain == "chooser" or "destination" in plain:
        return (Page,)
    counted = {"count", "order", "ORDER", "width", "height", "TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS", "id"}
    return (Page, Image) if str(value).isdigit() and plain not in counted else ()


@cache
def links():
    """{name: models} of all fields of the core and of plugins that link to rows, and of some that only forms have."""
    found = {"revision": {Revision}, "uploaded_file": {UploadedFile}, "image": {Image}, "document": {get_document_model()}}
    labels = {"neighbourhoods", *(plugin.label for plugin in registry.installed())}
    for model in apps.get_models():
        if model._meta.app_label in labels:
            for field in model._meta.concrete_fields:
                if field.is_relation and not getattr(field.remote_field, "parent_link", False):
                    found.setdefault(field.name, set()).add(field.related_model)
    return {name: tuple(sorted(models, key=lambda model: model._meta.label)) for name, models in found.items()}


# Rich text as the editor sends it: one word that leads to a page
LINK = {
    "entityMap": {"0": {"type": "LINK", "mutability": "MUTABLE", "data": {"id": "PAGE", "parentId": 1, "url": "/x/"}}},
    "blocks": [{"key": "a", "text": "x", "type": "unstyled", "entityRanges": [{"offset": 0, "length": 1, "key": 0}]}],
}


def bodies(addresses, place, slug):
    """Blocks whose text, picture or link is of another place: [(what a form sends for a body, the same with a missing id, ids)]."""
    page, image, document = place.a_draft().pk, place.image(PRIVATE).pk, place.document(PRIVATE).pk
    text = json.dumps(LINK)
    found = []
    for one, block in (
        (page, lambda pk: {"type": "text", "value": text.replace('"PAGE"', str(pk))}),
        (image, lambda pk: {"type": "picture", "value-image-image": pk, "value-image-alt_text": "x", "value-caption": ""}),
        (document, lambda pk: {"type": "file", "value-document": pk, "value-title": "x"}),
        (page, lambda pk: {"type": "action", "value-title": "x", "value-text": "", "value-button": "x", "value-page": pk, "value-url": ""}),
    ):
        pair = [body_of(block(pk)) for pk in (one, MISSING)]
        found.append((*pair, {str(one), str(MISSING)}))
    return found


def body_of(block):
    values = {f"body-0-{name}": value for name, value in block.items()}
    return {"body-count": "1", "body-0-order": "0", "body-0-deleted": "", "body-0-id": MISSING_UUID, **values}
