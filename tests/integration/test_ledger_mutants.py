"""No mutant of the verifier gets past the attacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fakes.ledger_attacks import BASES, Bases
from tests.tools.mutants import MUTANTS, Mutant, killed_by

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def bases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bases]:
    """Ledgers made by the whole code, before any mutant is in place."""
    made = Bases(tmp_path_factory.mktemp("mutants"))
    for base in BASES:
        made.copy(base)
    return made


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_an_attack_notices_that_a_check_is_gone(mutant: Mutant, bases: Bases) -> None:
    """With one check replaced by a pass, the attack meant for it gets another verdict."""
    assert killed_by(mutant, bases) == mutant.killer
