"""Quick open as values: groups, order, what can be done, and what senders named shown safely."""

from __future__ import annotations

from typing import Any

from desktop_app.tray.presenters import quick_open as presenter
from desktop_app.tray.presenters.quick_open import Do, Group, Item, Run
from desktop_app.tray.presenters.state import State, of

NOW_US = 1_795_169_861_000_000
RUNNING = of({"local_only": True, "size": 10})
PAGES = {"timeline": "Timeline", "settings": "Settings"}
RECORD = {"run": 7, "run_id": "r-7", "agent": "claude-code", "ns": NOW_US * 1000}


def call(name: str = "Bash", **values: Any) -> dict[str, Any]:
    """Return a tool call as `Query.quick_open` tells it."""
    told = {"call": 3, "name": name, "outcome": "ok", "side_effect_level": None, "mcp_server": None}
    return {**RECORD, **told, **values}


def named(path: str, **values: Any) -> dict[str, Any]:
    """Return a file."""
    told = {"path": path, "operation": None, "level": None, "what": "span", "record": 5}
    return {**RECORD, **told, **values}


def said(text: str, **values: Any) -> dict[str, Any]:
    """Return a log record."""
    told = {"what": "log", "record": 9, "name": "note", "text": text, "category": "other"}
    return {**RECORD, **told, "matched": [{"in": "text", "text": text}], **values}


def listed(text: str, state: State = RUNNING, **found: Any) -> list[Item]:
    """Return what is shown for a text and an answer."""
    return presenter.listed(found, presenter.deeds(state, PAGES), text, NOW_US)


def test_groups_that_match_alike_stand_in_their_order() -> None:
    """Files, tool calls, runs, records, deeds: as long as none matches better."""
    items = listed(
        "v",
        files=[named("verse.txt")],
        calls=[call("vi")],
        runs=[{"run": 1, "run_id": "v", "agent": "x", "name": "vigil", "started_us": NOW_US}],
        records=[said("verbose")],
    )
    assert [item.group for item in items] == list(Group)


def test_the_best_match_comes_first() -> None:
    """Who types a deed's word finds it above the records that hold the word somewhere."""
    items = listed("verify", records=[said("the test could not verify it")])
    assert [item.title for item in items] == ["Verify now", "the test could not verify it"]
    items = listed("bash", calls=[call("bash_output"), call("bash")])
    assert [item.title for item in items] == ["bash", "bash_output"]


def test_deeds_are_found_by_any_of_their_words_without_case_and_accents() -> None:
    """All that is typed must stand in the title; nothing typed shows all of them."""
    assert [item.title for item in listed("BÚNDLE exp")] == ["Export audit bundle…"]
    assert [item.target for item in listed("pause hour")] == [Do("pause", 3600)]
    assert listed("no such deed") == []
    titles = [item.title for item in listed("")]
    assert "Turn local-only mode off…" in titles
    assert {"Timeline", "Settings", "Keyboard help", "Quit…"} <= set(titles)


def test_what_cannot_be_done_is_not_offered() -> None:
    """Without a recorder nothing can be switched or paused; paused, it can be resumed."""
    titles = {item.title for item in listed("", State())}
    assert not any("local-only" in title or "Pause" in title for title in titles)
    paused = {item.title for item in listed("", of({"paused": True, "local_only": False}))}
    assert {"Resume", "Turn local-only mode on"} <= paused
    assert not any("Pause" in title for title in paused)


def test_a_call_says_by_whom_when_and_how_it_ended() -> None:
    """Known agents by their title; denied and failed are said, a success needs no word."""
    (denied,) = listed("bash", calls=[call(outcome="denied")])
    assert denied.detail.startswith("Claude Code, ")
    assert denied.detail.endswith(", denied")
    assert (denied.icon, denied.fixed, denied.target) == ("shell", True, Run("#7", "call:3"))
    assert denied.spoken == f"Tool call, Bash, {denied.detail}"
    (failed,) = listed("xx", calls=[call("xx", outcome="error", agent=None, ns=None)])
    assert failed.detail == "unknown sender, time not known, failed"
    (mcp,) = listed("xx", calls=[call("xx", mcp_server="files")])
    assert mcp.icon == "mcp"


def test_a_file_says_what_was_done_with_it_as_far_as_is_known() -> None:
    """Created, changed, read; named where no more is known."""
    rows = [
        named("a", operation="create", level="write"),
        named("b", level="write"),
        named("c", level="read"),
        named("d"),
    ]
    assert [item.detail.split(" by ")[0] for item in listed("", files=rows)][:4] == [
        "created",
        "changed",
        "read",
        "named",
    ]


def test_a_run_is_called_by_its_name_or_its_id() -> None:
    """An agent that has the run's name is not told twice."""
    run = {
        "run": 1,
        "run_id": "0123456789abcdef0123456789",
        "agent": "greeting",
        "name": "greeting",
    }
    nameless = {**run, "run": 2, "name": None, "agent": "codex"}
    items = listed("", runs=[{**row, "started_us": NOW_US} for row in (run, nameless)])
    assert "greeting" not in items[0].detail
    assert items[1].title == "Run 0123456789ab…23456789"
    assert items[1].detail.startswith("Codex CLI, ")
    assert items[1].target == Run("#2")


def test_a_record_says_where_the_words_stood() -> None:
    """In an attribute: that is told behind the title."""
    (item,) = listed("txt", records=[said("File read.", matched=[{"in": "ext", "text": ".txt"}])])
    assert item.title == "File read: .txt"
    assert item.target == Run("#7", "log:9")


def test_what_senders_named_is_shown_safely() -> None:
    """Control and bidi characters are named; a body of any length is one bounded line."""
    (item,) = listed("exe", files=[named("exe.\u202egpj\n")])
    assert item.title == "exe.U+202EgpjU+000A"
    (long,) = listed("xx", records=[said("x" * 5000, agent="a\u202eb")])
    assert len(long.title) == presenter.LONGEST + 1
    assert long.detail.startswith("aU+202Eb")
    assert "U+202E" in presenter.nothing("\u202e")


def test_no_group_hides_the_others() -> None:
    """At most five of each; what belongs to no known run cannot be opened and is left out."""
    items = listed("bash", calls=[call() for _ in range(9)], records=[said("bash", run=None)])
    assert [item.group for item in items] == [Group.CALLS] * presenter.LIMIT
