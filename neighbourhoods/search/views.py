"""The search page: plain for now. Only letters and digits of what was typed reach the database."""

import re

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.utils.http import urlencode
from wagtail.search.query import PlainText

from .. import bodies
from ..languages.links import site_frame

LONGEST = 100
MOST_WORDS = 8
MOST_HITS = 20
# a page may be found in each of its languages
MOST_ROWS = MOST_HITS * 8


def words(text):
    """At most MOST_WORDS words in lower case, of letters and digits alone."""
    return re.findall(r"[^\W_]+", text[:LONGEST].lower())[:MOST_WORDS]


def find(record, language, asked):
    """[{"title", "lead", "url", "language"}]: pages with all the words, else with any; each once, in the reader's best language."""
    pages = record.pages().exclude(depth__lte=3)
    rows = []
    for operator in ("and", "or"):
        rows = list(pages.search(PlainText(" ".join(asked), operator=operator))[:MOST_ROWS])
        if rows:
            break
    chain = record.chain(language)
    best, order = {}, []
    for row in rows:
        home = record.homes.get(row.url_path.split("/", 3)[2])
        if home is None or home.code not in chain:
            continue
        if row.translation_key not in best:
            order.append(row.translation_key)
            best[row.translation_key] = (chain.index(home.code), row, home.code)
        else:
            best[row.translation_key] = min(best[row.translation_key], (chain.index(home.code), row, home.code), key=lambda one: one[0])
    hits = []
    for key in order[:MOST_HITS]:
        _rank, row, code = best[key]
        hits.append({"title": row.title, "about": row.search_description, "url": bodies.address(row.url_path, language), "language": code})
    return hits


def search(request):
    record, language = request.neighbourhood, translation.get_language()
    typed = re.sub(r"[\x00-\x1f\x7f]", " ", request.GET.get("q", "")).strip()[:LONGEST]
    if record is None:
        if request.portal is None:
            raise Http404
        return HttpResponseRedirect(f"/{language}/" + (f"?{urlencode({'q': typed})}" if typed else ""))
    asked = words(typed)
    context = site_frame(record)
    for item in context["switch"]:
        item["url"] = f"/{item['code']}/etsi/?{urlencode({'q': typed})}&kieli" if typed else f"/{item['code']}/etsi/?kieli"
    context.update(
        {
            "q": typed,
            "hits": find(record, language, asked) if asked else [],
            "was_asked": bool(typed),
            "write_to": record.facts.email or (record.config.get("controller") or {}).get("email", ""),
        }
    )
    return render(request, "neighbourhoods/search.html", context)
