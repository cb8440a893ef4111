"""Adding an upstream in the window, with a real recorder: the answer is to what is typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit

from desktop_app.tray.views.upstream_dialog import UpstreamDialog
from tests.fakes import at_terminal, moto_s3, otlp

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.tray.desk import Desk
    from tests.fakes.moto_s3 import MotoS3
    from tests.fakes.running import RunningRecorder

pytestmark = pytest.mark.gui


@pytest.fixture
def s3() -> Iterator[MotoS3]:
    """Give a server of buckets."""
    with moto_s3.running() as server:
        yield server


@pytest.fixture
def dialog(qtbot, agents_desk: tuple[Desk, RunningRecorder]) -> UpstreamDialog:
    """Nothing is typed yet."""
    desk, _recorder = agents_desk
    qtbot.waitUntil(lambda: bool(desk.link.state.status))
    made = UpstreamDialog(desk)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(made)
    made.come_up()
    qtbot.waitUntil(lambda: made.isVisible() and not made.guard.holding)
    return made


def choose(dialog: UpstreamDialog, kind: str) -> None:
    """Choose a kind."""
    dialog.kind.setCurrentIndex(dialog.kind.findData(kind))


def texts(dialog: UpstreamDialog) -> str:
    """Return all that is shown."""
    return "\n".join(label.text() for label in dialog.findChildren(QLabel) if label.isVisible())


def test_the_notice_names_what_is_typed(dialog: UpstreamDialog) -> None:
    """While it is no place, why not; and the button does nothing."""
    assert not dialog.add.isEnabled()
    dialog.where.setText("http://logs.example.org")
    assert not dialog.add.isEnabled()
    assert "plain http" in texts(dialog)
    dialog.where.setText("https://logs.example.org:4318")
    assert dialog.add.isEnabled()
    assert "logs.example.org:4318: redacted telemetry" in dialog.notice.text
    assert dialog.notice.text.splitlines()[1] in texts(dialog)
    dialog.near.setChecked(True)
    assert "on your own network" in dialog.notice.text


def test_adding_is_the_persons_consent(qtbot, dialog: UpstreamDialog, agents_desk) -> None:
    """Its record names the line, and the upstream is there; nothing leaves by that."""
    _desk, recorder = agents_desk
    choose(dialog, "tsa")
    dialog.where.setText("https://tsa.example.org")
    with qtbot.waitSignal(dialog.added):
        qtbot.mouseClick(dialog.add, Qt.MouseButton.LeftButton)
    found = recorder.cli_json("upstream", "list")
    assert found["local_only"] is True
    assert [one["what"] for one in found["upstreams"]] == [
        "tsa.example.org:443: digests of checkpoints"
    ]
    record = recorder.cli_json("consent", "list")[0]
    assert (record["purpose"], record["state"]) == ("send to an upstream", "given")


def test_a_webhooks_key_is_shown_once(qtbot, dialog: UpstreamDialog) -> None:
    """After it holds, and it can be copied."""
    choose(dialog, "webhook")
    dialog.where.setText("https://example.org/hook")
    with qtbot.waitSignal(dialog.added):
        qtbot.mouseClick(dialog.add, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    assert "whsec_" in texts(dialog)


def test_bundles_of_runs_go_where_that_was_chosen(qtbot, dialog, agents_desk, tmp_path) -> None:
    """The notice says so, and the upstream; a collector is not asked about them."""
    _desk, recorder = agents_desk
    assert not dialog.bundles.isVisible()
    choose(dialog, "folder")
    assert dialog.bundles.isVisible()
    dialog.where.setText(str(tmp_path))
    assert "bundle of each run" not in dialog.notice.text
    dialog.bundles.setCurrentIndex(dialog.bundles.findData("metadata"))
    assert "a signed audit bundle of each run when it has ended" in dialog.notice.text
    with qtbot.waitSignal(dialog.added):
        qtbot.mouseClick(dialog.add, Qt.MouseButton.LeftButton)
    (found,) = recorder.cli_json("upstream", "list")["upstreams"]
    assert "a signed audit bundle of each run when it has ended" in found["what"]
    choose(dialog, "otlp")
    dialog.where.setText("https://logs.example.org:4318")
    assert dialog.add.isEnabled()


def fill_bucket(dialog: UpstreamDialog, endpoint: str) -> None:
    """Say all of a bucket but its keys."""
    choose(dialog, "s3")
    fields = dialog.bucket
    fields.bucket.setText("evidence")
    fields.folder.setText("desks")
    fields.endpoint.setText(endpoint)
    fields.lock.setCurrentIndex(fields.lock.findData("compliance"))
    fields.days.setText("30")
    fields.hold.setChecked(True)
    dialog.near.setChecked(True)


def test_a_buckets_lock_is_in_the_notice(dialog: UpstreamDialog) -> None:
    """What is missing is said, both keys are asked for, and stay while a place is mended."""
    choose(dialog, "s3")
    assert not dialog.where.isVisible()
    dialog.bucket.bucket.setText("evidence")
    assert "Name the bucket's region" in texts(dialog)
    fill_bucket(dialog, "https://s3.example.org")
    assert "s3.example.org:443, s3://evidence/desks" in dialog.notice.text
    assert "locked there for 30 days (compliance), under legal hold" in dialog.notice.text
    assert not dialog.add.isEnabled()
    first, second = dialog._secrets.values()
    first.setText("id")
    second.setText("secret")
    assert dialog.add.isEnabled()
    dialog.bucket.days.setText("")
    assert not dialog.add.isEnabled()
    dialog.bucket.days.setText("31")
    assert [field.text() for field in dialog._secrets.values()] == ["id", "secret"]
    assert "secret" not in texts(dialog)
    choose(dialog, "otlp")
    assert dialog.where.isVisible()
    assert not dialog._secrets


def test_keys_come_before_the_answers(qtbot, dialog: UpstreamDialog) -> None:
    """By the tab key, though they are there last; the dialog grows with them."""
    before = dialog.height()
    fill_bucket(dialog, "https://s3.example.org")
    first, second = dialog._secrets.values()
    qtbot.waitUntil(second.isVisible)
    dialog.near.setFocus()
    for wanted in (first, second, dialog.nothing):
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
        assert dialog.focusWidget() is wanted
    qtbot.waitUntil(lambda: dialog.height() > before + 4 * first.height())


def test_a_bucket_is_added_and_kept_locked(
    qtbot, dialog: UpstreamDialog, agents_desk, s3: MotoS3
) -> None:
    """As by the command line: its keys lie in the keychain alone, and what arrives is locked."""
    _desk, recorder = agents_desk
    s3.bucket("evidence", lock=True)
    fill_bucket(dialog, str(s3.origin))
    keys = {"access-key-id": moto_s3.KEYS.access, "secret-access-key": moto_s3.KEYS.secret}
    assert list(dialog._secrets) == list(keys)
    for name, field in dialog._secrets.items():
        assert field.echoMode() is QLineEdit.EchoMode.Password
        field.setText(keys[name])
    with qtbot.waitSignal(dialog.added):
        qtbot.mouseClick(dialog.add, Qt.MouseButton.LeftButton)
    (added,) = recorder.cli_json("upstream", "list")["upstreams"]
    assert added["name"] == "evidence"
    assert "locked there for 30 days (compliance), under legal hold" in added["what"]
    for file in recorder.data_dir.rglob("*"):
        assert not file.is_file() or moto_s3.KEYS.secret.encode() not in file.read_bytes(), file
    body = otlp.traces(5).SerializeToString()
    assert recorder.post("/v1/traces", body, {"content-type": "application/x-protobuf"})[0] == 200
    code, shown = at_terminal.confirmed(recorder.environment, "mode", "local-only", "off")
    assert code == 0, shown

    def objects() -> list[str]:
        listed = s3.look.list_objects_v2(Bucket="evidence").get("Contents", ())
        return [one["Key"] for one in listed]

    qtbot.waitUntil(lambda: bool(objects()))
    head = s3.look.head_object(Bucket="evidence", Key=objects()[0])
    assert (head["ObjectLockMode"], head["ObjectLockLegalHoldStatus"]) == ("COMPLIANCE", "ON")


def test_what_the_recorder_refuses_is_said(qtbot, dialog: UpstreamDialog, agents_desk) -> None:
    """A name that is taken, say; it can be tried again."""
    desk, _recorder = agents_desk
    choose(dialog, "folder")
    dialog.where.setText("/mnt/archive")
    with qtbot.waitSignal(dialog.added):
        qtbot.mouseClick(dialog.add, Qt.MouseButton.LeftButton)
    again = UpstreamDialog(desk)
    again.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(again)
    again.come_up()
    qtbot.waitUntil(lambda: again.isVisible() and not again.guard.holding)
    choose(again, "folder")
    again.where.setText("/mnt/archive")
    qtbot.mouseClick(again.add, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "There is an upstream" in texts(again))
    assert again.add.isEnabled()
