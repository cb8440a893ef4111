"""host.passphrase: what checks a passphrase, and tells nothing of it."""

from __future__ import annotations

import pytest

from desktop_app.errors import UnreadableError, UsageError
from desktop_app.host.passphrase import LEAST, MOST, added_us, is_right, new_verifier
from desktop_app.host.sealedfile import DEFAULT_LOG_N
from desktop_app.model import canonical
from tests.fakes.ids import FakeIds

RIGHT = "nine green bottles"
QUICK = 14  # the least that is read


def made(passphrase: str = RIGHT, **more: int) -> bytes:
    """A verifier that is quick to ask."""
    return new_verifier(passphrase, FakeIds(), 7, log_n=more.get("log_n", QUICK))


def test_the_right_one_alone_passes() -> None:
    """Not a part of it, not in capitals, not nothing."""
    verifier = made()
    assert is_right(RIGHT, verifier)
    for wrong in (RIGHT[:-1], RIGHT.upper(), RIGHT + " ", ""):
        assert not is_right(wrong, verifier)


def test_it_holds_neither_passphrase_nor_a_bare_digest() -> None:
    """Two of the same passphrase have nothing in common but their form."""
    ids = FakeIds()
    one, other = (new_verifier(RIGHT, ids, 7, log_n=QUICK) for _ in range(2))
    assert RIGHT.encode() not in one
    assert canonical.decode(one)["check"] != canonical.decode(other)["check"]
    assert added_us(one) == 7


def test_the_work_of_a_guess_is_that_of_key_files() -> None:
    """As OWASP asks."""
    assert canonical.decode(new_verifier(RIGHT, FakeIds(), 7))["log_n"] == DEFAULT_LOG_N


def test_composed_and_decomposed_letters_are_the_same() -> None:
    """A terminal and a window may send either."""
    assert is_right("gru\u0308ne Flaschen", made("gr\u00fcne Flaschen"))


@pytest.mark.parametrize("length", [0, LEAST - 1, MOST + 1])
def test_too_short_or_too_long_is_refused(length: int) -> None:
    """Before any work is done."""
    with pytest.raises(UsageError, match="12 to 1,024 characters"):
        made("x" * length)


@pytest.mark.parametrize(
    "changed",
    [{"v": 2}, {"log_n": 13}, {"log_n": 21}, {"salt": "zz"}, {"check": None}, {"added_us": "7"}],
)
def test_what_is_damaged_or_too_weak_checks_nothing(changed: dict[str, object]) -> None:
    """It is refused; no passphrase is right by it."""
    told = {**canonical.decode(made()), **changed}
    with pytest.raises(UnreadableError):
        is_right(RIGHT, canonical.encode(told))
    with pytest.raises(UnreadableError):
        added_us(b"{")
