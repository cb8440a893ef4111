"""`countersign policy`: check a policy file, explain a decision, replay a policy over what was."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from desktop_app.cli import app
from desktop_app.cli.verbs.audit_log import age_us
from desktop_app.errors import NotFoundError, PolicyError, UsageError
from desktop_app.model import formats
from desktop_app.model.visible import visible
from desktop_app.operations import approvers, policy_replay, reading
from desktop_app.operations import policy as operations
from desktop_app.policy.classify import Call

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

    from desktop_app.cli.app import Session
    from desktop_app.operations.policy import Explained
    from desktop_app.operations.policy_replay import Replay
    from desktop_app.policy.rules import Policy

_FILE = click.Path(path_type=Path, dir_okay=False)
_WORDS = {"allowed": "allowed", "denied": "denied", "asked": "asks you", "none": "no opinion"}


@click.group("policy", cls=app.Group)
@app.global_flags
def command() -> None:
    """What agents may do: check a policy, explain what it decides, try it on what was recorded."""


@command.command("check")
@click.argument("file", type=_FILE, required=False)
@click.option("--managed", is_flag=True, help="As an administrator's, which can only tighten.")
@app.global_flags
def check(file: Path | None, *, managed: bool) -> None:
    """Check a policy file; names every mistake with its line, or says what it adds.

    Without FILE: yours, `policy.yaml` in the data directory.
    """
    session = app.session()
    file = file or _own(session)
    policy = _checked(session, file, operations.managed_of if managed else operations.policy_of)
    own = [rule for rule in policy.rules if rule.file == policy.source]
    data = {
        "file": str(file),
        "policy": policy.label,
        "digest": policy.digest,
        "rules": [{"name": r.name, "effect": r.effect.value, "line": r.line} for r in own],
        "rules_in_all": len(policy.rules),
        "roles": list(policy.roles),
    }
    known = approvers.held(session) if policy.roles else None
    data["roles_unheld"] = None if known is None else sorted(set(policy.roles) - known)

    def text(console: Console) -> None:
        console.print(f"{visible(file.name)} is fine: policy {policy.label}.", markup=False)
        console.print(f"{len(own)} of {len(policy.rules)} rules are its own.", markup=False)
        for warning in approvers.warnings(policy.roles, known):
            session.output.note(warning)

    session.output.result(data, text)


@command.command("explain")
@click.argument("action", type=_FILE, required=False)
@click.option("--tool", help="The tool's name, as the agent says it.")
@click.option("--command", "command_line", help="The command of a shell tool.")
@click.option("--path", "file_path", help="The file of a tool that reads or writes one.")
@click.option("--cwd", type=click.Path(path_type=Path), help="The working folder; else this one.")
@click.option("--agent", default="", help="The agent's name.")
@click.option("--policy", "policy_file", type=_FILE, help="This policy, not the one in force.")
@app.global_flags
def explain(action: Path | None, tool: str | None, policy_file: Path | None, **more: Any) -> None:
    """Say what would be decided of an action, by which rule, and what is seen of it.

    ACTION is a JSON file: {"tool": "Bash", "arguments": {"command": "ls"}, "cwd": "/work"}; or name
    the tool with --tool. Nothing is run.
    """
    session = app.session()
    if (action is None) == (tool is None):
        raise UsageError(
            "Name an action's file, or a tool with --tool.",
            hint='`countersign policy explain --tool Bash --command "git push"`',
        )
    call = _call(tool or "", **more) if action is None else operations.call_of_file(action)
    policy = _policy(session, policy_file)
    now = datetime.fromtimestamp(session.clock.now_us() / 1e6, UTC).astimezone()
    explained = operations.explain(session, call, policy, now)
    session.output.result(_explained_json(explained), lambda c: _show_explained(c, explained))


@command.command("test")
@click.argument("file", type=_FILE, required=False)
@click.option("--since", default="7d", show_default=True, help="How far back: 30m, 1h, 7d.")
@app.global_flags
def test(file: Path | None, since: str) -> None:
    """Say what a policy would have decided of recorded actions, as far as records tell.

    Commands, paths and addresses are not recorded: where a rule needs them, nothing is guessed.
    """
    session = app.session()
    policy = _policy(session, file)
    since_us = session.clock.now_us() - age_us(since)
    tools = operations.tables(session).tools
    with reading.index(session) as query:
        found = policy_replay.replay(policy, query.audit_log(since_us=since_us), tools)
    session.output.result(
        _replay_json(found, policy), lambda console: _show_replay(console, found, policy)
    )


def _checked(session: Session, file: Path, policy_of: Callable[[Path], Policy]) -> Policy:
    """Return a file's policy; for people each mistake is a line of its own."""
    try:
        return policy_of(file)
    except PolicyError as error:
        if session.output.format != "text" or len(error.defects) == 1:
            raise
        for defect in error.defects:
            session.note(visible(defect))
        many = len(error.defects)
        raise PolicyError(f"{visible(file.name)} has {many} mistakes.") from error


def _own(session: Session) -> Path:
    """Return the person's own file; where there is none, say where it would lie."""
    own = session.paths.data_dir / operations.FILE_NAME
    if not own.exists():
        raise NotFoundError(
            f"You have no policy of your own: {visible(str(own))} is not there.",
            hint="The one that ships with Countersign holds alone. `countersign policy check FILE`",
        )
    return own


def _policy(session: Session, file: Path | None) -> Policy:
    return operations.in_force(session) if file is None else operations.policy_of(file)


def _call(
    tool: str, command_line: str | None, file_path: str | None, cwd: Path | None, agent: str
) -> Call:
    folder = str((cwd or Path.cwd()).absolute())
    given = {"command": command_line, "file_path": file_path}
    arguments = {name: value for name, value in given.items() if value is not None}
    return Call(agent, tool, arguments, cwd=folder, workspace=folder)


def _explained_json(explained: Explained) -> dict[str, Any]:
    action, decision = explained.action, explained.outcome.decision
    return {
        "decision": policy_replay.name_of(decision),
        "because": asdict(decision.because),
        "shadows": [
            {"rule": one.rule, "would": one.would.value} for one in explained.outcome.shadows
        ],
        "action": {
            "agent": action.agent,
            "tool": action.tool,
            "kind": action.kind.value,
            "side_effect": action.side_effect.value,
            "simple_command": list(action.program),
            "traits": sorted(trait.value for trait in action.traits),
            "protected": sorted(what.value for what in action.protected),
            "paths": [
                {"path": p.path, "use": p.use.value, "place": p.place.value} for p in action.paths
            ],
            "hosts": list(action.hosts),
        },
    }


def _show_explained(console: Console, explained: Explained) -> None:
    action, decision = explained.action, explained.outcome.decision
    because = decision.because
    where = f" ({because.file} line {because.line})" if because.line else ""
    rows = [
        ("Decision", _WORDS[policy_replay.name_of(decision)]),
        ("Rule", f"{because.rule or 'none'}{where}"),
        ("Why", because.reason),
        *([("Allowed by", f"who holds the role {because.role}")] if because.role else []),
        ("Policy", because.policy),
        ("Kind", f"{action.kind.value}, {action.side_effect.value}"),
        ("Stands out", ", ".join(sorted(trait.value for trait in action.traits)) or "nothing"),
        *(("Path", f"{p.path or 'unknown'}: {p.use.value}, {p.place.value}") for p in action.paths),
        *(("Host", host) for host in action.hosts),
        *(("Shadow", f"{s.rule} would {s.would.value}") for s in explained.outcome.shadows),
        ("Not asked", "grants and budgets of a run"),
    ]
    for name, value in rows:
        console.print(f"{name:<11} {visible(value)}", markup=False, highlight=False, soft_wrap=True)


def _replay_json(found: Replay, policy: Policy) -> dict[str, Any]:
    return {
        "policy": policy.label,
        "actions": found.actions,
        "decided": dict(found.decided),
        "rules": [
            {"decision": decision, "rule": rule, "actions": count}
            for (decision, rule), count in found.rules.most_common()
        ],
        "changes": found.changes,
        "changed": [asdict(one) for one in found.changed],
        "cannot": policy_replay.CANNOT,
    }


def _show_replay(console: Console, found: Replay, policy: Policy) -> None:
    over = formats.counted(found.actions, "recorded action")
    lines = [f"Policy {policy.label} over {over}{':' if found.actions else '.'}"]
    lines += [
        f"  {count:>6,}  {_WORDS[decision]}, by {rule}"
        for (decision, rule), count in found.rules.most_common()
    ]
    if found.decided["unknown"]:
        lines.append(f"  {found.decided['unknown']:>6,}  cannot be judged from what is recorded")
    if found.changes:
        lines.append(f"{found.changes:,} were decided in another way then:")
    lines += [
        f"  #{one.seq:,} {one.tool}: {one.was}, would be {one.now} by {one.rule or 'default'}"
        for one in found.changed
    ]
    for line in (*lines, policy_replay.CANNOT):
        console.print(visible(line), markup=False, highlight=False, soft_wrap=True)
