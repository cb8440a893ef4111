"""Verbs of upstreams: a person alone, by the very notice, within bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.consent.purposes import SEND
from desktop_app.consent.records import State, parse_record
from desktop_app.control.server import Call
from desktop_app.errors import NotAnsweredByPersonError, NotFoundError, UsageError
from desktop_app.host.notices import send_notice
from desktop_app.host.peers import Peer
from desktop_app.model.kinds import EntryKind
from desktop_app.recorder import verbs_gate, verbs_upstream
from desktop_app.recorder.verbs import TABLE
from desktop_app.upstream.places import Kind, Upstream, format_upstream, line, parse_upstream
from tests.fakes import recording, servers
from tests.fakes.consented import call, shown, unconfirmed
from tests.fakes.upstreams import upstream

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop_app.recorder.recorder import Recorder

LOGS = upstream(headers=("Api-Key",))
DAYS = 30
PERSON_VERBS = ("add", "remove", "test", "stamp", "hand")


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Recorder]:
    """Give a recorder."""
    with recording.recorder(tmp_path, monkeypatch) as recorder:
        yield recorder
        recorder.upstreams.close()


def adding(**changes: Any) -> dict[str, Any]:
    """Return the arguments that add `LOGS`."""
    subject = format_upstream(LOGS)
    names = ("name", "kind", "where", "sends", "options")
    return {
        "upstream": {name: subject[name] for name in names},
        "secrets": {"header:Api-Key": "kk"},
        "days": DAYS,
        "consent": shown(send_notice(line(LOGS), DAYS)),
        **changes,
    }


def add(made: Recorder, **changes: Any) -> dict[str, Any]:
    """Add it as a person does."""
    return dict(verbs_upstream.upstream_add(made, call(**adding(**changes))))


def add_one(made: Recorder, one: Upstream) -> dict[str, Any]:
    """Add another one, without credentials."""
    subject = format_upstream(one)
    names = ("name", "kind", "where", "sends", "options")
    return add(
        made,
        upstream={name: subject[name] for name in names},
        consent=shown(send_notice(line(one), DAYS)),
        secrets={},
    )


def test_it_is_added_by_a_consent_that_names_exactly_it(made: Recorder) -> None:
    """For as long as the notice said; the answer says how it stands, and no credential."""
    before_us = made.clock.now_us()
    told = add(made)
    added = recording.entries(made)[told["entry"]]
    one = parse_upstream(added.subject)
    consent = recording.entries(made)[one.consent]
    record = parse_record(consent.subject)
    assert (record.purpose, record.state, record.recipients) == (SEND, State.GIVEN, (line(LOGS),))
    assert record.notice is not None
    assert record.notice.digest == send_notice(line(LOGS), DAYS).digest
    assert record.until_us == one.until_us == told["until_us"]
    assert 0 <= one.until_us - before_us - DAYS * 86_400_000_000 < 60_000_000
    assert added.actor == consent.actor == {"sender": "", "auth": "person", "process": "tray"}
    assert (told["name"], told["in_force"], told["records"]) == ("logs", True, 0)
    assert "kk" not in repr(told) + repr(dict(added.subject)) + repr(dict(consent.subject))
    listed = verbs_upstream.upstream_list(made, unconfirmed())
    assert listed["local_only"] is True
    assert [one["id"] for one in listed["upstreams"]] == [told["id"]]  # type: ignore[union-attr,index] # JSON


def test_several_are_in_force_at_once(made: Recorder) -> None:
    """Another one ends none; nor does a consent of another purpose."""
    add(made)
    other = {**adding()["upstream"], "name": "more"}
    add(made, upstream=other)
    assert [one["in_force"] for one in made.upstreams.status()] == [True, True]
    assert made.status()["upstreams"] == 2
    assert made.status()["recipients"] == [line(LOGS)] * 2


def test_a_root_is_an_authoritys_and_a_certificate(made: Recorder) -> None:
    """Else each verdict would fail by it, or somebody be trusted of whom no notice spoke."""
    before = recording.kinds(made)
    with pytest.raises(UsageError, match="authority alone"):
        add(made, secrets={"header:Api-Key": "kk", "tsa-root": "x"})
    tsa = upstream(Kind.TSA, where="https://tsa.example.org/")
    consent = shown(send_notice(line(tsa), DAYS))
    subject = {
        **adding()["upstream"],
        "kind": "tsa",
        "where": tsa.where,
        "sends": {},
        "options": {},
    }
    for root in ("x", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"):
        with pytest.raises(UsageError, match="no certificate"):
            add(made, upstream=subject, consent=consent, secrets={"tsa-root": root})
    assert recording.kinds(made) == before


@pytest.mark.parametrize("verb", PERSON_VERBS)
def test_a_person_alone_may(made: Recorder, verb: str) -> None:
    """Not what nobody confirmed, and not an agent; `list` is for everybody."""
    function, person_only = TABLE[f"upstream.{verb}"]
    assert person_only
    args = {**adding(), "name": "logs", "file": "/b.zip"}
    before = recording.kinds(made)
    with pytest.raises(NotAnsweredByPersonError):
        function(made, unconfirmed(**args))
    gone = Call({"confirmed": True, **args}, Peer(uid=0, pid=None), lambda *_: None)
    with pytest.raises(NotAnsweredByPersonError):
        function(made, gone)
    assert recording.kinds(made) == before
    assert not TABLE["upstream.list"][1]


@pytest.mark.parametrize(
    "changes",
    [
        {"consent": shown(send_notice(line(LOGS), DAYS + 1))},
        {"consent": shown(send_notice(line(upstream()) + " more", DAYS))},
        {"consent": None},
        {"days": DAYS - 1},
    ],
    ids=["other-days", "other-line", "none", "fewer-days"],
)
def test_an_answer_to_another_notice_is_none(made: Recorder, changes: dict[str, Any]) -> None:
    """What the person read is what holds."""
    before = recording.kinds(made)
    with pytest.raises(NotAnsweredByPersonError):
        add(made, **changes)
    assert recording.kinds(made) == before


@pytest.mark.parametrize(
    "changes",
    [
        {"upstream": None},
        {"upstream": {**adding()["upstream"], "where": "http://logs.example.org/"}},
        {"upstream": {**adding()["upstream"], "only_on": "mondays"}},
        {"days": 0},
        {"days": 3_651},
        {"days": True},
        {"days": None},
        {"secrets": []},
        {"secrets": {"header:Api-Key": 7}},
        {"secrets": {"header:Api-Key": ""}},
        {"secrets": {"header:Api-Key": "x" * 32_769}},
        {"secrets": {str(n): "x" for n in range(17)}},
        {"secrets": None},
    ],
)
def test_what_is_no_upstream_is_refused(made: Recorder, changes: dict[str, Any]) -> None:
    """Nothing of it is written down; no credential is in the error."""
    before = recording.kinds(made)
    with pytest.raises(UsageError) as caught:
        add(made, **changes)
    assert "xxx" not in str(caught.value)
    assert recording.kinds(made) == before


def test_a_recorder_is_not_its_own_upstream(made: Recorder) -> None:
    """Each entry would come back as another one, for ever; another port here is another program."""
    made.otlp_http = "http://127.0.0.1:4318"
    for where in ("http://127.0.0.1:4318/", "http://localhost:4318/", "http://[::1]:4318/in"):
        with pytest.raises(UsageError, match="this recorder itself"):
            add_one(made, upstream(where=where, own_network=True))
    assert add_one(made, upstream(where="http://127.0.0.1:4319/", own_network=True))["in_force"]
    elsewhere = upstream(name="more", where="https://logs.example.org:4318/")
    assert add_one(made, elsewhere)["in_force"]


def test_what_lies_beside_the_record_anchors_nothing(made: Recorder, tmp_path: Path) -> None:
    """A folder in the data directory, also by another name of it; any other will do."""
    (tmp_path / "link").symlink_to(made.paths.data_dir)
    for inside in (made.paths.data_dir, made.paths.data_dir / "kept", tmp_path / "link" / "kept"):
        with pytest.raises(UsageError, match="the record's own"):
            add_one(made, upstream(Kind.FOLDER, where=str(inside)))
    assert add_one(made, upstream(Kind.FOLDER, where=str(tmp_path / "away")))["in_force"]


def test_what_a_person_did_not_say_is_not_theirs(made: Recorder) -> None:
    """Its id, its consent and where it begins are the recorder's."""
    sneaky = {**adding()["upstream"], "id": "f" * 16, "consent": 1, "from": 0, "until_us": 2**52}
    told = add(made, upstream=sneaky)
    one = parse_upstream(recording.entries(made)[told["entry"]].subject)
    assert one.id != "f" * 16
    assert one.consent > 1
    assert one.start > 0
    assert one.until_us < 2**52


def test_as_many_credentials_as_an_upstream_can_need_fit(made: Recorder) -> None:
    """Eight headers, a key of a client and one of the proxy's."""
    names = tuple(sorted(f"Key-{number}" for number in range(8)))
    many = upstream(headers=names, proxy="http://proxy.example.org:3128/", proxy_auth=True)
    subject = format_upstream(many)
    secrets = {f"header:{name}": "k" for name in names} | {"proxy": "me:pw", "other": "x"}
    told = add(
        made,
        upstream={name: subject[name] for name in ("name", "kind", "where", "sends", "options")},
        secrets=secrets,
        consent=shown(send_notice(line(many), DAYS)),
    )
    stored = made.keystore().get(f"upstream.{told['id']}") or b""
    assert b"me:pw" in stored
    assert b"other" not in stored


def test_it_is_removed_and_its_consent_is_over(made: Recorder) -> None:
    """Both are entries; `consent revoke` alone leaves it listed, and not in force."""
    first = add(made)
    told = verbs_upstream.upstream_remove(made, call(name="logs"))
    assert (told["id"], told["name"]) == (first["id"], "logs")
    entries = recording.entries(made)
    assert entries[told["entry"]].kind is EntryKind.UPSTREAM_REMOVED  # type: ignore[index] # JSON
    last = parse_record(entries[-1].subject)
    assert (last.state, last.withdraws) == (State.REVOKED, first["consent"])
    second = add(made)
    verbs_gate.grant_revoke(made, call(seq=second["consent"]))
    assert made.upstreams.status()[0]["in_force"] is False
    assert made.status()["recipients"] == []
    with pytest.raises(UsageError, match="add the upstream again"):
        verbs_gate.grant_put_back(made, call(seq=second["consent"]))
    verbs_upstream.upstream_remove(made, call(name=second["id"]))
    assert made.upstreams.status() == []


def test_the_others_ask_for_what_they_need(made: Recorder, tmp_path: Path) -> None:
    """A name that is there, the mode off, a whole path to a file."""
    for function, args in (
        (verbs_upstream.upstream_remove, {"name": "logs"}),
        (verbs_upstream.upstream_test, {"name": "logs"}),
        (verbs_upstream.upstream_hand, {"name": "logs", "file": "/b.zip"}),
    ):
        with pytest.raises(NotFoundError):
            function(made, call(**args))
        with pytest.raises(UsageError, match="name is missing"):
            function(made, call(**{**args, "name": None}))
    with pytest.raises(UsageError, match="Local-only"):
        verbs_upstream.upstream_stamp(made, call())
    for file in ("b.zip", "/b\0.zip", ""):
        with pytest.raises(UsageError, match="whole path"):
            verbs_upstream.upstream_hand(made, call(name="logs", file=file))
    folder = upstream(Kind.FOLDER, name="kept", where=str(tmp_path))
    add_one(made, folder)
    (tmp_path / "b.zip").write_bytes(b"PK")
    with pytest.raises(UsageError, match="no audit bundle"):
        verbs_upstream.upstream_hand(made, call(name="kept", file=str(tmp_path / "b.zip")))


def test_a_test_tells_what_it_came_to(made: Recorder) -> None:
    """And stamps say how many authorities were asked: none."""
    with servers.serving(servers.says(servers.ok(status="403 No"))) as server:
        one = upstream(where=f"http://127.0.0.1:{server.port}/", own_network=True)
        add_one(made, one)
        made.local_only.on = False
        told = verbs_upstream.upstream_test(made, call(name="logs"))
        assert (told["ok"], "403" in str(told["why"])) == (False, True)
        assert verbs_upstream.upstream_stamp(made, call()) == {"asked": 0}
        made.local_only.on = True
