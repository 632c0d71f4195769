"""PluginContract itself: which tests concern a plugin, and what they are made of."""

import pytest

from .code import CodeTests
from .content import ContentTests
from .ground import HERE, LANGUAGES, Ground
from .people import PeopleTests
from .running import RunningTests
from .samples import NOTHING, TITLE, block_value, field_value, needs_value
from .switched import SwitchedTests


class PluginContract(CodeTests, ContentTests, SwitchedTests, PeopleTests, RunningTests):
    """Subclass it, name the plugin, and pytest finds the rest."""

    # the plugin's label
    plugin = ""

    def __init_subclass__(cls, **options):
        super().__init_subclass__(**options)
        if not cls.__dict__.get("plugin"):
            return
        from neighbourhoods import registry

        found = registry.get(cls.plugin)
        if found is None:
            known = ", ".join(plugin.label for plugin in registry.installed()) or "none"
            raise LookupError(f"No plugin “{cls.plugin}” is installed here (installed: {known}). Name its folder in PIHAPIIRI_PLUGINS.")
        for name in dir(cls):
            concerns = getattr(getattr(cls, name, None), "concerns", None)
            if concerns and not concerns(found):
                # pytest collects what can be called
                setattr(cls, name, None)

    @pytest.fixture
    def its(self):
        """The Plugin."""
        from neighbourhoods import registry

        return registry.get(self.plugin)

    @pytest.fixture(scope="class")
    @classmethod
    def prepared(cls, django_db_setup, django_db_blocker, tmp_path_factory):
        """The two neighbourhoods, made once for all tests of the class; what a test changes is undone after it."""
        from django.db import transaction
        from django.test import override_settings

        from neighbourhoods import current, registry

        folder = tmp_path_factory.mktemp("contract")
        ground = Ground(folder / "sites", with_required(registry.get(cls.plugin)))
        changed = override_settings(SITES_FOLDER=ground.folder, MEDIA_ROOT=str(folder / "media"), PLUGIN_ERRORS_RAISE=True)
        with django_db_blocker.unblock(), transaction.atomic():
            with changed:
                current.forget_everything()
                ground.switch_on(HERE)
            yield ground
            transaction.set_rollback(True)
        current.forget_everything()

    @pytest.fixture
    def ground(self, prepared, db, settings, tmp_path):
        """Two neighbourhoods; the plugin is on in the first of them, and has made what it makes when it is switched on."""
        from neighbourhoods import current

        settings.STORAGES = {
            **settings.STORAGES,
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        }
        settings.PLUGIN_ERRORS_RAISE = True
        settings.SITES_FOLDER = prepared.folder
        settings.MEDIA_ROOT = str(tmp_path / "media")
        prepared.write(HERE)
        current.forget_everything()
        yield prepared
        current.forget_everything()

    def make_page(self, ground, model, slug=HERE, owner=None):
        """A published page of one of the plugin's types, in the first language; the one that is there, where there cannot be two."""
        parent = self.parent_of(ground, model, slug)
        siblings = model.objects.child_of(parent)
        if not model.can_create_at(parent) and siblings.exists():
            return siblings.first()
        values = {"title": TITLE, "slug": f"nayte-{siblings.count()}", "locale": parent.locale, "owner": owner}
        page = model(**values, **self.field_values(ground, model, slug))
        parent.add_child(instance=page)
        page.save_revision(user=owner).publish()
        return model.objects.get(pk=page.pk)

    def a_page(self, ground, model, slug=HERE):
        """A page as make_page makes it, or one that is there."""
        return model.objects.descendant_of(ground.home(slug=slug)).filter(title=TITLE).first() or self.make_page(ground, model, slug)

    def parent_of(self, ground, model, slug):
        """A page that may hold pages of this type: the home page, else one of the plugin's own, made if need be."""
        from neighbourhoods.models import HomePage

        allowed = model.clean_parent_page_models()
        if HomePage in allowed:
            return ground.home(slug=slug)
        own = next((kind for kind in allowed if kind._meta.app_label == self.plugin and kind is not model), None)
        assert own, f"{model._meta.label} cannot be below a home page nor below another page of the plugin: override make_page"
        return own.objects.descendant_of(ground.home(slug=slug)).first() or self.make_page(ground, own, slug)

    def field_values(self, ground, model, slug):
        """Values of the fields that a row of this model cannot do without, and of those that hold personal data."""
        from neighbourhoods.models import Neighbourhood

        row = Neighbourhood.objects.get(slug=slug)
        personal, values = getattr(model, "personal_data", ()), {}
        for field in model._meta.local_concrete_fields:
            if not needs_value(field) and field.name not in personal:
                continue
            if field.is_relation and field.name != "page_ptr":
                values[field.name] = self.related(ground, field.related_model, row)
            elif not field.is_relation and (value := field_value(field)) is not NOTHING:
                values[field.name] = value
        return values

    def related(self, ground, model, row):
        from wagtail.models import Page, Site

        from neighbourhoods.models import User

        from .people import user_with

        if model is User:
            return user_with("joku@example.org")
        if model is type(row):
            return row
        if model is Site:
            return row.site
        if issubclass(model, Page):
            return self.a_page(ground, model, row.slug)
        return model.objects.create(**self.field_values(ground, model, row.slug))

    def make_personal_data(self, ground, address, slug=HERE):
        """Whatever the plugin may hold of the person with this address."""
        from .people import make_rows

        make_rows(self, ground, address, slug)

    def block_value(self, ground, name, block):
        """JSON of a value of one of the plugin's blocks."""
        return block_value(block, ground.image().pk)

    def pages(self, ground, its, slug=HERE):
        """All pages of the plugin in a neighbourhood: what it makes itself, its examples, and one of each type."""
        from django.apps import apps

        ground.demo(its, slug)
        found = []
        for name in its.page_types:
            self.a_page(ground, model := apps.get_model(name), slug)
            found += model.objects.filter(path__startswith=ground.record(slug).folder_path, live=True).order_by("path")
        return found

    languages = LANGUAGES


def with_required(plugin):
    """The plugin's label and those of all that it requires, of these in turn too."""
    from neighbourhoods import registry

    found = [plugin.label]
    for label in found:
        found += [one for one in registry.get(label).requires if one not in found]
    return found
