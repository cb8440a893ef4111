"""Which of the agents is on this machine, and in which version it says it is.

A version is asked once for each executable as it lies on disk: asking starts the agent. It
is looked for in absolute directories alone (a PATH with `.` would start what lies in whatever
project we stand in), and of what it says a few kilobytes are read, however much that is.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop_app.agents.catalog import Agent, Environment

PATIENCE_S = 10.0
_VERSION = re.compile(r"\d+\.\d+(?:\.\d+)?(?:[-+][0-9A-Za-z.-]+)?")
_MOST = 40  # characters
_MOST_BYTES = 16_384
_Key = tuple[str, int, int]


def find(agent: Agent, environment: Environment) -> Path | None:
    """Return an agent's executable as the PATH finds it, or None."""
    given = environment.get("PATH", "").split(os.pathsep)
    path = os.pathsep.join(each for each in given if Path(each).is_absolute())
    found = (shutil.which(program, path=path) for program in agent.programs)
    return next((Path(program) for program in found if program), None)


class Versions:
    """What executables answer to `--version`. Thread safe: at worst one is asked twice."""

    def __init__(self) -> None:
        self._known: dict[_Key | None, str | None] = {}

    def of(self, program: Path, environment: Environment) -> str | None:
        """Return the version, or None where the program does not tell one in time."""
        key = _key(program)
        if key is None:
            return None
        if key not in self._known:
            self._known[key] = _ask(program, environment)
        return self._known[key]

    def known(self, program: Path) -> bool:
        """Return whether the program was asked already."""
        return _key(program) in self._known


def _key(program: Path) -> _Key | None:
    try:
        status = program.stat()
    except OSError:
        return None
    return str(program.resolve()), status.st_mtime_ns, status.st_size


def _ask(program: Path, environment: Environment) -> str | None:
    quiet = {**environment, "OTEL_SDK_DISABLED": "true"}  # a question is not a run to be recorded
    try:
        child = subprocess.Popen(  # noqa: S603 - the agent that the person installed
            [str(program), "--version"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=quiet,
        )
    except OSError:
        return None
    found = _VERSION.search(_first_words(child).decode("utf-8", "replace"))
    return found.group()[:_MOST] if found else None


def _first_words(child: subprocess.Popen[bytes]) -> bytes:
    """Return the first bytes that a program says, nothing where it takes too long; end it."""
    said: list[bytes] = []

    def read() -> None:
        if child.stdout is not None:
            with child.stdout as pipe:
                said.append(pipe.read(_MOST_BYTES))

    reader = Thread(target=read, daemon=True)  # a child of the child may hold the pipe for ever
    reader.start()
    reader.join(PATIENCE_S)
    child.kill()
    child.wait()
    return said[0] if said else b""
