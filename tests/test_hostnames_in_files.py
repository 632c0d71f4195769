"""Which hosts a file may name, how they are stored, and that no two sites are given the same one."""

import pytest

from .sites_folder import GOOD, LANGUAGES, PORTAL, assert_told, load, said

CLEAN = "partti.example.fi"
FOREIGN = {
    "https://partti.example.fi": "https://",
    "HTTPS://Partti.example.fi": "HTTPS://",
    "//partti.example.fi": "//",
    "https://partti.example.fi:8443/fi/?a=b#c": "https://",
    "partti.example.fi:443": ":443",
    "partti.example.fi:": ":",
    "partti.example.fi/": "/",
    "partti.example.fi/fi": "/fi",
    "liisa@partti.example.fi": "liisa@",
    "*.partti.example.fi": "*.",
    "partti .example.fi": " ",
    "partti.example.fi.": ".",
}
IMPOSSIBLE = [
    "-partti.example.fi",
    "partti-.example.fi",
    "partti..example.fi",
    f"{'a' * 64}.example.fi",
    "a." * 126 + "fi",
    "partti!.fi",
    "xn--a.fi",
]
ADDRESSES = ["127.0.0.1", "192.0.2.1:8000", "https://192.0.2.1/", "::1", "[::1]", "[2001:db8::1]:443", "１２７.0.0.1"]


@pytest.mark.parametrize("host", FOREIGN)
def test_what_is_no_part_of_a_host_is_named_and_the_host_alone_is_offered(tmp_path, host):
    part = FOREIGN[host]
    assert_told(
        load(tmp_path, {"partti.toml": f'{GOOD}hostname = "{host}"\n'}),
        f"partti.toml, rivi 3, hostname: ”{part}” ei kuulu tähän. Kirjoita näin: {CLEAN}",
        f"partti.toml, line 3, hostname: “{part}” does not belong here. Write it like this: {CLEAN}",
    )


def test_an_underscore_is_told_with_a_hyphen_in_its_place(tmp_path):
    assert_told(
        load(tmp_path, {"partti.toml": f'{GOOD}hostname = "vanha_partti.example.fi"\n'}),
        "partti.toml, rivi 3, hostname: ”_” ei kuulu tähän. Kirjoita näin: vanha-partti.example.fi",
        "partti.toml, line 3, hostname: “_” does not belong here. Write it like this: vanha-partti.example.fi",
    )


@pytest.mark.parametrize(("host", "right"), [("Partti.Example.FI", CLEAN), ("LintumÄki.fi", "lintumäki.fi")])
def test_capital_letters_are_told_with_the_right_spelling(tmp_path, host, right):
    assert_told(
        load(tmp_path, {"partti.toml": f'{GOOD}hostname = "{host}"\n'}),
        f"partti.toml, rivi 3, hostname: kirjoitetaan pienillä kirjaimilla. Kirjoita näin: {right}",
        f"partti.toml, line 3, hostname: must be in small letters. Write it like this: {right}",
    )


@pytest.mark.parametrize("host", IMPOSSIBLE)
def test_what_can_be_no_host_is_told_with_an_example(tmp_path, host):
    assert_told(
        load(tmp_path, {"partti.toml": f'{GOOD}hostname = "{host}"\n'}),
        "partti.toml, rivi 3, hostname: ei ole verkko-osoite. Kirjoita näin: lintumaki.example.fi",
        "partti.toml, line 3, hostname: is not a host. Write it like this: lintumaki.example.fi",
    )


@pytest.mark.parametrize("host", ADDRESSES)
def test_an_ip_address_is_no_host(tmp_path, host):
    assert_told(
        load(tmp_path, {"partti.toml": f'{GOOD}hostname = "{host}"\n'}),
        "partti.toml, rivi 3, hostname: on IP-osoite eikä nimi. Kirjoita näin: lintumaki.example.fi",
        "partti.toml, line 3, hostname: is an IP address, not a name. Write it like this: lintumaki.example.fi",
    )


@pytest.mark.parametrize("host", ["localhost", "partti.localhost"])
def test_the_readers_own_machine_is_no_host(tmp_path, host):
    assert_told(
        load(tmp_path, {"partti.toml": f'{GOOD}hostname = "{host}"\n'}),
        "partti.toml, rivi 3, hostname: tarkoittaa aina lukijan omaa konetta. Kirjoita näin: lintumaki.example.fi",
        "partti.toml, line 3, hostname: always means the reader's own machine. Write it like this: lintumaki.example.fi",
    )


def test_a_host_without_its_end_is_told(tmp_path):
    assert_told(
        load(tmp_path, {"partti.toml": f'{GOOD}hostname = "partti"\n'}),
        "partti.toml, rivi 3, hostname: osoitteesta puuttuu loppu. Kirjoita näin: lintumaki.example.fi",
        "partti.toml, line 3, hostname: is not a whole host: its end is missing. Write it like this: lintumaki.example.fi",
    )


def test_each_wrong_one_of_the_other_hosts_is_told_on_its_own_line(tmp_path):
    text = f'{GOOD}also = [\n  "old.example.fi",\n  "*.example.fi",\n  "Old.fi",\n  "old.example.fi",\n]\n'
    assert_told(
        load(tmp_path, {"partti.toml": text}),
        [
            "partti.toml, rivi 5, also: ”*.” ei kuulu tähän. Kirjoita näin: example.fi",
            "partti.toml, rivi 6, also: kirjoitetaan pienillä kirjaimilla. Kirjoita näin: old.fi",
            "partti.toml, rivi 7, also: ”old.example.fi” on kahdesti. Poista toinen",
        ],
        [
            "partti.toml, line 5, also: “*.” does not belong here. Write it like this: example.fi",
            "partti.toml, line 6, also: must be in small letters. Write it like this: old.fi",
            "partti.toml, line 7, also: “old.example.fi” is there twice. Remove one of them",
        ],
    )


@pytest.mark.parametrize(
    ("written", "stored"),
    [
        (" partti.example.fi ", "partti.example.fi"),
        ("lintumäki.fi", "xn--lintumki-5za.fi"),
        ("lintuma\u0308ki.fi", "xn--lintumki-5za.fi"),
        ("xn--lintumki-5za.fi", "xn--lintumki-5za.fi"),
        ("мікрорайон.укр", "xn--80asbhidcmb0t.xn--j1amh"),
        ("partti。example。fi", "partti.example.fi"),
        ("1.example.fi", "1.example.fi"),
    ],
)
def test_a_host_is_stored_in_the_one_form_that_browsers_ask_for(tmp_path, written, stored):
    found = load(tmp_path, {"partti.toml": f'{GOOD}hostname = "{written}"\n'})
    assert said(found, "en") == []
    assert found.neighbourhoods["partti"].hostname == stored


def test_without_a_hostname_a_site_is_found_under_the_portals(tmp_path):
    found = load(tmp_path, {"partti.toml": GOOD, "toinen.toml": GOOD + 'hostname = ""\n'})
    assert [site.effective_hostname(found.portal) for site in found.neighbourhoods.values()] == [
        "partti.pihapiiri.example.fi",
        "toinen.pihapiiri.example.fi",
    ]


@pytest.mark.parametrize(
    ("first", "second", "keys"),
    [
        ('hostname = "a.example.fi"', 'hostname = "a.example.fi"', ("hostname", "hostname")),
        ('hostname = "ä.example.fi"', 'also = ["xn--4ca.example.fi"]', ("hostname", "also")),
        ('also = ["c.fi", "a.example.fi"]', 'also = ["b.fi", "a.example.fi"]', ("also", "also")),
    ],
)
def test_a_host_of_two_sites_is_told_in_both_files_and_the_later_one_waits(tmp_path, first, second, keys):
    found = load(tmp_path, {"aaa.toml": f"{GOOD}{first}\n", "bbb.toml": f"{GOOD}{second}\n", "ccc.toml": GOOD})
    assert_told(
        found,
        [
            f"aaa.toml, rivi 3, {keys[0]}: osoite on jo käytössä: bbb.toml. Anna toinen",
            f"bbb.toml, rivi 3, {keys[1]}: osoite on jo käytössä: aaa.toml. Anna toinen",
        ],
        [
            f"aaa.toml, line 3, {keys[0]}: host is already used: bbb.toml. Give another",
            f"bbb.toml, line 3, {keys[1]}: host is already used: aaa.toml. Give another",
        ],
    )
    assert list(found.neighbourhoods) == ["aaa", "ccc"] and found.broken == {"bbb"}


def test_capital_letters_do_not_hide_that_a_host_is_taken(tmp_path):
    found = load(tmp_path, {"aaa.toml": f'{GOOD}hostname = "a.fi"\n', "bbb.toml": f'{GOOD}hostname = "A.fi"\n'})
    assert_told(
        found,
        [
            "aaa.toml, rivi 3, hostname: osoite on jo käytössä: bbb.toml. Anna toinen",
            "bbb.toml, rivi 3, hostname: kirjoitetaan pienillä kirjaimilla. Kirjoita näin: a.fi",
            "bbb.toml, rivi 3, hostname: osoite on jo käytössä: aaa.toml. Anna toinen",
        ],
        [
            "aaa.toml, line 3, hostname: host is already used: bbb.toml. Give another",
            "bbb.toml, line 3, hostname: must be in small letters. Write it like this: a.fi",
            "bbb.toml, line 3, hostname: host is already used: aaa.toml. Give another",
        ],
    )


def test_a_host_that_a_site_has_by_default_is_taken_too(tmp_path):
    found = load(tmp_path, {"aaa.toml": f'{GOOD}hostname = "bbb.pihapiiri.example.fi"\n', "bbb.toml": GOOD})
    assert said(found, "en") == [
        "aaa.toml, line 3, hostname: host is already used: bbb.toml. Give another",
        "bbb.toml, hostname: host is already used: aaa.toml. Give another",
    ]


@pytest.mark.parametrize("line", ['hostname = "pihapiiri.example.fi"', 'also = ["pihapiiri.example.fi"]'])
def test_the_portals_host_is_the_portals(tmp_path, line):
    key = line.split()[0]
    found = load(tmp_path, {"partti.toml": f"{GOOD}{line}\n"})
    assert_told(
        found,
        f"partti.toml, rivi 3, {key}: osoite on jo käytössä: portal.toml. Anna toinen",
        f"partti.toml, line 3, {key}: host is already used: portal.toml. Give another",
    )
    assert found.portal and found.broken == {"partti"}


def test_a_site_that_also_names_its_own_host_is_told_once(tmp_path):
    found = load(tmp_path, {"partti.toml": f'{GOOD}hostname = "{CLEAN}"\nalso = ["{CLEAN}"]\n'})
    assert_told(
        found,
        f"partti.toml, rivi 4, also: ”{CLEAN}” on kahdesti. Poista toinen",
        f"partti.toml, line 4, also: “{CLEAN}” is there twice. Remove one of them",
    )
    assert found.broken == {"partti"}


def test_a_file_with_another_fault_still_holds_its_host(tmp_path):
    # its site goes on being served under it, so another may not have it
    found = load(tmp_path, {"aaa.toml": f'{LANGUAGES}hostname = "a.fi"\n', "bbb.toml": f'{GOOD}hostname = "a.fi"\n'})
    assert found.broken == {"aaa", "bbb"} and not found.neighbourhoods


def test_the_portal_needs_a_host_that_is_one(tmp_path):
    for host in ("localhost", "https://pihapiiri.example.fi", "127.0.0.1", ""):
        found = load(tmp_path, {"portal.toml": PORTAL.replace("pihapiiri.example.fi", host)})
        assert found.portal is None and [problem.key for problem in found.portal_problems] == ["hostname"]
