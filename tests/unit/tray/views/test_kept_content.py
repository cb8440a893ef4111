"""Kept content in the settings, with a real recorder: what holds, whoever changed it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.operations import keeping
from desktop_app.tray.views.kept_content import KeptContent
from tests.fakes import gate_client, keeps

if TYPE_CHECKING:
    from desktop_app.tray.desk import Desk
    from tests.fakes.running import RunningRecorder

pytestmark = pytest.mark.gui


@pytest.fixture
def content(qtbot, agents_desk: tuple[Desk, RunningRecorder]) -> KeptContent:
    """The section, shown."""
    desk, _recorder = agents_desk
    qtbot.waitUntil(lambda: bool(desk.link.state.status))
    made = KeptContent(desk)
    qtbot.addWidget(made)
    made.show()
    made.read()
    return made


def test_every_purpose_has_a_row_and_nothing_is_kept(content: KeptContent) -> None:
    """Before anybody allowed anything; the vault's use stands below."""
    assert list(content.rows) == [one.name for one in keeping.CONTENT]
    assert not any(row.switch.isChecked() for row in content.rows.values())
    assert {row.switch.accessibleName() for row in content.rows.values()} == {
        one.title for one in keeping.CONTENT
    }
    assert not content.use.isHidden()


def test_what_is_changed_elsewhere_shows_by_itself(content, agents_desk, qtbot) -> None:
    """Allowed and refused at the command line, say."""
    _desk, recorder = agents_desk
    row = content.rows[keeping.COMMAND_LINES]
    entry = keeps.allow(recorder)
    qtbot.waitUntil(lambda: row.row.grant == entry)
    assert row.switch.isChecked()
    assert row.row.status.startswith("Kept since today ")
    consent = {"digest": keeping.shown(keeping.COMMAND_LINES).digest, "latency_ms": 1}
    told = {"purpose": keeping.COMMAND_LINES, "consent": consent, "confirmed": True}
    gate_client.call(recorder, keeping.REFUSE, **told)
    qtbot.waitUntil(lambda: not row.row.is_kept)
    assert not row.switch.isChecked()


def test_an_index_that_is_behind_changes_nothing(content, agents_desk, qtbot) -> None:
    """The recorder itself says what it keeps."""
    desk, _recorder = agents_desk
    qtbot.waitUntil(lambda: isinstance(desk.link.state.get("vault"), dict))
    old = [{"purpose": keeping.COMMAND_LINES, "seq": 5, "given_us": 1_000_000}]
    content._have(old, 2_000_000)
    assert not content.rows[keeping.COMMAND_LINES].row.is_kept
