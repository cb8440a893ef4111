"""JSONWalk: the same rules over JSON values."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.model.content import BINARY, TEXT, Content
from desktop_app.model.purposes import COMMANDS, CONTENT, VALUES
from desktop_app.redact import jsonvalues, marks
from desktop_app.redact.engine import Engine
from desktop_app.redact.jsonvalues import JSONWalk, clean_plain, content_bytes
from desktop_app.redact.keeping import JSON, Keeping
from desktop_app.redact.redactor import Redactor
from tests.fakes import recorded
from tests.fakes.redaction import RUN_KEY, SECRETS, TOKEN_KEY, default_rules, planted
from tests.unit.redact.test_exact import engine

JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


def walk(value: Any, *, path: str = "", strict: bool = False) -> tuple[Any, dict[str, int]]:
    """Redact a value with the rules of test_exact."""
    counts: Counter[str] = Counter()
    return JSONWalk(engine(strict=strict), RUN_KEY, counts).value(value, path), dict(counts)


def test_keys_at_any_depth_and_by_path() -> None:
    """A key by itself, a dotted path, keys under `countersign.`, and keys that hold a secret."""
    value = {
        "hash": "x",
        "drop": 1,
        "keep": "k",
        "countersign.x": 1,
        "bad1": {"a": ["bad2", {"hash": 5}]},
    }
    clean, counts = walk(value)
    assert counts == {"hashed": 2, "dropped": 1, "countersign": 1, "bad": 2}
    assert list(clean) == ["hash", "keep", "[drop bad]"]
    assert clean["[drop bad]"]["a"][0] == "[drop bad]"
    assert clean["[drop bad]"]["a"][1]["hash"].startswith("[hash hashed 1 bytes")
    made = Redactor(default_rules(), TOKEN_KEY)
    for nested, path in (({"gen_ai": {"prompt": "hi"}}, ""), ({"messages": "hi"}, "gen_ai.input")):
        _, counts = made.redact_json(nested, RUN_KEY, path=path)
        assert counts == {"prompt": 1}


def test_what_says_nothing_stays() -> None:
    """Empty values, booleans, None, placeholders and marks."""
    for value in ("", None, True, [], {}, "<REDACTED>", "[drop dropped]"):
        assert walk({"hash": value}) == ({"hash": value}, {})


def test_value_is_not_changed_in_place() -> None:
    """The caller's value stays as it was."""
    value = {"a": [{"hash": "x"}]}
    walk(value)
    assert value == {"a": [{"hash": "x"}]}


def test_strict() -> None:
    """Unknown texts and lists are hashed; maps are walked; numbers and known keys stay."""
    clean, counts = walk(
        {"keep": "k", "n": 1, "f": 0.5, "m": {"x": "text"}, "l": ["a"]}, strict=True
    )
    assert counts == {"unknown": 2}
    assert (clean["keep"], clean["n"], clean["f"]) == ("k", 1, 0.5)
    assert clean["m"]["x"].startswith("[hash unknown 4 bytes")


def test_deep_values_are_replaced_whole() -> None:
    """Deeper than 64, however deep: one mark, no recursion."""
    value: Any = "bad1"
    for _ in range(5000):
        value = [value]
    clean, counts = walk(value)
    assert counts == {"too_deep": 1}
    for _ in range(65):
        clean = clean[0]
    assert clean.startswith("[hash too_deep ")


def test_digest_of_a_text_is_that_of_its_attribute() -> None:
    """One content, one digest in a run, whether it came as OTLP or as a CloudEvent."""
    assert content_bytes("é\ud800") == b"\xc3\xa9\xed\xa0\x80"
    assert (
        content_bytes({"b": [1, None, True], "a": "x"}) == b"m2:s1:as1:xs1:bl3:v1\nvNone\nvTrue\n"
    )


@given(JSON_VALUES, JSON_VALUES)
def test_content_bytes_tell_values_apart(one: Any, other: Any) -> None:
    """Equal bytes only for equal values (texts are compared with texts)."""
    if isinstance(one, str) == isinstance(other, str):
        assert (content_bytes(one) == content_bytes(other)) == (repr_of(one) == repr_of(other))


def repr_of(value: Any) -> str:
    """Return a text that differs for different values, keys sorted."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key!r}: {repr_of(value[key])}' for key in sorted(value))}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(repr_of, value))}]"
    return repr(value)


@given(JSON_VALUES, st.sampled_from(sorted(SECRETS)))
def test_second_pass_changes_nothing(value: Any, name: str) -> None:
    """Idempotent, with a secret planted at the top."""
    made = JSONWalk(Engine(default_rules(), TOKEN_KEY), RUN_KEY, Counter())
    first = made.value({"x": value, "y": planted(name)}, "")
    assert SECRETS[name] not in str(first["y"])  # type: ignore[call-overload,index]  # a mapping
    assert made.value(first, "") == first


def test_recorded_hook_inputs_lose_their_content() -> None:
    """Prompts, commands, file contents and home paths of hook calls are gone; names stay."""
    made = Redactor(default_rules(), TOKEN_KEY)
    inputs = [hook["input"] for run in recorded.runs() for hook in run.hooks]
    assert inputs
    for before in inputs:
        after, _ = made.redact_json(before, RUN_KEY)
        assert isinstance(after, dict)
        for gone in (
            "SECRETPROMPT",
            "/home/dev",
            "echo failing",
            "hello from the mock",
            "cat hello",
        ):
            assert gone not in str(after)
        for key in ("session_id", "hook_event_name", "tool_name", "tool_use_id", "turn_id", "type"):
            assert after.get(key) == before.get(key)


def test_a_number_that_is_a_card_is_a_secret_too() -> None:
    """JSON numbers have digits like texts; small ones and other large ones stay numbers."""
    value = {"card": 4111111111111111, "count": 42, "nanoseconds": 1795169143996000000, "x": 1.5}
    clean, counts = Redactor(default_rules(), TOKEN_KEY).redact_json(value, RUN_KEY)
    assert isinstance(clean, dict)
    assert "4111111111111111" not in str(clean)
    assert (clean["count"], clean["nanoseconds"], clean["x"]) == (42, 1795169143996000000, 1.5)
    assert counts["card"] == 1


def kept(value: Any, *granted: str, rules: Engine | None = None) -> tuple[Content, ...]:
    """Redact a value under grants; return what is handed out."""
    keeping = Keeping(frozenset(granted))
    JSONWalk(rules or engine(), RUN_KEY, Counter(), keeping).value(value, "")
    return keeping.contents


def test_content_is_handed_out_under_its_grant() -> None:
    """Texts and numbers as they are, lists and maps as canonical JSON, after the detectors."""
    value = {"vault": "x bad1", "a": {"vault": 5}, "b": {"vault": {"b": ["bad1", 1.5], "a": None}}}
    found = kept(value, COMMANDS)
    assert [(c.label, c.purpose, c.data, c.media) for c in found] == [
        ("vaulted", COMMANDS, b"x [drop bad]", TEXT),
        ("vaulted", COMMANDS, b"5", TEXT),
        ("vaulted", COMMANDS, b'{"a":null,"b":["[drop bad]",1.5]}', JSON),
    ]
    for content in found:
        assert f"hmac-sha256:{content.mark}]" in str(walk(value)[0])
    assert kept(value, "file content") == ()
    assert kept({"hash": "x", "drop": "x", "other": "x"}, COMMANDS) == ()


def test_lists_and_maps_are_handed_out_without_what_is_never_kept() -> None:
    """Keys of content are part of the whole, keys of secrets are not, at any depth and by path."""
    inner = {"vault": "in", "hash": "no", "token": "hunter2", "drop": 1, "countersign.x": 1}
    value = {"vault": [inner]}
    ((content),) = kept(value, COMMANDS)
    (clean,) = json.loads(content.data)
    assert list(clean) == ["countersign.x", "hash", "token", "vault"]
    assert clean["vault"] == "in"
    assert clean["hash"].startswith("[hash hashed 2 bytes")
    assert content.subjects == (marks.token_of(clean["token"]),)
    rules = Engine(default_rules(), TOKEN_KEY)
    nested = {"arguments": {"db": {"connection_string": "Host=x"}, "prompt": "hi"}}
    ((content),) = kept(nested, *CONTENT, rules=rules)
    assert b"Host=x" not in content.data
    assert b'"prompt":"hi"' in content.data


def test_odd_json_is_handed_out_too() -> None:
    """Half a surrogate pair has no UTF-8: escaped in a list, as its bytes in a text."""
    found = kept({"vault": ["\ud800", float("nan")], "a": {"vault": "\ud800"}}, COMMANDS)
    assert [c.data for c in found] == [b'["\\ud800",NaN]', b"\xed\xa0\x80"]
    assert [c.media for c in found] == [JSON, BINARY]


def test_values_of_reversible_tokens_are_handed_out_under_a_grant_of_their_own() -> None:
    """Of texts, keys and whole values; never of credentials, nor of what has one inside."""
    value = {"person": "jane", "token": "jane", "who1": ["who2", 7], "n": {"person": 42}}
    found = kept(value, VALUES)
    assert [(c.label, c.data, c.mark) for c in found] == [
        ("person", b"jane", None),
        ("who", b"who1", None),
        ("who", b"who2", None),
        ("person", b"42", None),
    ]
    assert {c.purpose for c in found} == {VALUES}
    assert kept({"person": "jane bad1"}, VALUES) == ()
    assert kept({"person": ["jane"]}, VALUES) == ()
    assert kept({"person": "jane"}, COMMANDS) == ()


def test_a_text_that_is_json_is_read_where_that_finds_more() -> None:
    """A password by its key; a secret behind escapes; the rest stays as it was written."""
    rules = Engine(default_rules(), TOKEN_KEY)
    secret = SECRETS["github_token"]

    def data(text: str) -> str:
        return clean_plain(rules, text.encode(), RUN_KEY, Keeping(frozenset())).decode()

    plain = ' { "b": 1,  "a": "/tmp/x" } '
    assert data(plain) == plain
    assert data('{ "a": "/home/jane/x" }').startswith('{ "a": "/home/[token home_path')
    assert "pw1" not in data('{ "password": "pw1", "x": 1 }')
    assert data('{ "password": "pw1", "x": 1 }').endswith('"x":1}')
    escaped = "".join(f"\\u{ord(char):04x}" for char in secret)
    assert escaped not in data(f'{{"a": "{escaped}"}}')
    assert "[token github_token" in data(f'{{"a": "{escaped}"}}')
    both = data('{"password": "pw1", "api_key_of_x": "Zk3JqP9sXw7Lm2Vt5Rb8"}')
    assert "Zk3JqP9sXw7Lm2Vt5Rb8" not in both
    for broken in ('{"a": ', "[" * 100_000, "[1, 2", "{x}", "[" + "9" * 5_000 + "]"):
        assert data(broken) == broken
    assert data(f"{{ {secret}") == f"{{ {data(secret)}"
    deep = "[" * 80 + "]" * 80
    assert data(deep) == deep
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(jsonvalues, "MOST_READ", 20)
        assert data('{ "password": "pw1", "x": 1 }') == '{ "password": "pw1", "x": 1 }'
        assert data('{"password": "pw1"}') != '{"password": "pw1"}'
