"""`countersign-hook AGENT`: asks the recorder what an agent may do, and tells the agent.

Promise: it FAILS CLOSED. No recorder, a broken answer, another version, garbage, a huge input,
silence: before a tool the agent hears "deny", with a reason, and exit code 2, which each of them
obeys; and always before the agent stops waiting (`--wait`). After a tool, and of prompts and
sessions, nothing is held back: then it says nothing and ends well.

It starts for every tool call, so it is one file that needs five modules of the standard library.
The recorder writes what it prints: this program knows no policy and no agent's settings. Only
where none runs it looks at the table that the last one left.
Specification of the socket: `resources/docs/control.md`.
"""

from __future__ import annotations

import json
import os
import select  # `socket` has it loaded
import socket
import struct
import sys
import time

from desktop_app import __version__

MAX_INPUT = 1024 * 1024 - 4_096  # a control request has at most 1 MiB
MAX_READ = 16 * 1024 * 1024  # after a tool its output is cut out, so more is read
MAX_ANSWER = 1024 * 1024
STALL_S = 5.0
START_S = 3.0
SPARE_S = 2.0  # the recorder answers that much before we give up, or halfway
LARGE = ("tool_response", "error", "prompt")
BEFORE = ("PreToolUse", "BeforeTool", "PermissionRequest")
# what a recorder needs of the environment: nothing that an agent's settings could bend it with
KEPT = (
    *("HOME", "PATH", "LANG", "TMPDIR", "USER", "LOGNAME", "USERPROFILE", "SYSTEMROOT"),
    *("DBUS_SESSION_BUS_ADDRESS", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"),
)
_LENGTH = struct.Struct("!i")
_PEER = struct.Struct("3i")  # process, user, group


class Denied(Exception):  # noqa: N818 - it is what the agent hears
    """It cannot be asked, or the answer cannot be trusted: a sentence for the agent."""


class NotRunning(Denied):
    """Nobody listens at the control address."""


class Ask:
    """One call: for which agent, of whom, until when.

    Args:
        words: AGENT and flags, as `agents.hooks.wiring` writes them.
        started: by the monotonic clock; seconds.
    """

    def __init__(self, words: list[str], started: float) -> None:
        flags = dict(zip(words[1::2], words[2::2], strict=False))
        self.agent = words[0] if words else ""
        self.control = flags.get("--control", "")
        self.data_dir = flags.get("--data-dir", "")
        wait_s = flags.get("--wait", "")
        wait = float(wait_s) if wait_s.isdigit() else 10.0
        self.is_before = False  # it asks, and somebody waits to hear
        self.ends, self.spare_s = started + wait, min(SPARE_S, wait / 2)

    @property
    def left_s(self) -> float:
        """Seconds until the agent must have its answer."""
        return self.ends - time.monotonic()


def main(words: list[str] | None = None) -> int:
    """Read the hook's input, ask, print, and return the exit code."""
    ask = Ask(sys.argv[1:] if words is None else words, time.monotonic())
    event = ""
    try:
        data = read_input(ask)
        value = parsed(data)
        event = str(value["hook_event_name"])
        stdout, stderr, code = answered(ask, event, data, value)
    except Denied as error:
        stdout, stderr, code = refusal(event, str(error))
    except Exception as error:  # noqa: BLE001 - whatever it is, it must not come to "allow"
        stdout, stderr, code = refusal(event, f"its hook failed ({type(error).__name__})")
    return 2 if not said(1, stdout) or not said(2, stderr) else code


def answered(ask: Ask, event: str, data: bytes, value: dict[str, object]) -> tuple[str, str, int]:
    """Return (stdout, stderr, exit code) as the recorder says."""
    ask.is_before = event in BEFORE
    if event not in BEFORE:
        data = without_output(value)
    if len(data) > MAX_INPUT:
        raise Denied(f"this call is larger than {MAX_INPUT:,} bytes")
    try:
        link = connected(ask)
    except NotRunning:
        table = left_table(ask)
        if event in BEFORE and (table.get("otherwise") == "agent" or harmless(table, ask, value)):
            return "", "", 0
        raise
    with link:
        send(link, request(ask, event, data))
        return checked(receive(link, ask), event)


def refusal(event: str, why: str) -> tuple[str, str, int]:
    """Return what each agent takes for "deny": the code 2 with the reason, and its own JSON."""
    if event and event not in BEFORE:
        return "", "", 0
    reason = f"Countersign denied this, because {why}."
    if event == "BeforeTool":
        told: dict[str, object] = {"decision": "deny", "reason": reason}
    else:
        inner: dict[str, object] = {"hookEventName": event or "PreToolUse"}
        if event == "PermissionRequest":
            inner["decision"] = {"behavior": "deny", "message": reason}
        else:
            inner |= {"permissionDecision": "deny", "permissionDecisionReason": reason}
        told = {"hookSpecificOutput": inner}
    return json.dumps(told), reason, 2  # noqa: TID251 - an agent's format, never hashed


def read_input(ask: Ask) -> bytes:
    """Return all of standard input; what never ends or is too long is refused."""
    found: list[bytes] = []
    size = 0
    while True:
        if (
            sys.platform != "win32"
            and not select.select([0], [], [], max(0.0, ask.left_s - ask.spare_s))[0]
        ):
            raise Denied("its input did not end in time")
        piece = os.read(0, 1024 * 1024)
        if not piece:
            return b"".join(found)
        found.append(piece)
        size += len(piece)
        if size > MAX_READ:
            raise Denied(f"its input is larger than {MAX_READ:,} bytes")


def parsed(data: bytes) -> dict[str, object]:
    """Return the input, which names its event."""
    try:
        value = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise Denied("its input is no JSON") from error
    if not isinstance(value, dict) or not isinstance(value.get("hook_event_name"), str):
        raise Denied("its input names no event")
    return value


def without_output(value: dict[str, object]) -> bytes:
    """Return the input of an event that decides nothing, without its content if that is large."""
    data = json.dumps(value).encode()  # noqa: TID251 - a control message, never hashed
    if len(data) > MAX_INPUT:
        shorter = {k: v for k, v in value.items() if k not in LARGE}
        data = json.dumps(shorter).encode()  # noqa: TID251 - likewise
    return data


def request(ask: Ask, event: str, data: bytes) -> bytes:
    """Return the control request; the input stands in it as the agent wrote it."""
    deadline_s = max(0.0, round(ask.left_s - ask.spare_s, 3))
    head = {"v": 1, "version": __version__, "verb": "hook"}
    args: dict[str, object] = {"agent": ask.agent, "event": event, "deadline_s": deadline_s}
    if run_id := os.environ.get("COUNTERSIGN_RUN_ID"):  # `countersign run` is above the agent
        args |= {"run_id": run_id, "sender": os.environ.get("COUNTERSIGN_RUN_SENDER", "")}
    told = json.dumps(head)[:-1] + ', "args": ' + json.dumps(args)[:-1]  # noqa: TID251 - a message
    return told.encode() + b', "input": ' + data + b"}}"


def connected(ask: Ask) -> socket.socket:
    """Connect to the recorder; before a tool start one if there is none, and wait a little."""
    if not ask.control:
        raise Denied("its hook does not say where the recorder is: see `countersign doctor`")
    try:
        return dial(ask)
    except NotRunning:
        if not (ask.data_dir and ask.is_before):
            raise  # what decides nothing is no reason to start what its person ended
    start(ask)
    until = time.monotonic() + min(START_S, ask.left_s - ask.spare_s)
    while True:
        time.sleep(0.05)
        try:
            return dial(ask)
        except NotRunning:
            if time.monotonic() > until:
                raise


def dial(ask: Ask) -> socket.socket:
    """Connect to the control address; another user's process there is refused."""
    link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        link.settimeout(min(STALL_S, max(0.1, ask.left_s)))
        link.connect(ask.control)
        if hasattr(socket, "SO_PEERCRED"):
            check_peer(link)
    except (FileNotFoundError, ConnectionRefusedError, ValueError) as error:
        link.close()
        raise NotRunning(
            "its recorder does not run and could not be started: run `countersign serve`"
        ) from error
    except BaseException:
        link.close()
        raise
    return link


def check_peer(link: socket.socket) -> None:
    """Refuse another user's process."""
    raw = link.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _PEER.size)
    if _PEER.unpack(raw)[1] != os.geteuid():
        raise Denied("its recorder is another user's process")


def start(ask: Ask) -> None:
    """Start a recorder that outlives us, with none of the agent's variables."""
    import subprocess  # noqa: PLC0415 - only where there is no recorder

    frozen = getattr(sys, "frozen", False)
    words = [sys.executable, *(() if frozen else ("-Im", "desktop_app"))]
    environment = {name: os.environ[name] for name in KEPT if name in os.environ}
    folder = os.path.dirname(ask.control)  # noqa: PTH120 - pathlib takes too long to load
    if os.path.basename(folder) == "countersign":  # noqa: PTH119 - likewise
        environment["XDG_RUNTIME_DIR"] = os.path.dirname(folder)  # noqa: PTH120 - likewise
    nothing = subprocess.DEVNULL
    subprocess.Popen(  # noqa: S603 - ours
        [*words, "serve", "--data-dir", ask.data_dir],
        stdin=nothing, stdout=nothing, stderr=nothing, env=environment,
        cwd="/", start_new_session=True,
    )  # fmt: skip


def left_table(ask: Ask) -> dict[str, object]:
    """Return the table that the last recorder left for hooks; {}: none that we read."""
    table_file = f"{ask.control.removesuffix('.sock')}.gate.json"
    try:
        with open(table_file, "rb") as file:  # noqa: PTH123 - pathlib takes too long to load
            table = json.loads(file.read(MAX_INPUT))
    except (OSError, ValueError, RecursionError):
        return {}
    return table if isinstance(table, dict) and table.get("v") == 1 else {}


def harmless(table: dict[str, object], ask: Ask, value: dict[str, object]) -> bool:
    """Return whether the last recorder left word that this is never asked about.

    Its table names tools that change nothing, and which of their arguments are paths: those must
    lie below the working folder, and in no hidden place of it.
    """
    try:
        agents, given, folder = table["agents"], value.get("tool_input"), value["cwd"]
        if not (isinstance(agents, dict) and isinstance(given, dict) and isinstance(folder, str)):
            return False
        names = agents[ask.agent][str(value["tool_name"]).lower()]
        return all(below(folder, given[name]) for name in names if name in given)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def below(folder: str, path: object) -> bool:
    """Return whether a path lies below a folder, links followed, and is not hidden there."""
    if not isinstance(path, str) or not os.path.isabs(folder):  # noqa: PTH117 - likewise
        return False
    top = os.path.realpath(folder)
    found = os.path.realpath(os.path.join(top, path))  # noqa: PTH118 - likewise
    if found == top:
        return True
    inside = found.removeprefix(top + os.sep)
    hidden = inside.startswith(".") or f"{os.sep}." in inside
    return inside != found and not hidden


def send(link: socket.socket, data: bytes) -> None:
    """Send one frame."""
    link.sendall(_LENGTH.pack(len(data)) + data)


def receive(link: socket.socket, ask: Ask) -> dict[str, object]:
    """Return the recorder's last line; how far it is does not matter here."""
    while True:
        (size,) = _LENGTH.unpack(exactly(link, 4, ask))
        if not 0 <= size <= MAX_ANSWER:
            raise Denied("its recorder's answer is too large")
        line = json.loads(exactly(link, size, ask))
        if "progress" not in line:
            return dict(line)


def listen(link: socket.socket, ask: Ask) -> None:
    """Wait for something to read, as long as anybody is there to hear the answer.

    An agent that is killed need not take its hooks along: the reader of our output is gone then,
    and hanging up takes the question back.
    """
    if not hasattr(select, "poll"):
        return  # Windows, where no hooks are set up
    poll = select.poll()
    poll.register(link, select.POLLIN)
    poll.register(1, 0)
    told = dict(poll.poll(max(1, ask.left_s * 1000)))
    if told.get(1, 0) & (select.POLLERR | select.POLLHUP) and link.fileno() not in told:
        raise Denied("nobody waits for its answer any more")


def exactly(link: socket.socket, size: int, ask: Ask) -> bytes:
    """Return that many bytes."""
    found = b""
    while len(found) < size:
        if ask.is_before:
            listen(link, ask)
        link.settimeout(max(0.001, ask.left_s))
        try:
            piece = link.recv(size - len(found))
        except TimeoutError as error:
            raise Denied("its recorder did not answer in time") from error
        if not piece:
            raise Denied("its recorder went away before it answered")
        found += piece
    return found


def checked(line: dict[str, object], event: str) -> tuple[str, str, int]:
    """Return what to print, when it is an answer that the agent will obey."""
    if line.get("ok") is not True:
        error = line.get("error")
        message = error.get("message") if isinstance(error, dict) else None
        raise Denied(f"its recorder refused: {str(message)[:500].rstrip('.')}")
    if line.get("version") != __version__:
        raise Denied("its recorder is of another version: restart it")
    data = line.get("data")
    if not isinstance(data, dict):
        raise Denied("its recorder's answer is broken")
    stdout, stderr, code = data.get("stdout"), data.get("stderr"), data.get("exit")
    if not (isinstance(stdout, str) and isinstance(stderr, str) and code in (0, 2)):
        raise Denied("its recorder's answer is broken")
    decision = data.get("decision")
    silent = decision == "deny" and code == 0 and not stdout
    if decision not in ("allow", "deny", "none") or (event in BEFORE and silent):
        raise Denied("its recorder's answer is broken")
    return stdout, stderr, int(code)


def said(stream: int, text: str) -> bool:
    """Write a text whole; return whether that went well."""
    data = text.encode("utf-8", "replace")
    try:
        while data:
            data = data[os.write(stream, data) :]
    except OSError:
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
