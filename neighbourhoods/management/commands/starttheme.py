import shutil
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError
from django.utils.translation import gettext as _

import neighbourhoods
from neighbourhoods.config.rules import suggest_slug
from neighbourhoods.console import ConsoleCommand
from neighbourhoods.theme_files import FILE, NAME

SCAFFOLD = Path(neighbourhoods.__file__).parent / "scaffold" / "theme"


class Command(ConsoleCommand):
    help = "Make a theme: a folder in themes/ that works as it is, to be changed piece by piece."
    # it helps too while another theme is broken
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("name", help=_("The folder: a–z, 0–9 and hyphen, a letter first."))

    def handle(self, *, name, **options):
        if not NAME.fullmatch(name):
            parts = {"name": name, "command": f"python3 manage.py starttheme {fit_name(name)}"}
            raise CommandError(_("“%(name)s” cannot be the name of a theme: a–z, 0–9 and hyphen, a letter first. Try: %(command)s") % parts)
        folder = settings.THEMES_FOLDER / name
        if folder.exists() or folder.is_symlink():
            raise CommandError(_("%(folder)s is already there. Choose another name or remove it.") % {"folder": folder})
        copy(folder)
        self.stdout.write(_("Made: %(folder)s") % {"folder": folder})
        self.stdout.write(_("To see it, write in a file of sites/: %(line)s") % {"line": f'theme = {{ name = "{name}" }}'})
        self.stdout.write(_("Then: %(command)s") % {"command": "python3 manage.py start"})
        self.stdout.write(_("Every part of it alone is at /styleguide/. What can be changed is in docs/themes.md."))


def fit_name(name):
    fit = suggest_slug(name)
    return fit if NAME.fullmatch(fit) else f"theme-{fit}"[:50].strip("-")


def copy(folder):
    """The whole theme or nothing of it."""
    half = folder.with_name(f".{folder.name}.half")
    shutil.rmtree(half, ignore_errors=True)
    try:
        shutil.copytree(SCAFFOLD, half)
        file = half / FILE
        file.write_text(file.read_text(encoding="utf-8").replace("__LABEL__", folder.name.replace("-", " ").capitalize()), encoding="utf-8")
        half.rename(folder)
    finally:
        shutil.rmtree(half, ignore_errors=True)
