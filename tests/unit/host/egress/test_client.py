"""host.egress.client: real servers, good, odd and hostile ones, and hanging up on them."""

from __future__ import annotations

import ssl
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import ConfigError, UpstreamError
from desktop_app.host.egress.client import Client
from desktop_app.host.egress.origins import Origin, Proxy
from desktop_app.host.egress.tls import Identity
from tests.fakes import servers
from tests.fakes.certificates import Authority

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable, Iterator
    from pathlib import Path

AUTHORITY = Authority()
OK = servers.says(servers.ok(b"hi"))


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The certificate of a good server on this computer."""
    pair = AUTHORITY.pair("localhost", "127.0.0.1")
    return pair.file(tmp_path_factory.mktemp("tls"), "good.pem")


@pytest.fixture
def clients() -> Iterator[Callable[..., Client]]:
    """Make clients that are closed after the test."""
    made: list[Client] = []

    def make(port: int, *, scheme: str = "https", host: str = "localhost", **more) -> Client:
        more = {"ca_pem": AUTHORITY.pem, "step_s": 20.0, **more}
        made.append(Client(Origin(scheme, host, port), **more))
        return made[-1]

    yield make
    for client in made:
        client.close()


def failure(client: Client, method: str = "POST", body: bytes = b"x") -> UpstreamError:
    """What a request ends in."""
    with pytest.raises(UpstreamError) as caught:
        client.request(method, "/", body=body)
    return caught.value


def test_a_request_and_its_answer(clients: Callable[..., Client], pair: Path) -> None:
    """What was given arrives, nothing is told of the program; one connection serves several."""
    answer = servers.ok(b"\x00done", "X-One: 1", "X-One: 2", status="202 Accepted")
    with servers.serving(servers.says(answer), servers.tls(pair)) as server:
        client = clients(server.port)
        body = bytes(range(256)) * 1000
        for number in range(3):
            found = client.request(
                "POST", f"/v1/{number}?q=%20", headers={"Authorization": "Bearer ü"}, body=body
            )
        empty = client.request("PUT", "/empty")
    assert (found.status, found.body, found.headers["x-one"]) == (202, b"\x00done", "1, 2")
    assert empty.status == 202
    assert server.connections == 1
    first, *_, last = server.asked
    assert (first.line, first.body) == ("POST /v1/0?q=%20 HTTP/1.1", body)
    assert set(first.headers) == {
        *("host", "user-agent", "accept-encoding", "authorization", "content-length"),
    }
    assert first.headers["authorization"] == "Bearer ü"
    assert first.headers["user-agent"] == "countersign"
    assert last.headers["content-length"] == "0"


def test_any_status_is_an_answer(clients: Callable[..., Client], pair: Path) -> None:
    """Nothing is tried again here: who asks decides."""
    said = servers.ok(b"busy", "Retry-After: 9", status="503 Busy")
    with servers.serving(servers.says(said), servers.tls(pair)) as server:
        found = clients(server.port).request("GET", "/")
    assert (found.status, found.retry_after_s, len(server.asked)) == (503, 9, 1)


CERTIFICATES = {
    "wrong name": (lambda: AUTHORITY.pair("other.example"), "another name"),
    "expired": (lambda: AUTHORITY.pair("localhost", starts=-9, ends=-1), "expired"),
    "not yet": (lambda: AUTHORITY.pair("localhost", starts=2), "not valid yet"),
    "other root": (lambda: Authority("Another").pair("localhost"), "not trusted"),
}


@pytest.mark.parametrize("name", list(CERTIFICATES))
def test_a_server_that_is_not_believed(
    clients: Callable[..., Client], tmp_path: Path, name: str
) -> None:
    """It is said why, and no byte of the request was sent."""
    made, words = CERTIFICATES[name]
    with servers.serving(OK, servers.tls(made().file(tmp_path, "pair"))) as server:
        told = failure(clients(server.port))
    assert (told.kind, told.sent) == ("certificate", False)
    assert words in told.message
    assert server.asked == []


def test_an_address_in_place_of_a_name(
    clients: Callable[..., Client], pair: Path, tmp_path: Path
) -> None:
    """The certificate must hold the address."""
    with servers.serving(OK, servers.tls(pair)) as server:
        assert clients(server.port, host="127.0.0.1").request("GET", "/").status == 200
    named = AUTHORITY.pair("localhost").file(tmp_path, "pair")
    with servers.serving(OK, servers.tls(named)) as server:
        assert failure(clients(server.port, host="127.0.0.1")).kind == "certificate"


def test_the_system_trusts_nobody_of_the_tests(clients: Callable[..., Client], pair: Path) -> None:
    """Without a CA of its own a client has the system's roots."""
    with servers.serving(OK, servers.tls(pair)) as server:
        assert failure(clients(server.port, ca_pem=None)).kind == "certificate"


def test_a_servers_own_certificate_can_be_given(clients: Callable[..., Client], pair: Path) -> None:
    """In place of an authority, as for a box at home."""
    own = pair.read_text().split("-----BEGIN PRIVATE")[0]
    with servers.serving(OK, servers.tls(pair)) as server:
        assert clients(server.port, ca_pem=own).request("GET", "/").status == 200


def test_a_server_that_wants_to_know_us(clients: Callable[..., Client], pair: Path) -> None:
    """With a certificate it answers; without one, or with a stranger's, it is said why not."""
    ours = AUTHORITY.pair("us")
    strange = Authority("Another").pair("us")
    with servers.serving(OK, servers.tls(pair, clients=AUTHORITY.pem)) as server:
        shown = Identity(ours.certificate, ours.key)
        assert clients(server.port, identity=shown).request("POST", "/").status == 200
        for identity in (None, Identity(strange.certificate, strange.key)):
            told = failure(clients(server.port, identity=identity))
            assert told.kind == "certificate", told.message
            assert "client certificate" in told.message


def test_a_server_of_old(clients: Callable[..., Client], pair: Path) -> None:
    """TLS 1.1 is not spoken."""
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        old = servers.tls(pair, only=ssl.TLSVersion.TLSv1_1)
    with servers.serving(OK, old) as server:
        told = failure(clients(server.port))
    assert (told.kind, told.sent) == ("certificate", False)
    assert "TLS" in told.message


def test_a_server_without_tls(clients: Callable[..., Client]) -> None:
    """An https address where plain http is spoken."""

    def plain(listener: socket.socket) -> None:
        sock, _ = listener.accept()
        with sock:
            sock.recv(10_000)
            sock.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
            sock.recv(10_000)

    with servers.listening() as (listener, server):
        thread = threading.Thread(target=plain, args=(listener,))
        thread.start()
        told = failure(clients(server.port))
        thread.join(20)
    assert (told.kind, told.sent) == ("protocol", False), told.message


def dribbles(_asked: servers.Asked, sock: socket.socket) -> None:
    """A header now and then, for ever."""
    sock.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        sock.sendall(b"X-More: 1\r\n")
        time.sleep(0.01)  # it is the server that is slow


def continues(_asked: servers.Asked, sock: socket.socket) -> None:
    """Says for ever that it will go on."""
    sock.settimeout(0.5)  # who hung up takes no more, and does not say so
    while True:
        sock.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")


def drips(_asked: servers.Asked, sock: socket.socket) -> None:
    """A body by the byte."""
    sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n")
    while True:
        sock.sendall(b"x")
        time.sleep(0.01)  # it is the server that is slow


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
MANY = b"".join(b"X-%d: 1\r\n" % n for n in range(200))
ODD = {
    "silent": (lambda *_: time.sleep(2), "timeout"),
    "dribbles": (dribbles, "timeout"),
    "drips": (drips, "timeout"),
    "continues": (continues, "timeout"),
    "resets": (servers.reset, "reset"),
    "hangs up": (servers.hang_up, "reset"),
    "short": (servers.says(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"), "timeout"),
    "other": (servers.says(b"SSH-2.0-OpenSSH_9.6\r\n"), "protocol"),
    "huge": (servers.says(servers.ok(b"x" * 200_000)), "too_large"),
    "huge chunks": (servers.says(CHUNKED + b"20000\r\n" + b"x" * 0x20000 + b"\r\n"), "too_large"),
    "no chunk": (servers.says(CHUNKED + b"zz\r\nx"), "reset"),
    "long header": (servers.says(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000), "too_large"),
    "many headers": (servers.says(b"HTTP/1.1 200 OK\r\n" + MANY + b"\r\n"), "too_large"),
    "long headers": (
        servers.says(servers.ok(b"", *(f"X-{n}: {'y' * 40_000}" for n in range(2)))),
        "too_large",
    ),
    "redirects": (
        servers.says(servers.ok(b"", "Location: https://b.example/", status="307 There")),
        "redirect",
    ),
}


@pytest.mark.parametrize("name", list(ODD))
def test_odd_servers(clients: Callable[..., Client], pair: Path, name: str) -> None:
    """Each has its kind, the request may have arrived, and none is waited for."""
    answers, kind = ODD[name]
    with servers.serving(answers, servers.tls(pair)) as server:
        started = time.monotonic()
        told = failure(clients(server.port, step_s=0.4 if kind == "timeout" else 20.0))
        assert time.monotonic() - started < 10
    assert (told.kind, told.sent) == (kind, True), told.message
    assert len(server.asked) == 1
    assert told.message.endswith(".")


def test_after_an_odd_answer_the_next_is_asked_anew(
    clients: Callable[..., Client], pair: Path
) -> None:
    """On a connection of its own: nothing of the last answer is taken for this one."""
    answers = iter([servers.ok(b"x" * 200_000), servers.ok(b"hi")])
    with servers.serving(lambda _, sock: sock.sendall(next(answers)), servers.tls(pair)) as server:
        client = clients(server.port)
        assert failure(client).kind == "too_large"
        assert client.request("GET", "/").body == b"hi"
    assert server.connections == 2


def test_a_connection_that_the_server_ended_is_made_anew(
    clients: Callable[..., Client], pair: Path
) -> None:
    """Between two requests; with or without notice."""
    for extra in ([], ["Connection: close"]):

        def once(asked: servers.Asked, sock: socket.socket, extra: list[str] = extra) -> None:
            sock.sendall(servers.ok(b"hi", *extra))
            servers.hang_up(asked, sock)

        with servers.serving(once, servers.tls(pair)) as server:
            client = clients(server.port)
            assert [client.request("GET", "/").status for _ in range(3)] == [200] * 3
        assert server.connections == 3


def test_an_answer_before_the_end_of_the_request(
    clients: Callable[..., Client],
) -> None:
    """A server that says early that it is too much is heard."""

    def early(listener: socket.socket) -> None:
        sock, _ = listener.accept()
        with sock:
            sock.recv(1000)
            sock.sendall(servers.ok(b"no", "Connection: close", status="413 Too Large"))
            while sock.recv(1 << 20):
                pass

    with servers.listening() as (listener, server):
        thread = threading.Thread(target=early, args=(listener,))
        thread.start()
        client = clients(server.port, scheme="http")
        assert client.request("POST", "/", body=b"x" * 4_000_000).status == 413
        client.close()
        thread.join(20)


def test_nobody_there(clients: Callable[..., Client]) -> None:
    """No server, and a name that is none."""
    with servers.listening() as (listener, server):
        listener.close()
        assert failure(clients(server.port)).kind == "connect"


def closing(client: Client, when: threading.Event) -> threading.Thread:
    """Close a client from another thread at a moment."""

    def close() -> None:
        when.wait(20)
        client.close()

    thread = threading.Thread(target=close)
    thread.start()
    return thread


def test_closing_while_an_answer_is_awaited(clients: Callable[..., Client], pair: Path) -> None:
    """At once, and it may have arrived; then nothing is sent any more."""
    with servers.serving(lambda *_: server.hold(), servers.tls(pair)) as server:
        client = clients(server.port)
        thread = closing(client, server.came)
        started = time.monotonic()
        told = failure(client)
        assert time.monotonic() - started < 5
        assert (told.kind, told.sent) == ("closed", True)
        told = failure(client)
        assert (told.kind, told.sent) == ("closed", False)
        thread.join(20)


def test_closing_while_the_body_is_sent(clients: Callable[..., Client]) -> None:
    """To a server that does not read on: the line is full, and hanging up ends it."""
    begun = threading.Event()

    def some(listener: socket.socket) -> None:
        sock, _ = listener.accept()
        with sock:
            sock.recv(1000)
            begun.set()
            server.hold()

    with servers.listening() as (listener, server):
        reading = threading.Thread(target=some, args=(listener,))
        reading.start()
        client = clients(server.port, scheme="http")
        thread = closing(client, begun)
        started = time.monotonic()
        told = failure(client, body=b"x" * 30_000_000)
        assert time.monotonic() - started < 5
        assert (told.kind, told.sent) == ("closed", True)
        server.over.set()
        thread.join(20)
        reading.join(20)


def test_closing_in_the_handshake(clients: Callable[..., Client]) -> None:
    """A server that accepts and never speaks TLS."""
    with servers.listening() as (listener, server):
        client = clients(server.port)
        came = threading.Event()

        def accept() -> None:
            sock, _ = listener.accept()
            with sock:
                sock.recv(10)
                came.set()
                server.hold()

        accepting = threading.Thread(target=accept)
        accepting.start()
        thread = closing(client, came)
        started = time.monotonic()
        told = failure(client)
        assert time.monotonic() - started < 5
        assert (told.kind, told.sent) == ("closed", False)
        server.over.set()
        accepting.join(20)
        thread.join(20)


def test_a_body_that_nobody_reads_is_a_time_out(clients: Callable[..., Client]) -> None:
    """Each piece has its seconds."""
    with servers.listening() as (_, server):
        told = failure(clients(server.port, scheme="http", step_s=0.3), body=b"x" * 30_000_000)
    assert (told.kind, told.sent) == ("timeout", True)


def test_unencrypted_only_here(clients: Callable[..., Client]) -> None:
    """Plain http reaches this computer; by a proxy nothing goes but what the caller lets out."""
    with servers.serving(OK) as server:
        assert clients(server.port, scheme="http").request("GET", "/").body == b"hi"
    proxy = Proxy(Origin("http", "127.0.0.1", 1))
    with pytest.raises(UpstreamError, match="unencrypted") as caught:
        clients(80, scheme="http", host="tsa.example", proxy=proxy)
    assert caught.value.kind == "refused"


CREDENTIALS = "Basic dXNlcjpw4nNz"  # user:pâss in Latin-1


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_through_a_proxy(clients: Callable[..., Client], pair: Path, scheme: str) -> None:
    """TLS to the server itself within it; credentials are for the proxy alone."""
    secure = servers.tls(pair) if scheme == "https" else None
    with (
        servers.serving(OK, servers.tls(pair)) as server,
        servers.proxying(credentials=CREDENTIALS, tls=secure) as by,
    ):
        proxy = Proxy(Origin(scheme, "localhost", by.port), "user", "pâss", ca_pem=AUTHORITY.pem)
        client = clients(server.port, proxy=proxy)
        assert client.request("POST", "/", body=b"x" * 100_000).body == b"hi"
        assert client.request("POST", "/").body == b"hi"
        told = failure(clients(server.port, proxy=Proxy(proxy.origin, ca_pem=AUTHORITY.pem)))
        client.close()
    assert [it.line for it in by.asked] == [f"CONNECT localhost:{server.port} HTTP/1.0"] * 2
    assert "proxy-authorization" not in server.asked[0].headers
    assert (told.kind, told.status, told.sent) == ("proxy", 407, False)


def test_a_time_stamp_through_a_proxy(clients: Callable[..., Client]) -> None:
    """Plain http that the caller lets out goes to the proxy as a whole URL, which looks it up."""
    with servers.proxying() as by:
        proxy = Proxy(Origin("http", "127.0.0.1", by.port))
        client = clients(80, scheme="http", host="tsa.invalid", plain=True, proxy=proxy)
        assert (
            client.request("POST", "/tsr", body=b"q").body == b"asked for http://tsa.invalid:80/tsr"
        )


def test_a_proxy_that_does_not_get_there(clients: Callable[..., Client], pair: Path) -> None:
    """Its trouble is told as its own."""
    refuses = servers.says(servers.ok(status="502 No"))
    with servers.serving(refuses) as by:
        told = failure(clients(443, proxy=Proxy(Origin("http", "127.0.0.1", by.port))))
    assert (told.kind, told.status) == ("connect", 502)
    with servers.serving(servers.says(b"what?\r\n\r\n")) as by:
        told = failure(clients(443, proxy=Proxy(Origin("http", "127.0.0.1", by.port))))
    assert told.kind == "protocol"
    assert told.message.startswith("The proxy on the way to localhost:443")
    with servers.serving(OK, servers.tls(pair)) as by:
        told = failure(clients(443, proxy=Proxy(Origin("https", "127.0.0.1", by.port))))
    assert told.kind == "certificate"
    assert "proxy" in told.message


@pytest.mark.parametrize(
    ("target", "headers"),
    [
        ("no-slash", {}),
        ("/a b", {}),
        ("/a\r\nX: 1", {}),
        ("/ü", {}),
        ("/", {"X-A": "secret\r\nX-B: 1"}),
        ("/", {"X-A": "secret\x00"}),
        ("/", {"X-A": "secret\u20ac"}),
        ("/", {"X A": "secret"}),
        ("/", {"": "secret"}),
    ],
)
def test_what_cannot_be_sent(
    clients: Callable[..., Client], target: str, headers: dict[str, str]
) -> None:
    """It is said before anything is sent, without the header's value: it may be a credential."""
    with pytest.raises(ConfigError) as caught:
        clients(1).request("GET", target, headers=headers)
    assert "secret" not in str(caught.value)


# In a process of its own, whose hook is the real one. What names lead to is said by the test.
AT_THE_DOOR = """
import socket, sys
from desktop_app.errors import UpstreamError
from desktop_app.host.egress import door
from desktop_app.host.egress.client import Client
from desktop_app.host.egress.origins import Origin
from desktop_app.host.egress.places import Place
port, leads_to = int(sys.argv[1]), sys.argv[2]
real = socket.getaddrinfo
def look(host, port, *rest, **more):
    if host != "collector.test":
        return real(host, port, *rest, **more)
    sys.audit("socket.getaddrinfo", host, port, 0, 0, 0)
    return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (leads_to, port))]
heard = []
door.report_to(heard.append)
door.shut()
socket.getaddrinfo = look
def ask(host="collector.test", port=port):
    client = Client(Origin("http", host, port), plain=True)
    try:
        print(client.request("GET", "/").status)
    except UpstreamError as error:
        print(error.kind, error.sent)
    client.close()
ask()
door.open_to([Place("collector.test", port)])
ask()
# Nothing of ours is at a private address: it is not asked, the test ends at what is refused.
door.open_to([Place("collector.test", port, own_network=leads_to == "127.0.0.1")])
ask()
ask(port=port + 1)
ask(host="other.test")
ask(host="127.0.0.1")
door.shut()
ask()
ask(host="127.0.0.1")
print(len(heard), *sorted({it.target for it in heard}), sep="\\n")
"""


@pytest.mark.parametrize("leads_to", ["127.0.0.1", "10.0.0.1"])
def test_by_the_door_alone(leads_to: str) -> None:
    """Shut, open to a name that leads inside, open to the own network, and shut again."""
    with servers.serving(OK) as server:
        done = subprocess.run(
            [sys.executable, "-c", AT_THE_DOOR, str(server.port), leads_to],
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
    answers, heard = done.stdout.splitlines()[:8], done.stdout.splitlines()[8:]
    refused = "refused False"
    near = "200" if leads_to == "127.0.0.1" else refused
    assert answers == [refused, refused, near, *[refused] * 4, "200"]
    assert f"collector.test:{server.port} at {leads_to}" in heard
    assert f"other.test:{server.port}" in heard
