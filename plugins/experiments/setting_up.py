"""The first page when the plugin is switched on, and the examples of an install that is tried out."""

import json
from datetime import timedelta
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from neighbourhoods import plain_text, records
from neighbourhoods.pages import add_section, ensure_page, read_example

from .models import ExperimentIndexPage, ExperimentPage
from .states import Place

EXAMPLES = Path(__file__).parent / "demo"
BODY = "Mitä tehtiin"
TEXTS = {"Tavoite": "aim", "Mikä ei toiminut": "result_reason", "Mitä opittiin": "learnt", "Miten jatketaan": "next_step"}


def install(neighbourhood):
    """The list below each home page, and the section on it. Volunteers may take the section away."""
    is_new = not ExperimentIndexPage.objects.filter(path__startswith=neighbourhood.folder_path).exists()
    ensure_page(neighbourhood, ExperimentIndexPage, slug="kokeilut", title=_("Trials"), show_in_menus=True)
    if is_new:
        add_section(neighbourhood, "experiments.now")


def load_examples(neighbourhood):
    if ExperimentPage.objects.filter(path__startswith=neighbourhood.folder_path).exists():
        return
    indexes = {page.locale.language_code: page for page in ExperimentIndexPage.objects.filter(path__startswith=neighbourhood.folder_path)}
    for file in sorted((EXAMPLES / neighbourhood.slug).glob("experiment-*.md")):
        _name, language, _suffix = file.name.split(".")
        if language in indexes:
            example_page(neighbourhood, indexes[language], *read_example(file))


def example_page(neighbourhood, index, fields, body):
    today = timezone.localdate(timezone=neighbourhood.zone)
    parts = by_heading(json.loads(body))
    texts = {name: plain_text.from_blocks(parts.get(heading, [])) or "" for heading, name in TEXTS.items()}
    page = ExperimentPage(
        title=fields["title"],
        slug=fields["slug"],
        lead=fields["lead"],
        state=fields["state"],
        result=fields["result"],
        place_kind=Place.HOUSE,
        place=fields["place"],
        starts_on=today + timedelta(days=fields["started"]),
        ends_on=today + timedelta(days=fields["ended"]),
        people=fields["people"],
        costs=fields["costs"],
        body=json.dumps(parts.get(BODY, [])),
        from_record_id=named(neighbourhood, "idea", fields.get("from_idea")),
        to_method_id=named(neighbourhood, "method", fields.get("to_method")),
        locale=index.locale,
        is_example=bool(fields.get("example")),
        **texts,
    )
    page.result_reason = fields.get("result_condition") or page.result_reason
    index.refresh_from_db()
    index.add_child(instance=page)
    page.save_revision().publish()


def by_heading(blocks):
    """{heading: the blocks below it}."""
    found, at = {}, ""
    for block in blocks:
        if block["type"] == "heading":
            at = block["value"]
        else:
            found.setdefault(at, []).append(block)
    return found


def named(neighbourhood, kind, title):
    """Id of the neighbourhood's record of this kind with a title that begins so; None where there is none, or no such plugin."""
    if not title:
        return None
    offered = records.choices(neighbourhood, neighbourhood.languages[0], kinds=(kind,))
    return next((one.id for one in offered if one.title.casefold().startswith(title.casefold())), None)
