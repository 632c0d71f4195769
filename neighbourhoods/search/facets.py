"""Narrowing what was found: by the kind of page, then by the facets of the plugins that are on. All of it is in the address."""

from dataclasses import dataclass

from django.utils.http import urlencode

from .. import registry
from . import finding

KIND = "tyyppi"


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    number: int | None
    is_chosen: bool
    url: str


@dataclass(frozen=True)
class Group:
    """One way to narrow: `choices` of `param`; `chosen` is the Choice that is in the address, or None."""

    param: str
    label: str
    choices: tuple

    @property
    def chosen(self):
        return next((choice for choice in self.choices if choice.is_chosen), None)


class Narrowing:
    """What the address asks for, and what can be asked for. A facet that fails is left out and logged."""

    def __init__(self, path, parameters, record=None):
        self.path, self.record = path, record
        kind = parameters.get(KIND, "")
        # what is no kind asks for nothing; that of a plugin which is off is told, with a way out
        self.kind = kind if kind == finding.PAGE or registry.get(kind) else ""
        self.asked = {}
        self.facets = []
        for plugin, facet in registry.contributions(record, "facets"):
            if facet.param in ("q", KIND):
                continue
            choices = registry.safely(plugin, f"facet {facet.param}", self.choices, facet)
            if choices:
                self.facets.append((plugin, facet, choices))
                value = parameters.get(facet.param, "")
                # what is no choice asks for nothing
                if value in dict(choices):
                    self.asked[facet.param] = value

    def __call__(self, pages):
        """The translation keys of those that every chosen facet leaves; None when none is chosen."""
        kept = None
        for plugin, facet, _choices in self.facets:
            if facet.param not in self.asked:
                continue
            keys = registry.safely(plugin, f"facet {facet.param}", self.keys, facet, pages, self.asked[facet.param], default=None)
            if keys is None:
                del self.asked[facet.param]
                continue
            kept = keys if kept is None else kept & keys
        return kept

    def choices(self, facet):
        return [(str(value), str(label)) for value, label in facet.choices(self.record)]

    @staticmethod
    def keys(facet, pages, value):
        return set(facet.apply(pages, value).values_list("translation_key", flat=True))

    def url(self, typed, **changes):
        values = {"q": typed, KIND: self.kind, **self.asked, **changes}
        return f"{self.path}?{urlencode({name: value for name, value in values.items() if value})}"

    def groups(self, typed, found, label):
        """[Group]; the first is of kinds, when there is more than one. `label` is its heading."""
        kinds = sorted(found.kinds.items(), key=lambda one: (-one[1], one[0]))
        groups = []
        if len(kinds) > 1 or self.kind:
            choices = [
                Choice(kind, finding.kind_name(kind), number, kind == self.kind, self.url(typed, **{KIND: kind})) for kind, number in kinds
            ]
            if self.kind and self.kind not in found.kinds:
                choices.append(Choice(self.kind, finding.kind_name(self.kind), 0, True, self.url(typed)))
            groups.append(Group(KIND, label, tuple(choices)))
        for plugin, facet, choices in self.facets:
            # it tells of the plugin's own pages: where none of them was found it would only stand in the way
            if plugin.label not in found.kinds and facet.param not in self.asked:
                continue
            made = tuple(
                Choice(value, name, None, self.asked.get(facet.param) == value, self.url(typed, **{facet.param: value}))
                for value, name in choices
            )
            groups.append(Group(facet.param, str(facet.label), made))
        return [group for group in groups if group.choices]

    def chips(self, typed, groups):
        """[(label, address without it)] of what is chosen."""
        return [(group.chosen.label, self.url(typed, **{group.param: ""})) for group in groups if group.chosen]
