"""A resident sends an idea without an account, and nothing of it is lost on the way."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from neighbourhoods import current
from neighbourhoods.models import Neighbourhood, OutgoingMail, OwnLink, ResidentPhoto
from plugins.ideas import statuses
from plugins.ideas.models import CallPage, Idea

from .ground import TEXT, call_of, form, own_path, photo, place, send, soup, words

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[3]
CASES = json.loads((ROOT / "tests" / "cases" / "text_cases.json").read_text(encoding="utf-8"))
ALL_TEXTS = [text for texts in CASES.values() for text in texts]
MOST_QUERIES = 20


@pytest.fixture
def reader(visit):
    return visit("lintumaki")


@pytest.fixture
def call(neighbourhoods):
    return call_of("lintumaki", check_first=False)


@pytest.fixture
def sent_ideas(call):
    """Ideas that the test itself has sent."""
    before = set(Idea.unscoped.values_list("pk", flat=True))
    return lambda: Idea.unscoped.exclude(pk__in=before).order_by("pk")


def test_one_sentence_is_enough_and_the_idea_is_there_at_once(reader, call, sent_ideas):
    sent = send(reader, call)
    assert sent.status_code == 303
    idea = sent_ideas().get()
    assert (idea.text, idea.state, idea.status, idea.language) == (TEXT, "public", statuses.first(place()), "fi")
    thanks = words(reader.get(sent["Location"]))
    assert "Kiitos! Ideasi on perillä." in thanks and "Seurantakoodi:" in thanks and TEXT in thanks
    assert TEXT in words(reader.get(f"/fi/ideas/{idea.pk}/"))


def test_everything_that_is_asked_can_be_told_and_a_photo_comes_along(reader, call, sent_ideas):
    fields = {"title": "Penkki", "place": "B-rapun edessä", "name": "Marjapensas", "email": "asukas@example.org", "photo": photo()}
    sent = send(reader, call, **fields)
    idea = sent_ideas().get()
    assert (idea.title, idea.place, idea.name, idea.email) == ("Penkki", "B-rapun edessä", "Marjapensas", "asukas@example.org")
    assert idea.photo.token is None and (idea.photo.width, idea.photo.height) == (800, 600)
    assert OutgoingMail.objects.get().recipient == "asukas@example.org"
    assert reader.get(f"{own_path(sent)}kuva-small.jpg")["Content-Type"] == "image/jpeg"


def test_what_a_call_does_not_ask_is_not_on_the_page_and_not_taken(reader, sent_ideas):
    call = call_of("lintumaki", asks="name", check_first=False)
    _token, page = form(reader, f"/fi/ideas/laheta/{call.pk}/")
    fields = {field["name"] for field in soup(page).select("main form [name]")}
    assert {"text", "name"} <= fields and not fields & {"title", "photo", "place", "email"}
    send(reader, call, email="asukas@example.org", photo=photo(), title="Otsikko")
    idea = sent_ideas().get()
    assert (idea.email, idea.title, idea.photo) == ("", "", None)


def test_three_parts_an_example_and_labels_make_the_form_and_no_account_is_needed(reader, call):
    page = soup(reader.get(f"/fi/ideas/laheta/{call.pk}/"))
    assert [legend.get_text() for legend in page.select("legend")] == ["1. Idea", "2. Missä?", "3. Sinä"]
    for control in page.select("main input:not([type=hidden]), main textarea"):
        assert page.select_one(f'label[for="{control["id"]}"]'), control
    assert "tunnuksia" in page.main.get_text()


def test_no_answer_is_kept_by_a_cache_or_sets_a_cookie(reader, call):
    path = f"/fi/ideas/laheta/{call.pk}/"
    sent = send(reader, call)
    for answer in (reader.get(path), sent, reader.get(sent["Location"]), send(reader, call, text="")):
        assert answer["Cache-Control"] == "no-store" and answer["Referrer-Policy"] == "same-origin"
        assert not answer.cookies


def test_all_that_is_wrong_is_told_at_once_and_nothing_is_lost(reader, call, sent_ideas):
    page = send(reader, call, text=" ", email="asukas.example.org", title="Penkki", photo=photo())
    told = words(page, 422)
    assert told.count("Idea puuttuu. Kirjoita ainakin yksi lause.") == 2 and told.count("Tarkista sähköposti.") == 2
    assert 'value="Penkki"' in page.text and "Kuvasi on tallessa." in told
    # the photo waits under the form, and goes with it
    again = send(reader, call, token=page.context["token"])
    assert again.status_code == 303 and sent_ideas().get().photo is not None


def test_a_text_that_is_too_long_is_told_with_both_numbers_and_kept(reader, call, sent_ideas):
    page = send(reader, call, text="a" * 100_000)
    assert "100000" in words(page, 422) and "4000" in words(page, 422)
    assert page.context["form"]["text"].value() == "a" * 100_000
    assert not sent_ideas().exists()


def test_a_review_shows_everything_once_more_and_keeps_nobody(reader, call, sent_ideas):
    token = form(reader, f"/fi/ideas/laheta/{call.pk}/")[0]
    fields = {"token": token, "text": "Yksi rivi.\n\nToinen kappale.", "name": "Marjapensas"}
    review = reader.post(f"/fi/ideas/laheta/{call.pk}/", fields | {"review": "1", "photo": photo()})
    assert "Toinen kappale." in words(review) and "Marjapensas" in words(review)
    assert not sent_ideas().exists()
    kept = {field["name"]: field["value"] for field in soup(review).select("main form input[name]:not([name=website])")}
    assert soup(reader.post(f"/fi/ideas/laheta/{call.pk}/", kept | {"edit": "1"})).select_one("textarea#id_text")
    assert reader.post(f"/fi/ideas/laheta/{call.pk}/", kept).status_code == 303
    idea = sent_ideas().get()
    assert idea.text == "Yksi rivi.\n\nToinen kappale." and idea.photo is not None


def test_similar_ideas_are_shown_before_sending_and_only_once(reader, call, sent_ideas):
    send(reader, call, text="Penkki roskakatoksen viereen kauppamatkan varrelle", title="Penkki")
    token = form(reader, f"/fi/ideas/laheta/{call.pk}/")[0]
    fields = {"token": token, "text": "Roskakatoksen luo tarvitaan penkkejä kauppamatkalle."}
    seen = reader.post(f"/fi/ideas/laheta/{call.pk}/", fields)
    assert "Joku on ajatellut samaa." in words(seen)
    assert soup(seen).select(f'main a[href="/fi/ideas/{sent_ideas().get().pk}/"]')
    assert reader.post(f"/fi/ideas/laheta/{call.pk}/", fields | {"reviewed": "1"}).status_code == 303


def test_an_idea_that_waits_is_told_to_nobody_as_a_similar_one(reader, call, sent_ideas):
    send(reader, call, text="Penkki roskakatoksen viereen kauppamatkan varrelle")
    sent_ideas().update(state="waiting")
    token = form(reader, f"/fi/ideas/laheta/{call.pk}/")[0]
    sent = reader.post(f"/fi/ideas/laheta/{call.pk}/", {"token": token, "text": "Penkki roskakatoksen viereen kauppamatkan varrelle"})
    assert sent.status_code == 303


def test_a_double_press_makes_one_idea_one_mail_and_leads_to_the_same_page(reader, call, sent_ideas):
    token = form(reader, f"/fi/ideas/laheta/{call.pk}/")[0]
    answers = [send(reader, call, token=token, email="asukas@example.org") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [303] * 3
    assert len({own_path(answer) for answer in answers}) == 1
    assert "Tämä idea on jo perillä. Lähetimme sen vain kerran." in words(reader.get(answers[1]["Location"]))
    assert "jo perillä" not in words(reader.get(answers[0]["Location"]))
    assert sent_ideas().count() == OutgoingMail.objects.count() == 1
    send(reader, call, text="Toinen idea.")
    assert sent_ideas().count() == 2


def test_a_page_left_open_for_two_days_keeps_the_text_and_the_photo(reader, call, sent_ideas):
    token = form(reader, f"/fi/ideas/laheta/{call.pk}/", ago=2 * 24 * 3600)[0]
    page = send(reader, call, token=token, photo=photo())
    assert "Sivu ehti vanhentua. Tekstisi on tallessa, paina vielä kerran Lähetä idea." in words(page) and TEXT in page.text
    assert send(reader, call, token=page.context["token"]).status_code == 303
    assert sent_ideas().get().photo is not None


@pytest.mark.parametrize(
    ("changes", "told"),
    [({"opens_at": 1, "closes_at": 2}, "kun haku aukeaa"), ({"opens_at": -2, "closes_at": -1}, "Ideahaku päättyi")],
    ids=["not yet open", "closed while the form was open"],
)
def test_a_call_that_is_not_open_takes_nothing_and_shows_the_text_to_copy(reader, call, sent_ideas, changes, told):
    token = form(reader, f"/fi/ideas/laheta/{call.pk}/")[0]
    now = timezone.now()
    call_of("lintumaki", **{name: now + timedelta(days=days) for name, days in changes.items()})
    refused = send(reader, call, token=token)
    assert told in words(refused, 403) and TEXT in words(refused, 403) and "lintumaki@example.org" in refused.text
    assert not sent_ideas().exists()
    page = reader.get(f"/fi/ideas/laheta/{call.pk}/")
    assert told in words(page) and not soup(page).select("main form")


@pytest.mark.parametrize("state", ["quiet", "archived"])
def test_a_site_that_sleeps_takes_nothing_and_shows_the_text_to_copy(reader, call, sent_ideas, state):
    token = form(reader, f"/fi/ideas/laheta/{call.pk}/")[0]
    Neighbourhood.objects.filter(slug="lintumaki").update(state=state)
    current.forget_everything()
    assert TEXT in words(send(reader, call, token=token), 403)
    assert not sent_ideas().exists()


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}])
def test_what_another_site_sends_is_refused(reader, call, sent_ideas, headers):
    assert send(reader, call, headers=headers).status_code == 403
    assert not sent_ideas().exists()


def test_a_token_of_another_call_or_of_the_neighbour_is_worth_nothing(visit, call, sent_ideas):
    partti = call_of("partti")
    theirs = form(visit("partti"), f"/fi/ideas/laheta/{partti.pk}/")[0]
    assert "Sivu ehti vanhentua." in words(send(visit("lintumaki"), call, token=theirs))
    assert not sent_ideas().exists()
    assert visit("lintumaki").get(f"/fi/ideas/laheta/{partti.pk}/").status_code == 404
    assert visit().get(f"/fi/ideas/laheta/{call.pk}/").status_code == 404


@pytest.mark.parametrize("key", ["0", "999999999", "9" * 18, "9" * 40])
def test_a_call_that_there_is_not_is_not_found(reader, key):
    assert reader.get(f"/fi/ideas/laheta/{key}/").status_code == 404


def test_a_call_whose_page_nobody_may_read_takes_nothing(reader, call):
    for page in CallPage.objects.filter(translation_key=call.key):
        page.unpublish()
    assert reader.get(f"/fi/ideas/laheta/{call.pk}/").status_code == 404


@pytest.mark.parametrize(
    "fields",
    [{"website": "x"}, {"text": "http://a.example " * 4}, {"ago": 0}],
    ids=["an unseen field is filled", "many links", "in no time"],
)
def test_what_looks_like_spam_is_kept_and_read_first(reader, call, sent_ideas, fields):
    sent = send(reader, call, **fields)
    idea = sent_ideas().get()
    assert sent.status_code == 303 and idea.is_held and idea.state == "waiting"
    assert "Luemme idean ennen kuin se näkyy muille, yleensä 2 päivässä." in words(reader.get(sent["Location"]))
    assert reader.get(f"/fi/ideas/{idea.pk}/").status_code == 404


def test_whoever_sends_many_links_is_told_why_the_idea_waits(reader, call):
    sent = send(reader, call, text="http://a.example " * 4)
    assert "Ideassa on paljon linkkejä, siksi luemme sen ennen julkaisua." in words(reader.get(sent["Location"]))


def test_on_a_call_that_checks_first_every_idea_waits_and_its_sender_is_told(reader, sent_ideas):
    call = call_of("lintumaki", check_first=True)
    sent = send(reader, call)
    assert sent_ideas().get().state == "waiting"
    assert "yleensä 2 päivässä" in words(reader.get(sent["Location"]))


def test_over_the_limit_of_a_network_ideas_are_held_and_not_refused(reader, call, sent_ideas):
    from plugins.ideas.residents.sending import SendView

    for number in range(SendView.most + 1):
        assert send(reader, call, text=f"Idea numero {number}.").status_code == 303
    assert list(sent_ideas().values_list("is_held", flat=True)) == [False] * SendView.most + [True]


def test_an_idea_in_arabic_keeps_its_language_and_its_direction(reader, call, sent_ideas):
    send(reader, call, text="نريد مقعدًا بجانب المبنى.")
    idea = sent_ideas().get()
    assert idea.language == "ar"
    said = soup(reader.get(f"/fi/ideas/{idea.pk}/")).select_one(".said-text")
    assert said["lang"] == "ar" and said["dir"] == "auto"


def test_sending_costs_at_most_twenty_queries(reader, call):
    """With everything that can be told, a photo, and a look for what is similar; the salt of a day is asked for once in it."""
    send(reader, call)
    path = f"/fi/ideas/laheta/{call.pk}/"
    token = form(reader, path)[0]
    fields = {"text": "Lyhdyt polulle.", "title": "Valoa", "place": "Piha", "name": "Marjapensas", "email": "asukas@example.org"}
    with CaptureQueriesContext(connection) as asked:
        assert reader.post(path, fields | {"token": token, "photo": photo()}).status_code == 303
    queries = [query["sql"][:160] for query in asked if not query["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))]
    assert 8 < len(queries) <= MOST_QUERIES, "\n".join(queries)


@pytest.mark.parametrize("text", ALL_TEXTS, ids=range(len(ALL_TEXTS)))
def test_no_text_in_any_field_breaks_anything(reader, call, sent_ideas, text):
    path = f"/fi/ideas/laheta/{call.pk}/"
    token = form(reader, path)[0]
    fields = dict.fromkeys(("text", "title", "place", "name", "email"), text)
    for sent in (fields, fields | {"email": ""}, {"text": text, "token": token}):
        answer = reader.post(path, {"token": token, "reviewed": "1"} | sent)
        assert answer.status_code in (200, 303, 422)
    assert reader.post(path, {"token": text, "text": text}).status_code in (200, 422)
    for idea in sent_ideas():
        page = reader.get(f"/fi/ideas/{idea.pk}/")
        assert page.status_code in (200, 404)
        assert not soup(page, page.status_code).main.select("script, iframe, [onerror], [onload]")
        assert not set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\0") & set(idea.text + idea.title + idea.name + idea.place)


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"<svg onload=alert(1)>", b"\xff\xd8\xff\xe0 no photo", b"MZ" * 500])
def test_a_file_that_is_no_photo_is_told_beside_its_field_and_the_text_is_kept(reader, call, sent_ideas, data):
    page = send(reader, call, photo=SimpleUploadedFile("../../kuva.jpg", data, "image/jpeg"))
    if data:
        assert page.status_code == 422 and TEXT in page.text and soup(page, 422).select_one("#err_photo")
        assert not sent_ideas().exists() and not ResidentPhoto.objects.exists()
    else:
        assert page.status_code in (303, 422)


def test_the_secret_of_the_link_is_in_the_database_only_as_its_hash(reader, call):
    secret = own_path(send(reader, call)).split("/")[-2]
    assert secret not in str(list(OwnLink.objects.values())) + str(list(Idea.unscoped.values()))


def test_the_hint_of_the_photo_is_in_the_readers_language_whoever_came_first(reader, call):
    hints = [soup(reader.get(f"/{code}/ideas/laheta/{call.pk}/")).select_one("#hint_photo").get_text() for code in ("sv", "fi", "sv")]
    assert "Älä kuvaa ihmisiä kysymättä." in hints[1] and hints[0] == hints[2] != hints[1] and "Fotografera" in hints[0]
