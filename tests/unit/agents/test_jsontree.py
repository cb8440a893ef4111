"""Reading JSON with comments."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.agents import jsontree
from desktop_app.errors import AgentConfigError

VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(), st.floats(allow_nan=False)),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner)),
    max_leaves=10,
)


@given(VALUES, st.sampled_from([None, 1, "\t"]))
def test_json_reads_as_the_standard_library_reads_it(value: object, indent: str | None) -> None:
    """And every value stands where the tree says."""
    text = json.dumps(value, indent=indent)  # noqa: TID251 - what agents write
    text = text.replace("Infinity", "1e999")
    node = jsontree.parse(text)
    assert jsontree.plain(node) == json.loads(text)
    assert (node.start, node.end) == (0, len(text))


@pytest.mark.parametrize(
    "text",
    ["", "{", "}", "{,}", '{"a"}', '{"a":}', '{"a" 1}', "[1 2]", "[,]", '{"a":1 "b":2}', "01",
     "1 1", "tru", "'a'", '"\n"', '"\\x"', '{"\\u12": 1}', "/* ", "{} /", "[" * 102,
     "9" * 5000, "NaN"],
)  # fmt: skip
def test_what_is_no_json_is_refused_with_its_line(text: str) -> None:
    """One sentence that names the line."""
    with pytest.raises(AgentConfigError, match=r"^Line \d+: "):
        jsontree.parse(text)


def test_the_last_of_equal_keys_counts() -> None:
    """As every agent reads it."""
    node = jsontree.parse('{"a": 1, /* c */ "a": {"b": [2,],},} // end')
    assert jsontree.plain(node) == {"a": {"b": [2]}}
    assert jsontree.find(node, ("a", "b")) is not None
    assert jsontree.find(node, ("a", "x", "y")) is None
    assert jsontree.is_blank("\ufeff // nothing\n /* at all */")
