"""bundle.views.call: rows with types, and the digests that stand in attributes."""

from __future__ import annotations

from desktop_app.bundle.views.call import Content, call_of, marks

DIGEST = "hmac-sha256:" + "0a" * 16
MARK = f"[hash prompt 60 bytes {DIGEST}]"


def record(seq, **changed):
    """Return a record as `query.calls` gives it."""
    row = {"seq": seq, "pos": 2, "trace_id": "aa", "span_id": None, "name": "n", "ns": 7}
    row |= {"duration_ns": 3, "status": 0, "status_message": None, "title": None}
    return {**row, "attributes": {"a": MARK}, "countersign": {"countersign.seed": 7}, **changed}


def test_a_call_knows_its_records():
    """Spans before log records; each content once; entries ascending."""
    row = {"what": "tool_call", "ns": 7, "call": {"first_seq": 3, "last_seq": 9, "outcome": None}}
    mapped = {"countersign.seed": 8, "countersign.model_name": "m"}
    log = record(4, duration_ns=None, countersign=mapped)
    call = call_of({**row, "span": record(9), "log": log}, None)
    assert [told.signal for told in call.records] == ["traces", "logs"]
    assert call.records[0].index == 3
    assert call.seqs == (3, 4, 9)
    assert call.duration_ns == 3
    assert call.outcome == "unknown"
    assert call.mapped() == {"seed": 7, "model_name": "m"}
    assert list(call.content()) == [Content("a", "prompt", 60, DIGEST)]


def test_a_record_of_chosen_ones_keeps_its_index():
    """The third that is shown is the ninth of its body."""
    row = {"what": "turn", "ns": None, "call": None, "span": None, "log": record(4)}
    call = call_of(row, {4: (1, 5, 9)})
    assert call.records[0].index == 9
    assert call.start_ns == 0


def test_marks_are_found_wherever_they_stand():
    """In lists and maps, several in one text, under the attribute's own name; not too deep."""
    deep = MARK
    for _ in range(40):
        deep = [deep]
    value = {"a": [{"b": f"x {MARK} y {MARK}"}], "c": 5, "d": "[hash not a mark]", "e": deep}
    assert [found.attribute for found in marks(value)] == ["a", "a"]
