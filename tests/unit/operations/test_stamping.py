"""Time stamps by hand: a request for openssl's authority, its answer brought back, a verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import NotFoundError, StorageError, UsageError
from desktop_app.host.paths import Paths
from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.verdict import Verdict
from desktop_app.operations.stamping import add_stamp, write_request
from desktop_app.operations.verify_ledger import LedgerWish, verify_ledger
from tests.fakes.told_context import ToldContext, in_environment
from tests.fakes.tsa import Stamper

if TYPE_CHECKING:
    from pathlib import Path


def test_a_request_is_answered_and_the_answer_anchors(live_recorder, monkeypatch, tmp_path):
    """From the request's file to the verdict, without anything but files in between."""
    context, stamper = in_environment(live_recorder.environment, monkeypatch), stamp_at(tmp_path)
    query, answer, root = (tmp_path / name for name in ("query.tsq", "answer.tsr", "root.pem"))
    size = write_request(context, query)
    answer.write_bytes(stamper.answer(query.read_bytes()))
    root.write_bytes(stamper.root)
    told = add_stamp(context, answer)
    assert (told["size"], told["tsa"]) == (size, "CN=Stamper")
    with LedgerReader(context.paths.ledger) as reader:
        entry = reader.entry(told["entry"])
    assert (str(entry.kind), entry.subject["size"]) == ("anchor.timestamp", size)
    report = verify_ledger(context, LedgerWish(tsa_roots=(root,), require_anchor=True))
    assert (report.verdict, report.exit_code) == (Verdict.ANCHORED, 0)
    assert report.stamps[0].seq == told["entry"]
    assert verify_ledger(context, LedgerWish(require_anchor=True)).exit_code == 10


def test_what_does_not_fit_is_refused(live_recorder, monkeypatch, tmp_path):
    """Over something else, no time stamp, nowhere to write."""
    context, file = in_environment(live_recorder.environment, monkeypatch), tmp_path / "answer"
    file.write_bytes(stamp_at(tmp_path).stamp(b"something else"))
    with pytest.raises(UsageError, match="over no checkpoint"):
        add_stamp(context, file)
    file.write_bytes(b"an error page")
    with pytest.raises(UsageError) as caught:
        add_stamp(context, file)
    assert caught.value.message == f"{file} is no time stamp."  # and nothing of a parser's
    with pytest.raises(StorageError):
        write_request(context, tmp_path / "none" / "query")


def test_before_anything_was_recorded_there_is_nothing_to_stamp(tmp_path):
    """Said, and no ledger is made."""
    context = ToldContext(Paths(tmp_path / "data", tmp_path, tmp_path))
    (tmp_path / "answer").write_bytes(b"")
    with pytest.raises(NotFoundError):
        write_request(context, tmp_path / "query")
    with pytest.raises(NotFoundError):
        add_stamp(context, tmp_path / "answer")
    assert not (tmp_path / "data").exists()


def stamp_at(folder: Path) -> Stamper:
    """Return an authority."""
    return Stamper(folder / "tsa")
