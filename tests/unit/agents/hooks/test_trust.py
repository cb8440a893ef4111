"""Which of our hooks Codex would skip: its own hashes, as it was seen to write them."""

from __future__ import annotations

import tomllib

import pytest

from desktop_app.agents.hooks.trust import for_one_run, hash_of, key_of, untrusted

PATH = "/home/dev/.codex/config.toml"
GROUP = '{ hooks = [ { type = "command", command = "/bin/countersign-hook a", timeout = 600 } ] }'
HANDLER = {"type": "command", "command": "/bin/countersign-hook a", "timeout": 600}


def config(state: str, *, first: str = "") -> str:
    """Return a config.toml with a hook of ours and what is known of it."""
    return f"[hooks]\nPreToolUse = [ {first}{GROUP} ]\n{state}"


def trusted(group: int = 0, *, wanted: str = "", more: str = "") -> str:
    """Return a state that trusts."""
    key = key_of(PATH, "PreToolUse", group, 0)
    known = wanted or hash_of("PreToolUse", {}, HANDLER)
    return f'[hooks.state."{key}"]\ntrusted_hash = "{known}"\n{more}'


def test_the_hash_is_the_one_that_codex_wrote() -> None:
    """Codex 0.169.0, `hooks/list` and what `/hooks` left in its config."""
    handler = {"type": "command", "command": "/bin/true a", "timeout": 600}
    assert hash_of("PreToolUse", {}, handler) == (
        "sha256:6bda4d5da8db95cee3cc4a973ae0e6e560ee52fae98a299120f10b3cab148d11"
    )
    assert hash_of("PostToolUse", {}, {"type": "command", "command": "/bin/true b"}) == (
        "sha256:50669707a845971060f7dba03c697f51dcba802c6b7f3fb3e33297f60bde9ff9"
    )
    assert key_of("/x/config.toml", "PostToolUse", 1, 0) == "/x/config.toml:post_tool_use:1:0"


def test_a_trusted_hook_is_no_finding() -> None:
    """Also behind another's hook, under its own number."""
    assert untrusted(tomllib.loads(config(trusted())), PATH) == []
    other = '{ hooks = [ { type = "command", command = "mine" } ] }, '
    assert untrusted(tomllib.loads(config(trusted(1), first=other)), PATH) == []


@pytest.mark.parametrize(
    "state",
    [
        "",
        "state = 7\n",
        trusted(1),
        trusted(wanted="sha256:00"),
        trusted(more="enabled = false\n"),
        f'[hooks.state."{key_of("/other", "PreToolUse", 0, 0)}"]\ntrusted_hash = "x"\n',
    ],
    ids=["none", "odd", "another place", "changed since", "switched off", "another file"],
)
def test_what_codex_would_skip_is_found(state: str) -> None:
    """Never trusted, changed since, switched off."""
    assert untrusted(tomllib.loads(config(state)), PATH) == ["PreToolUse"]


def test_a_config_without_hooks_says_nothing() -> None:
    """That ours are gone is another finding."""
    assert untrusted({}, PATH) == []
    assert untrusted({"hooks": 7}, PATH) == []
    assert untrusted({"hooks": {"Stop": [{"hooks": [{"command": "mine"}]}]}}, PATH) == []


def test_hooks_of_one_run_are_known_by_the_name_of_its_arguments() -> None:
    """One handler each; a group without any has no state."""
    handler = {"type": "command", "command": "/bin/true"}
    state = for_one_run({"PreToolUse": {"hooks": [handler]}, "Stop": {}})
    seen = "sha256:8f7a965a0a9eaa9814cc7d1b5b13a5bec78abd403b73e7e3818b88280da42377"  # by Codex
    assert state == {
        "/<session-flags>/config.toml:pre_tool_use:0:0": {"trusted_hash": seen},
    }
