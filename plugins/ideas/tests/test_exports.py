"""Files of a call's ideas: complete, the same to the letter, harmless in a spreadsheet, and with addresses only where they belong."""

# ruff: noqa: F811 (fixtures are asked for by their names)
import csv
import io
import json
import time
import tracemalloc
from datetime import datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from neighbourhoods import current
from neighbourhoods.models import Act, Membership, User

from .. import sending
from ..closing import exports
from ..desk.columns import CONTACT, DESK
from ..models import Idea
from .at_the_desk import call, new_call, new_comment, new_idea, record  # noqa: F401

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[3]
TEXT_CASES = json.loads((ROOT / "tests" / "cases" / "text_cases.json").read_text(encoding="utf-8"))
HOSTILE = [
    '=HYPERLINK("https://elsewhere.example.org","Klikkaa")',
    "+358 40 123",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "  =1+1",
    "\n=1",
    "'=1",
    "''=1",
    "'penkki'",
    "＝1+1",
]
LINES = 'Rivi yksi\nrivi "kaksi", kolme;\n\nja 🌳 بيت'
KEYS = [column.key for column in (*exports.PUBLIC, *DESK, *CONTACT)]


def plain(text):
    """A cell of the CSV as it was before it was made harmless, as the docs of the file say."""
    return text[1:] if text.startswith("'") and exports.FORMULA.match(text[1:]) else text


def read_csv(data):
    """(headings, rows, how many the file says there are), by a strict reader."""
    assert data.startswith(b"\xef\xbb\xbf") and not data[3:].startswith(b"\xef\xbb\xbf")
    text = data.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert text.endswith("\r\n") and len({len(line) for line in lines}) == 1
    return lines[0], lines[1:-1], int(lines[-1][1])


def read_xlsx(data):
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=False)
    sheet, last = book.worksheets
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    lines = [[("" if cell.value is None else cell.value) for cell in row] for row in sheet.iter_rows()]
    return lines[0], lines[1:], last.cell(last.max_row, 2).value


def body(answer):
    assert answer.status_code == 200, answer.status_code
    return b"".join(answer.streaming_content)


def public(visit, call, ext, language="fi"):
    return visit("lintumaki").get(f"/{language}/ideas/haku/{call.pk}/ideat.{ext}")


def at_desk(visitor, call, ext):
    return visitor.get(f"/admin/ideas/call/{call.pk}/ideas.{ext}")


@pytest.fixture
def coordinator(visit, neighbourhoods):
    user = User.objects.create_user("manageri@example.org")
    Membership.objects.create(user=user, neighbourhood=neighbourhoods["lintumaki"], role="coordinator")
    visitor = visit()
    visitor.client.force_login(user)
    return visitor


@pytest.fixture
def all_kinds(record, call):
    """One idea of each state, with addresses, and one whose sender had everything erased."""
    made = {}
    for state in Idea.State.values:
        made[state] = new_idea(record, call, f"Idea, joka on {state}", state=state, email=f"{state}@example.org", name=f"Nimi {state}")
    made["erased"] = new_idea(record, call, "Poistettu lähettäjä", state="public", name="Pois", email="pois@example.org")
    sending.forget_sender(made["erased"])
    made["held"] = new_idea(record, call, "Roskapostia", is_held=True, email="held@example.org")
    return made


def all_the_same(rows, ideas, take):
    """Whether every text of every idea stands in the file as it stands in the database."""
    by_pk = {int(row[0]): row for row in rows}
    assert len(by_pk) == len(rows) == len(ideas)
    for idea in ideas:
        row = by_pk[idea.pk]
        for name in ("text", "title", "place", "name", "answer", "answer_next", "answered_by_role", "language"):
            assert take(row[KEYS.index(name)]) == getattr(idea, name), (name, idea.pk)


def test_the_public_files_hold_public_ideas_and_no_address_of_anybody(visit, call, all_kinds):
    for ext in exports.FORMATS:
        data = body(public(visit, call, ext))
        assert b"example.org" not in data
        if ext == "csv":
            _headings, rows, said = read_csv(data)
        elif ext == "xlsx":
            _headings, rows, said = read_xlsx(data)
        else:
            found = json.loads(data)
            rows, said = [[one["id"]] for one in found["ideas"]], found["count"]
            assert {one["state"] for one in found["ideas"]} == {"public"}
            assert not {"email", "held", "question"} & set(found["ideas"][0])
        assert {int(row[0]) for row in rows} == {all_kinds["public"].pk, all_kinds["erased"].pk}
        assert said == 2


def test_whoever_had_everything_erased_is_there_without_a_name(visit, call, all_kinds):
    rows = {one["id"]: one for one in json.loads(body(public(visit, call, "json")))["ideas"]}
    erased = rows[all_kinds["erased"].pk]
    assert (erased["text"], erased["name"]) == ("Poistettu lähettäjä", "")


def test_the_desk_gets_every_idea_with_its_state_and_an_activist_gets_no_address(desk, call, all_kinds):
    found = json.loads(body(at_desk(desk, call, "json")))
    assert found["count"] == len(found["ideas"]) == len(all_kinds)
    assert {one["state"] for one in found["ideas"]} == set(Idea.State.values)
    assert [one["id"] for one in found["ideas"] if one["held"]] == [all_kinds["held"].pk]
    for ext in exports.FORMATS:
        assert b"@example.org" not in body(at_desk(desk, call, ext))
    headings, rows, said = read_csv(body(at_desk(desk, call, "csv")))
    assert len(headings) == len(exports.PUBLIC) + len(DESK) and said == len(rows) == len(all_kinds)


def test_addresses_are_for_coordinators_by_a_press_and_who_took_them_is_remembered(desk, coordinator, visit, call, all_kinds):
    address = f"/admin/ideas/call/{call.pk}/ideas.csv"
    assert b"@example.org" not in body(coordinator.get(address)) and not Act.objects.exists()
    assert desk.post(address).status_code == 404 and not Act.objects.exists()
    data = body(coordinator.post(address))
    assert b"waiting@example.org" in data and b"hidden@example.org" in data
    act = Act.objects.get()
    assert (act.kind, act.target, act.by.email) == ("call.exported", str(call.pk), "manageri@example.org")
    assert act.details == {"rows": len(all_kinds), "ext": "csv"}
    # what has been taken cannot be given back, and everybody can read who did it
    assert coordinator.post(f"/admin/desk/acts/{act.pk}/undo/").status_code in (302, 303)
    act.refresh_from_db()
    assert act.undone_at is None
    assert "Ideat ladattu" in desk.get("/admin/desk/acts/").text


def test_no_cache_keeps_a_file_of_the_desk_and_others_are_kept_for_minutes(desk, visit, call):
    for ext in exports.FORMATS:
        kept = at_desk(desk, call, ext)["Cache-Control"]
        assert "no-store" in kept and "private" in kept
        assert public(visit, call, ext)["Cache-Control"] == "public, max-age=300"


def test_the_name_of_the_file_is_that_of_the_call_and_the_two_kinds_differ(desk, visit, call):
    slug = body_name(public(visit, call, "csv"))
    assert slug.startswith("haku-") and slug.endswith(".csv")
    assert body_name(at_desk(desk, call, "csv")) == slug.replace(".csv", "-kaikki.csv")


def body_name(answer):
    assert answer["Content-Disposition"].startswith("attachment;")
    return answer["Content-Disposition"].partition('filename="')[2].rstrip('"')


def test_nothing_is_calculated_by_a_spreadsheet_and_every_text_comes_back_to_the_letter(visit, record, call):
    for text in (*HOSTILE, LINES):
        new_idea(record, call, text, title=text[:120], place=text, name=text[:60], state="public", answer=text, answer_next=text)
    ideas = list(Idea.of(record).filter(call=call))
    data = body(public(visit, call, "csv"))
    _headings, rows, _said = read_csv(data)
    all_the_same(rows, ideas, plain)
    for row in rows:
        for cell in row:
            bare = cell.lstrip()
            assert not bare.startswith(("=", "+", "-", "@", "＝")) and not cell.startswith(("\t", "\r")), cell
    _headings, rows, _said = read_xlsx(body(public(visit, call, "xlsx")))
    all_the_same(rows, ideas, lambda text: text)
    found = json.loads(body(public(visit, call, "json")))["ideas"]
    assert {one["id"]: one["text"] for one in found} == {idea.pk: idea.text for idea in ideas}


@pytest.mark.parametrize("ext", exports.FORMATS)
def test_no_text_breaks_a_file(desk, record, call, ext):
    """Also texts that no form lets through: what stands in the database comes out, or a sign in its place."""
    texts = [text.replace("\x00", "").encode("utf-8", "ignore").decode()[:4000] for texts in TEXT_CASES.values() for text in texts]
    kept = [new_idea(record, call, text, title=text[:120].replace("\x00", "")).pk for text in texts if text]
    data = body(at_desk(desk, call, ext))
    if ext == "csv":
        _headings, rows, said = read_csv(data)
        all_the_same(rows, Idea.of(record).filter(call=call), plain)
    elif ext == "xlsx":
        _headings, rows, said = read_xlsx(data)
        as_shown = {int(row[0]): row[KEYS.index("text")] for row in rows}
        for idea in Idea.of(record).filter(call=call):
            # spreadsheets know one line end
            wanted = exports.NOT_IN_XML.sub("\ufffd", idea.text).replace("\r\n", "\n").replace("\r", "\n")
            assert as_shown[idea.pk].replace("\r\n", "\n").replace("\r", "\n") == wanted
    else:
        found = json.loads(data)
        rows, said = [[one["id"]] for one in found["ideas"]], found["count"]
        assert {one["id"]: one["text"] for one in found["ideas"]} == dict(Idea.of(record).filter(call=call).values_list("pk", "text"))
    assert said == len(rows) == len(kept) > 20


def test_dates_say_their_offset_and_the_language_of_each_text_stands_beside_it(visit, record, call):
    new_idea(record, call, "مقعد بجانب الطريق", language="ar", state="public", sent_at=datetime.fromisoformat("2026-07-01T12:00:00+00:00"))
    (one,) = json.loads(body(public(visit, call, "json")))["ideas"]
    assert (one["sent_at"], one["language"]) == ("2026-07-01T15:00:00+03:00", "ar")
    assert one["published_at"] is None and one["answered_at"] is None


def test_headings_and_words_are_in_the_readers_language_and_keys_stay(visit, record, call):
    new_idea(record, call, state="public")
    finnish, swedish = (read_csv(body(public(visit, call, "csv", language))) for language in ("fi", "sv"))
    assert finnish[0] != swedish[0] and "Tila" in finnish[0] and "Saapunut" in finnish[1][0] and "Mottagen" in swedish[1][0]
    assert list(json.loads(body(public(visit, call, "json", "sv")))["ideas"][0])[:4] == ["id", "state", "status", "language"]


def test_a_file_costs_the_same_queries_however_many_ideas_there_are(record, call):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as found:
            out, _kind, _number = exports.write(record, call, "csv", "Mitä?", only_public=True)
            out.close()
        return len(found)

    new_comment(record, new_idea(record, call, state="public"), state="public")
    few = queries()
    for number in range(40):
        new_idea(record, call, f"Idea {number}", state="public")
    assert queries() == few == 1


def test_what_comes_while_a_file_is_written_is_in_it_or_not_and_the_number_is_right(record, call, monkeypatch):
    """Case exp-missing-rows: items written during the export."""
    for number in range(1200):
        Idea.unscoped.bulk_create(
            [Idea(neighbourhood_id=record.pk, call=call, text=f"{number}", language="fi", status="received", state="public")]
        )
    line, seen = exports.Writer.line, []

    def and_another(writer, idea):
        seen.append(idea.pk)
        if len(seen) in (10, 700):
            new_idea(record, call, "tuli kesken", state="public")
        return line(writer, idea)

    monkeypatch.setattr(exports.Writer, "line", and_another)
    out, _kind, number = exports.write(record, call, "csv", "Mitä?", only_public=True)
    _headings, rows, said = read_csv(out.read())
    assert len(rows) == said == number == len({row[0] for row in rows}) and 1200 <= number <= 1202


def not_found(visitor, path):
    """The admin tries an address once more with a slash at its end."""
    answer = visitor.get(path)
    return (visitor.get(answer["Location"]) if answer.status_code == 301 else answer).status_code == 404


def test_odd_numbers_and_endings_are_not_found(visit, desk, call):
    """Case tenant-export-id: an id is the whole id, or nothing."""
    reader = visit("lintumaki")
    for odd in (f"0x{call.pk}", f"{call.pk}.0", "0", "-1", f"{call.pk}a", "9" * 30, f"{call.pk}%00"):
        assert reader.get(f"/fi/ideas/haku/{odd}/ideat.csv").status_code == 404, odd
        assert not_found(desk, f"/admin/ideas/call/{odd}/ideas.csv"), odd
    for ext in ("xls", "CSV", "csv.exe", "html", ""):
        assert reader.get(f"/fi/ideas/haku/{call.pk}/ideat.{ext}").status_code == 404, ext
        assert not_found(desk, f"/admin/ideas/call/{call.pk}/ideas.{ext}"), ext


def test_a_file_holds_the_ideas_of_its_own_call_alone_and_not_of_the_neighbour(visit, desk, record, call):
    """Case tenant-export-id: no two files fall together."""
    other = new_call(record, title="Toinen", closes_at=timezone.now() + timedelta(days=3))
    foreign = new_call(current.by_slug("partti"), title="Partin kysymys")
    for one, place in ((call, record), (other, record), (foreign, current.by_slug("partti"))):
        new_idea(place, one, f"Haun {one.pk} idea", state="public")
    for one in (call, other):
        found = json.loads(body(public(visit, one, "json")))
        assert [idea["text"] for idea in found["ideas"]] == [f"Haun {one.pk} idea"]
    assert public(visit, foreign, "json").status_code == 404
    missing = at_desk(desk, type(foreign)(pk=987654), "csv")
    assert (at_desk(desk, foreign, "csv").status_code, at_desk(desk, foreign, "csv").content) == (404, missing.content)


def test_ten_thousand_ideas_are_complete_quick_and_small_in_memory(record, call):
    """Case exp-missing-rows."""
    rows = [
        Idea(
            neighbourhood_id=record.pk,
            call=call,
            text=f"Idea {number}: {LINES}" if number % 3 else f"={number}",
            title=f'"Otsikko" {number}' if number % 2 else "",
            name="" if number % 5 else f"Nimi {number}",
            language=("fi", "sv", "ar")[number % 3],
            status="received",
            state=Idea.State.values[number % 5],
            email=f"{number}@example.org",
        )
        for number in range(10_000)
    ]
    Idea.unscoped.bulk_create(rows, batch_size=500)
    for ext in exports.FORMATS:
        tracemalloc.start()
        began = time.monotonic()
        out, _kind, number = exports.write(record, call, ext, "Mitä?", only_public=False, more=(*DESK, *CONTACT))
        seconds, (_now, most) = time.monotonic() - began, tracemalloc.get_traced_memory()
        tracemalloc.stop()
        data = out.read()
        out.close()
        assert number == 10_000 and seconds < 60 and most < 300_000_000, (ext, seconds, most)
        if ext == "csv":
            _headings, found, said = read_csv(data)
            all_the_same(found, list(Idea.of(record).filter(call=call)), plain)
            assert said == 10_000
        elif ext == "json":
            assert json.loads(data)["count"] == len(json.loads(data)["ideas"]) == 10_000
        print(f"{ext}: {seconds:.1f} s, {most / 1e6:.1f} MB, {len(data) / 1e6:.1f} MB")
