"""What residents without an account rely on: one token makes one thing, a link opens its own thing, a code can be said, nothing stays."""

from datetime import timedelta
from io import BytesIO
from types import SimpleNamespace

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation
from PIL import Image

from neighbourhoods import current
from neighbourhoods.models import DailySalt, EmailConfirmation, OutgoingMail, OwnLink, ResidentPhoto, SenderCount, SentForm
from neighbourhoods.participation import PublicPhotoField, confirming, forgetting, links, mails, photos, senders, tokens

pytestmark = pytest.mark.django_db
HOST = "lintumaki.localhost:8000"
NOON = "2026-12-01T12:00:00+02:00"


@pytest.fixture
def here(neighbourhoods):
    return current.by_slug("lintumaki")


@pytest.fixture
def there(neighbourhoods):
    return current.by_slug("partti")


def jpeg(size=(1600, 900), **more):
    out = BytesIO()
    Image.effect_noise(size, 40).convert("RGB").save(out, "JPEG", **more)
    return SimpleUploadedFile("IMG_2041 Matti Meikäläinen.jpg", out.getvalue())


class TestTokens:
    def test_a_token_is_of_one_form_one_thing_and_one_host(self):
        text = tokens.new("ideas.send", 7, HOST)
        assert tokens.read(text, "ideas.send", 7, HOST).is_fresh
        for other in (("ideas.comment", 7, HOST), ("ideas.send", 8, HOST), ("ideas.send", 7, "partti.localhost:8000")):
            assert tokens.read(text, *other) is None
        assert tokens.read(f"{text}x", "ideas.send", 7, HOST) is None
        assert tokens.read("", "ideas.send", 7, HOST) is None

    def test_after_a_day_it_is_too_old_and_still_known(self):
        text = tokens.new("ideas.send", 7, HOST)
        with time_machine.travel(timezone.now() + timedelta(hours=25)):
            assert not tokens.read(text, "ideas.send", 7, HOST).is_fresh

    def test_what_is_sent_twice_is_made_once_and_leads_to_the_same(self):
        made = []

        def make():
            made.append(1)
            return "idea 5"

        assert tokens.use("a", "ideas.send", make) == ("idea 5", True)
        assert tokens.use("a", "ideas.send", make) == ("idea 5", False)
        assert made == [1]

    def test_what_fails_has_used_nothing_up(self):
        def fail():
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            tokens.use("a", "ideas.send", fail)
        assert tokens.use("a", "ideas.send", lambda: "now") == ("now", True)


class TestSenders:
    def test_a_limit_is_counted_in_the_database_and_ends_with_the_hour(self):
        with time_machine.travel(NOON, tick=False):
            assert [senders.is_over("somebody", "ideas.send", 2) for _ in range(4)] == [False, False, True, True]
            assert not senders.is_over("somebody else", "ideas.send", 2)
            assert not senders.is_over("somebody", "feedback", 2)
            assert SenderCount.objects.get(who="somebody", what="ideas.send").count == 4
        with time_machine.travel("2026-12-01T13:00:01+02:00", tick=False):
            assert not senders.is_over("somebody", "ideas.send", 2)

    def test_two_browsers_in_one_house_are_two_readers_of_one_network(self, rf):
        one, other = (rf.get("/", REMOTE_ADDR="192.0.2.7", headers={"User-Agent": agent}) for agent in ("A", "B"))
        assert senders.sender(one) == senders.sender(other)
        assert senders.reader(one) != senders.reader(other)
        assert senders.reader(one) == senders.reader(rf.get("/", REMOTE_ADDR="192.0.2.9", headers={"User-Agent": "A"}))

    def test_nothing_of_an_address_is_kept_and_the_salt_goes_with_the_day(self, rf):
        senders.salt_of.cache_clear()
        with time_machine.travel(NOON, tick=False):
            request = rf.get("/", REMOTE_ADDR="192.0.2.7")
            who = senders.sender(request)
            senders.count(who, "ideas.send")
            assert "192" not in who and DailySalt.objects.count() == 1
            before = DailySalt.objects.get().salt
            forgetting.forget()
            assert DailySalt.objects.get().salt == before and senders.sender(request) == who
        with time_machine.travel("2026-12-03T00:10:00+02:00", tick=False):
            forgetting.forget()
            assert not DailySalt.objects.exists() and not SenderCount.objects.exists()
        senders.salt_of.cache_clear()

    def test_nobodys_box_is_filled_by_others(self):
        with time_machine.travel(NOON, tick=False):
            same = ("a@example.org", " A@EXAMPLE.ORG", "a@example.org", "a@example.org")
            told = [senders.may_mail(address, "ideas.link") for address in same]
            assert told == [True, True, True, False]
            assert senders.may_mail("b@example.org", "ideas.link")


class TestOwnLinks:
    def test_a_link_opens_its_own_thing_in_its_own_neighbourhood_until_it_is_revoked(self, here, there):
        secret = links.secret_of("token")
        links.keep(here, "ideas.own", 5, secret)
        assert links.find(here, "ideas.own", secret) == "5"
        assert links.find(there, "ideas.own", secret) is None
        assert links.find(here, "ideas.other", secret) is None
        assert links.find(here, "ideas.own", secret[:-1] + ("a" if secret[-1] != "a" else "b")) is None
        links.revoke("ideas.own", 5)
        assert links.find(here, "ideas.own", secret) is None

    def test_the_database_does_not_hold_the_secret(self, here):
        secret = links.secret_of("token")
        links.keep(here, "ideas.own", 5, secret)
        assert secret not in str(list(OwnLink.objects.values()))
        assert len(secret) == 43 and secret == links.secret_of("token") != links.secret_of("other")

    @pytest.mark.parametrize("bad", ["", "x", "a" * 44, "ä" * 43, "\0" * 43, "../" * 14 + "a"])
    def test_what_is_no_secret_asks_the_database_nothing(self, here, bad, django_assert_num_queries):
        with django_assert_num_queries(0):
            assert links.find(here, "ideas.own", bad) is None

    def test_a_code_has_eight_signs_that_sound_and_look_different(self):
        codes = {links.code_of(links.new_secret()) for _ in range(200)}
        assert all(len(code) == 8 and not set(code) & set("01OIBDGQWZ") for code in codes) and len(codes) == 200
        secret = links.new_secret()
        assert links.code_of(secret) == links.code_of(secret) != links.code_of(secret, 1)

    @pytest.mark.parametrize("typed", ["acef-hj23", "ACEFHJ23", " acef hj23 ", "ACEF–HJ23"])
    def test_a_code_is_known_however_it_is_typed(self, typed):
        assert links.clean_code(typed) == "ACEFHJ23"
        assert links.spoken("ACEFHJ23") == "ACEF-HJ23"

    @pytest.mark.parametrize("typed", ["", "ACEFHJ2", "ACEFHJ234", "0CEFHJ23", "ACEFHJ2\0", "ا" * 8, "x" * 10_000])
    def test_what_is_no_code_is_none(self, typed):
        assert links.clean_code(typed) == ""

    def test_a_qr_code_is_a_picture_with_a_name_that_asks_nobody(self):
        drawn = links.qr("https://lintumaki.example.fi/fi/ideas/oma/x/", "Oma linkkisi")
        assert drawn.startswith("<svg") and "<title>Oma linkkisi</title>" in drawn and "http" not in drawn.replace("http://www.w3.org", "")


class TestConfirming:
    def test_the_link_and_the_digits_confirm_once(self, here, there):
        secret, code = confirming.ask(here, "ideas.own", 5, "a@example.org")
        row = confirming.of_link(here, "ideas.own", secret)
        assert row.email == "a@example.org" and confirming.of_link(there, "ideas.own", secret) is None
        assert confirming.of_code(here, "ideas.own", 5, f" {code[:3]} {code[3:]} ") == row
        assert confirming.of_code(here, "ideas.own", 6, code) is None
        assert confirming.done(row) and not confirming.done(row)
        assert confirming.of_link(here, "ideas.own", secret) is None

    def test_digits_of_another_script_are_digits(self, here):
        _secret, code = confirming.ask(here, "ideas.own", 5, "a@example.org")
        assert confirming.of_code(here, "ideas.own", 5, "".join(chr(0x0660 + int(digit)) for digit in code))

    def test_after_five_wrong_codes_no_code_is_right_and_the_link_still_is(self, here):
        secret, code = confirming.ask(here, "ideas.own", 5, "a@example.org")
        wrong = "000000" if code != "000000" else "000001"
        assert not any(confirming.of_code(here, "ideas.own", 5, wrong) for _ in range(5))
        assert confirming.of_code(here, "ideas.own", 5, code) is None
        assert confirming.of_link(here, "ideas.own", secret)

    def test_asking_again_makes_the_first_worth_nothing(self, here):
        first, old = confirming.ask(here, "ideas.own", 5, "a@example.org")
        second, _new = confirming.ask(here, "ideas.own", 5, "b@example.org")
        assert confirming.of_link(here, "ideas.own", first) is None
        assert confirming.of_link(here, "ideas.own", second).email == "b@example.org"
        assert EmailConfirmation.objects.count() == 1

    def test_two_days_later_it_is_over_and_the_address_is_gone(self, here):
        secret, _code = confirming.ask(here, "ideas.own", 5, "a@example.org")
        with time_machine.travel(timezone.now() + timedelta(hours=49)):
            assert confirming.of_link(here, "ideas.own", secret) is None
            forgetting.forget()
        assert not EmailConfirmation.objects.exists()

    def test_the_database_holds_neither_the_secret_nor_the_digits(self, here):
        secret, code = confirming.ask(here, "ideas.own", 5, "a@example.org")
        row = str(EmailConfirmation.objects.values("secret_hash", "code_hash").get())
        assert secret not in row and code not in row


class TestPhotos:
    def test_a_photo_is_kept_in_two_sizes_without_its_name_and_what_it_knew(self, here, django_capture_on_commit_callbacks):
        exif = Image.Exif()
        exif[0x010F] = "Kameranvalmistaja"
        row = photos.keep(here, "token", jpeg(exif=exif))
        assert (row.width, row.height) == (1280, 720)
        for name in (row.large.name, row.small.name):
            data = default_storage.open(name).read()
            assert b"Kameranvalmistaja" not in data and "Matti" not in name and name.startswith("residents/")
        assert photos.find("token") == row and photos.find("other") is None
        with django_capture_on_commit_callbacks(execute=True):
            row.delete()

    def test_the_folder_has_no_address(self, here, visit):
        row = photos.keep(here, "token", jpeg())
        for reader in (visit("lintumaki"), visit()):
            assert reader.get(f"/media/{row.large.name}").status_code == 404

    def test_a_second_upload_takes_the_place_of_the_first_and_leaves_no_file(self, here, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            first = photos.keep(here, "token", jpeg())
            second = photos.keep(here, "token", jpeg((300, 200)))
        assert ResidentPhoto.objects.get() == second and (second.width, second.height) == (300, 200)
        assert not default_storage.exists(first.large.name) and default_storage.exists(second.small.name)

    def test_one_with_which_nothing_was_sent_is_removed_after_a_day_and_a_used_one_stays(self, here, django_capture_on_commit_callbacks):
        unused, used = photos.keep(here, "a", jpeg()), photos.keep(here, "b", jpeg())
        photos.use(used)
        with time_machine.travel(timezone.now() + timedelta(hours=25)), django_capture_on_commit_callbacks(execute=True):
            forgetting.forget()
        assert ResidentPhoto.objects.get() == used
        assert not default_storage.exists(unused.large.name) and default_storage.exists(used.large.name)

    def test_a_form_that_was_too_old_takes_its_photo_along(self, here):
        row = photos.keep(here, "old", jpeg())
        photos.move("old", "new")
        assert photos.find("new") == row and photos.find("old") is None

    def test_a_file_that_is_no_picture_is_refused_and_nothing_is_kept(self, here):
        with pytest.raises(Exception, match="kuvana"):
            photos.keep(here, "token", SimpleUploadedFile("kuva.jpg", b"<svg onload=alert(1)>"))
        assert not ResidentPhoto.objects.exists()


def test_a_mail_is_in_the_language_of_who_gets_it_and_says_why(here):
    values = {"title": "x", "thing": SimpleNamespace(text="Kiitos.", more=""), "things": [], "desk": "http://x/", "deputy": ""}
    for language, told in (("sv", "sv"), ("xx", "fi")):
        mails.post(here, "a@example.org", language, "neighbourhoods/desk/care_mail", values, why=lambda: "Siksi.")
        mail = OutgoingMail.objects.order_by("-pk").first()
        assert f'lang="{told}"' in mail.html and "Siksi." in mail.body and here.root_url in mail.body


def test_mails_about_a_thing_whose_sender_is_forgotten_never_leave_and_others_do(here):
    values = {"title": "x", "thing": SimpleNamespace(text="Kiitos.", more=""), "things": [], "desk": "http://x/", "deputy": ""}
    for target, key in ((1, None), (1, "dummy:1"), (12, None)):
        options = {"why": lambda: "Siksi.", "key": key, "about": ("dummy.own", target)}
        mails.post(here, f"a{target}@example.org", "fi", "neighbourhoods/desk/care_mail", values, **options)
    links.keep(here, "dummy.own", 1, secret := links.new_secret())
    confirming.ask(here, "dummy.own", 1, "a1@example.org")
    forgetting.forget_sender("dummy.own", 1)
    assert [mail.recipient for mail in OutgoingMail.objects.all()] == ["a12@example.org"]
    assert links.find(here, "dummy.own", secret) is None and not EmailConfirmation.objects.exists()


def test_the_hint_of_a_picture_is_in_the_language_of_each_reader():
    field = PublicPhotoField()
    with translation.override("fi"):
        finnish = str(field.help_text)
    with translation.override("en"):
        assert finnish and str(field.help_text) != finnish


def test_tokens_that_were_used_are_forgotten_when_they_would_be_refused_anyway():
    tokens.use("a", "ideas.send", lambda: "1")
    forgetting.forget()
    assert SentForm.objects.exists()
    with time_machine.travel(timezone.now() + timedelta(hours=26)):
        forgetting.forget()
    assert not SentForm.objects.exists()
