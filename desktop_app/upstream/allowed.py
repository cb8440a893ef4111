"""What may be said of an upstream of each kind, and within which bounds.

Promise: what passes `check` goes where it says and nowhere else, and its one line (`notice`) fits a
consent record. Messages never show a value: it may be content.
"""

from __future__ import annotations

import re
from dataclasses import fields
from typing import TYPE_CHECKING, Final

from desktop_app.errors import UsageError
from desktop_app.model.kinds import EntryKind
from desktop_app.model.visible import visible
from desktop_app.normalize.signals import Signal
from desktop_app.upstream.batches import BLOCK
from desktop_app.upstream.notice import line
from desktop_app.upstream.values import Options, Sends
from desktop_app.upstream.webhook import sendable
from desktop_app.upstream.where import Kind, check_where, is_this_computer, parse_url

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from desktop_app.upstream.values import Upstream

MAX_TEXT: Final = 64  # characters of a name
MAX_AGENTS, MAX_HEADERS, MAX_KINDS = 8, 8, 100
MAX_PEM: Final = 24_576  # two of them fit a leaf
MAX_SAMPLE: Final = 10_000
MAX_DAYS: Final = 36_500  # that an object is locked
MOST_DAYS: Final = 3_650  # that a consent to an upstream is for
MAX_LINE: Final = 1_024  # characters of a recipient in a consent record
LOCKS: Final = ("compliance", "governance")
LEVELS: Final = ("metadata", "redacted")  # of bundles that nobody looks at before they leave
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_REGION = re.compile(r"[a-z0-9-]{1,63}")
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}")  # RFC 9110, field names
_PEM = re.compile(r"(?:-----BEGIN CERTIFICATE-----\n[A-Za-z0-9+/=\n]+-----END CERTIFICATE-----\n)+")
_OURS = frozenset(  # headers that a request has anyway, or that would change where it ends
    [
        "accept-encoding",
        "connection",
        "content-encoding",
        "content-length",
        "content-type",
        "date",
        "expect",
        "host",
        "idempotency-key",
        "if-none-match",
        "keep-alive",
        "proxy-authorization",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "user-agent",
        "webhook-id",
        "webhook-signature",
        "webhook-timestamp",
    ]
)
_TLS = frozenset(("own_network", "proxy", "proxy_auth", "ca", "client_cert"))
_HTTP = _TLS | {"headers"}
_BUCKET = frozenset(("endpoint", "region", "lock", "retain_days", "legal_hold"))
SENDS: Final[Mapping[Kind, Collection[str]]] = {
    Kind.OTLP: ("signals", "agents", "sample"),
    Kind.WEBHOOK: ("kinds", "batch"),
    Kind.S3: ("bundles",),
    Kind.HTTPS: ("bundles",),
    Kind.FOLDER: ("bundles",),
}
_OPTIONS: Mapping[Kind, Collection[str]] = {
    Kind.OTLP: _HTTP,
    Kind.WEBHOOK: _HTTP,
    Kind.S3: _TLS | _BUCKET,
    Kind.HTTPS: _HTTP,
    Kind.FOLDER: (),
    Kind.TSA: _HTTP,
}


def check(upstream: Upstream) -> None:
    """Refuse what a person cannot have meant.

    Raises:
        UsageError: the place is not in its one form, or something was said that is not for this
            kind, is out of bounds, or contradicts something else.
    """
    if not _NAME.fullmatch(upstream.name):
        raise UsageError("A name has small letters, digits, dots, hyphens: 64 characters at most.")
    if check_where(upstream.kind, upstream.where) != upstream.where:
        raise UsageError("The place is not in its one form.")
    _check_said(upstream)
    _check_sends(upstream.sends)
    _check_way(upstream)
    _check_bucket(upstream)
    if len(line(upstream)) > MAX_LINE:
        raise UsageError("That is more than a person can be asked in one line: say less at once.")


def _check_said(upstream: Upstream) -> None:
    """Refuse what is not for this kind."""
    for mine, usual, known in (
        (upstream.sends, Sends(), SENDS.get(upstream.kind, ())),
        (upstream.options, Options(), _OPTIONS[upstream.kind]),
    ):
        for one in fields(usual):
            if one.name not in known and getattr(mine, one.name) != getattr(usual, one.name):
                raise UsageError(f"{one.name} is not for an upstream of kind {upstream.kind}.")


def _check_sends(sends: Sends) -> None:
    _sorted("signals", sends.signals)
    _sorted("agents", sends.agents)
    _sorted("kinds", sends.kinds)
    if not set(sends.signals) <= set(Signal):
        raise UsageError(f"A signal is one of {', '.join(Signal)}.")
    if len(sends.agents) > MAX_AGENTS:
        raise UsageError(f"At most {MAX_AGENTS} agents can be named.")
    if not all(0 < len(name) <= MAX_TEXT and visible(name) == name for name in sends.agents):
        raise UsageError(f"An agent's name has 1 to {MAX_TEXT} characters that can be seen.")
    if not set(sends.kinds) <= {kind for kind in EntryKind if sendable(kind)}:
        raise UsageError("A kind is one of ledger.md, but for otlp.* and upstream.*.")
    if not 1 <= sends.sample <= MAX_SAMPLE:
        raise UsageError(f"Of 1 to {MAX_SAMPLE} runs one can go.")
    if not 1 <= sends.batch <= BLOCK:
        raise UsageError(f"A request can have 1 to {BLOCK} events.")
    if sends.bundles is not None and sends.bundles not in LEVELS:
        raise UsageError(f"Bundles that go by themselves are {' or '.join(LEVELS)}.")


def _check_way(upstream: Upstream) -> None:
    """Refuse what would reach another place, or give a credential to whoever listens."""
    options = upstream.options
    _check_headers(options.headers)
    for pem in (options.ca, options.client_cert):
        if pem is not None and not (len(pem) <= MAX_PEM and _PEM.fullmatch(pem)):
            raise UsageError(f"Certificates are PEM, at most {MAX_PEM} characters.")
    if options.proxy is not None:
        proxy = parse_url(options.proxy, plain=True)
        if str(proxy) != options.proxy or proxy.target != "/":
            raise UsageError("A proxy is written as http://HOST:PORT/.")
    elif options.proxy_auth:
        raise UsageError("There is no proxy to give a password to.")
    secret = bool(options.headers) or options.client_cert is not None
    if secret and upstream.kind is Kind.TSA and _is_readable(upstream.where):
        raise UsageError("A credential does not go over plain http.")


def _check_headers(names: tuple[str, ...]) -> None:
    _sorted("headers", names)
    for name in names:
        if not _TOKEN.fullmatch(name) or name.lower() in _OURS:
            raise UsageError("A header's name is none, or one that requests have anyway.")
    if len(names) > MAX_HEADERS or len({name.lower() for name in names}) < len(names):
        raise UsageError(f"At most {MAX_HEADERS} headers, none of them twice.")


def _is_readable(where: str) -> bool:
    url = parse_url(where, plain=True)
    return url.scheme == "http" and not is_this_computer(url.host)


def _check_bucket(upstream: Upstream) -> None:
    options = upstream.options
    if options.endpoint is not None:
        endpoint = parse_url(options.endpoint)
        if str(endpoint) != options.endpoint or endpoint.target != "/":
            raise UsageError("An endpoint is written as https://HOST:PORT/, without a path.")
    if options.region is not None and not _REGION.fullmatch(options.region):
        raise UsageError("A region has small letters, digits and hyphens.")
    if upstream.kind is Kind.S3 and options.endpoint is None and options.region is None:
        raise UsageError("Name the bucket's region, or the endpoint of its service.")
    if (options.lock is None) != (options.retain_days is None):
        raise UsageError("A lock and its days belong together.")
    if options.lock is not None and options.lock not in LOCKS:
        raise UsageError(f"A lock is one of {', '.join(LOCKS)}.")
    if options.retain_days is not None and not 1 <= options.retain_days <= MAX_DAYS:
        raise UsageError(f"Objects can be locked for 1 to {MAX_DAYS} days.")


def _sorted(name: str, words: tuple[str, ...]) -> None:
    if list(words) != sorted(set(words)):
        raise UsageError(f"The {name} are not sorted, or one is there twice.")
