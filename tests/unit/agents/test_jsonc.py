"""Changes in JSON with comments touch the value alone."""

from __future__ import annotations

import pytest
from hypothesis import example, given

from desktop_app.agents import jsonc
from tests.fakes import odd_configs


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("", '{\n  "k": 1\n}\n'),
        ("{}", '{\n  "k": 1\n}'),
        ('{"a": 1}', '{"a": 1, "k": 1}'),
        ('{\n\t"a": 1 // c\n}', '{\n\t"a": 1, // c\n\t"k": 1\n}'),
        ('{\n "a": 1, // c\n}', '{\n "a": 1, // c\n "k": 1,\n}'),
        ('{"k": 0, "k": 2}', '{"k": 0, "k": 1}'),
        ('{\r\n  "a": 1\r\n}\r\n', '{\r\n  "a": 1,\r\n  "k": 1\r\n}\r\n'),
    ],
)
def test_a_value_is_set_in_the_style_that_is_there(text: str, after: str) -> None:
    """Indentation, line ends, trailing commas and the comment of the line before."""
    assert jsonc.set_value(text, ("k",), 1) == after


@given(odd_configs.json_texts())
@example('{"env": {"k": null,/* d */}/* d */\n}')  # two comments of one line: each its own
def test_set_then_put_back_changes_no_value(text: str) -> None:
    """Whatever the text looks like."""
    for path in (("env", "OTEL_LOGS_EXPORTER"), ("new", "deep", "er")):
        changed = jsonc.set_value(text, path, "x")
        assert jsonc.get(changed, path) == "x"
        assert jsonc.load(jsonc.put_back(changed, path, text)) == jsonc.load(text)


def test_an_object_that_the_person_uses_or_had_stays() -> None:
    """Only what we made, and what holds nothing and says nothing, goes."""
    assert jsonc.put_back('{"env": {"k": 1}}', ("env", "k"), "") == "{}"
    assert jsonc.put_back('{"env": {"k": 1}}', ("env", "k"), '{"env": {}}') == '{"env": {}}'
    commented = '{"env": {/* mine */ "k": 1}}'
    assert "/* mine */" in jsonc.put_back(commented, ("env", "k"), "")
    assert jsonc.is_bare(" {\n}\n")
    assert not jsonc.is_bare("{} // mine")
