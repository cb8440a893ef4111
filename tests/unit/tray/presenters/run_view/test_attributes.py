"""Attributes, mapped and raw; redactions as the names of rules."""

from __future__ import annotations

import json

from desktop_app.tray.presenters.run_view import attributes
from desktop_app.tray.presenters.run_view.sources import Sources

HASH = "[hash tool_arguments 139 bytes hmac-sha256:" + "a" * 32 + "]"
TOKEN = "[token email t_" + "b" * 26 + "]"
SPAN = {
    "attributes": {"tool_input": HASH, "to": f"mail {TOKEN} now", "n": 3, "\x1bkey": "x"},
    "countersign": {"countersign.agent": "claude-code", "countersign.tokens_in": 3},
    "resource_attributes": {"service.name": "claude-code"},
}
LOG = {"event": "tool_result", "attributes": {"key": "[drop jwt]"}, "countersign": {}}
TOLD = Sources(SPAN, [LOG])


def test_mapped_stands_above_raw():
    """Without our prefix; each record's own below."""
    found = attributes.groups(TOLD)
    assert [group.title for group in found] == [
        "Mapped",
        "Raw, as sent: span",
        "Raw, as sent: log record tool_result",
        "Resource",
    ]
    assert found[0].lines[0] == attributes.Attribute("agent", "claude-code")


def test_a_redaction_is_shown_as_its_rule():
    """With the size of what stood there; never the digest in place of it."""
    line = attributes.line("tool_input", HASH)
    assert (line.rule, line.size) == ("tool_arguments", 139)
    assert attributes.shown(line) == "by rule tool_arguments, 139 bytes"
    assert attributes.shown(attributes.line("key", "[drop jwt]")) == "by rule jwt"
    assert attributes.shown(attributes.line("mail", TOKEN)) == "by rule email"


def test_what_senders_sent_is_made_safe():
    """Names and values."""
    assert attributes.line("\x1bkey", "a\u202eb") == ("U+001Bkey", "aU+202Eb", "", None)
    assert attributes.line("list", ["é", {"a": 1}]).value == '["é", {"a": 1}]'


def test_redactions_are_listed_once():
    """Wherever in a value they stand."""
    assert attributes.marks(TOLD) == [
        ("tool_input", "tool_arguments", 139, "a" * 32),
        ("to", "email", None, ""),
        ("key", "jwt", None, ""),
    ]
    nested = Sources({"attributes": {"a": {"b": [HASH, HASH]}}}, [])
    assert attributes.marks(nested) == [("a", "tool_arguments", 139, "a" * 32)]
    assert attributes.digests(TOLD) == {"a" * 32}


def test_all_of_it_as_json():
    """For the clipboard."""
    told = json.loads(attributes.as_json(TOLD))
    assert [one["record"] for one in told] == ["span", "log"]
    assert told[0]["attributes"]["n"] == 3
