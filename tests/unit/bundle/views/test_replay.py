"""bundle.views.replay: each call with what a replay needs, and what it lacks by name."""

from __future__ import annotations

from hashlib import sha256
from hmac import digest

from desktop_app.bundle.layout import Level
from desktop_app.host import resources
from desktop_app.normalize.signals import Signal
from desktop_app.redact.marks import format_hash
from tests.fakes.telemetry import logs, traces
from tests.fakes.viewed import asked_model, exported, started, tool, views

KEY = bytes(range(32))
PROMPT = b"write hello.txt"


def mark(rule, content):
    """Return what redaction leaves in place of content."""
    return format_hash(rule, content, KEY)


def replay_of(tmp_path, *spans, records=(), level=Level.REDACTED):
    """Return the replay map of one run."""
    ledger = started()
    ledger.add_request(Signal.TRACES, traces(*spans), run_id="run-1", sender="x")
    ledger.add_request(Signal.LOGS, logs(*records), run_id="run-1", sender="x")
    return views(tmp_path, exported(ledger), level=level)[1]


def test_a_tool_call_has_its_digests(tmp_path):
    """Under the rule that made them, with size; what is not there is named."""
    made = tool(1, tool_input=mark("tool_arguments", b"ls -la"))
    call = replay_of(tmp_path, made)["runs"][0]["calls"][0]
    assert (call["what"], call["tool"], call["call_id"]) == ("tool_call", "Bash", "call-1")
    content = call["content"][0]
    assert (content["rule"], content["size"]) == ("tool_arguments", 6)
    assert call["arguments"] == content["digest"]
    assert call["result"] is None
    assert call["not_recorded"] == ["result"]
    assert call["records"] == [
        {
            "signal": "traces",
            "entry": 2,
            "index": 1,
            "trace_id": bytes(range(16)).hex(),
            "span_id": (11).to_bytes(8, "big").hex(),
            "name": "claude_code.tool.execution",
            "time_unix_nano": call["start_unix_nano"],
        }
    ]


def test_a_model_call_has_its_parameters(tmp_path):
    """Seed and sampling where the agent tells them, by the names of the conventions."""
    span = {
        "id": 5,
        "name": "chat m-1",
        "attributes": {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": "example",
            "gen_ai.request.model": "m-1",
            "gen_ai.response.model": "m-1-2026",
            "gen_ai.request.temperature": 0.2,
            "gen_ai.request.seed": 7,
            "gen_ai.usage.input_tokens": 3,
            "gen_ai.input.messages": mark("prompt", PROMPT),
            "gen_ai.output.messages": mark("response", b"done"),
            "prompt.version": "4",
        },
    }
    ledger = started()
    request = traces(span, service="my-agent")
    ledger.add_request(Signal.TRACES, request, run_id="run-1", sender="x")
    call = views(tmp_path, exported(ledger))[1]["runs"][0]["calls"][0]
    assert call["parameters"] == {"seed": 7, "temperature": 0.2}
    assert call["versions"] == {"prompt_version": "4"}
    assert (call["provider"], call["model_asked"], call["model_answered"]) == (
        *("example", "m-1", "m-1-2026"),
    )
    assert call["not_recorded"] == ["top_p", "max_tokens"]
    assert {found["rule"] for found in call["content"]} == {"prompt", "response"}


def test_what_a_model_call_lacks_is_named(tmp_path):
    """A log record with sums alone cannot be done again."""
    calls = replay_of(tmp_path, tool(1), records=[asked_model(0)])["runs"][0]["calls"]
    found = next(call for call in calls if call["what"] == "model_call")
    assert found["not_recorded"] == [
        *("seed", "temperature", "top_p", "max_tokens", "input", "output"),
    ]
    assert found["tokens"] == {"input": 321, "output": 57}


def test_a_prompt_can_be_checked_with_the_run_key(tmp_path):
    """As resources/docs/replay.md says."""
    told = {"event": "user_prompt", "attributes": {"prompt": mark("prompt", PROMPT)}}
    calls = replay_of(tmp_path, tool(1), records=[told])["runs"][0]["calls"]
    turn = next(call for call in calls if call["what"] == "turn")
    label = b"countersign/content/v1\0"
    made = digest(KEY, label + PROMPT, sha256)[:16].hex()
    assert turn["content"][0]["digest"] == f"hmac-sha256:{made}"
    assert turn["not_recorded"] == []


def test_the_head_says_what_it_is(tmp_path):
    """Not evidence; run keys only at the levels that have them."""
    made = replay_of(tmp_path, tool(1))
    assert made["evidence"] is False
    assert made["run_keys"] is None
    assert replay_of(tmp_path, tool(1), level=Level.FULL)["run_keys"] == "openings/run-keys.json"


def test_every_name_is_documented(tmp_path):
    """resources/docs/replay.md has each key of the file."""
    page = resources.read_text("docs/replay.md")
    told = {"event": "user_prompt", "attributes": {"prompt": mark("prompt", PROMPT)}}
    made = replay_of(tmp_path, tool(1), records=[told, asked_model(0)])
    run = made["runs"][0]
    names = set(made) | set(run) | {"rule", "size", "digest", "attribute"}
    for call in run["calls"]:
        names |= set(call) | {name for record in call["records"] for name in record}
    assert {name for name in names if f"`{name}`" not in page} == set()
