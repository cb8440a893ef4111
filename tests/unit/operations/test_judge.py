"""The process that judges: what it is asked, what it tells, what it is bounded by."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys

import pytest

from desktop_app.errors import BugError, CountersignError, UnreadableError
from desktop_app.model import canonical
from desktop_app.operations import judge
from tests.fakes import running
from tests.fakes.bundle_forger import forge, standard_log


def asked(environment, request):
    """Run the process once; return its lines."""
    done = subprocess.run(
        [sys.executable, "-m", "desktop_app", "_judge"],
        input=canonical.encode(request),
        env=environment,
        capture_output=True,
        timeout=60,
        check=True,
    )
    assert done.stderr == b""
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_ledger_is_told_with_its_progress(store):
    """The last line is the report."""
    data_dir = store["COUNTERSIGN_DATA_DIR"]
    *_, last = asked(store, {"what": "ledger", "data_dir": data_dir})
    assert last["report"]["verdict"] == "CONSISTENT"
    assert last["duration_us"] > 0
    assert last["digest"] is None


def test_a_bundle_is_told_with_the_digest_of_its_file(tmp_path):
    """By which it is found in the audit log."""
    file = tmp_path / "bundle.zip"
    file.write_bytes(forge(log=standard_log(), sizes=[305]).to_zip())
    request = {"what": "bundle", "file": str(file), "fingerprint": ""}
    request["data_dir"] = str(tmp_path / "data")
    *_, last = asked(running.environment(tmp_path), request)
    assert last["report"]["word"] == "CANNOT TELL"
    assert last["digest"] == hashlib.sha256(file.read_bytes()).hexdigest()


def test_errors_are_told_by_name(tmp_path):
    """No ledger; a request that is none."""
    environment = running.environment(tmp_path)
    (line,) = asked(environment, {"what": "ledger", "data_dir": str(tmp_path / "none")})
    assert line["error"]["class"] == "NotFoundError"
    (line,) = asked(environment, {"what": "?", "data_dir": str(tmp_path / "none")})
    assert line["error"]["class"] == "BugError"
    (line,) = asked(environment, {})
    assert line["error"] == {
        "class": "BugError",
        "message": "KeyError at judge.py:" + line["error"]["message"].rsplit(":", 1)[1],
        "hint": "",
    }


def test_a_ledger_that_is_gone_is_a_verdict(tmp_path, monkeypatch):
    """Diverged, as the command line's exit code says."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    from desktop_app.host.lastlog import LastLog  # noqa: PLC0415 - after the environment
    from desktop_app.host.paths import Paths  # noqa: PLC0415 - likewise

    paths = Paths.resolve(tmp_path / "data")
    LastLog(paths).remember("7f3a9c21" * 2)
    told = judge.judged({"what": "ledger", "data_dir": str(paths.data_dir)}, lambda _line: None)
    assert told["report"]["verdict"] == "DIVERGED"
    assert told["report"]["exit_code"] == 30


def test_what_takes_too_much_memory_cannot_be_judged(monkeypatch, tmp_path):
    """Never a pass."""

    def greedy(*_arguments):
        raise MemoryError

    monkeypatch.setattr(judge, "verify_bundle", greedy)
    monkeypatch.setattr(judge, "limit_memory", lambda _bytes: None)
    request = {"what": "bundle", "file": "x", "fingerprint": "", "data_dir": str(tmp_path)}
    told = judge.judged(request, lambda _line: None)
    assert told["report"]["verdict"] == "UNREADABLE"
    assert told["report"]["sentence"] == judge.NO_MEMORY
    assert len(told["report"]["steps"]) == 14


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes are POSIX's")
def test_a_digest_is_of_plain_files_alone(tmp_path):
    """No directory, nothing that is not there, and no pipe that nobody writes to."""
    os.mkfifo(tmp_path / "pipe")
    for odd in (tmp_path, tmp_path / "gone", tmp_path / "pipe"):
        assert judge.digest_of(odd) is None


def test_progress_is_told_now_and_then():
    """Not once for each entry; notes at once."""
    lines = []
    place = judge.Place(None, None, None, lines.append)
    with place.progress("Entry") as told:
        for done in range(1000):
            told(done, 1000)
    place.note("late")
    assert 1 <= len(lines) < 900
    assert lines[-1] == {"note": "late"}


def test_a_request_that_names_neither_is_a_bug():
    """Ours, since only our own programs ask."""
    with pytest.raises(BugError):
        judge.judged({"what": "x", "data_dir": "/nowhere"}, lambda _line: None)
    assert issubclass(BugError, CountersignError)


def test_a_file_that_changes_meanwhile_has_no_verdict(tmp_path, monkeypatch):
    """The digest in the record would be of one file, the verdict of another."""
    file, other = tmp_path / "bundle.zip", tmp_path / "other.zip"
    for each in (file, other):
        each.write_bytes(forge(log=standard_log(), sizes=[305]).to_zip())
    verify = judge.verify_bundle

    def exchanged(place, wish):
        report = verify(place, wish)
        other.replace(file)
        return report

    monkeypatch.setattr(judge, "limit_memory", lambda _bytes: None)
    request = {"what": "bundle", "file": str(file), "fingerprint": "", "data_dir": str(tmp_path)}
    assert judge.judged(request, print)["report"]["word"] == "CANNOT TELL"
    monkeypatch.setattr(judge, "verify_bundle", exchanged)
    with pytest.raises(UnreadableError, match="changed while it was checked"):
        judge.judged(request, print)
