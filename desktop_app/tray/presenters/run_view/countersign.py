"""Countersign's own say in a tool call: hook, rule, grant, person, and what ran all the same.

Made from `Query.why_tool_call`; empty where nobody asked Countersign.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop_app.consent.records import By
from desktop_app.tray.presenters.run_view import words
from desktop_app.tray.presenters.run_view.decision import Step
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from collections.abc import Mapping

_OURS = frozenset(("hook", "rule", "grant", "person", "mark"))


def steps(why: Mapping[str, Any] | None, agent: str) -> list[Step]:
    """Return our steps, in order; their entries stand in the text."""
    if why is None:
        return []
    return [_step(step, agent) for step in why["path"] if step["who"] in _OURS]


def sentence(why: Mapping[str, Any] | None, agent: str) -> str:
    """Return in a sentence what Countersign decided; "" where it was not asked."""
    if why is None or not why["intents"]:
        return ""
    said = [_decided(why, agent)]
    if any(row["differs"] for row in why["effects"]):
        said.append(tr("Something else ran than was approved."))
    if why["joined"] == "time":
        said.append(tr("{agent} names no call: found by run, tool and time.", agent=agent))
    return " ".join(said)


def _decided(why: Mapping[str, Any], agent: str) -> str:
    marks = [row for row in why["marks"] if row["kind"] == "gate.failed_open"]
    if marks:
        return tr(
            "It ran though Countersign did not let it: {why}.", why=words.safe(marks[-1]["why"])
        )
    answers = [row for row in why["consents"] if row["state"] != "requested"]
    if answers:
        return _answered(answers[-1], agent)
    intent = why["intents"][-1]
    if intent["grant_seq"] is not None:
        return tr("Your grant #{n} allowed it.", n=f"{intent['grant_seq']:,}")
    rule = words.safe(intent["rule"] or "")
    told = {
        "allowed": tr("The rule {rule} has nothing against it.", rule=rule),
        "denied": tr("The rule {rule} denied it.", rule=rule),
        "asked": tr("The rule {rule} asks you; nobody has answered.", rule=rule),
    }
    return told.get(intent["decision"]) or tr("Countersign has no rule about it.")


def _answered(row: Mapping[str, Any], agent: str) -> str:
    """Return who answered and where: an agent's own prompt is none of ours."""
    if row.get("role") and row["state"] == "given":
        role = words.safe(str(row["role"]))
        return tr("Who holds the role {role} allowed it in Countersign.", role=role)
    theirs = row["answered_by"] == By.AGENT_PROMPT
    told = {
        "given": tr("You allowed it in {agent}'s own prompt.", agent=agent)
        if theirs
        else tr("You allowed it in Countersign."),
        "refused": tr("You denied it in {agent}'s own prompt.", agent=agent)
        if theirs
        else tr("You denied it in Countersign."),
        "timed_out": tr("Countersign asked and nobody answered; it was denied, once."),
    }
    if row.get("why") == "caller gone":
        return tr("{agent} went away before you answered; it was denied, once.", agent=agent)
    return told.get(row["state"]) or tr("Countersign stopped before you answered; it was denied.")


def _step(step: Mapping[str, Any], agent: str) -> Step:
    said, detail = str(step["said"] or ""), words.safe(str(step["detail"] or ""))
    entry = f"#{step['seq']:,}"
    icon, tone, title = _looks(str(step["who"]), said, detail, agent)
    if step.get("role") and said == "given":
        title = tr("Who holds the role {role} allowed it", role=words.safe(str(step["role"])))
    shown = _said_by(detail, agent) if step["who"] == "person" else detail
    text = f"{shown}, {entry}" if shown and step["detail"] != "action.effect" else entry
    return Step(icon, tone, title, text, step["ts_us"] * 1_000)


def _said_by(by: str, agent: str) -> str:
    """Return where a person answered, beside that they did."""
    told = {
        str(By.NOTIFICATION): tr("in the notification"),
        str(By.AGENT_PROMPT): tr("in {agent}'s own prompt", agent=agent),
    }
    return told.get(by, "")


def _looks(who: str, said: str, detail: str, agent: str) -> tuple[str, str, str]:
    match who:
        case "hook":
            return "agents", "text2", tr("{agent} asked Countersign", agent=agent)
        case "rule":
            return _rule(said)
        case "grant":
            return "allowed", "ok", tr("A grant of yours covers it")
        case "person":
            return _person(said)
        case _:
            other = tr("Something else ran than was approved")
            told = other if detail == "action.effect" else tr("It ran all the same")
            return "fail-open", "open", told


def _rule(said: str) -> tuple[str, str, str]:
    told = {
        "allowed": ("allowed", "ok", tr("A rule has nothing against it")),
        "denied": ("denied", "deny", tr("A rule denied it")),
        "asked": ("asked", "ask", tr("A rule asks you")),
    }
    return told.get(said) or ("settings", "text2", tr("No rule speaks of it"))


def _person(said: str) -> tuple[str, str, str]:
    told = {
        "requested": ("asked", "ask", tr("You were asked")),
        "given": ("allowed", "ok", tr("You allowed it")),
        "refused": ("denied", "deny", tr("You denied it")),
        "timed_out": ("missed", "ask", tr("You did not answer in time")),
    }
    return told.get(said) or ("missed", "ask", tr("Nobody answered"))
