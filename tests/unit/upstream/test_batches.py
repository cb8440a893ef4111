"""Batches: cut at the same places from the same start, under keys that belong to their bytes."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.upstream.batches import (
    BLOCK,
    MAX_BYTES,
    MAX_RECORDS,
    Cutter,
    Form,
    Part,
    halves,
    request,
)
from tests.fakes.effort import examples

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop_app.upstream.batches import Batch

LOG = "countersign/00112233445566ff"
LISTED = Form("events", "", "x/list", b"[", b",", b"]")
PLAIN = Form("traces", "/v1/traces", "x/plain")
MIB = 1024 * 1024
# (records, bytes, which form); None: nothing of that entry goes
wanted = st.none() | st.tuples(
    st.integers(1, MAX_RECORDS + 9), st.sampled_from((1, MIB, 2 * MIB, 5 * MIB)), st.booleans()
)


def batches(entries: Sequence[tuple[int, int, bool] | None], first: int = 0) -> list[Batch]:
    """Return the batches of some entries from a place on."""
    cutter, found = Cutter(LOG, first), []
    for seq in range(first, len(entries)):
        entry = entries[seq]
        if entry is None:
            cutter.skip()
        else:
            records, size, listed = entry
            part = Part(seq, bytes([seq % 256]) * size, records)
            found += cutter.add(LISTED if listed else PLAIN, part)
        found += cutter.end_of(seq)
    return [*found, *cutter.cut(len(entries))]


def test_a_request_is_its_parts_put_together() -> None:
    """The key names log, entries and form, and ends in 16 digits of the body's SHA-256."""
    made = request(LOG, LISTED, [Part(3, b"1", 2), Part(9, b"2")])
    assert (made.body, made.first, made.last, made.records) == (b"[1,2]", 3, 9, 3)
    assert made.key == f"{LOG}/3-9/events/{sha256(b'[1,2]').hexdigest()[:16]}"
    assert request(LOG, PLAIN, made.parts).body == b"12"


def test_other_bytes_have_another_key() -> None:
    """An entry between two that was purged since, or that another upstream does not get."""
    whole = request(LOG, PLAIN, [Part(3, b"1"), Part(5, b"2"), Part(9, b"3")])
    less = request(LOG, PLAIN, [Part(3, b"1"), Part(9, b"3")])
    assert (whole.first, whole.last) == (less.first, less.last)
    assert whole.key != less.key
    assert whole.key == request(LOG, PLAIN, whole.parts).key


def test_what_is_too_large_is_halved_down_to_one_entry() -> None:
    """Nothing is lost or doubled, and halves are requests as all others."""
    whole = request(LOG, LISTED, [Part(seq, b"%d" % seq, seq) for seq in (1, 2, 3)])
    made = halves(LOG, whole)
    assert made is not None
    assert [half.body for half in made] == [b"[1]", b"[2,3]"]
    assert made[0].parts + made[1].parts == whole.parts
    assert halves(LOG, made[0]) is None


def test_a_block_ends_a_batch_even_where_nothing_goes() -> None:
    """So that the upstream moves on; a batch with nothing to it is none."""
    found = batches([None] * (BLOCK + 3))
    assert [(b.first, b.position, b.skipped, b.requests) for b in found] == [
        (0, BLOCK, BLOCK, ()),
        (BLOCK, BLOCK + 3, 3, ()),
    ]
    assert len(batches([None] * BLOCK)) == 1


def test_what_is_missing_is_counted_apart() -> None:
    """Purged is not left out; each batch has its own counts."""
    cutter = Cutter(LOG, 5)
    cutter.miss()
    cutter.skip(3)
    (first,) = cutter.cut(9)
    assert (first.first, first.position, first.gone, first.skipped) == (5, 9, 1, 3)
    (second,) = cutter.cut(10)
    assert (second.gone, second.skipped) == (0, 0)
    assert list(cutter.cut(10)) == []


def test_bounds_are_of_all_forms_together() -> None:
    """And one entry that is over them goes alone."""
    found = batches([(300, 1, True), (212, 1, False), (1, 1, True), (600, 1, True), None])
    assert [[r.form.name for r in b.requests] for b in found] == [
        ["events", "traces"],
        ["events"],
        ["events"],
    ]
    assert [(b.first, b.position) for b in found] == [(0, 2), (2, 3), (3, 5)]
    large = batches([(1, 3 * MIB, True), (1, 2 * MIB, True), (1, 5 * MIB, True), (1, 1, True)])
    assert [b.position for b in large] == [1, 2, 3, 4]


@settings(max_examples=examples(60), deadline=None, derandomize=True)
@given(st.lists(wanted, max_size=2 * BLOCK + 5), st.data())
def test_from_the_end_of_any_batch_the_rest_is_the_same(entries: list, data: st.DataObject) -> None:
    """Cut off anywhere, what was sent and what is sent again have the same keys."""
    found = batches(entries)
    assert [b.first for b in found[1:]] == [b.position for b in found[:-1]]
    sent = [part.seq for b in found for r in b.requests for part in r.parts]
    assert sorted(sent) == [seq for seq, entry in enumerate(entries) if entry is not None]
    for batch in found:
        parts = [part for r in batch.requests for part in r.parts]
        assert len(parts) == 1 or sum(part.records for part in parts) <= MAX_RECORDS
        assert len(parts) == 1 or sum(len(part.data) for part in parts) <= MAX_BYTES
        assert all(batch.first <= part.seq < batch.position for part in parts)
        assert batch.first // BLOCK == (batch.position - 1) // BLOCK
    if found:
        place = data.draw(st.integers(0, len(found) - 1))
        assert batches(entries, found[place].position) == found[place + 1 :]
