"""Content of any length that an agent hands over by itself: taken in pieces, never held whole.

Promise: as `handed`: redacted before it is stored, kept under a consent alone, durable when it is
answered. What comes waits in a `Spool` until it is whole, so that a slow sender holds up nobody;
then it goes into the vault, in short transactions. Without a consent, and while recording is
paused, nothing of it is written anywhere. What is cut off leaves nothing.
`resources/docs/vault.md`, "Long content".
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import BoundedSemaphore, Event, RLock
from typing import TYPE_CHECKING

from desktop_app.errors import OverloadedError, StorageError, TooLargeError
from desktop_app.model.content import Content
from desktop_app.recorder import spool
from desktop_app.recorder.cleaned import Cleaned
from desktop_app.recorder.handed import parse_named, told
from desktop_app.recorder.keeping import CLOSED, FAILED, FULL
from desktop_app.recorder.said import Said
from desktop_app.recorder.spool import Spool
from desktop_app.redact.marks import ContentDigest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from concurrent.futures import Future
    from pathlib import Path

    from desktop_app.model.canonical import JSON
    from desktop_app.model.content import Laid
    from desktop_app.model.ids import IdSource
    from desktop_app.receive.request import Sender
    from desktop_app.recorder.agents_share import AgentsShare
    from desktop_app.recorder.handed import Handed, Head
    from desktop_app.recorder.keeping import Keeping
    from desktop_app.redact.redactor import Redactor

MOST = 8  # uploads at once; each may take the disk's room for what it is long
PASSING_ON = 2  # of them on their way into the vault


@dataclass(frozen=True, slots=True)
class Around:
    """What all uploads share."""

    handed: Handed
    keeping: Keeping
    share: AgentsShare
    redactor: Callable[[], Redactor]
    folder: Path
    ids: IdSource
    closing: Event


class Uploads:
    """Takes long content. Thread safe.

    Args:
        handed: writes down what was handed over.
        keeping: the vault.
        share: what agents may fill of it.
        redactor: the detectors in force.
        folder: where content waits.
        ids: makes keys.
        most_bytes: of one content.
    """

    def __init__(
        self,
        handed: Handed,
        keeping: Keeping,
        *,
        share: AgentsShare,
        redactor: Callable[[], Redactor],
        folder: Path,
        ids: IdSource,
        most_bytes: Callable[[], int],
    ) -> None:
        spool.clear(folder)
        self._around = Around(handed, keeping, share, redactor, folder, ids, Event())
        self._most_bytes = most_bytes
        self._room = BoundedSemaphore(MOST)
        self._threads = ThreadPoolExecutor(PASSING_ON, thread_name_prefix="passing-on")

    def begin(self, value: Mapping[str, JSON], media: str, declared: int, sender: Sender) -> Upload:
        """Take what is said of content, before a byte of it came.

        Args:
            value: of the query.
            media: its Content-Type.
            declared: bytes that will come; 0 where that is not known.
            sender: who hands it over.

        Raises:
            MalformedRequestError: a field is missing, unknown or too long.
            TooLargeError, AgentsShareError: there will be no room for so much.
            OverloadedError: too many are under way, or the ledger is not open.
        """
        around, most = self._around, self._most_bytes()
        head = around.handed.head(parse_named(value, media), sender)
        if declared > most:
            raise _too_large(most)
        around.share.check_room(head.purpose, declared)
        if not self._room.acquire(blocking=False):
            raise OverloadedError(f"{MOST} contents are being handed over just now.")
        try:
            return Upload(around, head, most, self._threads, self._room.release)
        except BaseException:
            self._room.release()
            raise

    def close(self) -> None:
        """Cut off what is being passed on, and end the threads."""
        self._around.closing.set()
        self._threads.shutdown(wait=True)


class Upload:
    """One content that comes. `write` all of it, then `end`; `close` whatever happened."""

    def __init__(
        self,
        around: Around,
        head: Head,
        most: int,
        threads: ThreadPoolExecutor,
        release: Callable[[], None],
    ) -> None:
        self._around, self._head, self._most = around, head, most
        self._threads, self._release = threads, release
        self._lock = RLock()
        self._digest, self._said = ContentDigest(head.key), Said()
        self._size = 0
        self._why = ""  # why it is not kept though its purpose is allowed
        self._spool: Spool | None = None
        self._is_ours = True  # to be let go by `close`
        if head.purpose in around.keeping.granted():
            self._open()

    def write(self, piece: bytes) -> None:
        """Take the next piece.

        Raises:
            TooLargeError: it is longer than content may be.
            AgentsShareError: the room left is not for agents.
            OverloadedError: it was cut off.
        """
        with self._lock:
            if not self._is_ours or self._around.closing.is_set():
                raise OverloadedError("The recorder is stopping.")
            self._size += len(piece)
            if self._size > self._most:
                raise _too_large(self._most)
            self._digest.update(piece)
            if self._spool is None:
                return
            self._around.share.check_room(self._head.purpose, self._size)
            self._said.take(piece)
            if self._around.keeping.has_room(self._size):
                self._spooled(lambda spool: spool.write(piece))
            else:
                self._drop(FULL)

    def end(self) -> Future[Mapping[str, JSON]]:
        """Say that it is whole; the answer comes when it is durable.

        Raises:
            OverloadedError: the recorder is stopping.
        """
        with self._lock:
            try:
                answer = self._threads.submit(self._pass_on)
            except RuntimeError as error:  # the threads have ended
                raise OverloadedError("The recorder is stopping.") from error
            self._is_ours = False
            return answer

    def close(self) -> None:
        """Let go what did not come to its end; nothing of it stays."""
        with self._lock:
            if self._is_ours:
                self._is_ours = False
                self._let_go()

    def _open(self) -> None:
        if self._around.keeping.use() is None:
            self._why = CLOSED
            return
        try:
            self._spool = Spool(self._around.folder, self._around.ids)
        except OSError:
            self._why = FAILED

    def _spooled(self, work: Callable[[Spool], None]) -> None:
        """Do something with the spool; a disk that refuses leaves digest and size."""
        if self._spool is not None:
            try:
                work(self._spool)
            except OSError:
                self._drop(FAILED)

    def _drop(self, why: str) -> None:
        self._why = why
        if self._spool is not None:
            self._spool.close()
            self._spool = None

    def _let_go(self) -> None:
        self._drop("")
        self._release()

    def _pass_on(self) -> Mapping[str, JSON]:
        """Lay it in the vault, and write it down."""
        around, head, digest = self._around, self._head, self._digest.hex()
        laid: Laid | None = None
        try:
            if around.handed.is_paused():
                return told(None, None, digest, self._size)
            self._spooled(lambda spool: spool.finish())
            if self._spool is None or head.purpose not in around.keeping.granted():
                said: dict[str, JSON] = {"not_kept": self._why} if self._why else {}
                return around.handed.write_down(head, digest, self._size, (), said)
            text = Cleaned(self._spool.pieces, self._said.encoding(), around.redactor(), head.key)
            laid, said = around.keeping.lay(head.purpose, self._going_on(text.pieces()))
            kept = () if laid is None else (self._content(digest, text, laid),)
            return around.handed.write_down(head, digest, self._size, kept, said)
        finally:
            if laid is not None:
                around.keeping.unlay(laid)
            self._let_go()

    def _content(self, digest: str, text: Cleaned, laid: Laid) -> Content:
        head, subjects = self._head, text.subjects()
        return Content(head.label, head.purpose, b"", digest, head.media, subjects, laid)

    def _going_on(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Yield pieces as long as there is room for them, and the recorder goes on."""
        try:
            for piece in pieces:
                if self._around.closing.is_set():
                    raise OverloadedError("The recorder is stopping.")
                self._around.share.check_room(self._head.purpose, len(piece))
                yield piece
        except OSError as error:
            raise StorageError("What waited on the disk cannot be read back.") from error


def _too_large(most: int) -> TooLargeError:
    return TooLargeError(f"Content that is handed over has at most {most} bytes.")
