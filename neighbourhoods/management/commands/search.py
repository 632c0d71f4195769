"""`manage.py search QUERY --neighbourhood SLUG`: what a reader would find, for scripts and for keepers."""

import json

from django.core.management.base import CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from neighbourhoods import current
from neighbourhoods.console import ConsoleCommand
from neighbourhoods.models import Neighbourhood
from neighbourhoods.search import finding
from neighbourhoods.search.places import Own


class Command(ConsoleCommand):
    help = "Searches a neighbourhood as its readers do."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("query", metavar="QUERY")
        parser.add_argument("--neighbourhood", required=True, metavar="SLUG")
        parser.add_argument("--language", metavar="CODE", help=_("Language of the reader; without it the neighbourhood's first."))
        parser.add_argument("--json", action="store_true", dest="as_json", help=_("Print JSON."))

    def handle(self, *, query, neighbourhood, language, as_json, **options):
        record = current.by_slug(neighbourhood) if neighbourhood.isprintable() else None
        if record is None or record.state == "removed":
            known = ", ".join(Neighbourhood.objects.exclude(state="removed").order_by("slug").values_list("slug", flat=True)[:10])
            raise CommandError(_("There is no neighbourhood %(slug)s. There are: %(known)s.") % {"slug": neighbourhood, "known": known})
        if language and language not in record.codes:
            values = {"name": record.name, "language": language, "known": ", ".join(record.codes)}
            raise CommandError(_("%(name)s has no pages in the language %(language)s. It has: %(known)s.") % values)
        language = language or record.languages[0]
        with current.activate(record), translation.override(language):
            found = finding.find(Own(record, language), query)
            hits = [
                {"url": record.root_url + hit.url, "title": hit.title, "language": hit.language, "type": hit.kind} for hit in found.hits
            ]
        if as_json:
            self.stdout.write(json.dumps({"hits": hits}, ensure_ascii=False))
            return
        for hit in hits:
            self.stdout.write(f"{hit['title']}  {hit['url']}  ({hit['type']}, {hit['language']})")
        if not hits:
            self.stdout.write(_("Nothing was found."))
