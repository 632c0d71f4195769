"""Sections: parts that plugins offer for the home page. A volunteer chooses them and puts them in order, the plugin fills them."""

from contextvars import ContextVar

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from . import current, registry

# Names of the sections on the page that is being edited: they stay choosable there when their plugin is off.
on_the_page = ContextVar("sections of the edited page", default=())


def offered(neighbourhood):
    """{"<plugin label>.<section key>": (Plugin, Section)} of the plugins that are on."""
    return {f"{plugin.label}.{section.key}": (plugin, section) for plugin, section in registry.contributions(neighbourhood, "sections")}


def names(raw):
    """Names of the sections in the raw JSON of a home page's body, in order."""
    blocks = (block for block in raw if isinstance(block, dict) and block.get("type") == "section")
    return [value["section"] for block in blocks if isinstance(value := block.get("value"), dict) and value.get("section")]


def choices():
    """What the editor offers: sections that are on, and those that the page has although their plugin is off."""
    found = {name: str(section.label) for name, (_plugin, section) in offered(current.neighbourhood()).items()}
    for name in on_the_page.get():
        found.setdefault(name, _("%(name)s (not in use here)") % {"name": name})
    return list(found.items())


def contexts(neighbourhood, wanted, language):
    """{name: its template's variables} of those wanted sections that have something to show; at most one query each."""
    known, found = offered(neighbourhood), {}
    for name in dict.fromkeys(wanted):
        if name in known:
            plugin, section = known[name]
            context = registry.safely(plugin, f"section {name}", section.context, neighbourhood, language, default=None)
            if context is not None:
                found[name] = {**context, "section": section}
    return found


def render(name, title, context):
    """HTML of one section, from what `contexts` has found for it; empty when there is nothing to show."""
    own = (context.get("sections") or {}).get(name)
    plugin = registry.get(name.partition(".")[0])
    if own is None or plugin is None:
        return ""
    # a title that somebody has written is in the language of the page, a label in the reader's
    titled = {"title": title, "title_language": context.get("content_language")} if title else {"title": own["section"].label}
    variables = {**context, **own, "title_language": context.get("language"), **titled}
    return registry.safely(plugin, f"section {name}", render_to_string, own["section"].template, variables, default="")
