"""Keeping: content goes out under its grant alone, clean, and what is stored stays the same."""

from __future__ import annotations

import dataclasses
import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opentelemetry.proto.common.v1.common_pb2 import AnyValue

from desktop_app.model import canonical
from desktop_app.model.content import BINARY, TEXT, Content
from desktop_app.model.purposes import COMMANDS, CONTENT, PROMPTS, TOOLS, VALUES
from desktop_app.normalize import signals
from desktop_app.normalize.signals import Signal, new_request
from desktop_app.redact import marks
from desktop_app.redact.keeping import JSON, NESTED, Keeping
from desktop_app.redact.redactor import Redactor
from desktop_app.redact.rules import Action, AttributeRule
from tests.fakes import recorded
from tests.fakes.effort import examples
from tests.fakes.redaction import RUN_KEY, SECRETS, TOKEN_KEY, default_rules, planted
from tests.unit.redact.test_jsonvalues import JSON_VALUES
from tests.unit.redact.test_redactor import requests

if TYPE_CHECKING:
    from desktop_app.redact.rules import RuleSet

RULES = default_rules()
REDACTOR = Redactor(RULES, TOKEN_KEY)
STRICT = Redactor(dataclasses.replace(RULES, strict=True), TOKEN_KEY)
ALL = frozenset((*CONTENT, VALUES))
PERSONAL = frozenset(("user_name", "email", "iban", "phone", "home_path"))
RULE = AttributeRule("prompt", Action.VAULT, ("prompt",), "prompt", PROMPTS)
MARK = marks.format_hash("prompt", b"hi", RUN_KEY)
VAULTED = frozenset(rule.name for rule in (*RULES.attributes, *RULES.bodies) if rule.purpose)
GRANTS = st.frozensets(st.sampled_from(sorted(ALL)))
_MARKS = re.compile(rb"\[hash ([a-z0-9_]+) \d{1,12} bytes hmac-sha256:([0-9a-f]{32})\]")


def marks_of(rules: RuleSet, stored: bytes, sent: bytes) -> set[str]:
    """Return the digests of marks of `vault` rules in what is stored that nobody sent."""
    vaulted = {rule.name for rule in (*rules.attributes, *rules.bodies) if rule.purpose}
    known = {digest for _, digest in _MARKS.findall(sent)}
    found = {(name, digest) for name, digest in _MARKS.findall(stored) if digest not in known}
    return {digest.decode() for name, digest in found if name.decode() in vaulted}


# --- the collector itself ------------------------------------------------------------------------


def test_only_what_is_granted_is_asked_for() -> None:
    """Without the grant the content is not even made ready."""

    def never() -> bytes:
        raise AssertionError

    keeping = Keeping(frozenset((TOOLS,)))
    keeping.content(RULE, MARK, never)
    keeping.content(dataclasses.replace(RULE, action=Action.HASH, purpose=""), MARK, never)
    assert keeping.contents == ()
    assert keeping.values is None


def test_a_content_is_taken_once() -> None:
    """Whatever number of times its mark is there."""
    keeping = Keeping(frozenset((PROMPTS,)))
    other = marks.format_hash("prompt", b"ho", RUN_KEY)
    for mark, data in ((MARK, b"hi"), (other, b"\xff"), (MARK, b"again")):
        keeping.content(RULE, mark, lambda data=data: data)
    assert keeping.contents == (
        Content("prompt", PROMPTS, b"hi", marks.digest_of(MARK), TEXT),
        Content("prompt", PROMPTS, b"\xff", marks.digest_of(other), BINARY),
    )


def test_values_follow_the_content_they_were_found_in() -> None:
    """And each is taken once, with its token as its subject."""
    keeping = Keeping(ALL)
    take = keeping.values
    assert take is not None
    token = marks.format_token("user_name", "home_path", b"jane", TOKEN_KEY)
    mail = marks.format_token("email", "email", b"a@b.org", TOKEN_KEY)
    rule = RULES.attributes[1]

    def clean() -> bytes:
        take(rule, token, b"jane")
        take(rule, token, b"jane")
        return f"by {token} and {mail}".encode()

    keeping.content(RULE, MARK, clean, JSON)
    take(rule, mail, b"a@b.org")
    take(rule, token, b"jane")
    first, second = marks.token_of(token), marks.token_of(mail)
    assert [(c.label, c.purpose, c.mark, c.subjects, c.media) for c in keeping.contents] == [
        ("prompt", PROMPTS, marks.digest_of(MARK), (first, second), JSON),
        ("user_name", VALUES, None, (first,), TEXT),
        ("user_name", VALUES, None, (second,), TEXT),
    ]


def test_there_is_none_where_nothing_of_ours_is_granted() -> None:
    """A grant for something else costs nothing."""
    assert Keeping.under(frozenset()) is None
    assert Keeping.under(frozenset(("agent action", "export"))) is None
    for purpose in ALL:
        assert Keeping.under(frozenset((purpose, "export"))) is not None


def test_what_is_kept_is_not_shown_by_accident() -> None:
    """Neither by its own form nor by that of its contents."""
    keeping = Keeping(ALL)
    keeping.content(RULE, MARK, lambda: b"hunter2")
    assert "hunter2" not in f"{keeping!r} {keeping} {keeping.contents!r}"


# --- any request ---------------------------------------------------------------------------------


@settings(max_examples=examples(60))
@given(requests(), GRANTS, st.booleans())
def test_with_and_without_grants_the_same_is_stored(
    made: tuple[Signal, Any],
    granted: frozenset[str],
    strict: bool,  # noqa: FBT001 - drawn
) -> None:
    """Bytes, records, groups, counts and marks; and nothing goes out without its grant."""
    signal, request = made
    sent = request.SerializeToString()
    redactor = STRICT if strict else REDACTOR
    plain = redactor.redact_request(signal, signals.parse_request(signal, sent), RUN_KEY)
    keeping = Keeping(granted)
    kept = redactor.redact_request(
        signal, signals.parse_request(signal, sent), RUN_KEY, keeping=keeping
    )
    assert kept == plain
    assert {content.purpose for content in keeping.contents} <= granted


@settings(max_examples=examples(60))
@given(requests(), st.booleans())
def test_each_mark_has_its_one_content(
    made: tuple[Signal, Any],
    strict: bool,  # noqa: FBT001 - drawn
) -> None:
    """With all granted; what the detectors left alone gives that very mark again."""
    signal, request = made
    sent = request.SerializeToString()
    keeping = Keeping(ALL)
    redactor = STRICT if strict else REDACTOR
    body = redactor.redact_request(signal, request, RUN_KEY, keeping=keeping).body
    found = [content.mark for content in keeping.contents if content.mark is not None]
    assert len(found) == len(set(found))
    assert set(found) == marks_of(RULES, body, sent)
    for content in keeping.contents:
        if content.mark is not None and b"[" not in content.data:
            mark = marks.format_hash(content.label, content.data, RUN_KEY)
            assert marks.digest_of(mark) == content.mark
        if content.media == NESTED:
            AnyValue.FromString(content.data)


@settings(max_examples=examples(60))
@given(requests())
def test_contents_are_no_larger_than_the_request(made: tuple[Signal, Any]) -> None:
    """They do not overlap in it; only numbers written out and marks in them take more room."""
    signal, request = made
    sent = request.ByteSize()
    keeping = Keeping(frozenset(CONTENT))
    REDACTOR.redact_request(signal, request, RUN_KEY, keeping=keeping)
    plain = [content for content in keeping.contents if b"[" not in content.data]
    assert sum(len(content.data) for content in plain) <= 2 * sent


@given(JSON_VALUES, st.sampled_from(["prompt", "args", "command", "note", "user.name"]), GRANTS)
def test_json_values_are_stored_the_same(value: Any, key: str, granted: frozenset[str]) -> None:
    """The same value, counts and marks; each mark has its one content when all is granted."""
    whole = {"a": {key: value}, "b": [{key: value}], "c": value}
    plain = REDACTOR.redact_json(whole, RUN_KEY)
    assert REDACTOR.redact_json(whole, RUN_KEY, keeping=Keeping(granted)) == plain
    keeping = Keeping(ALL)
    stored, _ = REDACTOR.redact_json(whole, RUN_KEY, keeping=keeping)
    found = [content.mark for content in keeping.contents if content.mark is not None]
    assert len(found) == len(set(found))
    assert set(found) == marks_of(RULES, repr(stored).encode(), repr(whole).encode())
    for content in keeping.contents:
        if content.media == JSON:
            json.loads(content.data)


# --- secrets inside content ----------------------------------------------------------------------


def _wrappings(text: str) -> list[AnyValue]:
    """Return content with a text somewhere in it."""
    plain = AnyValue(string_value=text)
    pairs = {"values": [{"key": "a", "value": plain}, {"key": text, "value": {"int_value": 1}}]}
    return [
        plain,
        AnyValue(bytes_value=b"bytes " + text.encode()),
        AnyValue(bytes_value=b"\xff\xfe " + text.encode() + b" \xff"),
        AnyValue(array_value={"values": [plain, AnyValue(kvlist_value=pairs)]}),
        AnyValue(array_value={"values": [AnyValue(bytes_value=b"\xff " + text.encode())]}),
        AnyValue(string_value=canonical.encode_body({"a": [text]})),
    ]


@pytest.mark.attack("E10")
@pytest.mark.parametrize("name", SECRETS)
@pytest.mark.parametrize("signal", [Signal.TRACES, Signal.LOGS])
@given(before=st.text(max_size=20), after=st.text(max_size=20))
@settings(max_examples=examples(4))
def test_secrets_in_content_are_not_handed_out(
    signal: Signal, name: str, before: str, after: str
) -> None:
    """In texts, bytes, lists, maps, their keys, JSON; personal data only as a token's value."""
    text = f"{before} {planted(name)} {after}"
    if SECRETS[name] in before + after:
        return
    request = new_request(signal)
    if signal is Signal.TRACES:
        record: Any = request.resource_spans.add().scope_spans.add().spans.add(name="n")
    else:
        record = request.resource_logs.add().scope_logs.add().log_records.add()
        record.event_name = "gen_ai.user.message"
        record.body.string_value = f"body {text}"
    for number, value in enumerate(_wrappings(text)):
        record.attributes.add(key=f"gen_ai.prompt.{number}.content").value.CopyFrom(value)
    keeping = Keeping(ALL)
    REDACTOR.redact_request(signal, request, RUN_KEY, keeping=keeping)
    assert len([c for c in keeping.contents if c.mark]) == 6 + (signal is Signal.LOGS)
    check_clean(keeping, name)


def check_clean(keeping: Keeping, name: str) -> None:
    """Assert that a secret is in no content, but for personal data behind its own token."""
    secret = SECRETS[name].encode()
    for content in keeping.contents:
        if content.purpose == VALUES:
            assert content.label in PERSONAL
            assert name in PERSONAL or secret not in content.data
            assert content.subjects
        else:
            assert secret not in content.data
            assert secret not in repr(content).encode()


@pytest.mark.attack("E10")
@pytest.mark.parametrize("name", SECRETS)
def test_secrets_in_json_content_are_not_handed_out(name: str) -> None:
    """In hook inputs and CloudEvents as well."""
    text = f"see {planted(name)} now"
    nested = {"x": [text, {text: 1}], "password": "hunter2!", "text": f"deep {text}"}
    value = {
        "tool_input": nested,
        "prompt": text,
        "arguments": canonical.encode_body(nested).decode(),
        "note": text,
    }
    keeping = Keeping(ALL)
    REDACTOR.redact_json(value, RUN_KEY, keeping=keeping)
    assert [c.label for c in keeping.contents if c.mark] == [
        *("tool_arguments", "prompt", "tool_arguments"),
    ]
    check_clean(keeping, name)
    assert all(b"hunter2!" not in content.data for content in keeping.contents)


def test_a_number_that_is_a_card_is_not_handed_out() -> None:
    """As an attribute's whole value or in JSON, where the gate sees no digits."""
    request = new_request(Signal.TRACES)
    span = request.resource_spans.add().scope_spans.add().spans.add(name="n")
    span.attributes.add(key="prompt").value.int_value = 4111111111111111
    keeping = Keeping(ALL)
    REDACTOR.redact_request("traces", request, RUN_KEY, keeping=keeping)
    REDACTOR.redact_json({"args": [4111111111111111]}, RUN_KEY, keeping=keeping)
    assert len(keeping.contents) == 2
    assert all(b"4111111111111111" not in content.data for content in keeping.contents)


def test_a_marked_content_is_handed_out_in_each_request() -> None:
    """What is remembered of spans, keys and texts from one request to the next hides nothing."""
    for _ in range(3):
        request = new_request(Signal.TRACES)
        scope = request.resource_spans.add().scope_spans.add()
        for _ in range(2):
            span = scope.spans.add(name="/home/jane/work")
            for key, text in (("command", "ls"), ("model", "/home/jane/x"), ("args", "ls")):
                span.attributes.add(key=key).value.string_value = text
        keeping = Keeping(frozenset((COMMANDS, TOOLS, VALUES)))
        REDACTOR.redact_request("traces", request, RUN_KEY, keeping=keeping)
        # One mark for one content, whatever rules it fell under: the first names it.
        assert [(c.label, c.data) for c in keeping.contents] == [
            ("command_line", b"ls"),
            ("home_path", b"jane"),
        ]


def test_texts_hand_out_values_too() -> None:
    """A run's name, a reason: detectors run over them alone."""
    keeping = Keeping(frozenset((VALUES,)))
    text = f"for {SECRETS['email']}"
    assert REDACTOR.redact_text(text, RUN_KEY, keeping=keeping) == (
        REDACTOR.redact_text(text, RUN_KEY)
    )
    assert [c.data for c in keeping.contents] == [SECRETS["email"].encode()]


def test_the_default_set_hands_out_all_of_its_content() -> None:
    """Each rule with a purpose, under that purpose alone."""
    for rule in RULES.attributes:
        if not rule.purpose:
            continue
        key = next(key for key in rule.keys if not set(key) & set("*#"))
        for purpose in CONTENT:
            keeping = Keeping(frozenset((purpose,)))
            value = {key: ["plain"]}
            clean, counts = REDACTOR.redact_json(value, RUN_KEY, keeping=keeping)
            assert counts == Counter({rule.name: 1})
            assert isinstance(clean, dict)
            if purpose == rule.purpose:
                (content,) = keeping.contents
                assert content.label == rule.name
                assert content.data == canonical.encode_body(["plain"])
            else:
                assert keeping.contents == ()


@pytest.mark.parametrize("name", [run.name for run in recorded.runs()])
def test_content_of_recorded_runs_is_handed_out(name: str) -> None:
    """What real agents sent: each mark's content, without the user's name, and nothing more."""
    run = recorded.run(name)
    for body in run.bodies:
        request, keeping = recorded.parse(body), Keeping(ALL)
        sent = request.SerializeToString()
        stored = REDACTOR.redact_request(body.signal, request, RUN_KEY, keeping=keeping).body
        found = {content.mark for content in keeping.contents if content.mark is not None}
        assert found == marks_of(RULES, stored, sent)
        check_recorded(keeping)
    for hook in run.hooks:
        keeping = Keeping(ALL)
        clean, counts = REDACTOR.redact_json(hook["input"], RUN_KEY, keeping=keeping)
        assert clean == REDACTOR.redact_json(hook["input"], RUN_KEY)[0]
        assert bool(counts.keys() & VAULTED) == any(c.mark for c in keeping.contents)
        check_recorded(keeping)


def check_recorded(keeping: Keeping) -> None:
    """Assert that content of a recorded run is clean, and values are only what tokens hide."""
    for content in keeping.contents:
        if content.purpose == VALUES:
            assert content.label in PERSONAL
        else:
            assert b"/home/dev" not in content.data
