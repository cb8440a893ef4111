"""A context for operations under test: what they say and how far they are is kept."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from desktop_app.control.client import ControlClient
from desktop_app.host.clock import SystemClock, SystemIds
from desktop_app.host.paths import Paths

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import pytest


@dataclass
class ToldContext:
    """One data directory; `stop` is raised at the first progress, if it is given."""

    paths: Paths
    stop: Exception | None = None
    notes: list[str] = field(default_factory=list)
    steps: list[tuple[int, int]] = field(default_factory=list)
    clock: SystemClock = field(default_factory=SystemClock)
    ids: SystemIds = field(default_factory=SystemIds)
    starts_recorder: bool = True

    def connect(self) -> ControlClient:
        """Return a client of the recorder of this directory."""
        return ControlClient(self.paths.control_address)

    def note(self, sentence: str) -> None:
        """Keep it."""
        self.notes.append(sentence)

    @contextmanager
    def progress(self, what: str) -> Iterator[Callable[[int, int], None]]:  # noqa: ARG002
        """Keep how far it is."""

        def told(done: int, total: int) -> None:
            self.steps.append((done, total))
            if self.stop is not None:
                raise self.stop

        yield told


def in_environment(environment: Mapping[str, str], patch: pytest.MonkeyPatch) -> ToldContext:
    """Return a context over a store, whose environment is set for the time of a test."""
    for name, value in environment.items():
        patch.setenv(name, value)
    return ToldContext(Paths.resolve())
