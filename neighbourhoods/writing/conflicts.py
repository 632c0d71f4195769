"""Two have changed one page: both texts are shown, and the person chooses. Nothing is thrown away before that."""

from django.urls import reverse
from django.utils.translation import gettext as _

from .. import acts
from ..desk import shell
from ..translate import difference
from . import answering, drafts, publishing

MINE, THEIRS, NEW = "mine", "theirs", "new"
PICTURE = "picture"


def compare(request, record, entry, draft, page):
    """The page that shows what the other has written beside what this person has, field by field."""
    if page is None:
        return answering.stopped(request, record, _("This page is not there any more."), draft.texts)
    version, kind = page.get_latest_revision_as_object(), entry.form()
    stored = kind.read(version)
    if stored is None:
        told = _("Somebody has added parts to this page that the short form does not know. Copy your text and open the whole editor.")
        return answering.stopped(request, record, told, draft.texts, status=409)
    picture = stored.pop("picture", None)
    form = kind(draft.texts, picture=draft.picture)
    fields = [one_field(form, bound, stored.get(bound.name)) for bound in form.visible_fields() if bound.name != PICTURE]
    context = {
        "who": who(page.latest_revision, record, request.user),
        # from another window, or another device
        "is_own": page.latest_revision is not None and page.latest_revision.user_id == request.user.pk,
        "at": answering.time_of(page.latest_revision.created_at) if page.latest_revision else "",
        "fields": [one for one in fields if one["differs"]],
        "same": [one for one in fields if not one["differs"]],
        "pictures": None,
        "draft": draft,
        "base": page.latest_revision_id or "",
        "action": answering.here(record, entry, page),
        "text_language": answering.language_of(record, page),
        "full": reverse("wagtailadmin_pages:edit", args=[page.pk]),
    }
    if (picture.pk if picture else None) != draft.picture_id:
        context["pictures"] = {"mine": answering.thumbnail(draft.picture), "theirs": answering.thumbnail(picture)}
    return shell.show(request, record, "neighbourhoods/writing/conflict.html", context, title=_("Two texts"), status=409)


def one_field(form, bound, theirs):
    mine = form.data.get(bound.name) or ""
    if isinstance(mine, list) or isinstance(theirs, list):
        shown = dict(getattr(bound.field, "choices", ()))
        mine, theirs = ([str(key) for key in one or []] for one in (mine, theirs))
        differs = sorted(mine) != sorted(theirs)
        said = [", ".join(str(shown.get(key, key)) for key in one) for one in (mine, theirs)]
        return {"name": bound.name, "label": bound.label, "differs": differs, "mine": said[0], "theirs": said[1], "is_choice": True}
    clean = bound.field.to_python(mine)
    theirs = theirs or ""
    found = difference.parts(theirs, clean) if clean != theirs else []
    return {
        "name": bound.name,
        "label": bound.label,
        "differs": clean != theirs,
        "mine": clean,
        "theirs": theirs,
        "mine_marked": [(kind, text) for kind, text in found if kind != "del"],
        "theirs_marked": [(kind, text) for kind, text in found if kind != "ins"],
        "is_choice": False,
        "is_long": bound.name == "text",
    }


def who(revision, record, viewer):
    """As the desk calls people: a name or a role."""
    person = revision.user if revision is not None else None
    return acts.names(record, [person], viewer)[person.pk if person else None]


def wrote_anew(sent, name, entry, texts):
    """Who changed the third text meant it, also where the choice beside it was forgotten."""
    written, mine = sent.get(f"new-{name}"), texts.get(name)
    field = entry.form().base_fields[name]
    return written is not None and not isinstance(mine, list) and field.to_python(written) != field.to_python(mine or "")


def choose(sent, draft, entry):
    """The draft as the person wants it on top of the version that was shown; it is published if nobody was faster again."""
    page = entry.model._default_manager.filter(pk=draft.page_id).first()
    seen = drafts.number(sent.get("w-base"))
    if page is None or publishing.newest_version(page) != seen:
        # a third one: it is compared anew, with what this person has typed as it was
        return draft
    stored = entry.form().read(page.get_latest_revision_as_object()) or {}
    picture = stored.pop(PICTURE, None)
    texts = dict(draft.texts)
    for name in entry.form().base_fields:
        choice = sent.get(f"choice-{name}", MINE)
        if name == PICTURE:
            if choice == THEIRS:
                drafts.change(draft, picture=picture)
        elif choice == THEIRS:
            texts[name] = stored.get(name, "")
        elif choice == NEW or wrote_anew(sent, name, entry, texts):
            texts[name] = sent.get(f"new-{name}", "").replace("\0", "").replace("\r\n", "\n")
    drafts.change(draft, texts=texts, base=seen)
    return draft
