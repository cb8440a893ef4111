"""The words in which a person is asked before anything goes to an upstream."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.host.notices import notice
from desktop_app.upstream.places import line

if TYPE_CHECKING:
    from desktop_app.host.notices import Notice
    from desktop_app.upstream.places import Upstream

DAYS, MOST_DAYS = 90, 3_650


def send_notice(upstream: Upstream, days: int) -> Notice:
    """Return what a person must have read before `upstream` is added for `days` days."""
    return notice("send-upstream", (line(upstream),), words={"days": str(days)})
