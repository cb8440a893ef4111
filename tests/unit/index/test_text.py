"""Attributes as JSON text: always valid, always bounded."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from desktop_app.index.text import MAX_JSON, attributes, bounded, read, to_json
from tests.fakes.telemetry import put

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
SCALARS = st.one_of(
    TEXT, st.booleans(), st.integers(-(2**63), 2**63 - 1), st.floats(), st.binary(max_size=9)
)


def span_of(values: dict[str, Any]) -> Span:
    """Return a span with these attributes."""
    span = Span()
    put(span.attributes, values)
    return span


@given(st.dictionaries(TEXT, SCALARS, max_size=8))
def test_one_pass_says_what_the_slow_way_says(values: dict[str, Any]) -> None:
    """`read` is `to_json(attributes(...))` in one go, and is JSON."""
    pairs = span_of(values).attributes
    text, _ = read(pairs)
    assert json.loads(text) == json.loads(to_json(attributes(pairs)))


def test_long_texts_are_cut_and_it_says_so() -> None:
    """One long text, many long ones, and too many keys."""
    assert json.loads(read(span_of({"a": "x" * 9_999, "b": 1}).attributes)[0]) == {
        "a": "x" * 256 + "...",
        "b": 1,
        "countersign.cut": True,
    }
    many = span_of({f"k{n}": "x" * 3_000 for n in range(9)}).attributes
    assert json.loads(read(many)[0])["countersign.cut"] is True
    nested = {"list": ["y" * 20_000], "map": {"a": "b"}, "n": 1}
    assert json.loads(to_json(nested))["map"] == {"a": "b"}
    keys = {f"key-{n}": n for n in range(9_999)}
    assert json.loads(to_json(keys)) == {"countersign.cut": True, "countersign.attributes": 9_999}
    assert len(read(span_of(keys).attributes)[0]) <= MAX_JSON


def test_nested_values_and_keys_sent_twice() -> None:
    """Lists, maps, no value; the last of two equal keys counts."""
    span = span_of({"a": 1})
    put(span.attributes, {"a": "two"})
    values = span.attributes.add(key="list").value.array_value.values
    values.add(double_value=float("inf"))
    values.add().kvlist_value.values.add(key="k").value.bool_value = True
    span.attributes.add(key="none").value.SetInParent()
    found = json.loads(read(span.attributes)[0])
    assert found == {"a": "two", "list": ["inf", {"k": True}], "none": None}


def test_deep_nesting_ends() -> None:
    """A hostile sender's depth is cut off, not followed."""
    span = Span()
    value = span.attributes.add(key="deep").value
    for _ in range(60):
        value = value.array_value.values.add()
    json.loads(read(span.attributes)[0])


def test_words_are_what_a_person_would_search() -> None:
    """Texts, not ids, numbers or long content."""
    values = {"file_path": "src/main.py", "user.id": "abc", "n": 1, "blob": "x" * 600, "": "y"}
    values["p"] = "[hash prompt 5 bytes hmac-sha256:00112233445566778899aabbccddeeff]"
    assert read(span_of(values).attributes)[1].split() == ["src/main.py", "y"]


def test_bounded() -> None:
    """Both ways, and None stays."""
    assert bounded(10**30, 5) == 5
    assert bounded(-(10**30), 5) == -5
    assert bounded(None) is None
