"""Nothing of A points at what B has not published, whatever is sent to a form; and nothing is refused that is public or one's own."""

# ruff: noqa: F811 (fixtures are asked for by their names)
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from wagtail.models import Page, PageViewRestriction, ReferenceIndex, Revision

from neighbourhoods import current
from neighbourhoods.isolation import references, scope
from neighbourhoods.models import Contact, Details, HomePage, InfoPage, Room, User

from ..dummyplugin.models import ThingPage
from ..test_details import form as details_form
from . import posting
from .asking import rows
from .two_sites import MISSING, here, prepared, there, two  # noqa: F401

pytestmark = pytest.mark.django_db
PRIVATE_PAGES = ("draft", "scheduled", "unpublished", "private", "thing_draft")
PARTS = {
    "a picture": lambda place: posting.picture(place.image.pk),
    "a picture in a plugin's block": lambda place: posting.note(image=place.image.pk),
    "a file": lambda place: posting.file(place.document.pk),
    "a file in a text": lambda place: posting.file_link(place.document.pk),
    **{
        f"{how}, {name}": (lambda place, part=part, name=name: part(getattr(place, name).pk))
        for name in PRIVATE_PAGES
        for how, part in (
            ("a page in a call to action", posting.action),
            ("a page in a list of links", posting.links),
            ("a page in a text", posting.page_link),
            ("a page in a plugin's text", lambda pk: posting.note(page=pk)),
        )
    },
}


@pytest.fixture
def desk(two):
    return two.client(two.activist)


def sentences(answer):
    """What the form says of what was sent; "" where the answer is no form."""
    context = getattr(answer, "context", None)
    form = context.get("form") if context else None
    return " ".join(message for found in (form.errors.values() if form is not None else ()) for message in found)


def is_told(answer, page, name="body"):
    """Above the form, or beside the field: there as if the thing did not exist."""
    if answer.context["form"].errors.get(name):
        return True
    with translation.override("fi"):
        return references.told(page, name) in sentences(answer)


def edit(page):
    return f"/admin/pages/{page.pk}/edit/"


def stored(page):
    """(content, revisions) of a page, to compare."""
    return Page.objects.filter(pk=page.pk).specific().get().serializable_data(), list(
        Revision.objects.for_instance(page).values("pk", "content")
    )


@pytest.mark.parametrize("part", PARTS)
def test_row_34_what_another_neighbourhood_has_not_published_is_refused_in_every_part_of_a_body(two, desk, here, there, part):
    for page in (here.published, here.home, here.thing):
        before = stored(page), Revision.objects.count(), rows(ReferenceIndex)
        sent = posting.fields(page, PARTS[part](there))
        for more in ({}, {"action-publish": "1"}):
            answer = desk.post(edit(page), {**sent, **more})
            assert answer.status_code == 200 and is_told(answer, page), part
            assert not answer.context["form"].is_valid()
        autosave = desk.post(edit(page), sent, headers={"accept": "application/json"})
        assert autosave.status_code == 400 and autosave.json()["success"] is False
        shown = desk.post(f"{edit(page)}preview/", sent)
        assert shown.json()["is_valid"] is False
        assert two.leaks(autosave) == two.leaks(shown) == two.leaks(desk.get(f"{edit(page)}preview/")) == []
        assert (stored(page), Revision.objects.count(), rows(ReferenceIndex)) == before


@pytest.mark.parametrize("part", PARTS)
def test_a_form_that_comes_back_tells_nothing_of_what_was_sent(two, desk, here, there, part):
    """The editor shows what is chosen: its title, a small picture, its address. Not of what is not one's own."""
    sent = posting.fields(here.published, PARTS[part](there))
    answer = desk.post(edit(here.published), sent)
    assert two.leaks(answer) == []
    assert there.image.file.name not in answer.text and "_max-165x165" not in answer.text.replace(here.image.file.name, "")


@pytest.mark.parametrize("part", ["a picture", "a file in a text", "a page in a call to action, draft", "a page in a text, unpublished"])
def test_row_34_a_new_page_is_refused_too(desk, here, there, part):
    before = rows(Page, Revision)
    for model, parent in ((InfoPage, here.home), (ThingPage, here.shelf)):
        kind = f"{model._meta.app_label}/{model._meta.model_name}"
        page = model(title="Uusi", slug="uusi")
        sent = posting.fields(page, PARTS[part](there), **{"action-publish": "1"})
        answer = desk.post(f"/admin/pages/add/{kind}/{parent.pk}/", sent)
        assert answer.status_code == 200 and is_told(answer, page)
        assert desk.post(f"/admin/pages/add/{kind}/{parent.pk}/", sent, headers={"accept": "application/json"}).status_code == 400
        assert desk.post(f"/admin/pages/add/{kind}/{parent.pk}/preview/", sent).json()["is_valid"] is False
    assert rows(Page, Revision) == before


def test_the_picture_of_a_home_page_is_ones_own(two, desk, here, there):
    answer = desk.post(edit(here.home), posting.fields(here.home, picture=there.image.pk))
    assert is_told(answer, here.home, "picture") and HomePage.objects.get(pk=here.home.pk).picture_id is None
    assert two.leaks(answer) == []
    assert desk.post(edit(here.home), posting.fields(here.home, picture=here.image.pk)).status_code == 302


def pages_with_links_to_pictures():
    """Page types of installed plugins that have a foreign key to a picture, and can be made below a list of theirs."""
    from neighbourhoods import registry

    return [
        (model, field.name)
        for plugin in registry.installed()
        for model in plugin.get_models()
        if issubclass(model, Page) and model.parent_page_types
        for field in model._meta.local_concrete_fields
        if field.related_model is not None and field.related_model._meta.label == "neighbourhoods.Image"
    ]


@pytest.mark.parametrize(("model", "name"), pages_with_links_to_pictures())
def test_pages_of_plugins_show_ones_own_pictures(two, desk, here, there, model, name):
    parents = model.clean_parent_page_models()
    parent = next(page for page in Page.objects.filter(path__startswith=here.home.path).specific() if type(page) in parents)
    path = f"/admin/pages/add/{model._meta.app_label}/{model._meta.model_name}/{parent.pk}/"
    page, before = model(title="Uusi", slug="uusi"), model.objects.count()
    asked = posting.needed(model)
    answer = desk.post(path, posting.fields(page, **asked, **{name: there.image.pk}))
    assert answer.status_code == 200 and is_told(answer, page, name) and model.objects.count() == before
    assert two.leaks(answer) == []
    assert desk.post(path, posting.fields(page, **asked, **{name: here.image.pk})).status_code == 302


def test_what_everybody_may_read_may_be_linked_from_everywhere(two, desk, here, there):
    parts = [part(there.published.pk) for part in (posting.action, posting.links, posting.page_link)]
    parts += [posting.note(page=there.changed.pk), posting.action(there.thing.pk)]
    answer = desk.post(edit(here.published), posting.fields(here.published, *parts, **{"action-publish": "1"}))
    assert answer.status_code == 302, sentences(answer)
    # the draft of a published page is no more to be seen than before
    assert two.leaks(desk.get(edit(here.published))) == [] and two.leaks(two.ground.visit().get("/fi/julki/")) == []


def test_ones_own_drafts_pictures_and_files_are_free_to_be_used(desk, here):
    for page in (here.published, here.home, here.thing):
        answer = desk.post(edit(page), posting.fields(page, *(make(here) for make in PARTS.values())))
        assert answer.status_code == 302, sentences(answer)


def test_a_page_of_a_plugin_that_is_off_where_it_stands_is_not_public(desk, here, there):
    there.row.refresh_from_db()
    there.row.config["plugins"].pop("dummyplugin")
    there.row.save()
    current.changed(there.row.pk)
    for part in (posting.action, posting.page_link):
        answer = desk.post(edit(here.published), posting.fields(here.published, part(there.thing.pk)))
        assert answer.status_code == 200 and is_told(answer, here.published)


def test_a_block_of_a_plugin_that_is_off_brings_nothing_foreign_in(desk, here, there):
    """Where it is switched on again, what was kept of it is shown."""
    here.row.refresh_from_db()
    here.row.config["plugins"].pop("dummyplugin")
    here.row.save()
    current.changed(here.row.pk)
    sent = posting.fields(here.published, posting.note(image=there.image.pk, page=there.draft.pk), **{"action-publish": "1"})
    desk.post(edit(here.published), sent)
    page = InfoPage.objects.get(pk=here.published.pk)
    for version in (page, page.get_latest_revision_as_object()):
        assert "dummy_note" not in str(version.body.raw_data)


def test_a_contact_of_another_neighbourhood_is_not_shown_by_its_number(two, desk, here, there):
    details, _made = Details.objects.get_or_create(neighbourhood=there.row)
    contact = Contact.objects.create(details=details, role="zqxjkvbpwmcontact", mailbox="rooli@example.org")
    two.secrets["zqxjkvbpwmcontact"] = "contact"
    try:
        sent = posting.fields(here.published, ("contact", {"title": "", "contact": contact.pk}), **{"action-publish": "1"})
        assert two.leaks(desk.post(edit(here.published), sent)) == []
        assert two.leaks(two.ground.visit().get("/fi/julki/")) == []
    finally:
        two.secrets.pop("zqxjkvbpwmcontact")


class TestWhatIsThereAlready:
    @pytest.fixture
    def page(self, desk, here, there):
        """A page with a link to a page of B, which B has taken down since."""
        sent = posting.fields(
            here.published, posting.action(there.published.pk), posting.page_link(there.published.pk), **{"action-publish": "1"}
        )
        assert desk.post(edit(here.published), sent).status_code == 302
        # read anew: objects of the module outlive what a test does to their rows
        InfoPage.objects.get(pk=there.published.pk).unpublish()
        return InfoPage.objects.get(pk=here.published.pk)

    def test_it_may_stay_when_something_else_is_changed(self, desk, page, there):
        parts = posting.action(there.published.pk), posting.page_link(there.published.pk)
        assert desk.post(edit(page), posting.fields(page, *parts, title="Uusi otsikko", **{"action-publish": "1"})).status_code == 302
        assert InfoPage.objects.get(pk=page.pk).title == "Uusi otsikko"

    def test_nothing_else_comes_in_with_it(self, desk, page, there):
        parts = posting.action(there.published.pk), posting.action(there.draft.pk)
        assert is_told(desk.post(edit(page), posting.fields(page, *parts)), page)

    def test_the_page_is_copied_or_its_copy_is_refused_in_words(self, desk, page, here):
        data = {"new_title": "Kopio", "new_slug": "kopio", "new_parent_page": here.home.pk}
        for more in ({}, {"alias": "on", "new_slug": "kopio-2"}, {"publish_copies": "on", "new_slug": "kopio-3"}):
            assert desk.post(f"/admin/pages/{page.pk}/copy/", data | more).status_code in (200, 302)

    def test_the_page_is_moved_taken_down_and_published_again(self, desk, page, here):
        assert desk.post(f"/admin/pages/{page.pk}/move/{here.draft.pk}/confirm/").status_code == 302
        assert desk.post(f"/admin/pages/{page.pk}/unpublish/").status_code == 302
        assert desk.post(f"/admin/bulk/wagtailcore/page/publish/?id={page.pk}").status_code == 302

    def test_the_editor_tells_nothing_new_of_what_was_taken_down(self, two, desk, page, there):
        later = InfoPage.objects.get(pk=there.published.pk)
        later.title = later.slug = "zqxjkvbpwmlater"
        later.save()
        later.save_revision()
        two.secrets["zqxjkvbpwmlater"] = "the later title of a page that was taken down"
        try:
            assert two.leaks(desk.get(edit(page))) == []
        finally:
            two.secrets.pop("zqxjkvbpwmlater")

    def test_what_it_points_at_may_be_deleted(self, desk, page, there):
        Page.objects.get(pk=there.published.pk).delete()
        assert desk.get(edit(page)).status_code == 200
        assert desk.post(edit(page), posting.fields(page, posting.page_link(there.published.pk))).status_code == 302


@pytest.mark.parametrize(
    "make", [posting.picture, posting.file, posting.page_link, posting.file_link], ids=["picture", "file", "page link", "file link"]
)
def test_an_id_that_nothing_has_yet_is_not_kept(desk, here, make):
    """Ids are counted up: what is stored today would point at the next picture, file or draft of B."""
    desk.post(edit(here.published), posting.fields(here.published, make(MISSING)))
    page = InfoPage.objects.get(pk=here.published.pk)
    assert str(MISSING) not in str(stored(page)) and str(MISSING) not in desk.get(edit(page)).text


@pytest.mark.parametrize("pk", [0, -1, "9" * 30, "abc", "1.0", "٣", "\x00", " 1", "null", "[]"])
@pytest.mark.parametrize(
    "make", [posting.picture, posting.file, posting.action, posting.page_link, posting.note], ids=lambda make: make.__name__
)
def test_what_is_no_id_is_no_error_of_the_server(desk, here, make, pk):
    assert desk.post(edit(here.published), posting.fields(here.published, make(pk))).status_code in (200, 302)
    assert desk.get(edit(here.published)).status_code == 200


class TestDetails:
    def post(self, two, **data):
        return two.client(two.coordinator).post("/admin/details/", details_form(**data))

    def test_the_logo_and_the_page_of_a_notice_are_ones_own(self, two, there):
        answer = self.post(two, logo=there.image.pk)
        assert answer.status_code == 200 and "logo" in answer.context["form"].errors
        for page in (there.draft, there.published, there.private):
            answer = self.post(two, notice="Vesikatko", notice_page=page.pk, notice_until="1.1.2030 12.00")
            assert answer.status_code == 200 and "notice_page" in answer.context["form"].errors
        assert not Details.objects.filter(logo=there.image).exists() and not Details.objects.filter(notice_page__isnull=False).exists()

    def test_the_picture_of_a_contact_is_ones_own(self, two, there):
        person = {"role": "Talonmies", "picture": there.image.pk, "consented_on": "1.11.2026", "consent_ends": "1.6.2027"}
        answer = self.post(two, people=[person])
        assert answer.status_code == 200 and two.leaks(answer) == []
        assert not Details.objects.filter(contacts__picture=there.image).exists()

    def test_a_refused_form_tells_nothing_of_what_was_sent(self, two, there):
        assert two.leaks(self.post(two, logo=there.image.pk)) == []
        for page in (there.draft, there.private):
            assert two.leaks(self.post(two, notice="Vesikatko", notice_page=page.pk, notice_until="1.1.2030 12.00")) == []

    def test_a_row_of_another_neighbourhood_is_not_changed_by_its_id(self, two, here, there):
        details, _made = Details.objects.get_or_create(neighbourhood=there.row)
        contact = Contact.objects.create(details=details, role="Talonmies", mailbox="t@example.org")
        room = Room.objects.create(details=details, name="Kerhohuone")
        self.post(two, people=[{"id": contact.pk, "role": "Kaapattu"}], places=[{"id": room.pk, "name": "Kaapattu"}])
        contact.refresh_from_db()
        room.refresh_from_db()
        assert (contact.role, room.name, contact.details_id, room.details_id) == ("Talonmies", "Kerhohuone", details.pk, details.pk)


class TestWhoMayMore:
    def test_who_belongs_to_both_uses_what_is_in_both(self, two, here, there):
        desk = two.client(two.both)
        parts = [make(place) for place in (here, there) for make in PARTS.values()]
        assert desk.post(edit(here.published), posting.fields(here.published, *parts)).status_code == 302

    def test_keepers_are_not_restricted(self, two, here, there):
        office = two.client(two.keeper)
        assert (
            office.post(edit(here.published), posting.fields(here.published, *(make(there) for make in PARTS.values()))).status_code == 302
        )

    def test_a_reference_more_is_no_query_more(self, two, here, there):
        """One look-up for all: of one's own, of what is public, and of what is refused."""
        desk = two.client(two.activist)
        more = [InfoPage(title=f"Sivu {number}", slug=f"sivu-{number}", locale=there.home.locale) for number in range(6)]
        home = HomePage.objects.get(pk=there.home.pk)
        for page in more:
            home.add_child(instance=page)
        few, many = more[:1], more

        def queries(pages):
            page = InfoPage.objects.get(pk=here.published.pk)
            page.body = [{"type": "text", "value": "".join(f'<a linktype="page" id="{one.pk}">x</a>' for one in pages)}]
            person = User.objects.get(pk=two.activist.pk)
            with scope.acting(person), CaptureQueriesContext(connection) as asked:
                assert references.refused(page, person) == []
            return len(asked)

        queries(few)
        assert queries(many) <= queries(few) + 1
        assert desk.get(edit(here.published)).status_code == 200

    def test_work_in_the_background_is_not_restricted(self, here, there):
        page = InfoPage.objects.get(pk=here.published.pk)
        page.body = [{"type": "action", "value": {"title": "x", "button": "Tule mukaan", "page": there.draft.pk}}]
        page.save_revision().publish()
        assert PageViewRestriction.objects.filter(page=there.private.pk).exists()
