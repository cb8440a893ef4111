"""What spans say, kept for spans of a kind: the same as reading each."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, InstrumentationScope, KeyValue
from opentelemetry.proto.resource.v1.resource_pb2 import Resource
from opentelemetry.proto.trace.v1.trace_pb2 import Span, Status

import desktop_app.normalize
from desktop_app.index import kept as module
from desktop_app.index.attributes import Attributes
from desktop_app.index.kept import OWN, KeptFacts
from desktop_app.index.mapped import MappedText
from desktop_app.normalize.dialects.claude_code import CLAUDE_CODE
from desktop_app.normalize.dialects.codex import CODEX
from desktop_app.normalize.dialects.gemini import GEMINI
from desktop_app.normalize.dialects.generic import GENERIC
from desktop_app.normalize.facts import Reader, reader
from desktop_app.normalize.signals import Signal
from desktop_app.normalize.titles import title_of
from tests.fakes import recorded

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pytest

DIALECTS = {d.name: d for d in (GENERIC, CLAUDE_CODE, CODEX, GEMINI)}
_SCOPES = ["", "com.anthropic.claude_code.tracing", "codex_otel", "gemini-cli"]
_KEYS = sorted({key for dialect in DIALECTS.values() for key in dialect.attributes})
_NAMES = sorted({name for dialect in DIALECTS.values() for name in dialect.spans} | {"n"})
_VALUES = st.one_of(
    st.sampled_from(
        ["", "reject", "accept", "Bash", "mcp__a__b", "true", "7", "chat", "dispatch"]
    ).map(lambda text: AnyValue(string_value=text)),
    st.integers(0, 3).map(lambda number: AnyValue(int_value=number)),
    st.booleans().map(lambda flag: AnyValue(bool_value=flag)),
)
_SPANS = st.builds(
    lambda name, code, parent, took, pairs: Span(
        name=name,
        status=Status(code=code, message="timed out" if code else ""),
        parent_span_id=parent,
        start_time_unix_nano=5,
        end_time_unix_nano=5 + took,
        attributes=[KeyValue(key=key, value=value) for key, value in pairs],
    ),
    st.sampled_from(_NAMES),
    st.integers(0, 2),
    st.sampled_from([b"", b"parent 1", b"parent 2"]),
    st.integers(0, 9_999),
    st.lists(st.tuples(st.sampled_from(_KEYS), _VALUES), max_size=6),
)


def same(read: Reader, spans: Sequence[Span]) -> int:
    """Hold kept facts against those of each span by itself; return how many were kept."""
    book, kept = Attributes(read.span_row), KeptFacts(read, MappedText())
    for span in [*spans, *spans]:
        name, status = span.name, span.status.code
        took = span.end_time_unix_nano - span.start_time_unix_nano
        found: dict[str, Any] = read.found()
        own: dict[str, Any] = {}
        book.read([pair.SerializeToString() for pair in span.attributes], found, own)
        facts, text = kept.of(span, found, own, (name, status, took), None)
        alone = read.span(span)
        if not read.is_noise(name, status):
            assert facts == alone
            assert json.loads(text) == alone.mapped
            assert text == MappedText().of(alone, None)
    return len(kept._known)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(_SCOPES), st.lists(_SPANS, min_size=1, max_size=5))
def test_any_span_says_what_it_says_alone(scope: str, spans: list[Span]) -> None:
    """Whatever its attributes, and whatever spans came before it."""
    same(reader(Resource(), InstrumentationScope(name=scope)), spans)


def test_recorded_spans_say_what_they_say_alone() -> None:
    """Of every agent."""
    for body in [b for run in recorded.runs() for b in run.bodies if b.signal is Signal.TRACES]:
        request: Any = recorded.parse(body)
        for group in request.resource_spans:
            for scope in group.scope_spans:
                assert same(reader(group.resource, scope.scope), scope.spans) <= len(scope.spans)


def test_a_span_of_a_known_kind_keeps_its_own() -> None:
    """Two calls of a tool differ in id, parent and time, and are one kind."""
    read = reader(Resource(), InstrumentationScope(name="gemini-cli"))
    spans = [
        Span(
            name="tool_call",
            parent_span_id=parent,
            attributes=[
                KeyValue(key="gen_ai.tool.name", value=AnyValue(string_value="ls")),
                KeyValue(key="gen_ai.tool.call.id", value=AnyValue(string_value=call)),
            ],
        )
        for parent, call in [(b"12345678", "a"), (b"87654321", "b")]
    ]
    assert same(read, spans) == 1


def test_a_failed_span_is_read_by_itself() -> None:
    """Its message decides, and messages differ."""
    read = reader(Resource(), InstrumentationScope())
    assert (
        same(
            read,
            [Span(name="n", status=Status(code=Status.STATUS_CODE_ERROR, message="timed out"))],
        )
        == 0
    )


def test_no_step_looks_at_the_value_of_an_own_field() -> None:
    """`OWN` may be left out of what a kind is known by: the code of spans reads none of them.

    Whether one of them is there at all is part of the kind.
    """
    folder = Path(desktop_app.normalize.__file__).parent
    names = ["settle.py", "titles.py", "approvals.py", "error_class.py", "tools.py"]
    for name in names:
        text = (folder / name).read_text("utf-8")
        assert not [field for field in OWN if f'"{field}"' in text], name
    for path in (folder / "dialects").glob("*.py"):
        body = (
            path.read_text("utf-8").partition("def finish_span")[2].partition("def finish_log")[0]
        )
        for field in OWN:
            assert not re.search(rf"(get\(|\[)\"{field}\"", body), (path.name, field)
    assert title_of({"category": "other"}, "n") == "n"


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither many kinds nor long texts stay."""
    monkeypatch.setattr(module, "KEEP", 3)
    read = reader(Resource(), InstrumentationScope())
    kept = KeptFacts(read, MappedText())
    for number in range(20):
        found = {"session_id": f"{number}" * (1 + 300 * number)}
        kept.of(Span(), found, {}, ("n", 0, 0), None)
    assert 0 < len(kept._known) <= 3
    assert all(len(str(key)) < 2 * module.MAX_CHARS for key in kept._known)
