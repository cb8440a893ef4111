"""Asks the person at the terminal before a verb loosens, reveals or pauses.

The answer is read from the controlling terminal, never from standard input, so that a pipe cannot
answer; and not at all when an agent is among our ancestors (the recorder looks again by itself).
"""

from __future__ import annotations

import os

from desktop_app.errors import NotAnsweredByPersonError
from desktop_app.host import peers, terminal


def confirm(question: str, word: str = "yes") -> bool:
    """Return True when the person typed `word`.

    Raises:
        NotAnsweredByPersonError: an agent started us, there is no terminal, or the person declined.
    """
    agent = peers.agent_ancestor(os.getpid())
    if agent is not None:
        raise NotAnsweredByPersonError(f"{agent.name} started this; only a person may do it.")
    terminal.confirm_on_tty(question, word)
    return True
