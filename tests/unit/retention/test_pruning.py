"""What may be pruned: old, under a seal that counts, without content, and under no hold."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.model.kinds import EntryKind
from desktop_app.retention.agents import RunAgents
from desktop_app.retention.holds import Hold, Holds
from desktop_app.retention.policy import DAY_US, Class
from desktop_app.retention.pruning import Prunable, Seals, last_of_bundle, stopping, unheld
from desktop_app.retention.purges import Purged
from desktop_app.retention.ranges import Ranges
from desktop_app.retention.scopes import AgentScope, EntriesScope, RunScope, Scope, TimeScope
from tests.fakes.retained_entries import NOW_US, entry, purge_of, written

LIMIT_US = NOW_US - 400 * DAY_US
INTENT = EntryKind.ACTION_INTENT


def seal(seq: int, days_old: float, **more: object) -> object:
    """Return a seal that says what lasts, unless told otherwise."""
    subject = {"lasting": {"count": 0, "root": "00" * 32}, **more}
    return entry(seq, EntryKind.EPOCH_SEAL, subject, days_old=days_old)


def ripe(*entries: object, purged: Purged | None = None) -> list[int]:
    """Return which of these entries may be pruned."""
    found, agents = Prunable(LIMIT_US, purged or Purged()), RunAgents()
    for one in entries:
        agents.see(one)
        found.see(one, agents)
    assert all(size > 0 for _, size in found.ripe())
    return [seq for seq, _ in found.ripe()]


def test_only_what_is_old_and_under_an_old_seal_goes() -> None:
    """The seal that counts is the first at or after the end of the bundle."""
    old = [entry(seq, INTENT, days_old=500) for seq in (2, 254, 256)]
    assert ripe(*old) == []
    assert ripe(*old, seal(255, 401)) == [2, 254]
    assert ripe(*old[:2], seal(254, 401), seal(600, 399)) == []
    assert ripe(*old, seal(511, 401)) == [2, 254, 256]
    assert ripe(*old, seal(510, 401), seal(511, 399)) == [2, 254]  # 256 waits for the later seal
    young = entry(3, INTENT, days_old=400)
    assert ripe(young, seal(255, 401)) == []
    assert ripe(old[0], young, old[2], seal(511, 401)) == [256]  # a bundle goes as a whole


def test_an_epoch_whose_seal_does_not_count_stays_whole() -> None:
    """Sealed by an older version, or by nobody; the epochs around it go."""
    entries = [entry(seq, INTENT, days_old=500) for seq in (2, 300, 600)]
    older = entry(450, EntryKind.EPOCH_SEAL, {}, days_old=450)
    told = [entries[0], seal(260, 450), entries[1], older, entries[2], seal(800, 450)]
    assert ripe(*told) == [2, 600]
    assert ripe(*told, seal(1_100, 450)) == [2, 600]
    assert ripe(entries[0], seal(260, 450), entries[1], seal(550, 450), entries[2]) == [2, 300]
    beside = entry(20, INTENT, days_old=500)
    assert ripe(entries[0], entry(15, EntryKind.EPOCH_SEAL, {}, days_old=450), beside) == []


def test_what_judgement_needs_stays() -> None:
    """Kinds that last, what kept content, what still has a body, whose run it says, what went."""
    entries = [
        entry(2, EntryKind.CONSENT_RECORD, days_old=500),
        entry(3, INTENT, kept=7, days_old=500),
        entry(5, INTENT, {"agent": "codex"}, run="r", days_old=500),
        entry(6, INTENT, {"agent": "codex"}, run="r", days_old=500),
        entry(7, INTENT, {"agent": "codex"}, days_old=500),
        entry(8, body=7, days_old=500),
        entry(9, INTENT, days_old=500),
        seal(300, 450),
    ]
    purged = Purged()
    purged.see(written(98, purge_of({8})))
    purged.see(written(99, purge_of({9}, Class.ENTRIES)))
    assert ripe(*entries, purged=purged) == [6, 7, 8]
    waits = entry(4, body=7, days_old=500)  # for its body to be purged, and its bundle with it
    assert ripe(waits, *entries, purged=purged) == []


def holding(*scopes: Scope) -> Holds:
    """Return holds in force."""
    holds = Holds()
    for number, scope in enumerate(scopes):
        subject = Hold(f"h{number}", scope, "why", 0, bytes(32)).to_json()
        holds.see(entry(number, EntryKind.HOLD_PLACED, subject))
    return holds


def test_a_hold_that_only_leaves_could_answer_stops_all() -> None:
    """One on numbers stops those numbers."""
    entries = Ranges(range(10, 20))
    assert stopping(holding(), entries) is None
    for scope in (RunScope("codex", "r"), AgentScope("codex"), TimeScope(0, 1)):
        found = stopping(holding(EntriesScope(Ranges([3])), scope), entries)
        assert found is not None
        assert found.scope == scope
    assert stopping(holding(EntriesScope(Ranges([9, 20]))), entries) is None
    assert stopping(holding(EntriesScope(Ranges([9, 19]))), entries) is not None


def test_a_hold_on_numbers_keeps_their_bundles() -> None:
    """And lets the others go; what is let go never meets it."""
    ripe_ones = [(seq, 9) for seq in (3, 255, 256, 700)]
    assert unheld(holding(), ripe_ones) == ripe_ones
    assert unheld(holding(EntriesScope(Ranges([4]))), ripe_ones) == [(256, 9), (700, 9)]
    assert unheld(holding(EntriesScope(Ranges([10, 300]))), ripe_ones) == [(700, 9)]
    wide = Ranges()
    wide.add(257, 2**53 - 1)
    assert unheld(holding(EntriesScope(wide)), ripe_ones) == ripe_ones[:2]
    assert unheld(holding(EntriesScope(Ranges([4])), RunScope("codex", "r")), ripe_ones) == []


@given(st.lists(st.integers(0, 2_000), unique=True, max_size=20), st.integers(0, 2_100))
def test_a_bundle_is_under_the_first_seal_after_it(places: list[int], seq: int) -> None:
    """Its time is that seal's, whatever the clock did."""
    seals = Seals()
    for number in sorted(places):
        seals.see(seal(number, 500 - number % 7))
        seals.see(entry(number, INTENT))
    after = [number for number in sorted(places) if number >= last_of_bundle(seq)]
    expected = NOW_US - (500 - after[0] % 7) * DAY_US if after else None
    assert seals.sealed_us(seq) == expected
