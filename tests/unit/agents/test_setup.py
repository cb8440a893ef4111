"""Setup then undo, on configs as odd as people make them."""

from __future__ import annotations

import itertools
import os
import stat
import tomllib
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.agents import configfile, record, setup
from desktop_app.agents.catalog import BY_NAME, Route, items
from desktop_app.agents.editors import EDITORS
from desktop_app.agents.hooks.wiring import HookPlace
from desktop_app.agents.undo import undo
from desktop_app.errors import AgentConfigError, CountersignError
from desktop_app.host import files
from tests.fakes import odd_configs

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.agents.catalog import Agent

ROUTE = Route("http://127.0.0.1:4318", "cs_" + "a" * 43, HookPlace("/run/a.sock", "/data/a"))
AGAIN = Route("http://127.0.0.1:5318", "cs_" + "b" * 43, HookPlace("/run/b.sock", "/data/b"))
ALONE = Route("http://127.0.0.1:4318", "cs_" + "a" * 43, without_hooks=True)
NAMES = sorted(BY_NAME)


def wire(agent: Agent, home: Path, route: Route = ROUTE) -> setup.Plan:
    """Set an agent up as the verb does."""
    planned = setup.plan(agent, route, {}, home)
    setup.apply(planned, route, home / "records", 1)
    return planned


def place(agent: Agent, home: Path, content: bytes) -> Path:
    """Write an agent's config file as its owner left it."""
    path = agent.config({}, home)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def round_trip(agent: Agent, home: Path, content: bytes) -> None:
    """Set up, check what the agent then reads, set up again, undo; every byte must be back."""
    path = place(agent, home, content)
    editor = EDITORS[agent.format]
    before = editor.load(content.decode())
    wire(agent, home)
    after = editor.load(path.read_text())
    for keys, value in agent.settings(ROUTE):
        assert editor.get(path.read_text(), keys) == value
    for keys, item in items(agent, ROUTE):
        assert editor.get(path.read_text(), keys).count(item) == 1  # type: ignore[attr-defined]
    assert odd_configs.without(after, agent) == odd_configs.without(before, agent)
    wire(agent, home, AGAIN)
    assert undo(agent, home / "records").exact
    assert path.read_bytes() == content
    assert sorted(p.name for p in path.parent.iterdir()) == [path.name]


@pytest.mark.parametrize("content", odd_configs.JSON, ids=repr)
@pytest.mark.parametrize("name", ["claude-code", "gemini"])
def test_undo_brings_back_every_byte_of_an_odd_json_config(
    name: str, content: str, tmp_path: Path
) -> None:
    """Comments, trailing commas, line ends, marks, duplicate keys, no final newline."""
    round_trip(BY_NAME[name], tmp_path, content.encode())


@pytest.mark.parametrize("content", odd_configs.TOML, ids=repr)
def test_undo_brings_back_every_byte_of_an_odd_toml_config(content: str, tmp_path: Path) -> None:
    """Inline tables, dotted keys, an [otel] table of its own, comments everywhere."""
    round_trip(BY_NAME["codex"], tmp_path, content.encode())


@settings(max_examples=60)
@given(content=odd_configs.json_texts())
def test_any_json_config_comes_back(content: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The property, for configs that hypothesis makes."""
    round_trip(BY_NAME["claude-code"], tmp_path_factory.mktemp("home"), content.encode())


@settings(max_examples=60)
@given(content=odd_configs.toml_texts())
def test_any_toml_config_comes_back(content: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Likewise for TOML; what tomlkit cannot change without risk is refused and left alone."""
    home = tmp_path_factory.mktemp("home")
    tomllib.loads(content)
    try:
        round_trip(BY_NAME["codex"], home, content.encode())
    except AgentConfigError:
        assert BY_NAME["codex"].config({}, home).read_bytes() == content.encode()


def without_hooks(agent: Agent, home: Path, content: bytes) -> None:
    """With hooks, then without, then undo; every byte must be back, and nobody asked between."""
    path = place(agent, home, content)
    editor = EDITORS[agent.format]
    before = editor.load(content.decode())
    wire(agent, home)
    try:
        wire(agent, home, ALONE)
    except AgentConfigError:
        return  # comments among the hooks
    after = editor.load(path.read_text())
    assert "hook.py" not in str(after)
    for keys, value in agent.settings(ALONE):
        assert editor.get(path.read_text(), keys) == value
    assert odd_configs.without(after, agent) == odd_configs.without(before, agent)
    wired = record.load(home / "records", agent.name)
    assert wired is not None
    assert wired.without_hooks
    assert not [dotted for dotted in wired.settings if dotted.endswith("[]")]
    assert undo(agent, home / "records").exact
    assert path.read_bytes() == content


@pytest.mark.parametrize("content", odd_configs.JSON, ids=repr)
@pytest.mark.parametrize("name", ["claude-code", "gemini"])
def test_hooks_can_be_taken_out_of_an_odd_json_config(
    name: str, content: str, tmp_path: Path
) -> None:
    """Its person's choice; the telemetry stays, and an undo brings back every byte."""
    without_hooks(BY_NAME[name], tmp_path, content.encode())


@pytest.mark.parametrize("content", odd_configs.TOML, ids=repr)
def test_hooks_can_be_taken_out_of_an_odd_toml_config(content: str, tmp_path: Path) -> None:
    """Likewise."""
    without_hooks(BY_NAME["codex"], tmp_path, content.encode())


@settings(max_examples=40)
@given(content=odd_configs.json_texts())
def test_hooks_can_be_taken_out_of_any_json_config(
    content: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The property, for configs that hypothesis makes."""
    without_hooks(BY_NAME["gemini"], tmp_path_factory.mktemp("home"), content.encode())


@pytest.mark.parametrize("name", NAMES)
def test_hooks_that_were_taken_out_can_come_back(name: str, tmp_path: Path) -> None:
    """By a set-up that does not leave them out; another's hooks stay throughout."""
    agent, editor = BY_NAME[name], EDITORS[BY_NAME[name].format]
    theirs = {"hooks": [{"type": "command", "command": "lint"}]}
    keys = items(agent, ROUTE)[0][0]
    content = editor.put_item("", keys, theirs, lambda _row: False).encode()
    path = place(agent, tmp_path, content)
    for route, number in ((ROUTE, 2), (ALONE, 1), (ROUTE, 2), (ALONE, 1)):
        wire(agent, tmp_path, route)
        rows = editor.get(path.read_text(), keys)
        assert isinstance(rows, list)
        assert (len(rows), rows[0]) == (number, theirs)
    assert undo(agent, tmp_path / "records").exact
    assert path.read_bytes() == content


@settings(max_examples=60)
@given(content=odd_configs.json_texts(), added=st.sampled_from(["model", "theme", "x"]))
def test_undo_of_an_edited_config_takes_out_ours_alone(
    content: str, added: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The person's own change stays, what we replaced is back, and nothing of ours is left."""
    home, agent = tmp_path_factory.mktemp("home"), BY_NAME["claude-code"]
    path, editor = place(agent, home, content.encode()), EDITORS["jsonc"]
    wire(agent, home)
    path.write_text(editor.set_value(path.read_text(), (added,), "theirs"), newline="")
    undone = undo(agent, home / "records")
    assert not undone.left
    assert editor.load(path.read_bytes().decode()) == editor.load(
        editor.set_value(content, (added,), "theirs")
    )
    assert "127.0.0.1:4318" not in path.read_text()


@settings(max_examples=40)
@given(content=odd_configs.toml_texts())
def test_undo_of_an_edited_toml_config_takes_out_ours_alone(
    content: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The same for Codex."""
    home, agent = tmp_path_factory.mktemp("home"), BY_NAME["codex"]
    path = place(agent, home, content.encode())
    try:
        wire(agent, home)
    except AgentConfigError:
        return
    path.write_text("# theirs\nzzz = 1\n" + path.read_text())
    undo(agent, home / "records")
    assert tomllib.loads(path.read_text()) == {**tomllib.loads(content), "zzz": 1}
    assert path.read_text().startswith("# theirs\n")


@pytest.mark.parametrize("name", NAMES)
def test_a_config_made_by_us_goes_with_its_directories(name: str, tmp_path: Path) -> None:
    """No file before, none after; a directory that somebody else used meanwhile stays."""
    agent, home = BY_NAME[name], tmp_path / "home"
    wire(agent, home)
    path = agent.config({}, home)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert undo(agent, home / "records").exact
    assert not path.parent.exists()
    wire(agent, home)
    (path.parent / "theirs").touch()
    undo(agent, home / "records")
    assert [p.name for p in path.parent.iterdir()] == ["theirs"]


def test_links_and_modes_are_kept(tmp_path: Path) -> None:
    """A symbolic link stays one, a dangling one dangles again, hard links and mode bits stay."""
    agent = BY_NAME["claude-code"]
    path = place(agent, tmp_path, b"{}")
    path.unlink()
    real = tmp_path / "dotfiles" / "claude.json"
    path.symlink_to(real)
    wire(agent, tmp_path)
    assert path.is_symlink()
    assert real.exists()
    undo(agent, tmp_path / "records")
    assert path.is_symlink()
    assert not real.parent.exists()
    real.parent.mkdir()
    real.write_bytes(b'{"a": 1}')
    real.chmod(0o664)
    os.link(real, tmp_path / "second-name")
    wire(agent, tmp_path)
    assert (tmp_path / "second-name").read_bytes() == real.read_bytes() != b'{"a": 1}'
    undo(agent, tmp_path / "records")
    assert (tmp_path / "second-name").read_bytes() == real.read_bytes() == b'{"a": 1}'
    (tmp_path / "second-name").unlink()
    wire(agent, tmp_path)
    assert stat.S_IMODE(real.stat().st_mode) == 0o664
    assert stat.S_IMODE(configfile.backup_path(path).stat().st_mode) == 0o600
    undo(agent, tmp_path / "records")
    assert stat.S_IMODE(real.stat().st_mode) == 0o664


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("claude-code", b"{"),
        ("claude-code", b'{"env": []}'),
        ("claude-code", b'{"env": null}'),
        ("claude-code", b"[]"),
        ("claude-code", b'{"a": "\\x"}'),
        ("claude-code", b'{"\\x": 1}'),
        ("claude-code", b'{"a": 1} x'),
        ("claude-code", b"\xff\xfe{}"),
        ("claude-code", b'{"a":' * 300),
        ("claude-code", b'{"a": /* '),
        ("codex", b"otel = 1\n"),
        ("codex", b"[otel\n"),
        ("codex", b"[[otel]]\na = 1\n"),
        ("codex", b"a = " + b"[" * 5000),
        ("codex", b"a = 1\na = 2\n"),
    ],
)
def test_what_cannot_be_merged_is_refused_with_a_sentence(
    name: str, content: bytes, tmp_path: Path
) -> None:
    """Nothing is written, no record is made."""
    path = place(BY_NAME[name], tmp_path, content)
    with pytest.raises(AgentConfigError) as caught:
        wire(BY_NAME[name], tmp_path)
    assert str(path) in caught.value.message
    assert path.read_bytes() == content
    assert not (tmp_path / "records").exists()


def test_a_read_only_config_and_circular_links_are_refused(tmp_path: Path) -> None:
    """Even for root, who could write it."""
    agent = BY_NAME["gemini"]
    path = place(agent, tmp_path, b"{}")
    path.chmod(0o400)
    with pytest.raises(AgentConfigError, match="read-only"):
        wire(agent, tmp_path)
    assert path.read_bytes() == b"{}"
    path.unlink()
    path.symlink_to(path)
    with pytest.raises(AgentConfigError, match="leads to itself"):
        wire(agent, tmp_path)
    assert sorted(p.name for p in path.parent.iterdir()) == [path.name]


def test_an_edit_between_two_set_ups_belongs_to_the_original(tmp_path: Path) -> None:
    """Undo brings back the first original with the person's change, and no token of ours."""
    agent, content = BY_NAME["claude-code"], b'{\n  "env": {"OTEL_LOGS_EXPORTER": "console"}\n}\n'
    path = place(agent, tmp_path, content)
    wire(agent, tmp_path)
    path.write_text(EDITORS["jsonc"].set_value(path.read_text(), ("model",), "opus"))
    wire(agent, tmp_path, AGAIN)
    assert undo(agent, tmp_path / "records").exact
    assert EDITORS["jsonc"].load(path.read_text()) == {
        "env": {"OTEL_LOGS_EXPORTER": "console"},
        "model": "opus",
    }


@pytest.mark.parametrize("mend", ["undo", "setup"])
@pytest.mark.parametrize("crash_at", range(1, 8))
@pytest.mark.parametrize("rounds", [1, 2, 3])
def test_a_crash_at_any_write_is_mended(
    rounds: int, crash_at: int, mend: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A first set-up, one over it, and one over an edit: undo gets back what the person had."""
    agent, content = BY_NAME["claude-code"], b'{"env": {"OTEL_LOGS_EXPORTER": "x"}, "a": 1,}'
    path = place(agent, tmp_path, content)
    wanted = EDITORS["jsonc"].load(content.decode())
    if rounds > 1:
        wire(agent, tmp_path)
    if rounds > 2:
        path.write_text(EDITORS["jsonc"].set_value(path.read_text(), ("b",), 2))
        wanted = {**wanted, "b": 2}  # type: ignore[dict-item]  # an object, as above
    writes = itertools.count(1)
    real = files.write_durable

    def write(target: Path, data: bytes, *, mode: int = 0o600) -> None:
        if next(writes) == crash_at:
            raise KeyboardInterrupt
        real(target, data, mode=mode)

    monkeypatch.setattr(files, "write_durable", write)
    with suppress(KeyboardInterrupt):
        wire(agent, tmp_path, AGAIN)
    monkeypatch.undo()
    if mend == "setup":
        wire(agent, tmp_path, AGAIN)
    if record.load(tmp_path / "records", agent.name) is not None:
        undo(agent, tmp_path / "records")
    assert EDITORS["jsonc"].load(path.read_text()) == wanted
    if rounds < 3:
        assert path.read_bytes() == content


def test_dry_run_reads_only_and_masks_the_token(tmp_path: Path) -> None:
    """A plan leaves no trace, and its difference shows no token."""
    planned = setup.plan(BY_NAME["codex"], ROUTE, {}, tmp_path)
    assert "+exporter" in planned.diff()
    assert ROUTE.token not in planned.diff()
    assert not list(tmp_path.iterdir())


def test_a_file_changed_after_the_plan_is_refused(tmp_path: Path) -> None:
    """What the person saw is what is written, or nothing is."""
    agent = BY_NAME["gemini"]
    planned = setup.plan(agent, ROUTE, {}, tmp_path)
    path = place(agent, tmp_path, b'{"theirs": 1}')
    with pytest.raises(AgentConfigError, match="meanwhile"):
        setup.apply(planned, ROUTE, tmp_path / "records", 1)
    assert path.read_bytes() == b'{"theirs": 1}'


def test_another_config_directory_is_refused_until_the_first_is_undone(tmp_path: Path) -> None:
    """No set-up is orphaned."""
    agent = BY_NAME["claude-code"]
    wire(agent, tmp_path)
    moved = {"CLAUDE_CONFIG_DIR": str(tmp_path / "other")}
    with pytest.raises(AgentConfigError, match="is set up in"):
        setup.apply(setup.plan(agent, ROUTE, moved, tmp_path), ROUTE, tmp_path / "records", 1)
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_ours_makes_an_agent_reveal_content(name: str, tmp_path: Path) -> None:
    """No switch that logs prompts, answers, tool details or bodies is in any config we write."""
    wire(BY_NAME[name], tmp_path)
    text = BY_NAME[name].config({}, tmp_path).read_text().lower()
    for word in ("log_user_prompt", "logprompts", "otel_log_", 'traces": true', "reveal"):
        assert word not in text


def test_a_damaged_record_is_told(tmp_path: Path) -> None:
    """Undo then touches nothing."""
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / "codex.json").write_bytes(b'{"v":1}')
    with pytest.raises(CountersignError, match="damaged"):
        undo(BY_NAME["codex"], tmp_path / "records")
