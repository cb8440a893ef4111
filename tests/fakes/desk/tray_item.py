"""A tray icon as the panel sees it: StatusNotifierItem and its menu, over D-Bus.

Sources: https://specifications.freedesktop.org/status-notifier-item/latest/,
https://github.com/AyatanaIndicators/libdbusmenu (com.canonical.dbusmenu)
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop_app.tray.services import Service
from tests.fakes.desk.caller import RefusedError
from tests.fakes.desk.waiting import LIMIT_S, until

if TYPE_CHECKING:
    from tests.fakes.desk.caller import Caller

_WATCHER = Service(
    "org.kde.StatusNotifierWatcher", "/StatusNotifierWatcher", "org.kde.StatusNotifierWatcher"
)
_ITEM, _MENU = "org.kde.StatusNotifierItem", "com.canonical.dbusmenu"


@dataclass(frozen=True)
class MenuItem:
    """One line of a menu.

    Attributes:
        number: its id, for as long as the menu stays as it is.
        depth: 1 for the menu itself, 2 for a submenu.
        label: without the mnemonic's mark; "" for a separator.
        checked: None when it cannot be.
    """

    number: int
    depth: int
    label: str
    enabled: bool
    checked: bool | None


class TrayItem:
    """The one tray icon of a desktop."""

    def __init__(self, bus: Caller, limit_s: float = LIMIT_S) -> None:
        self._bus = bus
        self.service = until(lambda: find(bus), "a tray icon on the panel", limit_s)
        self._menu = Service(self.service.name, str(self.property("Menu")), _MENU)

    def property(self, of: str) -> Any:
        """Return a property: Title, Status, ToolTip, ..."""
        return self._bus.get(self.service, of)

    def tool_tip(self) -> str:
        """Return what a person reads while the pointer rests on it."""
        return str(self.property("ToolTip")[2])

    def items(self) -> list[MenuItem]:
        """Return the lines of its menu that can be seen, from the top."""
        self._ask("AboutToShow", "i", (0,))
        _, root = self._ask("GetLayout", "iias", (0, -1, []))
        return _flat(root, 0)[1:]

    def labels(self) -> list[str]:
        """Return what the lines say, separators left out."""
        return [item.label for item in self.items() if item.label]

    def item(self, label: str) -> MenuItem:
        """Return the line that begins so, once there is one."""
        return until(
            lambda: next((it for it in self.items() if it.label.startswith(label)), None),
            f"a line {label!r} in the menu",
        )

    def click(self, label: str) -> None:
        """Choose a line."""
        chosen = ("clicked", ("s", ""), int(time.monotonic()))
        self._ask("Event", "isvu", (self.item(label).number, *chosen))

    def wait_tool_tip(self, part: str, limit_s: float = LIMIT_S) -> str:
        """Return what it says, once that holds a text."""
        return until(
            lambda: tip if part in (tip := self.tool_tip()) else "", f"{part!r} in the tip", limit_s
        )

    def activate(self) -> None:
        """Click the icon itself."""
        self._bus.call(self.service, "Activate", "ii", (0, 0))

    def _ask(self, member: str, signature: str, body: tuple[Any, ...]) -> tuple[Any, ...]:
        return self._bus.call(self._menu, member, signature, body)


def find(bus: Caller) -> Service | None:
    """Return the panel's first icon that answers, or None."""
    try:
        known = bus.get(_WATCHER, "RegisteredStatusNotifierItems")
    except RefusedError:  # there is no panel just now
        return None
    for row in known:
        name, _, path = row.partition("/")
        item = Service(name, f"/{path}", _ITEM)
        with suppress(RefusedError):  # one that has just gone
            bus.get(item, "Id")
            return item
    return None


def _flat(node: Any, depth: int) -> list[MenuItem]:
    number, values, children = node
    has = {name: value for name, (_, value) in values.items()}
    if not has.get("visible", True):
        return []
    item = MenuItem(
        number=number,
        depth=depth,
        label=str(has.get("label", "")).replace("__", "\0").replace("_", "").replace("\0", "_"),
        enabled=bool(has.get("enabled", True)),
        checked=bool(has["toggle-state"]) if has.get("toggle-type") else None,
    )
    return [item, *(line for _, child in children for line in _flat(child, depth + 1))]
