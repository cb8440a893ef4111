"""Policy, holds and purges, read on from where they were read last."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import ConfigError
from desktop_app.model.kinds import EntryKind

if TYPE_CHECKING:
    from tests.fakes.retaining import Retaining

PERSON = {"sender": "", "auth": "person"}


def set_to(retaining: Retaining, name: str, value: object) -> None:
    """Write down that a person changed a setting."""
    subject = {"name": f"retention.{name}", "old": None, "new": value}
    retaining.journal.note(EntryKind.CONFIG_CHANGED, subject, actor=PERSON)


def test_it_sees_what_came_since(retaining: Retaining) -> None:
    """And tells what `status` shows as of the last look."""
    known = retaining.known
    assert known.look().policy.body_days == 365
    set_to(retaining, "body_days", 7)
    assert known.told()["body_days"] == 365
    assert known.look().policy.body_days == 7
    assert known.told() == {
        "payload_days": 90,
        "body_days": 7,
        "entry_days": 0,
        "profile": "standard",
        "holds": 0,
        "purged": {"payloads": 0, "bodies": 0, "entries": 0},
    }


def test_a_shorter_setting_is_told_and_in_compliance_refused(retaining: Retaining) -> None:
    """The profile, too, is for good."""
    check = retaining.known.check_setting
    assert check("retention.body_days", 364)
    assert not check("retention.body_days", 366)
    assert not check("retention.profile", "compliance")
    set_to(retaining, "profile", "compliance")
    assert not check("retention.body_days", 366)
    for name, value in (("retention.body_days", 364), ("retention.profile", "standard")):
        with pytest.raises(ConfigError, match="never shortened"):
            check(name, value)
