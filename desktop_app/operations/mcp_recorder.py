"""What the MCP proxy asks and tells the recorder, over the control socket.

Promise: nothing but the recorder's own word lets a call go on. A recorder that does not run, is
busy, or cannot write is a denial whose reason says so.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.agents.mcp import pins
from desktop_app.agents.mcp.steps import Decided
from desktop_app.control.client import ControlClient
from desktop_app.errors import BugError, ConfigError, CountersignError, RecorderNotRunningError
from desktop_app.host import files
from desktop_app.host.instance import read_holder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.agents.mcp.steps import Effect, Listed, ToolCall
    from desktop_app.model.canonical import JSON
    from desktop_app.operations.context import Context
    from desktop_app.operations.mcp_caller import Caller

ASK_S = 660.0  # the recorder ends a question after 600 s
TELL_S = 10.0
MAX_PINS_BYTES = 65_535
_DENIED = "Countersign denied this call"


class McpRecorder:
    """Asks for one server behind one proxy. Thread safe: a connection for each question.

    Args:
        context: whose recorder.
        server: what the server is called.
        command: its command line, or its URL; told as a digest only.
        caller: who calls.
    """

    def __init__(
        self, context: Context, server: str, command: tuple[str, ...], caller: Caller
    ) -> None:
        self._context, self._server, self._caller = context, server, caller
        self._digest = pins.server_digest(server, command)
        folder = context.paths.data_dir / "agents" / "mcp"
        self._pins = folder / f"{self._digest[:32]}.json"
        self._way: dict[str, JSON] = {"via": "mcp", "sender": caller.sender}

    def pinned(self) -> dict[str, str]:
        """Return the pinned versions of the server's tools; none before first sight.

        Raises:
            ConfigError: the file is damaged. Remove it to pin anew.
        """
        data = files.read_bounded(self._pins, MAX_PINS_BYTES)
        try:
            return {} if data is None else pins.parse_pins(data)
        except ConfigError as error:
            hint = "Start with --repin to pin the server's tools as they are now."
            raise ConfigError(f"{self._pins}: {error.message}", hint=hint) from error

    def declare(self, call: ToolCall) -> Decided:
        """Ask whether a call may run; returns once that is decided, or nobody waits for it."""
        action: dict[str, JSON] = {
            "tool": call.tool,
            "arguments": call.arguments,
            "cwd": self._caller.cwd,
            "workspace": self._caller.cwd,
            "traceparent": call.traceparent,
            **self._whose(call),
        }
        try:
            with self._connect() as client:
                call.gone.add_done_callback(lambda _: client.interrupt())
                arguments: dict[str, JSON] = {**self._way, "action": action}
                told = client.call("action.begin", arguments, timeout_s=ASK_S)
        except CountersignError as error:
            return Decided(allowed=False, reason=f"{_DENIED}: {error.message} {error.hint}".strip())
        intent = told.get("intent")
        return Decided(
            allowed=told.get("decision") in ("allow", "none"),
            reason=f"{_DENIED}: {told.get('reason') or 'no reason was given'}",
            intent=intent if type(intent) is int else None,
        )

    def effect(self, effect: Effect) -> None:
        """Tell how a call ended: that, how long it took, and the digest of what ran.

        Raises:
            CountersignError: it was not written down.
        """
        call = effect.call
        result: dict[str, JSON] = {
            "tool": call.tool,
            "outcome": effect.outcome,
            "duration_us": effect.duration_us,
            **({} if effect.outcome == "denied" else {"arguments": call.arguments}),
            **self._whose(call),
        }
        with self._connect() as client:
            arguments: dict[str, JSON] = {**self._way, "intent": call.intent, "result": result}
            client.call("action.result", arguments, timeout_s=TELL_S)

    def listed(self, listed: Listed, pinned: Mapping[str, str], *, again: bool) -> None:
        """Write down which tools are new and which drifted; what is new is pinned from then on.

        Raises:
            CountersignError: it was not written down, and nothing was pinned.
        """
        drifted = [
            {"tool": one.tool, "pinned": one.pinned, "now": one.now} for one in listed.drifted
        ]
        subject: dict[str, JSON] = {
            "verb": "mcp-proxy",
            "server": self._server,
            "server_digest": self._digest,
            "pinned": [{"tool": tool, "version": now} for tool, now in listed.new.items()],
            "drifted": drifted,
            "repin": again,
        }
        with self._connect() as client:
            client.call("note", {"kind": "command", "subject": subject}, timeout_s=TELL_S)
        if listed.new:
            files.make_private_dir(self._pins.parent.parent)
            files.make_private_dir(self._pins.parent)
            files.write_durable(self._pins, pins.format_pins({**pinned, **listed.new}))

    def _connect(self) -> ControlClient:
        """Return a client of the recorder: where we expect it, else where it says that it is.

        Some agents start servers without XDG_RUNTIME_DIR, which the first address is made of.
        """
        try:
            return self._context.connect()
        except RecorderNotRunningError:
            paths = self._context.paths
            holder = read_holder(paths.lock)
            if holder is None or holder.control in ("", paths.control_address):
                raise
            return ControlClient(holder.control)

    def _whose(self, call: ToolCall) -> dict[str, JSON]:
        who = self._caller
        run_id = who.run_id or call.run_id or who.session_id
        told = {"agent": who.agent, "call_id": call.call_id, "run_id": run_id}
        return {name: value for name, value in told.items() if value}


def decided_by(recorder: McpRecorder, call: ToolCall) -> Decided:
    """Ask whether a call may run; whatever goes wrong meanwhile, it is denied."""
    try:
        return recorder.declare(call)
    except Exception as error:  # noqa: BLE001 - a bug of ours must deny, too
        told = BugError(f"{type(error).__name__} while asking.")
        return Decided(allowed=False, reason=f"{told.message} {told.hint}")
