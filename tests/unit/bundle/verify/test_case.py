"""What is known of a bundle so far."""

from __future__ import annotations

import pytest

from desktop_app.bundle.verify.case import Case, NotDoneError
from desktop_app.bundle.verify.envelope import open_manifest
from desktop_app.bundle.verify.listing import Listed
from desktop_app.bundle.verify.trust import Trust
from desktop_app.model.findings import Findings
from tests.fakes.bundle_forger import forge

NEEDED = ("manifest", "predicate", "shown", "scoped", "keylog", "signed")


@pytest.mark.parametrize("name", NEEDED)
def test_what_no_step_found_out_cannot_be_asked_for(name: str) -> None:
    """A step that needs it is not done."""
    case = Case(Listed(forge().open()), Trust(), lambda _done, _of: None, Findings())
    with pytest.raises(NotDoneError):
        getattr(case, name)


def test_the_predicate_is_that_of_the_manifest() -> None:
    """Once that is read."""
    forged = forge()
    case = Case(Listed(forged.open()), Trust(), lambda _done, _of: None, Findings())
    case.maybe_manifest = open_manifest(forged.open())
    assert case.predicate == forged.predicate
