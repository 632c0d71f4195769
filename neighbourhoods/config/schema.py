"""What a neighbourhood's file and portal.toml hold.

The rules on values (is this a host, does this theme exist) are applied only where `loader.load` gives the languages, themes
and plugins of the install as validation context: a snapshot in the database was checked when it was applied, and is read back
as it is, also by an older or newer version of this schema.
"""

from copy import deepcopy
from typing import Annotated, Any, Literal

from django.utils.translation import gettext_noop as _
from pydantic import BaseModel, ConfigDict, Field, Strict, ValidationError, field_validator, model_validator

from .. import contrast, tokens
from . import rules
from .hostnames import check_hostname
from .sentences import example_for, in_table, known, like_this, must_be, refuse, refuse_all, say, show, table_of, to_the_top, twice

Number = Annotated[float, Strict()]
SLUG_PATTERN = "^[a-z0-9]([a-z0-9-]{0,48}[a-z0-9])?$"


class Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


def line_of_text(limit, path, required=False):
    """A field validator for text on one line of at most `limit` characters."""

    def check(cls, value, info):
        if info.context is None or value is None:
            return value
        return rules.check_text(value, limit=limit, example=example_for(path), required=required)

    return check


def email_or_none(cls, value, info):
    if info.context is None:
        return value
    # a line that waits to be filled in is no mistake
    return rules.check_email(value) if value else None


def checked_hostname(cls, value, info):
    if info.context is None:
        return value
    if not value and not cls.model_fields[info.field_name].is_required():
        return ""
    return check_hostname(value)


def checked_languages(cls, value, info):
    if info.context is None:
        return value
    if not value:
        raise refuse(say(_("is empty")), like_this('languages = ["fi"]'))
    return each(cls, value, lambda code: rules.check_language(code, info.context["languages"]))


def each(cls, values, check):
    """The checked values of a list; raises all that is wrong with them, and values that are there twice."""
    checked, refusals = [], []
    for number, value in enumerate(values):
        try:
            clean = check(value)
        except ValueError as error:
            refusals.append(((number,), value, error))
            continue
        if clean in checked:
            refusals.append(((number,), value, twice(value)))
        checked.append(clean)
    if refusals:
        raise refuse_all(cls.__name__, refusals)
    return tuple(checked)


def tokens_field(description):
    # editors complete the names
    return Field({}, description=description, json_schema_extra={"propertyNames": {"enum": list(tokens.TOKENS)}})


class Theme(Table):
    name: str = Field("pihlaja", description="A folder of themes/.")
    tokens: dict[str, str] = tokens_field("Values that differ from the theme's; colours are those of light.")
    dark: dict[str, str] = tokens_field("Dark values that differ from the theme's.")

    @field_validator("name")
    @classmethod
    def theme_is_there(cls, value, info):
        if info.context is not None and value not in info.context["themes"]:
            names = sorted(info.context["themes"])
            raise refuse(say(_("there is no theme “%(value)s”"), value=show(value)), known(names))
        return value

    @field_validator("tokens", "dark")
    @classmethod
    def values_are_fit(cls, value, info):
        if info.context is None:
            return value
        checked, refusals = {}, []
        for name, written in value.items():
            try:
                checked[name] = tokens.check(name, written)
            except ValueError as error:
                refusals.append(((name,), written, error))
        if refusals:
            raise refuse_all(cls.__name__, refusals)
        return checked

    @model_validator(mode="after")
    def everybody_can_read_it(self, info):
        """Measured is what the site would wear: the theme's colours with those of the file."""
        if info.context is None:
            return self
        written = {"tokens": self.tokens, "dark": self.dark}
        worn = info.context["themes"][self.name].merged(*written.values())
        refusals = [
            ((table, name), written[table][name], refusal)
            for table, values in zip(written, worn, strict=True)
            for name, refusal in contrast.refusals(values, changed=written[table])
        ]
        if refusals:
            raise refuse_all("Theme", refusals)
        return self


class Place(Table):
    municipality: str = Field("", description="The municipality's name.")
    timezone: str = Field("Europe/Helsinki", description="Time zone of all times on the site.")
    latitude: Number | None = Field(None, description="Degrees north, -90 to 90.")
    longitude: Number | None = Field(None, description="Degrees east, -180 to 180.")

    short_municipality = field_validator("municipality")(classmethod(line_of_text(200, ("place", "municipality"))))

    @field_validator("timezone")
    @classmethod
    def zone_is_known(cls, value, info):
        return value if info.context is None else rules.check_timezone(value)

    @field_validator("latitude")
    @classmethod
    def on_earth_north(cls, value, info):
        if info.context is None or value is None:
            return value
        return rules.check_between(value, -90, 90, example_for(("place", "latitude")))

    @field_validator("longitude")
    @classmethod
    def on_earth_east(cls, value, info):
        if info.context is None or value is None:
            return value
        return rules.check_between(value, -180, 180, example_for(("place", "longitude")))

    @model_validator(mode="after")
    def both_or_neither(self, info):
        if info.context is not None and (self.latitude is None) != (self.longitude is None):
            lacking = "latitude" if self.latitude is None else "longitude"
            missing = refuse(say(_("is missing")), like_this(example_for(("place", lacking))))
            raise refuse_all("Place", [((lacking,), None, missing)])
        return self


class People(Table):
    steward: str | None = Field(None, description="E-mail of the one who answers for the site; invited.")
    deputy: str | None = Field(None, description="E-mail of the one who steps in; invited.")

    addresses = field_validator("steward", "deputy")(classmethod(email_or_none))


class PortalPeople(Table):
    keeper: str | None = Field(None, description="E-mail of the one who runs the install.")

    addresses = field_validator("keeper")(classmethod(email_or_none))


class Controller(Table):
    name: str = Field("", description="Who answers for personal data: an association, a town.")
    email: str = Field("", description="Where to ask about personal data.")

    short_name = field_validator("name")(classmethod(line_of_text(200, ("controller", "name"))))

    @field_validator("email")
    @classmethod
    def address(cls, value, info):
        return email_or_none(cls, value, info) or ""


class NeighbourhoodConfig(Table):
    """One file of sites/; `slug` is the name of the file."""

    slug: str
    name: str = Field(description="Name as people say it.")
    name_gen: str = Field("", description="Genitive, such as Lintumäen.")
    name_in: str = Field("", description="In or at the place, such as Lintumäellä.")
    short: str = Field("", description="One sentence about the neighbourhood.")
    hostname: str = Field("", description="Host of the site; without it <file name>.<portal's host>.")
    also: tuple[str, ...] = Field((), description="Hosts that lead to the site.")
    languages: tuple[str, ...] = Field(description="Codes of languages; the first is the default.")
    state: Literal["active", "quiet", "archived"] = Field("active", description="quiet: forms closed; archived: read only, for good.")
    theme: Theme = Field(Theme(), description="Look of the site.")
    was: str = Field("", description="The old slug, after renaming the file.")
    place: Place = Field(Place(), description="Where it is.")
    people: People = Field(People(), description="Who answers for it.")
    controller: Controller = Field(Controller(), description="For the privacy notice and the accessibility statement.")
    fallback: dict[str, tuple[str, ...]] = Field({}, description="Languages shown where a translation is missing.")
    plugins: dict[str, dict[str, Any]] = Field({}, description="A table that is present switches the plugin on.")

    named = field_validator("name")(classmethod(line_of_text(200, ("name",), required=True)))
    short_texts = field_validator("name_gen", "name_in")(classmethod(line_of_text(200, ("name_gen",))))
    short_text = field_validator("short")(classmethod(line_of_text(500, ("short",))))
    host = field_validator("hostname")(classmethod(checked_hostname))
    codes = field_validator("languages")(classmethod(checked_languages))

    @field_validator("also")
    @classmethod
    def other_hosts(cls, value, info):
        return value if info.context is None else each(cls, value, check_hostname)

    @field_validator("was")
    @classmethod
    def other_slug(cls, value, info):
        if info.context is None or not value:
            return value
        if value == info.data.get("slug"):
            raise refuse(say(_("is the name of this very file")), say(_("Write the old name or remove the line")))
        if not rules.SLUG.fullmatch(value):
            refuse_old_slug(value)
        return value

    @field_validator("fallback", mode="before")
    @classmethod
    def among_the_languages(cls, value, info):
        if info.context is None or not isinstance(value, dict):
            return value
        own = info.data.get("languages") or tuple(info.context["languages"])
        refusals = []
        for code, others in value.items():
            # the keys of other tables end up here when they are written at the end of the file
            place = to_the_top() if code in cls.model_fields else in_table(table) if (table := table_of(cls, code)) else None
            if place and code not in info.context["languages"]:
                refusals.append(((code,), others, refuse(say(_("unknown key")), place)))
                continue
            try:
                among(code, own)
            except ValueError as error:
                refusals.append(((code,), others, error))
                continue
            refusals += [((code, *path), inner, error) for path, inner, error in wrong_chain(code, others, own)]
        # only of what is right by itself: a language that stands in for itself is told of already
        for code, number, path in rules.circles(value) if not refusals else ():
            circle = say(_("%(path)s: these languages stand in for each other in a circle"), path=" → ".join(path))
            refusals.append(((code, number), value[code][number], refuse(circle, say(_("Remove one of them")))))
        if refusals:
            raise refuse_all(cls.__name__, refusals)
        return value

    def snapshot(self):
        """What the database keeps of the file and requests read: plain JSON, everything but `slug` and `was`."""
        return self.model_dump(mode="json", exclude={"slug", "was"})

    @classmethod
    def from_snapshot(cls, slug, snapshot):
        """The file as it was applied, also by an older or newer version: what this version cannot read is left out."""
        return lenient(cls, {**(snapshot or {}), "slug": slug}, {"name": slug, "languages": ["fi"]})

    def effective_hostname(self, portal):
        """Host of the site in production: its own, else `<slug>.<host of the portal>`."""
        return self.hostname or f"{self.slug}.{portal.hostname}"


class PortalConfig(Table):
    """portal.toml: the umbrella site."""

    name: str = Field(description="Name of the umbrella site.")
    hostname: str = Field(description="Its host; signing in happens there.")
    languages: tuple[str, ...] = Field(description="Codes of languages; the first is the default.")
    theme: Theme = Field(Theme(), description="Look of the site.")
    people: PortalPeople = Field(PortalPeople(), description="Who runs the install.")
    controller: Controller = Field(Controller(), description="For the privacy notice and the accessibility statement.")

    named = field_validator("name")(classmethod(line_of_text(200, ("name",), required=True)))
    host = field_validator("hostname")(classmethod(checked_hostname))
    codes = field_validator("languages")(classmethod(checked_languages))

    def snapshot(self):
        """What the database keeps of the file and requests read: plain JSON."""
        return self.model_dump(mode="json")

    @classmethod
    def from_snapshot(cls, snapshot):
        """The file as it was applied, also by an older or newer version: what this version cannot read is left out."""
        return lenient(cls, dict(snapshot or {}), {"name": "Pihapiiri", "hostname": "localhost", "languages": ["fi"]})


def refuse_old_slug(value):
    cause = say(_("the file name may hold a–z, 0–9 and hyphen"))
    raise refuse(cause, like_this(f'was = "{rules.suggest_slug(value.removesuffix(".toml"))}"'))


def among(code, own):
    if code not in own:
        cause = say(_("“%(value)s” is not among the languages of this file"), value=show(code))
        raise refuse(cause, known(own))
    return code


def wrong_chain(code, others, own):
    """[(path, value, refusal)] of what a reader of `code` is to see instead."""
    if not isinstance(others, list | tuple):
        return [((), others, refuse(must_be("list"), like_this(example_for(("fallback", code), "list"))))]
    found = []
    for number, other in enumerate(others):
        if not isinstance(other, str):
            found.append(((number,), other, refuse(must_be("text"), like_this(example_for(("fallback", code), "list")))))
        elif other == code:
            itself = say(_("a language cannot stand in for itself"))
            found.append(((number,), other, refuse(itself, say(_("Remove it")))))
        elif other in others[:number]:
            found.append(((number,), other, twice(other)))
        elif other not in own:
            cause = say(_("“%(value)s” is not among the languages of this file"), value=show(other))
            found.append(((number,), other, refuse(cause, known(own))))
    return found


def lenient(model, data, required):
    """`data` as `model`, without what the model cannot read; `required` stands in for what then is missing."""
    data = deepcopy(data)
    while True:
        try:
            return model.model_validate(data)
        except ValidationError as error:
            # from the end, so that numbers in front of it stay right
            for found in sorted(error.errors(include_url=False), key=lambda one: [str(key).zfill(9) for key in one["loc"]], reverse=True):
                path = found["loc"]
                if found["type"] == "missing":
                    data[path[0]] = required[path[0]]
                else:
                    leave_out(data, path)


def leave_out(data, path):
    """Remove what is at `path`, or the first key of it where the path does not lead through the data."""
    place = data
    for key in path[:-1]:
        if not isinstance(place, dict | list) or (isinstance(place, dict) and key not in place):
            data.pop(path[0], None)
            return
        place = place[key]
    if isinstance(place, dict):
        place.pop(path[-1], None)
    elif isinstance(place, list) and path[-1] < len(place):
        del place[path[-1]]
    else:
        data.pop(path[0], None)
