"""Lists of pages in a reader's language: of each page the best version there is, in one query, however many pages there are."""

from django.db.models import Case, F, IntegerField, Max, Q, Value, When, Window
from django.db.models.functions import FirstValue, RowNumber

from .links import Link


def newest(pages, neighbourhood, language, *, by, count, start=0, among=None):
    """`count` pages from `start` on, the newest first, each in its best version: rows of `among`, without building the others.

    `pages` are versions in any languages, already narrowed to what is asked for; `by` names the field with the time. A page stands where
    the newest of its versions in `pages` stands. `among` are the versions that may be shown, all of `pages` unless given.
    """
    languages = neighbourhood.codes
    pages = pages.filter(alias_of=None)
    # a page has at most one row a language, so these hold the first `start + count` pages whole, whatever comes after
    rows = pages.order_by(f"-{by}", "-pk")[: (start + count) * max(1, len(languages))]
    found = (among if among is not None else pages).filter(alias_of=None)
    own = {"partition_by": [F("translation_key")]}
    found = found.filter(translation_key__in=rows.values("translation_key")).annotate(
        version=Window(RowNumber(), order_by=[rank(neighbourhood, language).asc(), F("pk").asc()], **own),
        newest_at=Window(Max(by), **own),
        newest_pk=Window(FirstValue("pk"), order_by=[F(by).desc(), F("pk").desc()], **own),
    )
    return found.filter(version=1).order_by("-newest_at", "-newest_pk")[start : start + count]


def rank(neighbourhood, language):
    """A number for the version of a page: 0 in the language that the reader would like best."""
    chain = neighbourhood.chain(language)
    trees = [When(path__startswith=neighbourhood.home(code).path, then=Value(place)) for place, code in enumerate(chain)]
    return Case(*trees, default=Value(len(chain)), output_field=IntegerField())


def below(page, neighbourhood, language, family=None):
    """[Link] of the pages right below a page or below any of its translations, in the order of the tree; one query, none without any."""
    chain = neighbourhood.chain(language)
    paths = family.with_children(page) if family else [page.path] * bool(page.numchild)
    if not paths:
        return []
    under = Q()
    for path in paths:
        under |= Q(path__startswith=path)
    rows = neighbourhood.pages().filter(under, depth=page.depth + 1, alias_of=None).order_by("path")
    found = {}
    for key, title, url_path in rows.values_list("translation_key", "title", "url_path"):
        home = neighbourhood.homes.get(url_path.split("/", 3)[2])
        if home and home.code in chain:
            found.setdefault(key, {})[home.code] = (title, url_path[len(home.url_path) :])
    listed = []
    for versions in found.values():
        code = next(code for code in chain if code in versions)
        title, path = versions[code]
        listed.append(Link(title, f"/{language}/{path}", code))
    return listed
