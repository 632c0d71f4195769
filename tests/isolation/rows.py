"""Rows of one neighbourhood beside its pages: what its people keep, and what is kept of their work."""

import uuid
from datetime import timedelta

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.db.models import UUIDField
from django.utils import timezone
from wagtail.models import Locale, Page

from neighbourhoods import registry
from neighbourhoods.details import translations
from neighbourhoods.isolation import resolver
from neighbourhoods.models import (
    Act,
    BinnedPage,
    CareSnooze,
    Contact,
    Details,
    DetailsTranslation,
    Draft,
    Feedback,
    FreeTranslation,
    InfoPage,
    KnownGap,
    PageTranslation,
    PageViews,
    Record,
    Room,
    TranslationMark,
)
from neighbourhoods.pages import IndexPage

from .markers import PRIVATE, SITE
from .tables import models_by_table, read


def details(place):
    """What is shown of the neighbourhood on its own site; a notice that is over, and people whose consent has ended, are not."""
    row = Details.objects.filter(neighbourhood=place.row).first() or Details(neighbourhood=place.row)
    place.pen.write(row, SITE, but=("notice", "notice_text", "contact_phone"))
    row.search_words += ", sana"
    place.pen.write(row, PRIVATE, ("notice", "notice_text"))
    # all of it such as the form takes it: what the crawl sends must not be refused for something else
    row.contact_phone = "040 123 4567"
    row.notice_until, row.notice_page = timezone.now(), place.home("fi")
    row.save()
    today = timezone.localdate()
    contact = Contact(details=row, phone="040 123 4568", consented_on=today - timedelta(days=300), consent_ends=today - timedelta(days=1))
    place.pen.write(contact, SITE, ("role", "does", "mailbox", "answers"))
    place.pen.write(contact, PRIVATE, ("name", "email")).save()
    room = place.pen.write(Room(details=row), SITE, but=("exception",))
    room.save()
    gap = place.pen.write(KnownGap(details=row), SITE)
    gap.save()
    translated_details(place, row, {"contact": contact, "room": room, "gap": gap})


def translated_details(place, row, parts):
    """Everything in Swedish; the notice is over in this language too."""
    made = DetailsTranslation.objects.filter(details=row, language="sv").first() or DetailsTranslation(details=row, language="sv")

    def put(key, source, seen_by):
        made.texts = {**made.texts, key: {"source": source, "text": place.pen.word(made, "texts", seen_by)}}

    for name in translations.OWN:
        put(name, getattr(row, name), SITE if name == "contact_text" else PRIVATE)
    for kind, part in parts.items():
        for name in translations.PARTS[kind][1]:
            if source := getattr(part, name):
                put(f"{kind}.{part.pk}.{name}", source, SITE)
    made.save()


def feedback(place):
    for answered in (None, timezone.now()):
        row = Feedback(neighbourhood=place.row, language="fi", due_on=timezone.localdate(), answered_at=answered)
        place.pen.write(row, but=("token",)).token = place.pen.markers.letters(20)
        row.save()


def hidden_record(place):
    """Of something that can be read no more."""
    plugin = (registry.installed() or [None])[0]
    row = Record(
        id=uuid.uuid4(),
        neighbourhood=place.row,
        plugin=plugin.label if plugin else "x",
        kind="thing",
        key="gone",
        is_public=False,
        path="x/",
    )
    row.titles = {"fi": place.pen.word(row, "titles")}
    place.pen.write(row, names=("source",)).save()


def translation(place):
    """A page that was given to be translated, with its newest draft; the translation is published, and one sentence changed since."""
    from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

    page, swedish = place.pages[InfoPage, "changed"], Locale.objects.get(language_code="sv")
    source, _made = TranslationSource.get_or_create_from_instance(page.get_latest_revision_as_object())
    made = Translation.objects.create(source=source, target_locale=swedish)
    for segment in StringSegment.objects.filter(source=source):
        row = StringTranslation(translation_of=segment.string, locale=swedish, context=segment.context, translation_type="manual")
        row.data = place.pen.word(row, "data")
        row.last_translated_by = place.users["other"]
        row.save()
    # a draft in Swedish: its words are nobody's but their own
    made.save_target(user=place.users["other"], publish=False)
    place.translation = made
    place.pen.write(FreeTranslation(page=made.get_target_instance())).save()
    begun = PageTranslation(page=page, language="sv", numbers={"missing": 1, "behind": 0, "done": 1})
    begun.texts = {"title": {"source": "x", "text": place.pen.word(begun, "texts")}}
    begun.save()
    # of what the others have made no row it is one that nobody translates from: its parts need not fit a page
    place.media[TranslationSource], _made = TranslationSource.get_or_create_from_instance(place.pages[InfoPage, "scheduled"])


def work(place):
    """Traces of people who are writing."""
    draft, user = place.a_draft(), place.users["other"]
    page_type = ContentType.objects.get_for_model(Page)
    about = {"content_type": ContentType.objects.get_for_model(draft), "object_id": str(draft.pk)}
    make = place.make
    make(
        apps.get_model("wagtailadmin.EditingSession"),
        user=user,
        last_seen_at=timezone.now(),
        content_type=page_type,
        object_id=str(draft.pk),
    )
    make(apps.get_model("wagtailadmin.FormState"), user=user, parent_object_id="", last_updated_at=timezone.now(), **about)
    make(apps.get_model("wagtailcore.PageLogEntry"), user=user, page=draft, action="wagtail.edit", content_type=about["content_type"])
    for action in ("wagtail.create", "wagtail.edit"):
        row = place.image(PRIVATE)
        kind = ContentType.objects.get_for_model(row)
        make(apps.get_model("wagtailcore.ModelLogEntry"), user=user, action=action, content_type=kind, object_id=str(row.pk))
    comment = make(apps.get_model("wagtailcore.Comment"), user=user, page=draft, contentpath="title", position="")
    make(apps.get_model("wagtailcore.CommentReply"), user=user, comment=comment)
    make(apps.get_model("wagtailcore.PageSubscription"), user=user, page=draft, comment_notifications=True)
    upload = apps.get_model("wagtailcore.UploadedFile")(uploaded_by_user=user)
    upload.for_content_type = ContentType.objects.get_for_model(place.image(PRIVATE))
    upload.file.save(f"{place.pen.word(upload, 'file')}.jpg", ContentFile(place.image(PRIVATE).file.open().read()))
    Redirect = apps.get_model("wagtailredirects.Redirect")
    old = make(Redirect, site=place.row.site, redirect_page=draft, redirect_link="")
    old.old_path = f"/fi/{place.pen.word(old, 'old_path')}"
    old.save()


def accounts(place):
    """What belongs to one person alone, and the tables of what is switched off: nobody but keepers reaches them."""
    user, draft, make = place.users["other"], place.a_draft(), place.make
    later = timezone.now() + timedelta(days=1)
    make(apps.get_model("account.EmailAddress"), user=user)
    make(apps.get_model("neighbourhoods.SigninLink"), user=user, expires_at=later)
    make(apps.get_model("neighbourhoods.OutgoingMail"), expires_at=later, next_try_at=later, tries=0)
    make(apps.get_model("wagtailcore.APIToken"), user=user, key_hash=place.pen.markers.letters(40))
    tag = make(apps.get_model("taggit.Tag"))
    make(apps.get_model("taggit.TaggedItem"), tag=tag, content_type=ContentType.objects.get_for_model(draft), object_id=draft.pk)
    workflow = make(apps.get_model("wagtailcore.Workflow"), active=True)
    task = make(apps.get_model("wagtailcore.GroupApprovalTask"), active=True)
    task.groups.add(place.row.coordinators)
    base = apps.get_model("wagtailcore.Task").objects.get(pk=task.pk)
    make(apps.get_model("wagtailcore.WorkflowTask"), workflow=workflow, task=base, sort_order=0)
    about = {"content_type": ContentType.objects.get_for_model(draft), "base_content_type": ContentType.objects.get_for_model(Page)}
    state = make(apps.get_model("wagtailcore.WorkflowState"), workflow=workflow, object_id=str(draft.pk), requested_by=user, **about)
    step = {"workflow_state": state, "task": base, "revision": draft.latest_revision, "status": "in_progress"}
    state.current_task_state = make(apps.get_model("wagtailcore.TaskState"), **step)
    state.save()


def desk(place):
    """What the volunteers' desk remembers: a text that is being written, an act, what may wait, visits, a page in the bin."""
    user, draft, make, own = place.users["other"], place.a_draft(), place.make, {"neighbourhood": place.row}
    forms = [form.key for plugin in registry.installed() for form in plugin.short_forms()]
    begun = Draft(by=user, form=next(iter(forms), "x"), **own)
    begun.texts = {"title": place.pen.word(begun, "texts")}
    begun.save()
    make(Act, by=user, kind="page.hidden", target=str(draft.pk), undone_at=None, **own)
    make(CareSnooze, by=user, **own)
    make(TranslationMark, page=place.pages[InfoPage, "changed"], **own)
    for page in (0, draft.pk):
        PageViews.objects.create(day=timezone.localdate(), page=page, count=7, **own)
    binned = place.new(InfoPage, place.home("fi"), PRIVATE, live=False)
    binned.save_revision(user=user)
    Page.objects.filter(pk=binned.pk).update(locked=True, locked_by=user, locked_at=timezone.now())
    make(BinnedPage, page=binned, by=user, was_live=False, **own)


RECIPES = (details, feedback, hidden_record, translation, work, desk, accounts)


def build(place):
    for recipe in RECIPES:
        recipe(place)
    rows_of_plugins(place)
    rest(place)


def rows_of_plugins(place):
    """Two rows of each model of a plugin that is no page: whichever there are."""
    for plugin in registry.installed():
        for model in plugin.get_models():
            if not issubclass(model, Page):
                personal = set(getattr(model, "personal_data", ()))
                if (own := place.first_of(model)) is not None:
                    # what a page has brought along is shown with it; a row that is made here may have none
                    place.media.setdefault(model, own)
                for number in range(2):
                    row = place.make(model, **({} if own is not None else about_a_page(place, plugin, model, number)))
                    place.media.setdefault(model, row)
                    for marker in place.pen.markers.all[-60:]:
                        # what is on it may be read on the neighbourhood's own site, but for what tells of a person
                        if marker.row is row and marker.field not in personal:
                            marker.seen_by = SITE


def about_a_page(place, plugin, model, number):
    """{field: the key of a page of the plugin that can be read} of a row that tells of one, such as an entry of a diary."""
    keys = [field.name for field in model._meta.concrete_fields if isinstance(field, UUIDField) and not (field.primary_key or field.null)]
    pages = [page for page in place.states("changed" if number else "published") if registry.plugin_of(type(page)) is plugin]
    pages = [page for page in pages if not isinstance(page, IndexPage)]
    return {name: pages[0].translation_key for name in keys} if pages else {}


def more(place):
    """Things that nobody has published, more of all that there are: whoever does not belong here must not notice."""
    place.people()
    place.pictures_and_files()
    for model in {model for model, state in place.pages if state == "draft"}:
        place.new(model, place.parents(model)[0], PRIVATE, live=False).save_revision(user=place.users["other"])
    for recipe in (details, feedback, work):
        recipe(place)
    for plugin in registry.installed():
        for model in plugin.get_models():
            if not issubclass(model, Page):
                place.make(model)


def rest(place):
    """A row of each model that belongs to a neighbourhood and of which the others have made none."""
    for model in lacking(place):
        if not model._meta.auto_created and not issubclass(model, Page):
            place.make(model)


def lacking(place):
    return [model for table, model in belonging().items() if not set(read(model)) - place.ids_before.get(table, set())]


def belonging():
    """{table: model} of all that the resolver says to belong to a neighbourhood."""
    return {table: model for table, model in models_by_table().items() if belongs(model)}


def belongs(model):
    try:
        return resolver.classify(model) == resolver.BELONGS
    except ImproperlyConfigured:
        # test_models.py tells of it
        return False
