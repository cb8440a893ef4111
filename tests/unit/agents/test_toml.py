"""Changes in TOML touch the value alone."""

from __future__ import annotations

import tomllib

import pytest

from desktop_app.agents import toml
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
