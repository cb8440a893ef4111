"""parse_rules: reads what is documented, refuses the rest with file, line and key."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from desktop_app.errors import ConfigError, NewerFormatError
from desktop_app.redact.rulefile import parse_rules
from desktop_app.redact.rules import Action
from tests.fakes.redaction import RULES_FILE, default_rules

GOOD = """\
version = 1
strict = true
placeholders = ["<X>"]

[[attributes]]
name = "prompt"
action = "hash"
keys = ["prompt", "gen_ai.prompt.#.*"]

[[bodies]]
name = "message"
action = "drop"
events = ["gen_ai.*"]

[[detectors]]
name = "ticket"
action = "tokenize"
scope = "work"
pattern = 'T-([0-9]{4})'
check = "lower"
except = ["0000", "ABCD"]
"""


def test_good_file() -> None:
    """Every field lands where it belongs; scope defaults to the name."""
    rules = parse_rules(GOOD)
    assert rules.strict
    assert rules.placeholders == {"<X>"}
    assert rules.attributes[0].keys == ("prompt", "gen_ai.prompt.#.*")
    assert (rules.attributes[0].scope, rules.detectors[0].scope) == ("prompt", "work")
    assert rules.bodies[0].action is Action.DROP
    assert rules.detectors[0].excepted == {"0000", "abcd"}
    assert parse_rules("version = 1").detectors == ()


def test_purpose_and_reversible_are_read() -> None:
    """Of rules and bodies that keep content, and of rules whose tokens may be turned back."""
    text = GOOD.replace('"hash"', '"vault"\npurpose = "keep command lines"')
    text = text.replace('"drop"', '"vault"\npurpose = "file content"')
    rules = parse_rules(text.replace('"tokenize"', '"tokenize"\nreversible = true'))
    assert rules.attributes[0].purpose == "keep command lines"
    assert rules.bodies[0].purpose == "file content"
    assert rules.detectors[0].reversible
    plain = parse_rules(GOOD)
    assert (plain.attributes[0].purpose, plain.bodies[0].purpose) == ("", "")
    assert not plain.attributes[0].reversible
    assert not plain.detectors[0].reversible


def test_no_credential_of_the_default_set_is_reversible() -> None:
    """Only personal data: what opens no door."""
    rules = default_rules()
    found = {rule.name for rule in (*rules.attributes, *rules.detectors) if rule.reversible}
    assert found == {"user_name", "email", "iban", "phone", "home_path"}


def test_all_content_of_the_default_set_has_a_purpose() -> None:
    """No content is only hashed: with a yes for its purpose it can be kept."""
    rules = default_rules()
    made = {rule.name: rule.purpose for rule in (*rules.attributes, *rules.bodies) if rule.purpose}
    prompts, tools = "keep prompts and responses", "keep tool arguments and results"
    assert made == {
        **dict.fromkeys(("prompt", "response", "system_instructions"), prompts),
        **dict.fromkeys(("tool_definitions", "http_body", "message"), prompts),
        **dict.fromkeys(("tool_arguments", "tool_result", "documents"), tools),
        **dict.fromkeys(("file_path", "db_query", "data_base64"), tools),
        "command_line": "keep command lines",
    }
    assert Action.HASH not in {rule.action for rule in (*rules.attributes, *rules.bodies)}


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("version = 1", "version = true", 1, "version must be"),
        ("version = 1", "version = 0", 1, "version must be"),
        ("version = 1", "", 1, "version must be"),
        ("strict = true", "strict = 1", 2, "strict must be true or false"),
        ("strict = true", "strcit = true", 2, "unknown key 'strcit'"),
        ('["<X>"]', '"<X>"', 3, "placeholders must be a list"),
        ('["<X>"]', "[1]", 3, "placeholders must be a list"),
        ("[[attributes]]", "[attributes]", 5, "must be [[attributes]] tables"),
        ('name = "prompt"\n', "", 5, "name is missing"),
        ('name = "prompt"', "name = 7", 6, "name must be text"),
        ('name = "prompt"', 'name = "Prompt"', 6, "'Prompt' cannot be the name"),
        ('name = "prompt"', 'name = "bytes"', 6, "'bytes' cannot be the name"),
        ('action = "hash"', 'action = "hsah"', 7, "unknown action 'hsah'"),
        ('action = "hash"', 'action = "hash"\nkyes = []', 8, "unknown key 'kyes'"),
        ('keys = ["prompt", "gen_ai.prompt.#.*"]', "keys = []", 8, "keys is empty"),
        ('keys = ["prompt", "gen_ai.prompt.#.*"]', "", 5, "keys is empty"),
        ('keys = ["prompt", "gen_ai.prompt.#.*"]', 'keys = "prompt"', 8, "keys must be a list"),
        ('"gen_ai.prompt.#.*"', '"*"', 8, "'*' cannot be matched"),
        ('"gen_ai.prompt.#.*"', '"a b"', 8, "'a b' cannot be matched"),
        ('"gen_ai.prompt.#.*"', '"*a*"', 8, "starts with text, or is * and text"),
        ('"gen_ai.prompt.#.*"', '"#a"', 8, "starts with text, or is * and text"),
        ('"gen_ai.prompt.#.*"', '"PROMPT"', 8, "the key 'PROMPT' is there twice"),
        ('action = "drop"', 'action = "drop"\nscope = "no no"', 13, "cannot be a scope"),
        ('action = "tokenize"', 'action = "vault"', 17, "a detector keeps, hashes"),
        ('action = "hash"', 'action = "vault"', 5, "purpose is missing"),
        ('action = "hash"', 'action = "vault"\npurpose = 1', 8, "purpose must be text"),
        ('action = "hash"', 'action = "vault"\npurpose = "all"', 8, "unknown purpose 'all'; there"),
        (
            'action = "hash"',
            'action = "vault"\npurpose = "keep redacted values"',
            8,
            "unknown purpose 'keep redacted values'",
        ),
        (
            'action = "hash"',
            'action = "hash"\npurpose = "file content"',
            8,
            "purpose is for action vault, not hash",
        ),
        (
            'action = "drop"',
            'action = "drop"\npurpose = "file content"',
            13,
            "purpose is for action vault, not drop",
        ),
        (
            'action = "tokenize"',
            'action = "tokenize"\npurpose = "file content"',
            18,
            "unknown key 'purpose'",
        ),
        (
            'action = "tokenize"',
            'action = "tokenize"\nreversible = 1',
            18,
            "reversible must be true or false",
        ),
        (
            'action = "hash"',
            'action = "hash"\nreversible = true',
            8,
            "reversible is for action tokenize, not hash",
        ),
        ('check = "lower"', 'check = "magic"', 20, "unknown check 'magic'; there are card"),
        ("'T-([0-9]{4})'", "'T-('", 19, "is not RE2"),
        ("'T-([0-9]{4})'", "'T-é'", 19, "must be ASCII"),
        ("'T-([0-9]{4})'", r"'\bT'", 19, "anchor or word boundary"),
        ("'T-([0-9]{4})'", "'^T'", 19, "anchor or word boundary"),
        ("'T-([0-9]{4})'", "'T$'", 19, "anchor or word boundary"),
        ("'T-([0-9]{4})'", r"'a\\\zT'", 19, "anchor or word boundary"),
        ("'T-([0-9]{4})'", "'T*'", 19, "matches empty text"),
        ("'T-([0-9]{4})'", "'token|x'", 19, "matches our own mark"),
        ("'T-([0-9]{4})'", "'prompt [0-9]'", 19, "matches our own mark"),
        ('except = ["0000", "ABCD"]', "except = 1", 21, "except must be a list"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(old: str, new: str, line: int, words: str) -> None:
    """One message per defect; it says file, line and key."""
    assert old in GOOD
    with pytest.raises(ConfigError) as caught:
        parse_rules(GOOD.replace(old, new, 1), "my.toml")
    assert words in caught.value.message
    assert caught.value.message.startswith(f"my.toml, line {line}: ")


def test_second_rule_of_a_name_and_inline_tables() -> None:
    """A detector's name is there once; inline tables are found too."""
    again = "\n[[detectors]]\nname = 'ticket'\naction = 'drop'\npattern = 'abc'\n"
    with pytest.raises(ConfigError, match="the detector 'ticket' is there twice"):
        parse_rules(GOOD + again)
    with pytest.raises(ConfigError, match="line 2: name is missing"):
        parse_rules("version = 1\nbodies = [{ action = 'hash', events = ['x'] }]")
    escaped = r"version = 1" + "\n[[detectors]]\nname='a'\naction='drop'\npattern='a\\\\b[^x]'\n"
    assert parse_rules(escaped).detectors[0].pattern == "a\\\\b[^x]"


def test_not_toml_and_newer() -> None:
    """Not TOML says where; a newer version is refused before anything else is looked at."""
    with pytest.raises(ConfigError, match=r"my.toml is not TOML: .*line 2"):
        parse_rules("version = 1\nx = = 2", "my.toml")
    with pytest.raises(NewerFormatError, match="format version 2; this Countersign reads up to 1"):
        parse_rules("version = 2\nwhatever = 1")


def test_default_file_is_documented() -> None:
    """Each rule of the shipped set stands in the document, and the document names no other."""
    text = (Path(RULES_FILE).parents[1] / "docs" / "redaction.md").read_text(encoding="utf-8")
    section = text.split("## The default set")[1].split("\n## ")[0]
    assert set(re.findall(r"^\| `([a-z0-9_]+)`", section, re.MULTILINE)) == default_rules().names()


def test_the_example_of_the_document_is_read() -> None:
    """The documented example is a good file."""
    text = (Path(RULES_FILE).parents[1] / "docs" / "redaction.md").read_text(encoding="utf-8")
    for example in re.findall(r"```toml\n(.*?)```", text, re.DOTALL):
        parse_rules(example, "example")
