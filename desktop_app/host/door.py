"""The door out of this process, shut: every process of ours calls `shut` before anything else.

There is one `host.egress.LocalOnly` a process, because an audit hook can never be removed and the
first one that refuses keeps the others from hearing of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.host.egress import LocalOnly

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.host.egress import Refusal

_listeners: list[Callable[[Refusal], None]] = []


def _report(refusal: Refusal) -> None:
    for listener in _listeners:
        listener(refusal)


_DOOR = LocalOnly(_report)


def shut() -> None:
    """Refuse connections beyond loopback for the rest of this process's life; twice is fine."""
    _DOOR.install()


def report_to(listener: Callable[[Refusal], None]) -> None:
    """Tell of each refusal, in the thread that tried; the listener must be quick."""
    _listeners.append(listener)


def forget(listener: Callable[[Refusal], None]) -> None:
    """Tell a listener nothing any more; none of that name is fine."""
    if listener in _listeners:
        _listeners.remove(listener)
