"""What the page Integrity says of seals, keys, epochs, verdicts and disk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from desktop_app.model import formats
from desktop_app.model.visible import visible
from desktop_app.tray.presenters import bundle_verdict
from desktop_app.tray.presenters import verdict as verdicts
from desktop_app.tray.words import tr, trn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.model.canonical import JSON
    from desktop_app.tray.presenters.state import State
    from desktop_app.tray.presenters.verdict import Report

    Row = Mapping[str, JSON]

SHORT = 5  # verdicts and epochs that a card shows before it is unfolded
LINE = 26  # characters of the verifier key in one line
_MINUTE_S = 60
_SECOND_US = 1_000_000


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of facts: shape, colour, what, value."""

    icon: str
    tone: str
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the disk that is used: name, colour token, bytes, what becomes of it."""

    name: str
    token: str
    size: int
    note: str


@dataclass(frozen=True, slots=True)
class Disk:
    """How much is used: `head` in words, the parts, and of how much they are parts."""

    head: str
    parts: tuple[Part, ...]
    whole: int
    free: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a verification is."""

    done: int = 0
    total: int = 0
    took_s: float = 0.0

    @property
    def percent(self) -> int:
        """Whole percent, 0 to 100."""
        return min(100, self.done * 100 // self.total) if self.total else 0

    def sentence(self) -> str:
        """Return `Entry 6,204 of 10,485, 412,000 a second. About 10 s left.`."""
        if not self.total:
            return tr("Reading the file of the record.")
        place = tr("Entry {n} of {total}", n=f"{self.done:,}", total=f"{self.total:,}")
        if self.took_s < 1 or not self.done:
            return f"{place}."
        rate = self.done / self.took_s
        left = _left((self.total - self.done) / rate)
        return tr("{place}, {rate} a second. {left}", place=place, rate=f"{rate:,.0f}", left=left)


def seal_facts(state: State, report: Report | None, *, custody: str, now_us: int) -> list[Fact]:
    """Return Sealed to, Not yet sealed, Pin; what nobody knows is a dash."""
    return [_sealed(state), _unsealed(state, now_us), _pin(state, report, custody, now_us)]


def when(time_us: int, *, now_us: int) -> str:
    """Return `Today 10:31` or `19 Nov 18:20`; with the year when it is not this one."""
    moment, now = _local(time_us), _local(now_us)
    if moment.date() == now.date():
        return tr("Today {time}", time=f"{moment:%H:%M}")
    year = "" if moment.year == now.year else f" {moment.year}"
    return f"{moment.day} {moment:%b}{year} {moment:%H:%M}"


def verdict_row(row: Row, *, now_us: int) -> tuple[str, str, str, str, str]:
    """Return (when, icon, tone, word, what) of a row of `Query.verdicts`."""
    verdict, at = str(row["verdict"]), when(verdicts.number(row["ts_us"]), now_us=now_us)
    size, by = row.get("size"), verdicts.cause(str(row["by"]))
    if row.get("target") == "bundle":
        icon, tone, word = bundle_verdict.of_name(verdict)
        return at, icon, tone, word, tr("a bundle, {by}", by=by)
    if verdicts.tone(verdict) == "ok" and isinstance(size, int):
        what = trn("{n} entry, {by}", "{n} entries, {by}", size, by=by)
    else:
        what = visible(str(row["sentence"]))
    return at, verdicts.icon(verdict), verdicts.tone(verdict), verdicts.word(verdict), what


def epoch_row(row: Row, *, key: str, now_us: int) -> tuple[str, str, str, str, str]:
    """Return (epoch, from, entries, sealed at, key) of a row of `Query.epochs`.

    Args:
        row: of the query.
        key: id of the key of the running epoch, hex; "" when it is not known.
        now_us: the present.
    """
    sealed_us, state = row.get("sealed_us"), str(row["state"])
    began = when(verdicts.number(row["from_us"]), now_us=now_us)
    sealed = {"running": tr("open"), "lost": tr("never")}.get(state, "")
    if isinstance(sealed_us, int):
        sealed = when(sealed_us, now_us=now_us)
        sealed = tr("{when}, late", when=sealed) if state == "sealed late" else sealed
    held = {"running": _grouped(key) or tr("in use"), "lost": tr("lost")}.get(state)
    held = held or tr("destroyed")
    if row.get("recovered"):
        held = tr("{key}, by the root alone", key=held)
    return str(row["epoch"]), began, f"{verdicts.number(row['entries']):,}", sealed, held


def custody(text: str) -> tuple[str, bool]:
    """Return where the keys are kept, in a sentence, and whether a person should be uneasy.

    Whatever else it is stands there as it is: why the keystore cannot be asked.
    """
    return {
        "os-keychain": (tr("Kept in the keychain of this system. Ed25519 and ML-DSA-44."), False),
        "passphrase-file": (
            tr("Kept in a file that your passphrase encrypts. Ed25519 and ML-DSA-44."),
            False,
        ),
        "plain-file": (
            tr("Kept in a file that only your user may read: there is no keychain here."),
            True,
        ),
    }.get(text, (visible(text), True))


def key_lines(vkey: str) -> str:
    """Return a verifier key in lines of 26 characters; what is copied has none."""
    text = visible(vkey)
    return "\n".join(text[at : at + LINE] for at in range(0, len(text), LINE))


def key_id(vkey: str) -> str:
    """Return the key id of a C2SP vkey (`name+id+key`), or ""."""
    parts = vkey.split("+", 2)
    return visible(parts[1]) if len(parts) == 3 else ""  # noqa: PLR2004 - name, id, key


def disk(used: Mapping[str, int], state: State) -> Disk:
    """Return what the disk card shows.

    Args:
        used: `operations.disk_use`.
        state: of the recorder, whose quota counts.
    """
    quota, index = state.get("quota_bytes"), used["index"]
    kept = _entries_stay(state)
    if isinstance(quota, int) and quota > 0:  # it is the ledger's alone
        kept = tr("{kept}, {quota} at most", kept=kept, quota=formats.size(quota))
        whole = quota + index
    else:
        whole = max(used["ledger"] + index, 1)
    parts = (
        Part(tr("Ledger"), "turn", used["ledger"], kept),
        Part(tr("Index"), "ctl", index, tr("can be rebuilt")),
    )
    total = formats.size(used["ledger"] + index)
    return Disk(total, parts, whole, formats.size(used["free"]))


def _entries_stay(state: State) -> str:
    """Return for how long entries stay whole, as the recorder's policy says."""
    policy = state.get("retention")
    days = policy.get("entry_days") if isinstance(policy, Mapping) else None
    if not isinstance(days, int) or days == 0:
        return tr("kept for ever")
    return trn("whole for {n} day, hashes for ever", "whole for {n} days, hashes for ever", days)


def key_text(keys: Mapping[str, JSON]) -> str:
    """Return what is printed or kept of the keys: enough to check any bundle of this log."""
    return "\n".join(
        (
            tr("Countersign, verifier key of {log}", log=visible(str(keys["origin"]))),
            "",
            visible(str(keys["vkey"])),
            "",
            tr("Fingerprint, to read out"),
            visible(str(keys.get("fingerprint") or formats.NOT_REPORTED)),
            "",
        )
    )


def _sealed(state: State) -> Fact:
    if state.sealed_size is None:
        return Fact("sealed", "text3", tr("Sealed to"), formats.NOT_REPORTED)
    value = f"#{state.sealed_size - 1:,}" if state.sealed_size else tr("nothing yet")
    return Fact("sealed", "ok", tr("Sealed to"), value)


def _unsealed(state: State, now_us: int) -> Fact:
    name = tr("Not yet sealed")
    if state.size is None:
        return Fact("unsealed", "text3", name, formats.NOT_REPORTED)
    since_us = state.get("unsealed_since_us")
    value = f"{state.unsealed:,}"
    if state.unsealed and isinstance(since_us, int):
        age = max(0, now_us - since_us)
        value = tr("{n}, oldest {age}", n=value, age=_age(age))
    return Fact("unsealed", "ask" if state.unsealed else "ok", name, value)


def _pin(state: State, report: Report | None, custody_word: str, now_us: int) -> Fact:
    name = tr("Pin in the keychain") if custody_word == "os-keychain" else tr("Pin beside the keys")
    codes = {str(one.get("code")) for one in verdicts.findings(report or {})}
    if "pin" in codes:
        return Fact("lock", "deny", name, tr("contradicts"))
    if "pin_lost" in codes:
        return Fact("lock", "deny", name, tr("lost"))
    pin = state.get("pin")
    at_us = pin.get("at_us") if isinstance(pin, dict) else None
    at = "" if not isinstance(at_us, int) else formats.clock_time(at_us, now_us=now_us)
    agrees = isinstance(pin, dict) and pin.get("agrees") is True
    if agrees or (report is not None and report.get("size")):
        text = tr("agrees")
        return Fact("lock", "ok", name, f"{text}, {at}" if at else text)
    return Fact("lock", "text2", name, at or tr("not compared yet"))


def _age(age_us: int) -> str:
    if age_us < _SECOND_US:
        return tr("under 1 s")
    return formats.duration(age_us - age_us % _SECOND_US).replace(".0 s", " s")


def _left(seconds: float) -> str:
    if seconds < 1:
        return tr("Almost done.")
    if seconds < _MINUTE_S:
        return tr("About {n} s left.", n=f"{seconds:.0f}")
    return tr("About {n} min left.", n=f"{seconds / _MINUTE_S:.0f}")


def _grouped(key: str) -> str:
    return f"{key[:4]} {key[4:]}".strip()


def _local(time_us: int) -> datetime:
    return datetime.fromtimestamp(time_us / 1_000_000, UTC).astimezone()


def history(rows: Sequence[Row]) -> Row | None:
    """Return the newest verdict about the ledger, or None; one that an agent told counts for none.

    Any program can have a verdict written down; the recorder marks those that come from an agent.
    """
    return next(
        (row for row in rows if row.get("target") == "ledger" and row.get("by") != "agent"), None
    )
