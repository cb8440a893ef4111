"""What the Settings page says, without Qt."""

from __future__ import annotations

from dataclasses import replace

from desktop_app.operations.settings import Changed, Row
from desktop_app.recorder.settings import GIB, MIB, TABLE
from desktop_app.tray.presenters import settings


def rows() -> list[Row]:
    """Return every setting at its default."""
    return [Row(row.name, row.default, row.default, row.about, row.choices) for row in TABLE]


def test_every_setting_has_its_words_in_one_section() -> None:
    """But for what only we remember; none falls into the rest."""
    found = settings.sections(rows())
    assert [section.key for section in found] == [
        "kept",
        "upstreams",
        "ports",
        "start",
        "appearance",
        "privacy",
        "retention",
        "policy",
        "limits",
    ]
    names = [item.name for section in found for item in section.items]
    assert sorted(names) == sorted({row.name for row in TABLE} - set(settings.HIDDEN))


def test_a_setting_without_words_is_still_there() -> None:
    """By its name, with the table's own line."""
    found = settings.sections([*rows(), Row("x.new", 7, 5, "Something new", ())])
    assert (found[-1].key, found[-1].items[0].title) == ("other", "x.new")
    assert (found[-1].items[0].text, found[-1].items[0].value) == ("Something new", "7")


def test_kinds_follow_the_type() -> None:
    """Truth is a switch, a word is a choice, a number is typed."""
    items = {item.name: item for section in settings.sections(rows()) for item in section.items}
    assert items["redact.strict"].kind == "switch"
    assert items["appearance.scheme"].kind == "choice"
    assert items["appearance.scheme"].choices[0] == ("system", "As the desktop")
    assert items["ledger.quota_bytes"].value == "20 GiB"
    assert (items["run.idle_s"].value, items["run.idle_s"].unit) == ("600", "seconds")


def test_values_as_they_are_typed() -> None:
    """Units apart from their number; words as they are."""
    assert settings.as_typed(64 * MIB) == "64 MiB"
    assert settings.as_typed(GIB) == "1 GiB"
    assert settings.as_typed(4318) == "4318"
    assert settings.as_typed(value=True) == "true"
    assert settings.as_typed("dark-panel") == "dark-panel"


def test_what_came_of_a_change() -> None:
    """The entry, and whether it holds yet."""
    done = Changed("run.idle_s", 600, 30, 10_490, "now")
    assert settings.told(done) == "Recorded as #10,490."
    later = Changed("receive.http_port", 4318, 1, 2, "at the next start")
    assert settings.told(later) == "Recorded as #2. It takes hold at the recorder's next start."


def test_what_loosens_is_asked_in_its_own_words() -> None:
    """Each setting that can loosen has a sentence of its own."""
    asked = {settings.question(row.name) for row in TABLE if row.loosens is not None}
    assert len(asked) == sum(row.loosens is not None for row in TABLE)
    assert settings.question("x.new") not in asked


def test_what_is_managed_says_who_set_it():
    """And nothing else does."""
    row = Row("run.idle_s", 60, 600, "", (), "/etc/countersign")
    (limits,) = [one for one in settings.sections([row]) if one.key == "limits"]
    assert limits.items[0].managed == (
        "Set by whoever administers this computer, in /etc/countersign."
    )
    (limits,) = [one for one in settings.sections([replace(row, managed="")]) if one.items]
    assert limits.items[0].managed == ""
