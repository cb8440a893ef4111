"""CloudEvents to drafts: by run, redacted, committed to."""

from __future__ import annotations

import json

import zstandard

from desktop_app.model.kinds import EntryKind
from desktop_app.model.purposes import PROMPTS, TOOLS, VALUES
from desktop_app.receive.request import RawEvents, Sender
from desktop_app.recorder.events import prepare_events, run_of
from desktop_app.recorder.rules import make_redactor
from desktop_app.tlog.commitment import commit
from tests.fakes.ids import FakeIds
from tests.fakes.redaction import PLANTED

REDACTOR = make_redactor(b"t" * 32, strict=False)


class Context:
    """One sender."""

    def run_of_trace(self, _trace_id: bytes) -> str | None:
        """Nothing is known."""
        return None

    def run_key(self, run_id: str | None) -> bytes:
        """A key that is easy to tell."""
        return (run_id or "").encode()[:32].ljust(32, b".")


def event(**more: object) -> dict[str, object]:
    """Return a small event."""
    return {"specversion": "1.0", "id": "1", "source": "/s", "type": "t"} | more


def prepared(*events: dict[str, object], granted: frozenset[str] = frozenset()) -> list:
    """Prepare."""
    return prepare_events(
        RawEvents(events, Sender("codex", "token")),
        redactor=REDACTOR,
        context=Context(),
        ids=FakeIds(),
        granted=granted,
    )


def test_events_are_parted_by_run() -> None:
    """One draft a run, in order; the body has one event a line."""
    first, second = prepared(
        event(agentrunid="r1"),
        event(data={"session_id": "r2", "cost": 0.5}),
        event(agentrunid="r1"),
    )
    assert [d.run_id for d in (first, second)] == ["r1", "r2"]
    assert first.kind is EntryKind.CLOUDEVENTS
    assert first.actor == {"sender": "codex", "auth": "token"}
    assert first.subject == {
        "transport": "http",
        "encoding": "json",
        "records": 2,
        "groups": [[2]],
        "redactions": {},
    }
    lines = zstandard.decompress(first.body).split(b"\n")
    assert [json.loads(line)["agentrunid"] for line in lines] == ["r1", "r1"]
    assert first.payload.commitment == commit(first.secret, [b"", *lines])


def test_a_run_is_named_by_extension_or_data() -> None:
    """The first usable name counts; numbers, empty and endless names are none."""
    assert run_of(event(agentrunid="a", data={"run_id": "b"})) == "a"
    assert run_of(event(agentrunid="", data={"run_id": 5, "session.id": "c"})) == "c"
    assert run_of(event(data={"conversation_id": "x" * 201})) is None
    assert run_of(event(data="session_id")) is None


def test_every_string_of_an_event_is_redacted() -> None:
    """Attributes, names in data, and the run's own name."""
    for kind, secret in PLANTED.items():
        (draft,) = prepared(
            event(
                subject=f"about {secret}", agentrunid=secret, data={secret: [secret, {"k": secret}]}
            )
        )
        body = zstandard.decompress(draft.body)
        assert secret.encode() not in body, kind
        assert secret not in str(draft.run_id), kind
        assert secret not in str(draft.subject), kind
        assert sum(draft.subject["redactions"].values()) >= 4, kind


def test_each_run_carries_its_own_content_along() -> None:
    """In the order in which it stands there, once; the body is the same with and without."""
    mail = PLANTED["email"]
    given = (
        event(agentrunid=mail, data={"prompt": "a", "args": {"x": mail}}),
        event(agentrunid="r2", data={"command": "ls"}),
        event(agentrunid=mail, data={"prompt": "a"}),
    )
    first, second = prepared(*given, granted=frozenset((PROMPTS, TOOLS, VALUES)))
    found = [(content.label, content.purpose, content.data) for content in first.contents]
    (token,) = first.contents[0].subjects
    assert found == [
        ("email", VALUES, mail.encode()),
        ("prompt", PROMPTS, b"a"),
        ("tool_arguments", TOOLS, f'{{"x":"[token email {token}]"}}'.encode()),
    ]
    assert second.contents == ()
    plain = prepared(*given)
    assert [draft.contents for draft in plain] == [(), ()]
    assert [draft.body for draft in plain] == [first.body, second.body]
    assert [draft.subject for draft in plain] == [first.subject, second.subject]
