"""What a keeper sees in a terminal: its language, and the steps of a long command."""

import contextlib
import sys

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import translation
from django.utils.translation import gettext as _
from rich.console import Console

from neighbourhoods.bootstrap import say
from neighbourhoods.sentences import console_language

__all__ = ["ConsoleCommand", "Steps", "console_language"]


class Steps:
    """Tells which step a command is at: with a moving mark and ticks on a terminal, as plain lines elsewhere.

    `with steps.step("Database"):` may hold prints; they come out above the moving mark. An error goes through it.
    """

    def __init__(self, stream=None):
        self.console = Console(file=stream or sys.stdout, highlight=False, markup=False, emoji=False, soft_wrap=True)

    @contextlib.contextmanager
    def step(self, name):
        name = str(name)
        if not self.console.is_terminal:
            self.console.print(f"{name} …")
            self.console.file.flush()
            yield
            return
        try:
            with self.console.status(f"{name} …"):
                yield
        except BaseException:
            self.console.print("✗", name, style="red")
            raise
        self.console.print("✓", name, style="green")


class ConsoleCommand(BaseCommand):
    """A command whose gettext messages, also those of its help and of the checks before it, are in the console's language."""

    def create_parser(self, *arguments, **options):
        with translation.override(console_language()):
            return super().create_parser(*arguments, **options)

    def execute(self, *arguments, **options):
        """Called from the command line, a CommandError is its plain sentence on standard error, without the name of its class."""
        with translation.override(console_language()):
            try:
                return self.execute_on_tables(*arguments, **options)
            except CommandError as error:
                if not self._called_from_command_line or options.get("traceback"):
                    raise
                say(str(error))
                sys.exit(error.returncode)

    def execute_on_tables(self, *arguments, **options):
        try:
            return super().execute(*arguments, **options)
        except DatabaseError as error:
            if not lacks_tables(error):
                raise
            sentence = _("The database is not ready. Run first: %(command)s")
            raise CommandError(sentence % {"command": "python3 manage.py start"}) from None


def lacks_tables(error):
    """Whether the database was asked for a table that `migrate` has yet to make."""
    return "no such table" in str(error) or getattr(error.__cause__, "sqlstate", None) == "42P01"
