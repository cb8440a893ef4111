"""A consent receipt as one HTML page to read or print.

Promise: no script, no address, nothing hidden: every text is made visible first and then escaped.
The same entry gives the same bytes.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from html import escape
from typing import TYPE_CHECKING

from desktop_app.consent.purposes import PURPOSES
from desktop_app.consent.receipts import CONTROLLER, LAWFUL_BASIS, STORAGE, time_text
from desktop_app.model.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.consent.receipts import Stored
    from desktop_app.model.action import Scope

_STYLE = (
    "body{font:11pt/1.5 sans-serif;max-width:44em;margin:2em auto;padding:0 1em;color:#111;"
    "background:#fff}h1{font-size:16pt}h2{font-size:12pt}th{text-align:left;vertical-align:top;"
    "padding:0 1.5em .3em 0;font-weight:normal;color:#555;white-space:nowrap}"
    "td{overflow-wrap:anywhere;padding:0 0 .3em}"
    "pre{white-space:pre-wrap;border:1px solid #999;padding:1em;font:10pt/1.4 monospace}"
)
_POLICY = "default-src 'none'; style-src 'sha256-{}'"
_HEAD = (
    '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    '<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
    "<title>Consent receipt</title>\n<style>{style}</style>\n</head>\n<body>\n"
    "<h1>Consent receipt</h1>\n"
)
_FOOT = (
    "<p>This is a copy. The record is the entry of the log that is named above; an audit bundle "
    "with that entry proves it.</p>\n</body>\n</html>\n"
)
_NOT_STORED = "<p>The text that was shown is not stored. Its digest is.</p>\n"


def page(stored: Stored) -> str:
    """Return the page; what the record does not have is left out."""
    digest = b64encode(sha256(_STYLE.encode()).digest()).decode()
    head = _HEAD.format(policy=_POLICY.format(digest), style=_STYLE)
    rows = "".join(
        f"<tr><th>{_safe(label)}</th><td>{_safe(said)}</td></tr>\n"
        for label, said in _facts(stored)
        if said
    )
    return f"{head}<table>\n{rows}</table>\n{_read(stored)}{_FOOT}"


def _facts(stored: Stored) -> Iterator[tuple[str, str]]:
    """Yield label and value in order; an empty value means that there is none."""
    record = stored.record
    yield "Purpose", PURPOSES[record.purpose].title
    yield "Answer", record.state.replace("_", " ")
    yield "Answered by", record.by or ""
    yield "Role", record.role or ""
    yield "Time", time_text(stored.ts_us)
    yield "Lasts", record.lasts or ""
    yield "Until", "" if record.until_us is None else time_text(record.until_us)
    yield "Without it", record.otherwise or ""
    yield "Agent", stored.agent or ""
    yield "Run", "" if record.run is None else record.run.run_id
    if record.scope is not None:
        yield from _covers(record.scope)
    yield "Recipients", ", ".join(record.recipients) or "nobody"
    yield "Retention", stored.retention
    yield "Controller", CONTROLLER
    yield "Person (pseudonym)", stored.principal
    yield "Lawful basis", LAWFUL_BASIS
    yield "Stored on", STORAGE
    yield "Ends the grant in", _entry(record.withdraws)
    yield "Gives again", _entry(record.puts_back)
    yield "About the action in", _entry(record.intent)
    yield from _where(stored)


def _where(stored: Stored) -> Iterator[tuple[str, str]]:
    """Yield what leads to the proof."""
    notice = stored.record.notice
    if notice is not None:
        yield "Notice", f"{notice.name}, version {notice.version}, {notice.language}"
        yield "Digest of what was shown", notice.digest
    yield "Entry", f"#{stored.seq} of {stored.log}"
    yield "Leaf hash", stored.leaf_hash


def _covers(scope: Scope) -> Iterator[tuple[str, str]]:
    """Yield what a grant covers, in words."""
    yield "Tool", scope.tool
    if scope.program:
        yield "Command", " ".join(scope.program)
        yield "Arguments", "exactly these" if scope.exact else "these and any more"
    below = " and below" if scope.folder and scope.below else ""
    yield "Folder", f"{scope.folder or 'anywhere'}{below}"
    yield "Hosts", ", ".join(scope.hosts) or "none"


def _read(stored: Stored) -> str:
    """Return the very text that was shown, where it is at hand."""
    if stored.shown is None:
        return "" if stored.record.notice is None else _NOT_STORED
    lines = "\n".join(_safe(line) for line in stored.shown.split("\n"))
    return f"<h2>What was shown</h2>\n<pre>{lines}</pre>\n"


def _entry(seq: int | None) -> str:
    return "" if seq is None else f"#{seq}"


def _safe(text: str) -> str:
    return escape(visible(text))
