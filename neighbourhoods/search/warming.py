"""`python -m neighbourhoods.search.warming`: what `start` runs beside the server, once. It speaks only when something is wanting."""

import contextlib
import os


def main():
    # readers come first
    with contextlib.suppress(OSError):
        os.nice(10)
    import django

    django.setup()
    from django.utils import translation

    from neighbourhoods.console import console_language
    from neighbourhoods.search import dictionaries, index

    said = []
    with translation.override(console_language()):
        if not dictionaries.build(say=lambda line: said.append(str(line))) and said:
            print(said[-1], flush=True)
    index.refresh()


if __name__ == "__main__":
    main()
