"""Places in a config: what stands, what is ours, and what an undo leaves alone."""

from __future__ import annotations

from desktop_app.agents import jsonc, places, record

OURS = {"hooks": [{"type": "command", "command": "countersign-hook codex"}]}
OLD = {"hooks": [{"type": "command", "command": "countersign-hook codex --old"}]}
TOUCHED = {"hooks": [{"type": "command", "command": "countersign-hook codex", "timeout": 1}]}
PLACE = "hooks.PreToolUse[]"


def wired() -> record.Wired:
    """Return a record of two set-ups."""
    hooks = [record.value_digest(OURS), record.value_digest(OLD)]
    settings = {PLACE: hooks, "env.A": [record.value_digest("1")]}
    return record.Wired("codex", "/x", True, [], [], [], settings, "", 1)  # noqa: FBT003


def config(*rows: object) -> str:
    """Return a config with a list of hooks."""
    return jsonc.set_value("{}", ("hooks", "PreToolUse"), list(rows))  # type: ignore[arg-type]


def test_names_of_places() -> None:
    """Dotted, and back."""
    assert places.dotted(("a", "b")) == "a.b"
    assert places.dotted(("hooks", "PreToolUse"), element=True) == PLACE
    assert places.path_of(PLACE) == ("hooks", "PreToolUse")
    assert places.is_element(PLACE)
    assert not places.is_element("a.b")


def test_a_hook_stands_when_it_is_there_once_as_the_newest_set_up_wrote_it() -> None:
    """Among others' hooks, and not an older one of ours, nor two."""
    other = {"hooks": []}
    assert places.stands(jsonc, config(other, OURS), wired(), PLACE)
    for rows in ([], [other], [OLD], [TOUCHED], [OURS, OLD], [OURS, OURS]):
        assert not places.stands(jsonc, config(*rows), wired(), PLACE)
    assert places.stands(jsonc, '{"env": {"A": "1"}}', wired(), "env.A")
    assert not places.stands(jsonc, "{}", wired(), "env.A")


def test_an_undo_takes_out_ours_and_leaves_what_somebody_changed() -> None:
    """One that is gone already is nothing to leave."""
    other = {"hooks": []}
    without = places.put_back(jsonc, config(other, OLD, OURS), wired(), PLACE, "{}")
    assert without is not None
    assert jsonc.load(without) == {"hooks": {"PreToolUse": [other]}}
    assert places.put_back(jsonc, config(TOUCHED), wired(), PLACE, "{}") is None
    assert places.put_back(jsonc, config(other), wired(), PLACE, "{}") == config(other)
    assert places.put_back(jsonc, '{"env": {"A": "2"}}', wired(), "env.A", "{}") is None
