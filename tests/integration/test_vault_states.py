"""A vault and its ledger in any order of steps, with a kill after any of them.

The model is a few dictionaries: what each entry keeps, and what is pending. After each step the
vault holds exactly that; after a kill (the files as they are, copied) and recovery it holds exactly
what entries name: no list without its entry, no payload that nobody uses.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from desktop_app.capture.screens.rawform import encode
from desktop_app.model.content import Content
from desktop_app.vault.webp import packed
from tests.fakes.images import editor
from tests.fakes.vault_place import COMMANDS, PROMPTS, Place, noise

if TYPE_CHECKING:
    from desktop_app.vault.packing import Picture
    from desktop_app.vault.vault import Pending, Vault

SCREEN = encode(editor([noise(24, str(n)).hex() for n in range(20)], (480, 360)))
SMALL = packed(SCREEN) or b""
DATA = (b"", b"a", b"word " * 3_000, noise(300_000), SCREEN)
PIECES = st.lists(
    st.tuples(st.sampled_from((PROMPTS, COMMANDS)), st.integers(0, len(DATA) - 1)),
    min_size=1,
    max_size=3,
)
Piece = tuple[str, bytes]
_MEMORY = Path("/dev/shm")  # noqa: S108 - a private folder is made in it


class States(RuleBasedStateMachine):
    """Keeps, settles, drops, packs, shreds, is killed and starts again."""

    def __init__(self) -> None:
        super().__init__()
        where = _MEMORY if _MEMORY.is_dir() else None
        self.root = Path(tempfile.mkdtemp(dir=where))
        self.starts = 0
        self.place = Place(self.root)
        self.vault: Vault = self.place.create()
        self.size = 0
        self.held: dict[int, list[Piece]] = {}
        self.listed: dict[int, list[Piece]] = {}
        self.roots: dict[int, bytes] = {}
        self.pending: list[tuple[Pending, list[Piece]]] = []
        self.unsettled: list[tuple[Pending, int]] = []
        self.taken: list[Picture] = []

    def teardown(self) -> None:
        """Leave nothing behind."""
        self.vault.close()
        shutil.rmtree(self.root)

    @rule(chosen=PIECES)
    def keep(self, chosen: list[tuple[str, int]]) -> None:
        """Keep content; no entry names it yet."""
        pieces = [(purpose, DATA[number]) for purpose, number in chosen]
        contents = [Content("text", purpose, data) for purpose, data in pieces]
        pending = self.vault.keep(contents, after=self.size)
        assert pending.kept.size == sum(len(data) for _, data in pieces)
        self.pending.append((pending, pieces))

    @precondition(lambda self: self.pending)
    @rule(which=st.integers(0, 9), gap=st.integers(0, 2), settle=st.booleans())
    def append(self, which: int, gap: int, settle: bool) -> None:  # noqa: FBT001 - a rule's argument
        """The ledger's entry is durable; the vault may not have been told of it."""
        pending, pieces = self.pending.pop(which % len(self.pending))
        seq = self.size + gap
        self.size = seq + 1
        self.held[seq] = self.listed[seq] = pieces
        self.roots[seq] = pending.kept.root
        if settle:
            self.vault.settle(pending, seq)
        else:
            self.unsettled.append((pending, seq))

    @precondition(lambda self: self.pending)
    @rule(which=st.integers(0, 9))
    def drop(self, which: int) -> None:
        """The entry was refused."""
        pending, _ = self.pending.pop(which % len(self.pending))
        self.vault.drop(pending)

    @precondition(lambda self: self.held)
    @rule(which=st.lists(st.integers(0, 9), min_size=1, max_size=3), forget=st.booleans())
    def shred(self, which: list[int], forget: bool) -> None:  # noqa: FBT001 - likewise
        """Purge what some entries keep; of those that the vault knows the entry of."""
        self._tell()
        known = sorted(self.listed)
        chosen = {known[one % len(known)] for one in which}
        before, stored = self._payloads(), self._stored()
        for seq in chosen:
            self.held.pop(seq, None)
            if forget:
                del self.listed[seq], self.roots[seq]
        gone = before - self._payloads()
        done = self.vault.shred(sorted(chosen), forget=forget)
        assert (done.payloads, done.bytes) == (len(gone), stored - self._stored())
        assert done.wiped

    @rule()
    def look_for_pictures(self) -> None:
        """Some are read, to be packed; much may happen until they are."""
        at = 0
        while (found := self.vault.packing.next(at, self.vault.packing.newest())) is not None:
            at = found.number
            if found.picture is not None:
                assert found.picture.content() == SCREEN
                self.taken.append(found.picture)

    @precondition(lambda self: self.taken)
    @rule(which=st.integers(0, 9))
    def pack(self, which: int) -> None:
        """Exchange one, if it is there as it was read; content is what it was either way."""
        picture = self.taken.pop(which % len(self.taken))
        sql = "SELECT tag FROM payloads WHERE encoding = 'zstd'"
        is_there = (picture.row.tag,) in self.place.rows(sql)
        assert self.vault.packing.swap(picture, SMALL) is is_there

    @rule()
    def close_and_start(self) -> None:
        """Stop, and start again."""
        self.vault.close()
        self.vault = self.place.open()
        self._recover()

    @rule()
    def kill_and_start(self) -> None:
        """The process ends between two instructions; what was pending without entry goes."""
        self.starts += 1
        killed = self.place.copy(self.root / str(self.starts))
        self.vault.close()
        self.place, self.vault = killed, killed.open()
        self._recover()

    @invariant()
    def it_holds_what_it_should(self) -> None:
        """Each piece once a class, and every one of them comes back."""
        assert self.vault.pending_after() == min(
            (self.size_at[one.id] for one, _ in self._waiting()), default=None
        )
        found = self.place.rows("SELECT ref FROM payloads")
        contents = Counter(self.vault.read(str(ref)) for (ref,) in found)
        assert contents == Counter(data for _, data in self._payloads())
        told = {seq for _, seq in self.unsettled}
        for seq, pieces in self.listed.items():
            lines = [] if seq in told else [(x.purpose, x.size) for x in self.vault.lines_of(seq)]
            assert seq in told or lines == [(purpose, len(data)) for purpose, data in pieces]
        for table in ("chunks", "uses", "subjects"):
            sql = f"SELECT 1 FROM {table} WHERE payload NOT IN (SELECT id FROM payloads)"  # noqa: S608 - our own words
            assert self.place.rows(sql) == []

    def _stored(self) -> int:
        ((found,),) = self.place.rows("SELECT coalesce(sum(stored), 0) FROM payloads")
        return int(str(found))

    def _waiting(self) -> list[tuple[Pending, object]]:
        return [*self.pending, *self.unsettled]

    @property
    def size_at(self) -> dict[int, int]:
        """Return `after` of each list, as it lies in the file."""
        return {int(str(a)): int(str(b)) for a, b in self.place.rows("SELECT id, after FROM lists")}

    def _payloads(self) -> set[Piece]:
        kept = (piece for pieces in self.held.values() for piece in pieces)
        waiting = (piece for _, pieces in self.pending for piece in pieces)
        return {*kept, *waiting}

    def _tell(self) -> None:
        for pending, seq in self.unsettled:
            self.vault.settle(pending, seq)
        self.unsettled.clear()

    def _recover(self) -> None:
        entries: dict[bytes, list[int]] = {}
        for seq in sorted(self.roots):
            entries.setdefault(self.roots[seq], []).append(seq)
        self.vault.recover(entries)
        self.taken.clear()
        self.pending.clear()
        self.unsettled.clear()
        assert self.vault.pending_after() is None


TestStates = States.TestCase
TestStates.settings = settings(max_examples=100, stateful_step_count=25)
