"""Who may speak to us at all: this machine, this user, not a web page, and by which name.

A browser can be made to send to 127.0.0.1 by any page (cross-site request) or by a name that
points here (DNS rebinding): `Host` and `Origin` tell. Another user's
process can connect too: its uid tells.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from desktop_app.errors import ForbiddenSenderError, UnknownTokenError
from desktop_app.receive.request import Sender

if TYPE_CHECKING:
    from collections.abc import Sequence

Address: TypeAlias = tuple[str, int]
PeerCheck: TypeAlias = Callable[[Address, Address], bool]
"""(address of the client's end, address of ours) -> the client is a process of this user."""

TokenOwner: TypeAlias = Callable[[str], str | None]
"""token -> the sender's name, or None when nobody's."""

_OUR_NAMES = re.compile(r"(?:127\.0\.0\.1|localhost|\[::1\])(?::[0-9]{1,5})?\Z", re.IGNORECASE)
_BEARER = re.compile(r"bearer +([!-~]{1,4096})\Z", re.IGNORECASE)
TOKEN_HEADER = "x-countersign-token"  # noqa: S105 - the name of a header
_SAME_SITE = frozenset({"none", "same-origin"})


def _nobody(_token: str) -> str | None:
    return None


def _anyone(_client: Address, _server: Address) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Guard:
    """The checks of every request.

    Attributes:
        token_owner: whose token it is.
        same_user: `host.peers`; asked once per connection.
        require_token: refuse senders without a token.
        allowed_origins: web origins ("http://localhost:3000") whose pages may send.
    """

    token_owner: TokenOwner = _nobody
    same_user: PeerCheck = _anyone
    require_token: bool = False
    allowed_origins: frozenset[str] = frozenset()

    def check_peer(self, client: Address, server: Address) -> None:
        """Raise ForbiddenSenderError when another user's process is at the other end."""
        if not self.same_user(client, server):
            raise ForbiddenSenderError("The sender is not a process of the user who runs this.")

    def check_host(self, hosts: Sequence[str]) -> None:
        """Raise ForbiddenSenderError unless there is one Host header and it names this machine."""
        if len(hosts) != 1 or not _OUR_NAMES.match(hosts[0]):
            raise ForbiddenSenderError("The Host header must name 127.0.0.1, localhost or [::1].")

    def check_origin(self, origins: Sequence[str], fetch_sites: Sequence[str] = ()) -> None:
        """Raise ForbiddenSenderError when a web page sent this that may not."""
        if any(origin not in self.allowed_origins for origin in origins):
            raise ForbiddenSenderError("Requests of web pages are refused (Origin header).")
        if not origins and any(site not in _SAME_SITE for site in fetch_sites):
            raise ForbiddenSenderError("Requests of web pages are refused (Sec-Fetch-Site header).")

    def sender(
        self, authorizations: Sequence[str], peer: str, tokens: Sequence[str] = ()
    ) -> Sender:
        """Return who sends, by the Authorization header or by ours.

        Args:
            authorizations: all Authorization headers.
            peer: its end of the connection.
            tokens: all `x-countersign-token` headers: a bare token, for exporters whose settings
                cannot carry the space of "Bearer TOKEN" (some decode %20 there, some do not).

        Raises:
            UnknownTokenError: nobody's token, another scheme, or none where one is needed.
        """
        authorizations = [*authorizations, *(f"Bearer {token}" for token in tokens)]
        if not authorizations:
            if self.require_token:
                raise UnknownTokenError("This recorder takes data from senders with a token only.")
            return Sender("", "none", peer)
        match = _BEARER.match(authorizations[0]) if len(authorizations) == 1 else None
        name = self.token_owner(match[1]) if match else None
        if name is None:
            raise UnknownTokenError("The bearer token is not known here.")
        return Sender(name, "token", peer)
