"""What may be said of an upstream: each kind has its own options, each option its bounds."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from desktop_app.errors import UsageError
from desktop_app.model.kinds import EntryKind
from desktop_app.upstream.allowed import MAX_LINE, check
from desktop_app.upstream.notice import line
from desktop_app.upstream.values import Options, Sends
from desktop_app.upstream.webhook import sendable
from desktop_app.upstream.where import Kind
from tests.fakes.upstreams import PLACES, upstream

PEM = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
KEY = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
SAID: dict[str, Any] = {
    "signals": ("logs",),
    "agents": ("codex",),
    "sample": 10,
    "kinds": ("run.end",),
    "batch": 10,
    "bundles": "redacted",
    "own_network": True,
    "proxy": "http://proxy.example:3128/",
    "proxy_auth": True,
    "ca": PEM,
    "client_cert": PEM * 2,
    "headers": ("Authorization", "X-Tenant"),
    "endpoint": "https://minio.example:9000/",
    "region": "eu-central-1",
    "lock": "governance",
    "retain_days": 30,
    "legal_hold": True,
}
OTHERS = {"proxy_auth": ("proxy",), "lock": ("retain_days",), "retain_days": ("lock",)}
TAKEN = {  # the table "Kinds" of upstream.md
    Kind.OTLP: "signals agents sample own_network proxy proxy_auth ca client_cert headers",
    Kind.WEBHOOK: "kinds batch own_network proxy proxy_auth ca client_cert headers",
    Kind.S3: (
        "bundles own_network proxy proxy_auth ca client_cert endpoint region lock retain_days "
        "legal_hold"
    ),
    Kind.HTTPS: "bundles own_network proxy proxy_auth ca client_cert headers",
    Kind.FOLDER: "bundles",
    Kind.TSA: "own_network proxy proxy_auth ca client_cert headers",
}


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("name", SAID)
def test_each_kind_takes_its_own(kind: Kind, name: str) -> None:
    """All else is refused by name, so that nothing is said that then does nothing."""
    said = {one: SAID[one] for one in (name, *OTHERS.get(name, ()))}
    if kind is Kind.TSA:
        said["where"] = "https://tsa.example.org/"
    if name in TAKEN[kind].split():
        check(upstream(kind, **said))
    else:
        with pytest.raises(UsageError, match=f"not for an upstream of kind {kind}"):
            check(upstream(kind, **said))


def test_every_field_is_said_here() -> None:
    """A new one is missed otherwise."""
    assert {one.name for of in (Sends, Options) for one in fields(of)} == set(SAID)


@pytest.mark.parametrize("kind", Kind)
def test_nothing_need_be_said(kind: Kind) -> None:
    """But for a bucket, whose region the fake says."""
    check(upstream(kind))


@pytest.mark.parametrize(
    ("kind", "said", "message"),
    [
        (
            Kind.FOLDER,
            {"bundles": "full"},
            "Bundles that go by themselves are metadata or redacted",
        ),
        (Kind.OTLP, {"name": ""}, "A name has small letters"),
        (Kind.OTLP, {"name": "The Boss"}, "A name has small letters"),
        (Kind.OTLP, {"name": "a" * 65}, "A name has small letters"),
        (Kind.OTLP, {"where": "https://h.example"}, "one form"),
        (Kind.OTLP, {"where": "ftp://h.example"}, "https://"),
        (Kind.OTLP, {"signals": ("profiles",)}, "A signal is one of traces, logs, metrics."),
        (Kind.OTLP, {"signals": ("traces", "logs")}, "signals are not sorted"),
        (Kind.OTLP, {"signals": ("logs", "logs")}, "one is there twice"),
        (Kind.OTLP, {"agents": ("b", "a")}, "agents are not sorted"),
        (Kind.OTLP, {"agents": tuple("abcdefghi")}, "At most 8 agents"),
        (Kind.OTLP, {"agents": ("",)}, "1 to 64 characters"),
        (Kind.OTLP, {"agents": ("a" * 65,)}, "1 to 64 characters"),
        (Kind.OTLP, {"agents": ("a\u202eb",)}, "can be seen"),
        (Kind.OTLP, {"sample": 0}, "Of 1 to 10000 runs"),
        (Kind.OTLP, {"sample": 10_001}, "Of 1 to 10000 runs"),
        (Kind.WEBHOOK, {"kinds": ("otlp.logs",)}, "A kind is one of"),
        (Kind.WEBHOOK, {"kinds": ("nonsense",)}, "A kind is one of"),
        (Kind.WEBHOOK, {"kinds": ("run.start", "run.end")}, "kinds are not sorted"),
        (Kind.WEBHOOK, {"batch": 0}, "1 to 64 events"),
        (Kind.WEBHOOK, {"batch": 65}, "1 to 64 events"),
        (Kind.OTLP, {"headers": ("b", "a")}, "headers are not sorted"),
        (Kind.OTLP, {"headers": ("X Y",)}, "A header's name"),
        (Kind.OTLP, {"headers": ("X\r\nHost",)}, "A header's name"),
        (Kind.OTLP, {"headers": ("Host",)}, "A header's name"),
        (Kind.OTLP, {"headers": ("Content-Length",)}, "A header's name"),
        (Kind.OTLP, {"headers": ("idempotency-key",)}, "A header's name"),
        (Kind.WEBHOOK, {"headers": ("Webhook-Id",)}, "A header's name"),
        (Kind.OTLP, {"headers": ("Api-Key", "api-key")}, "none of them twice"),
        (Kind.OTLP, {"headers": tuple("abcdefghi")}, "At most 8 headers"),
        (Kind.OTLP, {"ca": KEY}, "Certificates are PEM"),
        (Kind.OTLP, {"client_cert": PEM + KEY}, "Certificates are PEM"),
        (Kind.OTLP, {"ca": PEM * 500}, "at most 24576"),
        (Kind.OTLP, {"proxy": "http://proxy.example:3128"}, "A proxy is written"),
        (Kind.OTLP, {"proxy": "http://proxy.example/x"}, "A proxy is written"),
        (Kind.OTLP, {"proxy": "http://a:b@proxy.example/"}, "user name or a password"),
        (Kind.OTLP, {"proxy_auth": True}, "no proxy to give a password to"),
        (Kind.TSA, {"headers": ("Authorization",)}, "does not go over plain http"),
        (Kind.TSA, {"client_cert": PEM}, "does not go over plain http"),
        (Kind.S3, {"endpoint": "https://minio.example"}, "An endpoint is written"),
        (
            Kind.S3,
            {"endpoint": "https://minio.example/other/"},
            "without a path",
        ),  # never asked for
        (Kind.S3, {"endpoint": "https://minio.example/?x"}, "without a path"),
        (Kind.S3, {"endpoint": "http://minio.example/"}, "everybody on the way"),
        (Kind.S3, {"region": None}, "Name the bucket's region"),
        (Kind.S3, {"region": "eu.evil.example/"}, "A region has small letters"),
        (Kind.S3, {"lock": "compliance"}, "belong together"),
        (Kind.S3, {"retain_days": 3}, "belong together"),
        (Kind.S3, {"lock": "for ever", "retain_days": 3}, "A lock is one of compliance"),
        (Kind.S3, {"lock": "compliance", "retain_days": 0}, "for 1 to 36500 days"),
        (Kind.S3, {"lock": "compliance", "retain_days": 36_501}, "for 1 to 36500 days"),
    ],
)
def test_each_defect_is_refused_with_its_sentence(
    kind: Kind, said: dict[str, Any], message: str
) -> None:
    """The option is named, not its value."""
    with pytest.raises(UsageError) as raised:
        check(upstream(kind, **said))
    assert message in raised.value.message


def test_a_credential_goes_to_this_computer_over_plain_http() -> None:
    """Nobody else hears it there."""
    check(upstream(Kind.TSA, where="http://127.0.0.1:3161/", headers=("Authorization",)))
    check(upstream(Kind.OTLP, where="http://localhost:4318/", client_cert=PEM))


def test_what_goes_there_fits_one_line() -> None:
    """Or there is too much to consent to at once."""
    host = ".".join(["a" * 60] * 4)
    long = {"where": f"https://{host}/", "proxy": f"http://{host}/"}
    agents = tuple(letter * 64 for letter in "abcdefgh")
    with pytest.raises(UsageError, match="in one line"):
        check(upstream(**long, agents=agents))
    some = upstream(**long, agents=agents[:6])
    check(some)
    assert 900 < len(line(some)) <= MAX_LINE
    kinds = tuple(sorted(kind for kind in EntryKind if sendable(kind)))
    check(upstream(Kind.WEBHOOK, kinds=kinds))


def test_where_is_judged_by_its_kind() -> None:
    """A bucket is no collector."""
    with pytest.raises(UsageError):
        check(replace(upstream(), where=PLACES[Kind.S3]))
