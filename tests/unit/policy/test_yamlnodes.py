"""YAML into values that know their line; bombs and oddities are refused."""

from __future__ import annotations

import pytest

from desktop_app.errors import PolicyError
from desktop_app.policy.yamlnodes import MAX_BYTES, MAX_DEFECTS, Defects, read_yaml


def _read(text):
    defects = Defects("policy.yaml")
    return read_yaml(text, defects), defects.sentences()


def test_values_know_their_line():
    """Text, numbers, switches, lists, mappings."""
    root, wrong = _read('a: 1\nb:\n  - x\n  - "2"\nc: {d: true, e: 1.5, f: null, g: }\nh: yes\n')
    assert wrong == ()
    assert (root.fields["a"].value, root.fields["a"].line) == (1, 1)
    assert [(item.value, item.line) for item in root.fields["b"].items] == [("x", 3), ("2", 4)]
    inner = root.fields["c"].fields
    assert [inner[key].value for key in "defg"] == [True, 1.5, None, None]
    assert root.fields["h"].value is True
    assert _read("")[0].kind == "map"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: &x 1", "line 1: anchors and aliases"),
        ("a: *x", "line 1: anchors and aliases"),
        ("a: &x [1]\nb: [*x, *x]", "anchors and aliases"),
        ("[" * 9 + "]" * 9, "nested too deep"),
        ("a: 1\n---\nb: 2", "line 2: one file holds one policy"),
        ("a: 1\n b: 2", "line 2: not YAML"),
        ("a: [1\nb: ", "not YAML"),
        ("a: \x01", "not YAML"),
        ("a: '\ud800'", "not YAML"),
        ("a: " + "x" * MAX_BYTES, "at most 256 KiB"),
    ],
)
def test_what_could_unpack_to_more_than_it_looks_like_is_refused_at_once(text, problem):
    """Bombs, nesting, more than one document, no YAML."""
    with pytest.raises(PolicyError, match=problem) as caught:
        _read(text)
    assert caught.value.defects[0].startswith("policy.yaml line ")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: !!python/object x", "tags are not used"),
        ("a: 9:30", "is read as a"),
        ("a: 0o17\nb: 0x1f", "is read as a int"),
        ("a: .inf", "is read as a float"),
        ("a: 2026-11-28", "is read as a timestamp"),
        ("<<: 1", "is read as a merge"),
        ("1: a", "a key must be text"),
        ("[a]: b", "a key must be text"),
        ("a: 1\na: 2", "line 2: the key 'a' is there twice, first in line 1"),
    ],
)
def test_odd_values_are_told_and_the_rest_is_read(text, problem):
    """All of them at once."""
    _, wrong = _read(text)
    assert any(problem in sentence for sentence in wrong), wrong


def test_mistakes_come_in_the_order_of_lines_up_to_twenty():
    """And how many more there are."""
    defects = Defects("p")
    assert not defects.any
    for line in range(MAX_DEFECTS + 3, 0, -1):
        defects.add(line, "odd")
    assert defects.any
    error = defects.error()
    assert error.defects[0] == "p line 1: odd."
    assert len(error.defects) == MAX_DEFECTS
    assert error.message.endswith("And 3 more.")
