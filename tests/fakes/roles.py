"""A role that somebody holds, and a policy that leaves things to it; quick to check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.host.passphrase import new_verifier
from tests.fakes.gate import policy_file

if TYPE_CHECKING:
    from desktop_app.recorder.recorder import Recorder

ROLE, OTHER = "release-manager", "security"
PASSPHRASE, OTHERS = "nine green bottles", "ten brown bottles"
POLICY = """\
version: 1
rules:
  - name: releases
    effect: ask
    role: release-manager
    tools: [Bash]
    when: action.text.startsWith("git push") || action.text.startsWith("make release")
    why: What is released stays released.
"""
_QUICK = 14  # the least work that is read


def hold(made: Recorder, role: str = ROLE, passphrase: str = PASSPHRASE) -> None:
    """Let somebody hold a role."""
    made.gating.roles.add(role, new_verifier(passphrase, made.ids, 7, log_n=_QUICK))


def left_to_role(made: Recorder) -> None:
    """Have `git push` allowed by a role that is held; another role is held as well."""
    policy_file(made, POLICY)
    hold(made)
    hold(made, OTHER, OTHERS)
