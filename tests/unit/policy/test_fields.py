"""Typed access to a mapping: every mistake is noted, the default taken."""

from __future__ import annotations

import pytest

from desktop_app.model.action import Use
from desktop_app.policy.fields import MAX_ITEMS, MAX_TEXT, Fields, names
from desktop_app.policy.yamlnodes import Defects, read_yaml


def _fields(text):
    defects = Defects("p")
    return Fields(read_yaml(text, defects), "a thing", defects), defects


def test_what_is_right_is_read():
    """Of every sort."""
    fields, defects = _fields(
        "t: x\nn: 3\nf: 1.5\ns: false\nl: [a, b]\none: a\nm: {k: v}\nc: read\nempty:\ni: [1]\n"
    )
    fields.only(frozenset(fields.node.fields))
    assert fields.text("t") == "x"
    assert fields.text("missing", "d") == "d"
    assert (fields.number("n", whole=True), fields.number("f")) == (3, 1.5)
    assert fields.number("missing") is None
    assert fields.number("empty") is None
    assert fields.switch("s") is False
    assert fields.switch("missing") is None
    assert names(fields.texts("l")) == ("a", "b")
    assert names(fields.texts("one")) == ("a",)
    assert names(fields.texts("missing")) is None
    section = fields.section("m")
    assert section is not None
    assert section.text("k") == "v"
    assert fields.section("missing") is None
    assert fields.section("empty") is None
    assert fields.choice("c", {"read": 1}, default=2) == 1
    assert fields.choice("missing", {"read": 1}, default=2) == 2
    assert fields.members("c", Use) == {Use.READ}
    assert fields.members("missing", Use) is None
    assert len(fields.items("i")) == 1
    assert fields.items("missing") == fields.items("empty") == []
    assert not defects.any


@pytest.mark.parametrize(
    ("text", "ask", "problem"),
    [
        ("[]", lambda f: f, "a thing is a mapping"),
        ("efect: 1", lambda f: f.only(frozenset(("effect",))), "did you mean 'effect'"),
        ("zzz: 1", lambda f: f.only(frozenset(("effect",))), "unknown key 'zzz'."),
        ("a: 1", lambda f: f.text("a"), "must be text"),
        ("a: [x]", lambda f: f.text("a"), "must be text"),
        ("a: ' '", lambda f: f.text("a"), "must have 1 to"),
        (f"a: {'x' * (MAX_TEXT + 1)}", lambda f: f.text("a"), "must have 1 to"),
        ("b: 1", lambda f: f.text("a", None), "a is missing"),
        ("a: x", lambda f: f.number("a"), "a number above 0"),
        ("a: true", lambda f: f.number("a"), "a number above 0"),
        ("a: 0", lambda f: f.number("a"), "a number above 0"),
        ("a: 1.5", lambda f: f.number("a", whole=True), "a whole number"),
        ("a: x", lambda f: f.switch("a"), "true or false"),
        ("a: x", lambda f: f.choice("a", {"b": 1}, default=1), "one of b"),
        ("a: 1", lambda f: f.choice("a", {"b": 1}, default=1), "one of b"),
        ("a: [1]", lambda f: f.texts("a"), "a list of at most"),
        (f"a: [{'x, ' * (MAX_ITEMS + 1)}]", lambda f: f.texts("a"), "a list of at most"),
        ("a: ['']", lambda f: f.texts("a"), "a text in a must"),
        ("a: [x]", lambda f: f.members("a", Use), "'x' is no a; there are read"),
        ("a: x", lambda f: f.items("a"), "a is a list"),
        ("a: x", lambda f: f.section("a"), "a is a mapping"),
        ("b: x", lambda f: f.wrong("a", "odd"), "line 1: odd"),
    ],
)
def test_what_is_wrong_is_told(text, ask, problem):
    """With its line."""
    fields, defects = _fields(text)
    ask(fields)
    assert len(defects.sentences()) == 1
    assert problem in defects.sentences()[0]
