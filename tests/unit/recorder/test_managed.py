"""Managed settings: they win, they are told, and nobody but an administrator moves them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from desktop_app.control.server import Call
from desktop_app.errors import ManagedError
from desktop_app.host.peers import Peer
from desktop_app.recorder import askers, serve, verbs, wiring
from desktop_app.recorder.managed import read_managed, settings
from desktop_app.recorder.settings import TABLE
from tests.fakes.managed import NO_PUSH, put, write
from tests.fakes.recording import entries, paths, recorder

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.recorder.recorder import Recorder

SETTINGS = """\
[redact]
strict = true

[run]
idle_s = 60

[retention]
body_days = 30
"""


@pytest.fixture(autouse=True)
def _no_agent(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests is no agent."""
    monkeypatch.setattr(askers, "agent_ancestor", lambda _pid: None)
    monkeypatch.setattr(askers, "ancestors", lambda _pid: (object(),))


def change(made: Recorder, name: str, value: str) -> None:
    """Ask as a person at their terminal does."""
    args = {"name": name, "value": value, "confirmed": True}
    verbs.bind(made)["config.set"].handler(Call(args, Peer(0, 77), lambda *_: None))


def test_without_a_folder_all_is_the_persons(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the ledger says nothing of it."""
    monkeypatch.setattr("desktop_app.host.managed.FOLDER", tmp_path / "none")
    assert read_managed() is None
    with recorder(tmp_path / "here", monkeypatch) as made:
        assert made.status()["managed"] is None
        change(made, "run.idle_s", "30")
        started = next(entry for entry in entries(made) if entry.kind == "recorder.start")
        assert "managed" not in started.subject


def test_what_is_managed_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over the person's file, in whatever direction; the rest stays theirs."""
    put(tmp_path / "etc", monkeypatch, settings=SETTINGS)
    here = paths(tmp_path / "here")
    here.settings.write_text(
        "[run]\nidle_s = 5\n[redact]\nstrict = false\n[vault]\nquota_bytes = 16777216\n"
    )
    found = settings(here)
    assert (found["run.idle_s"], found["redact.strict"]) == (60, True)
    assert found["vault.quota_bytes"] == 16_777_216
    assert found.managed == {"run.idle_s", "redact.strict", "retention.body_days"}


def test_a_person_cannot_move_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No entry, no file, no value changes; what is not managed does."""
    put(tmp_path / "etc", monkeypatch, settings=SETTINGS)
    with recorder(tmp_path / "here", monkeypatch) as made:
        size = len(entries(made))
        for name, value in (("run.idle_s", "61"), ("redact.strict", "off"), ("run.idle_s", "1")):
            with pytest.raises(ManagedError, match="whoever administers"):
                change(made, name, value)
        assert len(entries(made)) == size
        assert not made.paths.settings.exists()
        assert made.settings["run.idle_s"] == 60
        change(made, "appearance.scheme", "dark")
        assert made.settings["appearance.scheme"] == "dark"
        with pytest.raises(ManagedError):
            made.settings.set("run.idle_s", "7")


def test_the_file_that_a_person_edits_says_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before a start, nor while it runs."""
    put(tmp_path / "etc", monkeypatch, settings="[gate]\nwithout_recorder = 'deny'\n")
    (tmp_path / "here").mkdir()
    here = paths(tmp_path / "here")
    here.settings.write_text("[gate]\nwithout_recorder = 'agent'\n")
    with recorder(tmp_path / "here", monkeypatch) as made:
        assert made.status()["without_recorder"] == "deny"
        made.apply_settings()
        assert made.status()["without_recorder"] == "deny"


def test_the_ledger_says_which_defaults_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Digests of both files, and the values in force."""
    put(tmp_path / "etc", monkeypatch, settings=SETTINGS, policy=NO_PUSH)
    with recorder(tmp_path / "here", monkeypatch) as made:
        started = next(entry for entry in entries(made) if entry.kind == "recorder.start")
        digests = [hashlib.sha256(text.encode()).hexdigest() for text in (SETTINGS, NO_PUSH)]
        assert started.subject["managed"] == {
            "settings": digests[0],
            "policy": digests[1],
            "trouble": [],
        }
        assert started.subject["settings"]["redact.strict"] is True
        assert made.status()["managed"] == {
            "folder": str(tmp_path / "etc"),
            "settings": {"redact.strict": True, "run.idle_s": 60, "retention.body_days": 30},
            "digest": digests[0],
            "trouble": [],
        }


def test_what_cannot_be_used_is_told_and_the_rest_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Unknown names, other types, out of bounds, no section."""
    text = SETTINGS + "[from]\nlater = 1\n[receive]\nmax_bytes = 1\nhttp_port = 'x'\n"
    put(tmp_path / "etc", monkeypatch, settings=f"bare = 1\n{text}")
    found = read_managed()
    assert found is not None
    assert set(found.values) == {"redact.strict", "run.idle_s", "retention.body_days"}
    assert [sentence.split()[0] for sentence in found.trouble] == ["settings.toml:"] * 4
    for name in ("'bare'", "'from.later'", "receive.max_bytes", "receive.http_port"):
        assert any(name in sentence for sentence in found.trouble), name
    with recorder(tmp_path / "here", monkeypatch) as made:
        started = next(entry for entry in entries(made) if entry.kind == "recorder.start")
        assert len(started.subject["managed"]["trouble"]) == 4
    assert caplog.text.count("Managed settings: ") == 4


@pytest.mark.parametrize("text", ["run = [", "\udcff"])
def test_no_toml_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """With the file's digest, so that the ledger says which one it was."""
    folder = put(tmp_path / "etc", monkeypatch)
    data = text.encode(errors="surrogateescape")
    (folder / "settings.toml").write_bytes(data)
    found = read_managed()
    assert found is not None
    assert (dict(found.values), found.digest) == ({}, hashlib.sha256(data).hexdigest())
    assert "is not TOML" in found.trouble[0]


def test_a_folder_of_somebody_else_sets_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither stricter nor looser: it is told instead, in the ledger too."""
    folder = put(
        tmp_path / "etc",
        monkeypatch,
        settings="[gate]\nwithout_recorder = 'agent'\n",
        policy=NO_PUSH,
    )
    folder.chmod(0o777)
    with recorder(tmp_path / "here", monkeypatch) as made:
        assert made.status()["without_recorder"] == "deny"
        assert made.gating.policies.current.over is None
        started = next(entry for entry in entries(made) if entry.kind == "recorder.start")
        told = started.subject["managed"]
        assert (told["settings"], told["policy"]) == (None, None)
        assert told["trouble"] == [f"Nothing is managed: Others than root can write {folder}."]


def test_unreadable_settings_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is too long, say."""
    put(tmp_path / "etc", monkeypatch, settings="#" * 1_100_000)
    found = read_managed()
    assert found is not None
    assert "more than" in found.trouble[0]


def test_a_shorter_retention_needs_a_persons_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The managed value by itself shortens nothing of a log; setting it to that very value does."""
    folder = put(tmp_path / "etc", monkeypatch, settings="")
    with recorder(tmp_path / "here", monkeypatch) as made:
        write(folder, settings="[retention]\nbody_days = 30\n")
        made.pipeline.close()
        made.journal.writer.close()
        made.keeping.close()
        again = wiring.build(made.paths)
        wiring.open_ledger(again)
        assert again.settings["retention.body_days"] == 30
        assert again.retention.look().policy.body_days == 365
        with pytest.raises(ManagedError):
            change(again, "retention.body_days", "29")
        change(again, "retention.body_days", "30")
        assert again.retention.look().policy.body_days == 30
        again.pipeline.close()
        again.journal.writer.close()
        again.keeping.close()
        made.journal.open(again.journal.writer)


def test_a_port_on_the_command_line_is_the_managed_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or it is refused."""
    put(tmp_path / "etc", monkeypatch, settings="[receive]\nhttp_port = 4400\n")
    made = wiring.build(paths(tmp_path))
    assert serve._port(made, "receive.http_port", None) == 4400
    assert serve._port(made, "receive.http_port", 4400) == 4400
    assert serve._port(made, "receive.grpc_port", 0) == 0
    with pytest.raises(ManagedError):
        serve._port(made, "receive.http_port", 0)
    made.pipeline.close()


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row.name)
def test_every_setting_can_be_managed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, row: object
) -> None:
    """At its default: then nothing but that value is taken."""
    group, _, key = row.name.partition(".")
    shown = str(row.default).lower() if isinstance(row.default, bool) else repr(row.default)
    put(tmp_path / "etc", monkeypatch, settings=f"[{group}]\n{key} = {shown}\n")
    found = settings(paths(tmp_path))
    assert found.managed == {row.name}
    found.check_free(row.name, row.default)
    other = (
        (not row.default) if isinstance(row.default, bool) else "x" if row.choices else 7_777_777
    )
    with pytest.raises(ManagedError):
        found.check_free(row.name, other)
