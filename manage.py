#!/usr/bin/env python3
"""The one entry point: `python3 manage.py start`. Makes its own environment on a fresh machine, then runs in it."""

import os
import sys

from neighbourhoods import bootstrap


def main():
    bootstrap.enter(sys.argv)
    from neighbourhoods import paths

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "neighbourhoods.settings")
    try:
        from django.conf import settings
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
    except ModuleNotFoundError as error:
        bootstrap.stop(bootstrap.lacking(error))
    try:
        if sys.argv[1:2] == ["start"]:
            paths.make_var()
        # Loaded here, so that a missing setting is one sentence for every command, also for Django's own.
        settings.DEBUG  # noqa: B018
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        if "--traceback" in sys.argv:
            raise
        bootstrap.stop(str(error))
    except OSError as error:
        trouble = paths.trouble(error)
        if trouble is None or "--traceback" in sys.argv:
            raise
        bootstrap.stop(trouble)
    except KeyboardInterrupt:
        raise SystemExit(130) from None


if __name__ == "__main__":
    main()
