"""What the redactor hands out under a grant, besides the mark that it writes either way.

Promise: without a grant for its purpose no content is taken, and with one none before the
detectors ran over it. Nothing here changes what is stored: marks, counts and bytes are the same
with and without. What a token stands for is taken only under a grant of its own, and only where
all rules that found it say `reversible`: never a credential.

Pieces of content do not overlap in a request, so together they are no larger than it is, but for
numbers written out and the marks in them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from desktop_app.model.content import BINARY, TEXT, Content
from desktop_app.model.purposes import CONTENT, VALUES
from desktop_app.redact import marks

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.redact.rules import AttributeRule, BodyRule, Detector

# A nested value of OTLP, as its deterministic serialization; one of JSON, as canonical JSON.
NESTED = "application/x-protobuf; type=opentelemetry.proto.common.v1.AnyValue"
JSON = "application/json"

TakeValue: TypeAlias = "Callable[[AttributeRule | BodyRule | Detector, str, bytes], None]"
_PLACE = Content("", "", b"")
_USED = frozenset((*CONTENT, VALUES))


class Keeping:
    """Collects what is handed out of one request under one run's key.

    Attributes:
        values: takes a rule, the mark of a token and the value it stands for; None without the
            grant for that.
    """

    def __init__(self, granted: frozenset[str]) -> None:
        """Make an empty one; `granted` are the purposes in force."""
        self.values: TakeValue | None = self._value if VALUES in granted else None
        self._granted = granted
        self._contents: dict[str, Content] = {}  # by digest of a mark, or by token

    @classmethod
    def under(cls, granted: frozenset[str]) -> Keeping | None:
        """Return a new one, or None where nothing that the redactor has is granted."""
        return cls(granted) if granted & _USED else None

    @property
    def contents(self) -> tuple[Content, ...]:
        """What was handed out, in the order in which it was met.

        That is the order of the request, but records come before what stands around them, and
        values behind tokens follow the content that they were found in. A mark has its content
        once, whatever number of times it is there.
        """
        return tuple(self._contents.values())

    def content(
        self,
        rule: AttributeRule | BodyRule,
        mark: str,
        clean: Callable[[], bytes],
        media: str | None = None,
    ) -> None:
        """Take the content that a mark stands for, if its purpose is granted.

        Args:
            rule: that made the mark.
            mark: as `marks.format_hash` makes it.
            clean: returns the content after the detectors; not asked for what is not taken.
            media: media type; None: a text where it is UTF-8, else bytes.
        """
        digest = marks.digest_of(mark)
        if rule.purpose not in self._granted or digest in self._contents:
            return
        self._contents[digest] = _PLACE  # values that are found in it come after it
        data = clean()
        self._contents[digest] = Content(
            rule.name, rule.purpose, data, digest, media or _media(data), marks.tokens_in(data)
        )

    def _value(self, rule: AttributeRule | BodyRule | Detector, mark: str, value: bytes) -> None:
        token = marks.token_of(mark)
        if token not in self._contents:
            self._contents[token] = Content(
                rule.name, VALUES, value, None, _media(value), subjects=(token,)
            )


def _media(data: bytes) -> str:
    try:
        data.decode()
    except UnicodeDecodeError:
        return BINARY
    return TEXT
