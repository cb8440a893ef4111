"""`countersign doctor`: what is wrong, and how to mend it; exit 1 when something is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from desktop_app.agents import catalog
from desktop_app.agents.doctor import Finding
from desktop_app.cli import app
from desktop_app.errors import CountersignError
from desktop_app.host import disk
from desktop_app.model import formats
from desktop_app.model.visible import visible
from desktop_app.operations import agents_state, approvers, keeping, managed, upstreams
from desktop_app.operations.recorder_access import running
from desktop_app.query.query import Query
from desktop_app.recorder.managed import settings
from desktop_app.recorder.settings import WITHOUT_RECORDER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import Console

    from desktop_app.cli.app import Session
    from desktop_app.model.canonical import JSON

_MARKS = {"ok": ("✓", "green"), "warning": ("!", "yellow"), "error": ("✗", "red")}
_LAG = 1_000


@click.command("doctor")
@app.global_flags
def command() -> int:
    """Look at recorder, ledger, upstreams, index, disk and every agent's wiring."""
    session = app.session()
    found, http_url = _recorder(session)
    found += _managed() + _index(session) + _disk(session) + _agents(session, http_url)
    data = [{"about": f.about, "level": f.level, "text": f.text, "hint": f.hint} for f in found]
    session.output.result(data, lambda console: _print(console, found))
    return 1 if any(finding.level == "error" for finding in found) else 0


def _recorder(session: Session) -> tuple[list[Finding], str | None]:
    try:
        client = running(session)
        if client is None:
            hint = "`countersign serve`"
            return [
                Finding("recorder", "error", "No recorder runs; nothing is recorded.", hint)
            ], None
        with client:
            status = client.call("status")
            # One that waits for its keychain answers nothing but that.
            told = {} if status.get("waiting_for") else client.call(upstreams.LIST)
    except CountersignError as error:
        return [Finding("recorder", "error", error.message, error.hint)], None
    found = [_running(status)]
    found += _policy(status) + _vault(status.get("vault")) + _upstreams(told)
    if status.get("without_recorder") == "agent":
        text = "While no recorder answers, agents go on as their own settings allow."
        hint = f"`countersign config set {WITHOUT_RECORDER} deny`"
        found.append(Finding("gate", "warning", text, hint))
    if status.get("custody") == "plain-file":
        text = "The keys lie in a plain file: who can read your files can forge the record."
        hint = "A desktop keychain, or COUNTERSIGN_CUSTODY=passphrase-file for a new log."
        found.append(Finding("keys", "warning", text, hint))
    url = status.get("otlp_http")
    return found, str(url) if url else None


def _running(status: Mapping[str, JSON]) -> Finding:
    """Return the one line about a recorder that runs: the gravest that can be said of it."""
    runs = f"Runs, version {status.get('version', 'unknown')}"
    if status.get("waiting_for"):
        text, hint = f"{runs}, and records nothing: {status['waiting_for']}", "Unlock the keychain."
        return Finding("recorder", "error", text, hint)
    if status.get("trouble"):
        text = f"{runs}, and has trouble with its ledger: {status['trouble']}"
        return Finding("recorder", "error", text, "`countersign verify`")
    if status["paused"]:
        return Finding("recorder", "warning", f"{runs}, and is paused.", "`countersign resume`")
    return Finding("recorder", "ok", f"{runs}.")


def _policy(status: Mapping[str, JSON]) -> list[Finding]:
    """Return what is wrong with the policy: a file not in force, roles that nobody holds."""
    policy, roles = status.get("policy"), status.get("approvers")
    found: list[Finding] = []
    if isinstance(policy, dict) and policy.get("error"):
        text = "Your policy has a mistake and is not in force; the last good one is. "
        found.append(
            Finding(
                "policy",
                "error",
                f"{text}{policy['error']}",
                "Mend it, then `countersign policy check`.",
            )
        )
    missing = roles["missing"] if isinstance(roles, dict) else None
    for role in missing if isinstance(missing, list) else ():
        text, hint = approvers.unheld_told(str(role))
        found.append(Finding("policy", "warning", text, hint))
    return found


def _vault(vault: JSON) -> list[Finding]:
    """Return what is wrong with the vault: closed, failing, or nearly full."""
    if not isinstance(vault, dict):
        return []
    if not vault["open"]:
        text = f"No content is kept or can be revealed: {vault['why']}"
        return [Finding("vault", "error", text, "Recording goes on without it.")]
    if vault["why"]:
        text = f"The newest content was not kept: {vault['why']}"
        return [Finding("vault", "error", text, "Recording goes on without it.")]
    if vault["nearly_full"]:
        hint = "Purge what you do not need, or raise vault.quota_bytes."
        return [Finding("vault", "warning", keeping.sentence(vault), hint)]
    return []


def _upstreams(told: Mapping[str, JSON]) -> list[Finding]:
    """Return what keeps upstreams from being sent to, but for local-only mode: that is no fault."""
    found, every = list[Finding](), told.get("upstreams")
    for one in every if isinstance(every, list) else ():
        if not isinstance(one, dict):
            continue
        about = f"upstream {one['name']}"
        if not one["in_force"]:
            text, hint = "Your consent has ended: nothing goes there.", "Remove it, or add it anew."
            found.append(Finding(about, "warning", text, hint))
        elif one["trouble"] and not told["local_only"]:
            hint = f"Nothing is lost; it is tried again. `countersign upstream test {one['name']}`"
            found.append(Finding(about, "warning", str(one["trouble"]), hint))
    return found


def _managed() -> list[Finding]:
    """Return what an administrator decided, and what of it does not hold."""
    found = managed.here()
    if found is None:
        return []
    hint = "Tell whoever administers this computer."
    wrong = [Finding("managed", "error", sentence, hint) for sentence in found.trouble]
    return wrong or [Finding("managed", "ok", f"Managed: {found.sentence}.")]


def _index(session: Session) -> list[Finding]:
    if not session.paths.ledger.exists():
        return []
    try:
        with Query(session.paths.index, session.paths.ledger) as query:
            lag = query.lag()
    except CountersignError as error:
        return [Finding("index", "error", error.message, error.hint)]
    if lag > _LAG:
        text = f"{lag:,} entries behind; the ledger itself is complete."
        return [Finding("index", "warning", text, "It catches up while the recorder runs.")]
    return [Finding("index", "ok", "Up to date." if not lag else f"{lag:,} entries behind.")]


def _disk(session: Session) -> list[Finding]:
    free = disk.free_bytes(session.paths.data_dir)
    floor = settings(session.paths).number("ledger.free_floor_bytes")
    text = f"{formats.size(free)} free where the ledger is."
    if free < floor:
        return [Finding("disk", "error", f"{text} Telemetry is refused.", "Free some space.")]
    return [Finding("disk", "warning" if free < 2 * floor else "ok", text)]


def _agents(session: Session, http_url: str | None) -> list[Finding]:
    found: list[Finding] = []
    for agent in catalog.AGENTS:
        found += agents_state.findings(session, agent, http_url, cwd=Path.cwd())[0]
    return found


def _print(console: Console, found: list[Finding]) -> None:
    from desktop_app.cli import views  # noqa: PLC0415 - JSON output must not pay for it

    for finding in found:
        mark, style = _MARKS[finding.level]
        told = f"{visible(finding.about)}: {visible(finding.text)}"
        console.print(views.hanging(f"{mark} ", told, style=style))
        if finding.hint:
            console.print(views.hanging("    ", visible(finding.hint)))
