"""Step 10: bodies and records are those that the entries commit to."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.bundle.jsonfile import encode_file
from desktop_app.bundle.layout import (
    RUN_KEYS,
    Level,
    body_path,
    records_path,
    secret_path,
)
from desktop_app.bundle.scope import RunScope
from desktop_app.bundle.verify import openings
from desktop_app.errors import UnreadableError
from desktop_app.model.kinds import EntryKind
from desktop_app.model.verdict import Verdict
from desktop_app.retention.policy import Class
from tests.fakes.bundle_forger import (
    RUN,
    Forged,
    ask,
    codes,
    forge,
    judged,
    made,
    plain_log,
    records_file,
)
from tests.fakes.retained_entries import purge_of
from tests.fakes.synthetic_log import draft

SPANS, EVENTS, METRICS = 3, 9, 8  # in `plain_log`
CHOSEN = RunScope("codex", "run-1", ((SPANS, 0), (SPANS, 2), (METRICS, 1), (EVENTS, 2)))


@cache
def whole(level: Level = Level.REDACTED) -> Forged:
    """Return a bundle with whole bodies."""
    return forge(level=level)


@cache
def some() -> Forged:
    """Return a bundle that opens a few records."""
    return forge(CHOSEN)


def say(forged: Forged) -> tuple[Verdict, list[str]]:
    """Return verdict and codes once all sums and signatures fit."""
    report = judged(forged.finish(), fingerprint=forged.log.fingerprint)
    return report.verdict, codes(report)


def changed(base: Forged, **files: bytes | None) -> tuple[Verdict, list[str]]:
    """Change files under `openings/`: `_3_body=...`; None takes one away."""
    forged = base.copy()
    for name, data in files.items():
        path = "openings/" + name[1:].replace("_", ".")
        if data is None:
            del forged.files[path]
        else:
            forged.files[path] = data
    return say(forged)


def test_whole_bodies_and_single_records_hold() -> None:
    """And are counted; a skeleton is no record."""
    for forged, records in ((whole(), 10), (some(), 3)):
        report = judged(forged, fingerprint=forged.log.fingerprint)
        assert (report.verdict, report.records) == (Verdict.CONSISTENT, records)


BODY = whole().files[body_path(SPANS)]
SECRET = whole().files[secret_path(SPANS)]


@pytest.mark.attack("D11")
@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"_3_body": BODY[:-1]}, ["body_size", "body_digest", "body_parse"]),
        ({"_3_body": b""}, ["body_size", "body_digest", "body_groups", "body_commitment"]),
        ({"_3_body": BODY.replace(b"codex", b"gemin")}, ["body_digest", "body_commitment"]),
        ({"_3_secret": b"00" * 32 + b"\n"}, ["body_digest", "body_commitment"]),
        ({"_3_secret": SECRET[:-1]}, ["opening_secret"]),
        ({"_3_secret": SECRET.upper()}, ["opening_secret"]),
        ({"_3_secret": b"\xff" * 65}, ["opening_secret"]),
        ({"_3_secret": b"zz" * 32 + b"\n"}, ["opening_secret"]),
        ({"_2_body": b"", "_2_secret": SECRET}, ["opening_extra"]),
        ({"_3_records_json": b"[]\n"}, ["opening_twice"]),
    ],
)
def test_a_body_that_was_changed_is_invalid(files, found) -> None:
    """Truncated, empty, edited, with another secret, where none belongs, opened twice."""
    verdict, had = changed(whole(), **files)
    assert (verdict, [one for one in had if one != "opening_missing"]) == (Verdict.INVALID, found)


@pytest.mark.parametrize("gone", ["_3_body", "_3_secret"])
def test_a_body_that_is_missing_is_incomplete(gone: str) -> None:
    """Or its secret."""
    assert changed(whole(), **{gone: None}) == (Verdict.INCOMPLETE, ["opening_missing"])


@pytest.mark.parametrize(
    ("numbers", "which", "verdict"),
    [
        ({SPANS}, Class.BODIES, Verdict.CONSISTENT),
        ({SPANS}, Class.PAYLOADS, Verdict.INCOMPLETE),
        ({8}, Class.BODIES, Verdict.INCOMPLETE),
    ],
)
@pytest.mark.parametrize("scope", [RUN, CHOSEN])
def test_a_body_that_was_purged_need_not_be_there(scope, numbers, which, verdict) -> None:
    """When a purge entry that is shown names it, and names bodies."""
    log = plain_log()
    purge = log.add(draft(EntryKind.PURGE, purge_of(numbers, which).to_json()))
    export = ask(log, scope, Level.REDACTED)
    places = made(log, scope, export=export, size=log.size)
    forged = forge(scope, log=log, export=export, shown={*places, purge})
    for name in (body_path(SPANS), secret_path(SPANS), records_path(SPANS)):
        forged.files.pop(name, None)
    found, said = say(forged)
    assert found is verdict
    assert said == ([] if verdict is Verdict.CONSISTENT else ["opening_missing"])


def test_nothing_is_opened_at_level_metadata() -> None:
    """Not even what would hold."""
    forged = whole(Level.METADATA).copy()
    forged.files |= {body_path(SPANS): BODY, secret_path(SPANS): SECRET}
    assert say(forged) == (Verdict.INVALID, ["opening_extra"])


def record(at: int, **fields: object) -> bytes:
    """Return the records file with fields of one record changed."""
    value = json.loads(some().files[records_path(SPANS)])
    value["records"][at] |= fields
    return encode_file(value)


def top(**fields: object) -> bytes:
    """Return the records file with other fields."""
    return encode_file(json.loads(some().files[records_path(SPANS)]) | fields)


@pytest.mark.attack("D11")
@pytest.mark.parametrize(
    ("data", "found"),
    [
        (record(1, salt="00" * 16), ["record"]),
        (record(1, record="AAAA"), ["record"]),
        (record(1, proof=[]), ["record"]),
        (record(1, index=3), ["record_extra", "record_missing", "record"]),
        (top(count=9), ["record_count", "record"]),
        (top(count=2), ["record_count", "record"]),
        (top(records=[]), ["records"]),
        (top(more=1), ["records"]),
        (record(0, index=2), ["records"]),
        (record(1, index=0), ["records"]),
        (record(1, proof=["AAAA"]), ["records"]),
        (record(1, salt="zz"), ["records"]),
        (some().files[records_path(SPANS)][:-1], ["records"]),
        (b'{"count":1,"count":1,"records":[]}\n', ["records"]),
        (records_file(plain_log(), SPANS, [0, 2, 3]), ["record_extra"]),
        (records_file(plain_log(), SPANS, [0]), ["record_missing"]),
    ],
)
def test_a_record_that_was_changed_is_found(data: bytes, found: list[str]) -> None:
    """Another salt, path, place or count; more or fewer than the scope names."""
    verdict, had = changed(some(), _3_records_json=data)
    assert sorted(set(had)) == sorted(found)
    missing = Verdict.INCOMPLETE if found == ["record_missing"] else Verdict.INVALID
    assert verdict is missing


def test_a_record_that_is_missing_is_incomplete() -> None:
    """Its file, or where a whole body lies in its place."""
    assert changed(some(), _3_records_json=None) == (Verdict.INCOMPLETE, ["opening_missing"])
    files = {"_3_records_json": None, "_3_body": BODY, "_3_secret": SECRET}
    assert changed(some(), **files) == (Verdict.INCOMPLETE, ["opening_missing"])


def test_groups_are_those_of_the_body() -> None:
    """The entry says where each record belongs."""
    log = plain_log()
    subject = dict(log.entry(SPANS).subject)
    log.replace(SPANS, subject={**subject, "groups": [[5]]})
    log.rechain(SPANS)
    assert say(forge(log=log)) == (Verdict.INVALID, ["body_groups"])


def test_a_body_without_a_digest_is_bound_by_its_commitment() -> None:
    """`payload.digest` may be null."""
    log = plain_log()
    payload = log.entry(SPANS).payload
    assert payload is not None
    log.replace(SPANS, payload=replace(payload, digest=None).to_json())
    log.rechain(SPANS)
    assert say(forge(log=log))[0] is Verdict.CONSISTENT


KEYS = {"runs": [{"sender": "codex", "run_id": "run-1", "key": "00" * 32}]}


@pytest.mark.parametrize(
    ("level", "data", "found"),
    [
        (Level.FULL, encode_file(KEYS), []),
        (Level.FULL, encode_file({"runs": []}), []),
        (Level.REDACTED, encode_file(KEYS), ["run_keys"]),
        (Level.METADATA, encode_file(KEYS), ["run_keys"]),
        (Level.FULL, b"[]\n", ["run_keys"]),
        (Level.FULL, encode_file({"runs": [{}]}), ["run_keys"]),
        (Level.FULL, encode_file({"runs": ["x"]}), ["run_keys"]),
    ],
)
def test_run_keys_are_there_at_their_levels(level: Level, data: bytes, found: list[str]) -> None:
    """And can be read."""
    forged = whole(level).copy()
    forged.files[RUN_KEYS] = data
    assert say(forged)[1] == found


def test_a_file_of_very_many_values_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """They would cost more memory than their bytes (ATTACKS D09)."""
    monkeypatch.setattr(openings, "MAX_JSON_ITEMS", 3)
    with pytest.raises(UnreadableError):
        openings.read_records(some().files[records_path(SPANS)])
    assert say(some())[0] is Verdict.UNREADABLE


@given(st.sets(st.integers(0, 5), min_size=1))
def test_any_records_can_be_shown_alone(indices: set[int]) -> None:
    """Each with its path; what `records_file` makes is read back."""
    count, opened = openings.read_records(records_file(plain_log(), SPANS, sorted(indices)))
    assert (count, [one.index for one in opened]) == (6, sorted(indices))
    payload = plain_log().entry(SPANS).payload
    assert payload is not None
    for one in opened:
        openings.check_path(one, count, payload)


def test_the_count_comes_from_the_entry() -> None:
    """Records and a skeleton; for metrics the sum of all groups."""
    log = plain_log()
    assert openings.leaf_count(log.entry(SPANS)) == 6
    metrics = log.entry(METRICS)
    assert metrics.kind is EntryKind.OTLP_METRICS
    assert openings.leaf_count(metrics) == 2
    assert openings.leaf_count(replace(metrics, subject={"groups": [["x"]]})) is None
    assert openings.leaf_count(replace(log.entry(SPANS), subject={})) is None
