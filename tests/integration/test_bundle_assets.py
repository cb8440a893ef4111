"""The attacks as files: what other verifiers are given says the same as the table."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.fakes.bundle_attacks import ATTACKS
from tests.fakes.effort import LONG
from tests.tools.bundle_assets import main

if TYPE_CHECKING:
    from pathlib import Path


def test_every_attack_is_written_with_what_is_expected(tmp_path: Path) -> None:
    """Each has its file, verdict and exit code, and what the reviewer has lies beside it."""
    names = list(ATTACKS) if LONG else list(ATTACKS)[::10]
    main(tmp_path, names)
    expected = json.loads((tmp_path / "EXPECTED.json").read_text("utf-8"))
    assert list(expected) == sorted(names)
    for name, told in expected.items():
        assert (tmp_path / told["file"]).exists()
        assert told["exit_code"] == ATTACKS[name].expected.exit_code
        for file in (*told["trust"]["anchors"], *told["trust"]["identities"]):
            assert (tmp_path / file).is_file()
