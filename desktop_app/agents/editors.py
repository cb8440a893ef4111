"""The two editors of config files, by format: what `setup`, `undo` and `doctor` need of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from desktop_app.agents import jsonc, toml

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop_app.agents.catalog import Format, SettingValue


class Editor(Protocol):
    """What a format's module offers; each raises AgentConfigError for text it cannot read."""

    def load(self, text: str) -> object:
        """Return the whole file as plain Python."""

    def get(self, text: str, path: tuple[str, ...]) -> object:
        """Return the value at a path, or None."""

    def set_value(self, text: str, path: tuple[str, ...], value: SettingValue) -> str:
        """Return the text with one value set and everything else as it was."""

    def put_back(self, text: str, path: tuple[str, ...], original: str) -> str:
        """Return the text with one value as it stands in `original`; taken out if nowhere."""

    def put_item(
        self, text: str, path: tuple[str, ...], item: SettingValue, ours: Callable[[object], bool]
    ) -> str:
        """Return the text with an element once in a list: in the place of ours, or last."""

    def drop_items(
        self, text: str, path: tuple[str, ...], ours: Callable[[object], bool], original: str
    ) -> str:
        """Return the text without our elements of a list, and a list that `original` had not."""

    def is_bare(self, text: str) -> bool:
        """Return whether the text says nothing at all, not even in a comment."""


EDITORS: Mapping[Format, Editor] = {"jsonc": jsonc, "toml": toml}
