"""Make a hostile bundle, or verify one and tell what it cost: each in a child process of its own.

    python -m tests.tools.bundle_bounds make NAME FOLDER     prints the path
    python -m tests.tools.bundle_bounds verify PATH          prints verdict, MiB and seconds as JSON

The address space is limited, so that a verifier that believes a bundle falls over, and not the
machine.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from desktop_app.bundle.verify.trust import Trust
from desktop_app.bundle.verify.verifier import verify_path

MAX_ADDRESSES = 3 << 30


def peak_mebibytes() -> float:
    """Return the most memory that this process had. `ru_maxrss` would count its parent's."""
    status = Path("/proc/self/status").read_text("ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def cost(path: Path) -> dict[str, object]:
    """Verify a bundle as somebody who trusts nothing."""
    before, start = peak_mebibytes(), time.process_time()
    report = verify_path(path, Trust())
    return {
        "verdict": str(report.verdict),
        "sentence": report.sentence[:200],
        "seconds": round(time.process_time() - start, 2),
        "mebibytes": round(peak_mebibytes()),
        "before": round(before),
    }


def main(what: str, *args: str) -> None:
    """Do one of both."""
    if what == "make":
        from tests.fakes.bundle_hostile import HOSTILE  # noqa: PLC0415 - the verifying child is small

        print(HOSTILE[args[0]](Path(args[1])))
        return
    resource.setrlimit(resource.RLIMIT_AS, (MAX_ADDRESSES, MAX_ADDRESSES))
    print(json.dumps(cost(Path(args[0]))))  # noqa: TID251 - for the test alone


if __name__ == "__main__":
    main(*sys.argv[1:])
