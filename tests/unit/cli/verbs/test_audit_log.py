"""countersign audit-log: what was done, one object a line."""

from __future__ import annotations

import json
import sys

import pytest

from desktop_app.cli.verbs.audit_log import age_us
from desktop_app.errors import UsageError
from tests.fakes import hostile_run
from tests.fakes.commands import on_terminal

FIELDS = {
    *("timestamp", "kind", "params", "decision", "exit_code", "duration_ms", "operator"),
    *("prev_hash", "this_hash"),
}
RUN = "7821bcb7"


def test_piped_it_is_one_json_object_a_line(cli):
    """In text mode too: the contract says so; each names the entry it came in."""
    rows = [json.loads(line) for line in cli("audit-log").lines]
    assert rows == [json.loads(line) for line in cli("audit-log", "--output", "jsonl").lines]
    assert rows == cli("audit-log", "--output", "json").data
    assert rows[0]["kind"] == "log.start"
    for row in rows:
        assert row.keys() >= FIELDS
        assert "command" in row or "tool" in row
        assert len(bytes.fromhex(row["this_hash"])) == len(bytes.fromhex(row["prev_hash"])) == 32


def test_a_tool_call_names_its_arguments_by_their_digest(cli):
    """The arguments are not kept; the keyed digest that stands for them is."""
    rows = [json.loads(line) for line in cli("audit-log", "--run", "692155b0").lines]
    digests = [row["params"].get("args_digest") for row in rows if row["kind"] == "tool_call"]
    given = [digest for digest in digests if digest]
    assert all(digest.startswith("hmac-sha256:") for digest in given)
    assert all(len(digest) == len("hmac-sha256:") + 32 for digest in given)


def test_it_can_be_narrowed(cli):
    """To a run, to a time, and widened to telemetry."""
    of_run = [json.loads(line) for line in cli("audit-log", "--run", RUN).lines]
    assert {row["run_id"][:8] for row in of_run} == {RUN}
    assert len(of_run) > 6
    assert cli("audit-log", "--since", "1s", "--run", RUN).code == 0
    telemetry = cli("audit-log", "--run", RUN, "--telemetry").lines
    assert len(telemetry) > len(of_run)
    assert cli("audit-log", "--run", "nobody").code == 1


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")
@pytest.mark.parametrize("columns", [80, 200])
def test_on_a_terminal_it_is_a_line_an_action(store, columns):
    """Not wider than the terminal; hostile names stay text."""
    done = on_terminal({**store, "NO_COLOR": "1"}, "audit-log", columns=columns)
    assert done.code == 0
    assert any("Bash" in line and "allowed" in line for line in done.lines)
    assert max(map(len, done.plain)) <= columns
    assert not set("".join(done.plain)) & set(hostile_run.FORBIDDEN)


def test_lengths_of_time():
    """A number and a unit, nothing else."""
    assert age_us("30m") == 1_800_000_000
    assert age_us("7d") == 604_800_000_000
    for bad in ("", "1", "h", "0h", "-1h", "1 h", "1w", "1h\n"):
        with pytest.raises(UsageError):
            age_us(bad)
