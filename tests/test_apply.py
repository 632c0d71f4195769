"""Files become sites: what apply makes, changes, and never does."""

import pytest
from django.contrib.auth.models import Group
from django.core import serializers
from django.core.management import call_command
from wagtail.models import Collection, Page, Site

from neighbourhoods.config import loader
from neighbourhoods.config.apply import apply_all
from neighbourhoods.config.plan import make_plan
from neighbourhoods.models import HomePage, Hostname, InfoPage, Install, Invitation, Neighbourhood, User

pytestmark = pytest.mark.django_db


def change(file, old, new):
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def whole_database():
    """Every row of the tables that apply touches, as text."""
    from django.apps import apps

    models = [*apps.get_app_config("neighbourhoods").get_models(), Page, Site, Collection, Group]
    models += [apps.get_model("wagtailcore", name) for name in ("GroupPagePermission", "GroupCollectionPermission", "Locale", "Revision")]
    models += [apps.get_model("wagtailcore", "GroupSitePermission"), apps.get_model("django_q", "Schedule")]
    return {model.__name__: serializers.serialize("json", model.objects.order_by("pk")) for model in models}


def run(verb):
    """(exit code, lines) of the command."""
    from io import StringIO

    out, err = StringIO(), StringIO()
    try:
        call_command("neighbourhoods", verb, stdout=out, stderr=err)
        code = 0
    except SystemExit as leaving:
        code = leaving.code
    return code, out.getvalue().splitlines(), err.getvalue()


@pytest.fixture
def third(sites):
    text = (sites / "lintumaki.toml").read_text(encoding="utf-8")
    file = sites / "kolmas.toml"
    # the same as the keeper's sed: the first match of each line
    lines = [line.replace("Lintumäki", "Kolmas", 1).replace("lintumaki.", "kolmas.", 1) for line in text.splitlines()]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


class TestAFreshInstall:
    def test_one_apply_makes_two_neighbourhoods_and_the_second_changes_nothing(self, bare, sites):
        assert run("plan")[0] == 2
        code, lines, errors = run("apply")
        assert (code, errors) == (0, "")
        assert lines[-1].endswith(" changes.")
        before = whole_database()
        assert run("apply")[:2] == (0, ["Nothing to do."])
        assert whole_database() == before
        assert run("plan")[:2] == (0, ["Nothing to do."])
        assert run("drift")[:2] == (0, ["Nothing to do."])

    def test_a_plan_changes_nothing(self, bare, sites):
        before = whole_database()
        run("plan")
        assert whole_database() == before

    def test_every_language_has_a_home_page_with_one_translation_key_under_one_folder(self, bare, sites):
        apply_all()
        row = Neighbourhood.objects.get(slug="lintumaki")
        homes = HomePage.objects.child_of(row.folder)
        assert [home.slug for home in homes] == ["fi", "fi-simple", "sv", "en", "ar", "so", "uk"]
        assert len({home.translation_key for home in homes}) == 1
        assert [home.slug for home in homes if home.is_translated] == ["fi"]
        assert all(home.live and home.latest_revision_id for home in homes)
        assert Page.find_problems() == ([], [], [], [], [])

    def test_sites_hold_the_real_hostname_and_none_is_the_default(self, bare, sites):
        apply_all()
        assert {(site.hostname, site.port, site.is_default_site) for site in Site.objects.all()} == {
            ("lintumaki.example.fi", 443, False),
            ("partti.example.fi", 443, False),
        }

    def test_rights_are_given_on_folder_collection_and_site_and_nowhere_else(self, bare, sites):
        apply_all()
        row = Neighbourhood.objects.get(slug="partti")
        for group in (row.activists, row.coordinators):
            assert {right.page_id for right in group.page_permissions.all()} == {row.folder_id}
            assert {right.collection_id for right in group.collection_permissions.all()} == {row.collection_id}
            assert {right.site_id for right in group.site_permissions.all()} == {row.site_id}
            assert [right.codename for right in group.permissions.all()] == ["access_admin"]
        assert row.coordinators.site_permissions.count() > row.activists.site_permissions.count()
        assert not Group.objects.filter(name__in=["Editors", "Moderators"]).exists()

    def test_the_keeper_is_made_without_a_password_and_stewards_are_invited(self, bare, sites):
        apply_all()
        keeper = User.objects.get(email="yllapito@example.org")
        assert keeper.is_superuser and not keeper.has_usable_password()
        invitation = Invitation.objects.filter(neighbourhood__slug="lintumaki", post="steward").get()
        assert invitation.accepted_at is None
        assert not User.objects.get(email=invitation.email).memberships.exists()

    def test_a_keeper_may_be_named_by_the_environment(self, bare, sites, settings):
        settings.KEEPER_EMAIL = "toinen@example.org"
        apply_all()
        assert User.objects.get(email="toinen@example.org").is_superuser


class TestChanges:
    def test_a_third_neighbourhood_is_one_file(self, third, visit):
        code, lines, _errors = run("plan")
        assert code == 2 and lines[-1] == "1 changes."
        assert lines[0].startswith("kolmas: ") and "kolmas.example.fi" in lines[0]
        assert run("apply")[0] == 0
        assert "<h1>Kolmas</h1>" in visit("kolmas").get("/fi/").text
        assert "Kolmas" in visit().get("/fi/").text

    def test_a_new_language_is_one_word_and_starts_as_a_copy_that_counts_as_missing(self, sites, visit):
        change(sites / "partti.toml", '"en"', '"en", "ar"')
        assert not apply_all().errors
        assert visit("partti").get("/ar/").status_code == 200
        assert HomePage.objects.get(url_path="/partti/ar/").is_translated is False

    def test_a_language_that_goes_is_hidden_and_its_pages_come_back_with_it(self, sites, visit):
        change(sites / "partti.toml", '"sv", ', "")
        apply_all()
        assert visit("partti").get("/sv/mukaan/")["Location"] == "/fi/mukaan/"
        change(sites / "partti.toml", '"en"', '"en", "sv"')
        apply_all()
        assert visit("partti").get("/sv/mukaan/").status_code == 200

    def test_a_new_default_language_breaks_no_address(self, sites, visit):
        change(sites / "partti.toml", '"fi", "sv"', '"sv", "fi"')
        apply_all()
        assert visit("partti").get("/")["Location"] == "/sv/"
        for code in ("fi", "sv"):
            assert visit("partti").get(f"/{code}/mukaan/").status_code == 200
        assert Site.objects.get(hostname="partti.example.fi").root_page.slug == "sv"

    def test_the_name_and_host_of_the_file_win_over_what_was_changed_by_hand(self, sites):
        Site.objects.filter(hostname="partti.example.fi").update(hostname="kasin.example.fi", port=80)
        code, lines, _errors = run("drift")
        assert code == 2
        assert "partti: Site.hostname: kasin.example.fi → partti.example.fi" in lines
        assert "partti: Site.port: 80 → 443" in lines
        assert lines[-1] == "2 changes."
        assert run("apply")[0] == 0
        assert Site.objects.filter(hostname="partti.example.fi", port=443).exists()

    def test_rights_given_or_taken_by_hand_show_in_drift(self, neighbourhoods):
        from django.contrib.auth.models import Permission

        group = neighbourhoods["lintumaki"].activists
        group.permissions.add(Permission.objects.get(codename="delete_user"))
        group.page_permissions.first().delete()
        code, lines, _errors = run("drift")
        assert code == 2
        assert "lintumaki: lintumaki: activists: 1 rights too many" in lines
        assert "lintumaki: lintumaki: activists: 1 rights missing" in lines

    def test_a_superuser_that_no_file_names_shows_in_drift(self):
        User.objects.create_superuser("kuka@example.org")
        assert "portal: keeper that no file names: kuka@example.org" in run("drift")[1]

    def test_a_new_keeper_in_the_file_takes_the_place_of_the_old_one(self, sites):
        change(sites / "portal.toml", "yllapito@example.org", "uusi@example.org")
        apply_all()
        assert User.objects.get(email="uusi@example.org").is_superuser
        assert not User.objects.get(email="yllapito@example.org").is_superuser

    def test_a_new_steward_is_invited_and_the_old_invitation_is_gone(self, sites):
        old = Invitation.objects.get(neighbourhood__slug="lintumaki", post="steward").email
        change(sites / "lintumaki.toml", old, "vaihtunut@example.org")
        apply_all()
        assert Invitation.objects.get(neighbourhood__slug="lintumaki", post="steward").email == "vaihtunut@example.org"
        assert not Invitation.objects.filter(email=old, post="steward", neighbourhood__slug="lintumaki").exists()


class TestRemovingAndRenaming:
    def test_a_file_that_is_removed_gives_410_and_comes_back_with_its_content(self, sites, visit):
        text = (sites / "partti.toml").read_text(encoding="utf-8")
        pages = InfoPage.objects.filter(url_path__startswith="/partti/").count()
        (sites / "partti.toml").unlink()
        code, lines, _errors = run("plan")
        assert (code, lines[-1]) == (2, "1 changes.")
        apply_all()
        assert visit("partti").get("/fi/").status_code == 410
        assert visit("lintumaki").get("/fi/").status_code == 200
        assert InfoPage.objects.filter(url_path__startswith="/partti/").count() == pages
        assert run("plan")[:2] == (0, ["Nothing to do."])
        (sites / "partti.toml").write_text(text, encoding="utf-8")
        assert run("plan")[1][0] == "partti: the file is back: the site answers again"
        apply_all()
        assert visit("partti").get("/fi/mukaan/").status_code == 200
        assert run("plan")[:2] == (0, ["Nothing to do."])

    def test_a_file_renamed_with_was_moves_everything_with_it(self, sites, visit, neighbourhoods):
        (sites / "partti.toml").rename(sites / "emola.toml")
        change(sites / "emola.toml", "languages", 'was = "partti"\nlanguages')
        code, lines, errors = run("apply")
        assert (code, errors) == (0, "")
        assert "emola: renamed: partti → emola" in lines
        row = Neighbourhood.objects.get(slug="emola")
        assert row.pk == neighbourhoods["partti"].pk
        assert visit("emola").get("/fi/mukaan/").status_code == 200
        assert visit("partti").get("/fi/").status_code == 404
        assert {group.name for group in (row.activists, row.coordinators)} == {"emola: activists", "emola: coordinators"}
        assert run("plan")[:2] == (0, ["Nothing to do."])
        assert run("drift")[:2] == (0, ["Nothing to do."])
        assert Page.find_problems() == ([], [], [], [], [])

    def test_a_file_renamed_without_was_is_refused_with_that_hint_and_the_site_stays_up(self, sites, visit):
        (sites / "partti.toml").rename(sites / "emola.toml")
        code, _lines, errors = run("apply")
        assert code == 1
        assert "emola.toml" in errors and 'was = "partti"' in errors
        assert visit("partti").get("/fi/").status_code == 200
        assert not Neighbourhood.objects.filter(slug="emola").exists()

    def test_renamed_and_given_another_host_it_is_still_known_by_its_name(self, sites):
        (sites / "partti.toml").rename(sites / "emola.toml")
        change(sites / "emola.toml", "partti.example.fi", "emola.example.fi")
        assert [problem.key for problem in make_plan().problems] == ["was"]

    def test_a_was_that_nobody_knows_makes_a_new_neighbourhood(self, third):
        change(third, "languages", 'was = "kauan-sitten"\nlanguages')
        result = apply_all()
        assert not result.errors
        assert Neighbourhood.objects.filter(slug="kolmas").exists()


class TestBadFiles:
    def test_one_bad_file_leaves_its_site_as_it_was_and_the_others_go_on(self, sites, third, visit):
        change(sites / "partti.toml", "name", "nmae")
        code, lines, errors = run("apply")
        assert code == 1
        assert "partti.toml" in errors
        assert any(line.startswith("kolmas: ") for line in lines)
        for slug in ("partti", "lintumaki", "kolmas"):
            assert visit(slug).get("/fi/").status_code == 200

    def test_all_errors_of_all_files_are_told_at_once(self, sites):
        change(sites / "partti.toml", "name", "nmae")
        change(sites / "lintumaki.toml", '"so"', '"xx"')
        errors = run("plan")[2]
        assert "partti.toml" in errors and "lintumaki.toml" in errors

    @pytest.mark.parametrize("verb", ["plan", "apply"])
    def test_without_portal_toml_nothing_is_done(self, sites, third, verb):
        (sites / "portal.toml").unlink()
        before = whole_database()
        code, _lines, errors = run(verb)
        assert code == 1 and "portal.toml" in errors
        assert whole_database() == before

    def test_an_empty_folder_removes_nothing(self, sites, visit):
        for file in sites.iterdir():
            file.unlink()
        assert run("apply")[0] == 1
        assert visit("lintumaki").get("/fi/").status_code == 200

    def test_a_broken_portal_toml_stops_with_its_reason(self, sites):
        (sites / "portal.toml").write_text("name = ", encoding="utf-8")
        with pytest.raises(loader.PortalError):
            apply_all()

    def test_a_host_is_free_again_when_the_file_that_had_it_changes_in_the_same_apply(self, sites):
        change(sites / "lintumaki.toml", "lintumaki.example.fi", "uusi.example.fi")
        change(sites / "partti.toml", "partti.example.fi", "lintumaki.example.fi")
        result = apply_all()
        assert not result.errors
        assert Hostname.objects.get(name="lintumaki.example.fi").neighbourhood.slug == "partti"
        assert run("plan")[:2] == (0, ["Nothing to do."])

    def test_a_host_of_a_site_whose_file_is_broken_is_not_taken_from_it(self, sites, visit):
        change(sites / "partti.toml", "name", "nmae")
        change(sites / "lintumaki.toml", "languages", 'also = ["partti.example.fi"]\nlanguages')
        _code, _lines, errors = run("apply")
        assert "lintumaki.toml" in errors and "partti.example.fi" in errors
        assert Hostname.objects.get(name="partti.example.fi").neighbourhood.slug == "partti"

    def test_a_neighbourhood_can_take_over_the_host_of_one_that_was_removed(self, sites):
        (sites / "partti.toml").unlink()
        apply_all()
        change(sites / "lintumaki.toml", "languages", 'also = ["partti.example.fi"]\nlanguages')
        assert not apply_all().errors
        assert Hostname.objects.get(name="partti.example.fi").neighbourhood.slug == "lintumaki"
        assert run("plan")[:2] == (0, ["Nothing to do."])

    def test_hosts_can_be_swapped(self, sites):
        change(sites / "lintumaki.toml", "lintumaki.example.fi", "partti.example.fi")
        change(sites / "partti.toml", "partti.example.fi", "lintumaki.example.fi")
        assert not apply_all().errors
        assert Hostname.objects.get(name="lintumaki.example.fi").neighbourhood.slug == "partti"
        assert Site.objects.get(hostname="partti.example.fi").neighbourhood.slug == "lintumaki"
        assert run("plan")[:2] == (0, ["Nothing to do."])


def test_the_schema_for_editors_names_every_key():
    import json

    _code, lines, _errors = run("schema")
    schema = json.loads("\n".join(lines))
    assert {"name", "hostname", "languages", "place", "people", "controller", "fallback", "plugins"} <= set(schema["properties"])


def test_examples_are_loaded_once_in_development_and_never_in_production(bare, sites, settings):
    from neighbourhoods import demo

    settings.PRODUCTION = True
    apply_all()
    assert demo.load_once() == 0
    settings.PRODUCTION = False
    assert demo.load_once() > 10
    Install.objects.update(demo_at=None)
    assert demo.load_once() == 0
    InfoPage.objects.all().delete()
    HomePage.objects.update(body=[], lead="")
    Install.objects.update(demo_at="2026-01-01T00:00Z")
    assert demo.load_once() == 0
