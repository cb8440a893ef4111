"""What `with` closes."""

from __future__ import annotations

import pytest

from desktop_app.model.closing import Closing


class Held(Closing):
    """Counts how often it was closed."""

    closed = 0

    def close(self) -> None:
        """Count."""
        self.closed += 1


def test_the_end_of_a_with_closes_and_lets_errors_through() -> None:
    """Whether it ends well or not."""
    with Held() as held:
        assert held.closed == 0
    assert held.closed == 1
    with pytest.raises(ZeroDivisionError), held:
        raise ZeroDivisionError
    assert held.closed == 2


def test_what_cannot_be_closed_is_none() -> None:
    """Forgetting `close` is an error of ours, told at once."""
    with pytest.raises(TypeError):
        Closing()  # type: ignore[abstract]  # that is the test
