"""countersign policy: check, explain, test."""

from __future__ import annotations

from tests.fakes import managed


def test_check_names_every_mistake_or_says_what_is_its_own(empty, tmp_path):
    """For people a line each, for scripts one error."""
    file = tmp_path / "p.yaml"
    file.write_text("version: 1\nrules:\n  - {name: mine, effect: ask, why: x}\n")
    done = empty("policy", "check", str(file))
    assert (done.code, done.lines[0].split(":")[0]) == (0, "p.yaml is fine")
    data = empty("policy", "check", str(file), "--output", "json").data
    assert data["rules"] == [{"name": "mine", "effect": "ask", "line": 3}]
    assert data["rules_in_all"] > 1
    file.write_text("version: 1\nx: 1\nrules:\n  - {name: mine, efect: ask, why: x}\n")
    done = empty("policy", "check", str(file))
    assert done.code == 1
    assert "p.yaml line 2: unknown key 'x'." in done.err
    assert "did you mean 'effect'" in done.err
    assert "has 3 mistakes" in done.err
    error = empty("policy", "check", str(file), "--output", "json").envelope["error"]
    assert error["code"] == "POLICY"
    assert "line 4" in error["message"]
    file.write_text("version: 1\nx: 1\n")
    assert "line 2: unknown key" in empty("policy", "check", str(file)).err


def test_explain_says_what_would_be_decided_and_why(empty, tmp_path):
    """By a tool's name or a file; nothing is run."""
    done = empty("policy", "explain", "--tool", "Bash", "--command", "git push\x1b", "--cwd", ".")
    assert done.code == 0
    assert "asks you" in done.out
    assert "\x1b" not in done.out
    words = ("policy", "explain", "--tool", "Bash", "--command", "curl x.org", "--agent", "codex")
    done = empty(*words)
    assert "Host        x.org" in done.out
    action = tmp_path / "a.json"
    action.write_text(
        '{"tool": "Write", "arguments": {"file_path": "/w/a"}, "cwd": "/w", "workspace": "/w"}'
    )
    shadow = tmp_path / "p.yaml"
    shadow.write_text("version: 1\nrules:\n  - {name: s, effect: shadow, would: deny, why: x}\n")
    words = ("policy", "explain", str(action), "--policy", str(shadow))
    data = empty(*words, "--output", "json").data
    assert (data["decision"], data["because"]["rule"]) == ("allowed", "writes-inside")
    assert data["shadows"] == [{"rule": "s", "would": "deny"}]
    assert data["action"]["paths"] == [{"path": "/w/a", "use": "write", "place": "workspace"}]
    assert "s would deny" in empty(*words).out
    assert "Path        /w/a: write, workspace" in empty(*words).out
    assert empty("policy", "explain").code == 2
    assert empty("policy", "explain", str(action), "--tool", "Bash").code == 2


def test_explain_of_a_file_tool_takes_a_path(empty):
    """A credential file is asked."""
    data = empty(
        "policy", "explain", "--tool", "Read", "--path", "/x/.env", "--output", "json"
    ).data
    assert data["because"]["rule"] == "credential-files"


def test_test_replays_and_says_what_it_cannot_judge(cli, tmp_path):
    """Over real recorded runs, which no gate saw."""
    data = cli("policy", "test", "--since", "36500d", "--output", "json").data
    assert data["actions"] > 0
    assert sum(data["decided"].values()) == data["actions"]
    assert data["decided"]["unknown"] > 0
    assert "not recorded" in data["cannot"]
    file = tmp_path / "p.yaml"
    file.write_text("version: 1\nrules:\n  - {name: all, effect: deny, why: x}\n")
    done = cli("policy", "test", str(file), "--since", "36500d")
    assert "denied, by all" in done.out
    assert "cannot be judged" not in done.out
    assert "cannot be judged" in cli("policy", "test", "--since", "36500d").out
    assert cli("policy", "test", "--since", "x").code == 2


def test_check_without_a_file_checks_the_own_one(empty, tmp_path):
    """Where there is none it says where one would lie; explain's usage shows an example."""
    done = empty("policy", "check")
    assert done.code == 1
    assert "You have no policy of your own" in done.err
    own = tmp_path / "own"
    own.mkdir()
    (own / "policy.yaml").write_text("version: 1\nx: 1\n")
    assert "line 2: unknown key 'x'" in empty("--data-dir", str(own), "policy", "check").err
    assert "--tool Bash --command" in empty("policy", "explain").err


def test_a_managed_policy_is_checked_as_one(empty, tmp_path):
    """What is fine for a person can loosen as an administrator's."""
    file = tmp_path / "policy.yaml"
    file.write_text("version: 1\nrules:\n  - {name: a, effect: allow, why: x}\n")
    assert empty("policy", "check", str(file)).code == 0
    done = empty("policy", "check", "--managed", str(file))
    assert done.code == 1
    assert "allow would loosen" in done.err
    file.write_text(managed.NO_PUSH)
    data = empty("policy", "check", "--managed", str(file), "--output", "json").data
    assert data["rules"] == [{"name": "managed/no-publishing", "effect": "deny", "line": 3}]
    assert data["rules_in_all"] == 1


def test_what_is_managed_is_in_what_is_explained(empty, tmp_path, monkeypatch):
    """By its name, file and line."""
    managed.put(tmp_path / "etc", monkeypatch, policy=managed.NO_PUSH)
    words = ("policy", "explain", "--tool", "Bash", "--command", "git push", "--cwd", ".")
    data = empty(*words, "--output", "json").data
    assert (data["decision"], data["because"]["rule"]) == ("denied", "managed/no-publishing")
    assert "managed/no-publishing (managed policy.yaml line 3)" in empty(*words).out
