"""Recorders of their own for verbs that change something."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fakes import running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tests.fakes.running import RunningRecorder


@pytest.fixture
def start() -> Iterator[Callable[..., RunningRecorder]]:
    """Return what starts a recorder; those still running are ended after the test."""
    started: list[RunningRecorder] = []

    def begin(environment: Mapping[str, str], *arguments: str) -> RunningRecorder:
        started.append(running.start(environment, *arguments))
        return started[-1]

    yield begin
    for recorder in started:
        if recorder.process.poll() is None:
            recorder.stop()
