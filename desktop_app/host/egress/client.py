"""One HTTP request beyond this computer, and its answer: what every upstream is reached by.

Promise: it goes to the one origin that it was made for, over verified TLS, by the door alone; plain
http goes to this computer, or where the caller says that answers are signed. Nothing is tried
again, no redirect is followed, no environment is read. At most 64 KiB of an answer are read, as
they are; an answer that is longer, slower than 30 s a step, or not HTTP is hung up on. `close` from
another thread ends what is under way at once.

Source: RFC 9110, RFC 9112.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import urllib3

from desktop_app.errors import ConfigError, UpstreamError
from desktop_app.host.egress import door, tls
from desktop_app.host.egress.answers import read
from desktop_app.host.egress.failures import explained
from desktop_app.host.egress.wire import Wire, pools

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from desktop_app.host.egress.answers import Answer
    from desktop_app.host.egress.origins import Origin, Proxy
    from desktop_app.host.egress.tls import Identity

STEP_S = 30.0
_PIECE_BYTES = 65_536
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
_TARGET = re.compile(r"/[\x21-\x7e]*")


class Client:
    """Speaks to one origin, one request at a time; `close` may come from any thread.

    Args:
        origin: whom to ask.
        ca_pem: trusted in place of the system's roots.
        identity: client certificate, where the server asks for one.
        proxy: the way there.
        plain: whether http may leave this computer: for answers that are signed themselves.
        step_s: seconds for each of: connecting, each 64 KiB sent, the answer's head, its body.

    Raises:
        UpstreamError: a certificate or key cannot be used, or plain http would leave the computer.
    """

    def __init__(
        self,
        origin: Origin,
        *,
        ca_pem: str | None = None,
        identity: Identity | None = None,
        proxy: Proxy | None = None,
        plain: bool = False,
        step_s: float = STEP_S,
    ) -> None:
        self.origin = origin
        here_only = origin.scheme == "http" and not plain
        if here_only and proxy is not None:
            raise UpstreamError(
                f"Nothing goes unencrypted to {origin.host} through a proxy.",
                kind="refused",
                hint="Use its https address.",
            )
        self._wire = Wire(door.resolve, step_s=step_s, here_only=here_only)
        own = tls.context(ca_pem=ca_pem, identity=identity) if origin.scheme == "https" else None
        self._manager = _manager(own, proxy, step_s)
        self._manager.pool_classes_by_scheme = pools(self._wire)

    def request(
        self,
        method: str,
        target: str,
        *,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        redirects: bool = False,
    ) -> Answer:
        """Send a request and return its answer, whatever its status is.

        Args:
            method: in capitals.
            target: path and query, as sent.
            headers: Latin-1 text; length, host and coding are set here.
            body: as sent.
            redirects: whether a redirect is an answer; it is followed in no case.

        Raises:
            UpstreamError: there is no answer, or none that is read; `sent` tells whether the
                request may have arrived.
            ConfigError: the target or a header cannot be sent.
        """
        sent = {"user-agent": "countersign", "accept-encoding": "identity", **_checked(headers)}
        if not _TARGET.fullmatch(target):
            raise ConfigError("A path with spaces or letters beyond ASCII cannot be asked for.")
        if body or method not in ("GET", "HEAD", "DELETE"):
            sent["content-length"] = str(len(body))
        self._wire.begin()
        try:
            return self._asked(method, target, sent, body, redirects=redirects)
        except Exception as error:
            self._wire.drop()
            self._manager.clear()
            raise self._told(error) from error
        finally:
            self._wire.tidy()

    def close(self) -> None:
        """Hang up for good; a request that is under way fails at once."""
        self._wire.close()
        self._manager.clear()

    def _asked(
        self, method: str, target: str, headers: dict[str, str], body: bytes, *, redirects: bool
    ) -> Answer:
        self._wire.check()
        response = self._manager.urlopen(
            method,
            f"{self.origin}{target}",
            headers=headers,
            body=_pieces(body) if body else None,
            redirect=False,
            retries=False,
            preload_content=False,
            decode_content=False,
        )
        try:
            with self._wire.step():
                answer = read(response, self.origin.where, redirects=redirects)
            self._wire.check()  # an answer that we cut looks like one that ended
        except BaseException:
            response.close()
            raise
        response.release_conn()
        return answer

    def _told(self, error: Exception) -> UpstreamError:
        """Return what a person is told: that we hung up before what that looked like."""
        where, sent = self.origin.where, self._wire.sent
        if self._wire.closed:
            told = f"The connection to {where} was ended here."
            return UpstreamError(told, kind="closed", sent=sent)
        if self._wire.late and not (isinstance(error, UpstreamError) and error.kind == "too_large"):
            return UpstreamError(f"{where} did not answer in time.", kind="timeout", sent=sent)
        failure = explained(error, where)
        failure.sent = sent
        return failure


def _manager(
    own: object, proxy: Proxy | None, step_s: float
) -> urllib3.PoolManager | urllib3.ProxyManager:
    timeout = urllib3.Timeout(connect=step_s, read=step_s)
    if proxy is None:
        return urllib3.PoolManager(num_pools=1, maxsize=1, timeout=timeout, ssl_context=own)
    secure = tls.context(ca_pem=proxy.ca_pem) if proxy.origin.scheme == "https" else None
    headers = {}
    if proxy.username is not None:
        headers = urllib3.make_headers(proxy_basic_auth=f"{proxy.username}:{proxy.password}")
    return urllib3.ProxyManager(
        str(proxy.origin),
        num_pools=1,
        maxsize=1,
        timeout=timeout,
        proxy_headers=headers,
        proxy_ssl_context=secure,
        # An http request goes to the proxy itself, so its TLS is the proxy's.
        ssl_context=own if own is not None else secure,
    )


def _pieces(body: bytes) -> Iterator[bytes]:
    """Yield a body in pieces, each a step of its own: a slow line is no silent one."""
    view = memoryview(body)
    for start in range(0, len(view), _PIECE_BYTES):
        yield bytes(view[start : start + _PIECE_BYTES])


def _checked(headers: Mapping[str, str] | None) -> dict[str, str]:
    """Return headers that can be sent; no value is in the error, since it may be a credential."""
    for name, value in (headers or {}).items():
        if not _HEADER_NAME.fullmatch(name) or not _HEADER_VALUE.fullmatch(value):
            raise ConfigError(f"The header {name[:64]!r} cannot be sent: it is not plain text.")
    return {name.lower(): value for name, value in (headers or {}).items()}
