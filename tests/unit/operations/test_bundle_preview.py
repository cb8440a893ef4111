"""What a bundle will say is told before it is made, from the entries that it will show."""

from __future__ import annotations

import pytest

from desktop_app.errors import NotFoundError, UsageError
from desktop_app.host.paths import Paths
from desktop_app.operations import bundle_preview
from desktop_app.operations.bundle_making import Wishes, make
from desktop_app.operations.bundle_preview import preview
from desktop_app.operations.bundle_scope import Asked
from tests.fakes.told_context import ToldContext, in_environment


@pytest.fixture
def context(store, monkeypatch):
    """A context over the store of recorded runs."""
    return in_environment(store, monkeypatch)


def test_a_run(context, tmp_path):
    """How many entries, which, over what; and a free name in the folder."""
    found = preview(context, Asked(run="#2"), "redacted", tmp_path)
    assert found.first < found.last < found.size
    assert found.entries < found.shown <= found.size
    assert found.record_bytes > 0
    assert "redacted" in {one.what for one in found.missing}
    assert found.file.parent == tmp_path
    assert context.steps


def test_a_level_that_holds_less_says_so(context, tmp_path):
    """Records that are left out on purpose are missing."""
    found = preview(context, Asked(run="#2"), "metadata", tmp_path)
    assert "not_opened" in {one.what for one in found.missing}


def test_it_says_what_the_bundle_says(live_recorder, monkeypatch, tmp_path):
    """The same sentences, the same number of entries."""
    context = in_environment(live_recorder.environment, monkeypatch)
    before = preview(context, Asked(run="last"), "redacted", tmp_path)
    wishes = Wishes("redacted", (), None, before.file, unpacked=False, confirmed=True)
    made = make(context, Asked(run="last"), wishes)
    assert made.built.in_scope == before.entries
    assert made.built.scope == (before.first, before.last)
    assert made.missing().keys() == {one.what for one in before.missing}
    again = preview(context, Asked(run="last"), "redacted", tmp_path)
    assert again.file != before.file


def test_too_many_entries_are_counted_and_not_read(context, tmp_path, monkeypatch):
    """The window stays quick; the bundle itself will tell."""
    monkeypatch.setattr(bundle_preview, "MOST", 3)
    found = preview(context, Asked(since="36500d"), "redacted", tmp_path)
    assert found.missing is None
    assert found.entries == found.size


def test_nothing_to_export_is_said(context, tmp_path):
    """Nothing recorded, nothing in that time, no time at all."""
    with pytest.raises(NotFoundError):
        preview(ToldContext(Paths(tmp_path / "x", tmp_path, tmp_path)), Asked(), "full", tmp_path)
    with pytest.raises(NotFoundError):
        preview(context, Asked(since="2001-01-01", until="2001-01-02"), "full", tmp_path)
    with pytest.raises(UsageError):
        preview(context, Asked(since="yesterday-ish"), "full", tmp_path)
