"""The fields of a bucket: what is typed is what would be added."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel

from desktop_app.errors import UsageError
from desktop_app.tray.views.bucket_fields import BucketFields
from desktop_app.upstream.values import Options

if TYPE_CHECKING:
    from desktop_app.tray.theme import Theme

pytestmark = pytest.mark.gui


@pytest.fixture
def fields(qtbot, theme: Theme) -> BucketFields:
    """Nothing is typed."""
    made = BucketFields(theme)
    qtbot.addWidget(made)
    made.show()
    return made


def test_what_is_left_empty_is_not_said(fields: BucketFields) -> None:
    """A region alone is enough."""
    assert fields.is_empty
    fields.bucket.setText("evidence")
    fields.region.setText(" eu-central-1 ")
    assert not fields.is_empty
    assert fields.where() == "s3://evidence"
    assert fields.options(own_network=False) == Options(region="eu-central-1")


def test_a_lock_has_its_days(fields: BucketFields) -> None:
    """They can be typed once there is one, are asked for, and go with it."""
    assert not fields.days.isEnabled()
    fields.lock.setCurrentIndex(fields.lock.findData("compliance"))
    assert fields.days.isEnabled()
    with pytest.raises(UsageError, match="for how many days"):
        fields.options(own_network=False)
    fields.days.setText("365")
    fields.hold.setChecked(True)
    fields.endpoint.setText("https://s3.example.org")
    assert fields.options(own_network=True) == Options(
        own_network=True,
        endpoint="https://s3.example.org",
        lock="compliance",
        retain_days=365,
        legal_hold=True,
    )
    fields.lock.setCurrentIndex(0)
    assert fields.options(own_network=False).retain_days is None


def test_each_change_is_told(qtbot, fields: BucketFields) -> None:
    """The notice must follow."""
    for change in (
        lambda: fields.bucket.setText("a"),
        lambda: fields.folder.setText("a"),
        lambda: fields.region.setText("a"),
        lambda: fields.endpoint.setText("a"),
        lambda: fields.lock.setCurrentIndex(1),
        lambda: fields.days.setText("1"),
        lambda: fields.hold.setChecked(True),
    ):
        with qtbot.waitSignal(fields.changed):
            change()


def test_each_field_has_its_label(fields: BucketFields) -> None:
    """That stays when something is typed, and is its name for whoever does not see it."""
    labels = {label.text(): label.buddy() for label in fields.findChildren(QLabel)}
    for field in (
        *(fields.bucket, fields.folder, fields.region, fields.endpoint),
        *(fields.lock, fields.days),
    ):
        assert labels[field.accessibleName()] is field


def test_what_a_lock_means_stands_there(fields: BucketFields) -> None:
    """Another sentence for each."""
    said = set()
    for at in range(fields.lock.count()):
        fields.lock.setCurrentIndex(at)
        said.add(fields._means.text())
    assert len(said) == 3
    assert all(said)
