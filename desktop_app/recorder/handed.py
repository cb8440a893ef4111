"""Content that an agent hands over (`POST /v1/payloads`), kept where its person allows it.

Whether it is kept or not, its keyed digest and size are an entry, and the agent hears both, so that
it can name them in what it sends. Without a consent nothing else of it is stored, and nothing at
all while recording is paused.
"""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as Base64Error
from contextlib import suppress
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

_KNOWN = frozenset(("purpose", "text", "data_base64", "label", "media", "run_id"))
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


def parse_payload(value: Mapping[str, JSON]) -> HandedOver:
    """Return the payload that a JSON object holds.

    Raises:
        MalformedRequestError: a field is missing, unknown or of the wrong type.
    """
    for name in value:
        if name not in _KNOWN:
            raise MalformedRequestError(f"A payload has no field {name[:40]!r}.")
    purpose = value.get("purpose")
    if purpose not in CONTENT:  # nobody hands over copies of files, or what redaction took out
        raise MalformedRequestError(f"`purpose` is one of: {', '.join(CONTENT)}.")
    match value:
        case {"text": str(text)} if "data_base64" not in value:
            data, media = _utf8(text, "text"), TEXT
        case {"data_base64": str(text)} if "text" not in value:
            data, media = _bytes(text), BINARY
        case _:
            raise MalformedRequestError("A payload has either `text` or `data_base64`.")
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
        self._pause.expire()
        redact = self._redactor().redact_text
        run_id = redact(handed.run_id, self._run_keys.key(sender.name, None))[0]
        key = self._run_keys.key(sender.name, run_id or None)
        digest = digest_of(format_hash(_RULE, handed.data, key))
        told: dict[str, JSON] = {"payload_hash": digest, "bytes": len(handed.data)}
        if self._pause.active:
            self._pause.count(PAUSED, 1)
            return {"entry": None, "payload_ref": None, **told, "kept": False}
        self._share.check_room(handed.purpose, len(handed.data))
        content = self._content(handed, redact(handed.label, key)[0], digest, key)
        draft = Draft(
            EntryKind.PAYLOAD_KEPT,
            {"sender": sender.name, "auth": sender.auth},
            {
                "label": content.label,
                "purpose": handed.purpose,
                "bytes": len(handed.data),
                "digest": digest,
            },
            run_id=run_id or None,
            contents=(content,),
        )
        seq = durable(self._journal.telemetry(sender.name, [draft]))[-1].seq
        lines = self._keeping.lines_of(seq)
        ref = lines[0].ref if lines else None
        return {"entry": seq, "payload_ref": ref, **told, "kept": ref is not None}

    def _content(self, handed: HandedOver, label: str, digest: str, key: bytes) -> Content:
        """Return what may be kept: text goes through the detectors, however it was sent."""
        said = _said(handed.data)
        if said is not None:
            content = contents.text(label, handed.purpose, said, self._redactor(), key)
            if content.data != said.encode("utf-8", "surrogatepass"):
                return replace(content, mark=digest, media=handed.media)
        return Content(label, handed.purpose, handed.data, digest, handed.media)


def _said(data: bytes) -> str | None:
    """Return the text that bytes are, in UTF-8 or as Windows writes it; None where they are none.

    UTF-16 without a mark is told by its zeros, as plain ASCII has them; bytes that are taken for it
    wrongly are kept as they are all the same.
    """
    wide = "utf-8"
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        wide = "utf-16"
    elif 4 * data[1::2].count(0) > len(data):
        wide = "utf-16-le"
    elif 4 * data[0::2].count(0) > len(data):
        wide = "utf-16-be"
    with suppress(UnicodeDecodeError):
        return data.decode(wide)
    return None


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
