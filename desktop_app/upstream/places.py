"""An upstream as the subject of its `upstream.added`, and everything else one asks of it.

Promise: `parse_upstream(format_upstream(x)) == x`, and what is read was written by this version or
an older one: a field that is not known is refused, for it may say that less goes there. Nothing in
an upstream is secret: credentials lie in the keystore, `needs_credentials` names them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from desktop_app.consent import fields
from desktop_app.consent.fields import MAX_SEQ, BadRecordError
from desktop_app.errors import UsageError
from desktop_app.upstream.allowed import (
    MAX_AGENTS,
    MAX_HEADERS,
    MAX_KINDS,
    MAX_PEM,
    MAX_TEXT,
    check,
)
from desktop_app.upstream.notice import line
from desktop_app.upstream.values import Options, Sends, Upstream
from desktop_app.upstream.where import MAX_WHERE, Kind, check_where

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.model.canonical import JSON

__all__ = [
    "Kind",
    "Options",
    "Sends",
    "Upstream",
    "check",
    "check_where",
    "format_upstream",
    "line",
    "needs_credentials",
    "parse_upstream",
]

CLIENT_KEY: Final = "client-key"
PROXY: Final = "proxy"
SIGNING_KEY: Final = "signing-key"
ACCESS_KEY: Final = ("access-key-id", "secret-access-key")
_ID = re.compile(r"[0-9a-f]{16}")
_FIELDS = frozenset(
    ("id", "name", "kind", "where", "sends", "options", "consent", "until_us", "from")
)
_SENDS = frozenset(Sends.__slots__)
_OPTIONS = frozenset(Options.__slots__)


def parse_upstream(subject: Mapping[str, JSON]) -> Upstream:
    """Return the upstream that the subject of an `upstream.added` holds.

    Raises:
        BadRecordError: a field is missing, wrong or not known, or something contradicts itself.
    """
    _only(subject, _FIELDS)
    upstream = Upstream(
        id=fields.needed_text(subject, "id", MAX_TEXT),
        name=fields.needed_text(subject, "name", MAX_TEXT),
        kind=Kind(fields.one_of(Kind, "kind", subject.get("kind"))),
        where=fields.needed_text(subject, "where", MAX_WHERE),
        sends=_sends(_group(subject, "sends")),
        options=_options(_group(subject, "options")),
        consent=_number(subject, "consent", least=1),
        until_us=_number(subject, "until_us", least=1),
        start=_number(subject, "from"),
    )
    if not _ID.fullmatch(upstream.id):
        raise BadRecordError("id is not 16 hex digits.")
    try:
        check(upstream)
    except UsageError as error:
        raise BadRecordError(error.message) from error
    return upstream


def format_upstream(upstream: Upstream) -> dict[str, JSON]:
    """Return an upstream as the subject of its entry; what is as usual is left out.

    Raises:
        BadRecordError: it could not be read back (a bug of whoever made it).
    """
    sends, options = upstream.sends, upstream.options
    told: dict[str, JSON] = {
        "signals": list(sends.signals),
        "agents": list(sends.agents),
        "sample": None if sends.sample == 1 else sends.sample,
        "kinds": list(sends.kinds),
        "batch": None if sends.batch == 1 else sends.batch,
        "bundles": sends.bundles,
    }
    how: dict[str, JSON] = {
        "own_network": options.own_network,
        "proxy": options.proxy,
        "proxy_auth": options.proxy_auth,
        "ca": options.ca,
        "client_cert": options.client_cert,
        "headers": list(options.headers),
        "endpoint": options.endpoint,
        "region": options.region,
        "lock": options.lock,
        "retain_days": options.retain_days,
        "legal_hold": options.legal_hold,
    }
    subject: dict[str, JSON] = {
        "id": upstream.id,
        "name": upstream.name,
        "kind": str(upstream.kind),
        "where": upstream.where,
        "sends": _unusual(told),
        "options": _unusual(how),
        "consent": upstream.consent,
        "until_us": upstream.until_us,
        "from": upstream.start,
    }
    parse_upstream(subject)
    return subject


def needs_credentials(upstream: Upstream) -> tuple[str, ...]:
    """Return the names of the secrets without which it cannot be sent to."""
    options = upstream.options
    names = [f"header:{name}" for name in options.headers]
    if options.client_cert is not None:
        names.append(CLIENT_KEY)
    if options.proxy_auth:
        names.append(PROXY)
    if upstream.kind is Kind.WEBHOOK:
        names.append(SIGNING_KEY)
    if upstream.kind is Kind.S3:
        names += ACCESS_KEY
    return tuple(names)


def _sends(value: Mapping[str, JSON]) -> Sends:
    _only(value, _SENDS)
    sample, batch = (fields.number(value, name, MAX_SEQ) for name in ("sample", "batch"))
    return Sends(
        signals=fields.words(value, "signals", MAX_KINDS, MAX_TEXT),
        agents=fields.words(value, "agents", MAX_AGENTS, MAX_TEXT),
        sample=1 if sample is None else sample,
        kinds=fields.words(value, "kinds", MAX_KINDS, MAX_TEXT),
        batch=1 if batch is None else batch,
        bundles=fields.text(value, "bundles", MAX_TEXT),
    )


def _options(value: Mapping[str, JSON]) -> Options:
    _only(value, _OPTIONS)
    return Options(
        own_network=fields.flag(value, "own_network", absent=False),
        proxy=fields.text(value, "proxy", MAX_WHERE),
        proxy_auth=fields.flag(value, "proxy_auth", absent=False),
        ca=fields.text(value, "ca", MAX_PEM),
        client_cert=fields.text(value, "client_cert", MAX_PEM),
        headers=fields.words(value, "headers", MAX_HEADERS, MAX_TEXT),
        endpoint=fields.text(value, "endpoint", MAX_WHERE),
        region=fields.text(value, "region", MAX_TEXT),
        lock=fields.text(value, "lock", MAX_TEXT),
        retain_days=fields.number(value, "retain_days", MAX_SEQ),
        legal_hold=fields.flag(value, "legal_hold", absent=False),
    )


def _group(subject: Mapping[str, JSON], name: str) -> Mapping[str, JSON]:
    found = fields.group(subject, name)
    if found is None:
        raise BadRecordError(f"{name} is missing.")
    return found


def _number(subject: Mapping[str, JSON], name: str, *, least: int = 0) -> int:
    found = fields.number(subject, name, MAX_SEQ)
    if found is None or found < least:
        raise BadRecordError(f"{name} is missing.")
    return found


def _only(value: Mapping[str, JSON], known: frozenset[str]) -> None:
    if not value.keys() <= known:
        raise BadRecordError("A later version wrote this upstream.")


def _unusual(values: Mapping[str, JSON]) -> dict[str, JSON]:
    """Return what is neither absent, false nor empty; 0 is something that was said."""
    return {
        name: value
        for name, value in values.items()
        if value is not None and value is not False and value != []
    }
