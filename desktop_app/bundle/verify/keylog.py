"""Step 5, the key log: whose keys may sign what, from entry 0 to the epoch of the last entry.

Each epoch is introduced by the root and by the epoch before it, so one that is left out is found.
That the introductions are in the tree is step 8's to show.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop_app.bundle.keyfiles import key_files
from desktop_app.bundle.verify.steps import StepEndedError, held
from desktop_app.errors import BadEncodingError, KeyLogError, UnreadableError
from desktop_app.model.kinds import EntryKind
from desktop_app.model.verdict import Verdict
from desktop_app.signing import keylog
from desktop_app.signing.statements import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import NoReturn

    from desktop_app.bundle.verify.listing import Listed
    from desktop_app.model.entry import Entry
    from desktop_app.model.findings import Findings
    from desktop_app.signing.keys import PublicPair

# Each introduction takes four signatures; ten thousand are years of days and starts.
MAX_EPOCHS = 10_000


@dataclass(frozen=True, slots=True)
class Era:
    """One epoch: its number, its first entry, its keys, and whether the root alone brought it."""

    number: int
    first_seq: int
    keys: PublicPair
    recovered: bool


@dataclass(slots=True)
class KeyLog:
    """The keys of a log as its entries name them.

    Attributes:
        log: origin.
        eras: all epochs, in order.
        roots: all root keys, those in force last.
        seals: number of an epoch -> seq of its seal, where one is shown.
        first_in_range: number of the epoch in which the scope begins.
    """

    log: str
    roots: list[PublicPair]
    eras: list[Era] = field(default_factory=list)
    seals: dict[int, int] = field(default_factory=dict)
    first_in_range: int = 1
    _rotated_at: int | None = None

    def era_of(self, seq: int) -> Era:
        """Return the epoch that an entry lies in."""
        return self.eras[bisect_right(self.eras, seq, key=_first_seq) - 1]

    @property
    def fingerprint(self) -> str:
        """The 30 digits of the first keys."""
        return fingerprint(log=self.log, root=self.roots[0], epoch1=self.eras[0].keys)

    def seals_in_range(self) -> Iterable[int]:
        """Yield the seqs of the seals from the first epoch in range on."""
        return (seq for number, seq in self.seals.items() if number >= self.first_in_range)

    def see(self, entry: Entry) -> None:
        """Take the next entry of the key log after entry 0.

        Raises:
            KeyLogError: it does not hold, or does not follow what was before.
        """
        if entry.log != self.log:
            raise KeyLogError("is of another log", finding="origin")
        if entry.kind in keylog.LOG_STARTS:
            raise KeyLogError("a log starts once", finding="log_start")
        if entry.kind in keylog.INTRODUCTIONS:
            self._introduce(entry)
            return
        check_own_epoch(entry, self.eras)
        if entry.kind is EntryKind.KEYS_ROTATED:
            self._rotate(entry)
        else:
            self._seal(entry)

    def _introduce(self, entry: Entry) -> None:
        if len(self.eras) >= MAX_EPOCHS:
            raise UnreadableError(f"More than {MAX_EPOCHS} epochs.")
        check_turn(entry, self.eras)
        check_follows(entry, self.seals.get(len(self.eras)), self._rotated_at)
        previous = self.eras[-1].keys if self.eras else None
        new = keylog.introduce(entry, root=self.roots[-1], previous=previous)
        first_seq = entry.seq if self.eras else 0
        self.eras.append(Era(entry.epoch, first_seq, new.keys, new.recovered))
        self._rotated_at = None

    def _rotate(self, entry: Entry) -> None:
        if self._rotated_at is not None:
            raise KeyLogError("the root was rotated in this epoch already", finding="rotation")
        self.roots.append(keylog.rotate(entry, root=self.roots[-1]))
        self._rotated_at = entry.seq

    def _seal(self, entry: Entry) -> None:
        era = self.eras[-1]
        keylog.seal(entry)
        check_seal_range(entry, era)
        if era.number in self.seals:
            raise KeyLogError("the epoch was sealed already", finding="after_seal")
        self.seals[era.number] = entry.seq


def read_key_log(
    entries: Iterable[Entry], *, log: str, epoch: int, first_seq: int | None, found: Findings
) -> KeyLog:
    """Judge the entries of kinds in `KEY_KINDS` before N, in order.

    Args:
        entries: those shown.
        log: origin that the predicate names.
        epoch: of entry N - 1, as the predicate says.
        first_seq: of the first entry in scope; None when none is shown.
        found: where findings go.

    Raises:
        StepEndedError: the keys cannot be known; the findings say why.
        UnreadableError: more epochs than a bundle may have.
    """
    following = iter(entries)
    known = _start(next(following, None), log, found)
    for entry in following:
        try:
            known.see(entry)
        except MissingEpochError as error:
            missing(str(error), "epoch_missing", found, seq=entry.seq)
        except KeyLogError as error:
            refuse(entry, error.finding, error.message, found, error)
    check_newest(known, epoch, found)
    if first_seq is not None:
        known.first_in_range = known.era_of(first_seq).number
    check_seals(known, found)
    tell(known, found)
    return known


class MissingEpochError(Exception):
    """An introduction is not shown."""


def _start(first: Entry | None, log: str, found: Findings) -> KeyLog:
    if first is None or first.seq != 0:
        missing("Entry 0, which names the root keys, is not shown.", "log_start_missing", found)
    try:
        start = keylog.log_start(first)
    except KeyLogError as error:
        refuse(first, error.finding, error.message, found, error)
    if start.adopted:
        found.warn("adopted", "This log goes on from another one, which entry 0 names.", seq=0)
    if first.log != log or not keylog.origin_fits(first):
        refuse(first, "origin", "is of another log than the manifest says", found)
    return KeyLog(log, [start.root])


def check_turn(entry: Entry, eras: Sequence[Era]) -> None:
    """Check that epochs are introduced one after another, the first by entry 1; raises."""
    number = len(eras) + 1
    if entry.epoch > number:
        raise MissingEpochError(f"The entry that introduces epoch {number} is not shown.")
    if entry.epoch != number or (entry.seq == 1) != (number == 1):
        raise KeyLogError("introduces an epoch out of turn", finding="epoch_order")


def check_follows(entry: Entry, sealed_at: int | None, rotated_at: int | None) -> None:
    """Check that the seal of the epoch before, and a rotation before that, come directly before."""
    if sealed_at is not None and sealed_at != entry.seq - 1:
        raise KeyLogError("does not follow the seal of the epoch before", finding="after_seal")
    if rotated_at is not None and rotated_at != entry.seq - 2:
        raise KeyLogError("does not follow the rotation of the root keys", finding="rotation")


def check_own_epoch(entry: Entry, eras: Sequence[Era]) -> None:
    """Check that a seal or a rotation says the epoch that it lies in; raises."""
    if not eras:
        raise MissingEpochError("The entry that introduces epoch 1 is not shown.")
    if entry.epoch > len(eras):
        raise MissingEpochError(f"The entry that introduces epoch {entry.epoch} is not shown.")
    if entry.epoch != len(eras):
        raise KeyLogError(f"says epoch {entry.epoch} in epoch {len(eras)}", finding="epoch")


def check_seal_range(entry: Entry, era: Era) -> None:
    """Check that a seal covers its epoch and all of it (ATTACKS B03); raises."""
    if not keylog.seal_covers(entry, epoch=era.number, first_seq=era.first_seq):
        raise KeyLogError("covers other entries than its epoch's", finding="seal_range")


def check_newest(known: KeyLog, epoch: int, found: Findings) -> None:
    """Check that the last introduction shown is that of the epoch of entry N - 1."""
    if not known.eras or len(known.eras) < epoch:
        number = len(known.eras) + 1
        missing(f"The entry that introduces epoch {number} is not shown.", "epoch_missing", found)
    if len(known.eras) > epoch:
        found.invalid(
            "epoch",
            f"The manifest says epoch {epoch}, and epoch {len(known.eras)} began before it.",
            seq=known.eras[-1].first_seq,
        )
        raise StepEndedError


def check_seals(known: KeyLog, found: Findings) -> None:
    """Check that each epoch in range but the last is sealed, or named as lost by the next."""
    for era, following in zip(known.eras, known.eras[1:], strict=False):
        if (
            era.number >= known.first_in_range
            and era.number not in known.seals
            and not following.recovered
        ):
            found.fail(
                Verdict.INCOMPLETE,
                "seal_missing",
                f"The seal of epoch {era.number} is not shown.",
                seq=following.first_seq - 1,
            )


def tell(known: KeyLog, found: Findings) -> None:
    """Name each epoch that the root alone introduced."""
    for era in known.eras:
        if era.recovered:
            found.warn(
                "epoch_recovered",
                f"Epoch {era.number} was introduced by the root key alone: the keys of epoch "
                f"{era.number - 1} were lost.",
                seq=era.first_seq,
            )


def check_key_files(files: Listed, entries: Iterable[Entry], found: Findings) -> None:
    """Make the files of `keys/` again from the entries, and compare."""
    try:
        expected = key_files(entries)
    except BadEncodingError as error:
        found.invalid("key_files", f"keys/ cannot be made again: {error.message}")
        return
    for path, data in expected.items():
        if not files.has(path):
            found.fail(Verdict.INCOMPLETE, "key_file_missing", f"{path} is missing.")
        else:
            check_key_file(path, held(files, path), data, found)


def check_key_file(path: str, data: bytes, expected: bytes, found: Findings) -> None:
    """Check one file of `keys/`."""
    if data != expected:
        found.invalid("key_file", f"{path} is not what the entries say.")


def missing(text: str, code: str, found: Findings, *, seq: int | None = None) -> NoReturn:
    """Add what is missing, and end the step."""
    found.fail(Verdict.INCOMPLETE, code, text, seq=seq)
    raise StepEndedError


def refuse(
    entry: Entry, code: str, what: str, found: Findings, error: Exception | None = None
) -> NoReturn:
    """Add what is wrong with a signed entry, and end the step."""
    text = f"Entry {entry.seq} ({entry.kind}): {what.rstrip('.')}."
    found.invalid(code, text, seq=entry.seq)
    raise StepEndedError from error


def _first_seq(era: Era) -> int:
    return era.first_seq
