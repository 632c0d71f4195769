"""`manage.py startplugin NAME [--package]`: a plugin that works as it is."""

import shlex
import sys
from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from neighbourhoods import new_plugin
from neighbourhoods.console import ConsoleCommand


class Command(ConsoleCommand):
    help = "Make a plugin that works as it is: a folder in plugins/, or a package of its own that pip installs."
    # it helps too while a file of sites/ or another plugin has an error
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("name", metavar="NAME", help=_("The label: small letters, digits and _, a letter first."))
        parser.add_argument("--package", action="store_true", help=_("A package in the current folder instead of a folder in plugins/."))

    def handle(self, *args, name, package, **options):
        folder = (Path.cwd() if package else new_plugin.plugins_folder()) / name
        try:
            new_plugin.check_name(name)
            new_plugin.make(folder, name, package=package)
        except new_plugin.BadName as error:
            raise CommandError(str(error)) from None
        except FileExistsError:
            raise CommandError(_("%(folder)s is already there. Choose another name or remove it.") % {"folder": folder}) from None
        except OSError as error:
            raise CommandError(f"{folder}: {error.strerror or error}") from None
        self.stdout.write(_("Made: %(folder)s") % {"folder": folder})
        if package:
            command = ["python3", "-m", "pip", "--python", sys.executable, "install", "--no-deps", str(folder)]
            self.stdout.write(_("Install it: %(command)s") % {"command": shlex.join(command)})
        self.stdout.write(_("Switch it on with this table in the file of a neighbourhood: %(table)s") % {"table": f"[plugins.{name}]"})
        self.stdout.write(_("Then: %(command)s") % {"command": "python3 manage.py start"})
        self.stdout.write(_("A running start has to be started again. What to change first is in its README.md."))
