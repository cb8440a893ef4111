"""Attacks on the key log: missing, forged and stolen keys, rotations, seals. Step 5."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from desktop_app.bundle.layout import Level
from desktop_app.bundle.scope import RunScope
from desktop_app.model.kinds import EntryKind
from tests.fakes.bundle_attack_table import (
    ANCHORED,
    DIVERGED,
    INCOMPLETE,
    PASS,
    UNPINNED,
    Sent,
    Trust,
    again,
    attack,
    enter,
    new_log,
    root_key,
)
from tests.fakes.bundle_forger import RUN, ask, forge, made, run, standard_log
from tests.fakes.synthetic_log import SyntheticLog, draft, epoch_keys, signers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tests.fakes.bundle_attack_table import Act
    from tests.fakes.bundle_forger import Forged

SEAL, START = EntryKind.EPOCH_SEAL, EntryKind.EPOCH_START
RECOVERED, ROTATED = EntryKind.EPOCH_RECOVERED, EntryKind.KEYS_ROTATED


def other_log(install: str = "00112233445566aa", *, name: str = "b") -> SyntheticLog:
    """Return a log with the same origin by default, and other keys."""
    log = SyntheticLog(install, name=name)
    run(log)
    log.add(draft(EntryKind.COMMAND, {"verb": "status"}))
    return log


def seqs(log: SyntheticLog, *kinds: EntryKind) -> list[int]:
    """Return the places of entries of some kinds."""
    return [entry.seq for entry in log.entries if entry.kind in kinds]


def without(*choose: Callable[[SyntheticLog], int]) -> Act:
    """Leave entries of the key log out."""

    def act(forged: Forged) -> Forged:
        log = forged.log
        shown = made(log, forged.predicate.scope, export=forged.predicate.export, size=log.size)
        left_out = {one(log) for one in choose}
        assert left_out <= set(shown)
        return again(forged, log, shown=set(shown) - left_out)

    return act


def _nth(kind: EntryKind, number: int) -> Callable[[SyntheticLog], int]:
    return lambda log: seqs(log, kind)[number]


for _name, _choose, _finding in (
    ("entry_0", lambda _: 0, "log_start_missing"),
    ("entry_1", lambda _: 1, "epoch_missing"),
    ("epoch_2", _nth(START, 1), "epoch_missing"),
    ("epoch_4", _nth(START, 3), "epoch_missing"),
    ("recovered_epoch", _nth(RECOVERED, 0), "epoch_missing"),
    ("empty_epochs_successor", _nth(START, -1), "epoch_missing"),
    ("seal", _nth(SEAL, 1), "seal_missing"),
    ("last_seal", _nth(SEAL, -1), "seal_missing"),
):
    enter(
        f"{_name}_not_shown",
        without(_choose),
        "B03",
        base="standard",
        expected=INCOMPLETE,
        finding=_finding,
        step=5,
    )
enter("rotation_not_shown", without(_nth(ROTATED, 0)), "B05", base="standard", step=5)


def edited(
    choose: Callable[[SyntheticLog], int], change: Callable[[dict[str, Any]], object]
) -> Act:
    """Change an entry of the log, make the chain fit, keep the signatures; show it all."""

    def act(forged: Forged) -> Forged:
        log = new_log(forged)
        seq = choose(log)
        subject = json.loads(log.leaves[seq])["subject"]
        change(subject)
        log.rechain(seq + 1)
        log.replace(seq, subject=subject)
        log.rechain(seq + 1)
        return again(forged, log)

    return act


def _flip_hex(value: dict[str, Any], name: str) -> None:
    value[name] = ("0" if value[name][0] != "0" else "1") + value[name][1:]


def _forge_signature(name: str) -> Callable[[dict[str, Any]], object]:
    def change(subject: dict[str, Any]) -> None:
        old = subject["signatures"][name]
        subject["signatures"][name] = ("A" if old[0] != "A" else "B") + old[1:]

    return change


for _name in ("root_ed25519", "root_mldsa44", "previous_ed25519", "previous_mldsa44"):
    enter(
        f"introduction_without_{_name}",
        edited(_nth(START, 2), _forge_signature(_name)),
        "B06",
        base="standard",
        finding="introduction",
        step=5,
    )
for _name in ("old_ed25519", "old_mldsa44", "new_ed25519", "new_mldsa44"):
    enter(
        f"rotation_without_{_name}",
        edited(_nth(ROTATED, 0), _forge_signature(_name)),
        "B05",
        base="standard",
        finding="rotation",
        step=5,
    )

for _name, _choose, _change, _finding in (
    (
        "introduced_key_swapped",
        _nth(START, 1),
        lambda s: _flip_hex(s["keys"], "ed25519"),
        "introduction",
    ),
    (
        "introduced_second_key_swapped",
        _nth(START, 1),
        lambda s: _flip_hex(s["keys"], "mldsa44"),
        "introduction",
    ),
    (
        "introduced_mac_swapped",
        _nth(START, 1),
        lambda s: _flip_hex(s["keys"], "mac"),
        "introduction",
    ),
    ("introduction_field_more", _nth(START, 1), lambda s: s.update(more=1), "epoch_fields"),
    ("introduction_keys_missing", _nth(START, 1), lambda s: s.update(keys={}), "introduction"),
    ("introduction_keys_null", _nth(START, 1), lambda s: s.update(keys=None), "introduction"),
    (
        "introduction_signatures_null",
        _nth(START, 1),
        lambda s: s.update(signatures=None),
        "introduction",
    ),
    (
        "introduction_signatures_numbers",
        _nth(START, 1),
        lambda s: s.update(signatures=dict.fromkeys(s["signatures"], 1)),
        "introduction",
    ),
    ("introduction_of_another_epoch", _nth(START, 1), lambda s: s.update(epoch=3), "epoch_number"),
    (
        "recovered_names_another_loss",
        _nth(RECOVERED, 0),
        lambda s: s.update(lost_epoch=1),
        "epoch_number",
    ),
    ("rotation_field_more", _nth(ROTATED, 0), lambda s: s.update(more=1), "rotation"),
    (
        "rotation_new_key_swapped",
        _nth(ROTATED, 0),
        lambda s: _flip_hex(s["new"], "ed25519"),
        "rotation",
    ),
    ("log_start_field_more", lambda _: 0, lambda s: s.update(more=1), "log_start"),
    ("log_start_root_null", lambda _: 0, lambda s: s.update(root=None), "log_start"),
    ("log_start_other_install", lambda _: 0, lambda s: s.update(install="ff" * 8), "origin"),
    ("root_swapped", lambda _: 0, lambda s: _flip_hex(s["root"], "ed25519"), "introduction"),
    ("seal_field_more", _nth(SEAL, 1), lambda s: s.update(more=1), "seal_fields"),
    ("seal_late_is_text", _nth(SEAL, 1), lambda s: s.update(late="no"), "seal_fields"),
    ("seal_of_another_epoch", _nth(SEAL, 1), lambda s: s.update(epoch=1), "seal_range"),
    (
        "seal_begins_later",
        _nth(SEAL, 1),
        lambda s: s.update(first_seq=s["first_seq"] + 1),
        "seal_range",
    ),
    (
        "seal_ends_earlier",
        _nth(SEAL, 1),
        lambda s: s.update(last_seq=s["last_seq"] - 1),
        "seal_range",
    ),
    ("seal_counts_less", _nth(SEAL, 1), lambda s: s.update(count=s["count"] - 1), "seal_range"),
):
    enter(_name, edited(_choose, _change), "A01", base="standard", finding=_finding, step=5)


def _epoch_field(choose: Callable[[SyntheticLog], int], by: int) -> Act:
    """Say another epoch in the field of an entry of the key log."""

    def act(forged: Forged) -> Forged:
        log = new_log(forged)
        seq = choose(log)
        log.replace(seq, epoch=log.entry(seq).epoch + by)
        log.rechain(seq + 1)
        old = forged.log
        shown = made(old, forged.predicate.scope, export=forged.predicate.export, size=old.size)
        return again(forged, log, shown=shown)

    return act


enter(
    "seal_says_older_epoch",
    _epoch_field(_nth(SEAL, 1), -1),
    "B01",
    base="standard",
    finding="epoch",
    step=5,
)
enter(
    "seal_says_newer_epoch",
    _epoch_field(_nth(SEAL, 1), 1),
    "B01",
    base="standard",
    expected=INCOMPLETE,
    step=5,
)
enter(
    "epoch_introduced_twice",
    _epoch_field(_nth(START, 2), -1),
    "B04",
    base="standard",
    finding="epoch_order",
    step=5,
)


# --- stolen keys (A10) ---------------------------------------------------------------------------


def thief(log: SyntheticLog, *, epochs: Iterable[int] = (), root: bool = False) -> SyntheticLog:
    """Replace the secrets that were not stolen by those of a stranger, whose signatures fail."""
    stolen = set(epochs)
    log.epochs = [
        keys if number in stolen else epoch_keys(f"stranger/{number}")
        for number, keys in enumerate(log.epochs, 1)
    ]
    if not root:
        log.roots = [signers(f"stranger/{number}") for number in range(len(log.roots))]
    return log


def _rewritten(*, epochs: Iterable[int], root: bool) -> Act:
    """Rewrite an entry of epoch 2 and chain everything anew with what was stolen."""

    def act(forged: Forged) -> Forged:
        log = new_log(forged)
        target = next(entry.seq for entry in log.entries if entry.run_id == "run-1")
        log.replace(target, subject={"name": "harmless"})
        log.rechain(target + 1)
        thief(log, epochs=epochs, root=root).rechain(target + 1)
        return again(forged, log)

    return act


for _name, _stolen in {
    "stolen_running_epoch": {"epochs": (6,), "root": False},
    "stolen_root": {"epochs": (), "root": True},
    "stolen_root_and_running_epoch": {"epochs": (6,), "root": True},
    "stolen_epochs_and_no_root": {"epochs": (2, 3, 4, 5, 6), "root": False},
}.items():
    enter(
        f"{_name}_rewrites",
        _rewritten(**_stolen),  # type: ignore[arg-type]  # as named there
        "A10",
        base="standard",
        finding="introduction",
        step=5,
    )


def fork_of_running_epoch() -> Forged:
    """Rewrite the running epoch with its stolen key: nothing in the files shows it."""
    log = standard_log()
    ask(log, RUN, Level.REDACTED)
    target = log.size - 2
    log.replace(target, subject={"entries": 0, "reason": "idle"})
    log.rechain(target + 1)
    return forge(RUN, log=log, export=log.size - 1)


@attack("A10", base="standard", expected=PASS)
def running_epoch_rewritten(forged: Forged) -> Forged:
    """The running epoch, rewritten with its key: a pass, which says that it cannot tell."""
    del forged
    return fork_of_running_epoch()


@attack("A10", "A11", base="standard", expected=DIVERGED, finding="anchor", step=14)
def running_epoch_rewritten_against_anchor(forged: Forged) -> Sent:
    """The same; somebody kept a checkpoint of what was there."""
    trust = Trust(vkeys=(root_key(forged.log),), anchors=(forged.log.note(forged.predicate.size),))
    return Sent(fork_of_running_epoch(), trust)


def recovered_fork() -> Forged:
    """Rewrite a log with the root key alone: each epoch begins by `epoch.recovered`."""
    log = SyntheticLog()
    run(log)
    log.recover()
    run(log, "run-2")
    return forge(RunScope("codex", "run-2"), log=log)


@attack("A10", expected=PASS, finding="epoch_recovered")
def stolen_root_recovers(forged: Forged) -> Forged:
    """Keys said to be lost: passes, and the verdict names it."""
    del forged
    return recovered_fork()


@attack("A10", expected=DIVERGED, finding="anchor", step=14)
def stolen_root_recovers_against_anchor(forged: Forged) -> Sent:
    """The same, against a checkpoint of what was there before."""
    del forged
    log = SyntheticLog()
    run(log)
    log.add(draft(EntryKind.COMMAND, {"verb": "what was there"}))
    fork = recovered_fork()
    trust = Trust(vkeys=(root_key(log),), anchors=(log.note(log.size),))
    fork_note = fork.log.note(log.size)
    fork.files[f"log/checkpoints/{log.size}"] = fork_note
    return Sent(fork.finish(), trust)


@attack("A10", expected=DIVERGED, finding="key", step=14)
def made_anew(forged: Forged) -> Sent:
    """A whole log with keys of its own under the same origin."""
    log = other_log()
    return Sent(forge(RUN, log=log), Trust(vkeys=(root_key(forged.log),)))


@attack("A10", expected=UNPINNED, finding="key_unpinned")
def made_anew_unpinned(forged: Forged) -> Sent:
    """The same, for a reviewer who has nothing from elsewhere: never a pass."""
    del forged
    return Sent(forge(RUN, log=other_log()), Trust())


# --- logs that no recorder writes ----------------------------------------------------------------


@attack("B05", finding="rotation", step=5)
def rotation_by_stranger(forged: Forged) -> Forged:
    """A rotation from keys that were never the root's to keys of a thief."""
    log = new_log(forged)
    own = log.roots[0]
    log.roots[0] = signers("thief")
    log.rotate()
    log.roots[0] = own
    return again(forged, log)


@attack("B05", finding="rotation", step=5)
def rotation_without_new_epoch(forged: Forged) -> Forged:
    """The root is replaced, and the next epoch begins later than at once."""
    log = new_log(forged)
    log.rotate()
    rotation = seqs(log, ROTATED)[0]
    filler = draft(EntryKind.COMMAND, {"verb": "between"})
    log.add(filler)
    leaf = log.leaves.pop()
    log.leaves.insert(rotation + 1, leaf)
    seal = json.loads(log.leaves[rotation + 2])["subject"]
    seal |= {"last_seq": seal["last_seq"] + 1, "count": seal["count"] + 1}
    log.replace(rotation + 2, subject=seal)
    log.replace(rotation + 1, epoch=1)
    log.rechain(rotation + 1)
    return again(forged, log)


@attack("B05", finding="rotation", step=5)
def rotated_twice_in_one_epoch(forged: Forged) -> Forged:
    """Two rotations, and no epoch in between."""
    log = new_log(forged)
    log.rotate()
    first = seqs(log, ROTATED)[0]
    del log.leaves[first + 1 :]
    del log.epochs[1:]
    log.rotate()
    return again(forged, log)


@attack("B03", expected=INCOMPLETE, finding="seal_missing", step=5)
def epoch_never_sealed(forged: Forged) -> Forged:
    """An epoch follows one that was never sealed (systemd, CVE-2023-31437)."""
    log = new_log(forged)
    log._introduce("daily")
    return again(forged, log)


@attack("B03", expected=INCOMPLETE, finding="seal_missing", step=5)
def empty_epoch_never_sealed(forged: Forged) -> Forged:
    """An empty epoch that was never sealed."""
    log = new_log(forged)
    log.roll()
    log._introduce("daily")
    return again(forged, log)


@attack("B04", finding="after_seal", step=5)
def epoch_sealed_twice(forged: Forged) -> Forged:
    """Two seals for one epoch."""
    log = new_log(forged)
    log.seal()
    log.roll()
    return again(forged, log)


@attack("B04", finding="after_seal", step=5)
def entries_after_the_seal(forged: Forged) -> Forged:
    """An epoch goes on after its seal."""
    log = new_log(forged)
    log.seal()
    log.add(draft(EntryKind.COMMAND, {"verb": "late"}))
    log._introduce("daily")
    return again(forged, log)


@attack("B03", finding="epoch_order", step=5)
def epoch_number_starts_at_entry_2(forged: Forged) -> Forged:
    """Epoch 1 is introduced by entry 2: entry 1 has no key."""
    del forged
    log = SyntheticLog()
    log.leaves.pop()
    log.epochs.clear()
    log._append(draft(EntryKind.COMMAND, {"verb": "early"}), epoch=1)
    log._introduce("start")
    run(log)
    return forge(RUN, log=log)


@attack("A12", finding="log_start", step=5)
def log_started_twice(forged: Forged) -> Forged:
    """Entry 0 of another log stands in the middle."""
    log = new_log(forged)
    log.leaves.append(log.leaves[0])
    log.rechain(log.size - 1)
    shown = made(log, forged.predicate.scope, export=forged.predicate.export, size=log.size)
    return again(forged, log, shown=[*shown, log.size - 1] if log.size - 1 not in shown else shown)


@attack("A12", finding="origin", step=5)
def epoch_of_another_log(forged: Forged) -> Forged:
    """An introduction says another origin."""
    log = new_log(forged)
    log.roll()
    log.replace(log.size - 1, log="countersign/ffffffffffffffff")
    log.rechain(log.size)
    return again(forged, log)


@attack("A13", finding="origin", step=5)
def origin_is_not_the_installs(forged: Forged) -> Forged:
    """All entries say an origin that is not that of the install id in entry 0."""
    log = SyntheticLog()
    log.origin = "countersign/somebody-else"
    log.leaves.clear()
    log.epochs.clear()
    first = json.loads(forged.log.leaves[0])
    start = draft(EntryKind.LOG_START, first["subject"])
    log._append(start, epoch=1)
    log._introduce("start")
    run(log)
    return forge(RUN, log=log)


@attack(expected=PASS, finding="adopted")
def adopted_log(forged: Forged) -> Sent:
    """A log that goes on from another one passes, and the verdict says it."""
    log = SyntheticLog()
    subject = json.loads(log.leaves[0])["subject"] | {"reason": "lost", "old": None}
    log.replace(0, kind="log.adopted", subject=subject)
    log.rechain(0)
    run(log)
    return Sent(forge(RUN, log=log), Trust(vkeys=(root_key(forged.log),)))


@attack(base="standard", expected=ANCHORED)
def valid_against_anchor(forged: Forged) -> Trust:
    """The control: a valid bundle, pinned and anchored."""
    return Trust(vkeys=(root_key(forged.log),), anchors=(forged.log.note(forged.predicate.size),))
