"""The recorder's real flow in this process: no socket, everything else as `countersign serve`."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from desktop_app.host.paths import Paths
from desktop_app.normalize.signals import Signal
from desktop_app.receive.request import RawRequest, Sender
from desktop_app.recorder import wiring
from desktop_app.recorder.serve import tune

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop_app.recorder.recorder import Recorder


@contextmanager
def recorder(home: Path) -> Iterator[Recorder]:
    """Open a ledger in a new home with the wiring of `serve`; no follower, no socket."""
    os.environ["COUNTERSIGN_CUSTODY"] = "plain-file"
    tune()
    paths = Paths(home / "data", home / "config", home / "run")
    paths.prepare()
    made = wiring.build(paths)
    wiring.open_ledger(made)
    try:
        yield made
    finally:
        made.pipeline.close()
        made.journal.writer.close()


def raw(body: bytes) -> RawRequest:
    """Return a request as the HTTP door hands it in."""
    return RawRequest(
        signal=Signal.TRACES,
        body=body,
        encoding="protobuf",
        compression="identity",
        transport="http",
        sender=Sender("", "none"),
    )
