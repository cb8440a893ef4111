"""Where objects go: below an https URL by PUT, and into a folder; a bucket is `bucket`."""

from __future__ import annotations

import os
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop_app.courier import reaching
from desktop_app.courier.outbox import bundle_of
from desktop_app.errors import StorageError, UpstreamError
from desktop_app.host import files
from desktop_app.host.egress.answers import MAX_ANSWER_BYTES, Answer
from desktop_app.upstream.answers import (
    THERE_ALREADY,
    Accepted,
    Again,
    Mend,
    Refused,
    judge_status,
)
from desktop_app.upstream.notice import url_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from desktop_app.courier.putting import Object
    from desktop_app.upstream.answers import Outcome
    from desktop_app.upstream.places import Upstream

MAX_PUT: Final = 256 * 1024 * 1024  # bytes, of one request that is held in memory
NOT_IT: Final = "Its copy is not what was handed over any more."
_FOLDER_S = 60.0
_PIECE = 1 << 20
_FORBIDDEN = (401, 403, 407)
_FOUND, _PIECE_FOUND = 200, 206
_ANOTHER: Final = Refused("Something else is there under its name.")
_UNKNOWN: Final = Refused(
    "Something is there under its name, shown neither in pieces nor by a digest: whether it is "
    "this is not known."
)


class Below:
    """Objects below a URL, by PUT with `If-None-Match: *` (RFC 9110, section 13.1.2).

    `Content-Digest` is RFC 9530's.
    """

    def __init__(self, upstream: Upstream, secrets: Mapping[str, str]) -> None:
        self._upstream = upstream
        self._client = reaching.client(upstream, secrets)
        self._headers = reaching.headers(upstream, secrets)
        url = url_of(upstream)
        self._base = "/" if url is None else url.target

    def put(self, put: Object, *, attempt: int, chance: float) -> Outcome:
        """Put one; raises UpstreamError where there is no answer."""
        if put.size > MAX_PUT:
            return Refused("It has more than 256 MiB: a bucket takes it.")
        body = put.content if isinstance(put.content, bytes) else put.content.read_bytes()
        digest = sha256(body)
        if bundle_of(put.name) not in ("", digest.hexdigest()):
            return Refused(NOT_IT)
        headers = {
            **self._headers,
            "content-type": put.content_type,
            "if-none-match": "*",
            "content-digest": f"sha-256={_field(digest.digest())}",
        }
        target = self._base + put.name
        answer = self._client.request("PUT", target, headers=headers, body=body)
        if answer.status == THERE_ALREADY:
            return self._looked_at(target, body, attempt=attempt, chance=chance)
        return self._judged(answer, attempt=attempt, chance=chance)

    def _judged(self, answer: Answer, *, attempt: int, chance: float) -> Outcome:
        return judge_status(
            self._upstream.kind,
            answer.status,
            answer.headers,
            attempt=attempt,
            chance=chance,
            divisible=False,
        )

    def _looked_at(self, target: str, body: bytes, *, attempt: int, chance: float) -> Outcome:
        """Return whether what lies there is this, all of it.

        A server says that something is there; that it is ours is seen, or it has not arrived. What
        is large is asked for in pieces of what is read of an answer (RFC 9110, section 14).
        """
        for start in range(0, len(body), MAX_ANSWER_BYTES):
            piece = body[start : start + MAX_ANSWER_BYTES]
            is_all = len(piece) == len(body)
            span = f"{start}-{start + len(piece) - 1}"
            asked = {} if is_all else {"range": f"bytes={span}"}
            try:
                found = self._client.request("GET", target, headers={**self._headers, **asked})
            except UpstreamError as error:
                if error.kind != "too_large":
                    raise
                return self._by_digest(target, body)  # it knows no pieces, or there is more there
            if found.status not in (_FOUND, _PIECE_FOUND):
                judged = self._judged(found, attempt=attempt, chance=chance)
                return judged if isinstance(judged, Again) else _not_shown(found)
            told = found.headers.get("content-range")
            if found.body != piece or not (is_all or told == f"bytes {span}/{len(body)}"):
                return _ANOTHER
        return Accepted()

    def _by_digest(self, target: str, body: bytes) -> Outcome:
        """Return whether what lies there is this, as its server says (RFC 9530)."""
        asked = {**self._headers, "want-repr-digest": "sha-256=10"}
        found = self._client.request("HEAD", target, headers=asked)
        told = found.headers.get("repr-digest", "")
        if found.status != _FOUND:
            return _not_shown(found)
        if f"sha-256={_field(sha256(body).digest())}" in map(str.strip, told.split(",")):
            return Accepted()
        if "sha-256=" in told or found.headers.get("content-length") != str(len(body)):
            return _ANOTHER
        return _UNKNOWN

    def test(self) -> None:
        """Ask for the place itself; raises UpstreamError where that is forbidden."""
        answer = self._client.request("HEAD", self._base, headers=self._headers)
        if answer.status in _FORBIDDEN:
            raise UpstreamError(
                f"It was reached, and answers with HTTP {answer.status}.",
                kind="protocol",
                status=answer.status,
                hint="Look at what `--header` gives it.",
            )

    def close(self) -> None:
        """Hang up, from any thread."""
        self._client.close()


class Folder:
    """Objects as files below a folder, never over one that is there."""

    def __init__(self, where: str) -> None:
        self._root = Path(where)

    def put(self, put: Object, *, attempt: int, chance: float) -> Outcome:
        """Write one, whole or not at all."""
        del attempt, chance
        file = self._root / put.name
        try:
            if not self._root.is_dir():
                return Mend(_FOLDER_S, f"The folder {self._root} is not there.")
            if file.exists():
                same = file.stat().st_size == put.size and _digest(file) == _digest(put.content)
                return Accepted() if same else Refused("Another file is there under its name.")
            file.parent.mkdir(parents=True, exist_ok=True)
            if not _write(file, put.content):
                return Refused(NOT_IT)
        except OSError as error:
            return Mend(_FOLDER_S, f"It cannot be written to {self._root}: {error.strerror}.")
        return Accepted()

    def test(self) -> None:
        """Write an empty file and take it away; raises StorageError where that fails."""
        probe = self._root / f".countersign-test-{os.getpid()}"
        try:
            probe.write_bytes(b"")
            probe.unlink()
        except OSError as error:
            raise StorageError(f"{self._root} cannot be written: {error.strerror}.") from error

    def close(self) -> None:
        """Nothing is open in between."""


def _write(file: Path, content: bytes | Path) -> bool:
    """Write a file, whole or not at all, where there is none; False where it is not what it was."""
    half = file.with_name(f".{file.name}.half")
    half.unlink(missing_ok=True)
    digest = sha256()
    with half.open("xb") as copy:  # a link that somebody put there leads nowhere
        for piece in _pieces(content):
            digest.update(piece)
            copy.write(piece)
        copy.flush()
        os.fsync(copy.fileno())
    if bundle_of(file.name) not in ("", digest.hexdigest()):
        half.unlink()
        return False
    _name(half, file)
    files.sync_dir(file.parent)
    return True


def _name(half: Path, file: Path) -> None:
    """Give a file its name, never that of another one."""
    try:
        file.hardlink_to(half)
    except FileExistsError:
        raise
    except OSError:  # a file system without links: between look and name somebody could come
        half.replace(file)
    else:
        half.unlink()


def _not_shown(answer: Answer) -> Outcome:
    return Refused(f"It says that something is there, and shows it not (HTTP {answer.status}).")


def _field(digest: bytes) -> str:
    """Return a byte sequence of RFC 8941."""
    return f":{b64encode(digest).decode()}:"


def _digest(content: bytes | Path) -> bytes:
    digest = sha256()
    for piece in _pieces(content):
        digest.update(piece)
    return digest.digest()


def _pieces(content: bytes | Path) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    with content.open("rb") as source:
        while piece := source.read(_PIECE):
            yield piece
