"""Where objects go: a real server, a real folder; never over what is there."""

from __future__ import annotations

import os
from base64 import b64encode
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.courier import stores
from desktop_app.courier.putting import Object
from desktop_app.courier.stores import Below, Folder
from desktop_app.errors import StorageError, UpstreamError
from desktop_app.upstream.answers import Accepted, Again, Mend, Refused
from desktop_app.upstream.places import Kind
from tests.fakes import servers
from tests.fakes.upstreams import upstream

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator

NAME = "00112233445566ff/checkpoints/9-0011223344556677"
NOTE = b"countersign/00112233445566ff\n9\n...\n"


MADE: list[Below] = []


def thing(content: bytes | Path = NOTE, name: str = NAME) -> Object:
    """Return an object."""
    size = len(content) if isinstance(content, bytes) else content.stat().st_size
    return Object(0, 8, name, "text/plain", content, size)


def put(store: Below | Folder, one: Object) -> Any:
    """Put one for the first time."""
    return store.put(one, attempt=1, chance=0.5)


def below(server: servers.Server, **more: Any) -> Below:
    """Return the store below a server's path."""
    where = f"http://127.0.0.1:{server.port}/kept/"
    made = Below(upstream(Kind.HTTPS, where=where, **more), {"header:Api-Key": "kk"})
    MADE.append(made)
    return made


@contextmanager
def serving(said: bytes) -> Iterator[servers.Server]:
    """Run a server that says this, until all stores have hung up."""
    with servers.serving(servers.says(said)) as server:
        try:
            yield server
        finally:
            while MADE:
                MADE.pop().close()


def test_an_object_is_put_below_the_place_unless_it_is_there(tmp_path: Path) -> None:
    """With a digest of what it is; from bytes and from a file alike."""
    file = tmp_path / "b.zip"
    file.write_bytes(NOTE)
    with serving(servers.ok(status="201 Created")) as server:
        store = below(server, headers=("Api-Key",))
        assert put(store, thing()) == put(store, thing(file)) == Accepted()
    one, two = server.asked
    assert one == two
    assert (one.line, one.body) == (f"PUT /kept/{NAME} HTTP/1.1", NOTE)
    assert (one.headers["if-none-match"], one.headers["api-key"]) == ("*", "kk")
    digest = b64encode(sha256(NOTE).digest()).decode()
    assert one.headers["content-digest"] == f"sha-256=:{digest}:"
    assert one.headers["content-type"] == "text/plain"


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("500 Oh", Again(1.0, "HTTP 500")),
        ("403 No", Mend(75.0, "HTTP 403")),
        ("413 Large", Refused("HTTP 413")),
    ],
)
def test_what_a_status_means_is_judged(status: str, outcome: object) -> None:
    """What is there already has arrived; an object has no halves."""
    with serving(servers.ok(status=status)) as server:
        assert put(below(server), thing()) == outcome


@pytest.mark.parametrize(
    ("shown", "status", "outcome"),
    [
        (NOTE, "200 OK", Accepted()),
        (b"other", "200 OK", Refused("Something else is there under its name.")),
        (
            b"",
            "403 No",
            Refused("It says that something is there, and shows it not (HTTP 403)."),
        ),
    ],
)
def test_what_is_there_already_is_looked_at(shown: bytes, status: str, outcome: object) -> None:
    """A server's word that something is there is no proof that it is ours."""
    said = [servers.ok(status="412 There"), servers.ok(shown, status=status)]
    with servers.serving(lambda _asked, sock: sock.sendall(said.pop(0))) as server:
        try:
            assert put(below(server), thing()) == outcome
        finally:
            MADE.pop().close()


LARGE = bytes(range(256)) * 600  # three pieces, the last one short


class Large:
    """A server under whose name something large lies; it shows it in one way or another.

    Args:
        there: what.
        by: "pieces", "digest", "length", or an answer's status line.
    """

    def __init__(self, there: bytes, by: str) -> None:
        self.there, self.by = there, by

    def __call__(self, asked: servers.Asked, sock: socket.socket) -> None:
        """Answer one request."""
        method, span = asked.line.split()[0], asked.headers.get("range")
        if method == "PUT":
            sock.sendall(servers.ok(status="412 There"))
        elif method == "HEAD":
            sock.sendall(self._head(asked))
        elif self.by[0].isdigit():
            sock.sendall(servers.ok(status=self.by))
        elif span is not None and self.by == "pieces":
            first, last = map(int, span.removeprefix("bytes=").split("-"))
            piece = self.there[first : last + 1]
            told = f"Content-Range: bytes {first}-{first + len(piece) - 1}/{len(self.there)}"
            sock.sendall(servers.ok(piece, told, status="206 Piece"))
        else:
            with suppress(OSError):  # it is hung up on
                sock.sendall(servers.ok(self.there))

    def _head(self, asked: servers.Asked) -> bytes:
        assert asked.headers["want-repr-digest"] == "sha-256=10"
        digest = b64encode(sha256(self.there).digest()).decode()
        told = f"\r\nRepr-Digest: md5=:AA==:, sha-256=:{digest}:" if self.by == "digest" else ""
        return f"HTTP/1.1 200 OK\r\nContent-Length: {len(self.there)}{told}\r\n\r\n".encode()


OTHER = LARGE[:-1] + b"x"  # as long


@pytest.mark.parametrize(
    ("there", "by", "outcome"),
    [
        (LARGE, "pieces", Accepted()),
        (OTHER, "pieces", stores._ANOTHER),
        (LARGE + b"more", "pieces", stores._ANOTHER),
        (LARGE[:-1], "pieces", stores._ANOTHER),
        (LARGE[:100], "whole", stores._ANOTHER),
        (LARGE, "digest", Accepted()),
        (OTHER, "digest", stores._ANOTHER),
        (LARGE, "length", stores._UNKNOWN),
        (LARGE + b"more", "length", stores._ANOTHER),
        (LARGE, "503 Later", Again(1.0, "HTTP 503")),
        (LARGE, "404 No", Refused("It says that something is there, and shows it not (HTTP 404).")),
    ],
)
def test_what_is_large_and_there_already_is_looked_at_to_its_end(
    there: bytes, by: str, outcome: object
) -> None:
    """In pieces, by its digest where a server knows none of them; its length alone is nothing."""
    with servers.serving(Large(there, by)) as server:
        try:
            assert put(below(server), thing(LARGE)) == outcome
        finally:
            MADE.pop().close()
    spans = [asked.headers["range"] for asked in server.asked if "range" in asked.headers]
    if (there, by) == (LARGE, "pieces"):
        assert spans == ["bytes=0-65535", "bytes=65536-131071", "bytes=131072-153599"]


def test_what_is_small_and_lies_under_something_large_is_another() -> None:
    """It is not waited for."""
    with servers.serving(Large(LARGE, "pieces")) as server:
        try:
            assert put(below(server), thing()) == stores._ANOTHER
        finally:
            MADE.pop().close()


def test_what_is_too_large_for_one_request_is_not_begun(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It would be held in memory."""
    monkeypatch.setattr(stores, "MAX_PUT", 3)
    with serving(servers.ok()) as server:
        assert isinstance(put(below(server), thing()), Refused)
    assert server.asked == []


def test_a_try_asks_for_the_place_alone() -> None:
    """That nobody may look there is no failure, that nobody may come is."""
    with serving(b"HTTP/1.1 404 No\r\n\r\n") as server:
        below(server).test()
    assert server.asked[0].line == "HEAD /kept/ HTTP/1.1"
    with (
        serving(b"HTTP/1.1 401 No\r\n\r\n") as server,
        pytest.raises(UpstreamError, match="401"),
    ):
        below(server).test()
    store = below(server)
    store.close()
    with pytest.raises(UpstreamError):
        put(store, thing())


def test_a_folder_holds_objects_as_files(tmp_path: Path) -> None:
    """Whole, in folders of their own; the same again is there already."""
    file = tmp_path / "b.zip"
    file.write_bytes(b"PK" * 3_000_000)
    store = Folder(str(tmp_path / "kept"))
    (tmp_path / "kept").mkdir()
    for _ in range(2):
        assert put(store, thing()) == Accepted()
        assert put(store, thing(file, "x/bundles/a.zip")) == Accepted()
    assert (tmp_path / "kept" / NAME).read_bytes() == NOTE
    assert (tmp_path / "kept/x/bundles/a.zip").read_bytes() == file.read_bytes()
    found = [path for path in (tmp_path / "kept").rglob("*") if path.is_file()]
    assert len(found) == 2


def test_another_file_under_the_name_stays(tmp_path: Path) -> None:
    """Whether it has as many bytes or not: refused, and named."""
    store, file = Folder(str(tmp_path)), tmp_path / NAME
    file.parent.mkdir(parents=True)
    for other in (b"x" * len(NOTE), b"shorter"):
        file.write_bytes(other)
        assert put(store, thing()) == Refused("Another file is there under its name.")
        assert file.read_bytes() == other


def test_one_that_comes_in_between_stays_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between look and name somebody else wrote it; where links are not known, too, it is whole."""
    file = tmp_path / NAME
    synced = os.fsync

    def meanwhile(number: int) -> None:
        synced(number)
        file.write_bytes(b"theirs")

    monkeypatch.setattr(os, "fsync", meanwhile)
    assert isinstance(put(Folder(str(tmp_path)), thing()), Mend)
    assert file.read_bytes() == b"theirs"
    monkeypatch.undo()
    file.unlink()

    def unknown(_file: Path, _half: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", unknown)
    assert put(Folder(str(tmp_path)), thing()) == Accepted()
    assert file.read_bytes() == NOTE
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_a_link_that_somebody_left_there_is_not_written_through(tmp_path: Path) -> None:
    """The folder may be shared: what the link leads to is not ours."""
    mine = tmp_path / "mine"
    mine.write_bytes(b"mine")
    half = (tmp_path / NAME).with_name(f".{Path(NAME).name}.half")
    half.parent.mkdir(parents=True)
    half.symlink_to(mine)
    assert put(Folder(str(tmp_path)), thing()) == Accepted()
    assert mine.read_bytes() == b"mine"
    assert (tmp_path / NAME).read_bytes() == NOTE
    assert not half.is_symlink()


def test_a_folder_that_is_not_there_is_for_a_person_to_mend(tmp_path: Path) -> None:
    """It is never made: what was mounted there may come back."""
    store = Folder(str(tmp_path / "stick"))
    found = put(store, thing())
    assert isinstance(found, Mend)
    assert "is not there" in found.why
    assert not (tmp_path / "stick").exists()
    with pytest.raises(StorageError, match="cannot be written"):
        store.test()


def test_what_cannot_be_written_is_for_a_person_to_mend(tmp_path: Path) -> None:
    """And a try of it leaves nothing."""
    (tmp_path / "00112233445566ff").write_bytes(b"a file in the way")
    store = Folder(str(tmp_path))
    found = put(store, thing())
    assert isinstance(found, Mend)
    assert "cannot be written" in found.why
    store.test()
    store.close()
    assert [path.name for path in tmp_path.iterdir()] == ["00112233445566ff"]


@pytest.mark.parametrize("large", [False, True])
def test_a_bundle_that_is_not_what_its_name_says_is_not_put(tmp_path: Path, *, large: bool) -> None:
    """Not one byte of it: another program exchanged the copy."""
    copy = tmp_path / "copy.zip"
    copy.write_bytes(b"a file of yours" * (1 + large * 9_999))
    one = thing(copy, f"00112233445566ff/bundles/{'e' * 64}.zip")
    with serving(servers.ok()) as server:
        assert put(below(server), one) == Refused(stores.NOT_IT)
        assert server.connections == 0
    assert put(Folder(str(tmp_path)), one) == Refused(stores.NOT_IT)
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == [copy]
