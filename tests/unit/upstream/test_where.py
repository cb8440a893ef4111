"""Places: written down in one form, and refused with a sentence where they are none."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_app.errors import UsageError
from desktop_app.upstream.where import Kind, check_where, is_this_computer, parse_url
from tests.fakes.effort import examples

SECRET = "pa55word"


@pytest.mark.parametrize(
    ("kind", "typed", "written"),
    [
        (Kind.OTLP, "https://logs.example.org:4318", "https://logs.example.org:4318/"),
        (Kind.OTLP, "HTTPS://Logs.Example.ORG.:443/", "https://logs.example.org/"),
        (Kind.OTLP, "https://api.example.org/otlp/", "https://api.example.org/otlp"),
        (Kind.OTLP, "http://localhost:4318", "http://localhost:4318/"),
        (Kind.OTLP, "http://127.0.0.2:80", "http://127.0.0.2/"),
        (Kind.OTLP, "http://[::1]:4318", "http://[::1]:4318/"),
        (Kind.OTLP, "https://[2001:DB8:0::1]", "https://[2001:db8::1]/"),
        (Kind.OTLP, "https://my_collector", "https://my_collector/"),
        (Kind.OTLP, "https://bücher.example", "https://xn--bcher-kva.example/"),
        (Kind.OTLP, "https://faß.example", "https://xn--fa-hia.example/"),
        (Kind.OTLP, "https://аpple.example", "https://xn--pple-43d.example/"),  # noqa: RUF001 - a Cyrillic a
        (Kind.OTLP, "https://192.0.2.7:4318", "https://192.0.2.7:4318/"),
        (Kind.WEBHOOK, "https://h.example/in?a=%20b", "https://h.example/in?a=%20b"),
        (Kind.HTTPS, "https://h.example/put", "https://h.example/put/"),
        (Kind.TSA, "http://tsa.example:80/tsr", "http://tsa.example/tsr"),
        (Kind.S3, "s3://bucket", "s3://bucket"),
        (Kind.S3, "s3://my.bucket-1/a/b/", "s3://my.bucket-1/a/b"),
        (Kind.FOLDER, "/srv/evidence/", "/srv/evidence"),
        (Kind.FOLDER, "/", "/"),
        (Kind.FOLDER, r"D:\evidence", r"D:\evidence"),
        (Kind.FOLDER, "D:\\evidence\\", r"D:\evidence"),
        (Kind.FOLDER, "D:\\", "D:\\"),
        (Kind.FOLDER, r"\\server\share\evidence", r"\\server\share\evidence"),
    ],
)
def test_a_place_has_one_form(kind: Kind, typed: str, written: str) -> None:
    """And that form stays as it is."""
    assert check_where(kind, typed) == written
    assert check_where(kind, written) == written


@pytest.mark.parametrize(
    ("kind", "typed", "message"),
    [
        (Kind.OTLP, "", "no URL"),
        (Kind.OTLP, "logs.example.org:4318", "no URL"),
        (Kind.OTLP, "grpc://logs.example.org", "begins with https://, not grpc://"),
        (Kind.OTLP, "http://logs.example.org", "everybody on the way"),
        (Kind.OTLP, "http://localhost.example.org", "everybody on the way"),
        (Kind.OTLP, "http://128.0.0.1", "everybody on the way"),
        (Kind.WEBHOOK, "http://h.example", "everybody on the way"),
        (Kind.HTTPS, "http://h.example", "everybody on the way"),
        (Kind.OTLP, f"https://me:{SECRET}@h.example", "user name or a password"),
        (Kind.OTLP, "https://me@h.example", "user name or a password"),
        (Kind.TSA, f"http://a:{SECRET}@h.example", "user name or a password"),
        (Kind.OTLP, "https://h.example#x", "no fragment"),
        (Kind.OTLP, "https://h.example/#", "no fragment"),
        (Kind.OTLP, "https:///path", "names no host"),
        (Kind.OTLP, "https://:443", "names no host"),
        (Kind.OTLP, "https://h.example:0", "from 1 to 65535"),
        (Kind.OTLP, "https://h.example:65536", "from 1 to 65535"),
        (Kind.OTLP, "https://h.example:x", "is no host"),
        (Kind.OTLP, "https://h.example:4:3", "is no host"),
        (Kind.OTLP, "https://[::1", "is no host"),
        (Kind.OTLP, "https://[::1%25eth0]", "is no host"),
        (Kind.OTLP, "https://[1.2.3.4]", "no IPv6 address"),
        (Kind.OTLP, "https://127.1", "four numbers"),
        (Kind.OTLP, "https://2130706433", "four numbers"),
        (Kind.OTLP, "https://0x7f000001", "four numbers"),
        (Kind.OTLP, "https://1.2.3.0x4", "four numbers"),
        (Kind.OTLP, "https://0177.0.0.1", "four numbers"),
        (Kind.OTLP, "https://a..b", "letters, digits, hyphens"),
        (Kind.OTLP, "https://-a.example", "letters, digits, hyphens"),
        (Kind.OTLP, "https://a%2eb.example", "letters, digits, hyphens"),
        (Kind.OTLP, "https://a b.example", "letters, digits, hyphens"),
        (Kind.OTLP, "https://" + "a." * 130 + "example", "letters, digits, hyphens"),
        (Kind.OTLP, "https://xn--.example", "rules for names"),
        (Kind.OTLP, "https://☃☃.example/", "rules for names"),
        (Kind.OTLP, "https://h.example\\@evil.example", "user name"),
        (Kind.OTLP, "https://h.example\\evil", "letters, digits, hyphens"),
        (Kind.OTLP, "https://h.example/a\tb", "nobody sees"),
        (Kind.OTLP, "https://h.example/\u202e", "nobody sees"),
        (Kind.OTLP, "https://h.example/ä", "written as %XX"),
        (Kind.OTLP, "https://h.example/a b", "written as %XX"),
        (Kind.OTLP, "https://h.example/%zz", "written as %XX"),
        (Kind.OTLP, "https://h.example/a/../b", "steps . and .."),
        (Kind.OTLP, "https://h.example/%2E%2e/b", "steps . and .."),
        (Kind.OTLP, "https://h.example/v1/traces", "above /v1/"),
        (Kind.OTLP, "https://h.example/x/v1/logs/", "above /v1/"),
        (Kind.OTLP, "https://h.example/?a=1", "no query"),
        (Kind.HTTPS, "https://h.example/?a=1", "no query"),
        (Kind.OTLP, "https://h.example/" + "a" * 512, "at most 512"),
        (Kind.S3, "https://bucket.example", "written as s3://"),
        (Kind.S3, "s3://Bucket", "written as s3://"),
        (Kind.S3, "s3://b", "written as s3://"),
        (Kind.S3, "s3://a..b", "written as s3://"),
        (Kind.S3, "s3://bucket/a//b", "two / side by side"),
        (Kind.S3, "s3://bucket/../b", "A prefix has"),
        (Kind.S3, "s3://bucket/a?b", "A prefix has"),
        (Kind.FOLDER, "evidence", "whole path"),
        (Kind.FOLDER, "D:evidence", "whole path"),
        (Kind.FOLDER, "/srv/../etc", "no steps .."),
        (Kind.FOLDER, "/srv/\n", "nobody sees"),
    ],
)
def test_each_defect_is_refused_with_its_sentence(kind: Kind, typed: str, message: str) -> None:
    """And what may be secret is not in it."""
    with pytest.raises(UsageError) as raised:
        check_where(kind, typed)
    assert message in raised.value.message
    assert SECRET not in raised.value.message + raised.value.hint


def test_a_url_in_its_parts() -> None:
    """The port is always told; a person reads host and port."""
    url = parse_url("https://[2001:db8::1]/a?b")
    assert (url.scheme, url.host, url.port, url.target) == ("https", "2001:db8::1", 443, "/a?b")
    assert url.address == "[2001:db8::1]:443"
    assert parse_url("http://tsa.example", plain=True).port == 80


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("localhost", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("::ffff:7f00:1", False),
        ("0.0.0.0", False),  # noqa: S104 - not a bind
        ("localhost.localdomain", False),
        ("example.org", False),
    ],
)
def test_what_is_this_computer(host: str, *, here: bool) -> None:
    """By number or by the one name that is always."""
    assert is_this_computer(host) is here


@settings(max_examples=examples(300), derandomize=True)
@given(
    st.sampled_from(Kind),
    st.sampled_from(("https://", "http://", "s3://", "/", "C:\\", "")),
    st.text(st.sampled_from("aZ0.-_:/@?#%[]\\ \tä\u200d\u3002xn"), max_size=30),
)
def test_whatever_is_typed_has_one_form_or_is_refused(kind: Kind, start: str, rest: str) -> None:
    """Nothing else is raised, and a form stays as it is."""
    try:
        written = check_where(kind, start + rest)
    except UsageError:
        return
    assert check_where(kind, written) == written
    assert "@" not in written or kind is Kind.FOLDER or "@" in rest.partition("/")[2]


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (Kind.OTLP, "2 records"),
        (Kind.WEBHOOK, "2 events"),
        (Kind.FOLDER, "2 objects"),
        (Kind.S3, "2 objects"),
        (Kind.TSA, "2 stamps"),
    ],
)
def test_how_much_went_there_in_its_own_unit(kind: Kind, told: str) -> None:
    """A bundle is no record, and one of anything is one."""
    assert kind.amount(2) == told
    assert kind.amount(1) == f"1 {told[2:-1]}"
