"""countersign status: in a glance."""

from __future__ import annotations

from desktop_app.cli.verbs import status


def test_a_running_recorder_records(live):
    """Exit 0; where it listens, who holds the keys."""
    done = live("status")
    assert done.code == 0
    assert done.out.startswith("Recording, local-only, ")
    for word in ("listens on", "keys in     plain-file", "stored", "ledger in"):
        assert word in done.out
    data = live("status", "--output", "json").data
    assert data["recording"] is data["local_only"] is data["running"] is True
    assert data["stored"]["runs"] >= 1


def test_counts_are_shown_by_name_the_most_frequent_first(cli):
    """Text shows a dozen; JSON has all."""
    text = cli("status", "--counts").out
    names = cli("status", "--counts", "--output", "json").data["stored"]["counts"]["span_names"]
    most = min(names, key=lambda name: (-names[name], name))
    assert f"  spans       {most} {names[most]}" in text
    assert "\x1b" not in text


def test_without_a_recorder_it_says_so_and_fails(cli, empty):
    """Exit 1: a script may rely on it. What is stored is shown all the same."""
    done = cli("status")
    assert done.code == 1
    assert done.out.startswith("Not recording: the recorder is not running.\n")
    assert "4 runs, " in done.out
    done = empty("status", "--output", "json")
    assert (done.code, done.data["stored"]) == (1, None)


def test_a_policy_with_a_mistake_is_said_not_to_be_in_force():
    """The digest is that of the policy that holds; the mistake is the file's."""
    policy = {"version": 1, "digest": "0123456789", "error": None}
    assert list(status._gate({"policy": policy})) == [("policy", "1 01234567")]
    broken = {**policy, "error": "policy.yaml line 4: x."}
    said = ("policy", "your file is not in force: policy.yaml line 4: x.")
    assert list(status._gate({"policy": broken})) == [("policy", "1 01234567"), said]


def test_what_agents_were_refused_is_said(live):
    """A row each; none where nothing was."""
    vault = live("status", "--output", "json").data["vault"]
    assert [name for name, _ in status._vault(vault)] == ["vault"]
    refused = {**vault, "agents_refused": {"room": 2, "rate": 3}}
    assert [name for name, _ in status._vault(refused)] == ["vault", "refused", "refused"]


def test_a_ledger_that_is_nearly_full_is_said_early(live, monkeypatch):
    """With its quota, and what to do about it."""
    real = status.running
    monkeypatch.setattr(status, "running", lambda session: Nearly(real(session)))
    (line,) = [line for line in live("status").lines if "ledger in" in line]
    assert line.endswith(", 90 MB of 100 MB: nearly full, see `purge`")


class Nearly:
    """A recorder whose ledger is nearly full."""

    def __init__(self, client):
        self.client = client

    def __enter__(self):
        """Answer."""
        return self

    def __exit__(self, *_):
        """Hang up."""
        self.client.close()

    def call(self, verb):
        """Return the state, with less room than there is."""
        room = {"ledger_bytes": 90_000_000, "quota_bytes": 100_000_000, "quota_warning": True}
        return {**self.client.call(verb), **room}
