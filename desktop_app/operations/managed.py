"""What an administrator decided for this computer, as a person is shown it; needs no recorder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.host import managed as folders
from desktop_app.recorder.managed import read_managed
from desktop_app.recorder.managed_policy import ManagedPolicy

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.model.canonical import JSON


@dataclass(frozen=True, slots=True)
class Defaults:
    """What is managed.

    Attributes:
        folder: where it lies.
        settings: names of the settings, sorted.
        policy: SHA-256 of the policy, hex; None for none.
        trouble: what does not hold, and why; one sentence each.
    """

    folder: str
    settings: tuple[str, ...] = ()
    policy: str | None = None
    trouble: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """What there is, in one line."""
        number = len(self.settings)
        parts = [f"{number} setting{'s' if number != 1 else ''}"] if number else []
        parts += [f"a policy, {self.policy[:8]}"] if self.policy else []
        return f"{' and '.join(parts) or 'nothing'}, by {self.folder}"


def here() -> Defaults | None:
    """Return what is managed on this computer; None where there is no folder for it."""
    found, policy = read_managed(), ManagedPolicy()
    if found is None:
        return None
    policy.look()
    errors = (*found.trouble, *(() if policy.error is None else (policy.error,)))
    trouble = tuple(dict.fromkeys(errors))
    return Defaults(str(folders.folder()), tuple(sorted(found.values)), policy.digest, trouble)


def told(status: Mapping[str, JSON]) -> Defaults | None:
    """Return what a recorder's `status` says of it: what holds there, though a file was changed."""
    found, policy = status.get("managed"), status.get("policy")
    over = policy.get("managed") if isinstance(policy, dict) else None
    if not isinstance(found, dict) and not isinstance(over, dict):
        return None
    said = found if isinstance(found, dict) else {}
    of_policy = over if isinstance(over, dict) else {}
    trouble, values = said.get("trouble"), said.get("settings")
    errors = [str(one) for one in trouble] if isinstance(trouble, list) else []
    if of_policy.get("error"):
        errors.append(str(of_policy["error"]))
    digest = of_policy.get("digest")
    return Defaults(
        str(said.get("folder") or folders.folder()),
        tuple(sorted(values)) if isinstance(values, dict) else (),
        str(digest) if digest else None,
        tuple(dict.fromkeys(errors)),
    )
