"""Upstreams as a person adds, tries and removes them; window and command line ask here.

Shapes of what comes back: `resources/docs/control.md`, "Upstreams".
"""

from __future__ import annotations

import secrets as random_bytes
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from desktop_app.consent.fields import BadRecordError
from desktop_app.errors import UsageError
from desktop_app.host.egress.places import Place, parsed
from desktop_app.host.notices import notice, send_notice
from desktop_app.host.proxies import proxy_for, unquoted
from desktop_app.operations.recorder_access import ask, ask_running
from desktop_app.upstream.allowed import MOST_DAYS
from desktop_app.upstream.notice import line, url_of
from desktop_app.upstream.places import (
    PROXY,
    SIGNING_KEY,
    Kind,
    Options,
    Sends,
    Upstream,
    check_where,
    format_upstream,
    needs_credentials,
)
from desktop_app.upstream.webhook import format_secret
from desktop_app.upstream.where import is_this_computer, parse_url

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.host.notices import Notice
    from desktop_app.model.canonical import JSON
    from desktop_app.operations.context import Context

LIST, ADD, REMOVE = "upstream.list", "upstream.add", "upstream.remove"
TEST, STAMP, HAND = "upstream.test", "upstream.stamp", "upstream.hand"
DAYS = 90
_NO_ID = "0" * 16


@dataclass(frozen=True, slots=True)
class Wish:
    """An upstream before anybody consented to it, and how long it is for.

    Attributes:
        upstream: without an id, a consent or an end.
        days: how long.
        made: credentials that were made here; the person is shown them once.
        known: credentials that were in the environment.
    """

    upstream: Upstream
    days: int = DAYS
    made: Mapping[str, str] = field(default_factory=dict, repr=False)
    known: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def notice(self) -> Notice:
        """What the person must have read."""
        return send_notice(line(self.upstream), self.days)

    @property
    def asks_for(self) -> tuple[str, ...]:
        """Names of the credentials that the person must give."""
        there = {*self.made, *self.known}
        return tuple(name for name in needs_credentials(self.upstream) if name not in there)


def unnamed() -> Notice:
    """Return the notice before a place is named."""
    return notice("send-upstream", words={"days": str(DAYS)})


def wish(
    kind: str,
    where: str,
    name: str | None,
    sends: Sends,
    options: Options,
    *,
    days: int = DAYS,
    from_environment: bool = True,
) -> Wish:
    """Return what would be added.

    Args:
        kind: one of `upstream.where.Kind`.
        where: as the person wrote it.
        name: None: made of the place.
        sends: what goes there.
        options: how.
        days: how long.
        from_environment: whether a proxy of the environment is taken over where none is named.

    Raises:
        UsageError: something of it cannot be.
    """
    if not 1 <= days <= MOST_DAYS:
        raise UsageError(f"An upstream is for 1 to {MOST_DAYS:,} days.")
    place, options = check_where(Kind(kind), where), _tidied(options)
    made = Upstream(
        id=_NO_ID,
        name=name or _name_of(place),
        kind=Kind(kind),
        where=place,
        sends=sends,
        options=options,
    )
    _check(made if options.proxy is None else replace(made, options=replace(options, proxy=None)))
    _check_place(made)
    known: dict[str, str] = {}
    proxy = options.proxy
    if proxy is not None and "@" in proxy:
        raise UsageError(
            "What stands in a command line is no secret.",
            hint="Set HTTPS_PROXY, with name and password, for this one command.",
        )
    if proxy is None and from_environment:
        proxy = _proxy_of_environment(made)
    if proxy is not None:
        _check_proxied(made)
        options, known = _through(options, proxy)
        made = replace(made, options=options)
        _check(made)
    keys = {SIGNING_KEY: format_secret(random_bytes.token_bytes(32))}
    return Wish(made, days, keys if made.kind is Kind.WEBHOOK else {}, known)


def add(
    context: Context, asked: Wish, secrets: Mapping[str, str], *, latency_ms: int
) -> dict[str, Any]:
    """Add it, after the person agreed to its notice.

    Raises:
        ConfigError, UpstreamError: a credential is of no use; nothing was added.
    """
    from desktop_app.courier import reaching  # noqa: PLC0415 - TLS and all that, for this alone

    reaching.check(asked.upstream, {**asked.made, **asked.known, **secrets})
    return cast("dict[str, Any]", ask(context, ADD, adding(asked, secrets, latency_ms)))


def adding(asked: Wish, secrets: Mapping[str, str], latency_ms: int) -> dict[str, JSON]:
    """Return the arguments of `upstream.add`; the person agreed to its notice."""
    subject = format_upstream(replace(asked.upstream, consent=1, until_us=1))
    told = {name: subject[name] for name in ("name", "kind", "where", "sends", "options")}
    return {
        "upstream": told,
        "secrets": {**asked.made, **asked.known, **secrets},
        "days": asked.days,
        "confirmed": True,
        "consent": {"digest": asked.notice.digest, "latency_ms": latency_ms},
    }


def listed(context: Context) -> dict[str, Any]:
    """Return every upstream, what was sent there and what was not."""
    return cast("dict[str, Any]", ask(context, LIST))


def remove(context: Context, name: str, *, confirmed: bool) -> dict[str, Any]:
    """Remove one."""
    return cast("dict[str, Any]", ask(context, REMOVE, {"name": name, "confirmed": confirmed}))


def test(context: Context, name: str, *, confirmed: bool) -> dict[str, Any]:
    """Try whether one is reached and takes what goes there; sends no record."""
    return cast("dict[str, Any]", ask(context, TEST, {"name": name, "confirmed": confirmed}))


def stamp(context: Context, *, confirmed: bool) -> dict[str, Any]:
    """Have the newest checkpoint time stamped now."""
    return cast("dict[str, Any]", ask_running(context, STAMP, {"confirmed": confirmed}))


def hand(context: Context, name: str, bundle: Path, *, confirmed: bool) -> dict[str, Any]:
    """Send a bundle's file to an upstream that keeps objects."""
    arguments: dict[str, JSON] = {
        "name": name,
        "file": str(bundle.resolve()),
        "confirmed": confirmed,
    }
    return cast("dict[str, Any]", ask(context, HAND, arguments))


def prompt(credential: str) -> str:
    """Return what a person is asked for: credentials have names that the log knows."""
    header = credential.removeprefix("header:")
    if header != credential:
        return f"Value of the header {header}"
    words = {PROXY: "Name and password of the proxy, as NAME:PASSWORD"}
    return words.get(credential, credential.replace("-", " ").capitalize())


def _tidied(options: Options) -> Options:
    """Return options whose endpoint is in its one form."""
    endpoint = options.endpoint
    return replace(options, endpoint=None if endpoint is None else str(parse_url(endpoint)))


def _check(upstream: Upstream) -> None:
    try:
        format_upstream(replace(upstream, consent=1, until_us=1))
    except BadRecordError as error:
        raise UsageError(str(error)) from error


def _check_place(upstream: Upstream) -> None:
    """Refuse a place that could never be sent to.

    A name that leads to such an address is refused when it is looked up.
    """
    url = url_of(upstream)
    if url is None:
        if Path(upstream.where).is_file():
            raise UsageError(f"{upstream.where} is a file.", hint="Name the folder that it is in.")
        return
    host = "127.0.0.1" if is_this_computer(url.host) else url.host
    if upstream.options.proxy is not None or parsed(host) is None:
        return
    place = Place(host, url.port, own_network=upstream.options.own_network)
    if (why := place.refuses(host)) is not None:
        raise UsageError(
            f"{url.host} is {why}: say that this is meant.", hint="`--own-network` says it."
        )


def _check_proxied(upstream: Upstream) -> None:
    url = url_of(upstream)
    if url is not None and is_this_computer(url.host):
        raise UsageError("This computer is reached straight, by no proxy.")


def _proxy_of_environment(upstream: Upstream) -> str | None:
    """Return what the environment says; None for what is on this computer, or for a folder."""
    url = url_of(upstream)
    if url is None or is_this_computer(url.host):
        return None
    return proxy_for(url.scheme, url.host, url.port)


def _through(options: Options, proxy: str) -> tuple[Options, dict[str, str]]:
    """Return options with a proxy, its credentials apart; they are written with %XX (RFC 3986)."""
    scheme, _, rest = proxy.rpartition("://")
    login, _, place = rest.rpartition("@")
    try:
        url = parse_url(f"{scheme or 'http'}://{place}", plain=True)
    except UsageError as error:
        raise UsageError(
            f"The proxy cannot be used: {error.message}", hint="`--no-proxy` goes without it."
        ) from error
    return (
        replace(options, proxy=str(url), proxy_auth=bool(login)),
        {PROXY: unquoted(login)} if login else {},
    )


def _name_of(where: str) -> str:
    """Return a name: the host, the bucket or the folder."""
    rest = where.rpartition("://")[2]
    word = rest.rstrip("/").rpartition("/")[2] if rest.startswith("/") else rest.split("/")[0]
    made = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "-" for c in word.lower())
    return made.strip("-._")[:64] or "upstream"
