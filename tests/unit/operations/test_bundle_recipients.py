"""Recipients as they are typed or pasted."""

from __future__ import annotations

import pyrage
import pytest

from desktop_app.errors import UsageError
from desktop_app.operations.bundle_recipients import parse_recipients

ONE, TWO = (str(pyrage.x25519.Identity.generate().to_public()) for _ in range(2))
SSH = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl me@x.org"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ()),
        ("  \n", ()),
        (ONE, (ONE,)),
        (f"{ONE},{TWO}", (ONE, TWO)),
        (f" {ONE} {TWO}\n", (ONE, TWO)),
        (f"{ONE}; {SSH}", (ONE, SSH)),
    ],
)
def test_several_stand_between_commas_spaces_or_lines(text, found):
    """The comment of an SSH key belongs to it."""
    assert parse_recipients(text) == found


def test_what_is_none_is_named():
    """The first that is wrong."""
    with pytest.raises(UsageError, match="age1nonsense"):
        parse_recipients(f"{ONE}, age1nonsense")
