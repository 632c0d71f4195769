"""Naapuruston tiedot: what volunteers change themselves, on one page."""

import datetime
import json
from pathlib import Path

import pytest
from django.utils import timezone

from neighbourhoods import contacts, current
from neighbourhoods.models import Contact, Details, Image, KnownGap, Membership, Room, User

pytestmark = pytest.mark.django_db
CASES = json.loads((Path(__file__).parent / "cases" / "text_cases.json").read_text())
TEXTS = [pytest.param(text, id=f"{kind}-{number}") for kind, texts in CASES.items() for number, text in enumerate(texts)]
XSS = {text for text in CASES["xss"] if "<" in text}
NOW = datetime.datetime(2026, 12, 1, 12, 0, tzinfo=datetime.UTC)


@pytest.fixture
def coordinator(visit, neighbourhoods):
    user = User.objects.create_user("manageri@example.org")
    Membership.objects.create(user=user, neighbourhood=neighbourhoods["lintumaki"], role="coordinator")
    visitor = visit()
    visitor.client.force_login(user)
    return visitor


@pytest.fixture
def office(visit, keeper):
    visitor = visit()
    visitor.client.force_login(keeper)
    return visitor


def rows(name, *given):
    data = {f"{name}-TOTAL_FORMS": len(given), f"{name}-INITIAL_FORMS": 0, f"{name}-MIN_NUM_FORMS": 0, f"{name}-MAX_NUM_FORMS": 30}
    for number, row in enumerate(given):
        data |= {f"{name}-{number}-{key}": value for key, value in {"id": "", "ORDER": number + 1, "DELETE": "", **row}.items()}
        data[f"{name}-INITIAL_FORMS"] += bool(row.get("id"))
    return data


def form(people=(), places=(), gaps=(), **fields):
    fields = {"contact_email": "lintumaki@example.org", **fields}
    return {**fields, **rows("contacts", *people), **rows("rooms", *places), **rows("gaps", *gaps)}


def person(**more):
    return {"role": "Talonmies", "name": "Aino Aalto", "consented_on": "1.11.2026", "consent_ends": "1.6.2027", **more}


def saved(visitor, data, path="/admin/details/"):
    answer = visitor.post(path, data)
    assert answer.status_code == 302, errors(answer)
    assert answer.url.startswith("/admin/details/")
    return answer


def errors(answer):
    """{field or row: {field: [sentences]}} of a form that came back."""
    one = answer.context["form"]
    parts = {name: [form.errors for form in formset.forms] for name, formset in one.formsets.items()}
    return {**one.errors, **{name: found for name, found in parts.items() if any(found)}}


def refused(visitor, data):
    answer = visitor.post("/admin/details/", data)
    assert answer.status_code == 200
    return errors(answer)


def details(neighbourhoods, slug="lintumaki"):
    return Details.objects.get(neighbourhood=neighbourhoods[slug])


def picture(neighbourhoods, slug):
    return Image.objects.create(title="Kuva", file="pictures/x.jpg", width=1, height=1, collection=neighbourhoods[slug].collection)


def test_an_active_resident_reaches_the_page_from_the_desk_and_from_the_menu(desk):
    for path in ("/admin/", "/admin/editing/"):
        assert "/admin/details/" in desk.get(path).text
    answer = desk.get("/admin/details/")
    assert answer.status_code == 200
    assert 'value="Kerhohuone"' in answer.text


def test_the_urgent_notice_comes_first_and_then_contacts_rooms_and_the_shared_contact(desk):
    text = desk.get("/admin/details/").text
    places = [text.index(f'name="{name}"') for name in ("notice", "contacts-TOTAL_FORMS", "rooms-TOTAL_FORMS", "contact_email")]
    assert places == sorted(places)


def test_what_is_saved_is_on_the_site_at_once_and_the_answer_leads_there(desk, visit):
    lintumaki = visit("lintumaki")
    assert "Vesi poikki" in lintumaki.get("/fi/").text
    until = timezone.localtime() + datetime.timedelta(days=2)
    answer = desk.client.post(
        "/admin/details/",
        form(notice="Sauna on rikki", notice_until=until.strftime("%d.%m.%Y %H:%M"), places=[{"name": "Sauna"}]),
        follow=True,
    )
    assert "http://lintumaki.localhost:8000/" in answer.text
    text = lintumaki.get("/fi/").text
    assert "Sauna on rikki" in text and "Vesi poikki" not in text


def test_another_neighbourhood_stays_as_it_was(desk, neighbourhoods):
    partti = neighbourhoods["partti"]
    before = Details.objects.filter(neighbourhood=partti).values().first()
    generation = partti.generation
    saved(desk, form(contact_text="Lappu postilaatikkoon"))
    assert Details.objects.filter(neighbourhood=partti).values().first() == before
    partti.refresh_from_db()
    assert partti.generation == generation


class TestWhoMayChangeWhat:
    def test_an_active_residents_crafted_post_changes_nothing_that_is_the_coordinators(self, desk, neighbourhoods):
        image = picture(neighbourhoods, "lintumaki")
        before = details(neighbourhoods)
        saved(
            desk,
            form(
                logo=image.pk,
                authority="Kaapattu",
                hosting="Kaapattu",
                processors="Kaapattu",
                assessed_on="1.1.2026",
                reviewed_on="1.1.2026",
                gaps=[{"issue": "Kaapattu"}],
                contact_text="Muutettu",
            ),
        )
        after = details(neighbourhoods)
        assert after.contact_text == "Muutettu"
        for name in ("logo_id", "authority", "hosting", "processors", "assessed_on", "reviewed_on"):
            assert getattr(after, name) == getattr(before, name)
        assert not KnownGap.objects.filter(issue="Kaapattu").exists()

    def test_an_active_resident_does_not_see_the_coordinators_fields(self, desk, coordinator):
        for name in ("logo", "authority", "hosting", "processors", "assessed_on", "gaps-TOTAL_FORMS"):
            assert f'name="{name}"' not in desk.get("/admin/details/").text
            assert f'name="{name}"' in coordinator.get("/admin/details/").text

    def test_a_coordinator_changes_all(self, coordinator, neighbourhoods):
        image = picture(neighbourhoods, "lintumaki")
        saved(coordinator, form(logo=image.pk, authority="Liikenne- ja viestintävirasto", gaps=[{"issue": "Vanhat videot"}]))
        after = details(neighbourhoods)
        assert after.logo == image and after.authority == "Liikenne- ja viestintävirasto"
        assert [gap.issue for gap in after.gaps.all()] == ["Vanhat videot"]

    def test_nobody_else_gets_in(self, visit, db):
        stranger = User.objects.create_user("joku@example.org")
        visitor = visit()
        assert visitor.get("/admin/details/").status_code == 302
        visitor.client.force_login(stranger)
        assert visitor.get("/admin/details/").status_code in (302, 404)
        assert visitor.post("/admin/details/", form()).status_code in (302, 404)

    def test_a_membership_that_ended_ends_the_right(self, desk, activist, neighbourhoods):
        Membership.objects.filter(user=activist).update(neighbourhood=neighbourhoods["partti"])
        saved(desk, form(contact_text="Parttiin"))
        assert details(neighbourhoods).contact_text != "Parttiin"

    def test_a_neighbourhood_that_the_person_does_not_belong_to_cannot_be_chosen(self, desk, neighbourhoods):
        saved(desk, form(contact_text="Muutettu"), "/admin/details/?neighbourhood=partti")
        assert details(neighbourhoods).contact_text == "Muutettu"
        assert not Details.objects.filter(neighbourhood__slug="partti", contact_text="Muutettu").exists()

    def test_the_portals_row_is_for_keepers(self, desk, coordinator, office):
        for visitor in (desk, coordinator):
            assert visitor.get("/admin/details/portal/").status_code == 404
            assert visitor.post("/admin/details/portal/", form(contact_text="Kaapattu")).status_code == 404
        saved(office, form(contact_text="Kysy meiltä"), "/admin/details/portal/")
        assert Details.objects.get(neighbourhood=None).contact_text == "Kysy meiltä"
        assert current.portal().facts.text == "Kysy meiltä"

    def test_a_keeper_who_has_chosen_no_neighbourhood_edits_the_portals_row(self, office, neighbourhoods):
        text = office.get("/admin/details/").text
        assert 'name="contacts-TOTAL_FORMS"' not in text and 'name="authority"' in text
        assert 'name="contacts-TOTAL_FORMS"' in office.get("/admin/details/?neighbourhood=partti").text
        saved(office, form(hosting="Hetzner, Helsinki"))
        assert details(neighbourhoods, "partti").hosting == "Hetzner, Helsinki"

    def test_a_member_of_two_neighbourhoods_says_which_one(self, desk, activist, neighbourhoods):
        Membership.objects.create(user=activist, neighbourhood=neighbourhoods["partti"])
        text = desk.get("/admin/details/").text
        assert "?neighbourhood=lintumaki" in text and "?neighbourhood=partti" in text
        assert 'name="notice"' not in text
        assert 'name="notice"' in desk.get("/admin/details/?neighbourhood=partti").text


class TestTheNotice:
    def at(self, **after):
        return (timezone.localtime() + datetime.timedelta(**after)).strftime("%d.%m.%Y %H:%M")

    def test_it_needs_an_end(self, desk):
        assert refused(desk, form(notice="Vesi poikki")) == {"notice_until": ["Kirjoita, mihin asti tiedote näkyy."]}

    @pytest.mark.parametrize("after", [{"minutes": -5}, {"days": 61}])
    def test_its_end_is_to_come_and_at_most_60_days_away(self, desk, after):
        assert set(refused(desk, form(notice="Vesi poikki", notice_until=self.at(**after)))) == {"notice_until"}
        saved(desk, form(notice="Vesi poikki", notice_until=self.at(days=59)))

    def test_an_end_is_suggested_tomorrow_at_noon(self, desk, neighbourhoods):
        Details.objects.update(notice="", notice_until=None)
        tomorrow = timezone.localdate() + datetime.timedelta(days=1)
        assert f'value="{tomorrow:%d.%m.%Y} 12.00"' in desk.get("/admin/details/").text
        saved(desk, form(notice="", notice_until=self.at(days=1)))
        assert details(neighbourhoods).notice_until is None

    def test_an_old_one_that_nobody_touches_stops_no_other_change(self, desk, neighbourhoods):
        past = timezone.now() - datetime.timedelta(days=3)
        Details.objects.filter(neighbourhood__slug="lintumaki").update(notice="Vesi poikki", notice_until=past)
        saved(desk, form(notice="Vesi poikki", notice_until=timezone.localtime(past).strftime("%d.%m.%Y %H:%M"), contact_text="Muutettu"))
        assert details(neighbourhoods).contact_text == "Muutettu"

    def test_its_page_is_one_of_the_neighbourhoods_own(self, desk, neighbourhoods):
        from neighbourhoods.models import InfoPage

        own, other = (InfoPage.objects.get(url_path=f"/{slug}/fi/mukaan/") for slug in ("lintumaki", "partti"))
        given = {"notice": "Talkoot", "notice_until": self.at(days=1)}
        assert set(refused(desk, form(**given, notice_page=other.pk))) == {"notice_page"}
        saved(desk, form(**given, notice_page=own.pk))
        assert details(neighbourhoods).notice_page_id == own.pk


@pytest.fixture
def in_december(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.mark.usefixtures("in_december")
class TestContacts:
    def test_a_person_is_shown_only_with_a_consent(self, desk):
        found = refused(desk, form(people=[person(consented_on="", consent_ends="")]))
        told = ["Kirjoita, milloin ihminen antoi luvan ja mihin asti."]
        assert found == {"contacts": [{"consented_on": told, "consent_ends": told}]}

    @pytest.mark.parametrize("name", ["name", "phone", "email", "picture"])
    def test_each_of_a_persons_own_details_needs_it(self, desk, neighbourhoods, name):
        value = {"phone": "040 123 4567", "email": "aino@example.org", "picture": picture(neighbourhoods, "lintumaki").pk}.get(name, "Aino")
        found = refused(desk, form(people=[{"role": "Avaimet", name: value}]))
        assert set(found["contacts"][0]) == {"consented_on", "consent_ends"}

    @pytest.mark.parametrize(
        ("given", "ends", "field"),
        [
            ("1.11.2026", "1.11.2026", "consent_ends"),
            ("1.11.2026", "1.10.2026", "consent_ends"),
            ("1.11.2026", "3.11.2027", "consent_ends"),
            ("2.12.2026", "1.3.2027", "consented_on"),
        ],
    )
    def test_a_consent_was_given_and_holds_for_a_year_at_most(self, desk, given, ends, field):
        found = refused(desk, form(people=[person(consented_on=given, consent_ends=ends)]))
        assert list(found["contacts"][0]) == [field]

    def test_a_consent_of_a_whole_year_will_do(self, desk):
        saved(desk, form(people=[person(consented_on="1.11.2026", consent_ends="1.11.2027")]))

    def test_a_contact_whom_nobody_can_reach_is_refused(self, desk):
        found = refused(desk, form(people=[{"role": "Avaimet"}], contact_email=""))
        assert list(found["contacts"][0]) == ["mailbox"]
        saved(desk, form(people=[{"role": "Avaimet", "mailbox": "avaimet@example.org"}], contact_email=""))

    @pytest.mark.parametrize("way", [{"phone": "040 123 4567"}, {"email": "aino@example.org"}])
    def test_a_person_who_agreed_can_be_the_way_to_reach(self, desk, way):
        saved(desk, form(people=[person(**way)], contact_email=""))

    def test_a_shared_address_is_enough(self, desk):
        saved(desk, form(people=[{"role": "Avaimet"}]))

    def test_a_person_is_gone_from_the_site_when_the_consent_ends(self, desk, neighbourhoods, time_machine):
        saved(desk, form(people=[person(phone="040 123 4567", email="aino@example.org", mailbox="avaimet@example.org")]))
        record = current.by_slug("lintumaki")

        def shown():
            (row,) = [row for row in contacts.contacts_of(record) if row.role == "Talonmies"]
            return row.person_is_shown, row.shown_email

        assert shown() == (True, "aino@example.org")
        time_machine.move_to(datetime.datetime(2027, 6, 1, 20, 59, tzinfo=datetime.UTC), tick=False)
        assert shown() == (True, "aino@example.org")
        time_machine.move_to(datetime.datetime(2027, 6, 1, 21, 1, tzinfo=datetime.UTC), tick=False)
        assert shown() == (False, "avaimet@example.org")

    def test_rows_keep_the_order_that_was_chosen_and_are_removed_one_by_one(self, desk):
        saved(desk, form(people=[{"role": "Avaimet"}, {"role": "Talkoot"}]))
        first, second = Contact.objects.filter(details__neighbourhood__slug="lintumaki").exclude(role="").order_by("sort_order")[:2]
        kept = [{"role": second.role, "id": second.pk, "ORDER": 1}, {"role": first.role, "id": first.pk, "ORDER": 2}]
        saved(desk, form(people=kept))
        roles = list(Contact.objects.filter(pk__in=[first.pk, second.pk]).order_by("sort_order").values_list("role", flat=True))
        assert roles == [second.role, first.role]
        saved(desk, form(people=[{**kept[0], "DELETE": "1"}, kept[1]]))
        assert not Contact.objects.filter(pk=second.pk).exists() and Contact.objects.filter(pk=first.pk).exists()

    def test_another_neighbourhoods_contact_is_never_taken_over(self, desk, neighbourhoods):
        place, _made = Details.objects.get_or_create(neighbourhood=neighbourhoods["partti"])
        theirs = Contact.objects.create(details=place, role="Partin avaimet")
        saved(desk, form(people=[{"role": "Kaapattu", "id": theirs.pk}]))
        theirs.refresh_from_db()
        assert theirs.role == "Partin avaimet" and theirs.details == place

    @pytest.mark.parametrize("pk", ["abc", "-1", "99999999999999999999", "\x00"])
    def test_a_row_that_somebody_else_removed_meanwhile_is_kept_as_a_new_one(self, desk, pk):
        saved(desk, form(people=[{"role": "Talkooväki", "id": pk}]))
        assert Contact.objects.filter(details__neighbourhood__slug="lintumaki", role="Talkooväki").count() == 1

    def test_another_neighbourhoods_picture_is_refused_beside_the_field(self, desk, coordinator, neighbourhoods):
        foreign = picture(neighbourhoods, "partti")
        assert list(refused(desk, form(people=[person(picture=foreign.pk)]))["contacts"][0]) == ["picture"]
        assert list(refused(coordinator, form(logo=foreign.pk))) == ["logo"]
        saved(desk, form(people=[person(picture=picture(neighbourhoods, "lintumaki").pk)]))

    @pytest.mark.parametrize("number", ["040 123 4567", "+358 (0)15 123-456", "112"])
    def test_telephone_numbers_are_taken_as_people_write_them(self, desk, number):
        saved(desk, form(contact_phone=number))

    def test_words_are_no_telephone_number(self, desk):
        assert list(refused(desk, form(contact_phone="soita kerholle"))) == ["contact_phone"]


@pytest.mark.parametrize("text", TEXTS)
def test_whatever_is_written_is_told_to_be_wrong_or_does_no_harm(coordinator, visit, text):
    names = ("notice", "notice_text", "contact_text", "contact_email", "contact_phone", "authority", "hosting", "processors")
    until = (timezone.localtime() + datetime.timedelta(days=1)).strftime("%d.%m.%Y %H:%M")
    contact = dict.fromkeys(("role", "does", "mailbox", "answers", "name", "phone", "email", "consented_on", "consent_ends"), text)
    room = dict.fromkeys(("name", "place", "access", "hours", "keys", "exception", "exception_until"), text)
    gap = dict.fromkeys(("issue", "cause", "instead", "corrected"), text)
    answer = coordinator.post("/admin/details/", form([contact], [room], [gap], **dict.fromkeys(names, text), notice_until=until))
    assert answer.status_code == 200
    told = errors(answer)
    kept = {"notice": "Talkoot", "notice_until": until, **{name: text for name in names if name not in told}}
    parts = [
        {name: value for name, value in row.items() if name not in told.get(part, [{}])[0]}
        for part, row in (("contacts", contact), ("rooms", room), ("gaps", gap))
    ]
    for row, name in zip(parts, ("role", "name", "issue"), strict=True):
        row.setdefault(name, "Avaimet")
    kept["contact_email"] = kept.get("contact_email", "").strip() or "lintumaki@example.org"
    # what is not told to be wrong is saved as it is
    parts[0] |= {"consented_on": timezone.localdate(), "consent_ends": timezone.localdate() + datetime.timedelta(days=9)}
    saved(coordinator, form(*[[row] for row in parts], **kept))
    assert coordinator.get("/admin/details/").status_code == 200
    for path in ("/fi/", "/fi/yhteystiedot/", "/fi/saavutettavuus/", "/fi/tietosuoja/"):
        answer = visit("lintumaki").get(path)
        assert answer.status_code in (200, 404)
        assert text not in XSS or text not in answer.text
        assert not {"\u202e", "\u2066", "\x00"} & set(answer.text)


def test_a_change_made_elsewhere_reaches_readers_too(neighbourhoods):
    def number():
        neighbourhoods["lintumaki"].refresh_from_db()
        return neighbourhoods["lintumaki"].generation

    row, seen = details(neighbourhoods), [number()]
    contact = Contact.objects.create(details=row, role="Avaimet")
    seen.append(number())
    room = Room.objects.create(details=row, name="Sauna")
    seen.append(number())
    contact.erase()
    seen.append(number())
    room.delete()
    seen.append(number())
    row.save()
    seen.append(number())
    assert seen == sorted(set(seen))


def test_a_form_without_its_counts_of_rows_is_an_error_that_is_told(desk):
    for data in ({}, {"notice": "x"}, form() | {"contacts-TOTAL_FORMS": "x"}, form() | {"contacts-TOTAL_FORMS": "9999999"}):
        assert desk.post("/admin/details/", data).status_code == 200
