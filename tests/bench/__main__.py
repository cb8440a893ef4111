"""All benchmarks, one table.

    python -m tests.bench [PART ...] [--peer]

Parts: throughput, http, index, verify, bundle, policy, tray, gate, files, hook,
timeline, run, screens, vault, upstream, forward. `--peer` measures MLflow, too, in a virtual
environment of its own that is made on first use.
COUNTERSIGN_LONG=1 fills the index with a million spans instead of a hundred thousand.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys

from tests.bench import (
    bench_bundle,
    bench_files,
    bench_gate,
    bench_hook,
    bench_index,
    bench_policy,
    bench_screens,
    bench_tray,
    bench_tray_run,
    bench_tray_timeline,
    bench_upstream,
    bench_upstream_forward,
    bench_vault,
    http_load,
    peer_mlflow,
    throughput,
    verify,
)
from tests.bench.table import markdown

PARTS = {
    "throughput": throughput.measure,
    "http": http_load.measure,
    "index": bench_index.figures,
    "verify": verify.figures,
    "bundle": bench_bundle.figures,
    "policy": bench_policy.figures,
    "tray": bench_tray.measure,
    "gate": bench_gate.measure,
    "files": bench_files.measure,
    "hook": bench_hook.measure,
    "timeline": bench_tray_timeline.figures,
    "run": bench_tray_run.figures,
    "screens": bench_screens.measure,
    "vault": bench_vault.figures,
    "upstream": bench_upstream.figures,
    "forward": bench_upstream_forward.figures,
}


def main(arguments: list[str]) -> None:
    """Measure and print the table, with the machine it is of."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--peer", action="store_true", help="measure MLflow, too")
    options = parser.parse_args(arguments)
    if unknown := set(options.parts) - PARTS.keys():
        parser.error(f"There is no part {', '.join(sorted(unknown))}.")
    before = os.getloadavg()[0]
    found = []
    for name in options.parts or PARTS:
        sys.stderr.write(f"{name} ...\n")
        found += PARTS[name]()
    if options.peer:
        found += peer_mlflow.measure()
    sys.stdout.write(markdown(found))
    sys.stdout.write(
        f"\nPython {platform.python_version()}, {platform.system()} {platform.machine()}, "
        f"{os.cpu_count()} cores; load when it began: {before:.1f}.\n"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
