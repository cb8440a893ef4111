"""A consent record is read strictly and comes back as it was written."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.consent.fields import BadRecordError
from desktop_app.consent.purposes import ACTION, BEYOND, PURPOSES
from desktop_app.consent.records import (
    By,
    ConsentRecord,
    RunOf,
    Shown,
    State,
    Why,
    approver,
    format_record,
    parse_record,
)
from desktop_app.host.notices import notice
from desktop_app.model import canonical
from desktop_app.model.action import ROLE, Lasts, Scope
from desktop_app.recorder import consents
from tests.fakes.effort import examples

HEX = "0a" * 32
GIVEN: dict[str, Any] = {"purpose": "agent action", "state": "given"}
SHOWN = {"name": "agent-action", "version": 1, "language": "en", "digest": HEX}
numbers = st.integers(0, 2**53 - 1)
words = st.text(st.characters(codec="utf-8"), max_size=8)
some = words.filter(bool)
digests = st.binary(min_size=32, max_size=32).map(bytes.hex)
made = st.builds(
    ConsentRecord,
    purpose=st.sampled_from(sorted(PURPOSES)),
    state=st.sampled_from(State),
    notice=st.none() | st.builds(Shown, some, numbers, some, digests),
    intent=st.none() | numbers,
    scope=st.builds(Scope, some, some, st.lists(words, max_size=3).map(tuple)),
    lasts=st.none() | st.sampled_from(Lasts),
    until_us=numbers,
    run=st.builds(RunOf, words, some),
    by=st.none() | st.sampled_from(By),
    latency_ms=st.none() | st.integers(0, 86_400_000),
    role=st.none() | st.from_regex(ROLE, fullmatch=True),
    reason_digest=st.none() | digests,
    otherwise=st.none() | words,
    delegated_by=st.none() | words,
    withdraws=st.none() | numbers,
    why=st.none() | st.sampled_from(Why),
    puts_back=st.none() | numbers,
    recipients=st.lists(words, max_size=3).map(tuple),
    retention_days=st.none() | st.integers(0, 36_500),
)
records = made.filter(lambda record: record.role is None or record.lasts is None)


@settings(max_examples=examples(200))
@given(records)
def test_a_record_comes_back(record: ConsentRecord) -> None:
    """Through the bytes of a leaf, every field."""
    leaf = canonical.encode(format_record(record))
    assert parse_record(canonical.decode(leaf)) == record


def test_the_record_of_local_only_mode_is_read() -> None:
    """The first that were written, before there were grants: they give nothing that lasts."""
    shown = notice("local-only-off")
    subject = consents.given(
        {"digest": shown.digest, "latency_ms": 4200}, purpose=BEYOND, shown=shown, recipients=[]
    )
    record = parse_record(subject)
    assert (record.purpose, record.state, record.lasts) == (BEYOND, State.GIVEN, None)
    assert record.notice == Shown("local-only-off", 1, "en", shown.digest)


def test_what_is_not_there_is_left_out() -> None:
    """A question needs its purpose alone."""
    record = ConsentRecord(purpose=ACTION, state=State.REQUESTED, intent=7)
    assert format_record(record) == {"purpose": "agent action", "state": "requested", "intent": 7}


def test_fields_of_nobody_are_kept_out() -> None:
    """What a later version adds does not change what this one reads."""
    record = parse_record({**GIVEN, "mood": "good", "scope": None, "shape": 1})
    assert record == ConsentRecord(purpose=ACTION, state=State.GIVEN)


@pytest.mark.parametrize(
    ("extra", "message"),
    [
        ({"shape": 2}, "A later version wrote this record."),
        ({"purpose": "read minds"}, "This version does not know that purpose."),
        ({"purpose": None}, "purpose is missing or no text."),
        ({"state": "doubted"}, "This version does not know that state."),
        ({"lasts": "a while"}, "This version does not know that lasts."),
        ({"by": "a friend"}, "This version does not know that by."),
        ({"notice": {**SHOWN, "digest": None}}, "A notice has a version and a digest."),
        ({"notice": {**SHOWN, "version": None}}, "A notice has a version and a digest."),
        ({"notice": {**SHOWN, "name": ""}}, "name is missing."),
        ({"notice": "agent-action"}, "notice is no object."),
        ({"scope": {"agent": "codex"}}, "tool is missing."),
        ({"run": {"sender": "codex"}}, "run_id is missing."),
        ({"intent": "7"}, "intent is no integer."),
        ({"latency_ms": 86_400_001}, "latency_ms is not from 0 to 86400000."),
        ({"reason_digest": "no"}, "reason_digest is no digest."),
        ({"recipients": "me"}, "recipients is no list."),
        ({"role": "The Boss"}, "role is no role's name."),
        ({"role": "lead", "lasts": "once"}, "What a role allows is allowed once."),
        ({"lasts": "run"}, "It lasts for a run and names none."),
        ({"lasts": "until"}, "It lasts until a time and names none."),
        ({"lasts": "always"}, "A lasting grant of an action does not say what it covers."),
        (
            {"purpose": "send to an upstream"},
            "It does not name who receives something by it.",
        ),
    ],
)
def test_each_defect_is_refused_with_its_sentence(extra: dict, message: str) -> None:
    """The field is named."""
    with pytest.raises(BadRecordError) as raised:
        parse_record({**GIVEN, **extra})
    assert str(raised.value) == message


def test_who_answered_is_told_with_their_role_where_they_needed_it() -> None:
    """A "no" is anybody's."""
    assert approver("you", "release", "given") == "you as release"
    assert approver("you", "release", "refused") == approver("you", None, "given") == "you"


def test_a_sender_without_a_name_is_read() -> None:
    """Nobody vouches for it; its run is told all the same."""
    record = parse_record({**GIVEN, "lasts": "once", "run": {"sender": "", "run_id": "r"}})
    assert record.run == RunOf("", "r")


def test_what_could_not_be_read_back_is_not_written() -> None:
    """A grant that does not say what it covers is a mistake of whoever makes it."""
    record = ConsentRecord(purpose=ACTION, state=State.GIVEN, lasts=Lasts.ALWAYS, by=By.YOU)
    with pytest.raises(BadRecordError):
        format_record(record)
    assert format_record(replace(record, purpose="screenshots"))["lasts"] == "always"
