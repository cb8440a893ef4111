"""Step 7 at level `full-log`: everything is recomputed from the leaves of all entries, but MACs.

One walk over the entry bundles, as the audit of a ledger walks its rows. It holds the right edge of
the tree, 16 bytes a run, and the numbers of the entries that may be context.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING

from desktop_app.bundle.layout import Part, entry_path, tile_file
from desktop_app.bundle.scope import CONTEXT_KINDS, in_scope
from desktop_app.bundle.verify.entries import check_epoch, check_origin, check_prev
from desktop_app.bundle.verify.keylog import check_seal_range
from desktop_app.bundle.verify.steps import StepEndedError, held
from desktop_app.errors import BadEncodingError, KeyLogError
from desktop_app.model import canonical
from desktop_app.model.entry import NO_PREV
from desktop_app.model.kinds import EntryKind
from desktop_app.model.leaf import parse_leaf
from desktop_app.model.verdict import Verdict
from desktop_app.signing.keylog import KEY_KINDS
from desktop_app.tlog.merkle import Frontier, leaf_hash
from desktop_app.tlog.tiles import TILE_WIDTH, parse_bundle

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from desktop_app.bundle.scope import Scope
    from desktop_app.bundle.verify.checkpoints import Signed
    from desktop_app.bundle.verify.keylog import KeyLog
    from desktop_app.bundle.verify.listing import Listed
    from desktop_app.bundle.verify.shown import Shown
    from desktop_app.model.entry import Entry
    from desktop_app.model.findings import Findings

_KEY_BYTES = 16


def check_full_log(
    files: Listed,
    *,
    shown: Shown,
    scope: Scope,
    keylog: KeyLog,
    signed: Signed,
    found: Findings,
    progress: Callable[[int, int], None],
) -> None:
    """Recompute the log from its entry bundles.

    Raises:
        StepEndedError: a leaf cannot be had; the findings say which.
        NewerFormatError: an entry of a version or kind unknown here.
        UnreadableError: a file cannot be read.
    """
    walk = Walk(shown, scope, keylog, signed, found)
    for entry in leaves(files, signed.size, found):
        progress(entry.seq, signed.size)
        walk.see(entry)
    walk.finish()


def leaves(files: Listed, size: int, found: Findings) -> Iterator[Entry]:
    """Yield all entries of the log in order, each at its place.

    Raises:
        StepEndedError: one cannot be had; the findings say which.
    """
    present = {(one[0], one[1]) for one in files.of(Part.ENTRY_BUNDLE)}
    needed = [(at >> 8, min(TILE_WIDTH, size - at)) for at in range(0, size, TILE_WIDTH)]
    check_extra(present - set(needed), found)
    for index, width in needed:
        path = tile_file(None, index, width)
        if (index, width) not in present:
            found.fail(Verdict.INCOMPLETE, "bundle_missing", f"{path} is missing.")
            raise StepEndedError
        for offset, leaf in enumerate(_bundle(held(files, path), path, width, found)):
            yield _entry(leaf, index * TILE_WIDTH + offset, found)


def check_extra(extra: set[tuple[int, int]], found: Findings) -> None:
    """Check that no entry bundle is there that the tree does not have."""
    for index, width in sorted(extra)[:1]:
        found.invalid("bundle_extra", f"{tile_file(None, index, width)} is not of this tree.")


def _bundle(data: bytes, path: str, width: int, found: Findings) -> list[bytes]:
    try:
        entries = parse_bundle(data)
    except BadEncodingError as error:
        found.invalid("bundle", f"{path}: {error.message}")
        raise StepEndedError from error
    if len(entries) != width:
        found.invalid("bundle", f"{path} holds {len(entries)} entries, not {width}.")
        raise StepEndedError
    return entries


def _entry(leaf: bytes, seq: int, found: Findings) -> Entry:
    try:
        entry = parse_leaf(leaf)
    except BadEncodingError as error:
        found.invalid("leaf", f"Leaf {seq} of the log is no entry: {error.message}", seq=seq)
        raise StepEndedError from error
    if entry.seq != seq:
        found.invalid("seq", f"Leaf {seq} of the log says that it is {entry.seq}.", seq=seq)
        raise StepEndedError
    return entry


class Walk:
    """Feeds on the entries of the whole log, in order."""

    def __init__(
        self, shown: Shown, scope: Scope, keylog: KeyLog, signed: Signed, found: Findings
    ) -> None:
        self._shown, self._scope = shown, scope
        self._keylog, self._signed, self._found = keylog, signed, found
        self._places = frozenset(shown.seqs)
        self._tree = Frontier()
        self._prev = NO_PREV
        self._runs: dict[bytes, int] = {}
        self._context: list[int] = []  # from the first entry in scope on, not shown
        self._last_in_scope = -1
        self._scope_begun = False
        self._sealed: set[int] = set()

    def see(self, entry: Entry) -> None:
        """Take the next entry."""
        check_origin(entry, self._keylog.log, self._found)
        check_prev(entry, self._prev, self._found)
        check_epoch(entry, entry.seq, self._keylog, self._found)
        self._see_keys(entry)
        self._see_run(entry)
        self._see_shown(entry)
        self._prev = leaf_hash(entry.leaf)
        self._tree.append(self._prev)
        told = self._signed.roots.get(self._tree.size)
        if told is not None:
            check_root(self._tree.size, self._tree.root(), told, self._found)

    def finish(self) -> None:
        """Check what only the end shows."""
        for era, following in zip(self._keylog.eras, self._keylog.eras[1:], strict=False):
            if not following.recovered and era.number not in self._sealed:
                text = f"Epoch {era.number} was not sealed before the next began."
                self._found.invalid("unsealed", text, seq=following.first_seq)
        for seq in self._context:
            if seq < self._last_in_scope:
                check_not_left_out(seq, self._found)

    def _see_keys(self, entry: Entry) -> None:
        if entry.kind is EntryKind.EPOCH_SEAL:
            self._see_seal(entry)
        elif entry.kind in KEY_KINDS and entry.seq not in self._places:
            check_not_left_out(entry.seq, self._found)

    def _see_seal(self, entry: Entry) -> None:
        eras = self._keylog.eras
        era = self._keylog.era_of(entry.seq)
        ends = eras[era.number].first_seq if era.number < len(eras) else self._signed.size
        try:
            check_seal_range(entry, era)
            check_last(entry, ends)
        except KeyLogError as error:
            text = f"Entry {entry.seq} ({entry.kind}): {error.message}."
            self._found.invalid(error.finding, text, seq=entry.seq)
        self._sealed.add(era.number)

    def _see_run(self, entry: Entry) -> None:
        check_both(entry, self._found)
        if entry.run_id is None:
            return
        sender = str(entry.actor.get("sender", ""))
        named = canonical.encode({"sender": sender, "run": entry.run_id})
        key = blake2b(named, digest_size=_KEY_BYTES).digest()
        expected = self._runs.get(key, 0)
        check_number(entry, expected, self._found)
        self._runs[key] = expected + 1

    def _see_shown(self, entry: Entry) -> None:
        seq = entry.seq
        if seq in self._places:
            check_same(self._shown.get(seq), entry, self._found)
        elif in_scope(self._scope, entry):
            check_not_left_out(seq, self._found)
        elif self._scope_begun and entry.kind in CONTEXT_KINDS:
            self._context.append(seq)
        if in_scope(self._scope, entry):
            self._scope_begun, self._last_in_scope = True, seq


def check_root(size: int, computed: bytes, told: bytes, found: Findings) -> None:
    """Check a signed root against the leaves."""
    if computed != told:
        text = f"The first {size} leaves are not those of the checkpoint of size {size}."
        found.invalid("checkpoint_root", text, seq=size - 1)


def check_same(shown: Entry | None, entry: Entry, found: Findings) -> None:
    """Check that an entry file is the leaf at its place."""
    if shown is not None and shown.leaf != entry.leaf:
        text = f"{entry_path(entry.seq)} is not the leaf at its place of the log."
        found.invalid("leaf_other", text, seq=entry.seq)


def check_not_left_out(seq: int, found: Findings) -> None:
    """Tell of an entry of the log that the bundle had to show."""
    text = f"Entry {seq} is in the log and belongs to this bundle; it is not shown."
    found.fail(Verdict.INCOMPLETE, "entry_left_out", text, seq=seq)


def check_last(entry: Entry, ends: int) -> None:
    """Check that a seal is the last entry of its epoch (ATTACKS B04); raises."""
    if entry.seq != ends - 1:
        raise KeyLogError("is not the last entry of its epoch", finding="after_seal")


def check_both(entry: Entry, found: Findings) -> None:
    """Check that an entry has a run and a number in it, or neither."""
    if (entry.run_id is None) != (entry.run_seq is None):
        text = f"Entry {entry.seq} has half a place in a run."
        found.invalid("run_seq", text, seq=entry.seq)


def check_number(entry: Entry, expected: int, found: Findings) -> None:
    """Check an entry's number in its run, and the count that the end of a run carries."""
    if entry.run_seq != expected:
        text = f"Entry {entry.seq} is number {entry.run_seq} of its run; {expected} was next."
        found.invalid("run_seq", text, seq=entry.seq)
    elif entry.kind is EntryKind.RUN_END and entry.subject.get("entries") != expected:
        text = f"The end of a run counts {entry.subject.get('entries')} entries; it has {expected}."
        found.invalid("run_count", text, seq=entry.seq)
