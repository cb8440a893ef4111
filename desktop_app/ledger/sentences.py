"""What a report says in words: its verdict in one sentence, and each thing it does not prove."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from desktop_app.model import amounts, formats
from desktop_app.model.findings import MAX_FINDINGS
from desktop_app.model.verdict import Verdict, worst
from desktop_app.retention.policy import Class
from desktop_app.retention.purges import By

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.ledger.checks.retention import Gone
    from desktop_app.ledger.report import Report, VaultPart
    from desktop_app.ledger.trust import Trust
    from desktop_app.model.findings import Finding, Findings

_ALWAYS = (
    "That agents sent everything they did: what was never sent is not here.",
    "That what an agent reported is true: it is recorded as reported.",
    "That the clock of this machine was right: times are its own.",
    (
        "That nobody with the person's user id, the keys and the pin rewrote the running epoch: "
        "only a checkpoint held elsewhere (--anchor), or a time stamp from before, shows that."
    ),
)
_UNSIGNED = (
    "That run keys, and the time and reason stored beside each checkpoint, are as they were: "
    "nothing signs them."
)
_PRUNED = (
    "What the pruned entries said; and that what earlier purges took from them was old enough and "
    "under no hold: the recorder verified that before it pruned them, and nobody can again."
)
_NO_VAULT_KEY = (
    "That content in the vault is what the entries commit to: not checked without the vault key."
)
_AGREE = "were decrypted and agree with their commitments."
_WHOLE = (Verdict.ANCHORED, Verdict.CONSISTENT, Verdict.KEY_UNPINNED)
_BEHIND = "is 26 h or more behind."
_STALE = {  # by whether there is a time stamp, and a checkpoint
    (False, False): f"What vouches for it {_BEHIND}",
    (False, True): f"The checkpoint from elsewhere {_BEHIND}",
    (True, False): f"The time stamp {_BEHIND}",
    (True, True): "The checkpoint from elsewhere and the time stamp are 26 h or more behind.",
}
_NO_PIN = (
    "That nothing was cut from the end: there was no pin to compare with, and a ledger that ends "
    "earlier, together with its checkpoints, looks just like this."
)
_ONLY_BY_THEN = (
    "That this is the only record of its time: a time stamp says that these entries existed by "
    "then, not that there were no others."
)
_WHY = {
    By.PERSON: "by a person",
    By.SUBJECT: "for a person whom it is about",
    By.SAMPLING: "by sampling, as of runs without trouble",
}


def sentence(report: Report, first: Finding | None, *, stale: bool) -> Report:
    """Return the report with its verdict in one sentence."""
    if first is not None and report.verdict is first.verdict:
        text = first.text
    elif report.verdict is Verdict.ANCHORED:
        text = f"{_recompute(report)}, and {_vouched(report)}."
    else:
        text = f"{_recompute(report)}."
        text += f" {_STALE[bool(report.stamps), report.kept_size is not None]}" if stale else ""
    if report.recovered_epochs:
        numbers = ", ".join(map(str, report.recovered_epochs))
        text += f" Introduced by the root key alone: epoch {numbers}."
    return replace(report, sentence=text)


def _vouched(report: Report) -> str:
    """Return what a checkpoint from elsewhere and the newest time stamp say, where there are."""
    told = []
    kept = report.kept_size if report.stamps else report.anchored_size
    if kept is not None:
        told.append(f"a checkpoint from elsewhere vouches for the first {kept}")
    for stamp in report.stamps[:1]:
        said = f"a time stamp of {stamp.tsa} says that the first {stamp.size} existed by "
        told.append(said + amounts.moment(stamp.time_us))
    return ", and ".join(told)


def _recompute(report: Report) -> str:
    if not report.pruned:
        return f"All {report.size} entries recompute"
    whole = report.size - report.pruned
    were = "1 was" if report.pruned == 1 else f"{report.pruned} were"
    return f"Of {report.size} entries {were} pruned; the other {whole} and all hashes recompute"


def with_vault(report: Report, part: VaultPart | None, found: Findings) -> Report:
    """Return the report with what was found in the vault; the worse verdict wins.

    Args:
        report: on the ledger alone.
        part: what was checked of the vault; None where there is none.
        found: what the vault's steps had to say.
    """
    verdict, first = worst((report.verdict, *found.verdicts)), found.first_bad
    findings = (*report.findings, *found.kept)
    told = replace(
        report,
        vault=part,
        findings=findings[:MAX_FINDINGS],
        findings_dropped=report.findings_dropped
        + found.dropped
        + max(0, len(findings) - MAX_FINDINGS),
    )
    if first is not None and verdict is not report.verdict:
        return replace(
            told,
            verdict=verdict,
            exit_code=verdict.exit_code,
            sentence=first.text,
            first_bad_seq=first.seq,
        )
    if part is None or found.verdicts:
        return told
    if part.decrypted is None:
        return (
            replace(told, not_proven=(*told.not_proven, _NO_VAULT_KEY)) if part.payloads else told
        )
    if part.payloads and verdict in _WHOLE:
        one = part.decrypted == 1
        text = f"{formats.counted(part.decrypted, 'payload')} in the vault "
        text += "was decrypted and agrees with its commitment." if one else _AGREE
        return replace(told, sentence=f"{told.sentence} {text}")
    return told


def not_proven(report: Report, trust: Trust) -> Report:
    """Return the report with a sentence for each thing it does not prove."""
    told = list(_ALWAYS)
    if trust.pin is None and report.anchored_size is None:
        told.append(_NO_PIN)
    elif trust.pin is None:
        told.append(f"That nothing was cut after entry {report.anchored_size}: there was no pin.")
    if report.stamps and report.verdict is Verdict.ANCHORED:
        told.append(_ONLY_BY_THEN)
    if report.unsealed_tail:
        one = report.unsealed_tail == 1
        last = "entry is" if one else f"{report.unsealed_tail} entries are"
        macs = "its MAC" if one else "their MACs"
        held = f"; {macs} hold{'s' if one else ''}."
        told.append(
            f"The last {last} signed by no checkpoint yet"
            + (held if report.tail_macs_checked else f", and {macs} had no key.")
        )
    if report.verdict is Verdict.KEY_UNPINNED:
        told.append("Whose log this is: compare the fingerprint with the one noted at enrolment.")
    told += [
        f"That epoch {number} was begun by the recorder that kept the log before it: only the root "
        "key says so."
        for number in report.recovered_epochs
    ]
    if report.pruned:
        told.append(_PRUNED)
    told.append(_UNSIGNED)
    return replace(report, not_proven=tuple(told))


def gone(purged: Mapping[tuple[Class, By, int | None], Gone]) -> tuple[str, ...]:
    """Return one sentence for each rule by which something was purged."""
    return tuple(_gone(*rule, told) for rule, told in purged.items())


def _gone(which: Class, by: By, days: int | None, told: Gone) -> str:
    one = told.entries == 1
    if which is Class.BODIES:
        what = "1 body was" if one else f"{told.entries:,} bodies were"
    elif which is Class.ENTRIES:
        what = "1 entry was" if one else f"{told.entries:,} entries were"
    else:
        what = f"What {'1 entry' if one else f'{told.entries:,} entries'} kept was"
    keys = ""
    if told.run_keys:
        run = "the key of 1 run" if told.run_keys == 1 else f"the keys of {told.run_keys:,} runs"
        keys = f", and {run}"
    why = f"by the {days}-day rule" if by is By.SCHEDULE else _WHY[by]
    verb = "pruned" if which is Class.ENTRIES else "purged"
    return f"{what} {verb} {why}{keys}, newest purge entry #{told.newest_seq:,}."
