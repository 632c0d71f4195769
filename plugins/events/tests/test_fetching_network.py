"""What may be reached: the public network, whatever an address, a name or a redirect says."""

import json
import socket
import threading
from pathlib import Path

import pytest

from plugins.events.fetching import connecting
from plugins.events.fetching.answers import fetch
from plugins.events.fetching.connecting import is_public
from plugins.events.fetching.refusals import Refused

from .certificates import Authority
from .web_server import Reply, entries, names, web_server

CASES = Path(__file__).parent / "cases"
ATTEMPTS = json.loads((CASES / "60-ssrf-and-redirects.json").read_text(encoding="utf-8"))["attempts"]
PUBLIC = "93.184.216.34"


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


def refused(address, **ways):
    with pytest.raises(Refused) as found:
        fetch(address, **ways)
    return found.value


@pytest.mark.parametrize(
    "ip",
    [
        *("0.0.0.0", "0.1.2.3", "10.1.2.3", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.255.255.254", "169.254.169.254"),
        *("172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.0.9", "192.0.2.1", "192.88.99.1", "192.168.0.10", "198.18.0.1"),
        *("198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255"),
        *("::", "::1", "::7f00:1", "fe80::1", "fe80::1%1", "fec0::1", "fc00::1", "fd12:3456::1", "ff02::1", "100::1", "2001:db8::1"),
        *("2001::1", "2001:0:5db8:d822::1", "2001:10::1", "2001:20::1", "3fff::1", "5f00::1", "4000::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:0:127.0.0.1"),
        *("2002:7f00:1::1", "2002:a00:1::1", "2002:a9fe:a9fe::", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::5db8:d822"),
        *("", "nonsense", "localhost"),
    ],
)
def test_an_address_that_not_everybody_can_reach_is_not_public(ip):
    assert not is_public(ip)


@pytest.mark.parametrize(
    "ip",
    [
        *(PUBLIC, "1.1.1.1", "172.15.255.255", "172.32.0.1", "100.63.255.255", "100.128.0.1", "11.0.0.1", "223.255.255.255"),
        *("2606:4700::1111", "2a00:1450::1", f"::ffff:{PUBLIC}", "2002:5db8:d822::1", "64:ff9b::5db8:d822"),
    ],
)
def test_addresses_of_the_public_network_are(ip):
    assert is_public(ip)


@pytest.fixture
def outside(monkeypatch, authority):
    """The outside world: a server with a certificate answers at the public address by its path; `reached` are (ip, port)."""
    answers, reached = {}, []
    really_opened = connecting.opened
    with web_server(answers, context=authority.serving("feeds.example", "rebind.example")) as server:

        def opened(ip, port, seconds):
            reached.append((ip, port))
            return really_opened(*server.place, seconds)

        monkeypatch.setattr(connecting, "opened", opened)
        server.reached, server.by_path = reached, answers
        yield server


def resolving(attempt):
    """The names as an attempt has them: an answer at the first question, and another one later."""
    later = [step.partition(" ")[0] for step in attempt.get("dns", [])]
    return names(feeds=PUBLIC, rebind=[[ip] for ip in later] or PUBLIC, localhost=["127.0.0.1", "::1"])


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=[f"{at}-{one['url']}" for at, one in enumerate(ATTEMPTS)])
def test_case_60_ssrf_and_redirects_is_refused_without_a_connection_to_what_is_not_public(attempt, outside, authority):
    response = attempt.get("response")
    outside.by_path |= {
        f"/{name}.ics": Reply(response["status"], {"Location": response["location"]}) for name in ("a", "b", "loop") if response
    }
    outside.by_path |= {} if response else {"/a.ics": Reply(302, {"Location": "https://rebind.example/again.ics"})}
    error = refused(attempt["url"], context=authority.trusting(), resolve=resolving(attempt))
    # of a name that changes its meaning, the address that was judged is the one that is reached, and a second look is judged anew
    expected = {"loop": 6, "feeds": 1, "rebind": 1}
    count = next((expected[word] for word in expected if attempt["url"].startswith("https://") and word in attempt["url"]), 0)
    assert outside.reached == [(PUBLIC, 443)] * count
    assert error.code in {"private-network", "scheme", "credentials", "downgrade", "redirects"}
    assert not any(word in error.note.text() for word in ("port", "closed", "6379"))


def test_a_redirect_from_http_into_the_private_network_is_refused_as_well():
    for target in ("http://127.0.0.2:6379/", "http://[::ffff:169.254.169.254]/", "//10.0.0.1/", "http://0x7f.2/", "file:///etc/passwd"):
        with web_server(Reply(302, {"Location": target})) as server:
            assert refused(server.url, allowed={server.place}).code in ("private-network", "scheme")
            assert server.connections == 1


@pytest.mark.parametrize(
    "address",
    [
        *(
            "http://127.0.0.1:{port}/",
            "http://[::1]:{port}/",
            "http://169.254.169.254/",
            "http://inside.example:{port}/",
            "file:///etc/hosts",
        ),
        *("gopher://127.0.0.1:{port}/", "webcal://127.0.0.1:{port}/", "https://127.0.0.1:{port}/", "http://both.example:{port}/"),
        *("http://[::ffff:127.0.0.1]:{port}/", "http://2130706433:{port}/", "http://0x7f.1:{port}/", "http://0.0.0.0:{port}/"),
    ],
)
def test_ssrf_embed_a_listener_on_the_loopback_port_sees_no_connection(address):
    resolve = names(inside="127.0.0.1", both=[PUBLIC, "127.0.0.1"])
    with web_server(Reply(body=b"a secret")) as server:
        error = refused(address.format(port=server.port), resolve=resolve)
        # that a port is allowed lets no other one in
        assert refused(address.format(port=server.port), resolve=resolve, allowed={("127.0.0.1", server.port + 1)}).code == error.code
        assert server.connections == 0
    assert error.code in ("private-network", "scheme")


def test_the_same_listener_is_reached_when_a_test_allows_it():
    with web_server(Reply(body=b"a calendar")) as server:
        address = f"http://inside.example:{server.port}/"
        assert fetch(address, allowed={server.place}, resolve=names(inside="127.0.0.1")).body == b"a calendar"
        assert server.connections == 1


def test_a_name_is_looked_up_once_for_each_connection_and_every_time_judged():
    with web_server(Reply(302, {"Location": "/again"}), Reply(body=b"inside")) as server:
        resolve = names(rebind=[["127.0.0.1"], ["127.0.0.2"]])
        error = refused(f"http://rebind.example:{server.port}/", allowed={server.place}, resolve=resolve)
        assert (error.code, resolve.asked, server.connections) == ("private-network", {"rebind.example": 2}, 1)


def test_a_second_address_is_tried_when_the_first_does_not_answer():
    closed = socket.create_server(("127.0.0.1", 0))
    with web_server(Reply(body=b"a")) as server:
        resolve = names(feeds=["127.0.0.9", "127.0.0.1"])
        allowed = {server.place, ("127.0.0.9", server.port)}
        assert fetch(f"http://feeds.example:{server.port}/", allowed=allowed, resolve=resolve).body == b"a"
    closed.close()


def test_a_port_that_is_closed_and_a_name_that_does_not_exist_are_told_by_the_host_alone():
    with web_server(Reply()) as server:
        place = server.place
    error = refused(f"http://127.0.0.1:{place[1]}/private-abc?token=abc", allowed={place})
    assert (error.code, error.note.values) == ("unreachable", {"host": "127.0.0.1"})
    error = refused("https://nowhere.example/private-abc?token=abc", resolve=names())
    assert (error.code, error.note.values) == ("name", {"host": "nowhere.example"})


def test_a_name_server_that_does_not_answer_ends_at_the_deadline():
    ended = threading.Event()

    def resolve(host, port, **_):
        ended.wait(60)
        return entries([PUBLIC], port)

    assert refused("https://feeds.example/", seconds=0.2, resolve=resolve).code == "slow"
    ended.set()


def test_a_certificate_is_checked_for_its_name_its_time_and_who_signed_it(authority, tmp_path):
    resolve, trusting = names(feeds="127.0.0.1", other="127.0.0.1"), authority.trusting()
    with web_server(Reply(body=b"a"), context=authority.serving("feeds.example")) as server:
        ways = {"allowed": {server.place}, "resolve": resolve}
        assert fetch(f"webcal://feeds.example:{server.port}/", context=trusting, **ways).body == b"a"
        assert refused(f"https://other.example:{server.port}/", context=trusting, **ways).code == "certificate"
        # without a context of its own a fetch trusts what the machine trusts
        assert refused(f"https://feeds.example:{server.port}/", **ways).code == "certificate"
    with web_server(Reply(body=b"a"), context=authority.serving("feeds.example", days=-1)) as server:
        ways = {"allowed": {server.place}, "resolve": resolve}
        assert refused(f"https://feeds.example:{server.port}/", context=trusting, **ways).code == "certificate"


def test_nobody_is_sent_from_a_safe_address_to_one_that_is_not(authority):
    context, resolve = authority.serving("feeds.example"), names(feeds="127.0.0.1")
    with web_server(Reply(body=b"unsafe")) as unsafe, web_server(Reply(body=b"safe"), context=context) as safe:
        ways = {"allowed": {unsafe.place, safe.place}, "context": authority.trusting(), "resolve": resolve}
        for target, scheme in ((unsafe, "http"), (safe, "https")):
            moved = Reply(302, {"Location": f"{scheme}://feeds.example:{target.port}/"})
            with web_server(moved, context=context) as server:
                ways["allowed"].add(server.place)
                address = f"https://feeds.example:{server.port}/"
                if target is unsafe:
                    assert refused(address, **ways).code == "downgrade"
                else:
                    assert fetch(address, **ways).body == b"safe"
        assert (unsafe.connections, safe.connections) == (0, 1)


def test_an_address_of_the_newer_kind_is_reached_as_well():
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as listener:
        port = listener.getsockname()[1]

        def serve():
            sock, _ = listener.accept()
            head = sock.recv(65536)
            sock.sendall(b"HTTP/1.1 200 OK\r\n\r\n" + head.partition(b"Host: ")[2].partition(b"\r\n")[0])
            sock.close()

        threading.Thread(target=serve, daemon=True).start()
        assert fetch(f"http://[::1]:{port}/", allowed={("::1", port)}).body.decode() == f"[::1]:{port}"


def test_a_server_that_speaks_no_tls_is_told_so(authority):
    with web_server(Reply(), greeting=b"SSH-2.0-Server\r\n") as server:
        error = refused(f"https://127.0.0.1:{server.port}/", allowed={server.place}, context=authority.trusting())
    assert error.code == "tls"


def test_a_server_that_keeps_silent_in_the_greeting_ends_at_the_deadline():
    listener = socket.create_server(("127.0.0.1", 0))
    place = listener.getsockname()
    assert refused(f"https://127.0.0.1:{place[1]}/", allowed={place}, seconds=0.3).code == "slow"
    listener.close()


def test_a_proxy_that_the_environment_names_is_not_asked(monkeypatch):
    with web_server(Reply(body=b"a")) as server, web_server(Reply(body=b"proxy")) as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "https_proxy"):
            monkeypatch.setenv(name, proxy.url)
        assert fetch(server.url, allowed={server.place, proxy.place}).body == b"a"
        assert proxy.connections == 0
