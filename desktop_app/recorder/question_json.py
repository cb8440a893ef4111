"""A question as the tray gets it (`resources/docs/control.md`, "Question").

It holds what the agent sent, whole: who shows it shows it safely. It goes to the person only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.consent.scopes import format_scope
from desktop_app.model import canonical
from desktop_app.model.action import SideEffect

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from desktop_app.model.canonical import JSON
    from desktop_app.recorder.questions import Question

MAX_BYTES = 8 * 1024 * 1024  # of one answer; the rest comes when these are answered


def format_questions(
    n: int,
    questions: Iterable[Question],
    held: Container[str],
    left: Iterable[str] = (),
) -> dict[str, JSON]:
    """Return the answer of the verb `questions`; `more` do not fit into it.

    Args:
        n: the change counter.
        questions: soonest deadline first.
        held: roles that somebody holds.
        left: those that are over because nobody waits for them.
    """
    told: list[JSON] = []
    size = more = 0
    for question in questions:
        one = format_question(question, held)
        size += len(canonical.encode_body(one))
        if told and size > MAX_BYTES:
            more += 1
        else:
            told.append(one)
    return {"n": n, "questions": told, "more": more, "left": list(left)}


def format_question(question: Question, held: Container[str]) -> dict[str, JSON]:
    """Return one question."""
    action, because, notice = question.action, question.because, question.notice
    return {
        "id": question.id,
        "intent": question.intent,
        "agent": action.agent,
        "delegated_by": question.delegated_by,
        "tool": action.tool,
        "kind": str(action.kind),
        "text": action.text,
        "arguments": action.arguments,
        "cwd": action.cwd,
        "workspace": action.workspace,
        "run_id": action.run_id,
        "sender": action.sender,
        "run_started_us": question.run.began_us,
        "side_effect": str(action.side_effect),
        "traits": sorted(map(str, action.traits)),
        "protected": sorted(map(str, action.protected)),
        "paths": [
            {"path": path.path, "use": str(path.use), "place": str(path.place)}
            for path in action.paths
        ],
        "hosts": list(action.hosts),
        "secrets": list(action.secrets),
        "because": {
            "rule": because.rule,
            "file": because.file,
            "line": because.line,
            "reason": because.reason,
            "role": because.role,
        },
        "asked_us": question.asked_us,
        "deadline_us": question.deadline_us,
        "scopes": [
            {"scope": format_scope(scope), "would": would.count, "since_us": would.since_us}
            for scope, would in zip(question.scopes, question.would, strict=True)
        ],
        "role_held": not because.role or because.role in held,
        "may_run": may_run(question),
        "in_notification": question.in_notification,
        "so_far": {"tool_calls": question.run.steps, "denied": question.run.denied},
        "notice": {
            "name": notice.name,
            "version": notice.version,
            "language": notice.language,
            "text": notice.text,
        },
    }


def may_run(question: Question) -> bool:
    """Tell whether it may be allowed for this run: a run is known, and it can be undone."""
    action = question.action
    lasting = bool(question.scopes) and bool(action.run_id)
    return lasting and action.side_effect is not SideEffect.IRREVERSIBLE
