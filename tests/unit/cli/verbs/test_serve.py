"""countersign serve: one line when ready; a new log introduces itself; SIGTERM ends it with 0."""

from __future__ import annotations

import json
from pathlib import Path

from tests.fakes import running


def test_the_ready_line_has_what_a_script_needs(live_recorder):
    """Where to send, where to ask, where the data is."""
    ready = live_recorder.ready
    assert ready.keys() >= {"ready", "otlp_http", "otlp_grpc", "control", "data_dir", "pid"}
    assert ready["ready"] is True
    assert ready["otlp_http"].startswith("http://127.0.0.1:")
    assert ready["pid"] == live_recorder.process.pid
    assert ready["data_dir"] == live_recorder.environment["COUNTERSIGN_DATA_DIR"]


def test_a_new_log_is_introduced_once_and_custody_said_at_every_start(tmp_path):
    """The fingerprint is what a person writes down; a plain key file is never silent."""
    said = []
    for _ in range(2):
        with running.running(tmp_path) as recorder:
            assert recorder.stop() == 0
        log = tmp_path / "recorder.err"
        said.append(log.read_text())
        log.unlink()
    assert "fingerprint" in said[0]
    assert "fingerprint" not in said[1]
    assert all("plain file" in text for text in said)


def test_a_second_recorder_is_refused_with_a_sentence(live_recorder):
    """One recorder, one data directory."""
    done = running.run_cli(live_recorder.environment, "serve", "--output", "json", check=False)
    assert done.returncode == 1
    assert json.loads(done.stdout)["error"]["code"] == "RECORDER_RUNNING"


def test_a_port_out_of_range_is_a_usage_error(empty):
    """Before anything is made."""
    assert empty("serve", "--otlp-http-port", "70000").code == 2
    assert not Path(empty.environment["COUNTERSIGN_DATA_DIR"]).exists()
