"""Changes in JSON with comments touch the value alone."""

from __future__ import annotations

import pytest
from hypothesis import example, given

from desktop_app.agents import jsonc
from desktop_app.errors import AgentConfigError
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


OURS = {"o": 1}


def ours(row: object) -> bool:
    """Tell our element: any with the key `o`."""
    return isinstance(row, dict) and "o" in row


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ('{"k": []}', '{"k": [{"o": 1}]}'),
        ('{"k": [1, 2]}', '{"k": [1, 2, {"o": 1}]}'),
        ('{"k": [1, 2,]}', '{"k": [1, 2, {"o": 1},]}'),
        ('{"k": [{"o": 0}, 2]}', '{"k": [{"o": 1}, 2]}'),
        ('{"k": [1, {"o": 0}, 2, {"o": 3}]}', '{"k": [1, {"o": 1}, 2]}'),
        ('{"k": [1, {"o": 1} /* c */]}', '{"k": [1, {"o": 1} /* c */]}'),
        (
            '{\n  "k": [\n    1 // c\n  ]\n}',
            '{\n  "k": [\n    1, // c\n    {\n      "o": 1\n    }\n  ]\n}',
        ),
    ],
)
def test_an_element_is_put_among_others_in_their_style(text: str, after: str) -> None:
    """Last, or in the place of ours; and once."""
    made = jsonc.put_item(text, ("k",), OURS, ours)
    assert made == after
    assert jsonc.put_item(made, ("k",), OURS, ours) == made


def test_a_list_that_we_made_goes_and_one_that_was_there_stays() -> None:
    """With the objects on the way; what somebody wrote into it is kept."""
    made = jsonc.put_item("{}", ("h", "k"), OURS, ours)
    assert jsonc.load(made) == {"h": {"k": [OURS]}}
    assert jsonc.load(jsonc.drop_items(made, ("h", "k"), ours, "{}")) == {}
    had = '{"h": {"k": []}}'
    assert jsonc.drop_items('{"h": {"k": [{"o": 1}]}}', ("h", "k"), ours, had) == had
    mixed = '{"h": {"k": [7, {"o": 1}, /* c */ 8]}}'
    assert jsonc.drop_items(mixed, ("h", "k"), ours, "{}") == '{"h": {"k": [7, /* c */ 8]}}'
    assert jsonc.drop_items("{}", ("h", "k"), ours, "{}") == "{}"
    assert jsonc.drop_items("", ("h",), ours, "") == ""
    assert "c" in jsonc.drop_items('{"k": [{"o": 1} /* c */]}', ("k",), ours, "{}")


@given(odd_configs.json_texts())
def test_put_then_drop_changes_no_value(text: str) -> None:
    """Whatever the text looks like, in a list that is there and in one that is not."""
    for path in (("hooks", "PreToolUse"), ("new", "deep", "er")):
        changed = jsonc.put_item(text, path, OURS, ours)
        assert jsonc.get(changed, path)[-1] == OURS  # type: ignore[index]
        assert jsonc.load(jsonc.drop_items(changed, path, ours, text)) == jsonc.load(text)


def test_what_is_no_list_is_refused() -> None:
    """It is the person's."""
    with pytest.raises(AgentConfigError, match=r"h\.k is not a list"):
        jsonc.put_item('{"h": {"k": 7}}', ("h", "k"), OURS, ours)
    assert jsonc.drop_items('{"k": 7}', ("k",), ours, "") == '{"k": 7}'
