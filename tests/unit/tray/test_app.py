"""tray.app: from the command line to a running tray and back, or a sentence why not."""

from __future__ import annotations

import importlib.util
import json
import signal
import subprocess
import sys

import pytest

from desktop_app.errors import NoDisplayError
from desktop_app.host.paths import Paths
from desktop_app.tray import app
from tests.fakes import running
from tests.fakes.ledger_place import until

pytestmark = pytest.mark.gui


@pytest.fixture
def environment(tmp_path):
    """A new person's environment, whose tray needs no display and whose recorder no fixed port."""
    made = running.environment(tmp_path, QT_QPA_PLATFORM="offscreen")
    (tmp_path / "data").mkdir(mode=0o700)
    settings = "[receive]\nhttp_port = 0\ngrpc_port = 0\n[first_start]\ndone = true\n"
    (tmp_path / "data" / "settings.toml").write_text(settings)
    return made


def start(environment, *words) -> subprocess.Popen[str]:
    """Start `countersign`."""
    command = [sys.executable, "-m", "desktop_app", *words]
    return subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)


def keeper(environment) -> str:
    """Return who keeps the recorder that answers, or ""."""
    done = running.run_cli(environment, "status", "--output", "json", check=False)
    return str((json.loads(done.stdout).get("data") or {}).get("keeper") or "")


def test_no_verb_is_the_tray_and_sigterm_ends_it_and_its_recorder(environment):
    """In order: exit code 0, everything sealed."""
    tray = start(environment)
    until(lambda: keeper(environment) == "tray")
    tray.send_signal(signal.SIGTERM)
    assert tray.wait(30) == 0
    tray.stderr.close()
    assert keeper(environment) == ""
    assert "CONSISTENT" in running.run_cli(environment, "verify").stdout


def test_a_second_start_only_shows_the_first(environment):
    """Exit code 0; one recorder."""
    tray = start(environment)
    until(lambda: keeper(environment) == "tray")
    second = start(environment)
    assert second.wait(20) == 0
    second.stderr.close()
    assert tray.poll() is None
    tray.terminate()
    tray.wait(30)
    tray.stderr.close()


def test_without_a_display_it_is_a_sentence_and_an_exit_code(environment):
    """Qt would abort."""
    del environment["QT_QPA_PLATFORM"]
    told = running.run_cli(environment, check=False)
    assert told.returncode == 1
    assert "There is no display here" in told.stderr
    assert "countersign serve" in told.stderr


def test_without_qt_the_package_that_brings_it_is_named(tmp_path, monkeypatch):
    """`pip install countersign` on a server has none."""
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    with pytest.raises(NoDisplayError) as told:
        app.start(Paths.resolve(tmp_path / "data"))
    assert "countersign[tray]" in told.value.hint
