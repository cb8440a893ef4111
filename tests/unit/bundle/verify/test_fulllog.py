"""Step 7 at level full-log: everything from the leaves."""

from __future__ import annotations

from functools import cache

import pytest

from desktop_app.bundle.layout import Level, entry_path, tile_file
from desktop_app.bundle.verify import fulllog
from desktop_app.bundle.verify.checkpoints import Signed
from desktop_app.bundle.verify.keylog import Era, KeyLog
from desktop_app.bundle.verify.listing import Listed
from desktop_app.bundle.verify.shown import Shown
from desktop_app.errors import KeyLogError
from desktop_app.model.findings import Findings
from desktop_app.model.kinds import EntryKind
from desktop_app.model.verdict import Verdict
from desktop_app.tlog.tiles import encode_bundle
from tests.fakes.bundle_forger import (
    RUN,
    Forged,
    ask,
    codes,
    forge,
    judged,
    made,
    plain_log,
    standard_log,
)
from tests.fakes.synthetic_log import SyntheticLog, draft

FULL = Level.FULL_LOG


@cache
def whole() -> Forged:
    """Return a bundle with the whole log."""
    return forge(log=standard_log(), level=FULL)


def say(forged: Forged) -> tuple[Verdict, list[str]]:
    """Return verdict and codes, with the right fingerprint given."""
    report = judged(forged, fingerprint=forged.log.fingerprint)
    return report.verdict, codes(report)


def log_of(log: SyntheticLog, **given: object) -> Forged:
    """Forge a whole-log bundle of a log."""
    return forge(log=log, level=FULL, **given)  # type: ignore[arg-type]  # as `forge` names it


LAST = (1, 57)  # index and width of the last entry bundle


@pytest.mark.parametrize(
    ("path", "change", "found"),
    [
        (tile_file(None, 0), None, "bundle_missing"),
        (tile_file(None, 0), lambda data: data[:-1], "bundle"),
        (tile_file(None, 0), lambda _: encode_bundle([b"{}"]), "bundle"),
        (tile_file(None, 0), lambda data: data.replace(b'"seq":7,', b'"seq":8,'), "seq"),
        (tile_file(None, 0), lambda data: data.replace(b'"seq":7,', b'"seq":x,'), "leaf"),
        (tile_file(None, 0), lambda data: data.replace(b'"status"', b'"statuz"'), "chain"),
        (tile_file(None, 7, 9), lambda _: b"x", "bundle_extra"),
        (tile_file(0, 0), None, "tile_missing"),
    ],
)
def test_each_leaf_is_recomputed(path, change, found) -> None:
    """Bundles that are missing, cut, of others, or hold another leaf."""
    forged = whole().copy()
    data = forged.files.get(path, b"")
    if change is None:
        del forged.files[path]
    else:
        forged.files[path] = change(data)
    verdict, had = say(forged.finish())
    assert found in had
    assert verdict is (Verdict.INCOMPLETE if change is None else Verdict.INVALID)


def test_a_leaf_of_a_newer_format_is_not_judged() -> None:
    """As anywhere."""
    forged = whole().copy()
    path = tile_file(None, 0)
    data = forged.files[path]
    forged.files[path] = data.replace(b'"kind":"command"', b'"kind":"cammand"')
    assert say(forged.finish())[0] is Verdict.UNREADABLE


def test_an_entry_file_is_the_leaf_at_its_place() -> None:
    """Not another one that would be in the tree elsewhere."""
    forged = whole().copy()
    forged.files[entry_path(15)] = forged.files[entry_path(15)].replace(b'"epoch":2', b'"epoch":3')
    assert "leaf_other" in say(forged.finish())[1]


@pytest.mark.parametrize(
    "kind", [EntryKind.OTLP_LOGS, EntryKind.PAUSE_START, EntryKind.OTLP_REJECTED]
)
def test_what_the_bundle_leaves_out_shows(kind: EntryKind) -> None:
    """Entries in scope, and context."""
    log = standard_log()
    export = ask(log, RUN, FULL)
    places = made(log, RUN, export=export, size=log.size)
    kept = [seq for seq in places if log.entry(seq).kind is not kind]
    verdict, found = say(log_of(log, export=export, shown=kept))
    assert (verdict, "entry_left_out" in found) == (Verdict.INCOMPLETE, True)


def test_a_rotation_that_is_not_shown_shows() -> None:
    """The bundle hides that the root was replaced in the last epoch."""
    log = plain_log()
    log.rotate()
    hidden = [entry.seq for entry in log.entries if entry.kind is EntryKind.KEYS_ROTATED]
    export = ask(log, RUN, FULL)
    places = made(log, RUN, export=export, size=log.size)
    forged = log_of(log, export=export, shown=set(places) - set(hidden))
    assert say(forged)[0] is Verdict.INVALID


@pytest.mark.attack("B04")
def test_nothing_follows_a_seal() -> None:
    """But the next epoch's introduction."""
    assert "after_seal" in codes(judged(log_of(plain_sealed())))


def plain_sealed() -> SyntheticLog:
    """Return a log whose last epoch goes on after its seal."""
    log = plain_log()
    log.seal()
    log.add(draft(EntryKind.COMMAND))
    return log


@pytest.mark.attack("B03")
def test_an_epoch_that_was_not_sealed_shows() -> None:
    """Unless the next one says that its keys were lost."""
    log = plain_log()
    log._introduce("daily")
    found = say(log_of(log))[1]
    assert "unsealed" in found


@pytest.mark.parametrize(
    ("seq", "fields", "found"),
    [
        (6, {"run_id": "x"}, "run_seq"),
        (3, {"run_seq": 7}, "run_seq"),
        (3, {"run_id": None}, "run_seq"),
        (10, {"subject": {"entries": 1}}, "run_count"),
        (6, {"log": "countersign/0000000000000000"}, "origin"),
        (6, {"epoch": 2}, "epoch"),
        (6, {"prev": "00" * 32}, "chain"),
    ],
)
def test_what_a_leaf_says_fits_its_place(seq, fields, found) -> None:
    """Run, origin, epoch and chain of each entry, shown or not."""
    log = plain_log()
    log.replace(seq, **fields)
    if "prev" not in fields:
        log.rechain(seq + 1)
    assert found in say(log_of(log))[1]


def test_a_signed_root_is_that_of_the_leaves() -> None:
    """Checked by itself, whatever the tiles said."""
    found = Findings()
    fulllog.check_root(5, b"a", b"b", found)
    assert codes(found) == ["checkpoint_root"]
    with pytest.raises(KeyLogError):
        fulllog.check_last(plain_log().entry(3), 9)


def test_an_introduction_that_the_key_log_does_not_show_is_left_out() -> None:
    """Step 5 finds it too, by its number; here by the leaves."""
    log = plain_log()
    forged = log_of(log)
    found = Findings()
    listed = Listed(forged.open())
    shown = Shown(listed, progress=lambda _done, _of: None)
    shown.seqs = tuple(seq for seq in shown.seqs if seq != 1)
    keylog = KeyLog(log.origin, [], [Era(1, 0, log.epochs[0].signers.public, recovered=False)])
    signed = Signed(log.size, forged.predicate.root, b"", frozenset())
    walk = fulllog.Walk(shown, RUN, keylog, signed, found)
    for entry in log.entries:
        walk.see(entry)
    walk.finish()
    assert codes(found) == ["entry_left_out"]
