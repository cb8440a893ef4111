"""The gate over real HTTP: what a policy-decided action waits, and how soon a question is told.

    python -m tests.bench gate

A thousand rules of the person's and ten thousand grants are in force, and requests of 512 spans
arrive beside. The yardstick: one raw durable SQLite insert (WAL, synchronous=FULL).
"""

from __future__ import annotations

import http.client
import json
import os
import random
import tempfile
import time
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Any
from unittest.mock import patch
from urllib.parse import urlsplit

from desktop_app.consent.purposes import ACTION
from desktop_app.consent.records import By, ConsentRecord, State, format_record
from desktop_app.control.client import ControlClient
from desktop_app.host.paths import Paths
from desktop_app.model import canonical
from desktop_app.model.action import Lasts, Scope
from desktop_app.model.entry import RECORDER, Draft
from desktop_app.model.kinds import EntryKind
from desktop_app.recorder import wiring
from tests.bench.batches import batch, clean
from tests.bench.http_load import Sender, raw_inserts
from tests.bench.table import Figure
from tests.fakes.running import RunningRecorder, environment, start

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

RULES, GRANTS, ACTIONS, QUESTIONS = 1_000, 10_000, 1_000, 40
BATCH_EVERY_S = 0.1


def rules() -> str:
    """Return a policy file of that many rules that never hold, each with a condition."""
    lines = ["version: 1", "rules:"]
    for n in range(1, RULES + 1):
        when = f"size(action.tool) > {n}00 && action.agent == 'a{n}'"
        lines += [
            f"  - name: r{n}",
            "    effect: deny",
            "    tools: [Bash, Write, Read]",
            "    why: It is measured.",
            f'    when: "{when}"',
        ]
    return "\n".join(lines) + "\n"


def grants() -> Iterator[Draft]:
    """Yield that many lasting grants."""
    for n in range(GRANTS):
        scope = Scope("bench", "Bash", (f"tool{n % 500}", f"verb{n}"), folder="/w")
        record = ConsentRecord(
            purpose=ACTION, state=State.GIVEN, scope=scope, lasts=Lasts.ALWAYS, by=By.YOU
        )
        yield Draft(EntryKind.CONSENT_RECORD, RECORDER, format_record(record))


def fill(env: Mapping[str, str]) -> None:
    """Make a ledger that holds the grants."""
    with patch.dict(os.environ, env):
        made = wiring.build(Paths.resolve())
        made.paths.prepare()
        wiring.open_ledger(made)
        made.journal.writer.append(list(grants()), reserve=True).result()
        made.pipeline.close()
        made.journal.writer.close()


class Client:
    """One kept-alive connection to the agent API."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._wire = http.client.HTTPConnection(parts.hostname or "", parts.port)

    def begin(self, action: Mapping[str, Any]) -> tuple[float, dict[str, Any]]:
        """Return (seconds, answer)."""
        body = canonical.encode_body(action)
        started = time.perf_counter()
        self._wire.request("POST", "/v1/actions", body, {"content-type": "application/json"})
        answer = self._wire.getresponse()
        told = json.loads(answer.read())
        took = time.perf_counter() - started
        if answer.status != 200:
            raise SystemExit(str(told))
        return took, told


def action(n: int) -> dict[str, Any]:
    """Return an action; three in four are decided by a rule, one by a grant."""
    common = {"agent": "bench", "run_id": f"run-{n % 7}", "cwd": "/w", "call_id": f"call-{n}"}
    if n % 4 == 0:
        grant = random.Random(n).randrange(GRANTS)  # noqa: S311 - no secret
        words = f"tool{grant % 500} verb{grant}"
        return {**common, "tool": "Bash", "arguments": {"command": words}}
    if n % 4 == 1:
        return {**common, "tool": "Bash", "arguments": {"command": f"ls -la src/{n}"}}
    tool = "Write" if n % 4 == 2 else "Read"
    return {**common, "tool": tool, "arguments": {"file_path": f"/w/{n}.txt", "content": "x" * 900}}


def decided(recorder: RunningRecorder) -> list[float]:
    """Return sorted seconds of actions that policy or a grant decides, beside batches."""
    stop = Event()
    body = batch(clean, 1).SerializeToString()

    def load() -> None:
        sender = Sender(recorder.url)
        while not stop.wait(BATCH_EVERY_S):
            sender.send(sender.request(body))
        sender.close()

    beside = Thread(target=load)
    beside.start()
    client, found = Client(recorder.url), []
    for n in range(ACTIONS):
        took, told = client.begin(action(n))
        if told["decision"] != "allow" or (n % 4 == 0) != (told["because"]["grant"] is not None):
            raise SystemExit(f"Another answer than expected: {told}")
        found.append(took)
    stop.set()
    beside.join()
    return sorted(found[50:])


def told(recorder: RunningRecorder) -> list[float]:
    """Return sorted seconds from an action that must be asked to the long poll that hears it."""
    address, found = recorder.ready["control"], []
    with ControlClient(address) as tray:
        n = tray.call("questions", {"after": -1, "wait_s": 0})["n"]
        for _ in range(QUESTIONS):
            asked = {"tool": "Bash", "arguments": {"command": "git push"}, "deadline_s": 0.4}
            waiting = Thread(target=Client(recorder.url).begin, args=(asked,))
            started = time.perf_counter()
            waiting.start()
            got = tray.call("questions", {"after": n, "wait_s": 5})
            found.append(time.perf_counter() - started)
            waiting.join()
            n = tray.call("questions", {"after": got["n"], "wait_s": 5})["n"]
    return sorted(found)


def measure() -> list[Figure]:
    """Return the lines of the table."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        env = environment(folder)
        (folder / "data").mkdir(mode=0o700)
        (folder / "data" / "policy.yaml").write_text(rules())
        fill(env)
        recorder = start(env)
        try:
            if (error := recorder.cli_json_any("status")["policy"]["error"]) is not None:
                raise SystemExit(error)
            waits, questions = decided(recorder), told(recorder)
        finally:
            recorder.stop()
        inserts = raw_inserts(folder)
    beside = f"{RULES:,} rules, {GRANTS:,} grants, 512-span requests beside"
    return [
        *(
            _figure(f"policy-decided action over HTTP, {name}; {beside}", waits, inserts, at, goal)
            for name, at, goal in (("p50", 0.5, 5.0), ("p99", 0.99, 25.0))
        ),
        _figure(
            "question told to the tray after it was asked, p99", questions, inserts, 0.99, 150.0
        ),
    ]


def _figure(
    name: str, waits: list[float], inserts: list[float], share: float, goal: float
) -> Figure:
    seen = waits[int(share * len(waits))] * 1000
    raw = inserts[int(share * len(inserts))] * 1000
    return Figure(
        name,
        f"{seen:.1f} ms",
        f"{raw:.1f} ms (raw insert, fsync)",
        seen / raw,
        f"< {goal:.0f} ms",
        seen < goal,
    )
