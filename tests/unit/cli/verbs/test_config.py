"""countersign config: settings, each change an entry."""

from __future__ import annotations

import sys

import pytest

from desktop_app.recorder import settings
from tests.fakes import managed
from tests.fakes.commands import on_terminal


def test_every_setting_is_listed_with_what_it_does(empty):
    """Also before anything was ever recorded."""
    rows = empty("config", "list", "--output", "json").data
    assert [row["name"] for row in rows] == [row.name for row in settings.TABLE]
    assert all(row["value"] == row["default"] for row in rows)
    text = empty("config", "list").out
    assert " 64MiB " in text
    assert " 4318 " in text
    assert " 512MiB  default " in text
    assert "Refuse senders without a token" in text


def test_config_alone_lists_too(empty, tmp_path):
    """Both formats; a changed setting stands beside its default, another is marked as such."""
    file = tmp_path / "data" / "settings.toml"
    file.parent.mkdir()
    file.write_text("[receive]\nhttp_port = 5318\n")
    done = empty("config")
    assert (done.code, done.out) == (0, empty("config", "list").out)
    lines = {line.split()[0]: line for line in done.lines}
    assert " 5318  default is 4318 " in lines["receive.http_port"]
    assert " 4317  default  " in lines["receive.grpc_port"]
    assert empty("config", "--output", "json").data[0]["default"] == 4318
    assert empty("config", "no-such").code == 2


def test_one_setting_is_read(empty):
    """Text is the value alone; an unknown name is an error."""
    assert empty("config", "get", "receive.http_port").out == "4318\n"
    assert empty("config", "get", "redact.strict", "--output", "json").data == {
        "name": "redact.strict",
        "value": False,
    }
    assert empty("config", "get", "no.such").code == 1


def test_a_change_is_made_and_is_an_entry(live):
    """The recorder writes it down and says where."""
    done = live("config", "set", "run.idle_s", "900", "--output", "json")
    assert (done.data["old"], done.data["new"]) == (600, 900)
    again = live("config", "set", "run.idle_s", "900")
    assert again.out.startswith("run.idle_s: 900 -> 900. Recorded as #")
    assert "next start" not in again.out
    assert "next start" in live("config", "set", "receive.http_port", "4318").out
    assert live("config", "get", "run.idle_s").out == "900\n"


def test_nonsense_is_refused(live):
    """Bounds and types are the table's."""
    assert "config list" in live("config", "set", "receive.http_port", "70000").err
    assert live("config", "set", "redact.strict", "perhaps").code != 0
    assert "config list" in live("config", "set", "redact.strict", "perhaps").err


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")
def test_what_records_less_strictly_needs_a_person(live_recorder, live):
    """Piped it is refused; at a terminal the person is asked."""
    assert live("config", "set", "redact.strict", "true").code == 0
    words = ("config", "set", "redact.strict", "false")
    refused = on_terminal(live_recorder.environment, *words, answer=b"no\n")
    assert refused.code == 1
    assert "less strictly" in refused.out
    assert live("config", "get", "redact.strict").out == "true\n"
    assert on_terminal(live_recorder.environment, *words, answer=b"yes\n").code == 0
    assert live("config", "get", "redact.strict").out == "false\n"


def test_what_is_managed_is_shown_and_refused(empty, tmp_path, monkeypatch):
    """Where it was set; before anybody is asked, and before a recorder is started for it."""
    folder = managed.put(tmp_path / "etc", monkeypatch, settings="[redact]\nstrict = true\n")
    rows = empty("config", "list", "--output", "json").data
    assert [row["name"] for row in rows if row["managed"]] == ["redact.strict"]
    done = empty("config")
    (line,) = [line for line in done.lines if line.startswith("redact.strict")]
    assert line.split()[1:3] == ["true", "managed"]
    assert str(folder) in done.lines[-1]
    assert empty("config", "get", "redact.strict").out == "true\n"
    refused = empty("config", "set", "redact.strict", "off", "--output", "json")
    assert refused.code == 1
    assert refused.envelope["error"]["code"] == "MANAGED"
    assert not (tmp_path / "data" / "ledger.db").exists()
