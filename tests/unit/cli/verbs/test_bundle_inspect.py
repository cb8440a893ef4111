"""countersign bundle inspect: what a bundle says that it is, from sealed entries alone."""

from __future__ import annotations

import pytest

from desktop_app.bundle.layout import Level
from desktop_app.bundle.scope import AgentScope, IncidentScope, RunScope, TimeScope
from desktop_app.model.kinds import EntryKind
from tests.fakes.bundle_forger import forge, standard_log
from tests.fakes.synthetic_log import SyntheticLog, body, draft


@pytest.mark.parametrize(
    ("scope", "text"),
    [
        (RunScope("codex", "run-1"), "the run run-1 of codex"),
        (
            RunScope("codex", "run-1", ((15, 1),)),
            "they stand for only 1 record",
        ),
        (TimeScope(13, 20), "all entries from #13 to #20"),
        (AgentScope("codex", (("codex", "run-1"),)), "1 run of the agent codex"),
        (IncidentScope(bytes(16), (15, 17)), "2 entries that speak of the trace 0000"),
    ],
)
def test_each_scope_is_told(empty, tmp_path, scope, text):
    """With the hint that nothing was verified."""
    path = forge(scope, log=standard_log(), previous=50).write(tmp_path / "bundle")
    done = empty("bundle", "inspect", str(path))
    assert done.code == 0
    assert done.out.startswith("Nothing here is verified yet")
    assert text in done.out
    assert "(50 entries)" in done.out


def test_runs_and_what_is_missing_are_told(empty, tmp_path):
    """Foreign text is made visible; long lists are counted."""
    log = SyntheticLog()
    names = [f"run-{number}" for number in range(30)]
    for name in (*names, "evil\x1b[2J"):
        log.add(draft(EntryKind.RUN_START, {"name": "x"}, run_id=name))
    scope = TimeScope(2, log.size - 1)
    path = forge(scope, log=log, level=Level.METADATA).write(tmp_path / "bundle")
    done = empty("bundle", "inspect", str(path))
    assert "run-0 of codex: 1 entry, no end recorded" in done.out
    assert "and 11 more: --output json" in done.out
    assert "No end is recorded of 31 runs: run-0, run-1" in done.out
    assert "\x1b" not in done.out
    data = empty("bundle", "inspect", str(path), "--output", "json").data
    assert data["runs"][-1]["run_id"] == "evil\x1b[2J"
    assert data["verified"] is False


def test_a_bundle_with_nothing_missing_says_so(empty, tmp_path):
    """And one run is whole."""
    log = SyntheticLog()
    log.add(draft(EntryKind.RUN_START, run_id="run-1"))
    log.add(draft(EntryKind.RUN_END, run_id="run-1"))
    done = empty("bundle", "inspect", str(forge(log=log).write(tmp_path / "bundle")))
    assert "The entries name nothing that is missing." in done.out
    assert "run-1 of codex: 2 entries, whole" in done.out
    assert "proves too" not in done.out


def test_what_is_no_bundle_is_an_error(empty, tmp_path):
    """With its exit code."""
    (tmp_path / "odd.zip").write_bytes(b"PK")
    assert empty("bundle", "inspect", str(tmp_path / "odd.zip")).code == 60
    assert empty("bundle", "inspect", str(tmp_path / "nothing")).code == 1


def test_one_entry_is_shown_as_it_was_sealed(empty, tmp_path):
    """With what it stands for; nothing that others wrote moves the cursor."""
    log = SyntheticLog()
    log.add(body(EntryKind.CLOUDEVENTS, '{"id":"\u202e"}'.encode()))
    log.add(draft(EntryKind.RUN_END, run_id="run-1"))
    path = forge(log=log).write(tmp_path / "bundle")
    done = empty("bundle", "inspect", str(path), "--entry", "2")
    assert done.out.startswith("Nothing here is verified yet")
    assert "Entry #2, as it was sealed:" in done.out
    assert '{"id":"U+202E"}' in done.out
    data = empty("bundle", "inspect", str(path), "--entry", "2", "--output", "json").data
    assert data["records"] == [{"id": "\u202e"}]
    assert empty("bundle", "inspect", str(path), "--entry", "900").code == 1
