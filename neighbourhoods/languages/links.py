"""Links between the languages of a page, and what every page's frame shows. One query a page, none on a home page."""

from django.utils import translation
from django.utils.translation import get_language_info

from .. import addresses, current, themes
from .middleware import CHOICE


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


def site_frame(record):
    """The frame of a page that is no page of the tree: an error, a notice."""
    language = translation.get_language()
    found = {code: "" for code in record.codes if record.home(code).translated}
    return {
        "site": record,
        "site_name": record.name,
        "language": language,
        "direction": direction(language),
        "content_language": language,
        "content_direction": direction(language),
        "home_url": f"/{language}/",
        "menu": [{"title": item.title, "url": f"/{language}/{item.path}", "code": item.code} for item in record.menus.get(language, ())],
        "switch": switch(record, found),
        "theme_version": themes.version(record.config),
        "portal_link": f"{addresses.portal_url()}/",
        "desk_link": f"{addresses.portal_url()}/admin/?neighbourhood={record.slug}",
    }


def frame(request, page):
    """Context of every page: names, languages, menu, switch, notice."""
    record = current.by_url_path(page.url_path) or current.neighbourhood()
    if record is None:
        return {}
    context = site_frame(record)
    language = context["language"]
    content = getattr(request, "content_language", language)
    found = versions(page, record)
    own = content if content in found else next(iter(found), content)
    context.update(
        {
            "content_language": content,
            "content_direction": direction(content),
            "is_fallback": content != language,
            "content_language_name": get_language_info(content)["name_local"],
            "switch": switch(record, found),
            "alternates": alternates(record, found),
            "canonical": f"{record.root_url}/{own}/{found[own]}" if own in found else page.full_url,
        }
    )
    for item in context["menu"]:
        item["current"] = request.path == item["url"]
    return context
