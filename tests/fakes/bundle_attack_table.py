"""The table of attacks on a bundle: what is done to a valid one, and the verdict it must get.

Each attack is a function that changes a copy of a forged bundle and returns what is sent; `run`
gives the report of the verifier on it. The families are the modules `bundle_attacks_*.py`;
`bundle_attacks` loads them all. Rows of ATTACKS.md are named; attacks without one are defects of
verifiers elsewhere, or hold one check alone.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias
from unittest.mock import patch

from desktop_app.bundle import layout
from desktop_app.bundle.keyfiles import key_files
from desktop_app.bundle.layout import Level
from desktop_app.bundle.scope import AgentScope, IncidentScope, RunScope, TimeScope
from desktop_app.bundle.verify.trust import Trust
from desktop_app.bundle.verify.verifier import verify_path
from desktop_app.errors import BadEncodingError
from desktop_app.model.verdict import Verdict
from desktop_app.tlog.note import Algorithm, VerifierKey, verifier_key
from tests.fakes import bundle_forger
from tests.fakes.bundle_forger import RUN, Forged, forge, standard_log

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from desktop_app.bundle.verify.report import BundleReport
    from desktop_app.model.entry import Entry
    from tests.fakes.synthetic_log import SyntheticLog

PASS, ANCHORED, INVALID = Verdict.CONSISTENT, Verdict.ANCHORED, Verdict.INVALID
DIVERGED, INCOMPLETE = Verdict.DIVERGED, Verdict.INCOMPLETE
UNREADABLE, UNPINNED = Verdict.UNREADABLE, Verdict.KEY_UNPINNED


@dataclass(frozen=True)
class Folder:
    """A directory bundle that cannot be told as files: `make` fills an empty directory."""

    make: Callable[[Path], None]


@dataclass(frozen=True)
class Sent:
    """What a reviewer gets, and what the reviewer trusts; None: as the base."""

    what: Forged | bytes | Folder | None = None
    trust: Trust | None = None


Act: TypeAlias = "Callable[[Forged], Forged | bytes | Folder | Trust | Sent | None]"


@dataclass(frozen=True)
class Attack:
    """One row.

    Attributes:
        name: the defect.
        rows: of ATTACKS.md.
        base: the valid bundle it starts from.
        expected: the verdict it must get.
        act: changes the copy, or returns what is sent instead.
        finding: code that the report must have.
        step: number of the step that must fail.
        sealed: the verdict on what was sealed, where a report or README was altered.
    """

    name: str
    rows: tuple[str, ...]
    base: str
    expected: Verdict
    act: Act
    finding: str | None = None
    step: int | None = None
    sealed: Verdict | None = None

    @property
    def says(self) -> str:
        """What is done, in a sentence."""
        return (self.act.__doc__ or self.name.replace("_", " ")).splitlines()[0]


ATTACKS: dict[str, Attack] = {}


def enter(
    name: str,
    act: Act,
    *rows: str,
    base: str = "plain",
    expected: Verdict = INVALID,
    finding: str | None = None,
    step: int | None = None,
    sealed: Verdict | None = None,
) -> None:
    """Enter one attack; a name is used once."""
    assert name not in ATTACKS, name
    ATTACKS[name] = Attack(name, rows, base, expected, act, finding, step, sealed)


def attack(
    *rows: str,
    base: str = "plain",
    expected: Verdict = INVALID,
    finding: str | None = None,
    step: int | None = None,
    sealed: Verdict | None = None,
) -> Callable[[Act], Act]:
    """Enter a function in the table under its name."""

    def decorate(act: Act) -> Act:
        enter(
            act.__name__,
            act,
            *rows,
            base=base,
            expected=expected,
            finding=finding,
            step=step,
            sealed=sealed,
        )
        return act

    return decorate


def _viewed() -> Forged:
    """Return a bundle with views, which are not evidence."""
    forged = forge()
    forged.files[layout.REPORT] = b"<!doctype html><title>run-1</title>\n"
    forged.files[layout.REPLAY] = b"{}\n"
    return forged.finish()


def _twice() -> Forged:
    """Return the second bundle of one recipient: the checkpoint of the first is in it."""
    log = standard_log()
    previous = log.size
    log.roll()
    return forge(RUN, log=log, previous=previous)


_RUNS = AgentScope("Codex", (("codex", "run-0"), ("codex", "run-1")))
_MAKERS: dict[str, Callable[[], Forged]] = {
    "plain": forge,
    "standard": lambda: forge(RUN, log=standard_log()),
    "viewed": _viewed,
    "metadata": lambda: forge(level=Level.METADATA),
    "full": lambda: forge(level=Level.FULL),
    "full_log": lambda: forge(level=Level.FULL_LOG),
    "standard_full_log": lambda: forge(RUN, log=standard_log(), level=Level.FULL_LOG),
    "records": lambda: forge(RunScope("codex", "run-1", ((3, 0), (3, 2), (8, 1)))),
    "time": lambda: forge(TimeScope(2, 6)),
    "agent": lambda: forge(_RUNS, log=standard_log()),
    "incident": lambda: forge(IncidentScope(b"\1" * 16, (3, 7))),
    "twice": _twice,
}
_MADE: dict[str, Forged] = {}


def base(name: str) -> Forged:
    """Return a copy of a valid bundle; its log is shared, so change `new_log(forged)` alone."""
    if name not in _MADE:
        _MADE[name] = _MAKERS[name]()
    return _MADE[name].copy()


def bases() -> tuple[str, ...]:
    """Return the names of all bases."""
    return tuple(_MAKERS)


def new_log(forged: Forged) -> SyntheticLog:
    """Return a copy of a bundle's log, to change."""
    return deepcopy(forged.log)


def again(forged: Forged, log: SyntheticLog, **more: object) -> Forged:
    """Make a bundle as `forged`, of a log that was changed after its export was asked for."""
    predicate = forged.predicate
    with patch.object(bundle_forger, "key_files", _key_files):
        return forge(
            predicate.scope,
            log=log,
            level=predicate.level,
            previous=predicate.previous,
            export=predicate.export,
            **more,  # type: ignore[arg-type]  # as named there
        )


def _key_files(entries: Sequence[Entry]) -> dict[str, bytes]:
    """Return the files of `keys/`; none where the entries name no keys."""
    try:
        return key_files(entries)
    except BadEncodingError:
        return {}


def root_key(log: SyntheticLog, number: int = 0) -> VerifierKey:
    """Return the verifier key of a root of a log."""
    return verifier_key(log.origin, Algorithm.ED25519, log.roots[number].public.ed25519)


def pinned(forged: Forged) -> Trust:
    """Return the trust of a reviewer who has the root key of the base's log from elsewhere."""
    return Trust(vkeys=(root_key(forged.log),))


def sent(one: Attack) -> Sent:
    """Do an attack; return what a reviewer gets."""
    forged = base(one.base)
    trust = pinned(forged)
    done = one.act(forged)
    if not isinstance(done, Sent):
        done = Sent(trust=done) if isinstance(done, Trust) else Sent(done)
    return Sent(
        forged if done.what is None else done.what, trust if done.trust is None else done.trust
    )


def write(what: Forged | bytes | Folder | None, target: Path) -> Path:
    """Write what is sent: a zip, or a directory where it must be one."""
    assert what is not None
    if isinstance(what, Folder):
        target.mkdir(parents=True)
        what.make(target)
        return target
    path = target.with_name(target.name + ".zip")
    path.write_bytes(what if isinstance(what, bytes) else what.to_zip())
    return path


def run(one: Attack, folder: Path) -> BundleReport:
    """Do an attack and verify what is sent; `folder` is for files of its own."""
    done = sent(one)
    assert done.trust is not None
    return verify_path(write(done.what, folder / one.name), done.trust)


def differs(one: Attack, report: BundleReport) -> str | None:
    """Tell in what a report is not as the table says; None when it is."""
    codes = {finding.code for finding in report.findings}
    if report.verdict is not one.expected:
        return f"{report.verdict}, not {one.expected}"
    if one.finding is not None and one.finding not in codes:
        return f"no finding {one.finding}, but {sorted(codes)}"
    if one.step is not None and report.steps[one.step - 1].outcome != "failed":
        failed = [step.number for step in report.steps if step.outcome == "failed"]
        return f"step {one.step} did not fail, but {failed}"
    if one.sealed is not None and report.sealed_record is not one.sealed:
        return f"the sealed record is {report.sealed_record}, not {one.sealed}"
    return None
