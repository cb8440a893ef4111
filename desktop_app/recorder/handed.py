"""Content that an agent hands over (`POST /v1/payloads`), kept where its person allows it.

Whether it is kept or not, its keyed digest and size are an entry, and the agent hears both, so that
it can name them in what it sends. Without a consent nothing else of it is stored.
"""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as Base64Error
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop_app.errors import MalformedRequestError
from desktop_app.model.content import BINARY, TEXT, Content
from desktop_app.model.entry import Draft
from desktop_app.model.kinds import EntryKind
from desktop_app.recorder import contents
from desktop_app.recorder.declared import MAX_ID, MAX_NAME
from desktop_app.recorder.journal import durable
from desktop_app.recorder.keeping import CONTENT
from desktop_app.redact.marks import digest_of, format_hash

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop_app.model.canonical import JSON
    from desktop_app.receive.request import Sender
    from desktop_app.recorder.journal import Journal
    from desktop_app.recorder.keeping import Keeping
    from desktop_app.recorder.runkeys import RunKeys
    from desktop_app.redact.redactor import Redactor

_KNOWN = frozenset(("purpose", "text", "data_base64", "label", "media", "run_id"))
_RULE = "payload"  # what digests of it are made under


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A payload as it came: typed and bounded."""

    purpose: str
    label: str
    media: str
    run_id: str
    data: bytes = field(repr=False)
    is_text: bool


def parse_payload(value: Mapping[str, JSON]) -> HandedOver:
    """Return the payload that a JSON object holds.

    Raises:
        MalformedRequestError: a field is missing, unknown or of the wrong type.
    """
    for name in value:
        if name not in _KNOWN:
            raise MalformedRequestError(f"A payload has no field {name[:40]!r}.")
    purpose = value.get("purpose")
    if purpose not in CONTENT:
        raise MalformedRequestError(f"`purpose` is one of: {', '.join(CONTENT)}.")
    match value:
        case {"text": str(text)} if "data_base64" not in value:
            data, media = _utf8(text), TEXT
        case {"data_base64": str(text)} if "text" not in value:
            data, media = _bytes(text), BINARY
        case _:
            raise MalformedRequestError("A payload has either `text` or `data_base64`.")
    return HandedOver(
        purpose=str(purpose),
        label=_name(value, "label", MAX_NAME) or _RULE,
        media=_name(value, "media", MAX_NAME) or media,
        run_id=_name(value, "run_id", MAX_ID),
        data=data,
        is_text=media == TEXT,
    )


class Handed:
    """Takes payloads."""

    def __init__(
        self,
        journal: Journal,
        run_keys: RunKeys,
        redactor: Callable[[], Redactor],
        keeping: Keeping,
    ) -> None:
        self._journal, self._run_keys = journal, run_keys
        self._redactor, self._keeping = redactor, keeping

    def take(self, value: Mapping[str, JSON], sender: Sender) -> dict[str, JSON]:
        """Keep a payload if its purpose is allowed; the answer is durable.

        Raises:
            MalformedRequestError: by `parse_payload`.
            StorageError, OverloadedError: the entry is not stored; nothing is kept.
        """
        handed = parse_payload(value)
        redact = self._redactor().redact_text
        run_id = redact(handed.run_id, self._run_keys.key(sender.name, None))[0]
        key = self._run_keys.key(sender.name, run_id or None)
        digest = digest_of(format_hash(_RULE, handed.data, key))
        content = Content(
            redact(handed.label, key)[0], handed.purpose, handed.data, media=handed.media
        )
        if handed.is_text:
            told = handed.data.decode("utf-8", "surrogatepass")
            content = contents.text(content.label, handed.purpose, told, self._redactor(), key)
        subject: dict[str, JSON] = {
            "label": content.label,
            "purpose": handed.purpose,
            "bytes": len(handed.data),
            "digest": digest,
        }
        draft = Draft(
            EntryKind.PAYLOAD_KEPT,
            {"sender": sender.name, "auth": sender.auth},
            subject,
            run_id=run_id or None,
            contents=(content,),
        )
        seq = durable(self._journal.telemetry(sender.name, [draft]))[-1].seq
        lines = self._keeping.lines_of(seq)
        return {
            "entry": seq,
            "payload_ref": lines[0].ref if lines else None,
            "payload_hash": digest,
            "bytes": len(handed.data),
            "kept": bool(lines),
        }


def _name(value: Mapping[str, JSON], name: str, most: int) -> str:
    found = value.get(name)
    if found is None:
        return ""
    if not isinstance(found, str) or len(found) > most:
        raise MalformedRequestError(f"`{name}` is a text of at most {most} characters.")
    return found


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise MalformedRequestError("`text` holds half a character.") from error


def _bytes(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (Base64Error, ValueError) as error:
        raise MalformedRequestError("`data_base64` is not base64 (RFC 4648).") from error
