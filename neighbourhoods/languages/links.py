"""Links between the languages of a page, and what every page's frame shows. One query a page, none on a home page."""

from typing import NamedTuple

from django.utils import translation
from django.utils.translation import get_language_info
from wagtail.models import Page

from .. import addresses, bodies, current, feeds, subscriptions, themes
from .middleware import CHOICE


class Link(NamedTuple):
    """A page in a list or on the way: its title in the best language for the reader, its address under the reader's own prefix."""

    title: str
    url: str
    code: str

    @property
    def dir(self):
        return direction(self.code)


def versions(page, record):
    """Published versions of a page in its neighbourhood: {code: path below the home page}, '' for the home page itself."""
    from ..models import HomePage

    if isinstance(page, HomePage):
        return {code: "" for code in record.codes if record.home(code).translated}
    if page.pk is None:
        return {}
    rows = (
        type(page)
        .objects.filter(translation_key=page.translation_key, live=True, path__startswith=record.folder_path, alias_of=None)
        .values_list("url_path", flat=True)
    )
    found = {}
    for url_path in rows:
        home = record.homes.get(url_path.split("/", 3)[2])
        if home and home.code in record.codes:
            found[home.code] = url_path[len(home.url_path) :]
    return found


def direction(code):
    return "rtl" if get_language_info(code)["bidi"] else "ltr"


def switch(site, found):
    """What the language switch lists: every language of the site, in its own name, the missing ones marked in text."""
    language = translation.get_language()
    links = []
    for code in site.codes:
        best = next((found[one] for one in site.chain(code) if one in found), "")
        links.append(
            {
                "code": code,
                "name": get_language_info(code)["name_local"],
                "dir": direction(code),
                "url": f"/{code}/{best}?{CHOICE}",
                "translated": code in found,
                "current": code == language,
            }
        )
    return links


def alternates(record, found):
    """hreflang of real translations only; plain Finnish is no language that search engines know."""
    links = [(code, f"{record.root_url}/{code}/{path}") for code, path in found.items() if "-simple" not in code]
    default = next((code for code in record.languages if code in found), None)
    return links + ([("x-default", f"{record.root_url}/{default}/{found[default]}")] if default else [])


def site_frame(record, root=""):
    """The frame of a page of a site, also of one that is no page of the tree: an error, a notice.

    `root` is the site's address where the page is shown on another host than its own, as a preview is.
    """
    language = translation.get_language()
    found = {code: "" for code in record.codes if record.home(code).translated}
    return {
        "site": record,
        "site_name": record.name,
        "language": language,
        "direction": direction(language),
        "content_language": language,
        "content_direction": direction(language),
        "own_root": root,
        "home_url": f"{root}/{language}/",
        "municipality": record.municipality,
        "facts": record.facts.told(record.chain(language), record.languages[0]),
        "notice_url": bodies.address(record.facts.notice_path, language) if record.facts.notice_path else "",
        "default_language": record.languages[0],
        "default_direction": direction(record.languages[0]),
        "theme": themes.theme_of(record.file).name,
        "menu": [
            {"title": item.title, "url": f"{root}/{language}/{item.path}", "code": item.code, "dir": direction(item.code)}
            for item in record.menus.get(language, ())
        ],
        "switch": switch(record, found),
        "feeds": [(str(feed.label), f"{root}{url}", feed.content_type) for feed, url in feeds.links(record, language)],
        "subscriptions": subscriptions.named(record, language),
        "theme_version": themes.version(record.file),
        "portal_link": f"{addresses.portal_url()}/",
        "desk_link": f"{addresses.portal_url()}/admin/?neighbourhood={record.slug}",
    }


def frame(request, page):
    """Context of every page: names, languages, menu, switch, notice."""
    record = current.by_url_path(page.url_path) or current.neighbourhood()
    if record is None:
        return {}
    root = record.root_url if getattr(request, "is_preview", False) else ""
    context = site_frame(record, root)
    language = context["language"]
    content = getattr(request, "content_language", language)
    family = getattr(request, "family", None)
    found = family.versions(page) if family else None
    if found is None:
        found = versions(page, record)
    own = content if content in found else next(iter(found), content)
    context.update(
        {
            "content_language": content,
            "content_direction": direction(content),
            "is_fallback": content != language,
            "content_language_name": get_language_info(content)["name_local"],
            **partly(page, record, content, found, root),
            "switch": switch(record, found),
            "alternates": alternates(record, found),
            "canonical": f"{record.root_url}/{own}/{found[own]}" if own in found else page.full_url,
        }
    )
    for item in context["menu"]:
        item["current"] = root + request.path == item["url"]
    context["crumbs"] = [link._replace(url=root + link.url) for link in crumbs(page, record, language, family)]
    context["json_ld"] = facts_for_machines(page, record, context)
    return context


def partly(page, record, content, found, root):
    """What is told of a page of which some texts are still in the language of its original; no query."""
    if not getattr(page, "is_partly_translated", False):
        return {}
    original = next((code for code in record.languages if code in found and code != content), None)
    if original is None:
        return {"is_partly_translated": True}
    info = get_language_info(original)
    # under the prefix of its own language: under the reader's it would be this very page
    shown = {"code": original, "name": info["name_local"], "dir": direction(original), "url": f"{root}/{original}/{found[original]}"}
    return {"is_partly_translated": True, "original": shown}


def crumbs(page, record, language, family=None):
    """[Link] of the pages above this one, the home page first; no query where the route has read them."""
    home = record.homes.get((page.url_path or "").split("/", 3)[2]) if page.url_path else None
    if home is None or page.pk == home.pk:
        return []
    above = [Link(home.title, f"/{language}/", home.code)]
    steps = page.url_path[len(home.url_path) :].strip("/").split("/")[:-1]
    paths = [home.url_path + "/".join(steps[:length]) + "/" for length in range(1, len(steps) + 1)]
    if family:
        chain = record.chain(language)
        rows = [(best.title, best.url_path) for path in paths if (best := family.best(path, chain))]
    else:
        rows = Page.objects.filter(path__startswith=home.path, url_path__in=paths, live=True).order_by("path")
        rows = rows.values_list("title", "url_path") if paths else ()
    for title, url_path in rows:
        own = record.homes[url_path.split("/", 3)[2]]
        above.append(Link(title, f"/{language}/{url_path[len(own.url_path) :]}", own.code))
    return above


def facts_for_machines(page, record, context):
    """schema.org: what search engines and calendars read of a page."""
    site = {"@type": "WebSite", "name": record.name, "url": f"{record.root_url}/"}
    if not context["crumbs"]:
        return {"@context": "https://schema.org", **site, "inLanguage": list(record.codes)}
    root = "" if context["own_root"] else record.root_url
    trail = [(link.title, root + link.url) for link in context["crumbs"]] + [(page.title, context["canonical"])]
    items = [{"@type": "ListItem", "position": number, "name": title, "item": url} for number, (title, url) in enumerate(trail, 1)]
    return {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "name": page.title,
        "url": context["canonical"],
        "inLanguage": context["content_language"],
        "isPartOf": site,
        "breadcrumb": {"@type": "BreadcrumbList", "itemListElement": items},
        **(page.facts_for_machines() if hasattr(page, "facts_for_machines") else {}),
    }
