"""Step 9: one body against its leaf."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

import pytest
import zstandard

from desktop_app.ledger.checks.body import Job, check_bodies
from desktop_app.model.kinds import EntryKind
from desktop_app.tlog.commitment import commit
from tests.fakes.ledger_attacks import ATTACKS, Bases, run

if TYPE_CHECKING:
    from pathlib import Path

ATTACKED = (
    "bodies_swapped",
    "body_extended",
    "body_secret_extended",
    "digest_forged",
    "commitment_forged",
    "groups_forged",
    "records_forged",
    "size_forged",
    "bomb",
)


@pytest.mark.parametrize("name", ATTACKED)
def test_body_is_found(name: str, tmp_path: Path) -> None:
    """The attack gets its verdict, and the finding says what it is."""
    one = ATTACKS[name]
    report = run(one, Bases(tmp_path))
    assert report.verdict is one.expected
    assert one.finding is None or one.finding in {finding.code for finding in report.findings}


SECRET = bytes(range(32))


def job(content: bytes, **changes: object) -> Job:
    """Return a job that is right but for the changes."""
    lines = [b"", *content.split(b"\n")]
    right = {
        "seq": 1,
        "kind": EntryKind.CLOUDEVENTS,
        "body": zstandard.ZstdCompressor().compress(content),
        "secret": SECRET,
        "commitment": commit(SECRET, lines),
        "digest": hmac.digest(SECRET, b"countersign/body/v1" + content, "sha256"),
        "size": len(content),
        "groups": None,
        "records": len(lines) - 1,
    }
    return Job(**(right | changes))  # type: ignore[arg-type]  # the fields above


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, []),
        ({"digest": None}, []),
        ({"digest": bytes(32)}, ["body_digest"]),
        ({"commitment": bytes(32)}, ["body_commitment"]),
        ({"size": 3}, ["body_size"]),
        ({"body": b"no frame"}, ["body_unpack"]),
        ({"kind": EntryKind.COMMAND}, ["body_kind"]),
        ({"kind": EntryKind.OTLP_TRACES}, ["body_parse"]),
    ],
)
def test_each_defect_has_its_finding(changes: dict[str, object], codes: list[str]) -> None:
    """And a right body has none."""
    (outcome,) = check_bodies([job(b'{"id":"1"}\n{"id":"2"}', **changes)])
    assert [code for code, _ in outcome.problems] == codes


def test_the_documented_example_holds() -> None:
    """Commitment and digest of the example in ledger.md."""
    made = job(b'{"id":"1"}')
    assert made.commitment.hex().startswith("e8bd9445d39b4830")
    assert (made.digest or b"").hex().startswith("db61bca856939c5e")


def test_a_body_that_parses_but_is_laid_out_otherwise_is_refused() -> None:
    """A field that no request has could hide content beside the records that are committed to."""
    (outcome,) = check_bodies([job(b"\x0a\x02\x22\x00", kind=EntryKind.OTLP_TRACES)])
    (problem,) = outcome.problems
    assert problem == (
        "body_parse",
        "it has another layout: A field with tag 0x22 in a group of records.",
    )
