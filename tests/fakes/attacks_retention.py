"""Attacks on retention: a recorder that purges what it must not, and content that just vanishes.

The entries are written by the real writer, with its keys: what they say is all that is wrong.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from desktop_app.model.entry import Draft
from desktop_app.model.kinds import EntryKind
from desktop_app.retention.policy import DAY_US, Class
from desktop_app.retention.purges import By, Purge
from desktop_app.retention.ranges import Ranges
from desktop_app.retention.scopes import RunScope
from tests.fakes.attack_table import PASS, VIOLATION, Judged, attack
from tests.fakes.forger import leaves, sql
from tests.fakes.retained_ledger import OURS, PERSON, PROGRAM, hold_on, note, run_of

if TYPE_CHECKING:
    from desktop_app.model.canonical import JSON
    from tests.fakes.ledger_builder import Built

Actor = dict[str, "JSON"]


def wrote(built: Built, *entries: tuple[EntryKind, dict[str, JSON], Actor]) -> Judged:
    """Let the recorder write these entries and end; judge with what the keystore knows then."""
    writer = built.open()
    for kind, subject, actor in entries:
        note(writer, kind, subject, actor)
    writer.close()
    return Judged(built.trust())


def purge(built: Built, *seqs: int, **changes: Any) -> dict[str, JSON]:
    """Return a person's purge of the bodies of these entries, with fields replaced."""
    found, named = leaves(built.path), Ranges(seqs)
    made = Purge(
        which=Class.BODIES,
        by=By.PERSON,
        days=None,
        before_us=built.clock.now,
        entries=named,
        size=sum(
            (found[seq]["payload"] or {"bytes": 0})["bytes"] for seq in seqs if seq < len(found)
        ),
        run_keys=0,
        scope=None,
        count=named.count,
        root=named.root(),
    )
    return replace(made, **changes).to_json()


def purged(
    built: Built, subject: dict[str, JSON], actor: Actor = PERSON, *before: tuple[Any, ...]
) -> Judged:
    """Let the recorder write a purge and do it."""
    judged = wrote(built, *before, (EntryKind.PURGE, subject, actor))
    for first, last in subject["entries"]:  # type: ignore[union-attr]  # of `purge`
        sql(built.path, f"DELETE FROM bodies WHERE seq BETWEEN {first} AND {last}")  # noqa: S608
    return judged


def setting(name: str, value: int | str, actor: Actor = PERSON) -> tuple[Any, ...]:
    """Return a `config.changed`."""
    return EntryKind.CONFIG_CHANGED, {"name": f"retention.{name}", "old": 0, "new": value}, actor


@attack(expected=PASS, base="retained")
def purged_by_schedule(_built: Built) -> None:
    """What the policy let go is gone, and what a hold keeps is there."""


@attack(expected=PASS, base="retained")
def purged_by_person(built: Built) -> Judged:
    """A person purges a young body early, in the standard profile."""
    return purged(built, purge(built, built.marks["young"] + 1))


@attack(expected=PASS, base="retained")
def purge_not_finished(built: Built) -> Judged:
    """A recorder that was killed between the entry and the deletion."""
    return wrote(built, (EntryKind.PURGE, purge(built, built.marks["young"] + 1), PERSON))


@attack(expected=PASS, base="retained")
def shortened_in_the_file(built: Built) -> Judged:
    """The settings file alone says fewer days: nothing goes earlier, and it is told."""
    settings: dict[str, JSON] = {"settings": {"retention.body_days": 1}}
    return wrote(built, (EntryKind.RECORDER_START, settings, OURS))


@attack("F01", expected=VIOLATION, base="retained", finding="purge_held")
def purged_under_a_hold(built: Built) -> Judged:
    """A body that a hold covers."""
    return purged(built, purge(built, built.marks["held"] + 1))


@attack("F01", expected=VIOLATION, base="retained", finding="purge_held")
def purged_under_a_hold_of_later(built: Built) -> Judged:
    """A body that came into a held run after the hold."""
    writer = built.open()
    later = run_of(built, writer, "held")
    writer.close()
    return purged(built, purge(built, later + 1))


@attack("F02", base="retained", finding="body_missing")
def vanished(built: Built) -> None:
    """A body is gone, and no purge names it."""
    sql(built.path, f"DELETE FROM bodies WHERE seq = {built.marks['young'] + 1}")  # noqa: S608


@attack("F03", base="retained", finding="body_missing")
def vanished_with_others(built: Built) -> Judged:
    """A purge names one body, and two are gone."""
    judged = purged(built, purge(built, built.marks["young"] + 1))
    sql(built.path, f"DELETE FROM bodies WHERE seq = {built.marks['young'] + 2}")  # noqa: S608
    return judged


@attack("F03", base="retained", finding="purge_count")
def purge_counts_less(built: Built) -> Judged:
    """A purge names two bodies and counts one."""
    young = built.marks["young"]
    return purged(built, purge(built, young + 1, young + 2, count=1))


@attack("F03", base="retained", finding="purge_count")
def purge_of_another_root(built: Built) -> Judged:
    """A purge has the root of other numbers."""
    return purged(built, purge(built, built.marks["young"] + 1, root=bytes(32)))


@attack("F03", base="retained", finding="purge_count")
def purge_of_other_bytes(built: Built) -> Judged:
    """A purge tells fewer bytes than its entries."""
    return purged(built, purge(built, built.marks["young"] + 1, size=1))


@attack("F03", base="retained", finding="purge_twice")
def purged_twice(built: Built) -> Judged:
    """Two purges name the same body: counts would add up to more than there was."""
    subject = purge(built, built.marks["young"] + 1)
    return purged(built, subject, PERSON, (EntryKind.PURGE, subject, PERSON))


@attack(base="retained", finding="purge_nothing")
def purge_of_nothing(built: Built) -> Judged:
    """A purge names an entry that never had a body."""
    return purged(built, purge(built, built.marks["young"]))


@attack(base="retained", finding="purge_later")
def purge_of_the_future(built: Built) -> Judged:
    """A purge names an entry that is not there yet."""
    return wrote(built, (EntryKind.PURGE, purge(built, 100_000), PERSON))


@attack(base="retained", finding="purge")
def purge_of_no_shape(built: Built) -> Judged:
    """A purge lacks a field."""
    subject = purge(built, built.marks["young"] + 1)
    del subject["root"]
    return wrote(built, (EntryKind.PURGE, subject, PERSON))


@attack("F07", expected=VIOLATION, base="retained", finding="purge_by")
def purge_by_program(built: Built) -> Judged:
    """A program purges what only a person may."""
    return purged(built, purge(built, built.marks["young"] + 1), PROGRAM)


@attack("F07", expected=VIOLATION, base="retained", finding="purge_early")
def purged_too_early(built: Built) -> Judged:
    """The schedule takes what is not old enough, and says that the days were those in force."""
    subject = purge(built, built.marks["young"] + 1, by=By.SCHEDULE, days=365)
    return purged(built, subject, OURS)


@attack("F07", expected=VIOLATION, base="retained", finding="purge_early")
def purged_too_early_in_compliance(built: Built) -> Judged:
    """A person purges early where the profile lets nobody."""
    subject = purge(built, built.marks["young"] + 1)
    return purged(built, subject, PERSON, setting("profile", "compliance"))


@attack("F07", expected=VIOLATION, base="retained", finding="purge_days")
def purge_by_other_days(built: Built) -> Judged:
    """The schedule goes by fewer days than the policy, on what is old enough by either."""
    limit = built.clock.now - 399 * DAY_US
    seq = built.marks["held"] + 1
    released: dict[str, JSON] = {"hold": "case-1", "reason": "over"}
    subject = purge(built, seq, by=By.SCHEDULE, days=30, before_us=limit)
    return purged(built, subject, OURS, (EntryKind.HOLD_RELEASED, released, PERSON))


def sampled(built: Built, *before: tuple[Any, ...], **changes: Any) -> Judged:
    """Let the recorder sample the young run after these entries."""
    seq = built.marks["young"] + 1
    fields: dict[str, Any] = {
        "which": Class.PAYLOADS,
        "by": By.SAMPLING,
        "size": 7,
        "scope": RunScope("codex", "young"),
    }
    subject = purge(built, seq, **{**fields, **changes})
    return wrote(built, *before, (EntryKind.PURGE, subject, OURS))


def runs_kept(value: str, actor: Actor = PERSON) -> tuple[Any, ...]:
    """Return a `config.changed` of whose content stays."""
    return EntryKind.CONFIG_CHANGED, {"name": "keep.runs", "old": "all", "new": value}, actor


@attack(expected=PASS, base="retained")
def sampled_as_wanted(built: Built) -> Judged:
    """A run without trouble loses what it kept, where a person wants that."""
    return sampled(built, runs_kept("troubled"))


@attack("F07", expected=VIOLATION, base="retained", finding="purge_sampling")
def sampled_unasked(built: Built) -> Judged:
    """Nobody wanted runs to be sampled."""
    return sampled(built)


@attack("F07", expected=VIOLATION, base="retained", finding="purge_sampling")
def sampled_too_late(built: Built) -> Judged:
    """A person wanted it once, and then no more."""
    return sampled(built, runs_kept("troubled"), runs_kept("all"))


@attack("F07", expected=VIOLATION, base="retained", finding="purge_sampling")
def sampled_by_program(built: Built) -> Judged:
    """A program said that runs were to be sampled."""
    return sampled(built, runs_kept("troubled", PROGRAM))


@attack("F07", expected=VIOLATION, base="retained", finding="purge_sampling")
def sampled_in_compliance(built: Built) -> Judged:
    """The profile lets nothing go early."""
    return sampled(built, runs_kept("troubled"), setting("profile", "compliance"))


@attack("F07", expected=VIOLATION, base="retained", finding="purge_sampling")
def sampled_without_run(built: Built) -> Judged:
    """Sampling of everything."""
    return sampled(built, runs_kept("troubled"), scope=None)


@attack("F07", expected=VIOLATION, base="retained", finding="purge_sampling")
def sampled_bodies(built: Built) -> Judged:
    """Sampling takes what the ledger holds."""
    young = RunScope("codex", "young")
    subject = purge(built, built.marks["young"] + 1, by=By.SAMPLING, scope=young)
    return purged(built, subject, OURS, runs_kept("troubled"))


@attack("F07", expected=VIOLATION, base="retained", finding="purge_sampling")
def sampled_of_another_run(built: Built) -> Judged:
    """Sampling names one run and takes from another."""
    return sampled(built, runs_kept("troubled"), scope=RunScope("codex", "other"))


@attack("F07", expected=VIOLATION, base="retained", finding="purge_sampling")
def sampled_in_trouble(built: Built) -> Judged:
    """What a run with an error kept goes."""
    writer = built.open()
    effect = Draft(EntryKind.ACTION_EFFECT, {"sender": "codex"}, {"outcome": "error"}, "young")
    writer.append([effect]).result()
    writer.close()
    built.clock.now += 1_000_000
    return sampled(built, runs_kept("troubled"))


@attack("F01", expected=VIOLATION, base="retained", finding="purge_held")
def sampled_under_a_hold(built: Built) -> Judged:
    """Sampling takes what a hold covers."""
    hold = hold_on(built, RunScope("codex", "young"), "case-2")
    placed = (EntryKind.HOLD_PLACED, hold.to_json(), PERSON)
    return sampled(built, runs_kept("troubled"), placed)


@attack("F07", expected=VIOLATION, base="retained", finding="retention_shortened")
def shortened_in_compliance(built: Built) -> Judged:
    """A person shortens the retention where the profile forbids it."""
    return wrote(built, setting("profile", "compliance"), setting("body_days", 364))


@attack("F07", expected=VIOLATION, base="retained", finding="retention_shortened")
def left_compliance(built: Built) -> Judged:
    """The profile is put back: then anything could be shortened."""
    return wrote(built, setting("profile", "compliance"), setting("profile", "standard"))


@attack("F07", expected=VIOLATION, base="retained", finding="retention_shortened")
def shortened_by_program(built: Built) -> Judged:
    """A program shortens the retention, and no person confirmed it."""
    return wrote(built, setting("payload_days", 1, PROGRAM))


@attack("F06", expected=VIOLATION, base="retained", finding="hold_released")
def hold_released_by_program(built: Built) -> Judged:
    """A program ends a hold."""
    released: dict[str, JSON] = {"hold": "case-1", "reason": "over"}
    return wrote(built, (EntryKind.HOLD_RELEASED, released, PROGRAM))


@attack("F06", "F01", expected=VIOLATION, base="retained", finding="purge_held")
def hold_released_by_program_and_purged(built: Built) -> Judged:
    """A hold that a program ended still holds."""
    released: dict[str, JSON] = {"hold": "case-1", "reason": "over"}
    subject = purge(built, built.marks["held"] + 1)
    return purged(built, subject, PERSON, (EntryKind.HOLD_RELEASED, released, PROGRAM))


@attack("F06", expected=VIOLATION, base="retained", finding="hold_released")
def hold_of_role_released_without(built: Built) -> Judged:
    """A person ends a hold that a role placed."""
    hold = hold_on(built, RunScope("codex", "young"), "case-2", role="counsel")
    released: dict[str, JSON] = {"hold": "case-2", "reason": "over"}
    return wrote(
        built,
        (EntryKind.HOLD_PLACED, hold.to_json(), PERSON),
        (EntryKind.HOLD_RELEASED, released, PERSON),
    )


@attack(expected=PASS, base="retained")
def hold_of_role_released(built: Built) -> Judged:
    """Who holds the role ends the hold that it placed."""
    hold = hold_on(built, RunScope("codex", "young"), "case-2", role="counsel")
    released: dict[str, JSON] = {"hold": "case-2", "reason": "over", "role": "counsel"}
    return wrote(
        built,
        (EntryKind.HOLD_PLACED, hold.to_json(), PERSON),
        (EntryKind.HOLD_RELEASED, released, PERSON),
    )


@attack(base="retained", finding="hold_unknown")
def hold_released_twice(built: Built) -> Judged:
    """A hold ends that was never placed."""
    released: dict[str, JSON] = {"hold": "case-9", "reason": "over"}
    return wrote(built, (EntryKind.HOLD_RELEASED, released, PERSON))


@attack(base="retained", finding="hold_twice")
def hold_placed_twice(built: Built) -> Judged:
    """Two holds have one id: releasing one would release which?"""
    hold = hold_on(built, RunScope("codex", "young"), "case-1")
    return wrote(built, (EntryKind.HOLD_PLACED, hold.to_json(), PERSON))


@attack(base="retained", finding="hold_covers")
def hold_covers_less(built: Built) -> Judged:
    """A hold says to cover nothing, though there is something in its scope."""
    hold = replace(hold_on(built, RunScope("codex", "young"), "case-2"), entries=0)
    return wrote(built, (EntryKind.HOLD_PLACED, hold.to_json(), PERSON))


@attack(base="retained", finding="hold")
def hold_of_no_shape(built: Built) -> Judged:
    """A hold has no scope."""
    hold = hold_on(built, RunScope("codex", "young"), "case-2").to_json()
    del hold["scope"]
    return wrote(built, (EntryKind.HOLD_PLACED, hold, PERSON))
