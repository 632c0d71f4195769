"""One address, one page: in every language of a neighbourhood. Whoever would give two pages one address is told where the other is."""

import html

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from wagtail.models import Page

from neighbourhoods.models import InfoPage
from neighbourhoods.slugs import address_is_taken

from .three_sites import home, write

pytestmark = pytest.mark.django_db
WHERE = "/sv/uusi/"


@pytest.fixture
def other():
    """A page that only Swedish has."""
    return write("lintumaki", "sv", "uusi", "Ny")


@pytest.fixture
def office(visit, keeper):
    reader = visit()
    reader.client.force_login(keeper)
    return reader


def form(page, **fields):
    return {"title": page.title, "slug": page.slug, "lead": "", "body-count": "0", **fields}


def told(answer):
    return html.unescape(answer.text) + " ".join(str(message) for message in get_messages(answer.wsgi_request))


def test_a_page_that_would_take_it_is_refused_with_the_language_the_place_and_the_cure(other):
    page = InfoPage(title="Uusi", slug="uusi")
    with pytest.raises(ValidationError) as refused:
        home("lintumaki", "fi").add_child(instance=page)
    (sentence,) = refused.value.message_dict["slug"]
    assert "svenska" in sentence and WHERE in sentence
    assert address_is_taken("uusi", home("lintumaki", "fi")) == sentence


def test_a_slug_of_the_page_above_itself_is_told_as_wagtail_tells_it(other):
    page = InfoPage(title="Ny", slug="uusi")
    with pytest.raises(ValidationError) as refused:
        home("lintumaki", "sv").add_child(instance=page)
    assert WHERE not in refused.value.message_dict["slug"][0]


def test_a_translation_of_that_page_may_have_it(other):
    assert write("lintumaki", "fi", "uusi", "Uusi", translation_of=other).slug == "uusi"


def test_the_same_address_is_free_in_another_neighbourhood_and_further_down(other):
    assert address_is_taken("uusi", home("partti", "fi")) is None
    assert write("lintumaki", "fi", "uusi", "Uusi", above="mukaan/").url_path == "/lintumaki/fi/mukaan/uusi/"


def test_two_pages_below_one_translated_page_are_told_apart_too(other):
    write("lintumaki", "sv", "polku", "Stigen", above="tietoa/")
    about = InfoPage.objects.get(url_path="/lintumaki/fi/tietoa/")
    assert "/sv/tietoa/polku/" in address_is_taken("polku", about)


def test_an_address_made_from_the_heading_gets_a_number_instead(other):
    page = InfoPage(title="Uusi")
    home("lintumaki", "fi").add_child(instance=page)
    assert page.slug == "uusi-2"


def test_the_editor_says_it_once_beside_the_field(other, office):
    page = write("lintumaki", "fi", "toinen", "Toinen")
    answer = office.post(f"/admin/pages/{page.pk}/edit/", form(page, slug="uusi"))
    assert answer.status_code == 200
    errors = answer.context["form"].errors["slug"]
    assert len(errors) == 1 and WHERE in errors[0]
    assert InfoPage.objects.get(pk=page.pk).slug == "toinen"


def test_a_new_page_is_refused_in_the_same_words(other, office):
    parent = home("lintumaki", "fi")
    answer = office.post(f"/admin/pages/add/neighbourhoods/infopage/{parent.pk}/", form(InfoPage(title="Uusi", slug="uusi")))
    assert answer.status_code == 200 and WHERE in answer.context["form"].errors["slug"][0]


def test_a_copy_into_another_language_is_a_page_of_its_own_and_needs_an_address_of_its_own(office):
    page = write("lintumaki", "fi", "toinen", "Toinen")
    swedish = home("lintumaki", "sv")
    fields = {"new_title": "Kopia", "new_parent_page": swedish.pk}
    answer = office.post(f"/admin/pages/{page.pk}/copy/", {**fields, "new_slug": "toinen"})
    assert answer.status_code == 200 and "/fi/toinen/" in answer.context["form"].errors["new_slug"][0]
    assert not Page.objects.filter(url_path="/lintumaki/sv/toinen/").exists()
    assert office.post(f"/admin/pages/{page.pk}/copy/", {**fields, "new_slug": "kopia"}).status_code == 302
    assert Page.objects.filter(url_path="/lintumaki/sv/kopia/").exists()


def test_a_page_does_not_move_to_an_address_that_another_one_has_in_another_language(other, office):
    page = write("lintumaki", "fi", "uusi", "Toinen", above="mukaan/")
    target = home("lintumaki", "fi")
    for answer in (
        office.get(f"/admin/pages/{page.pk}/move/{target.pk}/confirm/", follow=True),
        office.post(f"/admin/pages/{page.pk}/move/{target.pk}/confirm/", follow=True),
    ):
        assert WHERE in told(answer)
    assert InfoPage.objects.get(pk=page.pk).url_path == "/lintumaki/fi/mukaan/uusi/"


def test_a_submitted_translation_whose_address_is_taken_makes_no_page_and_no_error(other, keeper):
    from wagtail.models import Locale
    from wagtail_localize.operations import translate_object

    # from before anybody had the rule, or by a move in the database
    page = write("lintumaki", "fi", "toinen", "Toinen")
    Page.objects.filter(pk=page.pk).update(slug="uusi", url_path="/lintumaki/fi/uusi/")
    translate_object(InfoPage.objects.get(pk=page.pk), [Locale.objects.get(language_code="en")], user=keeper)
    assert not Page.objects.filter(translation_key=page.translation_key, url_path="/lintumaki/sv/uusi/").exists()
