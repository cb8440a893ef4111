"""The one line that a person reads before they consent."""

from __future__ import annotations

from typing import Any

import pytest

from desktop_app.upstream.allowed import check
from desktop_app.upstream.notice import line, url_of
from desktop_app.upstream.where import Kind
from tests.fakes.upstreams import upstream


@pytest.mark.parametrize(
    ("kind", "said", "told"),
    [
        (Kind.OTLP, {}, "logs.example.org:443: redacted telemetry"),
        (
            Kind.OTLP,
            {"agents": ("claude-code",), "sample": 10},
            (
                "logs.example.org:443: redacted telemetry of claude-code, 1 run of 10 and each "
                "with an error or a denial"
            ),
        ),
        (
            Kind.OTLP,
            {"signals": ("logs", "traces"), "agents": ("claude-code", "codex")},
            "logs.example.org:443: redacted logs and traces of claude-code, codex",
        ),
        (
            Kind.OTLP,
            {"where": "http://127.0.0.1:4318/"},
            "127.0.0.1:4318: redacted telemetry, not encrypted",
        ),
        (
            Kind.OTLP,
            {"proxy": "http://proxy.example:3128/", "own_network": True},
            (
                "logs.example.org:443: redacted telemetry, by the proxy proxy.example:3128, on "
                "your own network"
            ),
        ),
        (
            Kind.WEBHOOK,
            {},
            "hooks.example.org:443: all entries but telemetry, without content",
        ),
        (
            Kind.WEBHOOK,
            {"kinds": ("action.intent", "run.end")},
            "hooks.example.org:443: entries action.intent, run.end, without content",
        ),
        (
            Kind.S3,
            {"lock": "compliance", "retain_days": 90, "legal_hold": True},
            (
                "s3.eu-central-1.amazonaws.com:443, s3://evidence/here: checkpoints and exported "
                "bundles, locked there for 90 days (compliance), under legal hold"
            ),
        ),
        (
            Kind.S3,
            {"endpoint": "https://minio.example:9000/"},
            "minio.example:9000, s3://evidence/here: checkpoints and exported bundles",
        ),
        (
            Kind.S3,
            {
                "endpoint": "http://127.0.0.1:9000/",
                "own_network": True,
                "lock": "governance",
                "retain_days": 1,
            },
            (
                "127.0.0.1:9000, s3://evidence/here: checkpoints and exported bundles, locked "
                "there for 1 day (governance), on your own network, not encrypted"
            ),
        ),
        (Kind.HTTPS, {}, "files.example.org:443: checkpoints and exported bundles"),
        (Kind.FOLDER, {}, "/srv/evidence: checkpoints and exported bundles"),
        (
            Kind.FOLDER,
            {"bundles": "redacted"},
            (
                "/srv/evidence: checkpoints, exported bundles, and a signed audit bundle of each "
                "run when it has ended (its entries and telemetry, redacted)"
            ),
        ),
        (
            Kind.HTTPS,
            {"bundles": "metadata", "own_network": True},
            (
                "files.example.org:443: checkpoints, exported bundles, and a signed audit bundle "
                "of each run when it has ended (its entries, without telemetry), on your own "
                "network"
            ),
        ),
        (Kind.TSA, {}, "tsa.example.org:80: digests of checkpoints, not encrypted"),
    ],
)
def test_where_what_and_by_which_way(kind: Kind, said: dict[str, Any], told: str) -> None:
    """Of each kind."""
    made = upstream(kind, **said)
    check(made)
    assert line(made) == told


def test_nothing_in_a_line_moves_or_hides_what_stands_beside_it() -> None:
    """Also of an upstream that nobody checked."""
    assert "U+202E" in line(upstream(agents=("\u202ecodex",)))


def test_what_is_connected_to() -> None:
    """A folder is on this computer."""
    assert url_of(upstream(Kind.FOLDER)) is None
    found = url_of(upstream(Kind.S3, region="us-east-1"))
    assert found is not None
    assert (found.host, found.port) == ("s3.us-east-1.amazonaws.com", 443)
