"""tray.views.policy_setting: which policy holds, and the texts."""

from __future__ import annotations

import pytest

from desktop_app.tray.views.policy_setting import PolicySetting

pytestmark = pytest.mark.gui


def test_it_says_which_one_holds_and_shows_both(empty_desk, qtbot) -> None:
    """The person's own where there is one."""
    made = PolicySetting(empty_desk)
    qtbot.addWidget(made)
    assert not made.own.isVisibleTo(made)
    told = {"version": 1, "digest": "c36a9756", "file": "/d/policy.yaml", "error": None}
    empty_desk.link._heard({"size": 5, "policy": told})
    assert made._said.text().startswith("Your policy.yaml holds, 1 c36a9756.")
    seen = []
    empty_desk.go.policy.connect(lambda *place: seen.append(place))
    made.own.click()
    made.ours.click()
    assert seen == [("policy.yaml", 0, ""), ("default.yaml", 0, "")]


def test_an_administrators_policy_can_be_read(empty_desk, qtbot) -> None:
    """The button is there while one holds."""
    made = PolicySetting(empty_desk)
    qtbot.addWidget(made)
    told = {"version": 1, "digest": "c36a9756", "file": "policy/default.yaml", "error": None}
    over = {"file": "/etc/countersign/policy.yaml", "digest": "0a1b2c3d", "error": None}
    empty_desk.link._heard({"size": 5, "policy": told})
    assert not made.managed.isVisibleTo(made)
    empty_desk.link._heard({"size": 5, "policy": {**told, "managed": over}})
    assert made.managed.isVisibleTo(made)
    seen = []
    empty_desk.go.policy.connect(lambda *place: seen.append(place))
    made.managed.click()
    assert seen == [("managed policy.yaml", 0, "")]
