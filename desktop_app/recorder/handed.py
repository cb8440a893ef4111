"""Content that an agent hands over (`POST /v1/payloads`), kept where its person allows it.

Whether it is kept or not, its keyed digest and size are an entry, and the agent hears both, so that
it can name them in what it sends. Without a consent nothing else of it is stored, and nothing at
all while recording is paused. Here it comes whole, in JSON; long content comes in `uploads`.
"""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as Base64Error
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from desktop_app.errors import MalformedRequestError
from desktop_app.model.content import BINARY, TEXT, Content
from desktop_app.model.entry import Draft
from desktop_app.model.kinds import EntryKind
from desktop_app.model.purposes import CONTENT
from desktop_app.recorder import contents
from desktop_app.recorder.declared import MAX_ID, MAX_NAME
from desktop_app.recorder.journal import durable
from desktop_app.recorder.said import text_of
from desktop_app.redact.marks import digest_of, format_hash

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop_app.model.canonical import JSON
    from desktop_app.receive.request import Sender
    from desktop_app.recorder.agents_share import AgentsShare
    from desktop_app.recorder.journal import Journal
    from desktop_app.recorder.keeping import Keeping
    from desktop_app.recorder.pause import Pause
    from desktop_app.recorder.runkeys import RunKeys
    from desktop_app.redact.redactor import Redactor

_NAMED = frozenset(("purpose", "label", "run_id"))
_KNOWN = _NAMED | {"media", "text", "data_base64"}
_RULE = "payload"  # what digests of it are made under
PAUSED = "payloads"  # what a pause counts them as, beside the signals of telemetry
# RFC 6838, 4.2: names of types; without parameters, which could hold anything.
_MEDIA = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,62}/[a-z0-9][a-z0-9!#$&^_.+-]{0,62}", re.ASCII)


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A payload as it came: typed and bounded."""

    purpose: str
    label: str
    media: str
    run_id: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Head:
    """What is said of a payload, after the detectors.

    Attributes:
        sender: who hands it over.
        purpose: whose consent keeps it.
        label: what it is of.
        media: media type.
        run_id: of its run; "" for none.
        key: of the run's digests.
    """

    sender: Sender
    purpose: str
    label: str
    media: str
    run_id: str
    key: bytes = field(repr=False)


def parse_payload(value: Mapping[str, JSON]) -> HandedOver:
    """Return the payload that a JSON object holds.

    Raises:
        MalformedRequestError: a field is missing, unknown or of the wrong type.
    """
    match value:
        case {"text": str(text)} if "data_base64" not in value:
            data, media = _utf8(text, "text"), TEXT
        case {"data_base64": str(text)} if "text" not in value:
            data, media = _bytes(text), BINARY
        case _:
            raise MalformedRequestError("A payload has either `text` or `data_base64`.")
    return _parsed(value, _KNOWN, media, data)


def parse_named(value: Mapping[str, JSON], media: str) -> HandedOver:
    """Return what is said of content that comes by itself; the content is not there yet.

    Args:
        value: of the query.
        media: its Content-Type.

    Raises:
        MalformedRequestError: a field is missing, unknown or too long.
    """
    return _parsed(value, _NAMED, _media({"media": media.partition(";")[0].strip()}), b"")


def _parsed(
    value: Mapping[str, JSON], known: frozenset[str], media: str, data: bytes
) -> HandedOver:
    for name in value:
        if name not in known:
            raise MalformedRequestError(f"A payload has no field {name[:40]!r}.")
    purpose = value.get("purpose")
    if purpose not in CONTENT:  # nobody hands over copies of files, or what redaction took out
        raise MalformedRequestError(f"`purpose` is one of: {', '.join(CONTENT)}.")
    return HandedOver(
        purpose=str(purpose),
        label=_name(value, "label", MAX_NAME) or _RULE,
        media=_media(value) or media,
        run_id=_name(value, "run_id", MAX_ID),
        data=data,
    )


class Handed:
    """Takes payloads."""

    def __init__(
        self,
        journal: Journal,
        run_keys: RunKeys,
        redactor: Callable[[], Redactor],
        keeping: Keeping,
        pause: Pause,
        *,
        share: AgentsShare,
    ) -> None:
        self._journal, self._run_keys = journal, run_keys
        self._redactor, self._keeping, self._pause = redactor, keeping, pause
        self._share = share

    def take(self, value: Mapping[str, JSON], sender: Sender) -> dict[str, JSON]:
        """Keep a payload if its purpose is allowed; the answer is durable.

        Raises:
            MalformedRequestError: by `parse_payload`.
            AgentsShareError: it would be kept, and the room left is not for agents.
            StorageError, OverloadedError: the entry is not stored; nothing is kept.
        """
        handed = parse_payload(value)
        head = self.head(handed, sender)
        digest = digest_of(format_hash(_RULE, handed.data, head.key))
        if self.is_paused():
            return told(None, None, digest, len(handed.data))
        self._share.check_room(handed.purpose, len(handed.data))
        content = self._content(handed.data, head, digest)
        return self.write_down(head, digest, len(handed.data), (content,), {})

    def head(self, handed: HandedOver, sender: Sender) -> Head:
        """Return what is said of a payload, after the detectors."""
        redact = self._redactor().redact_text
        run_id = redact(handed.run_id, self._run_keys.key(sender.name, None))[0]
        key = self._run_keys.key(sender.name, run_id or None)
        label = redact(handed.label, key)[0]
        return Head(sender, handed.purpose, label, handed.media, run_id, key)

    def is_paused(self) -> bool:
        """Return whether recording is paused; the pause counts what was handed over meanwhile."""
        self._pause.expire()
        if self._pause.active:
            self._pause.count(PAUSED, 1)
        return self._pause.active

    def write_down(
        self,
        head: Head,
        digest: str,
        size: int,
        kept: tuple[Content, ...],
        said: Mapping[str, JSON],
    ) -> dict[str, JSON]:
        """Append the entry of a payload; the answer is durable.

        Args:
            head: what is said of it.
            digest: of it as it was sent.
            size: bytes, likewise.
            kept: what is kept of it if its purpose is allowed just now.
            said: what else the entry says.

        Raises:
            StorageError, OverloadedError: the entry is not stored; nothing is kept.
        """
        sender = head.sender
        draft = Draft(
            EntryKind.PAYLOAD_KEPT,
            {"sender": sender.name, "auth": sender.auth},
            {
                "label": head.label,
                "purpose": head.purpose,
                "bytes": size,
                "digest": digest,
                **said,
            },
            run_id=head.run_id or None,
            contents=kept,
        )
        seq = durable(self._journal.telemetry(sender.name, [draft]))[-1].seq
        lines = self._keeping.lines_of(seq)
        return told(seq, lines[0].ref if lines else None, digest, size)

    def _content(self, data: bytes, head: Head, digest: str) -> Content:
        """Return what may be kept: text goes through the detectors, however it was sent."""
        said = text_of(data)
        if said is not None:
            content = contents.text(head.label, head.purpose, said, self._redactor(), head.key)
            if content.data != said.encode("utf-8", "surrogatepass"):
                return replace(content, mark=digest, media=head.media)
        return Content(head.label, head.purpose, data, digest, head.media)


def told(seq: int | None, ref: str | None, digest: str, size: int) -> dict[str, JSON]:
    """Return what the agent hears."""
    return {
        "entry": seq,
        "payload_ref": ref,
        "payload_hash": digest,
        "bytes": size,
        "kept": ref is not None,
    }


def _name(value: Mapping[str, JSON], name: str, most: int) -> str:
    found = value.get(name)
    if found is None:
        return ""
    if not isinstance(found, str) or len(found) > most:
        raise MalformedRequestError(f"`{name}` is a text of at most {most} characters.")
    _utf8(found, name)
    return found


def _media(value: Mapping[str, JSON]) -> str:
    found = _name(value, "media", MAX_NAME).lower()
    if found and not _MEDIA.fullmatch(found):
        raise MalformedRequestError("`media` is a media type without parameters, as image/png.")
    return found


def _utf8(text: str, name: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise MalformedRequestError(f"`{name}` holds half a character.") from error


def _bytes(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (Base64Error, ValueError) as error:
        raise MalformedRequestError("`data_base64` is not base64 (RFC 4648).") from error
