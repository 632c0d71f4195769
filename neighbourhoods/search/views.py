"""The search page: plain for now. Only letters and digits of what was typed reach the database."""

import re
import unicodedata

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation
from django.utils.http import urlencode
from wagtail.search.query import PlainText

from .. import bodies
from ..languages.links import site_frame
from ..models.neighbourhood import folded

LONGEST = 100
MOST_WORDS = 8
MOST_HITS = 20
# a page may be found in each of its languages
MOST_ROWS = MOST_HITS * 8


def words(text):
    """At most MOST_WORDS words in lower case, of letters and digits alone."""
    # some keyboards write ä as two signs, of which the second is no letter
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFC", text[:LONGEST]).lower())[:MOST_WORDS]


def find(record, language, asked):
    """([{"title", "lead", "url", "language"}], whether there are more): pages with all the words, else with any.

    A page is found in any of its languages and shown once, in the one that is best for the reader.
    """
    below_home = record.pages().exclude(depth__lte=3)
    keys = []
    for operator in ("and", "or"):
        rows = list(below_home.search(PlainText(" ".join(asked), operator=operator))[:MOST_ROWS])
        # first the pages that are called so
        rows.sort(key=lambda row: sum(word not in folded(row.title) for word in map(folded, asked)))
        keys = list(dict.fromkeys(row.translation_key for row in rows))
        if keys:
            break
    shown = best_versions(below_home, record, language, keys[:MOST_HITS])
    return shown, len(keys) > MOST_HITS


def best_versions(pages, record, language, keys):
    """What is shown of the pages with these translation keys, in the order of the keys."""
    if not keys:
        return []
    chain, best = record.chain(language), {}
    for pk, key, url_path in pages.filter(translation_key__in=keys).values_list("pk", "translation_key", "url_path"):
        home = record.homes.get(url_path.split("/", 3)[2])
        if home and home.code in chain:
            found = (chain.index(home.code), pk, home.code)
            best[key] = min(best.get(key, found), found)
    rows = {page.pk: page for page in pages.filter(pk__in=[pk for _rank, pk, _code in best.values()]).specific()}
    hits = []
    for _rank, pk, code in (best[key] for key in keys if key in best):
        if page := rows.get(pk):
            lead = getattr(page, "lead", "") or page.search_description
            hits.append({"title": page.title, "lead": lead, "url": bodies.address(page.url_path, language), "language": code})
    return hits


def search(request):
    record, language = request.neighbourhood, translation.get_language()
    typed = re.sub(r"[\x00-\x1f\x7f]", " ", request.GET.get("q", "")).strip()[:LONGEST]
    if record is None:
        if request.portal is None:
            raise Http404
        return HttpResponseRedirect(f"/{language}/" + (f"?{urlencode({'q': typed})}" if typed else ""))
    asked = words(typed)
    hits, has_more = find(record, language, asked) if asked else ([], False)
    context = site_frame(record)
    for item in context["switch"]:
        item["url"] = f"/{item['code']}/etsi/?{urlencode({'q': typed})}&kieli" if typed else f"/{item['code']}/etsi/?kieli"
    context.update(
        {
            "q": typed,
            "hits": hits,
            "most": MOST_HITS if has_more else 0,
            "was_asked": bool(typed),
            "write_to": record.facts.email or (record.file.get("controller") or {}).get("email", ""),
        }
    )
    return render(request, "neighbourhoods/search.html", context)
