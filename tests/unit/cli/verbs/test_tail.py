"""countersign tail: the newest entries, and those that come."""

from __future__ import annotations

import json
import signal
import subprocess
import sys

import pytest

from tests.fakes import hostile_run


def test_the_newest_entries_one_a_line(cli):
    """Oldest of them first; as many as asked."""
    rows = cli("tail", "-n", "3", "--output", "json").data
    assert [row["seq"] for row in rows] == list(range(rows[0]["seq"], rows[0]["seq"] + 3))
    text = cli("tail", "-n", "3").lines
    assert [line.split()[0] for line in text] == [f"#{row['seq']:,}" for row in rows]
    assert len(cli("tail").lines) == 10
    assert cli("tail", "-n", "0").out == ""
    assert [json.loads(line) for line in cli("tail", "-n", "3", "--output", "jsonl").lines] == rows


def test_following_has_no_one_json_object(cli):
    """The envelope has an end."""
    done = cli("tail", "-f", "--output", "json")
    assert (done.code, done.envelope["error"]["hint"]) == (2, "Say --output jsonl.")


@pytest.mark.skipif(sys.platform == "win32", reason="SIGINT is POSIX's")
def test_following_shows_what_comes_until_interrupted(live_recorder, live):
    """An entry made after it began; Ctrl+C ends it as shells say it."""
    command = [sys.executable, "-m", "desktop_app", "tail", "-f", "-n", "1", "--output", "jsonl"]
    env = live_recorder.environment
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as following:
        assert following.stdout is not None
        last = json.loads(following.stdout.readline())["seq"]
        entry = live("config", "set", "run.idle_s", "700", "--output", "json").data["entry"]
        assert entry > last
        while json.loads(following.stdout.readline())["seq"] < entry:
            pass
        following.send_signal(signal.SIGINT)
        assert following.wait(20) == 130


def test_hostile_summaries_stay_text(cli):
    """What an agent calls itself is in the line, made visible."""
    out = cli("tail", "-n", "40").out
    assert "[red]blood[/red]" in out
    assert not set(out) & set(hostile_run.FORBIDDEN)
