"""Gate: when it opens, when it must, and what it does when RE2 gives up."""

from __future__ import annotations

import dataclasses

import pytest
from opentelemetry.proto.common.v1.common_pb2 import KeyValue

from desktop_app.redact import gate as gate_module
from desktop_app.redact.gate import Gate, content_pattern
from desktop_app.redact.rules import Action, AttributeRule, BodyRule, Detector, RuleSet
from desktop_app.redact.scan import PatternSet
from tests.fakes.redaction import SECRETS, default_rules, planted

GATE = Gate(default_rules())


def rules(*keys: str, action: Action = Action.HASH, events: tuple[str, ...] = ()) -> RuleSet:
    """Return a rule set with these keys and events."""
    return RuleSet(
        (AttributeRule("a", action, keys, "a"),) if keys else (),
        (BodyRule("b", action, events, "b"),) if events else (),
        (Detector("kept", Action.KEEP, "plain", "", frozenset(), "k"),),
        frozenset(),
    )


def pair(key: str, value: str = "v") -> bytes:
    """Return a serialized KeyValue as it stands in a record, with its own tag and length."""
    data = KeyValue(key=key, value={"string_value": value}).SerializeToString()
    return b"\x4a" + bytes((len(data) & 0x7F | 0x80, len(data) >> 7)) + data


@pytest.mark.parametrize("name", SECRETS)
def test_each_detector_opens_the_gate(name: str) -> None:
    """Between any two bytes, letters too, a secret is seen."""
    for before in (b"", b"A", b"9", b"_", b"\xff"):
        assert GATE.look(before + planted(name).encode() + before) == (True, True)


def test_content_keys_open_it_without_detectors() -> None:
    """A content key needs the walk, not the detectors."""
    assert GATE.look(pair("prompt")) == (True, False)
    assert GATE.look(pair("gen_ai.usage.output_tokens")) == (False, False)
    assert GATE.clean(b"".join((pair("model"), pair("tool_name"))))
    assert not GATE.clean(b"".join((pair("model"), pair("full_command"))))


@pytest.mark.parametrize(
    ("rule", "key", "seen"),
    [
        ("prompt", "prompt", True),
        ("prompt", "Prompt", True),
        ("prompt", "prompts", False),
        ("prompt", "user_prompt", False),
        ("p" * 150, "p" * 150, True),
        ("a.*", "a.b", True),
        ("a.*", "a." + "b" * 200, True),
        ("a.#.x", "a.12.x", True),
        ("a.#.x", "a.b.x", False),
        ("*_key", "my_key", True),
        ("*_key", "my_key_name", False),
    ],
)
def test_keys_are_matched_with_their_length(rule: str, key: str, *, seen: bool) -> None:
    """An exact key is not seen inside a longer one; globs are seen where they can match."""
    one = Gate(rules(rule))
    assert one.look(pair(key))[0] is seen
    assert not Gate(rules(rule, action=Action.KEEP)).look(pair(key))[0]


def test_events_are_seen_in_field_and_attribute() -> None:
    """`event_name` (tag 0x62) and the value of an attribute (tag 0x0a)."""
    one = Gate(rules(events=("chat", "gen_ai.*")))
    assert one.look(b"\x62\x04chat")[0]
    assert one.look(pair("event.name", "gen_ai.x"))[0]
    assert not one.look(pair("event.name", "chats"))[0]
    assert not Gate(rules(events=("chat",), action=Action.KEEP)).look(b"\x62\x04chat")[0]


def test_own_attributes_always_open_it() -> None:
    """`countersign.` is dropped when it comes in, with or without rules."""
    assert Gate(rules()).look(pair("Countersign.run_id")) == (True, False)
    assert not Gate(rules()).look(pair("plain"))[0]
    assert content_pattern(rules()).startswith(rb"\x0a")


def test_strict_and_new_bytes_fields_open_it_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """Strict mode, and a schema with unjudged bytes, send every record to the walk."""
    strict = Gate(dataclasses.replace(default_rules(), strict=True))
    assert not strict.clean(b"")
    assert strict.look(b"") == (True, False)
    monkeypatch.setattr(gate_module, "NEW_BYTES", frozenset(("x",)))
    assert not Gate(default_rules()).clean(b"")


def test_re2_giving_up_counts_as_a_hit(monkeypatch: pytest.MonkeyPatch) -> None:
    """No canary in the answer: nothing was proven, everything is walked."""
    one = Gate(default_rules())
    assert one.clean(b"x")
    monkeypatch.setattr(PatternSet, "match", lambda *_: [])
    assert not one.clean(b"x")
    assert one.look(b"x") == (True, True)


def test_hits_are_the_records_that_look_says() -> None:
    """Whatever the places: a few among many, runs of them, all, none.

    Behind sixteen of which most had a hit, some are walked that need not be; never the reverse.
    """
    good, content, secret = pair("model"), pair("prompt"), pair("model", "/home/jane/w")
    for records in (
        [],
        [good] * 40,
        [content] * 40,
        [good] * 20 + [content, secret] * 12 + [good] * 30 + [secret],
        [content if number % 15 == 0 else good for number in range(100)],
    ):
        looks = {place: GATE.look(blob) for place, blob in enumerate(records)}
        wanted = {place: detect for place, (walk, detect) in looks.items() if walk}
        hits = GATE.hits(records)
        assert wanted.keys() <= hits.keys()
        assert all(hits[place] >= detect for place, detect in wanted.items())
        assert list(hits) == sorted(hits)
        if len(wanted) < 16:
            assert hits == wanted


def test_after_many_hits_records_are_walked_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking at each would cost more; then it looks again, and goes on looking."""
    looked: list[bytes] = []
    real = Gate.look
    monkeypatch.setattr(Gate, "look", lambda gate, blob: looked.append(blob) or real(gate, blob))
    good, secret = pair("model"), pair("model", "/home/jane/w")
    assert GATE.hits([secret] * 16 + [good] * 200) == dict.fromkeys(range(80), True)
    assert len(looked) == 16


def test_canary_in_the_data_changes_nothing() -> None:
    """Who sends the canary's bytes neither opens nor shuts the gate."""
    canary = gate_module._CANARY
    assert GATE.clean(canary)
    assert not GATE.clean(b"".join((canary, pair("prompt"))))
