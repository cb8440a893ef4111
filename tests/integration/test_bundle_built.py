"""Every bundle built from a ledger with all that a ledger can have is what it says it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.bundle.build.archive import directory_writer, zip_writer
from desktop_app.bundle.build.builder import build
from desktop_app.bundle.build.request import RunKey
from desktop_app.bundle.build.sealed import sealer
from desktop_app.bundle.layout import Level
from desktop_app.bundle.scope import AgentScope, IncidentScope, RunScope, TimeScope
from desktop_app.bundle.verify.trust import Trust
from desktop_app.bundle.verify.verifier import verify_path
from desktop_app.bundle.views.views import make_views
from desktop_app.ledger.reader import LedgerReader
from desktop_app.model.verdict import Verdict
from tests.fakes.exporting import begin, signer
from tests.fakes.ledger_builder import standard

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop_app.bundle.scope import Scope
    from desktop_app.bundle.verify.report import BundleReport
    from desktop_app.ledger.writer import LedgerWriter
    from tests.fakes.ledger_builder import Built

SCOPES: dict[str, Scope] = {
    "run": RunScope("codex", "run-1"),
    "open run": RunScope("claude", "run-2"),
    "one record": RunScope("codex", "run-1", ((4, 3),)),
    "skeleton and record": RunScope("codex", "run-1", ((4, 0), (4, 5))),
    "log record by time": TimeScope(2, 9, ((5, 2),)),
    "cloudevent by time": TimeScope(2, 9, ((7, 1),)),
    "all": TimeScope(0, 270),
    "a stretch": TimeScope(12, 30),
    "agent": AgentScope("codex", (("claude", "run-2"), ("codex", "run-1"))),
    "incident": IncidentScope(bytes(15) + b"\1", (4, 5)),
}
AGE = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Built, LedgerWriter]]:
    """Six epochs, a rotation, an empty epoch, a late seal, bodies of every kind."""
    built = standard(tmp_path_factory.mktemp("ledger"))
    writer = built.open()
    yield built, writer
    writer.close()


def made(
    place: tuple[Built, LedgerWriter],
    folder: Path,
    scope: Scope,
    level: Level = Level.REDACTED,
    *,
    previous: int | None = None,
    recipients: tuple[str, ...] = (),
    unpacked: bool = False,
) -> tuple[Path, str, int]:
    """Export; return (bundle, fingerprint, N)."""
    built, writer = place
    keys = (RunKey("codex", "run-1", bytes(32)),) if level in {"full", "full-log"} else ()
    request = begin(
        writer,
        built.path,
        scope,
        level=level,
        previous=previous,
        recipients=recipients,
        run_keys=keys,
    )
    target = folder / f"bundle-{request.predicate.export}"
    with LedgerReader(built.path) as ledger:
        done = build(
            ledger,
            request,
            directory_writer(target) if unpacked else zip_writer(target),
            views=make_views,
            manifest=signer(writer, request),
            work_dir=folder,
            seal=sealer(recipients, built.ids) if recipients else None,
        )
    assert done.path == target
    return target, done.fingerprint, request.predicate.size


def judged(path: Path, fingerprint: str | None) -> BundleReport:
    """Verify; say all of it when something is wrong."""
    report = verify_path(path, Trust(fingerprint=fingerprint))
    failed = [f for f in report.findings if f.severity == "error"]
    assert report.verdict in {Verdict.CONSISTENT, Verdict.KEY_UNPINNED}, failed
    return report


@pytest.mark.parametrize("level", list(Level))
@pytest.mark.parametrize("name", SCOPES)
def test_it_verifies(
    place: tuple[Built, LedgerWriter], tmp_path: Path, name: str, level: Level
) -> None:
    """MATCH with the fingerprint; without it the same, but for the key."""
    path, fingerprint, _ = made(place, tmp_path, SCOPES[name], level)
    assert judged(path, fingerprint).verdict is Verdict.CONSISTENT
    assert judged(path, None).verdict is Verdict.KEY_UNPINNED


def test_a_directory_verifies(place: tuple[Built, LedgerWriter], tmp_path: Path) -> None:
    """The same files, not packed."""
    path, fingerprint, _ = made(place, tmp_path, SCOPES["run"], unpacked=True)
    assert path.is_dir()
    assert judged(path, fingerprint).verdict is Verdict.CONSISTENT


def test_one_that_goes_on_from_another(place: tuple[Built, LedgerWriter], tmp_path: Path) -> None:
    """The checkpoint of the earlier one is in the later one's tree."""
    _, _, size = made(place, tmp_path, SCOPES["run"])
    path, fingerprint, _ = made(place, tmp_path, SCOPES["agent"], previous=size, unpacked=True)
    assert (path / "log" / "checkpoints" / str(size)).exists()
    assert judged(path, fingerprint).verdict is Verdict.CONSISTENT


def test_an_encrypted_one_verifies(place: tuple[Built, LedgerWriter], tmp_path: Path) -> None:
    """Without an identity, all but its content."""
    path, fingerprint, _ = made(place, tmp_path, SCOPES["run"], recipients=(AGE,))
    assert judged(path, fingerprint).verdict is Verdict.CONSISTENT


def test_twice_the_same(place: tuple[Built, LedgerWriter], tmp_path: Path) -> None:
    """One request, built twice: the same bytes of zip."""
    built, writer = place
    request = begin(writer, built.path, SCOPES["all"])
    files = [tmp_path / "one.zip", tmp_path / "two.zip"]
    for target in files:
        with LedgerReader(built.path) as ledger:
            build(
                ledger,
                request,
                zip_writer(target),
                views=make_views,
                manifest=signer(writer, request),
                work_dir=tmp_path,
            )
    assert files[0].read_bytes() == files[1].read_bytes()
