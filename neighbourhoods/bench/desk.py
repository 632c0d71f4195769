"""What the volunteers' desk costs with many pages, and what publishing in a short form costs beside Wagtail's own editor.

`python -m neighbourhoods.bench.desk --database-url URL --json` measures in one database and prints JSON;
`manage.py bench desk` gives it the databases, prints a table and judges.
"""

import argparse
import gc
import json
import os
import time
import uuid
from unittest import mock

from neighbourhoods.bench import apart, services

NAME = "desk"
SIZES, QUICK_SIZES = (100, 10_000), (100, 1_000)
MOST_QUERIES = 25
ROUNDS, QUICK_ROUNDS = 20, 6
WAYS = FORM, EDITOR = ("short form", "Wagtail's editor")
STEPS = OPEN, PUBLISH = ("opening", "publishing")
TITLE = "Pihatalkoot siirtyvät sunnuntaihin"
TEXT = "Kokoonnumme kello 11 ison koivun luo.\n\nHaravia riittää kaikille. Lisää: www.example.org."
RICH = '<p>Kokoonnumme kello 11 ison koivun luo.</p><p>Haravia riittää kaikille. Lisää: <a href="https://www.example.org">www.example.org</a>.</p>'


def run(quick):
    """Measures in each database, prints a table, and returns the limits that did not hold, as "limit, value"."""
    failed = []
    for kind in ("SQLite",) if quick else ("SQLite", "PostgreSQL"):
        if kind == "PostgreSQL" and services.find_postgres() is None:
            print("PostgreSQL: not found, not measured.\n")
            continue
        with apart.database(kind) as (url, environment):
            sizes = [str(size) for size in (QUICK_SIZES if quick else SIZES)]
            arguments = ["--database-url", url, "--json", "--rounds", str(QUICK_ROUNDS if quick else ROUNDS), "--sizes", *sizes]
            found = apart.ask("neighbourhoods.bench.desk", arguments, environment)
        print(table(kind, found))
        failed += [limit for limit in judge(found) if limit not in failed]
    return failed


def judge(found):
    """The limits that did not hold, as "limit, value"; `found` as `measure` gives it."""
    failed, desk = [], found["desk"]
    for size, queries in desk.items():
        if queries > MOST_QUERIES:
            failed.append(f"queries of the desk with {int(size):,} pages at most {MOST_QUERIES}, {queries}")
    if len(set(desk.values())) > 1:
        failed.append(
            f"queries of the desk equal with {' and '.join(f'{int(size):,}' for size in desk)} pages, {' '.join(map(str, desk.values()))}"
        )
    for step in STEPS:
        form, editor = found[FORM][step], found[EDITOR][step]
        if form["queries"] > editor["queries"]:
            failed.append(f"queries of {step} in the {FORM} at most {editor['queries']} as in {EDITOR}, {form['queries']}")
        if form["ms"] > editor["ms"]:
            failed.append(f"processor time of {step} in the {FORM} at most that in {EDITOR}, {form['ms'] / editor['ms']:.2f} of it")
    return failed


def table(kind, found):
    lines = [(kind, "queries", "ms")]
    lines += [(f"desk with {int(size):,} pages", str(queries), "") for size, queries in found["desk"].items()]
    lines += [(f"{step}, {way}", str(found[way][step]["queries"]), f"{found[way][step]['ms']:.1f}") for step in STEPS for way in WAYS]
    width = max(len(line[0]) for line in lines)
    return "\n".join(f"{name:<{width}}{queries:>9}{times:>9}" for name, queries, times in lines) + "\n"


def measure(sizes, rounds=ROUNDS):
    """{"desk": {pages: queries}, way: {step: {"queries": number, "ms": processor time, the least of all rounds}}}"""
    from neighbourhoods import current
    from neighbourhoods.bench import seed

    seed.first()
    entry, record = switch_on()
    user = make_person()
    found = {"desk": {}}
    for size in sizes:
        fill(record, size, user)
        current.forget_everything()
        found["desk"][size] = desk_queries(user, size)
    with current.activate(record):
        parent = entry.parent(record)
    acts = {FORM: in_the_form(user, record, entry), EDITOR: in_the_editor(user, entry, parent)}
    with mock.patch.object(current, "CHECK_EVERY", 3600):
        return found | compared(acts, rounds)


def switch_on():
    """(ShortForm, record): the first short form that any plugin offers, and a neighbourhood in which all plugins that ship are on."""
    from django.conf import settings

    from neighbourhoods import current, registry
    from neighbourhoods.bench import seed
    from neighbourhoods.config.apply import apply_all

    offered = [form for plugin in registry.installed() for form in plugin.short_forms()]
    if not offered:
        raise RuntimeError("No plugin offers a short form.")
    # those of the tests are there only while tests run
    shipped = [plugin.label for plugin in registry.installed() if type(plugin).__module__.startswith("plugins.")]
    switched = "".join(f"[plugins.{label}]\n" for label in shipped)
    text = seed.FIRST_FILE.format(name=seed.name_of(0), slug=seed.slug_of(0)) + switched
    (settings.SITES_FOLDER / f"{seed.slug_of(0)}.toml").write_text(text, encoding="utf-8")
    result = apply_all()
    if result.errors:
        raise RuntimeError("\n".join(str(problem) for problem in result.errors))
    current.forget_everything()
    return plain(offered), current.by_slug(seed.slug_of(0))


def plain(offered):
    """The first short form that a heading and a text are enough for: the whole editor is compared with it."""
    for entry in offered:
        asked = {name for name, field in entry.form().base_fields.items() if field.required}
        if asked <= {"title", "text"}:
            return entry
    raise RuntimeError("Every short form asks for more than a heading and a text.")


def make_person():
    from neighbourhoods.bench import seed
    from neighbourhoods.models import Membership, Neighbourhood, User

    user = User.objects.create_user("aktiivi@example.org")
    Membership.objects.create(user=user, neighbourhood=Neighbourhood.objects.get(slug=seed.slug_of(0)), role="activist")
    return user


def fill(record, count, user):
    """Pages of information of a neighbourhood until there are `count`: all untouched for two years, every tenth with a dead link and to be
    kept translated. As many acts and reports as pages, and a draft: no rule of care has nothing to tell."""
    from datetime import timedelta

    from django.contrib.contenttypes.models import ContentType
    from django.db.models import F
    from django.utils import timezone
    from wagtail.models import Page, ReferenceIndex

    from neighbourhoods.bench import seed
    from neighbourhoods.models import Act, Draft, Feedback, InfoPage, TranslationMark

    home, long_ago = Page.objects.get(pk=record.home("fi").pk), timezone.now() - timedelta(days=730)
    there = InfoPage.objects.filter(path__startswith=record.folder_path).count()
    step, rows = seed.last_step(home), []
    for number in range(1, count - there + 1):
        name = f"sivu-{there + number}"
        row = seed.page_row(InfoPage, home, step + number, f"Sivu {there + number}", name, home.locale, uuid.uuid4())
        row.last_published_at = row.latest_revision_created_at = long_ago
        rows.append(row)
    Page.objects.bulk_create(rows, seed.BATCH)
    seed.insert_children(InfoPage, rows)
    Page.objects.filter(pk=home.pk).update(numchild=F("numchild") + len(rows))
    place, of_pages = {"neighbourhood_id": record.pk}, ContentType.objects.get_for_model(Page)
    TranslationMark.objects.bulk_create([TranslationMark(page_id=row.pk, **place) for row in rows[::10]], seed.BATCH)
    link = {"base_content_type": of_pages, "content_type": ContentType.objects.get_for_model(InfoPage), "to_content_type": of_pages}
    link |= {"model_path": "body.item", "content_path": "body.0", "content_path_hash": uuid.uuid4(), "to_object_id": str(2**60)}
    ReferenceIndex.objects.bulk_create([ReferenceIndex(object_id=str(row.pk), **link) for row in rows[::10]], seed.BATCH)
    told = {"kind": "page.published", "by": user, **place}
    Act.objects.bulk_create([Act(target=str(row.pk), title=row.title, **told) for row in rows], seed.BATCH)
    report = {"text": "Sivu ei aukea.", "language": "fi", "due_on": long_ago.date(), **place}
    Feedback.objects.bulk_create([Feedback(token=row.url_path, **report) for row in rows], seed.BATCH)
    Draft.objects.create(by=user, form="kesken", texts={"title": "Kesken"}, **place)


def signed_in(user):
    from django.test import Client

    client = Client(headers={"host": "localhost"})
    client.force_login(user)
    return client


def desk_queries(user, size):
    """Queries of the desk at their most: in a process that has not looked for a while whether what it remembers still holds."""
    from neighbourhoods import current

    client = signed_in(user)
    for _ in range(2):
        client.get("/admin/")
    time.sleep(current.CHECK_EVERY)
    with counting() as counted:
        answer = client.get("/admin/")
    if answer.status_code != 200 or "desk-page" not in answer.text:
        raise RuntimeError(f"/admin/ answered {answer.status_code} with {size} pages, and should have shown the desk.")
    return len(counted)


def counting():
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    return CaptureQueriesContext(connection)


def in_the_form(user, record, entry):
    """A function of a number: (open, publish), the two requests by which a page of that number is published."""
    from django.urls import reverse

    client, address = signed_in(user), reverse("desk_write", args=[entry.key])

    def requests(number):
        sent = {}

        def open_it():
            answer = client.get(address)
            sent.update(hidden(answer, "form[enctype]"))
            return answer

        def publish():
            return client.post(address, sent | {"title": f"{TITLE} {number}", "text": TEXT, "w-action": "publish"})

        return open_it, publish

    return requests


def in_the_editor(user, entry, parent):
    from django.urls import reverse
    from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter
    from wagtail.fields import StreamField

    from neighbourhoods.blocks import TEXT_FEATURES

    kind = entry.model._meta
    client, address = signed_in(user), reverse("wagtailadmin_pages:add", args=[kind.app_label, kind.model_name, parent.pk])
    rich = ContentstateConverter(features=TEXT_FEATURES).from_database_format(RICH)
    bodies = [field.name for field in kind.get_fields() if isinstance(field, StreamField)]
    body = entry.form().body_field
    text = {"type": "text", "value": rich, "order": "0", "deleted": "", "id": ""}
    written = {f"{name}-count": "0" for name in bodies} | {f"{body}-count": "1"}
    written |= {f"{body}-0-{name}": value for name, value in text.items()}

    def requests(number):
        sent = {}

        def open_it():
            answer = client.get(address)
            sent.update(hidden(answer, "#page-edit-form"))
            return answer

        def publish():
            typed = {"title": f"{TITLE} {number}", "slug": f"muokkain-{number}", "action-publish": "1"}
            return client.post(address, sent | written | typed)

        return open_it, publish

    return requests


def hidden(answer, form):
    """{name: value} of what a browser would send of a form without anybody touching it; {} where there is no such form."""
    from bs4 import BeautifulSoup

    form = BeautifulSoup(answer.content, "html.parser").select_one(form)
    if form is None:
        return {}
    found = {tag["name"]: tag.get_text() for tag in form.select("textarea[name]")}
    for tag in form.select("input[name]"):
        if tag.get("type") in ("checkbox", "radio") and not tag.has_attr("checked") or tag.get("type") in ("file", "submit", "button"):
            continue
        found[tag["name"]] = tag.get("value", "on" if tag.get("type") == "checkbox" else "")
    for tag in form.select("select[name]"):
        chosen = tag.select_one("option[selected]") or tag.select_one("option")
        found[tag["name"]] = chosen.get("value", "") if chosen else ""
    return found


def compared(ways, rounds):
    """{way: {step: {"queries", "ms"}}}: the ways take turns, so that both meet the same machine; the least time of all rounds counts."""
    from django.db import connection

    found = {way: {step: {"queries": 0, "ms": float("inf")} for step in STEPS} for way in ways}
    number = 0
    # the first two rounds fill what a process remembers; the last counts queries, which takes time of its own
    for turn in range(2 + rounds + 1):
        for way, requests in ways.items():
            number += 1
            for step, act in zip(STEPS, requests(number), strict=True):
                gc.collect()
                if turn < 2 + rounds:
                    connection.queries_log.clear()
                    began = time.process_time()
                    answer = act()
                    took = (time.process_time() - began) * 1000
                    if turn >= 2:
                        found[way][step]["ms"] = min(found[way][step]["ms"], took)
                else:
                    with counting() as counted:
                        answer = act()
                    found[way][step]["queries"] = len(counted)
                check(answer, step, way)
    both = published()
    if both != number:
        raise RuntimeError(f"{number} pages should have been published, {both} are.")
    return found


def check(answer, step, way):
    if answer.status_code not in ((200,) if step == OPEN else (302, 303)):
        raise RuntimeError(f"{step} in the {way} answered {answer.status_code}.")


def published():
    from wagtail.models import Page

    return Page.objects.filter(live=True, title__startswith=TITLE).count()


def main():
    parser = argparse.ArgumentParser(prog=f"python -m {__spec__.name}", description=__doc__.partition("\n")[0])
    parser.add_argument("--database-url", required=True, help="an empty database, which is filled")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of pages, growing")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="of which the least time counts")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    options = parser.parse_args()
    os.environ["DATABASE_URL"] = options.database_url
    import django

    django.setup()
    from neighbourhoods.bench.measure import plain_static_files

    with plain_static_files():
        found = measure(options.sizes, options.rounds)
    print(json.dumps(found) if options.json else table(options.database_url.partition(":")[0], found))


if __name__ == "__main__":
    main()
