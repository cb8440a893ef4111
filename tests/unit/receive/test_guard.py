"""Who may speak: this machine's names, no web page, this user, known tokens."""

from __future__ import annotations

import pytest

from desktop_app.errors import ForbiddenSenderError, UnknownTokenError
from desktop_app.receive.guard import Guard
from desktop_app.receive.request import Sender

TOKENS = {"cs_good": "codex"}
GUARD = Guard(token_owner=TOKENS.get)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.1:4318", "localhost:1", "LOCALHOST", "[::1]:4318", "[::1]"]
)
def test_our_own_names_are_taken(host: str) -> None:
    """With any port, for tunnels and proxies of the person."""
    GUARD.check_host([host])


@pytest.mark.parametrize(
    "hosts",
    [
        [],
        [""],
        ["evil.example"],
        ["evil.example:4318"],
        ["127.0.0.1.evil.example"],
        ["localhost.evil.example"],
        ["127.0.0.1:4318@evil.example"],
        ["127.0.0.1:x"],
        ["127.0.0.1:999999"],
        ["::1"],
        ["0.0.0.0"],  # noqa: S104 - a header, not a socket
        ["127.0.0.2"],
        ["localhost\n"],
        ["localhost", "localhost"],
    ],
    ids=str,
)
def test_other_names_are_refused(hosts: list[str]) -> None:
    """DNS rebinding sends the attacker's name; a proxy trick sends two."""
    with pytest.raises(ForbiddenSenderError):
        GUARD.check_host(hosts)


def test_web_pages_are_refused_unless_allowed() -> None:
    """Any Origin, "null" too; without one a cross-site fetch."""
    GUARD.check_origin([])
    GUARD.check_origin([], ["none"])
    GUARD.check_origin([], ["same-origin"])
    for origins, sites in (
        (["https://evil.example"], []),
        (["null"], []),
        ([""], []),
        ([], ["cross-site"]),
        ([], ["same-site"]),
        (["http://localhost:3000", "https://evil.example"], []),
    ):
        with pytest.raises(ForbiddenSenderError):
            Guard(allowed_origins=frozenset({"http://localhost:3000"})).check_origin(origins, sites)
    allowed = Guard(allowed_origins=frozenset({"http://localhost:3000"}))
    allowed.check_origin(["http://localhost:3000"], ["cross-site"])


def test_the_peer_is_asked_about_both_ends() -> None:
    """False means another user."""
    asked = []
    guard = Guard(same_user=lambda client, server: asked.append((client, server)) or False)
    with pytest.raises(ForbiddenSenderError):
        guard.check_peer(("127.0.0.1", 5), ("127.0.0.1", 4318))
    assert asked == [(("127.0.0.1", 5), ("127.0.0.1", 4318))]
    GUARD.check_peer(("127.0.0.1", 5), ("127.0.0.1", 4318))


def test_tokens_name_the_sender() -> None:
    """Without one the sender is unauthenticated."""
    assert GUARD.sender(["Bearer cs_good"], "p") == Sender("codex", "token", "p")
    assert GUARD.sender(["bearer  cs_good"], "p") == Sender("codex", "token", "p")
    assert GUARD.sender([], "p") == Sender("", "none", "p")
    assert GUARD.sender([], "p", ["cs_good"]) == Sender("codex", "token", "p")
    for authorizations, tokens in (([], ["bad"]), ([], [""]), (["Bearer cs_good"], ["cs_good"])):
        with pytest.raises(UnknownTokenError):
            GUARD.sender(authorizations, "p", tokens)


@pytest.mark.parametrize(
    "values",
    [
        ["Bearer bad"],
        ["Bearer"],
        ["Bearer "],
        ["Basic cs_good"],
        ["cs_good"],
        ["Bearer cs_good x"],
        ["Bearer cs_good", "Bearer cs_good"],
        ["Bearer " + "a" * 5000],
        [""],
    ],
    ids=lambda values: str(values)[:40],
)
def test_unknown_tokens_are_refused(values: list[str]) -> None:
    """Never taken as unauthenticated: the sender meant to be somebody."""
    with pytest.raises(UnknownTokenError):
        GUARD.sender(values, "")
    with pytest.raises(UnknownTokenError):
        Guard().sender(["Bearer cs_good"], "")


def test_a_token_can_be_required() -> None:
    """Setting `receive.require_token`."""
    guard = Guard(token_owner=TOKENS.get, require_token=True)
    assert guard.sender(["Bearer cs_good"], "").name == "codex"
    with pytest.raises(UnknownTokenError):
        guard.sender([], "")
