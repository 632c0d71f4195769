"""A person can ask what an install holds of them, and have it erased; nobody else loses anything."""

import json

import pytest
from django.apps import apps
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, Page, PageLogEntry, Revision
from wagtail.users.models import UserProfile

from neighbourhoods import privacy, registry
from neighbourhoods.config.apply import apply_all
from neighbourhoods.models import Contact, Details, Feedback, Image, InfoPage, Install, Membership, OutgoingMail, SigninLink, User
from neighbourhoods.search import store

from .traces import ADDRESS, OTHER, leave_traces


class Named:
    """A plugin that keeps addresses, on nowhere."""

    label = "notebook"

    def __init__(self, *addresses):
        self.addresses = list(addresses)

    def personal_data(self, address):
        return {"notes": [one for one in self.addresses if one == address]} if address in self.addresses else {}

    def erase(self, address):
        before = len(self.addresses)
        self.addresses = [one for one in self.addresses if one != address]
        return before - len(self.addresses)


class Broken(Named):
    label = "broken"

    def personal_data(self, address):
        raise RuntimeError("no table")

    erase = personal_data


@pytest.fixture
def plugins(monkeypatch):
    def use(*found):
        monkeypatch.setattr(registry, "installed", lambda: list(found))

    return use


def page_of(user, neighbourhood):
    home = Page.objects.get(url_path=f"/{neighbourhood.slug}/fi/")
    page = home.add_child(instance=InfoPage(title="Talkoot", slug=f"talkoot-{user.pk}", owner=user, locale=home.locale))
    page.save_revision(user=user, log_action=True).publish(user=user)
    Page.objects.filter(pk=page.pk).update(locked=True, locked_by=user, locked_at=timezone.now())
    return page


def cells():
    """(table, every text of it) of the whole database; the index of the search gives back no text."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table in (store.INDEX, store.THINGS["index"]):
                continue
            cursor.execute(f'SELECT * FROM "{table}"')
            yield table, " ".join(str(value) for row in cursor.fetchall() for value in row)


def tables_with(text):
    return sorted(table for table, content in cells() if text in content.lower())


@pytest.fixture
def lintumaki(neighbourhoods, sites):
    return neighbourhoods["lintumaki"]


def test_every_table_that_declares_personal_data_is_in_the_export(lintumaki):
    declaring = {model for model in apps.get_models() if hasattr(model, "personal_data") and registry.plugin_of(model) is None}
    made = leave_traces(ADDRESS, lintumaki)
    assert declaring == set(made), "a table is new: let leave_traces make a row of it"
    held = privacy.export(ADDRESS)
    for model in declaring:
        rows = held[model._meta.label_lower]
        assert rows and set(rows[0]) == set(model.personal_data), model


def test_the_export_tells_what_was_written_and_is_json(lintumaki):
    leave_traces(ADDRESS, lintumaki)
    held = privacy.export(ADDRESS)
    assert json.loads(json.dumps(held)) == held and list(held) == sorted(held)
    assert held["neighbourhoods.feedback"][0]["text"] == "Ei aukea."
    assert held["neighbourhoods.contact"][0]["name"] == "Anna Asukas"
    assert held["neighbourhoods.membership"][0]["neighbourhood"] == "lintumaki"
    assert held["neighbourhoods.user"][0]["first_name"] == "Anna"


def test_large_and_small_letters_of_an_address_are_the_same(lintumaki):
    leave_traces(ADDRESS, lintumaki)
    assert privacy.export("  Anna@Example.ORG ") == privacy.export(ADDRESS) != {}


def test_letters_beyond_ascii_are_the_same_too(lintumaki):
    Feedback.objects.create(text="Hei", email="anna@PÖLLÖ.example", language="fi", due_on=timezone.localdate(), token="x")
    assert list(privacy.export("anna@pöllö.example")) == ["neighbourhoods.feedback"]
    assert privacy.erase("Anna@Pöllö.example") == {"neighbourhoods.feedback": 1}
    assert privacy.export("anna@pöllö.example") == {}


def test_what_wagtail_keeps_of_a_person_is_told_as_numbers(lintumaki):
    user = leave_traces(ADDRESS, lintumaki)[User]
    page_of(user, lintumaki)
    held = privacy.export(ADDRESS)
    assert held["wagtailcore.page"] == {"owner": 1, "locked_by": 1}
    assert held["wagtailcore.revision"]["user"] >= 1
    assert held["wagtailcore.pagelogentry"]["user"] >= 1


def test_after_erasing_no_table_holds_the_address(lintumaki, media):
    rows = leave_traces(ADDRESS, lintumaki)
    page_of(rows[User], lintumaki)
    log(instance=rows[User], action="wagtail.create", user=rows[User])
    log(instance=rows[Membership], action="wagtail.create", user=rows[User])
    UserProfile.objects.create(user=rows[User], avatar=ContentFile(b"x", "anna.png"))
    OutgoingMail.objects.create(
        recipient="kerho@example.org", subject="Palaute", body=f"Vastaa: {ADDRESS}.", expires_at=timezone.now(), next_try_at=timezone.now()
    )
    session = SessionStore()
    session["_auth_user_id"] = str(rows[User].pk)
    session["account_authentication_methods"] = [{"method": "code", "email": ADDRESS}]
    session.save()
    assert {"neighbourhoods_user", "wagtailcore_modellogentry", "neighbourhoods_outgoingmail"} <= set(tables_with(ADDRESS))
    counts = privacy.erase(ADDRESS)
    assert tables_with(ADDRESS) == []
    assert not SessionStore(session.session_key).exists(session.session_key)
    assert not User.objects.filter(first_name="Anna").exists() and not Contact.objects.filter(name="Anna Asukas").exists()
    assert counts["neighbourhoods.user"] == 1 and all(number > 0 for number in counts.values())
    assert privacy.export(ADDRESS) == {}


def test_erasing_twice_does_as_once(lintumaki):
    leave_traces(ADDRESS, lintumaki)
    assert privacy.erase(ADDRESS)
    before = dict(cells())
    assert privacy.erase(ADDRESS) == {}
    assert dict(cells()) == before


def test_pages_stay_without_an_owner_and_history_without_a_name(lintumaki):
    user = leave_traces(ADDRESS, lintumaki)[User]
    page = page_of(user, lintumaki)
    entries, revisions = PageLogEntry.objects.filter(page=page).count(), Revision.objects.for_instance(page).count()
    privacy.erase(ADDRESS)
    page = InfoPage.objects.get(pk=page.pk)
    assert page.live and page.owner is None and not page.locked
    assert PageLogEntry.objects.filter(page=page).count() == entries
    assert Revision.objects.for_instance(page).count() == revisions
    for name in {entry.user_display_name for entry in PageLogEntry.objects.filter(page=page)}:
        assert "anna" not in name.lower()


def test_an_erased_person_can_sign_in_no_more(lintumaki):
    user = leave_traces(ADDRESS, lintumaki)[User]
    before = user.get_session_auth_hash()
    privacy.erase(ADDRESS)
    user.refresh_from_db()
    assert not user.is_active and not user.groups.exists() and user.get_session_auth_hash() != before
    assert not SigninLink.objects.filter(user=user).exists()


def test_what_belongs_to_others_stays_as_it_was(neighbourhoods, lintumaki):
    other = leave_traces(OTHER, neighbourhoods["partti"])
    page_of(other[User], neighbourhoods["partti"])
    log(instance=other[User], action="wagtail.create", user=other[User])
    held = privacy.export(OTHER)
    anna = leave_traces(ADDRESS, lintumaki, post="deputy")
    Details.objects.filter(pk=anna[Details].pk).update(contact_email=OTHER)
    page_of(anna[User], lintumaki)
    privacy.erase(ADDRESS)
    assert privacy.export(OTHER) == held


def test_the_mailbox_of_a_role_loses_the_address_and_keeps_the_other_person(lintumaki):
    details, _made = Details.objects.get_or_create(neighbourhood=None)
    role = Contact.objects.create(details=details, role="Avaimet", mailbox=ADDRESS, name="Joanna Naapuri", email=OTHER)
    privacy.erase(ADDRESS)
    role.refresh_from_db()
    assert (role.mailbox, role.name, role.email) == ("", "Joanna Naapuri", OTHER)


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.mark.parametrize("is_used", [False, True])
def test_a_portrait_goes_with_the_person_unless_a_page_shows_it_too(lintumaki, media, is_used):
    portrait = Image.objects.create(title="muotokuva", file="pictures/x.jpg", width=1, height=1)
    rows = leave_traces(ADDRESS, lintumaki, portrait=portrait)
    rows[Details].refresh_from_db()
    rows[Details].save()
    if is_used:
        home = Page.objects.get(url_path="/lintumaki/fi/").specific
        home.picture = portrait
        home.save()
    privacy.erase(ADDRESS)
    assert Image.objects.filter(pk=portrait.pk).exists() == is_used


def test_plugins_are_asked_wherever_they_are_on(lintumaki, plugins):
    notebook = Named(ADDRESS, ADDRESS, OTHER)
    plugins(notebook)
    assert notebook.label not in lintumaki.plugins
    assert privacy.export(ADDRESS) == {"notebook": {"notes": [ADDRESS, ADDRESS]}}
    assert privacy.erase(ADDRESS) == {"notebook": 2}
    assert notebook.addresses == [OTHER]


def test_a_plugin_that_fails_is_named_and_nothing_is_half_erased(lintumaki, plugins):
    leave_traces(ADDRESS, lintumaki)
    plugins(Broken())
    with pytest.raises(privacy.PluginFailed, match="broken"):
        privacy.export(ADDRESS)
    with pytest.raises(privacy.PluginFailed, match="no table"):
        privacy.erase(ADDRESS)
    assert User.objects.filter(email=ADDRESS).exists()


def test_the_last_keeper_is_not_erased(lintumaki, settings):
    User.objects.filter(is_superuser=True).update(is_superuser=False)
    User.objects.create_superuser(ADDRESS)
    with pytest.raises(privacy.Refused, match="portal.toml"):
        privacy.erase(ADDRESS)
    User.objects.create_superuser(OTHER)
    assert privacy.erase(ADDRESS)["neighbourhoods.user"] == 1


def test_whom_a_file_names_is_erased_only_after_the_file_was_changed_and_applied(lintumaki, sites):
    file = sites / "lintumaki.toml"
    address = lintumaki.config["people"]["steward"]
    with pytest.raises(privacy.Refused, match=r"lintumaki.toml, \w+ \d+"):
        privacy.erase(address)
    file.write_text(file.read_text().replace(address, "new@example.org"))
    with pytest.raises(privacy.Refused, match="neighbourhoods apply"):
        privacy.erase(address)
    assert not apply_all().errors
    privacy.erase(address)
    assert privacy.export(address) == {}


def test_a_keeper_of_the_environment_is_named_as_such(lintumaki, settings):
    settings.KEEPER_EMAIL = ADDRESS
    User.objects.create_superuser(ADDRESS)
    with pytest.raises(privacy.Refused, match="KEEPER_EMAIL"):
        privacy.erase(ADDRESS)


def test_a_neighbourhood_whose_file_is_gone_forgets_its_steward(lintumaki, sites):
    address = lintumaki.config["people"]["steward"]
    (sites / "lintumaki.toml").unlink()
    lintumaki.state = "removed"
    lintumaki.save()
    for file in sites.glob("*.toml"):
        file.write_text(file.read_text().replace(address, "new@example.org"))
    for other in type(lintumaki).objects.exclude(pk=lintumaki.pk):
        other.config = json.loads(json.dumps(other.config).replace(address, "new@example.org"))
        other.save()
    Install.objects.update(portal={"name": "Pihapiiri", "hostname": "example.org", "languages": ["fi"]})
    assert {"neighbourhood": "lintumaki", "key": "people.steward"} in privacy.export(address)["neighbourhoods.neighbourhood"]
    privacy.erase(address)
    assert privacy.export(address) == {}
    lintumaki.refresh_from_db()
    assert lintumaki.config["name"] == "Lintumäki"


def test_log_entries_of_an_address_that_only_looks_alike_stay(lintumaki):
    other = User.objects.create_user(OTHER)
    log(instance=other, action="wagtail.create", user=other)
    User.objects.create_user(ADDRESS)
    privacy.erase(ADDRESS)
    assert ModelLogEntry.objects.get(object_id=str(other.pk)).label == OTHER
