"""How upstreams stand: only by a consent that names exactly them, never past what was not sent."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.consent.purposes import BEYOND, SEND
from desktop_app.consent.records import By, ConsentRecord, State, format_record
from desktop_app.model.action import Lasts
from desktop_app.model.kinds import EntryKind
from desktop_app.upstream.places import Upstream, format_upstream, line
from desktop_app.upstream.standing import KINDS, Standing, Standings
from tests.fakes.memory_ledger import MemoryLedger
from tests.fakes.upstreams import upstream

if TYPE_CHECKING:
    from desktop_app.model.canonical import JSON

LOGS = upstream()


def begun() -> MemoryLedger:
    """Return a ledger with its first entry."""
    ledger = MemoryLedger()
    ledger.add(EntryKind.COMMAND, {"verb": "x"})
    return ledger


def consent(ledger: MemoryLedger, **changes: Any) -> int:
    """Append a consent to `LOGS`, or to something else."""
    record = ConsentRecord(
        purpose=SEND,
        state=State.GIVEN,
        lasts=Lasts.UNTIL,
        until_us=1_790_000_000_000_000,
        by=By.YOU,
        recipients=(line(LOGS),),
    )
    return ledger.add(EntryKind.CONSENT_RECORD, format_record(replace(record, **changes)))


def add(ledger: MemoryLedger, given: int, one: Upstream = LOGS, *, start: int | None = None) -> int:
    """Append an `upstream.added` by a consent; it begins there."""
    start = ledger.size() if start is None else start
    subject = format_upstream(replace(one, consent=given, start=start))
    return ledger.add(EntryKind.UPSTREAM_ADDED, subject)


def of(ledger: MemoryLedger) -> Standings:
    """Return what all entries come to."""
    return Standings.of(ledger.entry(seq) for seq in range(ledger.size()))


def stands(*notes: tuple[EntryKind, dict[str, JSON]]) -> Standing:
    """Return how an upstream that begins at 1 stands after these entries."""
    ledger = begun()
    add(ledger, consent(ledger), start=1)
    for kind, subject in notes:
        ledger.add(kind, {"id": LOGS.id, **subject})
    (standing,) = of(ledger).all()
    return standing


def sent(first: JSON, last: JSON, records: JSON = 1) -> tuple[EntryKind, dict[str, JSON]]:
    """An `upstream.sent`."""
    told: dict[str, JSON] = {"first": first, "last": last, "records": records, "bytes": 10}
    return EntryKind.UPSTREAM_SENT, told


def trouble(why: str, **more: JSON) -> tuple[EntryKind, dict[str, JSON]]:
    """An `upstream.trouble`."""
    return EntryKind.UPSTREAM_TROUBLE, {"first": 1, "why": why, "records": 2, **more}


def test_one_that_was_consented_to_stands_where_it_begins() -> None:
    """Found by its id and by its name; nothing was sent yet."""
    ledger = begun()
    given = consent(ledger)
    added = add(ledger, given)
    found = of(ledger)
    (standing,) = found.all()
    assert standing.upstream == replace(LOGS, consent=given, start=added)
    assert (standing.added, standing.position, standing.sent_us) == (added, added, None)
    assert found.get(LOGS.id) == found.named("logs") == standing
    assert (found.get("f" * 16), found.named("other")) == (None, None)


@pytest.mark.parametrize(
    "changes",
    [
        {"recipients": ("elsewhere.example.org:443: redacted telemetry",)},
        {"recipients": (line(LOGS), "elsewhere.example.org:443: redacted telemetry")},
        {"state": State.REFUSED, "recipients": ()},
        {"state": State.REQUESTED, "lasts": None, "recipients": ()},
        {"purpose": BEYOND},
    ],
    ids=["another-line", "two-lines", "refused", "requested", "another-purpose"],
)
def test_another_consent_adds_nothing(changes: dict[str, Any]) -> None:
    """Not one that names more, and not one for another purpose."""
    ledger = begun()
    add(ledger, consent(ledger, **changes))
    assert of(ledger).all() == ()


def test_a_consent_that_comes_later_adds_nothing() -> None:
    """Nor one that was never given, nor an entry that is no consent."""
    for named in (1, 3, 4, 99):
        ledger = begun()
        subject = format_upstream(replace(LOGS, consent=named))
        ledger.add(EntryKind.UPSTREAM_ADDED, subject)
        ledger.add(EntryKind.COMMAND, {"verb": "x"})
        ledger.add(EntryKind.COMMAND, {"verb": "x"})
        consent(ledger)
        assert of(ledger).all() == ()


@pytest.mark.parametrize(
    ("kind", "subject"),
    [
        (EntryKind.CONSENT_RECORD, {"purpose": "later"}),
        (EntryKind.UPSTREAM_ADDED, {"id": LOGS.id}),
        (EntryKind.UPSTREAM_SENT, {"id": "f" * 16, "first": 0, "last": 99}),
        (EntryKind.UPSTREAM_TROUBLE, {"why": "whose?"}),
        (EntryKind.UPSTREAM_REMOVED, {"id": None}),
        (EntryKind.COMMAND, {"id": LOGS.id}),
    ],
)
def test_what_cannot_be_read_or_is_of_no_upstream_changes_nothing(
    kind: EntryKind, subject: dict[str, JSON]
) -> None:
    """A later version's, another's, or none at all."""
    ledger = begun()
    add(ledger, consent(ledger))
    before = of(ledger).all()
    ledger.add(kind, subject)
    assert of(ledger).all() == before


def test_a_field_of_a_later_version_may_say_that_less_goes() -> None:
    """So such an upstream is not there at all."""
    ledger = begun()
    subject = format_upstream(replace(LOGS, consent=consent(ledger)))
    ledger.add(EntryKind.UPSTREAM_ADDED, {**subject, "only_on": "mondays"})
    assert of(ledger).all() == ()


def test_removed_is_removed_and_the_same_place_can_be_added_again() -> None:
    """By a consent of its own, from there on."""
    ledger = begun()
    add(ledger, consent(ledger))
    ledger.add(EntryKind.UPSTREAM_REMOVED, {"id": LOGS.id, "reason": "asked"})
    assert of(ledger).all() == ()
    again = replace(LOGS, id="a" * 16)
    added = add(ledger, consent(ledger), again)
    (standing,) = of(ledger).all()
    assert (standing.upstream.id, standing.position) == ("a" * 16, added)


def test_what_was_sent_moves_it_on_and_is_added_up() -> None:
    """And says when the newest was accepted."""
    standing = stands(sent(1, 4, 7), sent(5, 5, 1), sent(6, 9, 0))
    assert (standing.position, standing.records, standing.bytes) == (10, 8, 30)
    ledger = begun()
    add(ledger, consent(ledger), start=1)
    kind, subject = sent(1, 1)
    at = ledger.entry(ledger.add(kind, {"id": LOGS.id, **subject}))
    assert of(ledger).all()[0].sent_us == at.ts_us


def test_a_gap_is_not_stepped_over_and_nothing_goes_back() -> None:
    """What lies before it was never sent; what is told again changes no place."""
    assert stands(sent(1, 4), sent(6, 9)).position == 5
    assert stands(sent(1, 9), sent(3, 4)).position == 10
    assert stands(sent(1, 0)).position == 1  # a bundle: no step
    assert stands(sent(1, 0)).records == 1


@pytest.mark.parametrize("odd", [None, "9", True, [9]])
def test_numbers_that_are_none_count_as_nothing(odd: JSON) -> None:
    """Nothing is stepped over by them."""
    assert stands((EntryKind.UPSTREAM_SENT, {"first": 1, "last": odd})).position == 1


def test_trouble_is_told_until_something_is_accepted() -> None:
    """What was refused for good is counted for ever; what only failed is not."""
    standing = stands(trouble("HTTP 503"), trouble("HTTP 400", refused=True), sent(1, 3, 0))
    assert (standing.trouble, standing.refused, standing.position) == ("HTTP 503", 2, 4)
    after = stands(trouble("HTTP 503"), trouble("HTTP 400", refused=True), sent(1, 3))
    assert (after.trouble, after.refused, after.refused_why) == ("", 2, "HTTP 400")
    assert stands((EntryKind.UPSTREAM_TROUBLE, {})).trouble == ""


def test_the_same_entries_are_all_that_is_looked_at() -> None:
    """A fold over `KINDS` is the fold over everything."""
    ledger = begun()
    ledger.add(EntryKind.COMMAND, {"verb": "x"})
    add(ledger, consent(ledger))
    ledger.add(EntryKind.UPSTREAM_SENT, {"id": LOGS.id, **sent(2, 5)[1]})
    entries = [ledger.entry(seq) for seq in range(ledger.size())]
    chosen = Standings.of(entry for entry in entries if entry.kind in KINDS)
    assert chosen.all() == of(ledger).all()
