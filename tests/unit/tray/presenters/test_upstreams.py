"""What the settings say of an upstream."""

from __future__ import annotations

from typing import Any

import pytest

from desktop_app.tray.presenters import upstreams as presenter
from desktop_app.upstream.allowed import LEVELS
from desktop_app.upstream.places import ACCESS_KEY
from desktop_app.upstream.where import Kind

ONE: dict[str, Any] = {
    "name": "logs",
    "kind": "otlp",
    "what": "logs.example.org:443: redacted telemetry",
    "consent": 1_234,
    "until_us": 1_800_000_000_000_000,
    "in_force": True,
    "records": 0,
    "refused": 0,
    "refused_why": "",
    "trouble": "",
}


def row(*, local_only: bool = False, **changed: Any) -> presenter.Row:
    """Return the row of an upstream that stands so."""
    answer = {"local_only": local_only, "upstreams": [{**ONE, **changed}]}
    return presenter.rows(answer, 1_799_000_000_000_000)[0]


def test_what_allows_it_comes_first() -> None:
    """And until when."""
    found = row()
    assert found.said[0].startswith("Allowed by your consent #1,234 until ")
    assert found.may_send


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"local_only": True}, "Nothing goes there while local-only mode is on."),
        ({"in_force": False}, "Your consent #1,234 has ended: nothing goes there."),
    ],
)
def test_what_may_not_send_says_why(changed: dict[str, Any], said: str) -> None:
    """Trouble from before is no trouble now."""
    found = row(**changed, trouble="nobody answers")
    assert found.said == (said,)
    assert found.trouble == ""
    assert not found.may_send


def test_numbers_are_told_where_there_are_any() -> None:
    """Sent, refused, and what went wrong last."""
    found = row(records=1_204, refused=1, refused_why="HTTP 400", trouble="\x1b[31mno")
    assert found.said[1:] == ("1,204 records sent.", "1 record refused: HTTP 400")
    assert "\x1b" not in found.trouble


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("otlp", ("1 record sent.", "2 records refused, the last: no")),
        ("webhook", ("1 event sent.", "2 events refused, the last: no")),
        ("folder", ("1 object sent.", "2 objects refused, the last: no")),
        ("s3", ("1 object sent.", "2 objects refused, the last: no")),
        ("tsa", ("1 time stamp got.", "2 time stamps refused, the last: no")),
    ],
)
def test_each_kind_counts_in_its_own_unit(kind: str, said: tuple[str, ...]) -> None:
    """As the terminal does."""
    assert row(kind=kind, records=1, refused=2, refused_why="no").said[1:] == said


def test_what_a_place_said_is_told_though_nothing_was_refused() -> None:
    """A collector that takes nothing packed."""
    assert row(refused_why="It takes no gzip.\x1b").said[1:] == ("It takes no gzip.U+001B",)


def test_bundles_go_by_themselves_where_objects_lie() -> None:
    """By hand alone is what stands there first; the levels are those that may be chosen."""
    takes = [kind for kind in Kind if presenter.takes_bundles(kind)]
    assert sorted(takes) == ["folder", "https", "s3"]
    (first, _), *others = presenter.bundles()
    assert first is None
    assert tuple(level for level, _ in others) == LEVELS


def test_each_kind_that_is_offered_is_one() -> None:
    """None is left to the command line."""
    offered = [kind for kind, _, _ in presenter.kinds()]
    assert sorted(offered) == sorted(Kind)


def test_a_credential_is_asked_for_in_words() -> None:
    """What has none is asked for by its name."""
    assert presenter.credential("header:authorization") == "header:authorization"
    assert "proxy" in presenter.credential("proxy")
    assert [presenter.credential(name) for name in ACCESS_KEY] == [
        "Access key id",
        "Secret access key",
    ]
