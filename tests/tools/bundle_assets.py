"""Write every attack on a bundle as files, for those who write verifiers.

    python -m tests.tools.bundle_assets DIR

DIR/<name>.zip or DIR/<name>/ is what is sent; DIR/EXPECTED.json says for each name the file, what
was done, the rows of the attack table, the verdict, its word and its exit code, and what the
reviewer has from elsewhere: root keys, fingerprint, anchors (files), age identities (files).
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.bundle.verify.report import WORDS
from desktop_app.tlog.note import format_vkey
from tests.fakes.bundle_attacks import ATTACKS, sent, write

if TYPE_CHECKING:
    from collections.abc import Iterable

    from desktop_app.bundle.verify.trust import Trust

EXPECTED = "EXPECTED.json"


def assets(folder: Path, names: Iterable[str]) -> dict[str, dict[str, object]]:
    """Write some attacks; return what EXPECTED.json holds."""
    told: dict[str, dict[str, object]] = {}
    for name in names:
        one = ATTACKS[name]
        done = sent(one)
        assert done.trust is not None
        path = write(done.what, folder / name)
        told[name] = {
            "file": path.name,
            "done": one.says,
            "rows": list(one.rows),
            "verdict": str(one.expected),
            "word": WORDS[one.expected],
            "exit_code": one.expected.exit_code,
            "finding": one.finding,
            "step": one.step,
            "sealed_record": None if one.sealed is None else str(one.sealed),
            "trust": _trust(done.trust, folder, name),
        }
    return told


def _trust(trust: Trust, folder: Path, name: str) -> dict[str, object]:
    """Write what the reviewer has in files; return what to give where."""
    return {
        "root_keys": [format_vkey(key) for key in trust.vkeys],
        "fingerprint": trust.fingerprint,
        "anchors": [
            _file(folder / f"{name}.anchor-{number}", data)
            for number, data in enumerate(trust.anchors)
        ],
        "identities": [
            _file(folder / f"{name}.identity-{number}", text.encode() + b"\n")
            for number, text in enumerate(trust.identities)
        ],
    }


def _file(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    return path.name


def main(folder: Path, names: Iterable[str] = ATTACKS) -> None:
    """Write assets and what is expected."""
    folder.mkdir(parents=True, exist_ok=True)
    told = json.dumps(assets(folder, names), indent=1, sort_keys=True)  # noqa: TID251 - for people
    (folder / EXPECTED).write_text(told + "\n", "utf-8")
    print(f"Bundles in {folder}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
