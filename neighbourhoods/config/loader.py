"""Reads the folder of neighbourhoods: which files count, what each says, what is wrong with them."""

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext_noop as _

from . import rules
from .clashes import find_clashes
from .problems import Problem
from .reading import Install, read_neighbourhood, read_portal
from .schema import SLUG_PATTERN, NeighbourhoodConfig, PortalConfig
from .sentences import say, show

PORTAL = "portal.toml"
EXTENSION = ".toml"
# what Windows makes of a name when it hides extensions
DISGUISED = ".toml.txt"


class PortalError(Exception):
    """portal.toml is missing or wrong; `problems` says how. Nothing can be planned without it."""

    def __init__(self, problems):
        super().__init__("\n".join(map(str, problems)))
        self.problems = list(problems)


@dataclass
class Files:
    """What the folder says.

    `neighbourhoods` holds the valid ones by slug, sorted; `broken` the slugs whose file is there but invalid: their
    sites go on as last applied. `problems` are those of neighbourhoods, `portal_problems` those that stop everything.
    """

    portal: PortalConfig | None = None
    neighbourhoods: dict = field(default_factory=dict)
    problems: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    broken: set = field(default_factory=set)
    portal_problems: list = field(default_factory=list)


def load(folder, *, languages, themes, plugins):
    """Files of `folder`, a Path; never raises for what is in it.

    `languages` maps codes to names, `themes` maps names to Themes (neighbourhoods/themes.py), `plugins` maps
    labels to the pydantic model of their table, or to None where any table will do.
    """
    folder, files = Path(folder), Files()
    install = Install(dict(languages), dict(themes), dict(plugins))
    try:
        found = sorted(folder.iterdir())
    except OSError:
        files.portal_problems.append(no_folder(folder))
        return files
    paths = [path for path in found if is_meant(path.name)]
    files.notes += [not_read(path.name) for path in found if path.name.lower().endswith(DISGUISED)]
    paths, clashing = without_twins(paths, files)
    load_portal(folder, paths, clashing, install, files)
    readings = read_all([path for path in paths if path.name != PORTAL], install, files)
    present = {path.name.removesuffix(EXTENSION) for path in paths} | files.broken
    invalid = find_clashes(readings, files.portal, present)
    for reading in readings:
        files.problems += reading.in_order()
        if reading.config is None or reading.slug in invalid:
            # a renamed file that cannot be applied yet keeps the site of its old name
            files.broken |= {reading.slug, *(old for old in reading.old_names() if old not in present)}
        else:
            files.neighbourhoods[reading.slug] = reading.config
    return files


def is_meant(name):
    """Whether a file is meant for us: not what editors and systems leave beside it (`x.toml~`, `.x.toml.swp`, `._x.toml`)."""
    return name.lower().endswith(EXTENSION) and not name.startswith((".", "#", "~"))


def not_read(name):
    return say(_("%(file)s is not read. Rename the file: %(name)s"), file=show(name), name=show(name[: -len(".txt")]))


def without_twins(paths, files):
    """The paths without those that differ only in case, which are one file on many machines: none of them counts."""
    groups = defaultdict(list)
    for path in paths:
        groups[path.name.lower()].append(path)
    clashing = set()
    for name, group in groups.items():
        if len(group) == 1:
            continue
        clashing.add(name)
        others = ", ".join(show(path.name) for path in group[1:])
        cause = say(_("%(file)s is the same name but for capital letters"), file=others)
        problem = Problem(show(group[0].name), None, "", cause, say(_("Keep one of them and remove the other")))
        if name == PORTAL:
            files.portal_problems.append(problem)
        else:
            files.problems.append(problem)
            files.broken.add(name.removesuffix(EXTENSION))
    return [path for path in paths if path.name.lower() not in clashing], clashing


def load_portal(folder, paths, clashing, install, files):
    if PORTAL in clashing:
        return
    found = next((path for path in paths if path.name.lower() == PORTAL), None)
    if found is None and not paths and not clashing:
        files.portal_problems.append(empty_folder(folder))
    elif found is None:
        example = say(_("Make it: name, hostname and languages are enough, README.md has an example"))
        files.portal_problems.append(Problem(PORTAL, None, "", say(_("the file is missing")), example))
    elif found.name != PORTAL:
        # told with the other names, but without it nothing goes on
        files.portal_problems.append(Problem(show(found.name), None, "", say(_("the file name must be in small letters")), rename(PORTAL)))
    else:
        reading = read_portal(found, install)
        files.portal, files.portal_problems = reading.config, reading.in_order()


def read_all(paths, install, files):
    """Readings of the files whose names are slugs, sorted by slug; the other names go to the problems."""
    readings = []
    for path in paths:
        if path.name.lower() == PORTAL:
            continue
        stem, extension = path.name[: -len(EXTENSION)], path.name[-len(EXTENSION) :]
        if extension != EXTENSION and rules.SLUG.fullmatch(stem):
            wrong = Problem(show(path.name), None, "", say(_("the file name must be in small letters")), rename(f"{stem}{EXTENSION}"))
        else:
            wrong = refused_name(path, stem, install)
        if wrong:
            files.problems.append(wrong)
            # whose name was changed by mistake keeps its site
            files.broken.add(stem.lower())
        else:
            readings.append(read_neighbourhood(path, stem, install))
    return sorted(readings, key=lambda reading: reading.slug)


def refused_name(path, stem, install):
    try:
        rules.check_slug(stem, install.languages)
    except ValueError as error:
        return Problem(show(path.name), None, "", error.context["cause"], error.context["cure"])
    return None


def rename(name):
    return say(_("Rename the file: %(name)s"), name=name)


def no_folder(folder):
    cure = say(_("Make it, or name the right folder in PIHAPIIRI_SITES"))
    return Problem(str(folder), None, "", say(_("the folder is not there")), cure)


def empty_folder(folder):
    cure = say(_("Copy the sites of the program here, or name the right folder in PIHAPIIRI_SITES"))
    return Problem(str(folder), None, "", say(_("the folder has no files")), cure)


def json_schema(plugins=None):
    """JSON Schema of a neighbourhood's file, for editors that complete and check keys while one writes.

    `plugins` maps labels to the pydantic model of their table; without it tables of plugins are not checked.
    """
    schema = NeighbourhoodConfig.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "A neighbourhood of Pihapiiri"
    schema["description"] = f"The file's name is the slug: {SLUG_PATTERN}"
    properties = schema["properties"]
    del properties["slug"]
    schema["required"] = [name for name in schema["required"] if name != "slug"]
    properties["name"] |= {"minLength": 1, "maxLength": 200}
    properties["short"] |= {"maxLength": 500}
    properties["languages"] |= {"minItems": 1, "uniqueItems": True}
    properties["also"] |= {"uniqueItems": True}
    properties["was"] |= {"pattern": f"{SLUG_PATTERN}|^$"}
    if plugins is not None:
        properties["plugins"] |= {"properties": {}, "additionalProperties": False}
        for label, model in plugins.items():
            table = model.model_json_schema(ref_template=f"#/$defs/plugins.{label}.{{model}}")
            schema["$defs"] |= {f"plugins.{label}.{name}": found for name, found in table.pop("$defs", {}).items()}
            properties["plugins"]["properties"][label] = table
    return schema


__all__ = ["Files", "NeighbourhoodConfig", "PortalConfig", "PortalError", "Problem", "json_schema", "load"]
