"""Puts methods that were read from files into a library, as drafts: all of them, or none."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.text import slugify

from neighbourhoods.pages import free_slug

from ... import setting_up
from ...models import MethodPage


@dataclass(frozen=True)
class Came:
    """A method that came in: its page, the languages it has here, those left out, and names of what it lacks before it is published."""

    page: object
    languages: tuple
    left_out: tuple
    lacking: tuple


@dataclass
class Result:
    """`came` [Came]; `there` titles of what the library has already; `elsewhere` titles of what is in none of its languages."""

    came: list
    there: list
    elsewhere: list


def titles_here(neighbourhood):
    """{(language, title)} of all methods here, published or not."""
    pages = MethodPage.objects.filter(path__startswith=neighbourhood.folder_path, alias_of=None)
    return {(code, title.casefold()) for code, title in pages.values_list("locale__language_code", "title")}


@transaction.atomic
def take_in(neighbourhood, drafts, person):
    """Result of these Drafts. One that has the name of a method which is there already is left as it is: twice does as once."""
    places, there = setting_up.libraries(neighbourhood), titles_here(neighbourhood)
    order = [code for code in (*neighbourhood.languages, *places) if code in places]
    result = Result([], [], [])
    for draft in drafts:
        here = [code for code in dict.fromkeys(order) if code in draft.languages]
        if not here:
            result.elsewhere.append(next(iter(draft.languages.values())).title)
        elif any((code, draft.languages[code].title.casefold()) in there for code in here):
            result.there.append(draft.languages[here[0]].title)
        else:
            there |= {(code, draft.languages[code].title.casefold()) for code in here}
            result.came.append(made(draft, here, places, person))
    return result


def made(draft, here, places, person):
    key, first, lacking = None, None, []
    for code in here:
        parent, said = places[code], draft.languages[code]
        parent.refresh_from_db()
        page = MethodPage(title=said.title, lead=said.lead, locale=parent.locale, live=False, owner=person)
        if key:
            page.translation_key = key
        for name, value in (draft.numbers | said.words).items():
            setattr(page, name, value)
        # what does not tell its licence is given none: only who wrote it can
        page.set_steps(said.steps)
        page.slug = free_slug(slugify(draft.name) or slugify(said.title) or "menetelma", parent, page)
        parent.add_child(instance=page)
        page.save_revision(user=person, log_action=True, clean=False)
        lacking += [name for name in said.lacking if name not in lacking]
        key, first = page.translation_key, first or page
    return Came(first, tuple(here), tuple(code for code in draft.languages if code not in here), tuple(lacking))
