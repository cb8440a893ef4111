"""Entries are found by what their leaves hold, and nothing that only looks alike is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import LedgerInvalidError
from desktop_app.ledger import finding
from desktop_app.ledger.connection import close, open_reader
from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.entry import Draft
from desktop_app.model.kinds import EntryKind, lasts
from tests.fakes.ledger_builder import START_US, command, empty, run_entry, standard
from tests.fakes.pruned_ledger import empty_rows, pruned

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOCAL = {"sender": "", "auth": "local"}


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LedgerReader]:
    """Five epochs, a rotation, two runs."""
    with LedgerReader(standard(tmp_path_factory.mktemp("ledger")).path) as reader:
        yield reader


def odd(folder: Path, *drafts: Draft) -> LedgerReader:
    """Return a reader of a ledger with these entries from 2 on."""
    built = empty(folder)
    writer = built.open()
    writer.append(drafts).result()
    writer.close()
    return LedgerReader(built.path)


def test_a_run_is_its_sender_and_its_id(ledger: LedgerReader) -> None:
    """The same id of another sender is another run."""
    every = list(ledger.entries())
    for sender, run_id in (("codex", "run-1"), ("codex", "run-2"), ("claude", "run-2")):
        wanted = [
            entry.seq
            for entry in every
            if (entry.actor["sender"], entry.run_id) == (sender, run_id)
        ]
        assert [entry.seq for entry in ledger.of_run(sender, run_id)] == wanted
        assert wanted
    assert not list(ledger.of_run("codex", "run-"))


def test_a_stretch_is_cut_where_it_says(ledger: LedgerReader) -> None:
    """[start, stop)."""
    seqs = [entry.seq for entry in ledger.of_run("codex", "run-1")]
    assert [e.seq for e in ledger.of_run("codex", "run-1", seqs[1], seqs[-1])] == seqs[1:-1]


def test_kinds_are_found(ledger: LedgerReader) -> None:
    """In order, of all the kinds asked for; more than one chunk of them."""
    wanted = {EntryKind.COMMAND, EntryKind.EPOCH_SEAL}
    found = [entry.seq for entry in ledger.of_kinds(wanted)]
    assert found == [entry.seq for entry in ledger.entries() if entry.kind in wanted]
    assert len(found) > 256


def test_entries_that_keep_content_are_found(tmp_path: Path) -> None:
    """By their own `kept`: one deeper down, or in a text, is not it."""
    kept = {"payloads": 1, "bytes": 2, "root": "0a" * 32}
    drafts = [
        Draft(EntryKind.COMMAND, LOCAL, subject)
        for subject in (
            {"verb": "x"},
            {"kept": kept},
            {"deeper": {"kept": kept}},
            {"text": '"kept":{"bytes":2}'},
            {"kept": kept, "other": 1},
        )
    ]
    with odd(tmp_path, *drafts) as reader:
        assert [entry.seq for entry in reader.keeping()] == [3, 6]
        assert [entry.seq for entry in reader.keeping(4)] == [6]


def test_what_only_says_so_is_not_it(tmp_path: Path) -> None:
    """A subject may hold the words of a kind or of a run id, as a key and as a text."""
    lies = {"kind": "pause.start", "run_id": "r", "text": '"kind":"pause.start","run_id":"r"'}
    with odd(
        tmp_path,
        Draft(EntryKind.COMMAND, LOCAL, {"verb": "x", **lies}),
        Draft(EntryKind.PAUSE_START, LOCAL, {}),
        Draft(EntryKind.COMMAND, LOCAL, {"verb": "y", **lies}),
    ) as ledger:
        assert [entry.seq for entry in ledger.of_kinds({EntryKind.PAUSE_START})] == [3]
        assert not list(ledger.of_run("", "r"))
        assert [entry.seq for entry in ledger.backwards(EntryKind.PAUSE_START)] == [3]
        assert ledger.latest_of(EntryKind.PAUSE_START, before=3) is None


@pytest.mark.parametrize("run_id", ['a"b', "ä\n", "\\", "日本"])
def test_odd_run_ids_are_found(tmp_path: Path, run_id: str) -> None:
    """The id is looked for as a leaf spells it."""
    with odd(tmp_path, run_entry(EntryKind.RUN_START, run_id)) as ledger:
        assert [entry.run_id for entry in ledger.of_run("codex", run_id)] == [run_id]


def test_backwards_is_newest_first(ledger: LedgerReader) -> None:
    """Each entry of the kind once."""
    seals = [entry.seq for entry in ledger.of_kinds({EntryKind.EPOCH_SEAL})]
    assert [entry.seq for entry in ledger.backwards(EntryKind.EPOCH_SEAL)] == seals[::-1]


def test_edges_are_the_key_log(ledger: LedgerReader) -> None:
    """Entry 0, introductions, seals and rotations; those below a size."""
    kinds = {EntryKind.EPOCH_START, EntryKind.EPOCH_RECOVERED, EntryKind.EPOCH_SEAL}
    kinds |= {EntryKind.KEYS_ROTATED, EntryKind.LOG_START}
    wanted = [entry.seq for entry in ledger.of_kinds(kinds)]
    assert [entry.seq for entry in ledger.epoch_edges(ledger.size())] == wanted
    cut = wanted[5]
    assert [entry.seq for entry in ledger.epoch_edges(cut)] == wanted[:5]


def test_a_stretch_of_time(ledger: LedgerReader) -> None:
    """First and last whose time lies in it, ends included; None when nothing does."""
    first, last = ledger.entry(7), ledger.entry(30)
    assert ledger.between(first.ts_us, last.ts_us) is not None
    found = ledger.between(first.ts_us, last.ts_us)
    times = [entry.ts_us for entry in ledger.entries()]
    wanted = [seq for seq, ts in enumerate(times) if first.ts_us <= ts <= last.ts_us]
    assert found == (wanted[0], wanted[-1])
    assert ledger.between(0, START_US - 1) is None


def test_a_clock_that_went_back(tmp_path: Path) -> None:
    """The stretch spans from the first to the last that fits."""
    built = empty(tmp_path)
    writer = built.open()
    early = writer.append([command()]).result()[0]
    built.clock.now += 10**9
    writer.append([command()]).result()
    built.clock.now -= 10**9
    late = writer.append([command()]).result()[0]
    writer.close()
    with LedgerReader(built.path) as ledger:
        assert ledger.between(early.ts_us, late.ts_us) == (early.seq, late.seq)


def test_a_run_key_is_there_or_not(ledger: LedgerReader) -> None:
    """Only the run that asked for one has one."""
    assert ledger.has_run_key("codex", "run-1")
    assert not ledger.has_run_key("claude", "run-1")


def test_checkpoints_of_a_size(ledger: LedgerReader) -> None:
    """All of that size, and no other."""
    for checkpoint in ledger.checkpoints():
        assert checkpoint in ledger.checkpoints_of(checkpoint.size)
    assert ledger.checkpoints_of(1) == []


def test_a_leaf_is_its_bytes(ledger: LedgerReader) -> None:
    """As stored."""
    assert ledger.leaf(3) == ledger.entry(3).leaf
    assert len(ledger.tiles(ledger.size())(0, 0)) == 256 * 32


def test_the_newest_of_some_kinds(ledger: LedgerReader) -> None:
    """From a place on, newest first, as many as were asked for, over several chunks."""
    wanted = {EntryKind.COMMAND, EntryKind.EPOCH_SEAL}
    every = [entry.seq for entry in ledger.of_kinds(wanted)][::-1]
    for limit in (0, 1, 256, 300, len(every), len(every) + 1):
        assert [entry.seq for entry in ledger.newest(wanted, 0, limit)] == every[:limit]
    some = [entry.seq for entry in ledger.newest(wanted, every[5], 1_000)]
    assert some == every[:6]


def test_what_lasts_is_found_without_parsing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same numbers as of the parsed entries, over several looks."""
    built = standard(tmp_path)
    with LedgerReader(built.path) as reader:
        wanted = [entry.seq for entry in reader.entries(3, 200) if lasts(entry.kind)]
    db = open_reader(built.path)
    assert list(finding.lasting(db, 3, 200)) == wanted != []
    monkeypatch.setattr(finding, "_LOOK", 7)
    assert list(finding.lasting(db, 3, 200)) == wanted
    close(db)


def test_a_pruned_ledger_is_searched_like_any_other(tmp_path: Path) -> None:
    """What is gone is found by nobody; edges of epochs are there even beside pruned entries."""
    built = pruned(tmp_path)
    with LedgerReader(built.path) as ledger:
        size = ledger.size()
        intents = [entry.seq for entry in ledger.of_kinds({EntryKind.ACTION_INTENT})]
        assert set(intents).isdisjoint(empty_rows(built))
        assert [entry.seq for entry in ledger.of_run("codex", "many")] == intents
        assert [e.seq for e in ledger.backwards(EntryKind.ACTION_INTENT)] == intents[::-1]
        assert [entry.epoch for entry in ledger.epoch_edges(size)][:2] == [1, 1]
        assert ledger.between(0, 2**53) == (0, size - 1)
    db = open_reader(built.path)
    with pytest.raises(LedgerInvalidError, match="of no kind"):
        list(finding.lasting(db, 0, size))
    close(db)
