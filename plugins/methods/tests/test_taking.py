"""A method goes from one neighbourhood to another: a copy of one's own, and what becomes of the original later."""

import pytest
from django.urls import reverse
from wagtail.models import Page

from neighbourhoods import current, trail

from .. import cards, taking
from ..desk import at_a_glance, differences
from ..models import Adoption, MethodPage
from .ground import LIBRARY, card, change_file, member, new_method, publish, soup, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def original(neighbourhoods):
    return new_method("lintumaki", "Pitkä pöytä", purpose="Tutustutaan.", money="10 euroa", people_min=2)


@pytest.fixture
def partti(visit, neighbourhoods):
    """The browser of an active resident of Partti."""
    visitor = visit()
    visitor.client.force_login(member("partti", neighbourhoods))
    return visitor


def take_url(page):
    return reverse("methods_take", args=[cards.record_id(page.translation_key)])


def take(at, page, **data):
    answer = at.post(take_url(page), data)
    assert answer.status_code == 302, answer.status_code
    return Adoption.unscoped.order_by("-pk").first()


def copy_of(adoption):
    return MethodPage.objects.get(translation_key=adoption.key)


def changes_url(adoption):
    return reverse("methods_changes", args=[adoption.pk])


def decide(at, adoption, **ways):
    shown = soup(at.get(changes_url(adoption)))
    hidden = {
        field["name"]: field["value"] for field in shown.main.select("form input[type=hidden]") if field["name"] != "csrfmiddlewaretoken"
    }
    return at.post(changes_url(adoption), hidden | {f"field-{name}": way for name, way in ways.items()})


def cares(slug):
    record = current.by_slug(slug)
    with current.activate(record):
        return list(at_a_glance.changed_originals(record))


def test_the_public_page_offers_a_copy_and_the_desk_makes_it_as_a_draft(original, partti, visit):
    public = soup(visit("lintumaki").get(f"{LIBRARY}{original.slug}/"))
    link = public.find("a", string=lambda text: text and "omassa naapurustossa" in text) or public.select_one('a[href*="/methods/take/"]')
    assert link["href"] == f"http://localhost:8000{take_url(original)}"
    assert "Pitkä pöytä" in words(soup(partti.get(take_url(original))).main)
    adoption = take(partti, original)
    copy = copy_of(adoption)
    assert not copy.live and copy.url_path.startswith("/partti/fi/") and copy.all_said() == original.all_said()
    assert adoption.version == 1 and adoption.then == original.all_said()
    assert adoption.original_id == cards.record_id(original.translation_key)
    assert partti.get(reverse("wagtailadmin_pages:edit", args=[copy.pk])).status_code == 200


def test_nobody_reads_of_a_copy_that_is_not_published(original, partti, visit):
    take(partti, original)
    assert "Partti" not in words(soup(visit("lintumaki").get(f"{LIBRARY}{original.slug}/")).main)
    assert not trail.of(cards.record_id(original.translation_key), "fi")


def test_a_published_copy_is_on_the_path_and_the_original_tells_who_uses_it_and_what_they_changed(original, partti, visit):
    copy = copy_of(take(partti, original))
    publish(copy, title="Lyhyt pöytä", time="Kaksi tuntia", materials="pöytä")
    text = words(soup(visit("lintumaki").get(f"{LIBRARY}{original.slug}/")).main)
    assert "Lyhyt pöytä Partti . Muutettu: Aikaa , Tarvikkeet".replace(" ", "") in text.replace(" ", "")
    own = words(soup(visit("partti").get(f"{LIBRARY}{copy.slug}/")).main)
    assert "Alkuperäinen: Pitkä pöytä" in own and "Lintumäki" in own
    found = trail.of(cards.record_id(original.translation_key), "fi")
    assert [step.kind for step in found.after] == ["adopted"]


def test_when_the_original_changes_its_version_rises_and_adopters_are_told(original, partti):
    adoption = take(partti, original)
    assert not cares("partti")
    publish(original)
    assert card(original).version == 1 and not cares("partti")
    publish(original, money="20 euroa")
    assert card(original).version == 2
    (care,) = cares("partti")
    assert "Pitkä pöytä" in care.text and care.url.startswith(changes_url(adoption)) and not cares("lintumaki")


def test_each_difference_is_read_word_by_word_and_taken_kept_or_left_for_later(original, partti):
    adoption = take(partti, original)
    copy = publish(copy_of(adoption), purpose="Oma tarkoitus.")
    publish(original, money="20 euroa", purpose="Tutustutaan hyvin.", time="Kaksi tuntia")
    shown = soup(partti.get(changes_url(adoption)))
    text = words(shown.main)
    assert {words(node) for node in shown.select("del")} >= {"poistettu: 10"} and "lisätty: 20" in text
    assert "Oma tarkoitus." in text
    decide(partti, adoption, money="take", purpose="keep", time="later")
    copy.refresh_from_db()
    assert (copy.money, copy.purpose, copy.time) == ("20 euroa", "Oma tarkoitus.", "Tunti") and copy.live
    # one is left, and so it waits
    assert cares("partti") and [one.name for one in differences.between(Adoption.unscoped.get(pk=adoption.pk))[1]] == ["time"]
    decide(partti, adoption, time="keep")
    adoption.refresh_from_db()
    assert adoption.version == 2 and adoption.news_at is None and not cares("partti")
    assert copy_of(adoption).time == "Tunti"


def test_what_is_taken_is_a_draft_while_somebody_is_writing(original, partti):
    adoption = take(partti, original)
    copy = publish(copy_of(adoption))
    draft = copy.get_latest_revision_as_object()
    draft.lead = "Kesken."
    draft.save_revision()
    publish(original, money="20 euroa", steps=original.steps)
    decide(partti, adoption, money="take")
    copy = copy_of(adoption)
    assert copy.money == "10 euroa" and copy.lead == ""
    newest = copy.get_latest_revision_as_object()
    assert newest.money == "20 euroa" and newest.lead == "Kesken."


def test_steps_are_taken_too(original, partti):
    adoption = take(partti, original)
    publish(copy_of(adoption))
    changed = original.get_latest_revision_as_object()
    changed.set_steps(["Kanna pöytä.", "Keitä kahvi.", "Istu."])
    changed.save_revision().publish()
    decide(partti, adoption, steps="take")
    assert [step["text"] for step in copy_of(adoption).step_values()] == ["Kanna pöytä.", "Keitä kahvi.", "Istu."]


def test_an_original_that_changes_while_one_reads_is_shown_again(original, partti):
    adoption = take(partti, original)
    publish(copy_of(adoption))
    publish(original, money="20 euroa")
    shown = soup(partti.get(changes_url(adoption)))
    hidden = {field["name"]: field["value"] for field in shown.main.select("form input[type=hidden]")}
    publish(original, money="30 euroa")
    answer = partti.post(changes_url(adoption), hidden | {"field-money": "take"})
    assert answer.status_code == 302 and answer["Location"].startswith(changes_url(adoption))
    assert copy_of(adoption).money == "10 euroa"


@pytest.mark.parametrize(
    "data", [{}, {"version": "x", "seen": "-1"}, {"version": "9" * 40}, {"field-money": "take"}, {"field-nothing": "take"}]
)
def test_what_is_sent_by_hand_changes_nothing(original, partti, data):
    adoption = take(partti, original)
    publish(copy_of(adoption))
    publish(original, money="20 euroa")
    assert partti.post(changes_url(adoption), data).status_code == 302
    assert copy_of(adoption).money == "10 euroa"


def gone(original, how, sites):
    if how == "hidden":
        original.unpublish()
    elif how == "deleted":
        Page.objects.get(pk=original.pk).delete()
    elif how == "not shared":
        change_file(sites, "lintumaki", "share = true", "share = false")
    else:
        change_file(sites, "lintumaki", "[plugins.methods]\nshare = true", "")


@pytest.mark.parametrize("how", ["hidden", "deleted", "not shared", "off"])
def test_a_copy_loses_nothing_when_its_original_is_gone(original, partti, visit, sites, how):
    adoption = take(partti, original)
    copy = publish(copy_of(adoption))
    publish(original, money="20 euroa")
    gone(original, how, sites)
    adoption.refresh_from_db()
    assert adoption.then["money"] == "10 euroa" and not cares("partti")
    assert partti.get(changes_url(adoption)).status_code == 200
    answer = visit("partti").get(f"{LIBRARY}{copy.slug}/")
    assert answer.status_code == 200 and "Pitkä pöytä" in words(soup(answer).main)
    assert partti.get(take_url(original)).status_code == 404


def test_what_is_not_shared_is_offered_to_nobody(original, partti, visit, sites):
    change_file(sites, "lintumaki", "share = true", "share = false")
    assert "/methods/take/" not in visit("lintumaki").get(f"{LIBRARY}{original.slug}/").text
    missing = partti.get(reverse("methods_take", args=["00000000-0000-0000-0000-000000000000"]))
    for answer in (partti.get(take_url(original)), partti.post(take_url(original))):
        assert answer.status_code == 404 == missing.status_code
    assert not Adoption.unscoped.exclude(original=None).filter(original=cards.record_id(original.translation_key)).exists()


def test_a_draft_of_another_neighbourhood_cannot_be_taken(partti, neighbourhoods):
    draft = new_method("lintumaki", "Salainen", live=False)
    answer = partti.get(take_url(draft))
    assert answer.status_code == 404 and "Salainen" not in answer.text


def test_the_differences_of_one_neighbourhood_are_not_there_for_another(original, partti, desk):
    adoption = take(partti, original)
    publish(original, money="20 euroa")
    assert desk.get(changes_url(adoption)).status_code == 404
    assert desk.post(changes_url(adoption), {"field-money": "take"}).status_code == 404


def test_a_second_press_makes_no_second_copy_and_who_wants_another_says_so(original, partti):
    first = take(partti, original)
    take(partti, original)
    assert Adoption.unscoped.filter(original=first.original_id).count() == 1
    publish(copy_of(first))
    shown = words(soup(partti.get(take_url(original))).main)
    assert "Olet jo ottanut tämän käyttöön" in shown
    second = take(partti, original, again="1")
    assert second.pk != first.pk and copy_of(second).slug != copy_of(first).slug
    publish(copy_of(second), title="Toinen kopio")
    publish(original, money="20 euroa")
    assert len(cares("partti")) == 2


def test_ones_own_method_is_not_taken(original, desk):
    assert "on jo teidän oma" in words(soup(desk.get(take_url(original))).main)
    desk.post(take_url(original))
    assert not Adoption.unscoped.filter(original=cards.record_id(original.translation_key)).exists()


def test_a_copy_of_a_copy_comes_home_without_going_in_a_circle(original, partti, desk, visit):
    copy = publish(copy_of(take(partti, original)), title="Partin pöytä")
    back = publish(copy_of(take(desk, copy)), title="Pöytä palaa")
    found = trail.of(cards.record_id(back.translation_key), "fi")
    assert [step.shown.title for step in found.before] == ["Pitkä pöytä", "Partin pöytä"]
    # by hand, a copy that would be its own original's original
    Adoption.unscoped.create(
        key=original.translation_key,
        original_id=cards.record_id(back.translation_key),
        language="fi",
        neighbourhood_id=card(original).neighbourhood_id,
    )
    publish(original, money="1 euro")
    publish(back, money="2 euroa")
    publish(original, money="3 euroa")
    for slug, page in (("lintumaki", original), ("partti", copy), ("lintumaki", back)):
        assert visit(slug).get(f"{LIBRARY}{page.slug}/").status_code == 200


def test_a_change_in_another_language_is_told_to_those_who_took_that_language(original, partti):
    adoption = take(partti, original)
    swedish = new_method("lintumaki", "Långt bord", language="sv", translation_key=original.translation_key)
    assert card(original).version == 1 and not cares("partti")
    publish(swedish, money="20 euro")
    assert card(original).version == 2 and not cares("partti")
    adoption.refresh_from_db()
    assert adoption.news_at is None


def test_the_demo_holds_a_method_that_partti_took_from_lintumaki(visit, neighbourhoods):
    text = words(soup(visit("lintumaki").get(f"{LIBRARY}rappukahvit/")).main)
    assert "Pihakahvit, Partin versio rappukahveista" in text
    assert "Muutettu: Aikaa , Tarvikkeet , Turvallisuus ja luvat , Milloin ei toimi".replace(" ", "") in text.replace(" ", "")


def test_a_method_that_nobody_may_read_is_no_original(original, neighbourhoods):
    found = card(original)
    original.unpublish()
    with pytest.raises(taking.CannotTake):
        taking.take(current.by_slug("partti"), found, None)
