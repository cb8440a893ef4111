"""What is kept of long content, piece by piece: the rule of `contents.text`, without all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.recorder.contents import Subjects
from desktop_app.recorder.said import in_utf8

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from desktop_app.redact.detectors import Part
    from desktop_app.redact.redactor import Redactor


class Cleaned:
    """What is kept of content: a text after the detectors, all else as it came.

    A text in which they find nothing is kept as it came, too; else it is UTF-8.

    Args:
        content: reads it from its begin; UTF-16 is read twice.
        encoding: of the text that it is; None for none.
        redactor: the detectors.
        run_key: keys the digests of the run.
    """

    def __init__(
        self,
        content: Callable[[], Iterator[bytes]],
        encoding: str | None,
        redactor: Redactor,
        run_key: bytes,
    ) -> None:
        self._content, self._encoding = content, encoding
        self._redactor, self._run_key = redactor, run_key
        self._subjects = Subjects()
        self._found = False

    def pieces(self) -> Iterator[bytes]:
        """Yield it."""
        if self._encoding is None or not (self._encoding == "utf-8" or self._is_found()):
            yield from self._content()
            return
        for part in self._parts(self._encoding):
            self._found = self._found or part.found
            self._subjects.take(part.data)
            yield part.data

    def subjects(self) -> tuple[str, ...]:
        """Return the tokens of data subjects in it, once all pieces came."""
        return self._subjects.found() if self._found else ()

    def _is_found(self) -> bool:
        return any(part.found for part in self._parts(self._encoding or ""))

    def _parts(self, encoding: str) -> Iterator[Part]:
        pieces = in_utf8(self._content(), encoding)
        return self._redactor.redact_pieces(pieces, self._run_key)
