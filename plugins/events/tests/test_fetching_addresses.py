"""Addresses that people type and servers send: what they name, and which of them are none."""

import pytest

from plugins.events.fetching.addresses import joined, place_of
from plugins.events.fetching.refusals import SENTENCES, Refused, of_status


def refused(address):
    with pytest.raises(Refused) as found:
        place_of(address)
    return found.value.code


@pytest.mark.parametrize(
    ("address", "url"),
    [
        ("https://example.org/a.ics", "https://example.org/a.ics"),
        (" https://example.org/a.ics\n", "https://example.org/a.ics"),
        ("HTTP://Example.ORG", "http://example.org/"),
        ("https://example.org:443/a", "https://example.org/a"),
        ("http://example.org:8080?x=1#part", "http://example.org:8080/?x=1"),
        ("http://example.org:/a", "http://example.org/a"),
        ("https://example.org./a", "https://example.org/a"),
        ("https://kyläyhdistys.example/kevät.ics?q=ä%20b", "https://xn--kylyhdistys-n8a.example/kev%C3%A4t.ics?q=%C3%A4%20b"),
        ("https://[2001:DB8:0::1]:8443/a", "https://[2001:db8::1]:8443/a"),
        ("https://example.org/a|b'c\"d<e>", "https://example.org/a|b'c%22d%3Ce%3E"),
    ],
)
def test_an_address_is_read_as_browsers_read_it(address, url):
    assert place_of(address).url == url


@pytest.mark.parametrize(("scheme", "port"), [("webcal", 443), ("webcals", 443), ("WebCal", 443), ("https", 443), ("http", 80)])
def test_a_calendar_s_own_scheme_is_read_as_https(scheme, port):
    place = place_of(f"{scheme}://example.org/a.ics")
    assert (place.scheme, place.port) == ("http" if port == 80 else "https", port)


@pytest.mark.parametrize(
    "host",
    [
        *("2130706433", "0x7f000001", "0x7f.1", "0177.1", "0177.0.0.1", "127.1", "127.0.1", "017700000001", "127.0.0.1."),
        *("１２７.０.０.１", "127。0。0。1", "①②⑦.0.0.1", "0X7F.0x0.0.1"),
    ],
)
def test_numbers_for_a_host_are_the_address_that_they_mean(host):
    assert place_of(f"http://{host}/").host == "127.0.0.1"


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("", "address"),
        (None, "address"),
        ("example.org/a.ics", "address"),
        ("//example.org/a.ics", "address"),
        ("https://example.org/a b", "address"),
        ("https://example.org/a\r\nHost: 10.0.0.1", "address"),
        ("https://exam\tple.org/", "address"),
        ("https://example.org\\@10.0.0.1/", "address"),
        ("https://example.org/\u202egnp", "address"),
        ("https://example.org/\ud800", "address"),
        ("https://example.org/\x7f", "address"),
        ("https://example.org/" + "a" * 2000, "long"),
        ("file:///etc/passwd", "scheme"),
        ("ftp://feeds.example/a.ics", "scheme"),
        ("gopher://127.0.0.1:70/", "scheme"),
        ("javascript:alert(1)", "scheme"),
        ("data:text/calendar,BEGIN:VCALENDAR", "scheme"),
        ("http://user:pw@example.org/", "credentials"),
        ("https://token@example.org/", "credentials"),
        ("https://@example.org/", "credentials"),
        ("http://example.org:0/", "port"),
        ("http://example.org:65536/", "port"),
        ("http://example.org:-1/", "port"),
        ("http://example.org:8o/", "port"),
        ("http://example.org:٨٠/", "port"),
        ("https://", "host"),
        ("https:///a.ics", "host"),
        ("https://./", "host"),
        ("https://a..b/", "host"),
        ("https://-a.example/", "host"),
        ("https://a%2eexample/", "host"),
        ("https://exa$mple.org/", "host"),
        ("https://[::1/", "host"),
        ("https://[fe80::1%25eth0]/", "host"),
        ("https://[127.0.0.1]/", "host"),
        ("https://127.0.0.256/", "host"),
        ("https://1.2.3.4.5/", "host"),
        ("https://4294967296/", "host"),
        ("https://089.1/", "host"),
        ("https://example.1/", "host"),
        ("https://" + "a" * 64 + ".example/", "host"),
        ("https://" + "ab." * 90 + "example/", "host"),
    ],
)
def test_what_is_no_address_of_a_web_page_is_refused_with_the_reason(address, code):
    assert refused(address) == code


def test_a_secret_in_an_address_is_in_nothing_that_is_printed():
    place = place_of("https://example.org/private-abc/a.ics?token=abc")
    assert "abc" not in repr(place)
    for address in ("https://u:secret@example.org/", "https://example.org:secret/", "secret://example.org/secret"):
        with pytest.raises(Refused) as found:
            place_of(address)
        assert "secret" not in f"{found.value!r} {found.value} {found.value.note.text()}"


@pytest.mark.parametrize(
    ("location", "url"),
    [
        ("/b.ics", "https://example.org/b.ics"),
        ("b.ics?x=1", "https://example.org/a/b.ics?x=1"),
        ("?page=2", "https://example.org/a/c.ics?page=2"),
        ("//other.example/b", "https://other.example/b"),
        ("http://other.example/b", "http://other.example/b"),
    ],
)
def test_a_redirect_may_be_relative(location, url):
    assert joined(place_of("https://example.org/a/c.ics"), location).url == url


@pytest.mark.parametrize(
    ("location", "code"), [("http://[", "redirect"), ("/a b", "redirect"), ("mailto:a@b", "scheme"), ("/" * 3000, "long")]
)
def test_a_redirect_to_what_is_no_address_is_refused(location, code):
    with pytest.raises(Refused) as found:
        joined(place_of("https://example.org/"), location)
    assert found.value.code == code


def test_every_refusal_is_one_sentence_or_more_that_can_be_filled_in():
    values = {"host": "example.org", "most": 5, "seconds": 60, "status": 404}
    for sentence in SENTENCES.values():
        assert (sentence % values).endswith((".", "calendar.ics"))


@pytest.mark.parametrize(
    ("status", "code"),
    [(401, "sign-in"), (403, "sign-in"), (404, "missing"), (410, "gone"), (429, "busy"), (500, "broken"), (503, "broken"), (204, "status")],
)
def test_a_status_is_told_by_what_it_means(status, code):
    assert (of_status(status).code, of_status(status).status) == (code, status)
