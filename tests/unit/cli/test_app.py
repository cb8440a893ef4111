"""cli.app: finds the verb, keeps the contract of flags, envelope and exit codes."""

from __future__ import annotations

import os
import subprocess
import sys

import click
import pytest
from click.shell_completion import BashComplete

from desktop_app import __version__
from desktop_app.cli import app
from tests.fakes import running

EVERY = [name for name in app.VERBS if name not in {"config", "index", "keys", "ledger"}]


@pytest.mark.parametrize("verb", app.VERBS)
def test_every_verb_has_help_that_names_the_global_flags(verb, empty):
    """A newcomer learns each verb from `--help` alone."""
    done = empty(verb, "--help")
    assert done.code == 0
    assert done.out.startswith(f"Usage: countersign {verb}")
    assert "--output" in done.out
    assert "--data-dir" in done.out
    assert max(map(len, done.lines)) <= 100


def test_help_lists_every_verb_in_the_order_of_the_table(empty):
    """The list comes from the table; no verb is imported for it."""
    done = empty("--help")
    shown = [line.split()[0] for line in done.lines if line.startswith("  ") and line.strip()]
    assert [word for word in shown if word in app.VERBS] == list(app.VERBS)


def test_half_a_verb_shows_its_help_and_the_usage_code(empty):
    """Newlines stay newlines; a script gets an error instead."""
    for word in ("keys", "index"):
        done = empty(word)
        assert (done.code, done.err) == (2, "")
        assert done.out.startswith("Usage: countersign")
    assert empty("keys", "--output", "json").envelope["error"]["code"] == "USAGE"


def test_no_verb_is_the_tray_and_where_no_window_can_be_that_is_said(empty, monkeypatch):
    """A sentence, an exit code, and what to type instead."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    done = empty()
    assert done.code == 1
    assert "countersign serve" in done.err
    assert empty("--output", "json").envelope["error"]["code"] == "NO_DISPLAY"


def test_a_missing_choice_is_told_in_one_line(empty):
    """`countersign setup` alone is what a newcomer tries; the sentence has no escaped newlines."""
    done = empty("setup")
    assert done.code == 2
    assert "claude-code, codex, gemini" in " ".join(done.err.split())
    assert "U+" not in done.err


def test_version(empty):
    """One line."""
    done = empty("--version")
    assert (done.code, done.out) == (0, f"countersign, version {__version__}\n")


@pytest.mark.parametrize(
    "words",
    [
        ("--output", "json", "runs"),
        ("runs", "--output", "json"),
        ("--output=json", "runs"),
        ("runs", "--output=json"),
        ("--output", "jsonl", "runs", "--output", "json"),
    ],
)
def test_output_goes_before_or_after_the_verb(words, cli):
    """The last one counts."""
    done = cli(*words)
    assert done.code == 0
    assert [run["run_id"] for run in done.data]


def test_data_dir_goes_before_or_after_the_verb(empty, store):
    """And beats the environment."""
    given = ("--data-dir", store["COUNTERSIGN_DATA_DIR"])
    for words in (("runs", *given), (*given, "runs"), (*given, "keys", "export-public")):
        assert empty(*words).code == 0
    assert empty("runs").code == 1


@pytest.mark.parametrize(
    "words",
    [
        ("bogus", "--output", "json"),
        ("--output=json", "bogus"),
        ("runs", "--bogus", "--output", "json"),
        ("--output", "json", "runs", "--limit", "x"),
        ("show", "a", "b", "--output=json"),
        ("--output", "json", "audit-log", "--since", "tomorrow"),
        ("keys", "bogus", "--output", "json"),
    ],
)
def test_usage_errors_are_json_too(words, cli):
    """Wherever --output stands, and though click could not parse the rest."""
    done = cli(*words)
    assert (done.code, done.err) == (2, "")
    assert done.envelope["ok"] is False
    assert done.envelope["error"].keys() == {"code", "message", "hint"}
    assert done.envelope["error"]["code"] == "USAGE"
    assert "data" not in done.envelope


def test_what_follows_two_dashes_is_the_programs(empty):
    """`--output json` after `--` does not change how we tell our own mistake."""
    done = empty("run", "--data-dir", __file__, "--", "agent", "--output", "json")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("countersign: ")


def test_errors_are_sentences_on_stderr_and_say_what_to_do(empty):
    """Text mode: nothing on stdout."""
    done = empty("runs")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("countersign: Nothing was recorded in ")
    assert "countersign serve" in done.err


def test_the_meta_of_an_envelope(cli):
    """All six fields; the command is the verb with its sub-verb."""
    meta = cli("keys", "export-public", "--output", "json").envelope["meta"]
    assert meta.keys() == {
        *("request_id", "trace_id", "duration_ms", "timestamp", "command", "version")
    }
    assert meta["command"] == "keys export-public"
    assert meta["version"] == __version__
    assert meta["duration_ms"] >= 0
    assert cli("--output", "json", "runs", "--limit", "x").envelope["meta"]["command"] == "runs"


def test_a_bug_of_ours_is_told_with_its_place(empty, monkeypatch):
    """Never a traceback; the exit code is that of a failure."""

    def broken(*_):
        raise ZeroDivisionError("no\x1b[2J way")

    monkeypatch.setattr(app.Verbs, "get_command", broken)
    done = empty("runs")
    assert done.code == 1
    assert done.err.startswith("countersign: ZeroDivisionError at test_app.py:")
    assert "\x1b" not in done.err


@pytest.mark.parametrize("error", [KeyboardInterrupt, click.Abort])
def test_an_interrupted_verb_ends_as_shells_say_it(error, empty, monkeypatch):
    """128 + SIGINT, and no word."""

    def interrupted(*_):
        raise error

    monkeypatch.setattr(app.Verbs, "get_command", interrupted)
    done = empty("runs")
    assert (done.code, done.out, done.err.strip()) == (130, "", "")


def test_a_data_directory_that_cannot_be_one_is_an_error_in_json(empty):
    """It would hold its own keys."""
    done = empty("status", "--output", "json", "--data-dir", empty.environment["HOME"])
    assert (done.code, done.envelope["error"]["code"]) == (1, "CONFIG")


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes of that kind")
@pytest.mark.parametrize("words", [("audit-log",), ("runs",), ("runs", "--limit", "x")])
def test_a_reader_that_goes_away_is_no_error(words, store):
    """`countersign audit-log | head -1`: nothing on stderr, exit 0."""
    reading, writing = os.pipe()
    os.close(reading)
    command = [sys.executable, "-m", "desktop_app", "--output", "jsonl", *words]
    done = subprocess.run(
        command, env=store, stdout=writing, stderr=subprocess.PIPE, timeout=60, check=False
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_terminal_of_few_letters_shows_escapes(store):
    """An encoding without box characters is no reason to fail."""
    ascii_only = {**store, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = running.run_cli(ascii_only, "runs")
    assert done.returncode == 0
    assert r"\u2717" in done.stdout  # the cross of the run that failed


def completions(words: list[str], begun: str) -> list[str]:
    """What the shell would be given."""
    session = app.Session(None, None, None)
    made = BashComplete(app.root, {"obj": {"session": session}}, "countersign", "_X")
    return [item.value for item in made.get_completions(words, begun)]


def test_completion_knows_verbs_flags_and_values():
    """What bash offers after a few letters."""
    assert completions([], "ru") == ["run", "runs"]
    assert set(completions([], "")) == set(app.VERBS)
    assert {"--data-dir", "--output", "--help", "--version"} <= set(completions([], "--"))
    assert {"--data-dir", "--output", "--limit"} <= set(completions(["runs"], "--"))
    assert completions(["runs", "--output"], "js") == ["json", "jsonl"]
    assert completions(["keys"], "ro") == ["rotate"]


def test_completion_knows_runs(monkeypatch, store):
    """Ids that are a harmless word; `last` first."""
    monkeypatch.setenv("COUNTERSIGN_DATA_DIR", store["COUNTERSIGN_DATA_DIR"])
    found = completions(["show"], "")
    assert found[0] == "last"
    assert "hostile-1" in found
    monkeypatch.setenv("COUNTERSIGN_DATA_DIR", "/nowhere")
    assert completions(["show"], "") == []


def test_asking_for_the_version_imports_no_verb_and_no_rich():
    """The command line must start fast."""
    script = (
        "import sys; from desktop_app.cli import app; app.main(['--help']); "
        "bad = [m for m in sys.modules if m.startswith(('rich', 'apsw', 'cryptography', 'google', "
        "'sqlite3', 'grpc', 'desktop_app.cli.verbs', 'desktop_app.recorder'))]; "
        "sys.exit(str(bad) if bad else 0)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_reading_verbs_load_neither_protobuf_nor_the_recorder(store):
    """`runs` and `show` answer before a person notices."""
    script = (
        "import sys; from desktop_app.cli import app; app.main(['runs']); app.main(['show']); "
        "bad = [m for m in sys.modules if m.startswith(('apsw_', 'cryptography', 'google', 'grpc', "
        "'opentelemetry', 'sqlite_utils', 'starlette', 'uvicorn', 'desktop_app.recorder.w'))]; "
        "sys.exit(str(bad) if bad else 0)"
    )
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, env=store, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("verb", ["consent", "policy", "bundle", "keys", "ledger", "config"])
def test_a_help_tells_whole_sentences(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Alone, click would end each at the edge with three dots."""
    app.main([verb, "--help"])
    told = capsys.readouterr().out
    assert "Verbs:" in told
    assert "..." not in told.partition("Verbs:")[2]


def test_a_help_lists_no_verb_that_is_for_programs(capsys: pytest.CaptureFixture[str]) -> None:
    """`git-trailers hook` is git's to call."""
    app.main(["git-trailers", "--help"])
    verbs = capsys.readouterr().out.partition("Verbs:")[2]
    assert [line.split()[0] for line in verbs.splitlines() if line[:3].strip()] == ["install"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("consent", "show", "abc"), "'abc' is not a whole number."),
        (("mcp-proxy", "--call-timeout", "x", "--", "y"), "'x' is not a number."),
    ],
)
def test_a_number_is_called_one(
    words: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody types a "valid integer range"."""
    assert app.main(list(words)) == 2
    assert said in capsys.readouterr().err
