"""Sessions are known by their server's id once it accepted them, and bounded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.agents.mcp.session import Session
from desktop_app.operations import mcp_talks
from desktop_app.operations.mcp_talks import Talks

if TYPE_CHECKING:
    import pytest


def talks() -> Talks:
    """Return what is tested."""
    return Talks(lambda: Session("s", {}, call_s=1, random=bytes, inherited={}))


def test_a_session_is_kept_until_it_is_dropped() -> None:
    """The first one under an id stays."""
    known = talks()
    first = known.of("a")
    assert known.of("a") is not first
    known.keep("a", first)
    known.keep("a", known.of(""))
    assert known.of("a") is first
    known.drop("a")
    known.drop("a")
    assert known.of("a") is not first


def test_a_request_without_a_session_is_alone() -> None:
    """Ids of two clients are not one."""
    known = talks()
    known.keep("", known.of(""))
    assert known.of("") is not known.of("")


def test_the_oldest_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """As it was used last."""
    monkeypatch.setattr(mcp_talks, "MAX_TALKS", 2)
    known = talks()
    made = {name: known.of(name) for name in "abc"}
    for name in "ab":
        known.keep(name, made[name])
    known.of("a")
    known.keep("c", made["c"])
    assert [known.of(name) is made[name] for name in "abc"] == [True, False, True]
