"""host.services: names that D-Bus takes."""

from __future__ import annotations

import re

import pytest

from desktop_app.host import services

_NAME = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)+")
_PATH = re.compile(r"(/\w+)+")


@pytest.mark.parametrize(
    "service",
    [
        services.DAEMON,
        services.LOGIN,
        services.LOGIN_USER,
        *services.SCREEN_SAVERS,
        services.PORTAL_SCREENSHOT,
        services.login_session("/org/freedesktop/login1/session/_32"),
        services.portal_request("/org/freedesktop/portal/desktop/request/1_2/t"),
    ],
)
def test_each_row_is_well_formed(service: services.Service) -> None:
    """Bus name, object path and interface as the specification spells them; properties likewise."""
    for row in (service, services.properties(service)):
        assert _NAME.fullmatch(row.name)
        assert _PATH.fullmatch(row.path)
        assert _NAME.fullmatch(row.interface)
