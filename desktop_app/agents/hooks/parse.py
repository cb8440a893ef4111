"""Reads what an agent's hook was given: JSON that may be hostile, in the agent's own shape.

Promise: what is returned is typed and bounded, or an error says what is wrong. Nothing is guessed:
an input that names another event than the hook was started for is refused. Of what a tool gave
back only success, exit code and duration are read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, TypeAlias

from desktop_app.agents.hooks.table import DIALECTS, SESSION, Dialect, Moment
from desktop_app.errors import MalformedRequestError, TooLargeError

if TYPE_CHECKING:
    from desktop_app.model.canonical import JSON

Outcome: TypeAlias = Literal["ok", "error", "unknown"]
MAX_NAME, MAX_PATH = 200, 4_096
_EXIT = re.compile(r"(?m)^Exit [Cc]ode:? (\d{1,3})\b")
_MOST_READ = 4_096  # characters at either end of what a tool gave back
_LONGEST_MS = 30 * 86_400 * 1000


@dataclass(frozen=True, slots=True)
class HookCall:
    """What one call of a hook says.

    Attributes:
        agent: name in the catalogue.
        event: the agent's own name of the event.
        moment: which that is.
        run_id: the agent's session, as in its telemetry.
        prompt_id: the prompt or turn; "" where it names none.
        call_id: the tool call; None where it names none (Gemini; permission requests).
        cwd: working folder; "" where unknown.
        delegated_by: the kind of sub-agent that acts, as the agent calls it; "" for none.
        tool: as the agent names it; "" when it is about no tool.
        arguments: of the tool. Content.
        outcome: after a tool: how it went, as far as the agent tells.
        exit_code: of a command, where the agent tells one.
        duration_us: of the tool.
        said: of a session: how it began, or why it ends; "" where the agent does not tell.
        prompt: what the person said, in UTF-8. Content; None where it was not handed over.
    """

    agent: str
    event: str
    moment: Moment
    run_id: str = ""
    prompt_id: str = ""
    call_id: str | None = None
    cwd: str = ""
    delegated_by: str = ""
    tool: str = ""
    arguments: Mapping[str, JSON] = field(default_factory=dict)
    outcome: Outcome = "unknown"
    exit_code: int | None = None
    duration_us: int | None = None
    said: str = ""
    prompt: bytes | None = None


def parse(agent: str, event: str, value: Mapping[str, JSON]) -> HookCall:
    """Return what a hook's input says.

    Args:
        agent: name in the catalogue.
        event: that the hook was started for; "" for the one that the input names.
        value: the hook's whole input.

    Raises:
        MalformedRequestError: an unknown agent, another event, a field of the wrong type.
        TooLargeError: a name over its limit.
    """
    dialect = DIALECTS.get(agent)
    if dialect is None:
        raise MalformedRequestError(f"There are no hooks of an agent {agent[:40]!r}.")
    named = _text(value, "hook_event_name", MAX_NAME)
    if not named or (event and named != event):
        raise MalformedRequestError(f"The input is of {named[:40]!r}, the hook of {event[:40]!r}.")
    moment = dialect.moments.get(named, Moment.OTHER)
    call = HookCall(
        agent=agent,
        event=named,
        moment=moment,
        run_id=_text(value, "session_id", MAX_NAME),
        prompt_id=_text(value, "prompt_id", MAX_NAME) or _text(value, "turn_id", MAX_NAME),
        cwd=_text(value, "cwd", MAX_PATH),
        delegated_by=_text(value, "agent_type", MAX_NAME),
    )
    if moment in SESSION:
        return _of_session(call, value)
    return call if moment is Moment.OTHER else _of_tool(dialect, call, value)


def _of_session(call: HookCall, value: Mapping[str, JSON]) -> HookCall:
    if call.moment is Moment.PROMPT:
        prompt = value.get("prompt")
        if prompt is not None and not isinstance(prompt, str):
            raise MalformedRequestError("`prompt` of the hook's input is no text.")
        # half a character is no reason to keep no digest of it
        words = None if prompt is None else prompt.encode("utf-8", "surrogatepass")
        return replace(call, prompt=words)
    name = "source" if call.moment is Moment.STARTED else "reason"
    return replace(call, said=_text(value, name, MAX_NAME))


def _of_tool(dialect: Dialect, call: HookCall, value: Mapping[str, JSON]) -> HookCall:
    tool = _text(value, "tool_name", MAX_NAME)
    arguments = value.get("tool_input")
    if not tool:
        raise MalformedRequestError("The input names no tool.")
    if not isinstance(arguments, Mapping):
        # Codex and MCP may give a bare text or list: it is kept under a name of ours
        arguments = {} if arguments is None else {"input": arguments}
    outcome, exit_code = _went(dialect, call.moment, value)
    return replace(
        call,
        call_id=_text(value, "tool_use_id", MAX_NAME) or None,
        tool=tool,
        arguments=arguments,
        outcome=outcome,
        exit_code=exit_code,
        duration_us=_duration_us(value.get("duration_ms")),
    )


def _went(
    dialect: Dialect, moment: Moment, value: Mapping[str, JSON]
) -> tuple[Outcome, int | None]:
    """Return (outcome, exit code) after a tool."""
    if moment is Moment.FAILED:
        return "error", _exit_code(value.get("error"))
    if moment is not Moment.AFTER:
        return "unknown", None
    response = value.get("tool_response")
    if dialect.shape == "decision" and isinstance(response, Mapping):
        code = _exit_code(response.get("llmContent"))
        failed = bool(response.get("error")) or bool(code)
        return ("error" if failed else "ok"), code
    return "ok", None


def _exit_code(said: JSON) -> int | None:
    """Return the exit code that the agent itself wrote before or after a command's output."""
    if not isinstance(said, str):
        return None
    found = _EXIT.match(said[:_MOST_READ]) or next(
        reversed(list(_EXIT.finditer(said[-_MOST_READ:]))), None
    )
    return int(found[1]) if found else None


def _duration_us(value: JSON) -> int | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return int(value * 1000) if 0 <= value <= _LONGEST_MS else None


def _text(value: Mapping[str, JSON], name: str, most: int) -> str:
    found = value.get(name)
    if found is None:
        return ""
    if not isinstance(found, str):
        raise MalformedRequestError(f"`{name}` of the hook's input is no text.")
    if len(found) > most:
        raise TooLargeError(f"`{name}` of the hook's input has more than {most} characters.")
    try:
        found.encode()
    except UnicodeEncodeError as error:
        raise MalformedRequestError(f"`{name}` of the hook's input is no Unicode.") from error
    return found
