"""A ledger that was edited while no recorder ran: nothing leaves by what it says then."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from desktop_app.ledger.reader import LedgerReader
from desktop_app.model import canonical
from tests.fakes import forwarding, gate_client
from tests.fakes.collector import Collector
from tests.fakes.forger import edit
from tests.fakes.forwarding import send
from tests.fakes.ledger_place import until
from tests.fakes.receiving import Receiver
from tests.fakes.running import running

if TYPE_CHECKING:
    from pathlib import Path

    from tests.fakes.running import RunningRecorder

WAITED_S = 2.0


def reasons(recorder: RunningRecorder) -> list[str]:
    """Return why local-only mode was turned on."""
    changes = gate_client.entries(recorder, "mode.changed")
    return [one["reason"] for one in changes if one["on"] is True]


def test_an_edited_mode_opens_no_door(tmp_path: Path) -> None:
    """Its newest change turned round, and a file that fits: on, and an entry says why."""
    home = tmp_path / "home"
    with Receiver(Collector().take) as there:
        with running(home) as recorder:
            forwarding.add(recorder, "otlp", there.url, own_network=True)
            forwarding.open_door(recorder)
            send(recorder, 2)
            until(lambda: len(there.got) == 1)
            forwarding.shut_door(recorder)
            file = recorder.data_dir / "mode.json"
            with LedgerReader(recorder.data_dir / "ledger.db") as ledger:
                off, on = (e for e in ledger.entries() if str(e.kind) == "mode.changed")
        consent = off.subject["consent"]
        leaf = on.leaf.replace(b'"consent":null', f'"consent":{consent}'.encode())
        leaf = leaf.replace(b'"on":true', b'"on":false')
        with edit(home / "data" / "ledger.db") as db:
            db.execute("UPDATE entries SET leaf = ? WHERE seq = ?", (leaf, on.seq))
        file.write_bytes(canonical.encode({"consent": consent}))
        connections = there.connections
        with running(home) as recorder:
            until(lambda: reasons(recorder) == ["the ledger does not verify"])
            assert gate_client.call(recorder, "status")["local_only"]
            send(recorder, 2)
            ends = time.monotonic() + WAITED_S
            while time.monotonic() < ends:
                assert there.connections == connections


def test_what_nobody_edited_goes_on_after_a_restart(tmp_path: Path) -> None:
    """As soon as it was looked over."""
    home = tmp_path / "home"
    with Receiver(Collector().take) as there:
        with running(home) as recorder:
            forwarding.add(recorder, "otlp", there.url, own_network=True)
            forwarding.open_door(recorder)
        with running(home) as recorder:
            send(recorder, 2)
            until(lambda: len(there.got) == 1)
            assert not gate_client.call(recorder, "status")["local_only"]
