"""What encryption takes: openings, documents and views, saying no more than the level opens."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from desktop_app.bundle import layout
from desktop_app.bundle.build.content import Content
from desktop_app.bundle.build.shown import Shown
from desktop_app.bundle.build.steps import Steps
from desktop_app.bundle.layout import Level
from desktop_app.bundle.scope import TimeScope
from desktop_app.ledger.reader import LedgerReader
from tests.fakes.exporting import PlainViews, begin
from tests.fakes.ledger_builder import standard

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.bundle.scope import Records

WHOLE = {path(seq) for seq in (4, 5, 6, 7) for path in (layout.body_path, layout.secret_path)}
DOCUMENTS = {layout.OTLP_TRACES, layout.OTLP_LOGS, layout.OTLP_METRICS}
VIEWS = [layout.EVENTS, layout.REPLAY, layout.REPORT]


def made(
    folder: Path, level: Level, records: Records = None, *, purged: bool = False
) -> tuple[dict[str, bytes], list[str], PlainViews]:
    """Return the files, the order of the views, and what those were given."""
    built = standard(folder)
    writer = built.open()
    views = PlainViews()
    request = begin(writer, built.path, TimeScope(2, 8, records), level=level)
    with LedgerReader(built.path) as ledger, pytest.MonkeyPatch.context() as patch:
        if purged:
            patch.setattr(ledger, "body", lambda _seq: None)
        told: list[tuple[int, int]] = []
        steps = Steps(lambda *how: told.append(how), None)
        content = Content(Shown(ledger, request), request, views, work_dir=folder, steps=steps)
        files = {path: b"".join(chunks) for path, chunks in content.records()}
        shown = {path: b"".join(chunks) for path, chunks in content.views()}
    writer.close()
    assert list(files) == sorted(files)
    assert len(told) == content.steps
    return {**files, **shown}, list(shown), views


@pytest.mark.parametrize(
    ("level", "wanted"),
    [
        (Level.METADATA, set()),
        (Level.REDACTED, WHOLE | DOCUMENTS),
        (Level.FULL, WHOLE | DOCUMENTS | {layout.RUN_KEYS}),
    ],
)
def test_a_level(tmp_path: Path, level: Level, wanted: set[str]) -> None:
    """Its files, and the views always."""
    files, order, views = made(tmp_path, level)
    assert set(files) == wanted | set(VIEWS)
    assert order == VIEWS
    given = {seq for seq, body in views.seen if body is not None}
    assert given == (set() if level is Level.METADATA else {4, 5, 6, 7})


def test_chosen_records(tmp_path: Path) -> None:
    """Only theirs are opened, in documents, and given to the views."""
    files, _, views = made(tmp_path, Level.REDACTED, ((4, 2), (7, 1)))
    opened = {path for path in files if path.startswith("openings/")}
    assert opened == {layout.records_path(4), layout.records_path(7)}
    assert {seq for seq, body in views.seen if body is not None} == {4, 7}
    assert dict(views.seen)[7] == b'{"id":"1"}'
    assert json.loads(files[layout.OTLP_LOGS]) == {"resourceLogs": []}


def test_a_purged_body_is_left_out(tmp_path: Path) -> None:
    """Neither opening nor document; the views are told that it is not there."""
    files, _, views = made(tmp_path, Level.REDACTED, purged=True)
    assert not [path for path in files if path.startswith("openings/")]
    assert json.loads(files[layout.OTLP_TRACES]) == {"resourceSpans": []}
    assert not [body for _, body in views.seen if body is not None]
