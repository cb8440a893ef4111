"""Changes in TOML touch the value alone."""

from __future__ import annotations

import tomllib

import pytest

from desktop_app.agents import toml
from desktop_app.errors import AgentConfigError
from tests.fakes import odd_configs

PATH = ("otel", "exporter")


@pytest.mark.parametrize("text", odd_configs.TOML, ids=repr)
def test_set_then_put_back_changes_no_value(text: str) -> None:
    """And the byte-order mark and the line ends stay."""
    changed = toml.set_value(text, PATH, {"a": {"b": 1}})
    assert toml.get(changed, PATH) == {"a": {"b": 1}}
    assert changed.startswith("\ufeff") == text.startswith("\ufeff")
    if "\r\n" in text:
        assert "\n" not in changed.replace("\r\n", "")
    assert toml.load(toml.put_back(changed, PATH, text)) == toml.load(text)


def test_comments_below_our_header_stay_without_it() -> None:
    """An empty table that its owner had stays, too."""
    made = toml.set_value("", PATH, "x") + "# mine\n"
    assert toml.put_back(made, PATH, "") == "# mine\n"
    assert tomllib.loads(toml.put_back(made, PATH, "[otel]\n")) == {"otel": {}}


OURS = {"m": "x", "hooks": [{"o": 1}]}


def ours(row: object) -> bool:
    """Tell our element: any with the key `m`."""
    return isinstance(row, dict) and "m" in row


@pytest.mark.parametrize(
    "text",
    [
        *odd_configs.TOML,
        "[hooks]\nPreToolUse = [1, { m = 7 }, 2]\n",
        '[[hooks.PreToolUse]]\nm = "old" # c\n[[hooks.PreToolUse]]\na = 1\n',
    ],
    ids=repr,
)
def test_put_then_drop_changes_no_other_element(text: str) -> None:
    """In a list of tables, an inline list, and one that is not there; twice is once."""
    path = ("hooks", "PreToolUse")
    made = toml.put_item(text, path, OURS, ours)
    assert toml.put_item(made, path, OURS, ours) == made
    before, after = toml.get(text, path) or [], toml.get(made, path)
    assert isinstance(before, list)
    assert isinstance(after, list)
    assert [row for row in after if ours(row)] == [OURS]
    assert [row for row in after if not ours(row)] == [row for row in before if not ours(row)]
    if not any(map(ours, before)):
        assert toml.load(toml.drop_items(made, path, ours, text)) == toml.load(text)


def test_a_list_that_was_there_stays_and_no_list_is_refused() -> None:
    """Whatever it holds."""
    had = "[hooks]\nk = []\n"
    path = ("hooks", "k")
    assert toml.load(toml.drop_items(toml.put_item(had, path, OURS, ours), path, ours, had)) == {
        "hooks": {"k": []}
    }
    with pytest.raises(AgentConfigError, match=r"hooks\.k is not a list"):
        toml.put_item("hooks.k = 7", path, OURS, ours)
    assert toml.drop_items("hooks.k = 7", path, ours, "") == "hooks.k = 7"


def test_a_value_is_one_line_that_reads_back() -> None:
    """As an argument of a command line."""
    value = {"a.b": [{"c": 'it\'s "x"\n\\'}], "n": 3, "t": True}
    text = toml.inline(value)
    assert "\n" not in text
    assert tomllib.loads(f"v = {text}")["v"] == value


@pytest.mark.parametrize("key", ["a.", "'a' . ", '"\\"" . '], ids=repr)
@pytest.mark.parametrize("text", ["{}b = 1", "[[{}b]]", "x = {{{}b = 1}}"])
def test_a_key_without_end_is_refused_at_once(key: str, text: str) -> None:
    """A folder may bring one that would take the parser many gigabytes."""
    with pytest.raises(AgentConfigError, match="64 parts"):
        toml.load(text.format(key * 100_000))
    assert toml.load(text.format(key * 60))


def test_dots_that_are_no_key_are_no_matter() -> None:
    """In texts, comments and lists."""
    listed = ", ".join(f'"{n}.example.org"' for n in range(200))
    assert toml.load(f'x = [{listed}]\ny = "{"." * 200}"\n# {"wait..." * 200}\n')
