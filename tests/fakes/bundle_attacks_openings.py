"""Attacks on openings: bodies, secrets, single records, run keys. Step 10."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from desktop_app.bundle import layout
from desktop_app.bundle.scope import RunScope
from desktop_app.model.kinds import EntryKind
from desktop_app.tlog.note import encode_base64
from tests.fakes.bundle_attack_table import INCOMPLETE, again, attack, enter, new_log
from tests.fakes.bundle_attacks_entries import swapped
from tests.fakes.bundle_attacks_files import flip, removed
from tests.fakes.bundle_attacks_manifest import dumps
from tests.fakes.bundle_forger import forge, plain_log, records_file
from tests.fakes.synthetic_log import body, draft

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fakes.bundle_attack_table import Act
    from tests.fakes.bundle_forger import Forged

TRACES, LOGS, METRICS, EVENTS = 3, 7, 8, 9
BODY, SECRET = layout.body_path(TRACES), layout.secret_path(TRACES)
RECORDS = layout.records_path(TRACES)


def _file(path: str, change: Callable[[bytes], bytes]) -> Act:
    def act(forged: Forged) -> None:
        new = change(forged.files[path])
        assert new != forged.files[path]
        forged.files[path] = new
        forged.finish()

    return act


# --- whole bodies (D11, D12) ---------------------------------------------------------------------

for _name, _change in {
    "flipped": flip,
    "cut": lambda data: data[:-1],
    "longer": lambda data: data + b"\0",
    "empty": lambda _: b"",
    "not_protobuf": lambda _: b"\xff" * 40,
}.items():
    enter(f"body_{_name}", _file(BODY, _change), "A01", step=10)
    enter(f"events_{_name}", _file(layout.body_path(EVENTS), _change), "A01", step=10)

for _name, _change in {
    "of_another_salt": lambda data: b"00" * 32 + data[64:],
    "upper_case": lambda data: data.upper(),
    "without_newline": lambda data: data[:-1],
    "crlf": lambda data: data[:-1] + b"\r\n",
    "short": lambda data: data[2:],
    "long": lambda data: b"00" + data,
    "spaced": lambda data: data[:2] + b" " + data[2:],
    "no_hex": lambda data: b"zz" + data[2:],
    "empty": lambda _: b"",
}.items():
    _finding = None if _name == "of_another_salt" else "opening_secret"
    enter(f"secret_{_name}", _file(SECRET, _change), "D11", finding=_finding, step=10)

enter("bodies_swapped", swapped(layout.body_path, TRACES, LOGS), "D12", step=10)
enter("secrets_swapped", swapped(layout.secret_path, TRACES, LOGS), "D11", step=10)


@attack("D12", step=10)
def openings_swapped(forged: Forged) -> None:
    """Two whole openings, each right for the other entry."""
    swapped(layout.body_path, TRACES, LOGS)(forged)
    swapped(layout.secret_path, TRACES, LOGS)(forged)


for _name, _paths in {
    "opening_removed": (BODY, SECRET),
    "body_removed": (BODY,),
    "secret_removed": (SECRET,),
}.items():
    enter(_name, removed(*_paths), expected=INCOMPLETE, finding="opening_missing", step=10)
enter(
    "records_removed",
    removed(RECORDS),
    base="records",
    expected=INCOMPLETE,
    finding="opening_missing",
    step=10,
)


def _added(*paths: str, base: str = BODY) -> Act:
    """Put an opening where none belongs."""

    def act(forged: Forged) -> None:
        for path in paths:
            forged.files[path] = forged.files.get(base, b"x")
        forged.finish()

    return act


enter(
    "opening_of_an_entry_without_body",
    _added("openings/4.body", "openings/4.secret"),
    finding="opening_extra",
    step=10,
)
enter("opening_out_of_scope", _added("openings/6.body"), finding="opening_extra", step=10)
enter("opening_past_the_end", _added("openings/4000.secret"), finding="opening_extra", step=10)
enter(
    "records_of_an_entry_without_body",
    _added("openings/4.records.json"),
    finding="opening_extra",
    step=10,
)
enter(
    "opening_at_level_metadata",
    _added(BODY, SECRET),
    base="metadata",
    finding="opening_extra",
    step=10,
)
enter(
    "opening_beside_selected_records",
    _added("openings/7.body", "openings/7.secret"),
    base="records",
    finding="opening_extra",
    step=10,
)


@attack(finding="opening_twice", step=10)
def opened_whole_and_in_part(forged: Forged) -> None:
    """An entry is opened in both ways; each of them would hold."""
    forged.files[RECORDS] = records_file(forged.log, TRACES, [1])
    forged.finish()


@attack(base="records", finding="opening_twice", step=10)
def opened_in_part_and_whole(forged: Forged) -> None:
    """The whole body of an entry of which some records were asked for."""
    content, secret = forged.log.bodies[TRACES]
    forged.files[BODY] = content
    forged.files[SECRET] = secret.hex().encode() + b"\n"
    forged.finish()


@attack(base="records", expected=INCOMPLETE, finding="opening_missing")
def opened_whole_for_some_records(forged: Forged) -> None:
    """The whole body in place of the records that were asked for: more than was allowed."""
    del forged.files[RECORDS]
    content, secret = forged.log.bodies[TRACES]
    forged.files[BODY] = content
    forged.files[SECRET] = secret.hex().encode() + b"\n"
    forged.finish()


# --- some records (D11) --------------------------------------------------------------------------


def _records(change: Callable[[dict[str, Any]], object]) -> Act:
    def act(forged: Forged) -> None:
        value = json.loads(forged.files[RECORDS])
        change(value)
        new = dumps(value) + b"\n"
        assert new != forged.files[RECORDS]
        forged.files[RECORDS] = new
        forged.finish()

    return act


def _edit(number: int, **fields: object) -> Callable[[dict[str, Any]], object]:
    return lambda value: value["records"][number].update(fields)


for _name, _change, _finding in (
    ("salt_of_another", _edit(1, salt="00" * 16), "record"),
    ("record_of_another", _edit(1, record=encode_base64(b"harmless")), "record"),
    ("path_of_another", _edit(1, proof=[encode_base64(bytes(32))] * 3), "record"),
    ("path_empty", _edit(1, proof=[]), "record"),
    ("path_longer", lambda v: v["records"][1]["proof"].append(encode_base64(bytes(32))), "record"),
    ("path_shorter", lambda v: v["records"][1]["proof"].pop(), "record"),
    ("path_reversed", lambda v: v["records"][1]["proof"].reverse(), "record"),
    ("record_as_another", _edit(1, index=3), "record"),
    ("record_past_the_count", _edit(1, index=600), "record"),
    ("count_higher", lambda v: v.update(count=7), "record_count"),
    ("count_lower", lambda v: v.update(count=5), "record_count"),
    ("count_zero", lambda v: v.update(count=0), "record_count"),
    ("count_huge", lambda v: v.update(count=2**53 - 1), "record_count"),
    ("count_negative", lambda v: v.update(count=-1), "records"),
    ("count_true", lambda v: v.update(count=True), "records"),
    ("records_none", lambda v: v.update(records=[]), "records"),
    ("records_unsorted", lambda v: v["records"].reverse(), "records"),
    ("record_twice", lambda v: v["records"].append(v["records"][1]), "records"),
    ("field_more", _edit(1, kind="span"), "records"),
    ("field_less", lambda v: v["records"][1].pop("salt"), "records"),
    ("file_field_more", lambda v: v.update(more=1), "records"),
    ("salt_short", _edit(1, salt="00" * 15), "records"),
    ("salt_upper", _edit(1, salt="AB" * 16), "records"),
    ("record_unpadded", _edit(1, record="AAA"), "records"),
    ("hash_short", _edit(1, proof=[encode_base64(bytes(31))]), "records"),
    ("proof_is_text", _edit(1, proof="AAAA"), "records"),
    ("index_negative", _edit(0, index=-1), "records"),
    ("index_null", _edit(0, index=None), "records"),
):
    enter(f"some_{_name}", _records(_change), "D11", base="records", finding=_finding, step=10)

for _name, _bent in {
    "crlf": lambda data: data[:-1] + b"\r\n",
    "bom": lambda data: b"\xef\xbb\xbf" + data,
    "key_twice": lambda data: data.replace(b'{"count"', b'{"count":6,"count"', 1),
    "nan": lambda data: data.replace(b'"index":2', b'"index":NaN'),
    "float": lambda data: data.replace(b'"index":2', b'"index":2.0'),
    "spaces": lambda data: data.replace(b",", b", "),
    "empty": lambda _: b"",
    "deep": lambda _: b"[" * 100_000 + b"]" * 100_000 + b"\n",
}.items():
    enter(
        f"records_file_{_name}",
        _file(RECORDS, _bent),
        "D10",
        base="records",
        finding="records",
        step=10,
    )


@attack("D11", base="records", finding="record", step=10)
def skeleton_shown_as_record(forged: Forged) -> None:
    """The skeleton, with its own path, under the index of a record."""
    value = json.loads(forged.files[RECORDS])
    value["records"][1] = value["records"][0] | {"index": 2}
    forged.files[RECORDS] = dumps(value) + b"\n"
    forged.finish()


@attack("D11", base="records", finding="record", step=10)
def record_of_another_entry(forged: Forged) -> None:
    """A right record, path and salt of another body."""
    value = json.loads(forged.files[RECORDS])
    other = json.loads(records_file(forged.log, LOGS, [1]))
    value["records"][1] = other["records"][0] | {"index": 2}
    forged.files[RECORDS] = dumps(value) + b"\n"
    forged.finish()


def _opened(*indices: int) -> Act:
    def act(forged: Forged) -> None:
        forged.files[RECORDS] = records_file(forged.log, TRACES, indices)
        forged.finish()

    return act


enter("records_more_than_asked", _opened(0, 1, 2), base="records", finding="record_extra", step=10)
enter(
    "records_less_than_asked",
    _opened(0),
    base="records",
    expected=INCOMPLETE,
    finding="record_missing",
    step=10,
)


@attack(base="records", expected=INCOMPLETE, finding="opening_missing", step=10)
def records_of_an_entry_unopened(forged: Forged) -> None:
    """The records of one of the entries asked for are not there."""
    del forged.files[layout.records_path(METRICS)]
    forged.finish()


# --- bodies that the log commits to falsely ------------------------------------------------------


def _payload(**fields: object) -> Act:
    """Change what the leaf says of its body, in the log itself."""

    def act(forged: Forged) -> Forged:
        log = new_log(forged)
        payload = json.loads(log.leaves[TRACES])["payload"] | fields
        log.replace(TRACES, payload=payload)
        log.rechain(TRACES + 1)
        return again(forged, log)

    return act


enter("size_forged", _payload(bytes=1), "A01", finding="body_size", step=10)
enter("digest_forged", _payload(digest="00" * 32), "A01", finding="body_digest", step=10)
enter(
    "commitment_forged", _payload(commitment="00" * 32), "A01", finding="body_commitment", step=10
)


def _subject(seq: int, **fields: object) -> Act:
    def act(forged: Forged) -> Forged:
        log = new_log(forged)
        log.replace(seq, subject=json.loads(log.leaves[seq])["subject"] | fields)
        log.rechain(seq + 1)
        return again(forged, log)

    return act


for _name, _groups in {
    "forged": [[2, 3]],
    "null": None,
    "text": "[[5]]",
    "nested": [[[5]]],
    "true": [[True]],
}.items():
    enter(
        f"groups_{_name}", _subject(TRACES, groups=_groups), "A01", finding="body_groups", step=10
    )
    enter(
        f"metric_groups_{_name}",
        _subject(METRICS, groups=_groups),
        "A01",
        base="records",
        finding="record_count",
        step=10,
    )
for _name, _count in {"text": "5", "null": None, "lower": 4, "true": True, "list": [5]}.items():
    enter(
        f"records_counted_as_{_name}",
        _subject(TRACES, records=_count),
        "A01",
        base="records",
        finding="record_count",
        step=10,
    )


@attack(finding="body_parse", step=10)
def body_of_a_kind_that_has_none(forged: Forged) -> Forged:
    """A payload under a kind of entry that has no body."""
    log = plain_log()
    other = body(EntryKind.CLOUDEVENTS, b"x", run_id="run-1")
    log.add(draft(EntryKind.RUN_START, {}, run_id="run-1"))
    seq = log.add(other)
    log.replace(seq, kind="run.start")
    del forged
    return forge(RunScope("codex", "run-1"), log=log)


# --- run keys ------------------------------------------------------------------------------------

KEYS = {"runs": [{"sender": "codex", "run_id": "run-1", "key": "00" * 32}]}


def _run_keys(data: bytes) -> Act:
    def act(forged: Forged) -> None:
        forged.files[layout.RUN_KEYS] = data
        forged.finish()

    return act


enter("run_keys_at_level_redacted", _run_keys(dumps(KEYS) + b"\n"), finding="run_keys", step=10)
for _name, _data in {
    "short": dumps({"runs": [KEYS["runs"][0] | {"key": "00"}]}) + b"\n",
    "more": dumps({"runs": [KEYS["runs"][0] | {"more": 1}]}) + b"\n",
    "null": b"null\n",
    "spaced": dumps(KEYS).replace(b",", b", ") + b"\n",
    "number": dumps({"runs": [KEYS["runs"][0] | {"sender": 1}]}) + b"\n",
    "not_json": b"\xff",
}.items():
    enter(f"run_keys_{_name}", _run_keys(_data), "D10", base="full", finding="run_keys", step=10)
