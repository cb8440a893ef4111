"""The door out of this process: every process of ours calls `shut` before anything else.

There is one `host.egress.guard.Guard` a process, because an audit hook can never be removed and the
first one that refuses keeps the others from hearing of it. Only the courier, which carries what a
person consented to, calls `open_to`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.host.egress.guard import Guard

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from desktop_app.host.egress.guard import Refusal, Way
    from desktop_app.host.egress.places import Place

_listeners: list[Callable[[Refusal], None]] = []


def _report(refusal: Refusal) -> None:
    for listener in _listeners:
        listener(refusal)


_DOOR = Guard(_report)


def shut() -> None:
    """Refuse connections beyond loopback from here on; twice is fine."""
    _DOOR.shut()
    _DOOR.install()


def open_to(places: Iterable[Place]) -> None:
    """Refuse connections to anything but these places, loopback included, until the next call."""
    _DOOR.open_to(places)
    _DOOR.install()


def resolve(host: str, port: int) -> list[Way]:
    """Return the addresses of a place that the consent to it covers.

    Raises:
        EgressRefusedError: there is no such consent, or the name leads elsewhere.
        OSError: the lookup failed.
    """
    return _DOOR.resolve(host, port)


def report_to(listener: Callable[[Refusal], None]) -> None:
    """Tell of each refusal, in the thread that tried; the listener must be quick."""
    _listeners.append(listener)


def forget(listener: Callable[[Refusal], None]) -> None:
    """Tell a listener nothing any more; none of that name is fine."""
    if listener in _listeners:
        _listeners.remove(listener)
