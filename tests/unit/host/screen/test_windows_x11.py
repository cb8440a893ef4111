"""host.screen.windows_x11: without a server nobody can say. With one: tests/desktop."""

from __future__ import annotations

import pytest

from desktop_app.host.screen.windows import Untold
from desktop_app.host.screen.windows_x11 import X11Windows


@pytest.mark.parametrize("display", [":4711", "unix:4711.0"])
def test_no_server_is_no_empty_list(display: str) -> None:
    """It is gone, whatever is wrong with its name."""
    windows = X11Windows(display)
    for _ in range(2):
        assert windows.look() == Untold("The X server does not answer.", gone=True)
    windows.close()
