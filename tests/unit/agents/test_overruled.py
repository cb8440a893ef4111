"""Layers that overrule; the findings made of them are in `test_doctor.py`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from desktop_app.agents import configfile, overruled, record, setup
from desktop_app.agents.catalog import BY_NAME, Route

if TYPE_CHECKING:
    from pathlib import Path


def test_each_layer_is_told_by_its_own_name(tmp_path: Path) -> None:
    """The administrator's first; the same value as ours overrules nothing; unreadable is told."""
    managed = tmp_path / "managed.json"
    agent = replace(BY_NAME["claude-code"], managed=lambda _: managed)
    route = Route("http://127.0.0.1:4318", "")
    planned = setup.plan(agent, route, {}, tmp_path)
    setup.apply(planned, route, tmp_path / "records", 1)
    wired = record.load(tmp_path / "records", agent.name)
    assert wired is not None
    managed.write_bytes(planned.after)
    assert overruled.look(agent, wired, {}, tmp_path) == []  # in HOME the project's file is our own
    managed.write_text('{"env": {"OTEL_LOGS_EXPORTER": "none"}}')
    found = overruled.look(agent, wired, {"OTEL_EXPORTER_OTLP_LOGS_HEADERS": "x"}, tmp_path / "p")
    assert [each.level for each in found] == ["error", "warning"]
    assert "env.OTEL_LOGS_EXPORTER" in found[0].text
    assert "OTEL_EXPORTER_OTLP_LOGS_HEADERS" in found[1].text
    managed.write_text("{")
    assert "cannot be read" in overruled.look(agent, wired, {}, tmp_path)[0].text


def test_a_folder_s_huge_config_is_told_and_not_read(tmp_path: Path) -> None:
    """Whoever made the folder wrote it: 8 MB of JSON took half a minute, and 1.4 GB."""
    agent = BY_NAME["claude-code"]
    route = Route("http://127.0.0.1:4318", "")
    setup.apply(setup.plan(agent, route, {}, tmp_path), route, tmp_path / "records", 1)
    wired = record.load(tmp_path / "records", agent.name)
    assert wired is not None
    theirs = tmp_path / "project" / agent.project[0]
    theirs.parent.mkdir(parents=True)
    theirs.write_text(f'{{"a": "{"x" * configfile.MAX_FOLDERS}"}}')
    (found,) = overruled.look(agent, wired, {}, tmp_path / "project")
    assert found.brief == "overruled by the folder's config: it cannot be read"
