"""What of a row's content is kept, is gone, or never was."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from desktop_app.model.screenform import MEDIA
from desktop_app.tray.presenters.run_view import detail, kept
from desktop_app.tray.presenters.run_view.kept import Piece
from desktop_app.tray.presenters.run_view.rows import What
from desktop_app.tray.presenters.run_view.sources import Sources
from tests.fakes.pictured import places

DAY_US = 86_400_000_000
AT_US = 1_795_169_861_000_000  # 20 November 2026
DIGEST = "ab" * 16
MARK = f"[hash prompt 60 bytes hmac-sha256:{DIGEST}]"
INTENT = {"seq": 75, "ts_us": AT_US, "kind": "shell"}


def row(**changed: Any) -> dict[str, Any]:
    """A row of `Query.kept_of`."""
    told: dict[str, Any] = {
        "entry": 75, "ts_us": AT_US, "kind": "action.intent", "label": "command_line",
        "purpose": "keep command lines", "bytes": 59, "media": "text/plain", "mark": None,
        "ref": "r" * 32, "state": "kept", "stored": 75,
    }  # fmt: skip
    return {**told, **changed}


def sources(*rows: dict[str, Any], **more: Any) -> Sources:
    """What told of a call that Countersign was asked about."""
    why = {"intents": [INTENT], "effects": []}
    return Sources(**{"kept": list(rows), "why": why, **more})


def said(*rows: dict[str, Any], **more: Any) -> list[tuple[str, str]]:
    """Label and value of each fact, with plain spaces."""
    found = kept.facts(sources(*rows, **more))
    return [(fact.label, fact.value.replace("\N{NO-BREAK SPACE}", " ")) for fact in found]


def test_what_is_kept_says_until_when_and_can_be_revealed() -> None:
    """90 days from its entry; the day does not break over lines."""
    (fact,) = kept.facts(sources(row()))
    assert said(row()) == [("Command", "59 bytes, kept until 18 Feb 2027")]
    assert (fact.icon, fact.tone, fact.link) == ("kept", "ok", f"reveal {'r' * 32}")
    assert "until 18" not in fact.value
    assert kept.piece(sources(row()), "r" * 32) == Piece(
        "r" * 32, "command_line", 59, 75, "text/plain"
    )
    assert kept.piece(sources(row()), "other") is None


def test_what_was_purged_has_no_button() -> None:
    """The entry still verifies."""
    (fact,) = kept.facts(sources(row(state="purged")))
    assert fact.value == "Purged, 59 bytes. The entry still verifies."
    assert (fact.icon, fact.link) == ("not-kept", "")


def test_a_picture_is_as_large_as_it_is_stored() -> None:
    """Its rows of pixels would mislead; once it is gone nothing is known."""
    picture = {"label": "screenshot.after", "media": MEDIA, "bytes": 6_220_891, "stored": 340_000}
    ((_, told),) = said(row(**picture))
    assert told == "340 kB, kept until 18 Feb 2027"
    ((_, told),) = said(row(**{**picture, "stored": None}, state="purged"))
    assert told == "Purged. The entry still verifies."


def test_why_content_could_not_be_kept() -> None:
    """In words, whatever the word."""
    wants = {"entry": 75, "ts_us": AT_US}
    assert [
        said({**wants, "not_kept": why})[0][1] for why in ("full", "storage", "missing", "n\x1bew")
    ] == [
        "Not kept: the vault was full.",
        "Not kept: the vault could not be written.",
        "Kept once, and not in the vault any more.",
        "Not kept: nU+001Bew.",
    ]


def test_no_grant_is_said_where_nothing_of_an_action_is_kept() -> None:
    """At the time of its intent; nothing is said of a call that nobody was asked about."""
    ((label, value),) = said()
    assert label == "Command"
    assert value.startswith("Not kept: no grant at ")
    other = {"intents": [{**INTENT, "kind": "read"}], "effects": []}
    assert said(why=other)[0][0] == "Arguments"
    assert said(why=None) == []


def test_an_entry_of_many_records_gives_only_the_row_s_own() -> None:
    """By the mark that stands in it; the same content is told once."""
    mine, others = row(mark=DIGEST, label="prompt"), row(mark="cd" * 16, ref="s" * 32)
    span = {"attributes": {"prompt": MARK}}
    assert said(mine, others, mine, span=span, why=None) == [
        ("Prompt", "59 bytes, kept until 18 Feb 2027")
    ]
    assert kept.marks(sources(mine, others, span=span)) == {DIGEST}


def test_a_vault_that_cannot_be_read_is_said() -> None:
    """And no word of a missing grant."""
    (fact,) = kept.facts(sources(kept=None))
    assert fact.value == "What is kept of it cannot be read: the vault is damaged."
    assert fact.tone == "deny"
    assert kept.piece(sources(kept=None), "r") is None


def test_labels_in_words() -> None:
    """Those that are not known by their own name, made safe."""
    names = [kept.name(label) for label in ("tool_arguments", "screenshot.before", "data_base64")]
    assert names == ["Arguments", "Screenshot.before", "Data base64"]


def test_the_days_are_those_in_force() -> None:
    """Whatever the purpose was called when it was kept."""
    assert kept.until(AT_US + DAY_US, 90) == kept.until(AT_US, 91) == "19 Feb 2027"
    (fact,) = kept.facts(replace(sources(row(purpose="new")), days=91))
    assert fact.value.replace("\N{NO-BREAK SPACE}", " ").endswith("kept until 19 Feb 2027")


def test_the_section_content_tells_it_once(asked) -> None:
    """What is kept is not also told as not kept by its rule."""
    at = places(asked.rows, What.TURN)[0]
    told = sources(
        row(mark=DIGEST, label="prompt"), span={"attributes": {"prompt": MARK}}, why=None
    )
    found = detail.content(asked.rows, at, told)
    assert [fact.label for fact in found] == ["Prompt"]
    gone = replace(told, kept=[])
    assert [fact.value for fact in detail.content(asked.rows, at, gone)][-1] == (
        "not kept, by rule prompt, 60 bytes"
    )
