"""cli.output: one place prints; envelopes are JSON, and text is never a command to a terminal."""

from __future__ import annotations

import io
import json
import string

import pytest

from desktop_app.cli import output as output_module
from desktop_app.cli.output import Output, iso, trace_id
from desktop_app.errors import NotFoundError
from tests.fakes.clock import FakeClock
from tests.fakes.ids import FakeIds

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


def make(form: str = "json") -> Output:
    """Return an output with a clock and ids that repeat."""
    return Output(FakeClock(), FakeIds(), format=form, command="runs")


def test_a_result_is_one_envelope(capsys):
    """`ok` and `data`, on one line."""
    make().result([{"a": 1}], lambda _: None)
    (line,) = capsys.readouterr().out.splitlines()
    envelope = json.loads(line)
    assert (envelope["ok"], envelope["data"]) == (True, [{"a": 1}])
    assert "error" not in envelope


def test_jsonl_is_a_row_a_line(capsys):
    """A list gives its items, anything else itself."""
    make("jsonl").result([1, 2], lambda _: None)
    make("jsonl").result({"a": b"\x01"}, lambda _: None)
    assert capsys.readouterr().out == '1\n2\n{"a": "01"}\n'


def test_json_is_ascii_and_what_json_does_not_know_is_text(capsys):
    """No terminal is painted by JSON either."""
    make().result({"x": "\u202e\x1b[2J\udc80", "y": ValueError("v")}, lambda _: None)
    out = capsys.readouterr().out
    assert out.isascii()
    assert set(out) <= set(string.printable)
    assert json.loads(out)["data"] == {"x": "\u202e\x1b[2J\udc80", "y": "v"}


def test_errors_go_where_their_reader_looks(capsys):
    """Standard output for scripts, standard error for people."""
    error = NotFoundError("No run \x1b[2J.", hint="Look\u202e.")
    make("text").error(error)
    make("text").error(NotFoundError("None.", hint=""))
    out, err = capsys.readouterr()
    assert (out, err) == (
        "",
        "countersign: No run U+001B[2J.\n  LookU+202E.\ncountersign: None.\n",
    )
    make("jsonl").error(error)
    out, err = capsys.readouterr()
    assert (json.loads(out)["error"]["message"], err) == ("No run \x1b[2J.", "")


def test_notes_are_for_people_alone(capsys):
    """A script's standard error stays empty."""
    make("json").note("Wait.")
    make("text").note("Wait\x07.")
    make("text").say("Done\x07.")
    make("text").raw("key")
    out, err = capsys.readouterr()
    assert (out, err) == ("DoneU+0007.\nkey\n", "WaitU+0007.\n")


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({"TOOL_TRACE_ID": "x" * 128}, "x" * 128),
        ({"TOOL_TRACE_ID": 'a "b" \\ ü', "TRACEPARENT": PARENT}, 'a "b" \\ ü'),
        ({"TOOL_TRACE_ID": "x" * 129, "TRACEPARENT": PARENT}, PARENT[3:35]),
        ({"TOOL_TRACE_ID": "a\nb"}, None),
        ({"TOOL_TRACE_ID": "", "TRACEPARENT": PARENT}, PARENT[3:35]),
        ({"TRACEPARENT": PARENT.upper()}, None),
        ({"TRACEPARENT": "01" + PARENT[2:] + "-more"}, PARENT[3:35]),
        ({"TRACEPARENT": "ff" + PARENT[2:]}, None),
        ({"TRACEPARENT": f"00-{'0' * 32}-b7ad6b7169203331-01"}, None),
        ({}, None),
    ],
)
def test_the_trace_id_is_the_callers(environment, wanted):
    """TOOL_TRACE_ID verbatim, else TRACEPARENT's (W3C Trace Context), else a new one."""
    assert trace_id(environment) == wanted


def test_a_new_trace_id_is_made_for_who_gives_none(capsys, monkeypatch):
    """32 hex digits, as W3C wants."""
    for name in ("TOOL_TRACE_ID", "TRACEPARENT"):
        monkeypatch.delenv(name, raising=False)
    make().result(None, lambda _: None)
    made = json.loads(capsys.readouterr().out)["meta"]["trace_id"]
    assert len(bytes.fromhex(made)) == 16


def test_times_are_rfc_3339():
    """UTC with microseconds."""
    assert iso(1_795_169_861_000_001) == "2026-11-20T10:17:41.000001Z"


def test_no_console_reads_markup_or_emoji(capsys):
    """Data in square brackets or colons is data."""
    out = make("text")
    out.console.print("[red]x[/red] :smile: [/nothing]")
    assert capsys.readouterr().out == "[red]x[/red] :smile: [/nothing]\n"


def test_progress_is_silent_where_nobody_looks():
    """Standard error of a test is no terminal."""
    assert make("text").progress_console.quiet


def test_a_stream_that_cannot_hold_a_character_gets_an_escape(monkeypatch):
    """The terminal's encoding is never an error of ours."""
    held = io.BytesIO()
    stream = io.TextIOWrapper(held, encoding="ascii", write_through=True)
    monkeypatch.setattr(output_module.sys, "stdout", stream)
    output_module.forgive_encoding()
    make("text").raw("✓")
    assert held.getvalue() == rb"\u2713" + b"\n"


def test_what_a_person_must_see_is_not_in_a_scripts_way(capsys):
    """In a text on standard output, as the rest; beside JSON on standard error."""
    make("text").person_console.print("look")
    make("json").person_console.print("[b]look")
    out, err = capsys.readouterr()
    assert (out, err) == ("look\n", "[b]look\n")
