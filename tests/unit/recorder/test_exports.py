"""Each begun export is taken once, by whichever thread comes first."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from desktop_app.bundle.build.request import Request
from desktop_app.bundle.layout import Level
from desktop_app.bundle.manifest import Predicate
from desktop_app.bundle.scope import RunScope
from desktop_app.errors import NotFoundError
from desktop_app.recorder.exports import Exports


def begun(seq: int) -> Request:
    """Return an export whose entry is `seq`."""
    scope = RunScope("", "r")
    told = Predicate("log", 9, bytes(32), 1, Level.REDACTED, scope, (), seq, 0, None)
    return Request(told, b"note")


def test_taken_once() -> None:
    """Then it is gone; one that was given back waits again."""
    exports = Exports()
    exports.add(begun(3))
    exports.add(begun(2))
    assert exports.waiting() == [2, 3]
    assert exports.take(3) == begun(3)
    with pytest.raises(NotFoundError):
        exports.take(3)
    exports.add(begun(3))
    assert exports.waiting() == [2, 3]


def test_of_many_threads_one_gets_it() -> None:
    """Two signatures for one export cannot be."""
    exports = Exports()
    exports.add(begun(1))

    def take(_: int) -> bool:
        try:
            exports.take(1)
        except NotFoundError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(take, range(64))) == 1
