"""recorder.lostlog: no new log in place of a lost one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import LedgerDivergedError
from desktop_app.host.lastlog import LastLog
from desktop_app.host.paths import Paths
from desktop_app.ledger import genesis
from desktop_app.ledger.adopt import adopt
from desktop_app.recorder import lostlog
from tests.fakes.ledger_place import Place

if TYPE_CHECKING:
    from pathlib import Path

OTHER = "0011223344556677"


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    """A data directory and a config directory beside it."""
    (tmp_path / "data").mkdir()
    return Paths(tmp_path / "data", tmp_path / "config", tmp_path / "run")


def _made(paths: Paths) -> tuple[Place, str]:
    place = Place(paths.data_dir)
    place.open().close()
    (install,) = place.stores.by_install
    return place, install


def test_the_first_start_and_every_later_one_pass(paths: Paths) -> None:
    """Where nothing was, anything may begin; what is remembered may go on."""
    lostlog.check(paths)
    _, install = _made(paths)
    lostlog.check(paths)
    LastLog(paths).remember(install)
    lostlog.check(paths)


@pytest.mark.attack("B07")
def test_a_lost_and_an_exchanged_log_are_refused(paths: Paths) -> None:
    """Both by name."""
    place, install = _made(paths)
    LastLog(paths).remember(OTHER)
    with pytest.raises(LedgerDivergedError, match=install):
        lostlog.check(paths)
    place.path.unlink()
    with pytest.raises(LedgerDivergedError, match="is gone"):
        lostlog.check(paths)


def test_what_is_left_to_others(paths: Paths) -> None:
    """A file that cannot be read, and a log whose making was cut off."""
    LastLog(paths).remember(OTHER)
    paths.ledger.write_bytes(b"no ledger")
    lostlog.check(paths)
    paths.ledger.unlink()
    genesis.new_path(paths.ledger).touch()
    lostlog.check(paths)


def test_a_log_that_was_adopted_goes_on(paths: Paths) -> None:
    """A kill between adopting and remembering leaves nothing to mend."""
    place, install = _made(paths)
    LastLog(paths).remember(install)
    adopt(
        place.path,
        "why",
        keystore_for=place.stores,
        clock=place.clock,
        ids=place.ids,
        version="0.1.0",
    )
    lostlog.check(paths)
