"""An upstream comes back from its entry as it was, or not at all."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from desktop_app.consent.fields import BadRecordError
from desktop_app.errors import UsageError
from desktop_app.model import canonical
from desktop_app.model.kinds import EntryKind
from desktop_app.upstream import places
from desktop_app.upstream.places import (
    Kind,
    Options,
    Sends,
    Upstream,
    check,
    format_upstream,
    needs_credentials,
    parse_upstream,
)
from desktop_app.upstream.webhook import sendable
from tests.fakes.effort import examples
from tests.fakes.upstreams import PLACES, upstream

PEM = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
numbers = st.integers(1, 2**53 - 1)


def some_of(words: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    """Return sorted words without repetition."""
    return st.lists(st.sampled_from(words), max_size=3, unique=True).map(sorted).map(tuple)


def maybe(*values: object) -> st.SearchStrategy[Any]:
    """Return one of some values, or None."""
    return st.sampled_from((None, *values))


tls = {
    "own_network": st.booleans(),
    "proxy": maybe("http://proxy.example:3128/", "https://proxy.example/"),
    "proxy_auth": st.booleans(),
    "ca": maybe(PEM),
    "client_cert": maybe(PEM, PEM * 2),
}
http = st.builds(Options, **tls, headers=some_of(["Api-Key", "Authorization", "X-Tenant"]))
bucket = st.builds(
    Options,
    **tls,
    endpoint=maybe("https://minio.example:9000/"),
    region=maybe("eu-central-1"),
    lock=maybe("compliance", "governance"),
    retain_days=maybe(1, 90),
    legal_hold=st.booleans(),
)
telemetry = st.builds(
    Sends,
    signals=some_of(["logs", "metrics", "traces"]),
    agents=some_of(["claude-code", "codex", "ä b"]),
    sample=st.integers(1, 10_000),
)
entries = st.builds(
    Sends, kinds=some_of([kind for kind in EntryKind if sendable(kind)]), batch=st.integers(1, 64)
)
objects = st.builds(Sends, bundles=maybe("metadata", "redacted"))
OF = {
    Kind.OTLP: (telemetry, http),
    Kind.WEBHOOK: (entries, http),
    Kind.S3: (objects, bucket),
    Kind.HTTPS: (objects, http),
    Kind.FOLDER: (objects, None),
}


@st.composite
def upstreams(draw: st.DrawFn) -> Upstream:
    """Return any upstream that passes."""
    kind = draw(st.sampled_from(Kind))
    sends, options = OF.get(kind, (None, http))
    made = Upstream(
        id=draw(st.binary(min_size=8, max_size=8)).hex(),
        name=draw(st.from_regex(r"[a-z0-9][a-z0-9._-]{0,63}", fullmatch=True)),
        kind=kind,
        where=PLACES[kind],
        sends=Sends() if sends is None else draw(sends),
        options=Options() if options is None else draw(options),
        consent=draw(numbers),
        until_us=draw(numbers),
        start=draw(numbers),
    )
    try:
        check(made)
    except UsageError:
        reject()
    return made


@settings(max_examples=examples(200), derandomize=True, deadline=None)
@given(upstreams())
def test_an_upstream_comes_back(made: Upstream) -> None:
    """Through the bytes of a leaf, every field."""
    leaf = canonical.encode(format_upstream(made))
    assert parse_upstream(canonical.decode(leaf)) == made


def test_what_is_as_usual_is_left_out() -> None:
    """The example of the specification."""
    assert format_upstream(upstream(agents=("codex",), sample=10, headers=("Api-Key",))) == {
        "id": "00112233445566aa",
        "name": "logs",
        "kind": "otlp",
        "where": "https://logs.example.org/",
        "sends": {"agents": ["codex"], "sample": 10},
        "options": {"headers": ["Api-Key"]},
        "consent": 7,
        "until_us": 1_790_000_000_000_000,
        "from": 0,
    }


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (Kind.OTLP, {"sample": 0}),
        (Kind.WEBHOOK, {"batch": 0}),
        (Kind.S3, {"lock": "governance", "retain_days": 0}),
    ],
)
def test_nought_is_not_taken_for_as_usual(kind: Kind, said: dict[str, Any]) -> None:
    """Whoever asked for none of something would else have all of it sent."""
    with pytest.raises(BadRecordError):
        format_upstream(upstream(kind, **said))


PLAIN = format_upstream(upstream())
LATER = "A later version wrote this upstream."


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"shape": 2}, LATER),
        ({"only_errors": True}, LATER),
        ({"sends": {"only_errors": True}}, LATER),
        ({"options": {"over": "quic"}}, LATER),
        ({"kind": "kafka"}, "This version does not know that kind."),
        ({"kind": None}, "kind is missing or no text."),
        ({"id": "00112233445566AA"}, "id is not 16 hex digits."),
        ({"id": None}, "id is missing."),
        ({"name": "The Boss"}, "A name has small letters, digits, dots, hyphens: 64"),
        ({"where": "https://logs.example.org"}, "The place is not in its one form."),
        ({"where": "https://a:b@logs.example.org/"}, "A URL with a user name or a password"),
        ({"where": 7}, "where is no text."),
        ({"sends": None}, "sends is missing."),
        ({"sends": []}, "sends is no object."),
        ({"options": None}, "options is missing."),
        ({"sends": {"sample": 0}}, "Of 1 to 10000 runs one can go."),
        ({"sends": {"sample": "10"}}, "sample is no integer."),
        ({"sends": {"signals": "logs"}}, "signals is no list."),
        ({"sends": {"signals": ["profiles"]}}, "A signal is one of"),
        ({"sends": {"batch": 2}}, "batch is not for an upstream of kind otlp."),
        ({"options": {"region": "x"}}, "region is not for an upstream of kind otlp."),
        ({"options": {"own_network": 1}}, "own_network is neither true nor false."),
        ({"consent": 0}, "consent is missing."),
        ({"consent": None}, "consent is missing."),
        ({"until_us": 0}, "until_us is missing."),
        ({"from": None}, "from is missing."),
        ({"from": -1}, "from is not from 0"),
    ],
)
def test_each_defect_is_refused_with_its_sentence(changes: dict[str, Any], message: str) -> None:
    """What may say that less goes there is not passed over."""
    with pytest.raises(BadRecordError) as raised:
        parse_upstream({**PLAIN, **changes})
    assert message in str(raised.value)


def test_what_could_not_be_read_back_is_not_written() -> None:
    """An upstream without a consent is a mistake of whoever made it."""
    with pytest.raises(BadRecordError):
        format_upstream(upstream(consent=0))


@pytest.mark.parametrize(
    ("made", "needs"),
    [
        (upstream(), ()),
        (upstream(headers=("Api-Key", "X")), ("header:Api-Key", "header:X")),
        (upstream(client_cert=PEM), (places.CLIENT_KEY,)),
        (upstream(proxy="http://p.example/", proxy_auth=True), (places.PROXY,)),
        (upstream(Kind.WEBHOOK), (places.SIGNING_KEY,)),
        (upstream(Kind.S3), places.ACCESS_KEY),
        (upstream(Kind.FOLDER), ()),
        (upstream(Kind.TSA), ()),
    ],
)
def test_which_secrets_it_needs(made: Upstream, needs: tuple[str, ...]) -> None:
    """By the names under which the keystore has them."""
    assert needs_credentials(made) == needs
