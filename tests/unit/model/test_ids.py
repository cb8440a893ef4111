"""The id source protocol: random bytes that a test can fix."""

from __future__ import annotations

from desktop_app.model.ids import IdSource


class Counting:
    """An id source as the protocol asks for it."""

    def __init__(self) -> None:
        self._next = 0

    def random_bytes(self, count: int) -> bytes:
        """Return the next number in `count` bytes."""
        self._next += 1
        return self._next.to_bytes(count, "big")


def test_the_protocol() -> None:
    """What an id source offers."""
    assert "random_bytes" in vars(IdSource)


def test_an_id_source_gives_as_many_bytes_as_asked() -> None:
    """Each call gives other bytes, of the length asked for."""
    ids: IdSource = Counting()
    first, second = ids.random_bytes(16), ids.random_bytes(16)
    assert len(first) == len(second) == 16
    assert first != second
