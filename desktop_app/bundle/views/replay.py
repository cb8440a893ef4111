"""`views/replay.json`: what somebody needs to do a run again and compare, and what is not there.

Format: `resources/docs/replay.md`. It is written call by call, so that a run of a million calls
takes no more memory than one of ten. Not evidence: each call names the records that it is made of.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from desktop_app.bundle.layout import RUN_KEYS, Level
from desktop_app.bundle.views.reading import fields, text, tokens

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from desktop_app.bundle.manifest import Predicate
    from desktop_app.bundle.views.call import Call, Told

FORMAT = "countersign/replay/v1"
CONTENT_DIGEST = 'HMAC-SHA256(run key, "countersign/content/v1\\0" || content), first 128 bits'
# Append-only: what no record of this format has, whatever the agent sent.
NEVER_RECORDED = (
    "the model's weights, and the software that served it",
    "the state of files, programs, network and clock that tools met",
    "random choices of the agent program",
)
PARAMETERS = {
    "seed": "seed",
    "temperature": "sampling.temperature",
    "top_p": "sampling.top_p",
    "top_k": "sampling.top_k",
    "max_tokens": "sampling.max_tokens",
    "frequency_penalty": "sampling.frequency_penalty",
    "presence_penalty": "sampling.presence_penalty",
}
VERSIONS = ("prompt_version", "policy_version", "corpus_version")
# Rules of the default redaction set under which what goes in and what comes out is replaced.
_INPUT = frozenset(("prompt", "system_instructions", "tool_definitions", "documents", "http_body"))
_OUTPUT = frozenset(("response",))
_NEEDED = ("seed", "temperature", "top_p", "max_tokens")
_TOOL = {
    "tool": "name",
    "type": "type",
    "call_id": "call_id",
    "mcp_server": "mcp_server",
    "side_effect_level": "side_effect_level",
    "approval": "approval",
    "decision": "decision",
    "decided_by": "decision_source",
    "exit_code": "exit_code",
    "arguments": "args_digest",
    "result": "result_digest",
}
_encode = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, check_circular=False, separators=(",", ":")
).encode


def opening(predicate: Predicate) -> str:
    """Return the text before the first run."""
    keys = RUN_KEYS if predicate.level in {Level.FULL, Level.FULL_LOG} else None
    head = {
        "format": FORMAT,
        "evidence": False,
        "log": predicate.log,
        "size": predicate.size,
        "root": predicate.root.hex(),
        "level": str(predicate.level),
        "content_digest": CONTENT_DIGEST,
        "run_keys": keys,
        "never_recorded": list(NEVER_RECORDED),
    }
    return _encode(head)[:-1] + ',\n"runs":[\n'


def run_opening(run: Mapping[str, object], *, first: bool) -> str:
    """Return the text before the first call of a run (a row of `Query.run`)."""
    names = ("sender", "run_id", "agent", "agent_version", "models")
    head = {name: run[name] for name in names}
    return ("" if first else ",\n") + _encode(head)[:-1] + ',"calls":[\n'


def call_line(call: Call, number: int) -> str:
    """Return one call's text; `number` counts from 0 within its run."""
    return (",\n" if number else "") + _encode({"n": number, **_call(call)})


def run_closing() -> str:
    """Return the text after the last call of a run."""
    return "\n]}"


def closing() -> str:
    """Return the text after the last run."""
    return "\n]}\n"


def _call(call: Call) -> dict[str, object]:
    told = {"turn": _turn, "model_call": _model_call, "tool_call": _tool_call}[call.what](call)
    content = [found._asdict() for found in call.content()]
    return {
        "what": call.what,
        "start_unix_nano": str(call.start_ns),
        "duration_ns": call.duration_ns,
        **told,
        "content": content,
        "not_recorded": _missing(call, told, {str(found["rule"]) for found in content}),
        "records": [_record(record) for record in call.records],
    }


def _turn(call: Call) -> dict[str, object]:
    return {"title": call.records[0].title}


def _model_call(call: Call) -> dict[str, object]:
    row, mapped = call.row, call.mapped()
    return {
        "provider": text(row.get("provider")) or mapped.get("model_provider"),
        "model_asked": mapped.get("model_name"),
        "model_answered": mapped.get("model_version"),
        "parameters": _known({name: mapped.get(field) for name, field in PARAMETERS.items()}),
        "versions": _known({name: mapped.get(name) for name in VERSIONS}),
        "tokens": _known(tokens(row)),
        "outcome": call.outcome,
        "error_class": text(row.get("error_class")),
    }


def _tool_call(call: Call) -> dict[str, object]:
    told = {name: call.row.get(column) for name, column in _TOOL.items()}
    return {**told, "outcome": call.outcome, "error_class": text(call.row.get("error_class"))}


def _missing(call: Call, told: Mapping[str, object], rules: Collection[str]) -> list[str]:
    """Return what a replay would need of this call, and the record does not have."""
    found = frozenset(rules)
    if call.what == "turn":
        return [] if found & _INPUT else ["input"]
    if call.what == "tool_call":
        digests = (("arguments", "args_digest"), ("result", "result_digest"))
        return [name for name, column in digests if call.row.get(column) is None]
    missing = [name for name in _NEEDED if name not in fields(told["parameters"])]
    missing += [] if found & _INPUT else ["input"]
    return missing + ([] if found & _OUTPUT else ["output"])


def _known(values: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in values.items() if value is not None}


def _record(record: Told) -> dict[str, object]:
    return {
        "signal": record.signal,
        "entry": record.seq,
        "index": record.index,
        "trace_id": record.trace_id,
        "span_id": record.span_id,
        "name": record.name,
        "time_unix_nano": str(record.ns),
    }
