"""Verify what lies in a copy of the bucket, and unpack for DuckDB what passed.

    python installer/fleet/unpack.py /srv/countersign [--countersign PROGRAM]

Promise: nothing is unpacked that did not verify against the key that was pinned for its log when
the computer joined (`pins/<install>`: the verifier key), and nothing twice. A bundle of a log that
nobody pinned, or that does not pass, is told with its verdict; then this ends with 1. Run it
behind `aws s3 sync`, hourly.
"""

from __future__ import annotations

import argparse
import json
import shlex
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

PASSED = ("CONSISTENT", "ANCHORED")
TIMEOUT_S = 600


@dataclass(frozen=True)
class Judged:
    """What became of one bundle; `verdict` is "NO PIN" where nobody pinned its log."""

    install: str
    bundle: Path
    verdict: str
    sentence: str = ""

    @property
    def passed(self) -> bool:
        """Whether it is what its log recorded."""
        return self.verdict in PASSED


def main(arguments: list[str] | None = None) -> int:
    """Judge and unpack all that is new; return 1 when something did not pass."""
    parser = argparse.ArgumentParser(description="Verify and unpack bundles.")
    parser.add_argument("store", type=Path, help="the folder that holds bucket/ and pins/")
    parser.add_argument("--countersign", default="countersign", help="the program, as in a shell")
    given = parser.parse_args(arguments)
    program = shlex.split(given.countersign)
    judged = [judge(given.store, bundle, program) for bundle in new_bundles(given.store)]
    for one in judged:
        if one.passed:
            unpack(given.store, one)
        print(f"{one.verdict:<14} {one.install} {one.bundle.stem[:16]} {one.sentence}".rstrip())
    (given.store / "parquet").mkdir(exist_ok=True)  # DuckDB makes the folders in it, not itself
    return 0 if all(one.passed for one in judged) else 1


def new_bundles(store: Path) -> list[Path]:
    """Return the bundles that are not unpacked yet."""
    found = sorted(store.glob("bucket/*/bundles/*.zip"))
    return [bundle for bundle in found if not place(store, bundle).exists()]


def place(store: Path, bundle: Path) -> Path:
    """Return where a bundle is unpacked to."""
    return store / "unpacked" / bundle.parent.parent.name / bundle.stem


def judge(store: Path, bundle: Path, program: list[str]) -> Judged:
    """Have one verified against the pinned key and the checkpoints of its log in the bucket."""
    install = bundle.parent.parent.name
    pin = store / "pins" / install
    if not pin.is_file():
        return Judged(install, bundle, "NO PIN", "nobody pinned this log")
    anchors = sorted((store / "bucket" / install / "checkpoints").glob("*"))
    command = [*program, "bundle", "verify", str(bundle), "--key", pin.read_text().strip()]
    command += [word for anchor in anchors[-32:] for word in ("--anchor", str(anchor))]
    done = subprocess.run(
        [*command, "--output", "json"], capture_output=True, timeout=TIMEOUT_S, check=False
    )
    try:
        report = json.loads(done.stdout)["data"]
        verdict, sentence, log = report["verdict"], report["sentence"], report.get("log", "")
    except (ValueError, KeyError, TypeError):
        return Judged(install, bundle, "NOT JUDGED", done.stderr.decode("utf-8", "replace")[-200:])
    if verdict in PASSED and log and log.rpartition("/")[2] != install:
        return Judged(install, bundle, "WRONG PLACE", f"it is of {log}")
    return Judged(install, bundle, verdict, sentence)


def unpack(store: Path, judged: Judged) -> None:
    """Unpack one that passed; the folder is there whole, or not at all."""
    target = place(store, judged.bundle)
    half = target.with_name(f".{target.name}.half")
    with zipfile.ZipFile(judged.bundle) as file:
        file.extractall(half)  # its names were checked: none leads outside
    half.rename(target)


if __name__ == "__main__":
    sys.exit(main())
