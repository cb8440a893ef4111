"""An export is written down before anything leaves, signed once, and never with foreign bytes."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from desktop_app.bundle.manifest import parse_manifest, parse_statement
from desktop_app.bundle.scope import RunScope, TimeScope, parse_scope
from desktop_app.control.server import Call
from desktop_app.errors import (
    DiskFullError,
    ExportOutdatedError,
    NotAnsweredByPersonError,
    NotFoundError,
    OverloadedError,
    UsageError,
)
from desktop_app.host.peers import Peer
from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.entry import Draft
from desktop_app.model.kinds import EntryKind
from desktop_app.recorder import askers, bundles, verbs
from desktop_app.signing.dsse import key_hint, pae
from desktop_app.signing.keys import verify_ed25519
from desktop_app.tlog.checkpoint import parse_checkpoint
from desktop_app.tlog.note import parse_note
from tests.fakes.recording import entries, kinds
from tests.fakes.redaction import PLANTED

if TYPE_CHECKING:
    from concurrent.futures import Future

    from desktop_app.ledger.writer import Appended
    from desktop_app.model.canonical import JSON
    from desktop_app.recorder.recorder import Recorder

ACTOR: dict[str, JSON] = {"sender": "", "auth": "local"}
ASKED: dict[str, JSON] = {
    "scope": {"kind": "run", "sender": "codex", "run_id": "r"},
    "level": "redacted",
    "recipients": [],
    "reason": None,
}
SUMS = "5a" * 32


def begin(made: Recorder, **changes: JSON) -> dict[str, JSON]:
    """Begin an export."""
    return bundles.begin(made, {**ASKED, **changes}, ACTOR)


def sign(made: Recorder, begun: dict[str, JSON], **changes: JSON) -> dict[str, JSON]:
    """Ask for the signature, as the command line does."""
    checkpoint = sha256(str(begun["note"]).encode()).hexdigest()
    given = {"seq": begun["seq"], "sums": SUMS, "checkpoint": checkpoint, "files": 3, "bytes": 7}
    return bundles.sign(made, {**given, **changes}, ACTOR)


def public_key(made: Recorder) -> bytes:
    """Return the running epoch's Ed25519 key."""
    newest = [e for e in entries(made) if e.kind is EntryKind.EPOCH_START][-1]
    keys = newest.subject["keys"]
    assert isinstance(keys, dict)
    return bytes.fromhex(str(keys["ed25519"]))


def test_what_is_asked_is_durable_and_covered(made: Recorder) -> None:
    """The entry says all of it; the checkpoint covers it, with both signatures."""
    begun = begin(made)
    asked = entries(made)[-1]
    assert (asked.kind, asked.seq) == (EntryKind.BUNDLE_EXPORT, begun["seq"])
    assert asked.subject == {**ASKED, "previous": None}
    assert (asked.ts_us, asked.epoch) == (begun["ts"], begun["epoch"])
    note = parse_note(str(begun["note"]).encode())
    checkpoint = parse_checkpoint(note.text)
    assert len(note.signatures) == 2
    assert checkpoint.size == begun["size"] > asked.seq
    assert checkpoint.root.hex() == begun["root"]
    assert begun["run_keys"] == []


def test_the_manifest_says_what_was_begun(made: Recorder) -> None:
    """Signed by the running epoch over two digests; written down before it is handed out."""
    begun = begin(made)
    signed = sign(made, begun)
    written = entries(made)[-1]
    assert (written.kind, written.seq) == (EntryKind.BUNDLE_EXPORTED, signed["entry"])
    assert written.subject == {
        "export": begun["seq"],
        "size": begun["size"],
        "root": begun["root"],
        "recipients": [],
        "sha256sums": SUMS,
        "files": 3,
        "bytes": 7,
    }
    envelope = parse_manifest(str(signed["manifest"]).encode())
    public = public_key(made)
    verify_ed25519(
        public, envelope.signature, pae("application/vnd.in-toto+json", envelope.payload)
    )
    assert envelope.hint == key_hint(public)
    told = parse_statement(envelope.payload)
    assert told.sums.hex() == SUMS
    assert told.checkpoint == sha256(str(begun["note"]).encode()).digest()
    assert told.predicate.scope == RunScope("codex", "r")
    assert (told.predicate.export, told.predicate.size) == (begun["seq"], begun["size"])


def test_what_cannot_be_covered_is_cancelled(
    made: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked for, and no checkpoint: the ledger says that nothing came of it."""
    with monkeypatch.context() as patch:
        patch.setattr(made.journal.writer, "checkpoint", _full)
        with pytest.raises(DiskFullError):
            begin(made)
    asked, cancelled = entries(made)[-2:]
    assert (asked.kind, cancelled.kind) == (EntryKind.BUNDLE_EXPORT, EntryKind.BUNDLE_CANCELLED)
    assert cancelled.subject == {"export": asked.seq, "reason": "failed"}
    assert made.exports.waiting() == []


def test_each_is_signed_once(made: Recorder) -> None:
    """Or cancelled once; what was never begun is neither."""
    begun = begin(made)
    sign(made, begun)
    for again in (sign, lambda m, b: bundles.cancel(m, {"seq": b["seq"], "reason": "x"}, ACTOR)):
        with pytest.raises(NotFoundError):
            again(made, begun)
    with pytest.raises(NotFoundError):
        sign(made, begun, seq=1)
    assert kinds(made).count("bundle.exported") == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"checkpoint": "00" * 32},
        {"sums": "5a"},
        {"sums": None},
        {"files": -1},
        {"bytes": "7"},
        {"seq": "1"},
    ],
)
def test_what_is_not_signed(made: Recorder, changes: dict[str, JSON]) -> None:
    """Another checkpoint, or no digests; the export may still be signed afterwards."""
    begun = begin(made)
    with pytest.raises(UsageError):
        sign(made, begun, **changes)
    assert "bundle.exported" not in kinds(made)
    assert sign(made, begun)


def test_no_signature_leaves_without_its_entry(
    made: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk: nothing is handed out; later it is."""
    begun = begin(made)
    writer = made.journal.writer
    append = writer.append

    def full(drafts: list[Draft], *, reserve: bool = False) -> Future[list[Appended]]:
        if drafts[0].kind is EntryKind.BUNDLE_EXPORTED:
            raise DiskFullError("full")
        return append(drafts, reserve=reserve)

    with monkeypatch.context() as patch:
        patch.setattr(writer, "append", full)
        with pytest.raises(DiskFullError):
            sign(made, begun)
    assert sign(made, begun)


def test_a_changed_epoch_signs_nothing(made: Recorder) -> None:
    """It is cancelled, and the caller told to ask anew."""
    begun = begin(made)
    made.journal.writer.roll_epoch("daily").result()
    with pytest.raises(ExportOutdatedError):
        sign(made, begun)
    newest = entries(made)[-1]
    assert newest.kind is EntryKind.BUNDLE_CANCELLED
    assert newest.subject == {"export": begun["seq"], "reason": "outdated"}
    with pytest.raises(NotFoundError):
        sign(made, begun)


def test_the_one_before_is_found(made: Recorder) -> None:
    """Of the same recipients, in whatever order they are named; only of those that were made."""
    first = begin(made)
    sign(made, first)
    begin(made)  # never signed
    assert begin(made)["previous"] == first["size"]
    assert begin(made, recipients=["age1b", "age1a"])["previous"] is None
    sealed = begin(made, recipients=["age1a", "age1b"])
    sign(made, sealed)
    assert begin(made, recipients=["age1b", "age1a", "age1a"])["previous"] == sealed["size"]
    assert begin(made)["previous"] == first["size"]


def test_what_cannot_be_asked_writes_nothing(made: Recorder) -> None:
    """A wrong shape, or a level that reveals, without a reason."""
    size = len(entries(made))
    for changes in ({"scope": None}, {"level": "full"}):
        with pytest.raises(UsageError):
            begin(made, **changes)
    assert len(entries(made)) == size


def test_a_scope_that_fits_no_entry(made: Recorder) -> None:
    """Thousands of places: said, not stored."""
    scope: JSON = {"kind": "incident", "trace_id": "00" * 16, "seqs": list(range(20_000))}
    with pytest.raises(UsageError, match="does not fit"):
        begin(made, scope=scope)


def test_run_keys_are_for_the_full_levels(made: Recorder) -> None:
    """Of the runs in scope that have one; the key that made the digests."""
    key = made.run_keys.key("codex", "r")
    draft = Draft(EntryKind.RUN_START, {"sender": "codex", "auth": "token"}, {}, run_id="r")
    seq = made.journal.writer.append([draft]).result()[0].seq
    want = [{"sender": "codex", "run_id": "r", "key": key.hex()}]
    assert begin(made)["run_keys"] == []
    assert begin(made, level="full", reason="why")["run_keys"] == want
    time = {"kind": "time", "first_seq": seq, "last_seq": seq}
    assert begin(made, level="full", reason="why", scope=time)["run_keys"] == want
    none = {"kind": "agent", "agent": "x", "runs": [["x", "y"]]}
    assert begin(made, level="full", reason="why", scope=none)["run_keys"] == []
    assert parse_scope(time) == TimeScope(seq, seq)


def test_a_reason_is_redacted_and_bounded(made: Recorder) -> None:
    """It stands in a leaf for ever."""
    secret = PLANTED["aws_key"]
    begin(made, reason=f"for {secret} " + "x" * 5_000)
    reason = str(entries(made)[-1].subject["reason"])
    assert secret not in reason
    assert len(reason) <= 1_000


def test_cancelled_by_hand_and_at_the_stop(made: Recorder) -> None:
    """Each once, with its reason."""
    first, second = begin(made), begin(made)
    bundles.cancel(made, {"seq": first["seq"], "reason": "interrupted"}, ACTOR)
    bundles.cancel_all(made, ACTOR)
    bundles.cancel_all(made, ACTOR)
    found = [e.subject for e in entries(made) if e.kind is EntryKind.BUNDLE_CANCELLED]
    assert found == [
        {"export": first["seq"], "reason": "interrupted"},
        {"export": second["seq"], "reason": "stop"},
    ]
    for wrong in ({}, {"seq": 1}, {"seq": "1", "reason": "x"}):
        with pytest.raises(UsageError):
            bundles.cancel(made, wrong, ACTOR)


def test_a_cancel_that_cannot_be_written_may_be_tried_again(
    made: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The export stays begun."""
    begun = begin(made)
    with monkeypatch.context() as patch:
        patch.setattr(made.journal, "note", _full)
        with pytest.raises(DiskFullError):
            bundles.cancel(made, {"seq": begun["seq"], "reason": "x"}, ACTOR)
    assert bundles.cancel(made, {"seq": begun["seq"], "reason": "x"}, ACTOR)


def test_an_outdated_export_is_cancelled_in_the_end(
    made: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when the disk is full just then: the stop does it."""
    begun = begin(made)
    made.journal.writer.roll_epoch("daily").result()
    with monkeypatch.context() as patch:
        patch.setattr(made.journal, "note", _full)
        with pytest.raises(DiskFullError):
            sign(made, begun)
    bundles.cancel_all(made, ACTOR)
    assert entries(made)[-1].subject == {"export": begun["seq"], "reason": "stop"}


def _full(*_args: object, **_named: object) -> None:
    raise DiskFullError("full")


def test_not_before_the_ledger_is_open(made: Recorder) -> None:
    """A locked keychain: said at once."""
    writer = made.journal.writer
    made.journal.wait_for("The keychain is locked.")
    with pytest.raises(OverloadedError):
        begin(made)
    made.journal.open(writer)


def test_not_too_many_at_once(made: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is never signed or cancelled must not pile up."""
    monkeypatch.setattr(bundles, "MAX_BEGUN", 2)
    begin(made), begin(made)
    with pytest.raises(UsageError):
        begin(made)


def test_the_full_levels_need_a_person(made: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Confirmed at a terminal; an agent is refused, whatever it says."""
    monkeypatch.setattr(askers, "agent_ancestor", lambda _pid: None)
    monkeypatch.setattr(askers, "ancestors", lambda _pid: (object(),))
    table = verbs.bind(made)

    def ask(verb: str, **args: object) -> dict[str, object]:
        return dict(table[verb].handler(Call(args, Peer(0, 77), lambda *_: None)))

    assert all(table[verb].person_only for verb in table if verb.startswith("bundle."))
    full = {**ASKED, "level": "full", "reason": "why"}
    with pytest.raises(NotAnsweredByPersonError):
        ask("bundle.begin", **full)
    begun = ask("bundle.begin", **full, confirmed=True)
    assert entries(made)[-1].actor["auth"] == "person"
    ask("bundle.cancel", seq=begun["seq"], reason="x")
    begun = ask("bundle.begin", **ASKED)
    given = {"seq": begun["seq"], "sums": SUMS, "files": 1, "bytes": 1}
    checkpoint = sha256(str(begun["note"]).encode()).hexdigest()
    assert ask("bundle.sign", **given, checkpoint=checkpoint)["manifest"]
    with LedgerReader(made.paths.ledger) as ledger:
        assert ledger.latest_of(EntryKind.BUNDLE_EXPORTED) is not None
