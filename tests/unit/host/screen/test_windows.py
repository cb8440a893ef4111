"""host.screen.windows: values; titles stay out of logs, and unknown is not empty."""

from __future__ import annotations

from desktop_app.host.screen.windows import NoList, Told, Untold
from tests.fakes.screens import window


def test_titles_stay_out_of_logs() -> None:
    """They are content."""
    assert "Bank" not in repr(Told((window(title="Bank"),)))


def test_a_desktop_without_a_list_says_so() -> None:
    """It has not none: it is unknown; and nobody went away."""
    windows = NoList("Wayland tells no windows.")
    assert windows.look() == Untold("Wayland tells no windows.", gone=False)
    windows.close()
