"""A ledger is judged by what is known from elsewhere, and errors name what is missing."""

from __future__ import annotations

import os

import pytest

from desktop_app.errors import LedgerDivergedError, NotFoundError, UsageError
from desktop_app.host.lastlog import LastLog
from desktop_app.host.paths import Paths
from desktop_app.model.verdict import Verdict
from desktop_app.operations.checkpoint import newest_checkpoint
from desktop_app.operations.verify_ledger import MAX_ANCHOR_BYTES, LedgerWish, verify_ledger
from tests.fakes.told_context import ToldContext, in_environment


@pytest.fixture
def context(store, monkeypatch):
    """A context over the store of recorded runs."""
    return in_environment(store, monkeypatch)


def test_the_ledger_of_the_data_directory_is_consistent(context):
    """Its own keystore is asked, so that it is not just anybody's."""
    report = verify_ledger(context)
    assert report.verdict is Verdict.CONSISTENT
    assert report.fingerprint is not None


def test_a_checkpoint_from_elsewhere_anchors_it(context, tmp_path):
    """And what is too large for one is not read on."""
    kept = tmp_path / "kept"
    kept.write_text(newest_checkpoint(context).note)
    assert verify_ledger(context, LedgerWish(anchors=(kept,))).verdict is Verdict.ANCHORED
    kept.write_bytes(bytes(MAX_ANCHOR_BYTES + 1))
    with kept.open("r+b") as file:
        file.truncate(1 << 40)  # more than there is memory
    with pytest.raises(UsageError, match="too large"):
        verify_ledger(context, LedgerWish(anchors=(kept,)))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no such pipes")
def test_a_pipe_is_not_waited_for(context, tmp_path):
    """Neither as a checkpoint nor as a root."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for wish in (LedgerWish(anchors=(pipe,)), LedgerWish(tsa_roots=(pipe,))):
        with pytest.raises(UsageError, match="is no file"):
            verify_ledger(context, wish)


def test_what_is_neither_is_named_by_its_file(context, tmp_path):
    """In a person's words: what a parser says of it helps nobody."""
    other = tmp_path / "holiday.jpg"
    other.write_bytes(b"hello")
    with pytest.raises(UsageError) as caught:
        verify_ledger(context, LedgerWish(anchors=(other,)))
    assert caught.value.message == f"{other} is neither a checkpoint nor a time stamp."
    with pytest.raises(UsageError) as caught:
        verify_ledger(context, LedgerWish(tsa_roots=(other,)))
    assert caught.value.message == f"{other} is not the root certificate of an authority."


def test_a_wrong_paper_is_diverged(context):
    """The fingerprint that was written down is another's."""
    report = verify_ledger(context, LedgerWish(fingerprint="12345 " * 6))
    assert report.verdict is Verdict.DIVERGED


def test_no_ledger_and_a_ledger_that_is_gone_differ(tmp_path, monkeypatch):
    """Nothing to judge yet, or the worst that there is."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    context = ToldContext(Paths.resolve(tmp_path / "data"))
    with pytest.raises(NotFoundError):
        verify_ledger(context)
    LastLog(context.paths).remember("7f3a9c21" * 2)
    with pytest.raises(LedgerDivergedError, match="is gone"):
        verify_ledger(context)


def test_what_is_no_ledger_is_unreadable(context, tmp_path):
    """Judged without a keystore: it names none."""
    (tmp_path / "other.db").write_bytes(b"not a database" * 100)
    report = verify_ledger(context, LedgerWish(ledger=tmp_path / "other.db"))
    assert report.verdict is Verdict.UNREADABLE
