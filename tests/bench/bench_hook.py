"""What a hook adds to each tool call: the whole process, and its start alone.

    python -m tests.bench hook

A real recorder, policy alone decides. The yardstick: an interpreter that starts and does nothing.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from desktop_app import hook
from tests.bench.table import Figure
from tests.fakes.hook_server import dumped
from tests.fakes.running import running

TIMES = 60
GOAL_MS = 60


def measure() -> list[Figure]:
    """Return p50 and p95 of a hook's process, beside an empty interpreter."""
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as recorder:
        words = [sys.executable, "-I", str(Path(hook.__file__).resolve()), "claude-code"]
        words += ["--wait", "10", "--control", str(recorder.ready["control"])]
        whole = sorted(_times(words, folder))
    empty = statistics.median(_times([sys.executable, "-I", "-c", "pass"], folder))
    p50, p95 = statistics.median(whole), whole[int(len(whole) * 0.95)]
    beside = f"{empty * 1000:.1f} ms"
    return [
        Figure(
            "A hook's whole process, p50",
            f"{p50 * 1000:.1f} ms",
            beside,
            p50 / empty,
            f"under {GOAL_MS} ms",
            p50 * 1000 < GOAL_MS,
        ),
        Figure("A hook's whole process, p95", f"{p95 * 1000:.1f} ms", beside, p95 / empty),
    ]


def _times(words: list[str], cwd: str) -> list[float]:
    found = []
    for number in range(TIMES):
        given = dumped(
            {
                "hook_event_name": "PreToolUse",
                "session_id": "s",
                "cwd": cwd,
                "tool_name": "Read",
                "tool_use_id": f"call-{number}",
                "tool_input": {"file_path": f"{cwd}/a.txt"},
            }
        )
        began = time.perf_counter()
        subprocess.run(words, input=given, capture_output=True, check=True)
        found.append(time.perf_counter() - began)
    return found
