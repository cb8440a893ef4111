"""Engine: which rule a key has, what is content, what is remembered."""

from __future__ import annotations

import dataclasses
from collections import Counter

from desktop_app.redact.engine import OWN_RULE, Engine, is_own
from desktop_app.redact.marks import HashMarks, tokens_in
from tests.fakes.redaction import RUN_KEY, TOKEN_KEY, default_rules


def test_default_rules_make_an_engine() -> None:
    """The shipped set in use: a content key, a metadata key, an unknown one."""
    made = Engine(default_rules(), TOKEN_KEY)
    assert made.rule_of("gen_ai.input.messages") is not None
    assert made.rule_of("service.api_key") is not None
    assert made.rule_of("gen_ai.usage.input_tokens") is None
    assert made.rule_of("something.else") is None


def test_memory_of_keys_is_bounded() -> None:
    """Keys are the sender's choice: what is kept of them has an end, and long ones are not kept."""
    engine = Engine(default_rules(), TOKEN_KEY)
    for number in range(4100):
        assert engine.plan(f"key.{number}") is None
    assert len(engine._plans) <= 4096
    assert engine.plan("prompt") is engine.rule_of("prompt")
    assert engine.plan("x" * 300) is None


def test_a_mark_is_the_same_however_it_is_made() -> None:
    """Attributes take the ready halves of HMAC, JSON values the plain function."""
    engine = Engine(default_rules(), TOKEN_KEY)
    rule = engine.rule_of("prompt")
    assert rule is not None
    assert engine.mark(rule, b"hi", RUN_KEY) == HashMarks(RUN_KEY).format("prompt", b"hi")
    token = engine.rule_of("password")
    assert token is not None
    assert engine.mark(token, b"hi", RUN_KEY).startswith("[token credential t_")


def test_long_keys_are_not_kept() -> None:
    """A key of any length has its rule."""
    engine = Engine(default_rules(), TOKEN_KEY)
    assert "x" * 300 not in engine._plans


def test_what_says_nothing_is_known() -> None:
    """Empty, a placeholder, one of our marks; not a mark of a rule that is none."""
    engine = Engine(default_rules(), TOKEN_KEY)
    assert engine.is_done("")
    assert engine.is_done("<REDACTED>")
    assert engine.is_done("[drop jwt]")
    assert not engine.is_done("[drop nosuchrule]")
    assert not engine.is_done("words")


def test_our_own_keys_are_dropped() -> None:
    """`countersign.` in any case; a longer word is another's."""
    assert is_own("Countersign.")
    assert not is_own("countersign")
    engine = Engine(default_rules(), TOKEN_KEY)
    assert engine.plan("countersign.x") is OWN_RULE
    assert engine.is_own("countersign.x")
    assert not engine.is_own("x")
    assert not engine.inside.is_own("countersign.x")  # a word of the content
    assert engine.inside.plan("countersign.x") is None


def test_inside_kept_content_only_secrets_have_rules() -> None:
    """What may be kept is part of the whole; what is never kept is not; strictness ends there."""
    engine = Engine(dataclasses.replace(default_rules(), strict=True), TOKEN_KEY)
    inside = engine.inside
    assert inside is engine.inside
    assert inside.texts is engine.texts
    assert (engine.is_inside, inside.is_inside) == (False, True)
    assert (engine.rule_of("other") is not None, inside.rule_of("other")) == (True, None)
    assert inside.rule_of("prompt") is None
    assert inside.rule_of("password") == engine.rule_of("password")
    assert inside.is_done("[drop jwt]")


def test_every_token_of_a_text_is_known() -> None:
    """Of a detector in a text, of an attribute by its scope, whatever the case."""
    engine = Engine(default_rules(), TOKEN_KEY)
    mail = engine.texts.redact("to Ada@Lovelace.example", RUN_KEY, Counter())
    (token,) = tokens_in(mail.encode())
    assert token in engine.tokens_of("ada@lovelace.example")
    rule = engine.rule_of("user.name")
    assert rule is not None
    (token,) = tokens_in(engine.mark(rule, b"ada", RUN_KEY).encode())
    assert token in engine.tokens_of("ada")
    assert token in engine.tokens_of("Ada")
    assert token not in engine.tokens_of("bob")
