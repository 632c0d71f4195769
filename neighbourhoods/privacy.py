"""What the install holds of one person, and how it is erased: the core's tables, Wagtail's, and those of every installed plugin.

A person is known by an e-mail address. Parts are named by their model ("neighbourhoods.feedback"), those of plugins by the
plugin's label, which has no dot. Nothing here knows a model of the core or a plugin by name: whatever declares
`personal_data` is found through its e-mail fields and its links to a user.
"""

import json
import re
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import validate_email
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from modelcluster.fields import ParentalKey
from wagtail.models import ModelLogEntry, Page, PageLogEntry, ReferenceIndex

from . import current, registry, translation_sources
from .addresses_in_texts import keys_with, nameless, pattern
from .models import Install, Neighbourhood, User
from .models.user import clean_address

APPLY = "python3 manage.py neighbourhoods apply"
SESSIONS = Session._meta.label_lower
# of rows that belong to a person, what would let somebody act in their name
SECRET = re.compile(r"password|secret|token|digest|hash|key")


class NotAnAddress(ValueError):
    """Its text is one sentence with the cure."""


class Refused(Exception):
    """Nothing was erased: its text says what has to be changed first, one sentence on a line."""


class PluginFailed(Exception):
    """A plugin could not answer. What lacks a part must not pass for the whole: nothing is told, nothing was erased."""


def export(address):
    """{part: content} of all that is held of a person, in values that JSON knows; {} when there is nothing.

    The content of a table of the core is a list with one dict for each row, that of Wagtail's tables a list of the rows that belong
    to the person, or {field: number of rows} that only name them, that of a plugin whatever it tells. Raises NotAnAddress and
    PluginFailed.
    """
    address = checked(address)
    user = user_of(address)
    found = {}
    for model in own_models():
        rows = [told(row, model.personal_data if own else naming(row, address, user)) for row, own in rows_of(model, address, user)]
        rows += [told(row, fields, address) for row, fields in mentions(model, own_texts(model), address)]
        found[name_of(model)] = rows
    for model, fields in links_to_users().items():
        found[name_of(model)] = links(model, fields, user)
    for model in (ModelLogEntry, PageLogEntry):
        if number := len(list(mentions(model, ("label",), address))):
            found[name_of(model)] = found.get(name_of(model), {}) | {"label": number}
    found[SESSIONS] = len(sessions_of(address, user))
    found |= {name_of(model): places for model, places in snapshots_of(address)}
    for plugin in registry.installed():
        found[plugin.label] = asked(plugin, plugin.personal_data, address)
    found = {part: found[part] for part in sorted(found) if found[part]}
    return json.loads(json.dumps(found, cls=Encoder))


@transaction.atomic
def erase(address):
    """Removes all that `export` tells, or makes it nameless. {part: number of rows}; {} when nothing was held.

    Pages stay without an owner, and history without a name. Raises NotAnAddress, Refused and PluginFailed: then everything is
    as it was.
    """
    address = checked(address)
    refuse_if_needed(address)
    user = user_of(address)
    # plugins first: they may have to find the user
    counts = {plugin.label: asked(plugin, plugin.erase, address) for plugin in registry.installed()}

    def count(model, number):
        counts[name_of(model)] = counts.get(name_of(model), 0) + number

    count(Session, len(ended := sessions_of(address, user)))
    Session.objects.filter(pk__in=ended).delete()
    for model, fields in links_to_users().items():
        for field in fields if user else ():
            count(model, unlink(model, field, user))
    for model in own_models():
        for row, is_own in rows_of(model, address, user):
            erase_row(row, address, is_own=is_own)
            count(model, 1)
    for model, fields in [*((model, own_texts(model)) for model in own_models()), (ModelLogEntry, ("label",)), (PageLogEntry, ("label",))]:
        for row, named in list(mentions(model, fields, address)):
            for name in named:
                setattr(row, name, nameless(getattr(row, name), address))
            # with the signals of every change; history has a save() of its own, which takes none
            models.Model.save(row, update_fields=named)
            count(model, 1)
    for model, places in snapshots_of(address):
        forget_snapshots(address)
        count(model, len(places))
    translation_sources.forget_names()
    translation_sources.forget_address(address)
    return {part: counts[part] for part in sorted(counts) if counts[part]}


def refuse_if_needed(address):
    """Raises Refused for the last keeper, and for an address that a file names: the next `apply` would bring it back."""
    sentences = []
    values = {"address": address, "command": APPLY}
    keepers = User.objects.filter(is_superuser=True, is_active=True)
    if keepers.filter(email=address).exists() and not keepers.exclude(email=address).exists():
        told = _("%(address)s is the only keeper. Name another one in portal.toml, run “%(command)s”, then erase.")
        sentences.append(told % values)
    if places := named_in_files(address):
        told = _("%(address)s stands in %(place)s. Write another address there or none, run “%(command)s”, then erase.")
        sentences.append(told % {**values, "place": ", ".join(places)})
    elif names := in_force(address):
        told = _("The files name %(address)s no more, but %(names)s still goes by it. Run “%(command)s”, then erase.")
        sentences.append(told % {**values, "names": ", ".join(names)})
    if sentences:
        raise Refused("\n".join(sentences))


def checked(address):
    """The address as it is stored and compared. Raises NotAnAddress."""
    clean = clean_address(address)
    try:
        validate_email(clean)
    except ValidationError:
        told = _("“%(address)s” is not an e-mail address.") % {"address": address}
        raise NotAnAddress(told + " " + _("Write it as name@example.org.")) from None
    return clean


def asked(plugin, method, address):
    try:
        return method(address)
    except Exception as error:
        told = _("The plugin %(plugin)s could not answer, so nothing was changed: %(error)s")
        raise PluginFailed(told % {"plugin": plugin.label, "error": f"{type(error).__name__}: {error}"}) from error


def user_of(address):
    return User.objects.filter(email=address).first()


def name_of(model):
    return model._meta.label_lower


class Encoder(DjangoJSONEncoder):
    def default(self, value):
        try:
            return super().default(value)
        except TypeError:
            return str(value)


# The core's own tables


def own_models():
    """Models of the core that hold something of people; the people themselves last, since others are found through them."""
    found = [model for model in apps.get_app_config("neighbourhoods").get_models() if hasattr(model, "personal_data")]
    return sorted(found, key=lambda model: (model is User, name_of(model)))


def address_fields(model):
    return [field.name for field in model._meta.concrete_fields if isinstance(field, models.EmailField)]


def user_fields(model):
    return [field.name for field in model._meta.local_fields if field.related_model is User]


def own_texts(model):
    """Free texts in which an address may stand beside other things."""
    fields = (model._meta.get_field(name) for name in model.personal_data)
    texts = (models.CharField, models.TextField, models.JSONField)
    return [field.name for field in fields if isinstance(field, texts) and not isinstance(field, models.EmailField) and not field.choices]


def rows_of(model, address, user):
    """[(row, whether it is about the person)]. A role's mailbox (an e-mail field that is no personal data) may only happen to be theirs."""
    wanted = Q(pk__in=[])
    for name in address_fields(model):
        wanted |= same_address(model, name, address)
    for name in user_fields(model) if user else ():
        wanted |= Q(**{name: user})
    personal = [name for name in address_fields(model) if name in model.personal_data]
    found = []
    for row in model._base_manager.filter(wanted).order_by("pk"):
        own = {clean_address(getattr(row, name)) for name in personal} - {""}
        found.append((row, not own or address in own))
    return found


def same_address(model, name, address):
    """Whatever the letters are: databases compare large and small ones beyond ASCII each in its own way."""
    if address.isascii():
        return Q(**{f"{name}__iexact": address})
    rows = model._base_manager.exclude(**{name: ""}).values_list("pk", name)
    return Q(pk__in=[pk for pk, value in rows if clean_address(value) == address])


def erase_row(row, address, *, is_own):
    """The model knows what goes; an address in a field that it keeps, such as a role's mailbox, goes too."""
    portraits = [getattr(row, name) for name in row.personal_data if is_picture(row, name)] if is_own else []
    if is_own:
        row.erase()
    left = [name for name in address_fields(type(row)) if clean_address(getattr(row, name)) == address] if row.pk else []
    for name in left:
        setattr(row, name, "")
    if left:
        row.save(update_fields=left)
    for picture in filter(None, portraits):
        # Wagtail counts what a part uses for the whole, and hears only of the whole's changes
        for whole in wholes(row):
            ReferenceIndex.create_or_update_for_object(whole)
        if not picture.get_usage().count():
            # it showed the person and nothing else; its files go after the commit
            picture.delete()


def wholes(row):
    return [getattr(row, field.name) for field in row._meta.concrete_fields if isinstance(field, ParentalKey)]


def is_picture(row, name):
    related = row._meta.get_field(name).related_model
    return related is not None and related._meta.label == settings.WAGTAILIMAGES_IMAGE_MODEL


def naming(row, address, user):
    """Fields of a row about somebody else in which this person stands: the rest of it is not theirs to read."""
    named = [name for name in address_fields(type(row)) if clean_address(getattr(row, name)) == address]
    return named + [name for name in user_fields(type(row)) if user and getattr(row, f"{name}_id") == user.pk]


def told(row, names, address=""):
    return {name: plain(getattr(row, name), address) for name in names}


def plain(value, address=""):
    if isinstance(value, dict) and address:
        # texts by their names: those in which the address does not stand are not the person's
        return {name: one for name, one in value.items() if keys_with(one, address)}
    return getattr(value, "slug", str(value)) if isinstance(value, models.Model) else value


# Texts in which an address stands


def mentions(model, names, address):
    """(row, names of its texts in which the address stands)"""
    wanted = Q(pk__in=[])
    for name in names:
        # a database writes the letters of JSON in its own way
        is_json = isinstance(model._meta.get_field(name), models.JSONField)
        part = address if address.isascii() else address.partition("@")[0]
        wanted |= Q(pk__isnull=False) if is_json else Q(**{f"{name}__icontains": part})
    for row in model._base_manager.filter(wanted).order_by("pk").iterator(chunk_size=500):
        if named := [name for name in names if keys_with(getattr(row, name), address)]:
            yield row, named


# What Wagtail and others keep of users


def links_to_users():
    """{model: [field]} of all that points at a user and belongs neither to the core's own list nor to a plugin."""
    found = {}
    for model in apps.get_models():
        if registry.plugin_of(model) is None and not hasattr(model, "personal_data") and (names := user_fields(model)):
            found[model] = [model._meta.get_field(name) for name in names]
    return found


def belongs(field):
    """Rows that go with their user belong to the user; others only name one."""
    return field.remote_field.on_delete is models.CASCADE


def links(model, fields, user):
    """The rows that belong to a user, or {field: number of rows} that only name one."""
    rows = {field: model._base_manager.filter(**{field.name: user}) if user else model._base_manager.none() for field in fields}
    if own := next((field for field in fields if belongs(field)), None):
        names = [field.name for field in model._meta.local_concrete_fields if not field.is_relation and not SECRET.search(field.name)]
        return [told(row, names) for row in rows[own].order_by("pk")]
    return {field.name: number for field in fields if (number := rows[field].count())}


def unlink(model, field, user):
    """Number of rows that are gone, or name nobody any more. History (DO_NOTHING) keeps pointing at a user without a name."""
    rows = model._base_manager.filter(**{field.name: user})
    number = rows.count()
    if belongs(field):
        for row in rows:
            for name in file_fields(model):
                forget_file(getattr(row, name))
        rows.delete()
    elif model is Page and field.name == "locked_by":
        rows.update(locked_by=None, locked=False, locked_at=None)
    elif field.null and field.remote_field.on_delete is not models.DO_NOTHING:
        rows.update(**{field.name: None})
    return number


def file_fields(model):
    return [field.name for field in model._meta.local_concrete_fields if isinstance(field, models.FileField)]


def forget_file(file):
    if file:
        storage, name = file.storage, file.name
        transaction.on_commit(lambda: storage.delete(name))


def sessions_of(address, user):
    """Keys of sessions of the user, and of those in which somebody only began to sign in with the address."""
    found = []
    for session in Session.objects.iterator():
        data = session.get_decoded()
        if (user and data.get(SESSION_KEY) == str(user.pk)) or pattern(address).search(json.dumps(data, ensure_ascii=False, default=str)):
            found.append(session.pk)
    return found


# The files, and what was applied of them


def named_in_files(address):
    """["lintumaki.toml, line 23", "KEEPER_EMAIL"]: read as text, so that a file with an error in it is read too."""
    places = []
    for file in sorted(Path(settings.SITES_FOLDER).glob("*.toml")):
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
        numbers = (number for number, line in enumerate(lines, 1) if pattern(address).search(line))
        places += [_("%(file)s, line %(line)s") % {"file": file.name, "line": number} for number in numbers]
    return [*places, "KEEPER_EMAIL"] if address == settings.KEEPER_EMAIL else places


def snapshots_of(address):
    """[(model, [{place, key}])] of the portal and of neighbourhoods whose applied file names the address."""
    portals = [{"portal": key} for row in Install.objects.all() for key in keys_with(row.portal, address)]
    rows = Neighbourhood.objects.order_by("slug").values_list("slug", "config")
    places = [{"neighbourhood": slug, "key": key} for slug, config in rows for key in keys_with(config, address)]
    return [(model, found) for model, found in ((Install, portals), (Neighbourhood, places)) if found]


def in_force(address):
    """Names of sites that go by an applied file with the address. One whose file was removed has nothing to change it with."""
    rows = Neighbourhood.objects.exclude(state="removed").order_by("name")
    names = [row.name for row in rows if keys_with(row.config, address)]
    return [row.portal.get("name", "portal") for row in Install.objects.all() if keys_with(row.portal, address)] + names


def forget_snapshots(address):
    """In what was applied for neighbourhoods whose file is gone."""
    for row in Neighbourhood.objects.filter(state="removed"):
        if keys_with(row.config, address):
            row.config = without(row.config, address)
            row.save(update_fields=["config"])
            current.changed(row.pk)


def without(value, address):
    if isinstance(value, dict):
        return {key: without(one, address) for key, one in value.items() if not (isinstance(one, str) and pattern(address).search(one))}
    if isinstance(value, list):
        return [without(one, address) for one in value if not (isinstance(one, str) and pattern(address).search(one))]
    return value
