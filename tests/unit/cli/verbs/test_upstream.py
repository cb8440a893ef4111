"""countersign upstream: at a real terminal, with a real recorder and real receivers."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.cli.verbs.upstream import _facts
from desktop_app.ledger.reader import LedgerReader
from tests.fakes import at_terminal, otlp, running, servers
from tests.fakes.certificates import Authority
from tests.fakes.ledger_place import until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.fakes.running import RunningRecorder

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")
PROTOBUF = {"content-type": "application/x-protobuf"}
SECRET = "typed-at-the-keyboard"


@pytest.fixture
def recorder(tmp_path: Path) -> Iterator[RunningRecorder]:
    """Give a recorder of its own."""
    with running.running(tmp_path) as made:
        yield made


@contextmanager
def collecting(recorder: RunningRecorder, status: str = "200 OK") -> Iterator[servers.Server]:
    """Run a collector until the recorder has hung up."""
    with servers.serving(servers.says(servers.ok(status=status))) as server:
        try:
            yield server
        finally:
            recorder.cli("mode", "local-only", "on")


def person(recorder: RunningRecorder, *words: str, code: int = 0) -> str:
    """Run a verb as a person who says yes; return what was shown."""
    found, shown = at_terminal.confirmed(recorder.environment, *words)
    assert found == code, shown
    return shown.replace("\r\n", "\n")


def listed(recorder: RunningRecorder) -> list[dict[str, Any]]:
    """Return what is listed."""
    return list(recorder.cli_json("upstream", "list")["upstreams"])


def entries(recorder: RunningRecorder) -> list[Any]:
    """Return all entries."""
    with LedgerReader(recorder.data_dir / "ledger.db") as ledger:
        return list(ledger.entries())


def test_by_default_nothing_goes_anywhere(recorder: RunningRecorder) -> None:
    """It is said so, in both forms."""
    assert recorder.cli("upstream", "list").stdout.startswith("Nothing goes anywhere")
    assert recorder.cli_json("upstream", "list") == {"local_only": True, "upstreams": []}


def test_it_is_added_at_a_terminal_and_what_it_needs_is_asked_there(
    recorder: RunningRecorder,
) -> None:
    """The whole notice first; a credential is not shown as it is typed, and stands nowhere."""
    with collecting(recorder) as server:
        words = ("upstream", "add", "otlp", f"http://127.0.0.1:{server.port}", "--own-network")
        terminal = at_terminal.countersign(
            recorder.environment, *words, "--header", "Api-Key", "--name", "mine", "--days", "7"
        )
        terminal.wait_for("to go on: ")
        assert "Send this beyond this computer?" in terminal.shown
        assert f"127.0.0.1:{server.port}: redacted telemetry" in terminal.shown
        assert "ends after 7 days" in terminal.shown
        terminal.type("yes\n")
        terminal.wait_for("Value of the header Api-Key: ")
        terminal.type(f"{SECRET}\n")
        assert terminal.end() == 0, terminal.shown
        assert "mine is added. Recorded as #" in terminal.shown
        assert SECRET not in terminal.shown
        shown = recorder.cli("upstream", "list").stdout
        assert "Local-only mode is on: nothing is sent." in shown
        assert "mine  127.0.0.1" in shown
        assert "your consent #" in shown
        body = otlp.traces(2).SerializeToString()
        assert recorder.post("/v1/traces", body, PROTOBUF)[0] == 200
        asked = person(recorder, "mode", "local-only", "off")
        assert f"127.0.0.1:{server.port}: redacted telemetry" in asked
        assert "Local-only mode is off: 1 upstream may receive data." in asked
        until(lambda: bool(server.asked))
        assert server.asked[0].headers["api-key"] == SECRET
        until(lambda: listed(recorder)[0]["behind"] <= 1)
        sent = recorder.cli("mode", "local-only", "on").stdout
        assert "mine: 2 records sent" in sent
    for file in recorder.data_dir.rglob("*"):
        assert not file.is_file() or SECRET.encode() not in file.read_bytes(), file
    shown = recorder.cli("upstream", "list").stdout
    assert "2 records" in shown
    check_removed(recorder)


def check_removed(recorder: RunningRecorder) -> None:
    """Remove `mine`, to which something was sent, and look at what is left of it."""
    removed = person(recorder, "upstream", "remove", "mine")
    assert "Nothing goes to mine any more; what was sent stays there." in removed
    assert "mine is removed. Recorded as #" in removed
    recorder.wait_indexed()
    log = recorder.cli("consent", "list").stdout
    assert "Send to an upstream: 127.0.0.1" in " ".join(log.split())
    assert "Nothing is in force" in recorder.cli("consent", "list", "--in-force").stdout
    told = recorder.cli("audit-log", "--output", "jsonl").stdout
    lines = [json.loads(one) for one in told.splitlines()]
    kinds = [one["command"] for one in lines if str(one["command"]).startswith("upstream.")]
    assert kinds == ["upstream.added", "upstream.sent", "upstream.removed"]
    assert SECRET not in told
    shown = recorder.cli("tail", "-n", "200").stdout
    assert "mine, otlp at http://127.0.0.1" in shown
    assert "  2 records to " in shown


def test_a_consent_is_listed_revoked_and_copied_in_words(recorder: RunningRecorder) -> None:
    """To whom, until when; the receipt has the very text that was shown."""
    person(recorder, "upstream", "add", "otlp", "https://logs.example.org", "--no-proxy")
    consent = listed(recorder)[0]["consent"]
    recorder.wait_indexed()
    in_force = " ".join(recorder.cli("consent", "list", "--in-force").stdout.split())
    assert "Send to an upstream: logs.example.org:443: redacted telemetry" in in_force
    receipt = json.loads(recorder.cli("consent", "receipt", str(consent)).stdout)
    assert receipt["recipients"] == ["logs.example.org:443: redacted telemetry"]
    assert receipt["text"].startswith("Send this beyond this computer?\nlogs.example.org:443")
    shown = person(recorder, "consent", "revoke", str(consent))
    assert "Nothing goes there any more; what was sent stays there." in shown
    assert listed(recorder)[0]["in_force"] is False
    assert "ended" in recorder.cli("upstream", "list").stdout
    assert recorder.cli_json_any("status")["upstreams"] == 0


def test_a_webhooks_key_is_shown_once(recorder: RunningRecorder) -> None:
    """To who added it; `--output json` has it, too, and nothing else ever does."""
    shown = person(recorder, "upstream", "add", "webhook", "https://hooks.example.org/in")
    (key,) = (word for word in shown.split() if word.startswith("whsec_"))
    assert "which is shown once" in shown
    assert key not in recorder.cli("upstream", "list", "--output", "json").stdout
    assert not any(key in repr(dict(entry.subject)) for entry in entries(recorder))


def test_a_test_says_what_it_came_to(recorder: RunningRecorder) -> None:
    """And its exit code says it, too; local-only mode holds for it."""
    with collecting(recorder, "403 No") as server:
        words = ("upstream", "add", "otlp", f"http://127.0.0.1:{server.port}", "--own-network")
        person(recorder, *words, "--name", "mine")
        refused = person(recorder, "upstream", "test", "mine", code=2)
        assert "Local-only mode is on" in refused
        assert "`countersign mode local-only off` turns it off" in refused
        person(recorder, "mode", "local-only", "off")
        shown = person(recorder, "upstream", "test", "mine", code=1)
        assert "mine: It was reached, and answers with HTTP 403." in shown
    with collecting(recorder) as server:
        words = ("upstream", "add", "otlp", f"http://127.0.0.1:{server.port}", "--own-network")
        person(recorder, *words, "--name", "good")
        person(recorder, "mode", "local-only", "off")
        assert "good takes what goes there." in person(recorder, "upstream", "test", "good")


def test_nobody_is_asked_about_what_is_not_there(recorder: RunningRecorder, tmp_path: Path) -> None:
    """Nor types a credential for a name that is taken."""
    (tmp_path / "b.zip").touch()
    for words in (("remove", "x"), ("test", "x"), ("send", "x", str(tmp_path / "b.zip"))):
        shown = person(recorder, "upstream", *words, code=1)
        assert "There is no upstream 'x'." in shown
        assert "to go on: " not in shown
    shown = person(recorder, "upstream", "stamp", code=1)
    assert "No time stamp authority is set up." in shown
    assert "to go on: " not in shown
    add = ("upstream", "add", "otlp", "https://logs.example.org", "--no-proxy")
    assert "`countersign mode local-only off`" in person(recorder, *add)
    shown = person(recorder, *add, "--header", "Api-Key", code=2)
    assert "There is an upstream 'logs.example.org'." in shown
    assert "to go on: " not in shown


def test_a_file_is_sent_to_a_folder(recorder: RunningRecorder, tmp_path: Path) -> None:
    """Once the mode is off; it waits until then."""
    (tmp_path / "kept").mkdir()
    recorder.cli("run", "--", "true")
    recorder.wait_indexed()
    recorder.cli("bundle", "export", "last", "--to", str(tmp_path / "b.zip"))
    person(recorder, "upstream", "add", "folder", str(tmp_path / "kept"))
    shown = person(recorder, "upstream", "send", "kept", str(tmp_path / "b.zip"))
    assert "It waits for kept as " in shown
    person(recorder, "mode", "local-only", "off")
    until(lambda: bool(list((tmp_path / "kept").rglob("*.zip"))))
    recorder.cli("mode", "local-only", "on")


def test_a_bundle_of_each_run_is_consented_to_in_plain_words(
    recorder: RunningRecorder, tmp_path: Path
) -> None:
    """Before the answer, and in the list ever after."""
    (tmp_path / "runs").mkdir()
    words = ("upstream", "add", "folder", str(tmp_path / "runs"), "--bundles", "redacted")
    said = (
        "a signed audit bundle of each run when it has ended (its entries and telemetry, redacted)"
    )
    assert said in " ".join(person(recorder, *words).split())
    assert said in " ".join(recorder.cli("upstream", "list").stdout.split())
    person(recorder, "upstream", "remove", "runs")


@pytest.mark.parametrize(
    ("refused", "why", "told"),
    [
        (0, "", []),
        (0, "It is sent to as it is.", [("to know", "It is sent to as it is.")]),
        (2, "HTTP 400", [("refused", "2 records, the last: HTTP 400")]),
    ],
)
def test_what_a_place_said_is_told(refused: int, why: str, told: list[tuple[str, str]]) -> None:
    """Of what it takes, too, where it is good to know."""
    one = {"until_us": 1, "in_force": False, "records": 1, "behind": 0, "kind": "otlp"}
    facts = _facts({**one, "refused": refused, "refused_why": why, "trouble": ""}, 1)
    assert facts[3:] == told


def test_nothing_is_changed_without_a_person(recorder: RunningRecorder, tmp_path: Path) -> None:
    """No terminal, another word, or an agent above it."""
    add = ("upstream", "add", "otlp", "https://logs.example.org")
    before = len(entries(recorder))
    assert recorder.cli(*add, check=False).returncode == 1
    terminal = at_terminal.countersign(recorder.environment, *add)
    terminal.wait_for("to go on: ")
    terminal.type("no\n")
    assert terminal.end() == 1
    code, shown = at_terminal.confirmed({**recorder.environment, "CODEX_CI": "1"}, *add)
    assert code == 1
    assert "only a person may" in shown
    for words in (("remove", "x"), ("test", "x"), ("stamp",), ("send", "x", str(tmp_path / "run"))):
        assert recorder.cli("upstream", *words, check=False).returncode != 0
    assert listed(recorder) == []
    assert [str(entry.kind) for entry in entries(recorder)[before:]] in ([], ["gate.attempt"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("otlp", "http://logs.example.org"), "plain http"),
        (("otlp", "https://me:pw@logs.example.org"), "would stand in the log"),
        (("s3", "s3://evidence"), "region"),
        (("otlp", "https://logs.example.org", "--batch", "9"), "not for an upstream of kind otlp"),
        (("otlp", "https://logs.example.org", "--sample", "0"), "not in the range"),
        (("otlp", "https://logs.example.org", "--days", "0"), "not in the range"),
        (("webhook", "http://127.0.0.1/in"), "127.0.0.1 is this computer itself"),
        (("tsa", "http://tsa.example.org", "--bundles", "metadata"), "bundles is not for"),
        (("otlp", "https://logs.example.org", "--client-cert", "PEM"), "go together"),
        (("otlp", "https://logs.example.org", "--ca", "/nowhere.pem"), "does not exist"),
        (("otlp", "https://logs.example.org", "--ca", "LARGE"), "too large"),
        (("carrier-pigeon", "https://logs.example.org"), "carrier-pigeon"),
    ],
)
def test_what_cannot_be_is_refused_before_anybody_is_asked(
    tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    """With a sentence; no recorder is started for it."""
    pair = Authority().pair("me")
    (tmp_path / "me.pem").write_text(pair.certificate)
    (tmp_path / "large.pem").write_bytes(b"x" * ((1 << 20) + 1))
    files = {"PEM": str(tmp_path / "me.pem"), "LARGE": str(tmp_path / "large.pem")}
    environment = running.environment(tmp_path)
    done = running.run_cli(
        environment, "upstream", "add", *(files.get(word, word) for word in words), check=False
    )
    assert done.returncode == 2
    assert said in " ".join((done.stdout + done.stderr).split())
    assert not (tmp_path / "data" / "ledger.db").exists()


def test_certificates_go_with_it_and_their_key_is_a_credential(
    recorder: RunningRecorder, tmp_path: Path
) -> None:
    """The text, with lines as any system ends them; a key of another certificate is refused."""
    authority = Authority()
    pair, other = authority.pair("me"), authority.pair("other")
    (tmp_path / "ca.pem").write_bytes(authority.pem.replace("\n", "\r\n").encode())
    (tmp_path / "me.pem").write_text(pair.certificate)
    (tmp_path / "me.key").write_text(pair.key)
    (tmp_path / "other.key").write_text(other.key)
    words = ("upstream", "add", "otlp", "https://logs.example.org", "--no-proxy")
    files = ("--ca", str(tmp_path / "ca.pem"), "--client-cert", str(tmp_path / "me.pem"))
    shown = person(recorder, *words, *files, "--client-key", str(tmp_path / "other.key"), code=1)
    assert "is added" not in shown
    assert listed(recorder) == []
    person(recorder, *words, *files, "--client-key", str(tmp_path / "me.key"))
    added = next(one for one in entries(recorder) if str(one.kind) == "upstream.added")
    assert added.subject["options"] == {"ca": authority.pem, "client_cert": pair.certificate}
    line = pair.key.splitlines()[1]
    assert not any(line in repr(dict(entry.subject)) for entry in entries(recorder))
