"""Machine translation asks one server, of the keeper's choice; whatever that answers, nothing breaks and nothing foreign comes in."""

import http.server
import json
import re
import threading
import time
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.utils import translation

from neighbourhoods.translate import machine, machine_markup

LANGUAGES = [
    {"code": "fi", "name": "Finnish", "targets": ["en", "sv", "fi", "ar"]},
    {"code": "sv", "name": "Swedish", "targets": ["fi"]},
    {"code": "ar", "name": "Arabic", "targets": ["fi"]},
]


class Server(http.server.BaseHTTPRequestHandler):
    """Answers as the test says, and keeps what it was asked."""

    protocol_version = "HTTP/1.1"

    def answer(self):
        length = int(self.headers.get("Content-Length") or 0)
        body = json.loads(self.rfile.read(length)) if length else None
        self.server.asked.append((self.command, self.path, body, dict(self.headers)))
        self.server.answers.get(self.path, self.server.answers["default"])(self, body)

    do_GET = do_POST = answer

    def log_message(self, *arguments):
        pass


def sends(content, status=200, **headers):
    raw = content if isinstance(content, bytes) else json.dumps(content).encode()

    def send(handler, _body):
        handler.send_response(status)
        for name, value in {"Content-Length": str(len(raw)), **headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(raw)

    return send


def translates(change=str.upper):
    """The protocol as it should be: a text for each text."""

    def send(handler, body):
        sends({"translatedText": [change(text) for text in body["q"]]})(handler, body)

    return send


@pytest.fixture
def server(settings):
    running = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server)
    running.daemon_threads = True
    running.asked = []
    running.answers = {"default": sends({"error": "no"}, 404), "/languages": sends(LANGUAGES), "/translate": translates()}
    threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    settings.MACHINE_TRANSLATION_URL = f"http://127.0.0.1:{running.server_address[1]}"
    settings.MACHINE_TRANSLATION_KEY = ""
    machine.forget()
    yield running
    machine.forget()
    running.shutdown()
    running.server_close()


@pytest.fixture
def hurried(monkeypatch):
    monkeypatch.setattr(machine, "TRANSLATED_WITHIN", 0.6)
    monkeypatch.setattr(machine, "LANGUAGES_WITHIN", 0.6)


def trouble(texts=None, **more):
    with translation.override("en"), pytest.raises(machine.Trouble) as raised:
        machine.translate(texts or {"title": "Pihatalkoot"}, "fi", "sv", **more)
    with translation.override("en"):
        return str(raised.value)


def gives(server, text, source, html=True):
    server.answers["/translate"] = translates(lambda _text: text)
    return machine.translate({"body": source}, "fi", "sv", html_keys={"body"} if html else ()).get("body")


class TestWhatIsAsked:
    def test_it_is_off_until_an_address_is_set(self, settings):
        assert settings.MACHINE_TRANSLATION_URL == "" and not machine.is_on()
        assert not machine.can_translate("fi", "sv")
        assert "not in use" in trouble()

    def test_texts_are_sent_in_one_request_for_each_format_and_come_back_by_their_keys(self, server):
        texts = {"title": "Pihatalkoot", "body": "Tule <b>mukaan</b>", "lead": "Lauantaina", "empty": "", "space": " "}
        done = machine.translate(texts, "fi", "sv", html_keys=["body"])
        assert done == {"title": "PIHATALKOOT", "body": "TULE <b>MUKAAN</b>", "lead": "LAUANTAINA", "empty": "", "space": " "}
        assert list(done) == list(texts)
        assert [body for _method, _path, body, _headers in server.asked] == [
            {"q": ["Pihatalkoot", "Lauantaina"], "source": "fi", "target": "sv", "format": "text"},
            {"q": ["Tule <b>mukaan</b>"], "source": "fi", "target": "sv", "format": "html"},
        ]

    def test_the_key_goes_with_them_and_nothing_of_the_person_who_asks(self, server, settings):
        settings.MACHINE_TRANSLATION_KEY = "a key"
        machine.translate({"title": "Talkoot"}, "fi", "sv")
        ((method, path, body, headers),) = server.asked
        assert (method, path, body["api_key"]) == ("POST", "/translate", "a key")
        assert {name.lower() for name in headers} == {"host", "accept", "accept-encoding", "content-type", "content-length"}

    def test_a_server_below_a_path_is_asked_there(self, server, settings):
        settings.MACHINE_TRANSLATION_URL += "/mt/"
        server.answers["/mt/translate"] = translates()
        assert machine.translate({"title": "a"}, "fi", "sv") == {"title": "A"}

    def test_nothing_to_translate_asks_nobody(self, server):
        assert machine.translate({"title": " "}, "fi", "sv") == {"title": " "} and server.asked == []

    def test_what_it_gives_nothing_for_is_left_out(self, server):
        server.answers["/translate"] = translates(lambda text: "" if text == "Talkoot" else "x")
        assert machine.translate({"title": "Talkoot", "lead": "Tule"}, "fi", "sv") == {"lead": "x"}


class TestLanguages:
    def test_only_pairs_that_the_server_names(self, server):
        assert machine.can_translate("fi", "sv") and machine.can_translate("sv", "fi")
        assert not machine.can_translate("sv", "ar") and not machine.can_translate("fi", "so") and not machine.can_translate("fi", "fi")

    def test_an_older_server_names_no_targets(self, server):
        server.answers["/languages"] = sends([{"code": "fi"}, {"code": "SV"}, {"name": "nothing"}, "x"])
        assert machine.can_translate("fi", "sv") and not machine.can_translate("fi", "en")

    def test_plain_finnish_is_written_by_people(self, server):
        server.answers["/languages"] = sends([{"code": "fi"}, {"code": "sv"}, {"code": "fi-simple"}])
        assert not machine.can_translate("fi", "fi-simple") and not machine.can_translate("fi-simple", "sv")
        for pair in (("fi", "fi-simple"), ("fi-simple", "sv")):
            with pytest.raises(machine.Trouble):
                machine.translate({"title": "a"}, *pair)
        assert server.asked == []

    def test_they_are_remembered_for_an_hour(self, server, monkeypatch):
        for _time in range(3):
            machine.can_translate("fi", "sv")
        assert len(server.asked) == 1
        clock = SimpleNamespace(monotonic=lambda: time.monotonic() + 3601)
        monkeypatch.setattr(machine, "time", clock)
        machine.can_translate("fi", "sv")
        assert len(server.asked) == 2

    @pytest.mark.parametrize(
        "answer",
        [sends(b"<html>"), sends({"fi": "sv"}), sends([1, None, {"code": 5}]), sends("no", 500), sends(b"[" * 100_000)],
        ids=["no json", "no list", "no codes", "500", "deep"],
    )
    def test_a_server_that_does_not_tell_translates_nothing_and_is_left_alone_for_a_minute(self, server, answer):
        server.answers["/languages"] = answer
        assert not machine.can_translate("fi", "sv") and not machine.can_translate("fi", "sv")
        assert len(server.asked) == 1

    def test_one_that_is_down_or_slow_holds_nobody_up(self, server, settings, hurried):
        server.answers["/languages"] = lambda handler, body: time.sleep(3)
        start = time.monotonic()
        assert not machine.can_translate("fi", "sv")
        assert time.monotonic() - start < 3
        settings.MACHINE_TRANSLATION_URL = "http://127.0.0.1:1"
        assert not machine.can_translate("fi", "sv")


class TestTrouble:
    def test_a_server_that_is_down(self, server, settings):
        settings.MACHINE_TRANSLATION_URL = "http://127.0.0.1:1"
        assert "does not answer" in trouble()

    def test_one_that_says_nothing(self, server, hurried):
        server.answers["/translate"] = lambda handler, body: time.sleep(3)
        assert "too long" in trouble()

    @pytest.mark.parametrize("place", ["head", "body", "body without length"])
    def test_one_that_sends_a_letter_at_a_time(self, server, hurried, place):
        def drips(handler, _body):
            handler.close_connection = True
            if place != "head":
                handler.send_response(200)
                if place == "body":
                    handler.send_header("Content-Length", "1000")
                handler.end_headers()
            try:
                for _letter in range(100):
                    handler.wfile.write(b"x")
                    handler.wfile.flush()
                    time.sleep(0.1)
            except OSError:
                pass  # hung up on, as it should be

        server.answers["/translate"] = drips
        start = time.monotonic()
        assert "too long" in trouble()
        assert time.monotonic() - start < 8

    def test_both_requests_share_the_time(self, server, hurried):
        def slowly(handler, body):
            time.sleep(0.4)
            translates()(handler, body)

        server.answers["/translate"] = slowly
        assert "too long" in trouble({"title": "a", "body": "b"}, html_keys={"body"})

    @pytest.mark.parametrize(
        ("status", "said", "words"),
        [
            (429, "Slowdown", "an hour"),
            (403, "Invalid API key", "let us in"),
            (400, "Please get an API key", "let us in"),
            (400, "Invalid request: request (9000) exceeds text limit (5000)", "too long for"),
            (413, "", "too long for"),
            (400, "so is not supported", "does not know these languages"),
            (400, "something", "of no use"),
            (404, "", "of no use"),
            (500, "", "does not answer"),
            (503, "", "does not answer"),
        ],
    )
    def test_what_it_refuses_is_told_in_plain_words(self, server, status, said, words):
        server.answers["/translate"] = sends({"error": said}, status)
        assert words in trouble()
        server.answers["/translate"] = sends(b"<html>no</html>" if not said else {"error": said}, status)
        assert words in trouble()

    @pytest.mark.parametrize(
        "answer",
        [
            sends(b'{"translatedText": ["a"'),
            sends(b"\xff\xfe\xff"),
            sends(b"null"),
            sends(b"[" * 500_000),
            sends(b"1" * 500_000),
            sends({"translatedText": "a"}),
            sends({"translatedText": []}),
            sends({"translatedText": ["a", "b"]}),
            sends({"translatedText": [None]}),
            sends({"translatedText": [{"a": 1}]}),
            sends(["a"]),
            sends({"translatedText": ["x" * machine.LARGEST_ANSWER]}),
        ],
        ids=["broken", "no text", "null", "deep", "number", "one text", "none", "too many", "nothing", "thing", "list", "huge"],
    )
    def test_an_answer_that_is_none(self, server, answer):
        server.answers["/translate"] = answer
        assert "of no use" in trouble()

    def test_an_answer_that_promises_more_than_comes(self, server):
        def short(handler, _body):
            handler.close_connection = True
            sends(b'{"translatedText": ["a"', **{"Content-Length": "100"})(handler, None)

        server.answers["/translate"] = short
        assert "of no use" in trouble()

    @pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
    def test_texts_are_not_carried_elsewhere(self, server, status):
        server.answers["/translate"] = sends(b"", status, Location="/elsewhere")
        server.answers["/elsewhere"] = translates()
        assert "of no use" in trouble()
        assert [path for _method, path, _body, _headers in server.asked] == ["/translate"]

    def test_the_log_tells_the_keeper_why_and_nothing_of_the_texts(self, server, caplog, settings):
        settings.MACHINE_TRANSLATION_KEY = "a secret key"
        server.answers["/translate"] = sends({"error": "Pihatalkoot\nforged line"}, 429)
        trouble()
        assert "status 429" in caplog.text
        assert "Pihatalkoot" not in caplog.text and "secret" not in caplog.text and "forged" not in caplog.text


class TestWhatComesBack:
    @pytest.mark.parametrize(
        ("source", "answer", "kept"),
        [
            (
                'Katso <a id="a1">ohje</a> ja <b>tule</b>',
                'Se <a id="a1">rådet</a> och <b>kom</b>',
                'Se <a id="a1">rådet</a> och <b>kom</b>',
            ),
            ('<a id="a1">yksi</a> <a id="a2">kaksi</a>', "<a id='a2'>två</a> <A ID=a1>ett</A>", '<a id="a2">två</a> <a id="a1">ett</a>'),
            ("rivi<br/>toinen", "rad<br>andra", "rad<br/>andra"),
            ("<b>ja</b> &amp; &lt;muut&gt;", "<b>och</b> &amp; &lt;andra&gt;", "<b>och</b> &amp; &lt;andra&gt;"),
            (" <i>tule</i> ", "<i>kom</i>", " <i>kom</i> "),
            ("<b><i>tule</i></b>", "<b><i>kom</i></b>", "<b><i>kom</i></b>"),
        ],
    )
    def test_marks_of_the_source_survive(self, server, source, answer, kept):
        assert gives(server, answer, source) == kept

    @pytest.mark.parametrize(
        ("source", "answer", "kept"),
        [
            ("tule", "<script>alert(1)</script>kom", "kom"),
            ("tule", "<ScRiPt src=//evil.example>alert(1)</script >kom", "kom"),
            ("tule", "kom<script>alert(1)", "kom"),
            ("tule", "<img src=x onerror=alert(1)>kom", "kom"),
            ("tule", "<<b>script>kom", "&lt;script&gt;kom"),
            ("tule", "<!-- x --><?php x ?>kom", "kom"),
            ("tule", "<!-- <b>x</b> -->kom", "&lt;!-- x --&gt;kom"),
            ("<b>tule</b>", '<b onclick="alert(1)" style="x">kom</b>', "<b>kom</b>"),
            ("<b>tule</b>", "<b>kom</b><b>hit</b><b", "<b>kom</b>hit&lt;b"),
            ("<b>tule</b>", "<b>kom", "<b>kom</b>"),
            ("<b>tule</b>", "</i></b>kom</b>", "kom"),
            ('<a id="a1">ohje</a>', '<a id="a2">råd</a>', "råd"),
            ('<a id="a1">ohje</a>', '<a id="a1" href="https://evil.example" onmouseover=x>råd</a>', '<a id="a1">råd</a>'),
            ('<a id="a1">ohje</a>', '<a href="https://evil.example">råd</a>', "råd"),
            ('<a id="a1">ohje</a>', '<a id="a1">ett <a id="a1">två</a></a>', '<a id="a1">ett två</a>'),
            ('<a id="a1">yksi</a><a id="a2">kaksi</a>', '<a id="a1">ett <a id="a2">två</a></a>', '<a id="a1">ett två</a>'),
            ('<a href="https://example.org/?a=1&amp;b=2">x</a>', '<a href="https://example.org/?a=1&b=2">y</a>', None),
            ('<a href="https://example.org/">x</a>', '<a href="https://evil.example/">y</a>', "y"),
            ('<a href="https://example.org/">x</a>', '<a href="javascript:alert(1)">y</a>', "y"),
            ("tule", "k\x00o\u202em\ud800", "kom"),
            ("tule", "k&#x202e;o&#x80;m&#0;", "ko\u20acm\ufffd"),
            ("tule", "&lt;script&gt;", "&lt;script&gt;"),
            ("tule", "&amp;lt;b&amp;gt; &nope; &#0; a < 3 > b", "&amp;lt;b&amp;gt; &amp;nope; \ufffd a &lt; 3 &gt; b"),
        ],
    )
    def test_what_the_source_does_not_have_is_gone(self, server, source, answer, kept):
        wanted = '<a href="https://example.org/?a=1&amp;b=2">y</a>' if kept is None else kept
        assert gives(server, answer, source) == wanted

    def test_wagtail_localize_takes_what_is_left(self, server):
        from wagtail_localize.strings import StringValue, validate_translation_links

        source, attributes = StringValue.from_source_html('Katso <a linktype="page" id="5">ohje</a> ja <b>tule</b>')
        hostile = source.data.replace("Katso", "<h1 onclick=x>Se</h1><a id='a9'>").replace("ohje", "<a id=a1 onclick=x>råd</a>")
        done = gives(server, hostile, source.data)
        validate_translation_links(source.data, done)
        html = StringValue.from_translated_html(done).render_html(attributes)
        assert html == 'Se <a id="5" linktype="page">råd</a> ja <b>tule</b>'

    def test_a_plain_text_has_no_tags_and_a_title_one_line(self, server):
        assert gives(server, "<b>Kom</b>\n<script>x</script> hit & nu", "Tule", html=False) == "Kom x hit & nu"
        assert gives(server, "ett\ntvå", "yksi\nkaksi", html=False) == "ett\ntvå"
        assert gives(server, "a < b och c > d", "a pienempi", html=False) == "a < b och c > d"

    @pytest.mark.parametrize("piece", ["<", "<a ", "<b>", "</b>", "<!--", "<a href=", "<script>", "&lt", 'a="', "a", "<b></b>", "&#1;"])
    def test_the_most_that_may_come_takes_no_time_to_speak_of(self, piece):
        source = '<b>a</b> <a href="https://example.org">b</a> ' * 50
        for answer in (piece * (machine.LARGEST_ANSWER // len(piece)), "<a " + piece * (machine.LARGEST_ANSWER // len(piece)) + ">"):
            start = time.process_time()
            machine_markup.html(answer, source)
            machine_markup.plain(answer, "source")
            assert time.process_time() - start < 80


class TestSettings:
    def run(self, tmp_path, address):
        import subprocess
        import sys

        environment = {
            "PATH": "/usr/bin:/bin",
            "PIHAPIIRI_VENV": "off",
            "PIHAPIIRI_VAR": str(tmp_path),
            "MACHINE_TRANSLATION_URL": address,
            "DJANGO_SETTINGS_MODULE": "neighbourhoods.settings",
        }
        code = "from django.conf import settings; print('on', settings.MACHINE_TRANSLATION_URL)"
        return subprocess.run([sys.executable, "-c", code], cwd=settings.ROOT, env=environment, capture_output=True, text=True)

    @pytest.mark.parametrize("address", ["localhost:5000", "file:///etc/passwd", "http://", "ftp://example.org", "http://a:b:c"])
    def test_an_address_that_is_none_stops_the_start_in_one_sentence(self, tmp_path, address):
        assert "MACHINE_TRANSLATION_URL is no web address" in self.run(tmp_path, address).stderr

    @pytest.mark.parametrize("address", ["http://127.0.0.1:5000", "https://mt.example.org/path/"])
    def test_an_own_address_of_the_keeper_is_taken(self, tmp_path, address):
        assert self.run(tmp_path, address).stdout == f"on {address}\n"

    def test_wagtail_localize_has_no_machine_and_shows_no_button(self):
        from wagtail_localize.machine_translators import get_machine_translator

        assert not hasattr(settings, "WAGTAILLOCALIZE_MACHINE_TRANSLATOR")
        assert get_machine_translator() is None

    def test_every_variable_of_the_settings_is_explained(self):
        read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', (settings.ROOT / "neighbourhoods" / "settings.py").read_text()))
        told = set(re.findall(r"`([A-Z_]+)`", (settings.ROOT / "docs" / "settings.md").read_text()))
        assert {"MACHINE_TRANSLATION_URL", "MACHINE_TRANSLATION_KEY", "DATABASE_URL"} <= read <= told
