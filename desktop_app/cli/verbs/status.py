"""`countersign status`: what the recorder is doing, in a glance."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

import click

from desktop_app.cli import app
from desktop_app.errors import CountersignError
from desktop_app.model import formats
from desktop_app.model.visible import visible
from desktop_app.operations import approvers, keeping, managed
from desktop_app.operations.recorder_access import running
from desktop_app.query import state
from desktop_app.query.query import Query

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

    from desktop_app.cli.app import Session
    from desktop_app.model.canonical import JSON

STOPPED_EXIT = 1
_NAMES_SHOWN = 12
_STYLES = {"Recording": "bold green", "Paused": "bold yellow"}
_STORED = (
    ("runs", "run"),
    ("spans", "span"),
    ("log_records", "log record"),
    ("metric_points", "metric point"),
)


@click.command("status")
@click.option("--counts", is_flag=True, help="Also count all that is stored, by name.")
@app.global_flags
def command(*, counts: bool) -> int:
    """Show whether it records, what is sealed, and what is stored. Exit 1: not recording."""
    session = app.session()
    data: dict[str, object] = {"running": False, "recording": False}
    client = running(session)
    if client is not None:
        with client:
            data = {"running": True, **client.call("status")}
    data["data_dir"] = str(session.paths.data_dir)
    data["stored"] = _stored(session, counts=counts)
    session.output.result(data, lambda console: _print(console, session, data))
    return 0 if data["recording"] else STOPPED_EXIT


def _gate(data: dict[str, object]) -> Iterator[tuple[str, str]]:
    """Yield what a person should know of the gate: what waits for them, and what is wrong."""
    yield from _policy(data.get("policy"))
    yield from _managed(data)
    if data.get("without_recorder") == "agent":
        yield "if it stops", "agents go on as their own settings allow"
    waiting, unasked = data.get("questions"), data.get("failed_open")
    if isinstance(waiting, int) and waiting:
        yield "questions", f"{formats.counted(waiting, 'question')} for you"
    if isinstance(unasked, int) and unasked:
        yield "unguarded", f"{formats.counted(unasked, 'call')} ran denied or unasked"
    found = data.get("unsettled")
    if isinstance(found, dict) and found["count"]:
        runs = formats.counted(cast("int", found["count"]), "run")
        yield "settings", f"did not hold in {runs}; last {found['agent']}, {found['why']}: `doctor`"
    tried = data.get("gate_attempts")
    if isinstance(tried, dict) and tried["count"]:
        yield "attempts", _attempt(tried)
    roles = data.get("approvers")
    for role in roles["missing"] if isinstance(roles, dict) else ():
        yield "approvers", visible(approvers.unheld(str(role)))


def _policy(policy: object) -> Iterator[tuple[str, str]]:
    """Yield which policy is in force, and why the person's own is not."""
    if isinstance(policy, dict):
        yield "policy", f"{policy['version']} {str(policy['digest'])[:8]}"
        if policy.get("error") is not None:
            yield "policy", f"your file is not in force: {visible(str(policy['error']))}"


def _managed(data: dict[str, object]) -> Iterator[tuple[str, str]]:
    """Yield what an administrator decided, and what of it does not hold."""
    found = managed.told(cast("dict[str, JSON]", data))
    if found is not None:
        yield "managed", visible(found.sentence)
        yield from (("managed", f"does not hold: {visible(one)}") for one in found.trouble)


def _vault(vault: object) -> Iterator[tuple[str, str]]:
    """Yield what content is kept, or why none is."""
    if isinstance(vault, dict):
        yield "vault", visible(keeping.sentence(vault))
        for said in keeping.refused(vault):
            yield "refused", said


def _attempt(tried: dict[str, object]) -> str:
    if tried["role"]:
        return f"a wrong passphrase was given for the role {tried['role']}"
    return f"{tried['agent']} tried `{tried['what']}`, which only you may"


def _stored(session: Session, *, counts: bool) -> dict[str, object] | None:
    if not session.paths.index.exists():
        return None
    try:
        with Query(session.paths.index, session.paths.ledger) as query:
            return {**query.status(), **({"counts": query.counts()} if counts else {})}
    except CountersignError:
        return None  # `doctor` says what is wrong with the index


def _print(console: Console, session: Session, data: dict[str, object]) -> None:
    from rich.text import Text  # noqa: PLC0415 - JSON output must not pay for it

    from desktop_app.cli import views  # noqa: PLC0415 - likewise

    told = visible(state.sentence(data, now_us=session.clock.now_us()))
    first = re.split("[:,]| until", told, maxsplit=1)[0]
    style = _STYLES.get(first, "bold red")
    console.print(Text(told[: len(first)], style).append(told[len(first) :], "none"))
    if not data["running"]:
        console.print("  start it    countersign serve")
    else:
        listens = f"{data['otlp_http']} and {data['otlp_grpc']}"
        console.print(f"  listens on  {listens if data['otlp_http'] else 'no port'}")
        console.print(f"  keys in     {data.get('custody', 'unknown: not open yet')}")
        for name, said in (*_vault(data.get("vault")), *_gate(data)):
            console.print(f"  {name:<12}{said}", markup=False, highlight=False)
    stored = cast("dict[str, int] | None", data["stored"])
    if stored:
        parts = [(stored[name], noun) for name, noun in _STORED]
        console.print(f"  stored      {', '.join(formats.counted(n, noun) for n, noun in parts)}")
        for name, number in _numbers(data):
            console.print(views.hanging(f"  {name:<11} ", number))
        if stored["lag"]:
            behind = formats.counted(stored["lag"], "entry")
            console.print(f"  index       {behind} behind", style="yellow")
    size = data.get("ledger_bytes")
    taken = f", {formats.size(cast('int', size))}" if size else ""
    if data.get("quota_warning"):
        taken += f" of {formats.size(cast('int', data['quota_bytes']))}: nearly full, see `purge`"
    console.print(f"  ledger in   {visible(str(data['data_dir']))}{taken}", soft_wrap=True)


def _numbers(data: dict[str, object]) -> list[tuple[str, str]]:
    """Return the rows that `--counts` adds: the most frequent names; JSON has all of them."""
    stored = cast("dict[str, dict[str, dict[str, int]]]", data["stored"])
    counts = stored.get("counts", {})
    return [
        (title, _most(found))
        for title, key in (("spans", "span_names"), ("log events", "log_events"))
        if isinstance(found := counts.get(key), dict)
    ]


def _most(found: dict[str, int]) -> str:
    ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    shown = [f"{visible(name)} {number:,}" for name, number in ranked[:_NAMES_SHOWN]]
    more = len(ranked) - len(shown)
    return ", ".join(shown) + (f", and {more:,} more names: --output json" if more > 0 else "")
