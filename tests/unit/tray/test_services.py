"""tray.services: names that D-Bus takes."""

from __future__ import annotations

import re

import pytest

from desktop_app.tray import services

_NAME = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+")
_PATH = re.compile(r"(/\w+)+")


@pytest.mark.parametrize(
    "service",
    [
        services.DAEMON,
        services.NOTIFICATIONS,
        services.LOGIN,
        *services.SCREEN_SAVERS,
        services.login_session("/org/freedesktop/login1/session/_32"),
    ],
)
def test_each_row_is_well_formed(service: services.Service) -> None:
    """Bus name, object path and interface as the specification spells them; properties likewise."""
    for row in (service, services.properties(service)):
        assert _NAME.fullmatch(row.name)
        assert _PATH.fullmatch(row.path)
        assert _NAME.fullmatch(row.interface)
    assert services.properties(service).path == service.path
