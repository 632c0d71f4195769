"""The menu: pages right below the home page that are marked for menus, in the tree's order."""

from . import current


def menus(neighbourhood, homes):
    """{language: (MenuItem, ...)}, each entry in the best language that the reader can get; two queries for all languages.

    It is part of the neighbourhood's record, so a page costs no query for its menu.
    """
    from wagtail.models import Page

    by_path = {home.path: home for home in homes.values() if home.live}
    rows = (
        Page.objects.live()
        .public()
        .descendant_of(neighbourhood.folder)
        .filter(show_in_menus=True, depth=neighbourhood.folder.depth + 2)
        .order_by("path")
        .values_list("path", "translation_key", "title", "slug")
    )
    step = Page.steplen
    versions, order = {}, []
    for path, key, title, slug in rows:
        home = by_path.get(path[:-step])
        if home is None:
            continue
        if key not in versions:
            order.append(key)
        versions.setdefault(key, {})[home.code] = current.MenuItem(title, home.code, f"{slug}/")
    languages = tuple(neighbourhood.config.get("languages", ()))
    available = {home.code for home in by_path.values()}
    found = {}
    for language in languages:
        chain = current.language_chain(language, languages, neighbourhood.config.get("fallback", {}), available)
        best = (next((versions[key][code] for code in chain if code in versions[key]), None) for key in order)
        found[language] = tuple(item for item in best if item)
    return found
