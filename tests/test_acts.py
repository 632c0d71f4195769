"""Recently done: who did what is told to those who may know it, and taken back once, whatever goes wrong in a plugin."""

# ruff: noqa: F811 (fixtures are asked for by their names)

import logging
import shutil
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from neighbourhoods import acts, current, registry, tasks
from neighbourhoods.config.apply import apply_all
from neighbourhoods.isolation import scope
from neighbourhoods.models import Act, User

from .dummyplugin.acts import lend
from .dummyplugin.models import ThingPage
from .installs import filled
from .pages_of_the_desk import last_act, lintumaki, member, new_page, publish, said  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf(sites, settings, neighbourhoods):
    """The plugin of the tests, on in Lintumäki with its example."""
    file = sites / "lintumaki.toml"
    file.write_text(file.read_text() + "[plugins.dummyplugin]\n")
    apply_all()
    with current.activate(current.by_slug("lintumaki")) as record:
        registry.get("dummyplugin").demo(record)
    return registry.get("dummyplugin")


@pytest.fixture
def thing(shelf):
    return ThingPage.objects.filter(url_path__startswith="/lintumaki/fi/").get()


def listed(desk):
    return desk.get(reverse("desk_acts")).text


def undo(desk, act):
    return said(desk, desk.post(reverse("desk_undo", args=[act.pk])))


class TestWhoIsTold:
    @pytest.fixture
    def told(self, lintumaki, neighbourhoods, keeper):
        """Acts of a person with a name, of one without, of a keeper, and of one who is gone."""
        people = [
            member("aino@example.org", neighbourhoods["lintumaki"], first_name="Aino", last_name="Aalto"),
            member("nimeton@example.org", neighbourhoods["lintumaki"]),
            keeper,
            member("lahtenyt@example.org", neighbourhoods["lintumaki"]),
        ]
        for number, person in enumerate(people):
            publish(new_page(lintumaki, f"Sivu {number}"), person)
        people[-1].memberships.get().delete()
        return people

    def test_names_and_roles_but_no_addresses_for_active_residents(self, told, lintumaki, activist):
        who = [one.who for one in acts.recent(lintumaki, person=activist)]
        assert who == ["joku, joka ei ole enää täällä", "ylläpitäjä", "asukasaktiivi", "Aino Aalto"]

    def test_coordinators_see_the_addresses_that_their_team_page_has(self, told, lintumaki, neighbourhoods):
        coordinator = member("manageri@example.org", neighbourhoods["lintumaki"], "coordinator")
        who = [one.who for one in acts.recent(lintumaki, person=coordinator)]
        assert who == ["joku, joka ei ole enää täällä", "ylläpitäjä", "nimeton@example.org", "Aino Aalto"]

    def test_ones_own_are_marked(self, lintumaki, activist, desk):
        publish(new_page(lintumaki, "Oma"), activist)
        assert acts.recent(lintumaki, person=activist)[0].is_mine
        assert "sinä ·" in listed(desk)

    def test_whose_name_was_erased_is_nobody(self, told, lintumaki, activist):
        Act.objects.order_by("pk").first().erase()
        assert acts.recent(lintumaki, person=activist)[-1].who == "joku, joka ei ole enää täällä"

    def test_each_neighbourhood_has_its_own(self, told, lintumaki, activist):
        assert acts.recent(current.by_slug("partti"), person=activist) == []
        assert len(acts.recent(lintumaki, count=2, person=activist)) == 2


class TestPluginsThings:
    def test_are_told_and_taken_back(self, desk, thing, activist):
        act = lend(thing, activist)
        assert "Lainattu: Tikkaat" in listed(desk)
        assert "Kumottu." in undo(desk, act)
        thing.refresh_from_db()
        assert thing.is_free and 'class="tag">Kumottu' in listed(desk)

    def test_what_cannot_be_taken_back_says_why_and_stays_undone_by_nobody(self, desk, thing, activist):
        act = lend(thing, activist)
        ThingPage.objects.filter(pk=thing.pk).update(is_free=True)
        assert "Se on jo hyllyssä." in undo(desk, act)
        act.refresh_from_db()
        assert act.undone_at is None

    def test_a_later_act_on_the_same_thing_stands_in_the_way_until_it_is_undone(self, desk, thing, activist):
        first, second = lend(thing, activist), lend(thing, activist)
        assert "muutit sitä itse" in undo(desk, first)
        undo(desk, second)
        ThingPage.objects.filter(pk=thing.pk).update(is_free=False)
        assert "Kumottu." in undo(desk, first)

    def test_a_page_with_the_same_number_is_another_thing(self, desk, thing, activist):
        act = lend(thing, activist)
        publish_again = ThingPage.objects.get(pk=thing.pk)
        publish_again.save_revision(user=activist).publish(user=activist)
        assert last_act().target == act.target
        assert "Kumottu." in undo(desk, act)

    def test_are_not_told_while_the_plugin_is_off_and_come_back_with_it(self, desk, thing, activist, sites):
        act, file = lend(thing, activist), sites / "lintumaki.toml"
        text = file.read_text()
        file.write_text(text.replace("[plugins.dummyplugin]\n", ""))
        apply_all()
        current.forget_everything()
        assert "Tikkaat" not in listed(desk)
        assert "toiminto ei ole nyt käytössä" in undo(desk, act)
        act.refresh_from_db()
        assert act.undone_at is None
        file.write_text(text)
        apply_all()
        current.forget_everything()
        assert "Lainattu: Tikkaat" in listed(desk)

    @pytest.mark.parametrize("part", ["sentence", "may_undo", "url", "look_up"])
    def test_a_fault_in_one_takes_nothing_else_along(self, desk, shelf, thing, activist, lintumaki, settings, monkeypatch, caplog, part):
        def fails(*arguments):
            raise ZeroDivisionError

        words = {"sentence": lambda act: "Lainattu", part: fails}
        monkeypatch.setattr(shelf, "act_kinds", lambda: [acts.ActKind("thing.lent", undo=fails, **words)])
        settings.PLUGIN_ERRORS_RAISE = False
        lend(thing, activist)
        publish(new_page(lintumaki, "Kerhotila"), activist)
        with caplog.at_level(logging.ERROR):
            assert "Julkaistu: ”Kerhotila”" in listed(desk)
        assert "The plugin dummyplugin failed" in caplog.text

    def test_a_fault_in_its_list_or_in_its_undo_is_told_and_changes_nothing(self, desk, shelf, thing, activist, settings, monkeypatch):
        def fails(*arguments):
            ThingPage.objects.filter(pk=thing.pk).update(place="Hukassa")
            raise ZeroDivisionError

        settings.PLUGIN_ERRORS_RAISE = False
        act = lend(thing, activist)
        monkeypatch.setattr(shelf, "act_kinds", lambda: [acts.ActKind("thing.lent", lambda act: "Lainattu", undo=fails)])
        assert "Kumoaminen ei onnistunut" in undo(desk, act)
        act.refresh_from_db()
        assert act.undone_at is None and ThingPage.objects.get(pk=thing.pk).place != "Hukassa"
        monkeypatch.setattr(shelf, "act_kinds", fails)
        assert desk.get(reverse("desk_acts")).status_code == 200

    def test_nobody_takes_a_kind_of_the_core(self, shelf, lintumaki, monkeypatch):
        mine = acts.ActKind("page.published", lambda act: "Oma")
        monkeypatch.setattr(shelf, "act_kinds", lambda: [mine])
        assert acts.kinds(current.by_slug("lintumaki"))["page.published"][1] is not mine


def test_what_no_person_did_is_not_remembered(lintumaki):
    from django.contrib.auth.models import AnonymousUser

    assert acts.record(lintumaki, "page.hidden", 1, "Sivu", None) is None
    assert acts.record(lintumaki, "page.hidden", 1, "Sivu", AnonymousUser()) is None
    assert not Act.objects.exists()


def test_a_long_title_is_cut_and_not_refused(lintumaki, activist):
    assert len(acts.record(lintumaki, "page.hidden", 1, "ä" * 300, activist).title) == 255


def test_acts_are_forgotten_after_a_year(lintumaki, activist):
    old, new = (acts.record(lintumaki, "page.hidden", number, "Sivu", activist) for number in (1, 2))
    Act.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=366))
    tasks.forget()
    assert list(Act.objects.all()) == [new]


def test_ten_thousand_acts_cost_as_many_queries_as_ten(lintumaki, activist):
    for number in range(5):
        publish(new_page(lintumaki, f"Sivu {number}"), activist)

    def asked():
        # whether what is remembered still holds is looked up now, and not while it is counted
        current.by_slug("lintumaki")
        with scope.acting(User.objects.get(pk=activist.pk)), CaptureQueriesContext(connection) as queries:
            assert [one.can_undo for one in acts.recent(lintumaki, count=5)] == [True] * 5
        return len(queries)

    asked()
    few, newest = asked(), last_act().pk
    Act.objects.bulk_create(
        Act(neighbourhood_id=lintumaki.pk, kind="page.hidden", target=str(number), title="Sivu", by=activist)
        for number in range(10**6, 10**6 + 10_000)
    )
    Act.objects.filter(pk__gt=newest).update(at=timezone.now() - timedelta(days=3))
    assert asked() == few <= 8


def test_the_list_is_shown_a_page_at_a_time(desk, lintumaki, activist):
    for number in range(35):
        acts.record(lintumaki, "page.hidden", 10_000 + number, f"Sivu {number}", activist)
    first, second = desk.get(reverse("desk_acts")).text, desk.get(reverse("desk_acts") + "?p=2").text
    assert "Sivu 34”" in first and "Sivu 4”" not in first and "Vanhempia" in first
    assert "Sivu 4”" in second and "Uudempia" in second and "Vanhempia" not in second
    for p in ("0", "x", "-1", "9" * 40, "²", ""):
        assert desk.get(f"{reverse('desk_acts')}?p={p}").status_code == 200


RACE = """
import threading
from django.db import connection
from wagtail.models import PageLogEntry
from neighbourhoods import acts, current
from neighbourhoods.config.apply import apply_all
from neighbourhoods.desk import bin, page_acts
from neighbourhoods.models import *

apply_all()
current.forget_everything()
record = current.by_slug("lintumaki")
people = [User.objects.create_user(f"pari{number}@example.org") for number in range(4)]
for user in people:
    Membership.objects.create(user=user, neighbourhood_id=record.pk, role="activist")
home = HomePage.objects.get(pk=record.home("fi").pk)
page = InfoPage(title="Kerhotila", live=False, locale=home.locale)
home.add_child(instance=page)
page.save_revision(user=people[0]).publish(user=people[0])
act = Act.objects.get(target=str(page.pk))


def at_once(*doings):
    done, ready = [], threading.Barrier(len(doings))

    def go(number, doing):
        try:
            ready.wait(30)
            if doing() is not None:
                done.append(number)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=pair) for pair in enumerate(doings)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(done)


hidden = PageLogEntry.objects.filter(page=page.pk, action="wagtail.unpublish")
print(at_once(*(lambda user=user: acts.undo(record, act.pk, user) for user in people)), hidden.count())
print(at_once(*(lambda user=user: page_acts.show(record, page.pk, user) for user in people)))
print(at_once(*(lambda user=user: bin.put(record, page.pk, user) for user in people)), BinnedPage.objects.count())
print(at_once(*(lambda user=user: bin.take_out(record, page.pk, user) for user in people)), BinnedPage.objects.count())
print(InfoPage.objects.get(pk=page.pk).live)
"""


def test_of_several_at_the_same_moment_one_does_it(tmp_path):
    """In a database of its own, since what threads write is not undone after a test."""
    install = filled().copy(tmp_path / "install")
    shutil.copytree(settings.ROOT / "sites", install.sites, dirs_exist_ok=True)
    printed = install.python(RACE).split()
    assert printed == ["4", "1", "1", "1", "1", "1", "0", "True"]
