"""countersign vault and consent give: what is kept, a look at it, and who may neither."""

from __future__ import annotations

import base64
import json
import stat
import sys

import pytest

from desktop_app.cli.verbs import vault as verb
from desktop_app.control.client import ControlClient
from desktop_app.model.screenform import MEDIA
from desktop_app.operations import keeping, vault
from tests.fakes import kept, running
from tests.fakes.commands import on_terminal

TERMINAL = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")
PROMPTS = "keep prompts and responses"
GIVE, REFUSE = ("consent", "give", PROMPTS), ("consent", "refuse", PROMPTS)
SAID = "line one\x1b[2J\n\tline two"


def hand_over(recorder, run_id="run-1", **value):
    """Let an agent hand a prompt over in a run; return the answer."""
    return kept.hand_over(recorder, run_id=run_id, **value)


def allowed(recorder):
    """Let the person allow prompts to be kept."""
    done = on_terminal(recorder.environment, *GIVE, answer=b"yes\n", columns=200)
    assert done.code == 0, done.out
    return done.out


@TERMINAL
def test_a_person_lets_content_be_kept(live_recorder, live):
    """The notice is shown whole, the answer is an entry; the list says what is there."""
    hand_over(live_recorder, text="before")
    refused = on_terminal(live_recorder.environment, *GIVE, answer=b"\n", columns=200)
    assert refused.code == 1
    shown = allowed(live_recorder)
    for line in keeping.shown(PROMPTS).paragraphs:
        assert line in shown
    assert "Kept from now on: prompts and responses. Recorded as #" in shown
    told = hand_over(live_recorder, text=SAID, label="answer")
    ref = told["payload_ref"]
    live_recorder.wait_indexed()
    listed = live("vault", "list", "run-1")
    assert ref in listed.out
    assert "answer" in listed.out
    (row,) = live("vault", "list", "run-1", "--output", "json").data
    assert (row["entry"], row["ref"], row["state"]) == (told["entry"], ref, "kept")
    assert f"answer kept: {ref}" in live("show", "run-1").out
    assert live("show", "run-1", "--output", "json").data["kept_list"] == [row]
    (line,) = [one for one in live("status").lines if "vault  " in one]
    assert "Keeps" in line
    assert "prompts and responses" in line
    done = on_terminal(live_recorder.environment, *REFUSE, answer=b"yes\n", columns=200)
    assert "Not kept: prompts and responses. Recorded as #" in done.out
    assert hand_over(live_recorder, text="after")["kept"] is False


@TERMINAL
def test_the_notice_says_the_days_that_hold(tmp_path):
    """Not those that it had when Countersign was installed."""
    with running.running(tmp_path) as recorder:
        with ControlClient(recorder.ready["control"]) as client:
            longer = {"name": "retention.payload_days", "value": "365", "confirmed": True}
            client.call("config.set", longer)
        assert "It is kept for 365 days." in allowed(recorder)


@TERMINAL
def test_a_person_looks_at_what_is_kept(live_recorder, live, tmp_path):
    """The notice is shown whole; each look is an entry; nothing fools the terminal."""
    allowed(live_recorder)
    told = hand_over(live_recorder, text=SAID + "!", label="look", run_id="run-2")
    ref = told["payload_ref"]
    about = vault.shown("look", len(SAID) + 1, told["entry"], "to see")
    words = ("vault", "reveal", ref, "--reason", "to see")
    declined = on_terminal(live_recorder.environment, *words, answer=b"no\n", columns=200)
    assert (declined.code, "line one" in declined.out) == (1, False)
    done = on_terminal(live_recorder.environment, *words, answer=b"yes\n", columns=200)
    assert done.code == 0
    for line in about.paragraphs:
        assert line in done.out
    assert "line oneU+001B[2J" in done.out
    assert "Recorded as #" in done.out
    file = tmp_path / "out.txt"
    done = on_terminal(
        live_recorder.environment, *words, "--to", str(file), answer=b"yes\n", columns=400
    )
    assert "Written, as it is and not encrypted" in done.out
    assert (file.read_bytes(), stat.S_IMODE(file.stat().st_mode)) == ((SAID + "!").encode(), 0o600)
    done = on_terminal(
        live_recorder.environment, *words, "--output", "json", answer=b"yes\n", columns=400
    )
    data = json.loads(done.out.splitlines()[-1])["data"]
    assert base64.b64decode(data["data_base64"]) == (SAID + "!").encode()
    assert data["bytes"] == len(SAID) + 1
    live_recorder.wait_indexed()
    rows = list(map(json.loads, live("audit-log", "--output", "jsonl").lines))
    assert sum(row["params"].get("ref") == ref for row in rows) == 3
    assert live("verify").code == 0


@TERMINAL
def test_what_is_no_text_needs_a_file(live_recorder, live, tmp_path):
    """Before anything is revealed; a file that is there is not written over."""
    allowed(live_recorder)
    data = base64.b64encode(b"\x89PNG\x00").decode()
    ref = hand_over(live_recorder, data_base64=data, media="image/png")["payload_ref"]
    words = ("vault", "reveal", ref, "--reason", "to see")
    done = live(*words)
    assert (done.code, "not text; nothing was revealed" in done.err) == (2, True)
    there = tmp_path / "there"
    there.touch()
    assert "there already" in live(*words, "--to", str(there)).err
    nowhere = str(tmp_path / "nowhere" / "x")
    done = on_terminal(
        live_recorder.environment, *words, "--to", nowhere, answer=b"yes\n", columns=400
    )
    assert (done.code, "cannot be written" in done.out) == (1, True)
    file = tmp_path / "new"
    done = on_terminal(
        live_recorder.environment, *words, "--to", str(file), answer=b"yes\n", columns=400
    )
    assert (done.code, file.read_bytes()) == (0, b"\x89PNG\x00")


def test_without_a_terminal_nothing_is_given_or_shown(start, empty, monkeypatch):
    """A pipe cannot answer."""
    live, own = empty, start(empty.environment)
    monkeypatch.setattr("desktop_app.host.terminal._ask", lambda _: "")
    for words in (GIVE, REFUSE):
        done = live(*words, "--output", "json")
        assert (done.code, done.envelope["error"]["code"]) == (1, "NOT_ANSWERED_BY_PERSON")
    assert live("consent", "give", "everything").code == 2
    assert "Keeps nothing" in live("status").out
    assert live("vault", "reveal", "a" * 32, "--reason", "x").code == 1
    assert live("vault", "reveal", "a" * 32).code == 2
    hand_over(own, text="x")
    own.wait_indexed()
    assert "Nothing is kept of this run" in live("vault", "list").out


@TERMINAL
def test_an_agent_neither_gives_nor_looks(live_recorder, live):
    """At a terminal of its own, though it types yes."""
    allowed(live_recorder)
    ref = hand_over(live_recorder, text="plum")["payload_ref"]
    agent = {**live_recorder.environment, "CODEX_CI": "1"}
    for words in (GIVE, REFUSE, ("vault", "reveal", ref, "--reason", "x")):
        done = on_terminal(agent, *words, answer=b"yes\n", columns=200)
        assert done.code == 1
        assert "codex" in done.out.lower()
        assert "plum" not in done.out
    assert PROMPTS in live("status", "--output", "json").data["vault"]["keeps"]


@TERMINAL
def test_what_is_not_kept_is_said(start, empty):
    """In the list, at the run, by `status` and by `doctor`."""
    live, own = empty, start(empty.environment)
    allowed(own)
    path = own.data_dir / "vault.db"
    path.rename(path.with_suffix(".away"))
    hand_over(own, text="plum")
    own.wait_indexed()
    assert "not kept: storage" in live("vault", "list").out
    assert "not kept: storage" in live("show").out
    assert "The newest content was not kept: vault.db was moved away" in live("status").out
    doctor = live("doctor")
    assert doctor.code == 1
    assert "vault: The newest content was not kept" in doctor.out


@TERMINAL
def test_a_lost_key_comes_back_with_the_keys(start, empty, tmp_path):
    """Without it the vault is closed and nothing is lost; a backup opens it again."""
    secret = {"COUNTERSIGN_BACKUP_PASSPHRASE": "correct horse"}
    environment = {**empty.environment, **secret}
    own = start(environment)
    allowed(own)
    ref = hand_over(own, text="plum")["payload_ref"]
    file = str(tmp_path / "keys.backup")
    assert on_terminal(environment, "keys", "backup", file, answer=b"yes\n").code == 0
    own.stop()
    lost = [path for path in tmp_path.rglob("vault") if path.is_file()]
    assert len(lost) == 1, lost
    lost[0].unlink()
    own = start(environment)
    assert hand_over(own, text="later")["kept"] is False
    assert "Keeps nothing: The key of the vault is not in the keystore" in empty("status").out
    assert "vault: No content is kept or can be revealed" in empty("doctor").out
    assert "Keeps nothing: The key of the vault is not in the keystore" in allowed(own)
    done = on_terminal(environment, "keys", "restore", file, answer=b"yes\n", columns=200)
    assert "1 key of countersign/" in done.out, done.out
    own.stop()
    own = start(environment)
    assert hand_over(own, text="again")["kept"] is True
    words = ("vault", "reveal", ref, "--reason", "x")
    assert "plum" in on_terminal(environment, *words, answer=b"yes\n", columns=200).out


@TERMINAL
def test_a_killed_recorder_keeps_what_it_acknowledged(start, empty):
    """Reference, list and content are there after a crash, also those not settled yet."""
    own = start(empty.environment)
    allowed(own)
    refs = [hand_over(own, text=f"plum {number}")["payload_ref"] for number in range(3)]
    own.kill()
    own = start(empty.environment)
    own.wait_indexed()
    rows = empty("vault", "list", "run-1", "--output", "json").data
    assert [(row["ref"], row["state"]) for row in rows] == [(ref, "kept") for ref in refs]
    words = ("vault", "reveal", refs[-1], "--reason", "x")
    assert "plum 2" in on_terminal(own.environment, *words, answer=b"yes\n", columns=200).out
    assert empty("verify").code == 0


def test_a_picture_is_listed_as_large_as_it_is_stored() -> None:
    """Its rows would mislead; of one that is gone nothing is known."""
    row = {
        "entry": 7,
        "tool": None,
        "call_id": None,
        "kind": "capture",
        "label": "screenshot.after",
        "media": MEDIA,
        "bytes": 6_220_891,
        "stored": 340_000,
        "state": "kept",
        "ref": "a" * 32,
    }
    assert verb._cells(row)[3:5] == ["340 kB", "kept"]
    assert verb._cells({**row, "stored": None, "state": "purged"})[3:5] == ["", "purged"]
    assert verb._cells({**row, "media": "text/plain"})[3] == "6.2 MB"
