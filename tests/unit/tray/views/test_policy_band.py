"""tray.views.policy_band: there while the person's policy cannot be used."""

from __future__ import annotations

import pytest

from desktop_app.tray.views.policy_band import PolicyBand

pytestmark = pytest.mark.gui
FINE = {"local_only": True, "size": 5, "sealed_size": 5}


def test_it_says_the_mistake_and_leads_to_the_line(empty_desk, qtbot) -> None:
    """And is gone when it is mended."""
    band = PolicyBand(empty_desk)
    qtbot.addWidget(band)
    assert not band.isVisibleTo(band.parent())
    error = "policy.yaml line 24: unknown key 'efect'."
    empty_desk.link._heard({**FINE, "policy": {"error": error, "file": "/d/policy.yaml"}})
    assert band.isVisibleTo(band.parent())
    assert band.accessibleName() == f"{error} The last good one stays in force."
    with qtbot.waitSignal(empty_desk.go.policy) as heard:
        band.button.click()
    assert heard.args == ["policy.yaml", 24, ""]
    empty_desk.link._heard({**FINE, "policy": {"error": None}})
    assert not band.isVisibleTo(band.parent())
    band._open()  # a press that came too late leads nowhere
