"""The machine and the agent at the start of a run, as one value.

Promise: names of environment variables only; values of those alone that are on the list given.
Paths are told as keyed digests. Nothing is asked of a network, and no program is started.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import platform
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.host import folder, processes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from desktop_app.capture.files.seen import Begun
    from desktop_app.model.canonical import JSON

ALLOWED = frozenset(("LANG", "LC_ALL", "TERM", "TERM_PROGRAM", "TZ"))
"""Variables whose values are kept: they say how, never who or with what secret."""
_MAX_NAMES = 300
_MAX_CHARS = 100
_MAX_PROGRAM = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Agent:
    """What is known of the program that runs; None: not known.

    Attributes:
        name: as it calls itself.
        version: as it says.
        executable: absolute path.
        model: that it uses.
        sampling: parameters as far as seen (whole numbers, strings).
    """

    name: str | None = None
    version: str | None = None
    executable: str | None = None
    model: str | None = None
    sampling: Mapping[str, JSON] = field(default_factory=dict)


def snapshot(
    agent: Agent,
    *,
    key: bytes,
    variables: Mapping[str, str | None],
    policy: str | None = None,
    begun: Begun | None = None,
    allowed: Iterable[str] = ALLOWED,
) -> dict[str, JSON]:
    """Return the environment of a run, for an entry's subject.

    Args:
        agent: what is known of it.
        key: of the run, for the digest of the executable's path.
        variables: environment variables by name; None where only the name is known.
        policy: version of the policy in force.
        begun: what `FileWatch.begin` found, for the state of git.
        allowed: names whose values are kept.
    """
    names = sorted(_short(name) for name in variables)
    values = {_short(name): variables[name] for name in sorted(set(allowed) & variables.keys())}
    whole: dict[str, JSON] = {
        "os": {
            "system": platform.system(),
            "release": platform.release(),
            "machine": platform.machine(),
        },
        "python": platform.python_version(),
        "agent": _agent(agent, key),
        "git": None if begun is None else _git(begun),
        "variables": names[:_MAX_NAMES],
        "variables_left_out": max(0, len(names) - _MAX_NAMES) or None,
        "values": {name: _short(value) for name, value in values.items() if value is not None},
        "policy": policy,
    }
    return {name: value for name, value in whole.items() if value is not None}


def names_of_process(pid: int) -> dict[str, str | None]:
    """Return the names of the variables that a process was started with; no value is kept."""
    above = processes.ancestors(pid)
    return dict.fromkeys(above[0].environment) if above else {}


def program_digest(path: str) -> str | None:
    """Return the SHA-256 of a program's file in hex, None when it cannot be read.

    Plain: a program is no secret, and its digest is what publishers name.
    """
    whole = os.fsencode(Path(path).resolve())
    digest = hashlib.sha256()
    try:
        with folder.opened(os.path.dirname(whole)) as handle:  # noqa: PTH120 - bytes
            name = os.path.basename(whole)  # noqa: PTH119 - bytes
            folder.read(handle, name, digest.update, max_bytes=_MAX_PROGRAM)
    except OSError:
        return None
    return digest.hexdigest()


def _agent(agent: Agent, key: bytes) -> dict[str, JSON]:
    path = agent.executable
    sealed = None
    if path is not None:
        text = b"countersign/path/v1\0" + os.fsencode(path)
        sealed = hmac.new(key, text, hashlib.sha256).hexdigest()
    whole: dict[str, JSON] = {
        "name": agent.name,
        "version": agent.version,
        "path_hmac": sealed,
        "sha256": None if path is None else program_digest(path),
        "model": agent.model,
        "sampling": dict(agent.sampling) or None,
    }
    return {name: value for name, value in whole.items() if value is not None}


def _git(begun: Begun) -> dict[str, JSON] | None:
    if begun.repo is None:
        return None
    return {"head": begun.repo.head, "branch": begun.repo.branch, "dirty": begun.dirty}


def _short(text: str) -> str:
    """Return text that canonical JSON takes, cut to a bearable length."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")[:_MAX_CHARS]
