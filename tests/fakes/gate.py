"""A gate to talk to: actions of an agent, a person who answers, and what lands in the ledger."""

from __future__ import annotations

from contextlib import suppress
from hashlib import sha256
from threading import Thread
from typing import TYPE_CHECKING, Any

from desktop_app.consent.records import By
from desktop_app.recorder.answers import Given
from desktop_app.recorder.declared import Declared, checked
from tests.fakes.recording import entries

if TYPE_CHECKING:
    from concurrent.futures import Future
    from pathlib import Path

    from desktop_app.model.entry import Entry
    from desktop_app.recorder.questions import Question
    from desktop_app.recorder.recorder import Recorder
    from desktop_app.recorder.verdict import Verdict

PERSON = {"sender": "", "auth": "person", "process": "tray"}
PUSH = "git push origin main"


def shell(command: str, **more: Any) -> Declared:
    """An agent's shell command in a run of its own."""
    arguments = {"command": command}
    told = {"sender": "claude-code", "run_id": "run-1", "cwd": "/w", "via": "hook", "auth": "local"}
    return Declared(
        "claude-code", "Bash", arguments, **{**told, "size": checked(arguments), **more}
    )


def write(path: str, **more: Any) -> Declared:
    """An agent's file that it writes."""
    arguments = {"file_path": path, "content": "words"}
    told = {"sender": "claude-code", "run_id": "run-1", "cwd": "/w", "via": "hook", "auth": "local"}
    return Declared("claude-code", "Write", arguments, **{**told, **more})


def ask(made: Recorder, declared: Declared) -> tuple[Future[Verdict], Question]:
    """Declare what must be asked; return the answer to come, and the question."""
    before = {question.id for question in questions(made)}
    told = made.gating.gate.begin(declared)
    (question,) = [one for one in questions(made) if one.id not in before]
    return told, question


def questions(made: Recorder) -> list[Question]:
    """Return the open questions."""
    return made.gating.gate.questions.poll(-1, 0)[1]


def given(question: Question, kind: Any = "once", **more: Any) -> Given:
    """A person's answer to what they were shown."""
    digest = sha256(question.notice.text.encode()).hexdigest()
    return Given(question.id, kind, digest, 900, more.pop("by", By.YOU), **more)


def answer(made: Recorder, question: Question, kind: str = "once", **more: Any) -> dict[str, Any]:
    """Answer a question as the person would."""
    return dict(made.gating.answers.take(given(question, kind, **more), PERSON))


def of_kind(made: Recorder, kind: str) -> list[Entry]:
    """Return the entries of a kind."""
    return [entry for entry in entries(made) if entry.kind == kind]


def subjects(made: Recorder, kind: str) -> list[dict[str, Any]]:
    """Return the subjects of the entries of a kind."""
    return [dict(entry.subject) for entry in of_kind(made, kind)]


def states(made: Recorder) -> list[str]:
    """Return the states of the consent records, in order."""
    return [str(subject["state"]) for subject in subjects(made, "consent.record")]


def policy_file(made: Recorder, text: str) -> None:
    """Put a policy in place and have it read."""
    (made.paths.data_dir / "policy.yaml").write_text(text)
    made.gating.policies.look()


def in_thread(work: Any) -> Thread:
    """Run something beside the test."""
    thread = Thread(target=work)
    thread.start()
    return thread


def everything(folder: Path) -> bytes:
    """Return all bytes that lie in a folder's files."""
    found = []
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError):  # a recorder that runs makes files and takes them away
            if path.is_file():
                found.append(path.read_bytes())
    return b"".join(found)
