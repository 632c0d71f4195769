"""Contract tests of people: what members of one neighbourhood may do in another, and what is held of a person."""

from django.db import models

from .concerns import gives
from .ground import HERE, THERE

PERSON, OTHER = "henkilo@example.org", "toinen@example.org"
# each may do what the ones before it may
ROLES = ("activist", "coordinator")


def user_with(address):
    from neighbourhoods.models import User

    return User.objects.filter(email=address).first() or User.objects.create_user(address)


def make_rows(contract, ground, address, slug):
    """Pages that the person owns, and a row with the address in each model with personal data."""
    from django.apps import apps

    user = user_with(address)
    for name in apps.get_app_config(contract.plugin).page_types:
        contract.make_page(ground, apps.get_model(name), slug, owner=user)
    for model in apps.get_app_config(contract.plugin).get_models():
        if not hasattr(model, "page_ptr") and personal(model):
            values = contract.field_values(ground, model, slug)
            own = {field.name: address for field in model._meta.local_concrete_fields if isinstance(field, models.EmailField)}
            own |= {field.name: user for field in model._meta.local_concrete_fields if field.related_model is type(user)}
            model._base_manager.create(**{**values, **own})


def personal(model):
    return getattr(model, "personal_data", ())


def permission_names(plugin):
    return sorted({name for names in plugin.permissions.values() for name in names})


class PeopleTests:
    @gives("page_types")
    def test_a_member_of_one_neighbourhood_changes_no_page_of_another(self, its, ground):
        ground.switch_on(HERE, THERE)
        pages = self.pages(ground, its, THERE)
        own = self.pages(ground, its, HERE)
        for role in ROLES:
            user = ground.member(HERE, role)
            office = ground.office(user)
            for page in pages:
                tester = page.permissions_for_user(user)
                able = [tester.can_edit(), tester.can_delete(), tester.can_publish(), tester.can_unpublish(), tester.can_move()]
                assert not any([*able, tester.can_add_subpage(), tester.can_copy_to(page.get_parent())]), (role, page.url_path)
                assert office.get(f"/admin/pages/{page.pk}/edit/").status_code == 404, page.url_path
                assert office.post(f"/admin/pages/{page.pk}/delete/").status_code == 404, page.url_path
            for page in own:
                assert page.permissions_for_user(user).can_edit() and not page.permissions_for_user(user).can_move_to(pages[0].get_parent())
        for page in pages:
            assert type(page).objects.filter(pk=page.pk, live=True).exists()

    @gives("permissions")
    def test_rights_are_given_on_the_neighbourhoods_own_site_and_taken_when_it_is_off(self, its, ground):
        from wagtail.models import GroupSitePermission

        ground.switch_on(HERE, THERE)
        site = ground.record().site_id
        for role in ROLES:
            user = ground.member(HERE, role)
            wanted = {name for own in ROLES[: ROLES.index(role) + 1] for name in its.permissions.get(own, ())}
            rows = GroupSitePermission.objects.filter(group__user=user, permission__content_type__app_label=its.label)
            given = set(rows.values_list("site_id", "permission__content_type__app_label", "permission__codename"))
            assert given == {(site, *name.split(".")) for name in wanted}
            # a right without a place would be one in every neighbourhood
            assert not [name for name in permission_names(its) if user.has_perm(name)]
            ground.switch_on(THERE)
            assert not rows.exists()
            ground.switch_on(HERE, THERE)

    @gives("admin_views")
    def test_a_view_of_the_desk_shows_a_member_nothing_of_another_neighbourhood(self, its, ground):
        from django.urls import NoReverseMatch, reverse

        from neighbourhoods.isolation.guard import kind_of_plugin

        ground.switch_on(HERE, THERE)
        self.pages(ground, its, THERE)
        self.make_personal_data(ground, PERSON, THERE)
        user = ground.member(HERE, "coordinator")
        office, keeper = ground.office(user), ground.office(ground.keeper())
        for name, arguments in its.admin_views().items():
            for argument, kind in arguments.items():
                if not kind.startswith("own row"):
                    continue
                model = kind_of_plugin(its, kind)
                for row in model.unscoped.exclude(neighbourhood__slug=HERE):
                    try:
                        path = reverse(name, kwargs={argument: row.pk})
                    except NoReverseMatch:
                        # named in a query: reached by no address of its own
                        continue
                    # what takes a POST alone says so, or leads to where its button is
                    assert keeper.get(path).status_code in (200, 302, 405), path
                    missing = reverse(name, kwargs={argument: model.unscoped.latest("pk").pk + 1})
                    for ask in (office.get, office.post):
                        told, nothing = ask(path), ask(missing)
                        assert (told.status_code, told.content) == (nothing.status_code, nothing.content) and told.status_code == 404, path

    @gives("personal_data", "erase")
    def test_what_is_held_of_a_person_is_told_and_erased_and_that_of_others_stays(self, its, ground):
        from neighbourhoods import privacy

        for address in (PERSON, OTHER):
            self.make_personal_data(ground, address)
        told = privacy.export(PERSON)
        assert told.get(self.plugin), "nothing of the person was found: override make_personal_data"
        others = privacy.export(OTHER)
        assert privacy.erase(PERSON)[self.plugin]
        assert self.plugin not in privacy.export(PERSON)
        assert privacy.export(OTHER) == others
        assert its.erase(PERSON) == 0

    @gives("personal_data", "erase")
    def test_a_person_is_erased_also_where_it_is_off(self, its, ground):
        from neighbourhoods import privacy

        self.make_personal_data(ground, PERSON)
        ground.switch_off()
        assert privacy.export(PERSON).get(self.plugin)
        assert privacy.erase(PERSON)[self.plugin]
        assert self.plugin not in privacy.export(PERSON)
        assert PERSON not in str(list(row for model in its.get_models() for row in model._base_manager.values()))
