"""Wires an agent to us and takes the wiring out again; shows either before it is done.

`plan_setup` and `plan_undo` only read. `set_up` backs up, writes, proves that a record arrives and
writes an entry; a first set-up that does not work is taken back. Tokens are masked in every diff.
"""

from __future__ import annotations

import os
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from desktop_app.agents import catalog, configfile, probe, record, setup, undo
from desktop_app.agents.hooks.wiring import HookPlace
from desktop_app.errors import AgentConfigError, CountersignError, NotFoundError
from desktop_app.host import loopback
from desktop_app.operations.recorder_access import recorder, running
from desktop_app.recorder.managed import settings

if TYPE_CHECKING:
    from desktop_app.agents.catalog import Agent
    from desktop_app.control.client import ControlClient
    from desktop_app.model.canonical import JSON
    from desktop_app.operations.context import Context

_DRY_TOKEN = "cs_" + "x" * 43


@dataclass(frozen=True, slots=True)
class Change:
    """What a set-up, or its undo, would change.

    Attributes:
        agent: its name.
        config: its config file.
        diff: unified; "" when nothing would change.
        undo: whether it takes our settings out.
        rivals: settings in the same file that would overrule ours.
        exact: of an undo: the original comes back byte for byte.
        left: of an undo: settings that somebody changed since, and that would stay.
        hooks: of a set-up: whether it is asked about, and not only recorded; None: it cannot be.
    """

    agent: str
    config: str
    diff: str
    undo: bool
    rivals: tuple[str, ...] = ()
    exact: bool = True
    left: tuple[str, ...] = ()
    hooks: bool | None = None


@dataclass(frozen=True, slots=True)
class SetUp:
    """A set-up that was done: what `countersign setup` prints, and its entry."""

    agent: str
    config: str
    backup: str | None
    diff: str
    arrived_at: str
    rivals: list[str]
    recorder_stays: bool
    entry: int
    hooks: bool = True

    def to_json(self) -> dict[str, JSON]:
        """Return what a script gets."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class TakenOut:
    """An undo that was done; `entry` is None where no recorder could write it down."""

    agent: str
    exact: bool
    put_back: list[str]
    left: list[str]
    entry: int | None

    def to_json(self) -> dict[str, JSON]:
        """Return what a script gets."""
        told = asdict(self)
        return {"agent": told.pop("agent"), "undone": True, **told}


def plan_setup(context: Context, agent: Agent, *, hooks: bool | None = None) -> Change:
    """Return what a set-up would change; reads only.

    Args:
        context: whose data directory.
        agent: the agent.
        hooks: whether its tools are asked about; None: as its person chose before.

    Raises:
        AgentConfigError: the config is read-only, or cannot be read or merged.
    """
    if hooks is None:
        before = record.load(_records(context), agent.name)
        hooks = before is None or not before.without_hooks
    planned = _planned(context, agent, configured_url(context), hooks=hooks)
    path, diff = str(planned.file.path), planned.diff()
    told = hooks if hook_place(context) is not None else None
    return Change(agent.name, path, diff, undo=False, rivals=planned.rivals, hooks=told)


def plan_undo(context: Context, agent: Agent) -> Change:
    """Return what an undo would change; reads only.

    Raises:
        NotFoundError: the agent is not set up.
    """
    found = wired(context, agent)
    outcome = undo.outcome(agent, found)
    diff = setup.undo_diff(agent, found)
    return Change(agent.name, found.path, diff, undo=True, exact=outcome.exact, left=outcome.left)


def set_up(context: Context, agent: Agent, *, hooks: bool = True, confirmed: bool = False) -> SetUp:
    """Wire an agent, and prove it.

    Args:
        context: whose data directory.
        agent: the agent.
        hooks: whether its tools are asked about. Not: a person wanted it so.
        confirmed: whether a person did confirm that.

    Raises:
        AgentConfigError: its config cannot be changed, or what is sent does not arrive; a config
            that was not wired before is then as it was.
    """
    # what it refuses, it refuses before a token is made
    _planned(context, agent, configured_url(context), hooks=hooks)
    first = record.load(_records(context), agent.name) is None
    stays = running(context)
    if stays is not None:
        stays.close()
    with recorder(context, receive=True, configured_ports=True) as client:
        route = _route(context, *_where(context, client, agent), hooks=hooks)
        planned = setup.plan(agent, route, os.environ, Path.home())
        setup.apply(planned, route, _records(context), context.clock.now_us())
        proven = _proven(context, agent, planned, first=first)
        backup = configfile.backup_path(planned.file.path)
        done: dict[str, JSON] = {
            "agent": agent.name,
            "config": str(planned.file.path),
            "arrived_at": proven,
            "rivals": list(planned.rivals),
            "hooks": hooks,
        }
        note: dict[str, JSON] = {"kind": "agent.setup", "subject": done, "confirmed": confirmed}
        noted = client.call("note", note)
    if route.http_url != configured_url(context):
        context.note(
            f"The recorder listens at {route.http_url} for this start only; its settings say "
            f"{configured_url(context)}. Set the agent up again when it starts there."
        )
    return SetUp(
        agent=agent.name,
        config=str(planned.file.path),
        backup=str(backup) if backup.exists() else None,
        diff=planned.diff(),
        arrived_at=proven,
        rivals=list(planned.rivals),
        recorder_stays=stays is not None,
        entry=_number(noted["entry"]),
        hooks=hooks,
    )


def take_out(context: Context, agent: Agent, *, confirmed: bool) -> TakenOut:
    """Undo one agent's set-up; a person confirmed it, because what it does is then not recorded.

    A recorder that cannot be reached is in nobody's way: the undo is done, and `entry` is None.

    Raises:
        NotFoundError: the agent is not set up.
        AgentConfigError: its config cannot be changed; nothing was.
    """
    undone = undo.undo(agent, _records(context))
    subject: dict[str, JSON] = {
        "agent": agent.name,
        "undone": True,
        "exact": undone.exact,
        "put_back": list(undone.put_back),
        "left": list(undone.left),
    }
    entry: int | None = None
    try:
        with recorder(context) as client:
            note: dict[str, JSON] = {
                "kind": "agent.setup_undone",
                "subject": subject,
                "confirmed": confirmed,
            }
            noted = client.call("note", note)
            client.call("senders.forget", {"name": agent.name})
            entry = _number(noted["entry"])
    except CountersignError as error:
        context.note(f"It could not be written into the record: {error.message}")
    return TakenOut(agent.name, undone.exact, list(undone.put_back), list(undone.left), entry)


def wired(context: Context, agent: Agent) -> record.Wired:
    """Return what is remembered of an agent's set-up.

    Raises:
        NotFoundError: it is not set up.
    """
    found = record.load(_records(context), agent.name)
    if found is None:
        raise NotFoundError(f"{agent.title} is not set up.")
    return found


def configured_url(context: Context) -> str:
    """Return where the running recorder listens, or where the settings say that one would.

    Raises:
        ConfigError: what answers for the recorder names another machine.
    """
    client = running(context)
    if client is not None:
        with client:
            url = _listens_at(client)
        if url is not None:
            return url
    port = settings(context.paths).number("receive.http_port")
    return f"http://127.0.0.1:{port}"


def hook_place(context: Context) -> HookPlace | None:
    """Return whom an agent's hooks ask; None where they could not: the pipes of Windows."""
    if sys.platform == "win32":
        return None
    return HookPlace(context.paths.control_address, str(context.paths.data_dir))


def _route(context: Context, url: str, token: str, *, hooks: bool) -> catalog.Route:
    place = hook_place(context) if hooks else None
    return catalog.Route(url, token, place, without_hooks=not hooks)


def _planned(context: Context, agent: Agent, url: str, *, hooks: bool = True) -> setup.Plan:
    """Plan with the token that is there, or one that shows where one would stand."""
    text = configfile.read(agent.config(os.environ, Path.home())).text
    token = probe.token(agent, text) if text else None
    route = _route(context, url, token or _DRY_TOKEN, hooks=hooks)
    return setup.plan(agent, route, os.environ, Path.home())


def _listens_at(client: ControlClient) -> str | None:
    """Return where a recorder listens; whoever answers in its place can send no agent elsewhere."""
    url = client.call("status").get("otlp_http")
    if not isinstance(url, str):
        return None
    loopback.check(url)
    return url


def _where(context: Context, client: ControlClient, agent: Agent) -> tuple[str, str]:
    """Return (URL, token): the token in the config when it is good, else a new one.

    Raises:
        AgentConfigError: the running recorder opens no port.
    """
    url = _listens_at(client)
    if url is None:
        raise AgentConfigError(
            "The running recorder receives nothing.", hint="Start it without `--no-receivers`."
        )
    if not agent.sends_token:
        return url, ""
    planned = _planned(context, agent, url)
    try:
        token = probe.token(agent, planned.after.decode())
        if token is not None and token != _DRY_TOKEN:
            probe.accepts(agent, planned.after.decode())
            return url, token
    except CountersignError:
        pass  # not known any more: a new one below
    made = cast("dict[str, str]", client.call("senders.renew", {"name": agent.name}))
    return url, made["token"]


def _proven(context: Context, agent: Agent, planned: setup.Plan, *, first: bool) -> str:
    """Prove that data arrives; a first set-up that does not work is taken back."""
    try:
        return probe.prove(agent, planned.after.decode(), context.clock.now_us() * 1000)
    except CountersignError as error:
        done = ""
        if first:
            undo.undo(agent, _records(context))
            done = " Its config is as it was."
        raise AgentConfigError(f"{error.message}{done}", hint=error.hint) from error


def _records(context: Context) -> Path:
    return context.paths.data_dir / "agents"


def _number(value: JSON) -> int:
    return value if isinstance(value, int) else -1
