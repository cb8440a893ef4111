"""No mutant of the verifier of bundles gets past the attacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tools.bundle_mutants import MUTANTS, Mutant, killed_by

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_an_attack_notices_that_a_check_is_gone(mutant: Mutant, tmp_path: Path) -> None:
    """With one check replaced by a pass, the attack meant for it gets another verdict."""
    assert killed_by(mutant, tmp_path) == mutant.killer
