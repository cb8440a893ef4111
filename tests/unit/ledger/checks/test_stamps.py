"""Step 14 on whole ledgers: what time stamps come to, one by one and together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import UsageError
from desktop_app.ledger.audit import audit
from desktop_app.ledger.checks import stamps
from desktop_app.model.verdict import Verdict
from tests.fakes.attack_table import Bases
from tests.fakes.forger import edit
from tests.fakes.ledger_attacks import ATTACKS, run
from tests.fakes.stamped_ledger import HOUR_US, note_of, now_us, stamp, stamper

if TYPE_CHECKING:
    from desktop_app.ledger.report import Report
    from tests.fakes.ledger_builder import Built


@pytest.fixture(scope="module")
def bases(tmp_path_factory: pytest.TempPathFactory) -> Bases:
    """Ledgers made once."""
    return Bases(tmp_path_factory.mktemp("stamps"))


def judged(built: Built, *roots: bytes, anchors: tuple[bytes, ...] = ()) -> Report:
    """Audit with these authorities trusted."""
    trust = built.trust(tsa_roots=roots)
    return audit(
        built.path, trust=trust, now_us=now_us() + HOUR_US, anchors=anchors, require_anchor=True
    )


def warnings(report: Report, code: str) -> list[str]:
    """Return the findings of a code."""
    return [one.text for one in report.findings if one.code == code]


def test_the_verdict_says_who_by_when_and_what_it_is_not(bases: Bases) -> None:
    """ANCHORED with exit 0; the entry that holds it; existed by, not the only one."""
    built = bases.copy("stamped")
    report = judged(built, stamper().root)
    (line,) = report.stamps
    size, seq = built.marks["size"], built.marks["stamp"]
    assert (report.verdict, report.exit_code, report.anchored_size) == (Verdict.ANCHORED, 0, size)
    assert (line.size, line.seq, line.tsa, report.kept_size) == (size, seq, "CN=Stamper", None)
    assert f"a time stamp of CN=Stamper says that the first {size} existed by 20" in report.sentence
    assert any("the only record of its time" in one for one in report.not_proven)
    assert report.findings == ()
    assert report.to_json()["stamps"] == [line.to_json()]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("stamp_trusted", 0),
        ("stamp_without_root", 10),
        ("stamp_of_stranger", 10),
        ("stamp_stale", 11),
        ("clock_ahead_of_the_stamp", 11),
        ("clock_behind_the_stamp", 11),
        ("cut_below_brought_stamp", 30),
    ],
)
def test_a_required_anchor_decides_the_exit_code(name: str, code: int, bases: Bases) -> None:
    """10: none that counts; 11: one that is stale, also by the token's own time."""
    assert run(ATTACKS[name], bases).exit_code == code


def test_what_is_aside_is_told_once_for_each_reason(bases: Bases) -> None:
    """With how many, and where the newest stands."""
    built = bases.copy("stamped")
    built.clock.now = now_us() + 2_000_000
    writer = built.open()
    _, seq, _ = stamp(writer, stamper("second"))
    writer.close()
    (told,) = warnings(judged(built), "stamp_aside")
    assert told.startswith(f"2 time stamps, the newest in entry {seq}, anchor nothing: no root")
    (told,) = warnings(judged(built, stamper().root), "stamp_aside")
    assert told.startswith(f"1 time stamp, the newest in entry {seq}, anchors nothing: no trusted")


def test_of_many_only_the_newest_are_verified(
    bases: Bases, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bound on time; the others are still compared with their checkpoints."""
    monkeypatch.setattr(stamps, "MAX_VERIFIED", 0)
    report = judged(bases.copy("stamped"), stamper().root)
    assert report.verdict is Verdict.CONSISTENT
    assert "only the newest 0 are verified" in warnings(report, "stamp_aside")[0]
    assert run(ATTACKS["stamp_over_other_bytes"], bases).verdict is Verdict.DIVERGED


def test_what_is_brought_by_hand_crowds_out_no_upstreams(
    bases: Bases, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Any program may bring time stamps of an authority of its own, as many as it likes."""
    monkeypatch.setattr(stamps, "MAX_VERIFIED", 1)
    built = bases.copy("stamped")
    built.clock.now = now_us() + 2_000_000
    writer = built.open()
    _, seq, _ = stamp(writer, stamper(), upstream="00112233445566aa")
    for _ in range(2):
        stamp(writer, stamper("second"))
    writer.close()
    report = judged(built, stamper().root)
    assert report.verdict is Verdict.ANCHORED
    assert [line.seq for line in report.stamps] == [seq]


def test_a_contradiction_shows_both(bases: Bases) -> None:
    """The ledger's own checkpoint, and the digest of the one that was stamped."""
    report = run(ATTACKS["stamp_over_a_fork"], bases)
    (found,) = [one for one in report.findings if one.code == "stamp"]
    assert str(found.evidence["ledger"]).startswith("countersign/")
    assert "SHA-256" in str(found.evidence["anchor"])


def test_a_stamp_over_a_checkpoint_that_is_brought_too(bases: Bases) -> None:
    """The note is not among the stored ones any more: both files together vouch for it."""
    built = bases.copy("stamped")
    note = note_of(built, built.marks["size"])
    kept = note.partition(b"\n\n")[0] + b"\n\n" + note.splitlines(keepends=True)[-1]
    kept += "— somebody AAAAAAAA\n".encode()  # a witness's line
    token = stamper("second").stamp(kept)
    both = judged(built, stamper("second").root, anchors=(kept, token))
    assert both.verdict is Verdict.ANCHORED
    assert [line.seq for line in both.stamps] == [None]
    assert "checkpoint from elsewhere vouches" in both.sentence
    assert "time stamp of CN=Stamper" in both.sentence
    alone = judged(built, stamper("second").root, anchors=(token,))
    assert alone.verdict is Verdict.DIVERGED


def test_a_brought_stamp_without_a_root_is_set_aside(bases: Bases) -> None:
    """So is one that cannot be read; neither contradicts anything."""
    built = bases.copy("stamped")
    token = stamper("second").stamp(b"x")
    for given in (token, token[:200]):
        report = judged(built, anchors=(given,))
        assert (report.verdict, report.exit_code) == (Verdict.CONSISTENT, 10)
        assert len(warnings(report, "stamp_aside")) == 2


def test_a_root_that_is_none_is_the_persons_mistake(bases: Bases) -> None:
    """Said before anything is read."""
    with pytest.raises(UsageError, match="root is no certificate"):
        judged(bases.copy("stamped"), b"hello")


def test_a_checkpoint_of_more_than_there_is_ends_nothing(bases: Bases) -> None:
    """A row that names a size beyond the end, and a token over it: told, not fallen over."""
    built = bases.copy("stamped")
    with edit(built.path) as db:
        count = db.execute("SELECT max(id) FROM checkpoints").fetchone()[0]
        row = (count + 1, 1_000, 0, "test", b"junk")
        db.execute("INSERT INTO checkpoints VALUES (?, ?, ?, ?, ?)", row)
    report = judged(built, stamper().root, anchors=(stamper().stamp(b"junk"),))
    assert report.verdict is Verdict.INVALID
