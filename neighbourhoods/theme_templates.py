"""Templates: the theme's first, then those of the apps; what was found is kept for each theme apart."""

from django.conf import settings
from django.template import Origin
from django.template.loaders import cached, filesystem
from django.utils._os import safe_join

from . import current, themes

# The admin is nobody's look.
NEVER_A_THEMES = ("wagtail", "admin/", "django/", "registration/", "django_q/")


def active_theme():
    """Name of the theme of the site that this request, task or mail is about."""
    site = current.neighbourhood() or current.active_portal()
    return themes.theme_of(site.file if site else {}).name


class ThemeLoader(filesystem.Loader):
    def get_dirs(self):
        return [settings.THEMES_FOLDER / active_theme() / "templates"]

    def get_template_sources(self, template_name):
        if template_name.startswith(NEVER_A_THEMES):
            return
        for folder in self.get_dirs():
            try:
                name = safe_join(folder, template_name)
            except Exception:
                # outside the folder: no template of ours
                continue
            yield Origin(name=name, template_name=template_name, loader=self)


class CachedLoader(cached.Loader):
    """Django's keeps one template per name: the first site that asks would lend its theme to all others."""

    def cache_key(self, template_name, skip=None):
        return f"{active_theme()}-{super().cache_key(template_name, skip)}"
