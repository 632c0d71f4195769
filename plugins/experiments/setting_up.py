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
    """The examples; called again, those that belong with an idea or a method of another plugin find it."""
    has_pages = ExperimentPage.objects.filter(path__startswith=neighbourhood.folder_path).exists()
    indexes = {page.locale.language_code: page for page in ExperimentIndexPage.objects.filter(path__startswith=neighbourhood.folder_path)}
    for file in sorted((EXAMPLES / neighbourhood.slug).glob("experiment-*.md")):
        _name, language, _suffix = file.name.split(".")
        if language not in indexes:
            continue
        fields, body = read_example(file)
        if has_pages:
            join(neighbourhood, indexes[language], fields)
        else:
            example_page(neighbourhood, indexes[language], fields, body)


# which of another plugin's examples an example names, and by which key
NAMED = (("from_record_id", "idea", "from_idea"), ("from_record_id", "method", "from_method"), ("to_method_id", "method", "to_method"))


def join(neighbourhood, index, fields):
    """Say of an example that nobody has touched what it began from and what it became, as far as that is there now."""
    page = ExperimentPage.objects.child_of(index).filter(slug=fields["slug"], is_example=True).first()
    if page is None:
        return
    for name, kind, key in NAMED:
        if getattr(page, name) is None:
            setattr(page, name, named(neighbourhood, kind, fields.get(key)))
    if (page.from_record_id, page.to_method_id) != (page.told_from, page.told_to):
        page.save_revision().publish()


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
        # one that still runs has no such day
        ends_on=today + timedelta(days=fields["ended"]) if fields["ended"] != "" else None,
        people=fields["people"],
        costs=fields["costs"],
        body=json.dumps(parts.get(BODY, [])),
        locale=index.locale,
        is_example=bool(fields.get("example")),
        **texts,
    )
    page.result_reason = fields.get("result_condition") or page.result_reason
    index.refresh_from_db()
    index.add_child(instance=page)
    page.save_revision().publish()
    join(neighbourhood, index, fields)


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
