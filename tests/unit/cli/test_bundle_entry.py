"""One entry of a bundle, and the records it stands for: from what was sealed, never from views."""

from __future__ import annotations

import hashlib

import pyrage
import pytest

from desktop_app.bundle.layout import (
    CONTENT,
    CONTENT_SUM,
    Level,
    body_path,
    is_content,
    records_path,
)
from desktop_app.bundle.scope import RunScope
from desktop_app.cli.bundle_entry import show_entry
from desktop_app.errors import BadEncodingError, NotFoundError
from desktop_app.model.kinds import EntryKind
from tests.fakes.bundle_forger import DictFiles, Forged, forge
from tests.fakes.synthetic_log import SyntheticLog, body, draft
from tests.fakes.telemetry import logs, traces

RUN = RunScope("codex", "run-1")
SPANS = traces({"name": "first", "id": 1}, {"name": "second", "id": 2})


def log() -> SyntheticLog:
    """Return a log with a run: #3 spans, #4 log records, #5 events, #6 its end."""
    made = SyntheticLog()
    made.add(draft(EntryKind.RUN_START, {"name": "x"}, run_id="run-1"))
    made.add(body(EntryKind.OTLP_TRACES, SPANS.SerializeToString()))
    made.add(body(EntryKind.OTLP_LOGS, logs({"body": "hello"}).SerializeToString()))
    made.add(body(EntryKind.CLOUDEVENTS, b'{"id":"a"}\n{"id":"b"}'))
    made.add(draft(EntryKind.RUN_END, {"reason": "exit"}, run_id="run-1"))
    return made


def shown(forged: Forged, seq: int, *identities: str) -> dict:
    """Return what a script gets of an entry."""
    return show_entry(forged.open(), seq, identities).to_json()


def spans(document: dict) -> list[str]:
    """Return the names of the spans of an OTLP document."""
    return [
        span["name"]
        for resource in document["resourceSpans"]
        for scope in resource["scopeSpans"]
        for span in scope["spans"]
    ]


def test_whole_bodies_are_shown():
    """As OTLP JSON, or as the events."""
    forged = forge(RUN, log=log())
    told = shown(forged, 3)
    assert spans(told["records"]) == ["first", "second"]
    assert told["entry"]["seq"] == 3
    assert told["verified"] is False
    assert "hello" in show_entry(forged.open(), 4, ()).records
    assert shown(forged, 5)["records"] == [{"id": "a"}, {"id": "b"}]


def test_single_records_are_shown():
    """Without the others."""
    forged = forge(RunScope("codex", "run-1", ((3, 2), (5, 1))), log=log())
    told = shown(forged, 3)
    assert spans(told["records"]) == ["second"]
    assert told["note"].startswith("1 of its 2 records;")
    assert shown(forged, 5)["records"] == [{"id": "a"}]
    assert "left out" in shown(forged, 4)["note"]


def test_what_is_not_there_is_said():
    """No records at all, left out at this level, an entry that is not shown."""
    forged = forge(RUN, log=log(), level=Level.METADATA)
    assert (shown(forged, 2)["records"], shown(forged, 3)["records"]) == (None, None)
    assert "stands for no records" in shown(forged, 2)["note"]
    assert "left out of this bundle" in shown(forged, 3)["note"]
    with pytest.raises(NotFoundError, match="entry #99"):
        shown(forged, 99)


def test_encrypted_records_are_shown_to_who_has_an_identity():
    """And to nobody else."""
    identity = pyrage.x25519.Identity.generate()
    forged = forge(RUN, log=log())
    inner = Forged(forged.log, forged.predicate, {"NONCE": bytes(32)})
    for path in [path for path in forged.files if is_content(path)]:
        inner.files[path] = forged.files.pop(path)
    data = inner.to_zip()
    forged.files[CONTENT] = pyrage.encrypt(data, [identity.to_public()])
    forged.files[CONTENT_SUM] = f"{hashlib.sha256(data).hexdigest()}  content.zip\n".encode()
    assert spans(shown(forged, 3, str(identity))["records"]) == ["first", "second"]
    told = shown(forged, 3)
    assert told["records"] is None
    assert "--identity" in told["note"]


@pytest.mark.parametrize(
    ("seq", "data"), [(3, b"\xff"), (5, b"\xff"), (5, b"{"), (5, b"[" * 200_000)]
)
def test_what_is_no_record_is_refused(seq, data):
    """It is not verified yet, so it may be anything."""
    files = {**forge(RUN, log=log()).files, body_path(seq): data}
    with pytest.raises(BadEncodingError):
        show_entry(DictFiles(files), seq, ()).to_json()


def test_an_entry_of_another_kind_has_no_records():
    """Though it says so."""
    made = log()
    made.replace(3, kind="command")
    files = forge(RUN, log=log()).files
    files["entries/3.json"] = made.entry(3).leaf
    with pytest.raises(BadEncodingError):
        show_entry(DictFiles(files), 3, ())
    del files[body_path(3)]
    files[records_path(3)] = b"{}"
    with pytest.raises(BadEncodingError):
        show_entry(DictFiles(files), 3, ())
