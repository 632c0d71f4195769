"""Whoever sent an idea has a link to it, and everything that one may do with what is one's own."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from neighbourhoods import current
from neighbourhoods.models import EmailConfirmation, Neighbourhood, OutgoingMail, OwnLink
from plugins.ideas import checking, mails, sending
from plugins.ideas.models import Comment, Idea

from .ground import TEXT, call_of, form, own_path, photo, place, press, send, soup, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(visit):
    return visit("lintumaki")


@pytest.fixture
def path(reader):
    """Address of the own page of an idea that everybody sees."""
    fields = {"title": "Penkki", "name": "Marjapensas", "email": "asukas@example.org", "photo": photo()}
    return own_path(send(reader, call_of("lintumaki", check_first=False), **fields))


@pytest.fixture
def idea(path):
    return Idea.unscoped.latest("pk")


def again(idea):
    return Idea.unscoped.get(pk=idea.pk)


def digits():
    """The six digits of the newest mail."""
    body = OutgoingMail.objects.latest("pk").body
    return body.partition("Koodi: ")[2].split()[0]


def button(page, action):
    return next(form for form in soup(page).select("main form") if form["action"].endswith(action))


def test_the_own_page_tells_what_was_sent_where_it_is_and_by_when_there_is_an_answer(reader, path, idea):
    text = words(reader.get(path))
    for said in ("Penkki", TEXT, "Marjapensas", "Lähetit idean", "Julkaistu", "Saapunut", "vastaa viimeistään", "Seurantakoodi:"):
        assert said in text, said
    page = soup(reader.get(path))
    assert page.select_one("svg.qr title").get_text() == "Oman linkkisi QR-koodi"
    assert page.select_one(".own-link").get_text() == f"http://lintumaki.localhost:8000{path}"


def test_no_page_behind_the_link_is_kept_found_or_told_to_another_site(reader, path):
    for tail in ("", "muokkaa/", "lisaa/", "peru/", "palauta/", "poista/", "vahvista/"):
        page = reader.get(path + tail)
        assert page.status_code == 200, tail
        assert page["Cache-Control"] == "no-store" and page["Referrer-Policy"] == "same-origin" and page["X-Robots-Tag"] == "noindex"
        assert not page.cookies and not [link["href"] for link in soup(page).select("main a") if link["href"].startswith("https:")]
    assert reader.get(f"{path}kuva-small.jpg")["Cache-Control"] == "no-store"


@pytest.mark.parametrize("secret", ["x", "a" * 43, "a" * 300, "%00", "..%2F"])
def test_a_link_that_opens_nothing_says_so_kindly_and_helps_on(reader, secret):
    page = reader.get(f"/fi/ideas/oma/{secret}/")
    assert page.status_code == 404
    if secret.isalpha():
        assert "Vika ei ole sinussa" in words(page, 404) and soup(page, 404).select('a[href="/fi/ideas/linkki/"]')
        assert page["Cache-Control"] == "no-store"


def test_a_link_is_worth_nothing_in_the_neighbourhood_next_to_it(visit, path):
    for tail in ("", "muokkaa/", "poista/", "kuva-large.jpg"):
        assert visit("partti").get(path + tail).status_code == 404
        assert visit("partti").post(path + tail).status_code in (404, 405)
    assert Idea.unscoped.latest("pk").name == "Marjapensas"


def test_the_sender_edits_until_there_is_an_answer(reader, path, idea, keeper):
    edit = f"{path}muokkaa/"
    page = form(reader, edit)[1]
    assert page.context["form"]["text"].value() == TEXT and not soup(page).select("input[type=file], #id_email")
    assert press(reader, edit, text="Kaksi penkkiä.", title="Penkit", name="Marja")["Location"] == path
    changed = again(idea)
    assert (changed.text, changed.title, changed.name, changed.state) == ("Kaksi penkkiä.", "Penkit", "Marja", "public")
    token = form(reader, edit)[0]
    checking.answer(place(), idea.pk, keeper, status="done", text="Tehdään.", role="yhteisömanageri")
    late = press(reader, edit, token=token, text="Kolme penkkiä.")
    assert "jo saanut vastauksen" in words(late, 403) and "Kolme penkkiä." in words(late, 403)
    assert again(idea).text == "Kaksi penkkiä."
    assert not soup(reader.get(path)).select(f'main a[href="{edit}"]')


def test_what_is_edited_is_checked_again_where_the_call_checks_first(reader, path, idea):
    call_of("lintumaki", check_first=True)
    press(reader, f"{path}muokkaa/", text="Kaksi penkkiä.")
    assert again(idea).state == "waiting" and reader.get(f"/fi/ideas/{idea.pk}/").status_code == 404


def test_links_that_are_slipped_in_later_are_read_first_too(reader, path, idea):
    press(reader, f"{path}muokkaa/", text="http://a.example " * 4)
    assert again(idea).state == "waiting"


def test_the_sender_is_asked_and_answers_and_what_they_add_is_read_first(reader, path, idea, keeper):
    checking.ask(place(), idea.pk, keeper, "Kumpaan päähän penkki tulisi?")
    assert "Kumpaan päähän penkki tulisi?" in words(reader.get(path))
    sent = press(reader, f"{path}lisaa/", text="Aurinkoiseen päähän.")
    assert "Lisäyksesi on perillä." in words(reader.get(sent["Location"]))
    added = Comment.unscoped.get(idea=idea)
    assert (added.text, added.by_sender, added.state, added.name) == ("Aurinkoiseen päähän.", True, "waiting", "Marjapensas")
    assert "Kumpaan päähän" not in words(reader.get(path)) and "Aurinkoiseen päähän." in words(reader.get(path))
    assert "Aurinkoiseen päähän." not in words(reader.get(f"/fi/ideas/{idea.pk}/"))


def test_the_sender_withdraws_and_undoes_it(reader, path, idea):
    assert press(reader, f"{path}peru/").status_code == 303
    assert again(idea).state == "withdrawn" and reader.get(f"/fi/ideas/{idea.pk}/").status_code == 404
    page = reader.get(path)
    assert "Olet perunut idean." in words(page)
    token = button(page, "palauta/").select_one("[name=token]")["value"]
    assert press(reader, f"{path}palauta/", token=token)["Location"] == path
    assert again(idea).state == "waiting"


def test_opening_a_page_changes_nothing(reader, path, idea):
    before = Idea.unscoped.values().get(pk=idea.pk)
    for tail in ("", "muokkaa/", "lisaa/", "peru/", "palauta/", "poista/", "poista/?kiitos", "vahvista/"):
        reader.get(path + tail)
    assert Idea.unscoped.values().get(pk=idea.pk) == before


def test_erasing_takes_two_steps_and_leaves_the_idea_without_a_name(reader, path, idea):
    page = reader.get(f"{path}poista/")
    assert "Tätä ei voi kumota." in words(page) and "Älä poista" in words(page)
    sent = press(reader, f"{path}poista/")
    assert "on poistettu" in words(reader.get(sent["Location"]))
    left = again(idea)
    assert (left.name, left.email, left.code_hash, left.text) == ("", "", None, TEXT)
    assert not OwnLink.objects.filter(target=str(idea.pk)).exists()
    assert reader.get(path).status_code == 404 and not EmailConfirmation.objects.exists()
    assert "Marjapensas" not in words(reader.get(f"/fi/ideas/{idea.pk}/"))


def test_the_address_is_confirmed_by_six_digits_and_a_wrong_one_is_told(reader, path, idea):
    page = reader.get(path)
    assert "Lähetimme koodin osoitteeseen asukas@example.org." in words(page)
    code = digits()
    wrong = press(reader, f"{path}vahvista/", code=f"{(int(code) + 1) % 10**6:06}")
    assert "Koodi ei täsmää." in words(wrong, 422) and again(idea).email_confirmed_at is None
    sent = press(reader, f"{path}vahvista/", code=f" {code[:3]} {code[3:]} ")
    assert "Osoitteesi on vahvistettu." in words(reader.get(sent["Location"]))
    assert again(idea).email_confirmed_at and not EmailConfirmation.objects.exists()
    # a second press does as the first
    assert press(reader, f"{path}vahvista/", code=code).status_code == 303


def test_after_five_wrong_codes_the_right_one_is_worth_nothing_and_a_new_one_can_be_asked_for(reader, path, idea):
    code = digits()
    for number in range(5):
        press(reader, f"{path}vahvista/", code=f"{(int(code) + 1 + number) % 10**6:06}")
    assert press(reader, f"{path}vahvista/", code=code).status_code == 422
    assert press(reader, f"{path}vahvista/", again="1").status_code == 303
    assert press(reader, f"{path}vahvista/", code=digits()).status_code == 303
    assert again(idea).email_confirmed_at


def test_new_codes_fill_nobodys_box(reader, path, idea):
    for _number in range(6):
        press(reader, f"{path}vahvista/", again="1")
    assert OutgoingMail.objects.filter(recipient="asukas@example.org").count() == 3


def test_a_hidden_idea_tells_its_sender_why_and_can_be_corrected(reader, path, idea, keeper):
    checking.hide(place(), idea.pk, keeper, "private")
    assert "sisältää toisen ihmisen tietoja" in words(reader.get(path))
    press(reader, f"{path}muokkaa/", text="Ilman nimiä.")
    assert again(idea).state == "waiting"


def test_the_answer_is_read_behind_the_link(reader, path, idea, keeper):
    checking.answer(place(), idea.pk, keeper, status="trying", text="Kokeillaan kesällä.", next_step="Arvio elokuussa", role="isännöitsijä")
    text = words(reader.get(path))
    assert "Kokeillaan kesällä." in text and "isännöitsijä" in text and "Arvio elokuussa" in text and "vastaa viimeistään" not in text


def test_where_the_site_sleeps_one_can_still_read_withdraw_and_erase_but_not_write(reader, path, idea):
    tokens = {tail: form(reader, path + tail)[0] for tail in ("muokkaa/", "lisaa/", "peru/", "poista/")}
    Neighbourhood.objects.filter(slug="lintumaki").update(state="quiet")
    current.forget_everything()
    assert reader.get(path).status_code == 200
    for tail in ("muokkaa/", "lisaa/"):
        assert "Uusi teksti." in words(press(reader, path + tail, token=tokens[tail], text="Uusi teksti."), 403)
    assert press(reader, f"{path}peru/", token=tokens["peru/"]).status_code == 303
    assert press(reader, f"{path}poista/", token=tokens["poista/"]).status_code == 303
    assert again(idea).name == ""


def test_a_token_of_one_thing_is_worth_nothing_for_another(reader, path, idea):
    token = form(reader, f"{path}peru/")[0]
    assert press(reader, f"{path}poista/", token=token).status_code == 200
    assert again(idea).name == "Marjapensas"
    other = own_path(send(reader, call_of("lintumaki"), text="Toinen idea."))
    assert press(reader, f"{other}peru/", token=token).status_code == 200
    assert Idea.unscoped.filter(state="withdrawn").count() == 0


def test_the_photo_of_an_idea_that_waits_is_seen_by_its_sender_alone(reader, visit, path, idea):
    assert reader.get(f"/fi/ideas/{idea.pk}/kuva-large.jpg").status_code == 200
    sending.withdraw(place(), idea)
    assert reader.get(f"/fi/ideas/{idea.pk}/kuva-large.jpg").status_code == 404
    assert reader.get(f"{path}kuva-large.jpg").status_code == 200
    assert reader.get(f"{path}kuva-huge.jpg").status_code == 404
    name = idea.photo.large.name
    assert reader.get(f"/media/{name}").status_code == 404 and visit().get(f"/media/{name}").status_code == 404


# --- ways back


def code_in(page):
    return soup(page).select_one(".spoken").get_text()


def test_a_code_shows_status_and_answer_and_nothing_else(reader, path, idea, keeper):
    code = code_in(reader.get(path))
    checking.answer(place(), idea.pk, keeper, status="done", text="Tehdään keväällä.", role="yhteisömanageri")
    for typed in (code, code.lower().replace("-", " ")):
        shown = words(reader.post("/fi/ideas/koodi/", {"code": typed}))
        assert "Tehty" in shown and "Tehdään keväällä." in shown
        assert TEXT not in shown and "Marjapensas" not in shown and "asukas@" not in shown
    assert "Koodia ei löytynyt." in words(reader.post("/fi/ideas/koodi/", {"code": "ACEF-2345"}), 422)


def test_a_code_is_worth_nothing_next_door_or_when_its_owner_has_erased_it(reader, visit, path, idea):
    code = code_in(reader.get(path))
    assert visit("partti").post("/fi/ideas/koodi/", {"code": code}).status_code == 422
    press(reader, f"{path}poista/")
    assert reader.post("/fi/ideas/koodi/", {"code": code}).status_code == 422


def test_whoever_tries_codes_has_twenty_tries_an_hour(reader, visit, path):
    code = code_in(reader.get(path))
    answers = [reader.post("/fi/ideas/koodi/", {"code": "ACEF-2345"}).status_code for _ in range(20)]
    assert set(answers) == {422}
    assert reader.post("/fi/ideas/koodi/", {"code": code}).status_code == 429
    assert visit("lintumaki").post("/fi/ideas/koodi/", {"code": code}, REMOTE_ADDR="192.0.2.7").status_code == 200


def ask_link(reader, email):
    return press(reader, "/fi/ideas/linkki/", email=email)


def test_a_new_link_comes_by_mail_and_opens_the_idea(reader, path, idea):
    press(reader, f"{path}vahvista/", code=digits())
    OutgoingMail.objects.all().delete()
    sent = ask_link(reader, "Asukas@Example.org")
    assert "Lähetimme osoitteeseen viestin." in words(reader.get(sent["Location"]))
    body = OutgoingMail.objects.get().body
    link = next(word for word in body.split() if "/ideas/oma/" in word)
    own = link.partition(":8000")[2]
    assert own != path and "Penkki" in words(reader.get(own))
    # the code goes with the first link only
    assert not soup(reader.get(own)).select(".spoken")


def test_an_address_that_nobody_knows_gets_the_same_answer_for_the_same_work(reader, path, idea):
    press(reader, f"{path}vahvista/", code=digits())
    seen = []
    for email in ("asukas@example.org", "outo@example.org"):
        token = form(reader, "/fi/ideas/linkki/")[0]
        with CaptureQueriesContext(connection) as queries:
            sent = reader.post("/fi/ideas/linkki/", {"token": token, "email": email})
        kinds = [query["sql"].split()[0] + query["sql"].split('"')[1] for query in queries if '"' in query["sql"]]
        kinds = [kind for kind in kinds if not kind.startswith(("SAVEPOINT", "RELEASE"))]
        seen.append((sent.status_code, sent["Location"], dict(sent.headers), kinds))
    assert seen[0] == seen[1]
    mail = OutgoingMail.objects.get(recipient="outo@example.org")
    assert "/fi/ideas/koodi/" in mail.body and "/oma/" not in mail.body
    assert OwnLink.objects.filter(purpose="ideas.own").count() == 3


def test_an_address_that_nobody_has_confirmed_gets_no_link(reader, path, idea):
    ask_link(reader, "asukas@example.org")
    assert "/oma/" not in OutgoingMail.objects.latest("pk").body


def test_three_mails_an_hour_and_then_a_quiet_stop(reader, path, idea):
    OutgoingMail.objects.all().delete()
    answers = [ask_link(reader, "outo@example.org") for _ in range(6)]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(303, "/fi/ideas/linkki/?kiitos")}
    assert OutgoingMail.objects.count() == 3


def confirm_path():
    body = OutgoingMail.objects.latest("pk").body
    return next(word for word in body.split() if "/ideas/vahvista/" in word).partition(":8000")[2]


def test_a_program_that_opens_the_link_of_a_mail_changes_nothing_and_the_button_confirms(reader, visit, path, idea):
    link = confirm_path()
    for _number in range(3):
        assert "asukas@example.org" in words(reader.get(link))
    assert reader.client.head(link).status_code == 200 and again(idea).email_confirmed_at is None
    assert visit("partti").get(link).status_code == 404
    sent = press(reader, link)
    assert "Lähetimme sinulle viestin, jossa on oma linkkisi." in words(reader.get(sent["Location"]))
    assert again(idea).email_confirmed_at
    assert "/ideas/oma/" in OutgoingMail.objects.latest("pk").body
    assert reader.get(link).status_code == 404


def test_whoever_gets_a_mail_by_mistake_and_does_nothing_is_forgotten(reader, path, idea):
    from datetime import timedelta

    import time_machine
    from django.utils import timezone

    from plugins.ideas.clock import forget

    with time_machine.travel(timezone.now() + timedelta(hours=49), tick=False):
        forget(place())
    assert again(idea).email == "" and reader.get(path).status_code == 200


def test_the_mail_that_asks_is_not_sent_for_an_address_that_was_erased(reader, path, idea, keeper):
    press(reader, f"{path}poista/")
    OutgoingMail.objects.all().delete()
    checking.answer(place(), idea.pk, keeper, status="done", text="Tehdään.", role="yhteisömanageri")
    assert not OutgoingMail.objects.exists() and mails.why()


def test_the_link_can_be_copied_by_a_button_that_is_there_with_scripts_and_read_without(reader, path):
    page = soup(reader.get(path))
    button = page.select_one("button[data-copy]")
    assert button["data-copy"] == page.select_one(".own-link").get_text() and button.has_attr("hidden")
    assert page.select_one('head script[src$="copy.js"]')


def test_whoever_erases_their_data_gets_no_mail_that_had_not_left_yet(reader, path, idea, activist):
    press(reader, f"{path}vahvista/", token=form(reader, path)[0], code=digits())
    idea = again(idea)
    other = send(reader, idea.call, "Lamppu portille.", email="asukas@example.org")
    mails.links_again(place(), idea.email, "fi", [])
    checking.ask(place(), idea.pk, activist, "Mihin kohtaan?")
    checking.answer(place(), idea.pk, activist, status="done", text="Tehty.", role="huolto")
    assert OutgoingMail.objects.filter(recipient="asukas@example.org").count() >= 5
    assert press(reader, f"{path}poista/").status_code == 303
    # what is about the other idea still leaves
    left = OutgoingMail.objects.get(recipient="asukas@example.org")
    assert left.subject.startswith("Vahvista") and "Lamppu" in left.body and other.status_code == 303


def test_whoever_gives_the_address_of_another_stops_none_of_their_mails(reader, path, idea):
    mails.links_again(place(), "asukas@example.org", "fi", [])
    press(reader, f"{path}poista/")
    assert [mail.subject for mail in OutgoingMail.objects.all()] == [OutgoingMail.objects.get().subject]
    assert "Vahvista" not in OutgoingMail.objects.get().subject


def test_a_person_who_is_erased_from_the_install_gets_no_mail_either(reader, path, idea):
    from neighbourhoods import privacy

    assert OutgoingMail.objects.filter(recipient="asukas@example.org").exists()
    privacy.erase("asukas@example.org")
    assert not OutgoingMail.objects.exists() and again(idea).email == ""
