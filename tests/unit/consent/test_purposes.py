"""Purposes are in somebody's ledger for ever."""

from __future__ import annotations

from desktop_app.consent.purposes import ACTION, BEYOND, PURPOSES, SEND
from desktop_app.host import resources

# Append a new purpose here and in the documented table; never change or remove a line.
PUBLISHED = {
    "keep prompts and responses",
    "keep tool arguments and results",
    "keep command lines",
    "screenshots",
    "file content",
    "agent action",
    "reveal from the vault",
    "export",
    "connections beyond this computer",
    "send to an upstream",
    "keep redacted values",
    "local copies",
}


def test_published_purposes_stay() -> None:
    """No purpose was renamed or removed, and a new one is noted here."""
    assert set(PURPOSES) == PUBLISHED
    assert all(name == one.name and one.title for name, one in PURPOSES.items())


def test_actions_alone_have_a_scope() -> None:
    """Of everything else the newest answer counts."""
    assert [one.name for one in PURPOSES.values() if one.scoped] == [ACTION]
    assert PURPOSES[BEYOND].retention_days is None


def test_upstreams_alone_are_named_so_that_several_stand_at_once() -> None:
    """None of them is asked for by itself: it would say nothing without its name."""
    assert [one.name for one in PURPOSES.values() if one.named] == [SEND]
    assert [one.name for one in PURPOSES.values() if not one.stands_alone] == [ACTION, SEND]


def test_each_purpose_is_documented_with_its_title_and_whether_content_is_kept_by_it() -> None:
    """A row of the table in `consent.md` each."""
    text = resources.read_text("docs/consent.md")
    for one in PURPOSES.values():
        kept = "" if one.retention_days is None else "kept"
        row = f"| `{one.name}` | {one.title} | `{one.notice}` | {kept} |"
        assert row.replace("  ", " ") in text.replace("  ", " "), row
