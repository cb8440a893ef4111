"""host.egress.s3_failures: what a bucket's server says no with, in words."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError, ParamValidationError

from desktop_app.errors import ConfigError, UpstreamError
from desktop_app.host.egress.answers import Answer
from desktop_app.host.egress.s3_failures import code_of, explained


def said(code: str, message: str = "", operation: str = "put_object") -> ClientError:
    """An error as boto3 makes it of an answer."""
    return ClientError({"Error": {"Code": code, "Message": message}}, operation)


@pytest.mark.parametrize(
    ("code", "status", "words"),
    [
        ("NoSuchBucket", 404, "no such bucket"),
        ("InvalidAccessKeyId", 403, "access key is not known"),
        ("SignatureDoesNotMatch", 403, "secret does not fit"),
        ("RequestTimeTooSkewed", 403, "clock of this computer"),
        ("AccessDenied", 403, "may not do that"),
        ("BadDigest", 400, "changed while it was sent"),
        ("Brand.New", 418, "Brand.New"),
        ("", 500, "without a reason"),
    ],
)
def test_words(code: str, status: int, words: str) -> None:
    """With the status, by which it is decided what happens then."""
    told = explained(said(code), "put_object", "logs", Answer(status, {"retry-after": "7"}, b""))
    assert isinstance(told, UpstreamError)
    assert (told.kind, told.status, told.sent, told.retry_after_s) == ("answer", status, True, 7)
    assert words in told.message
    assert "logs" in told.message


def test_which_permission_is_missing() -> None:
    """For whoever looks after the keys; an operation without a row is named itself."""
    denied = Answer(403, {}, b"")
    assert "s3:PutObject" in explained(said("AccessDenied"), "put_object", "logs", denied).hint
    assert "new_thing" in explained(said("AccessDenied"), "new_thing", "logs", denied).hint


@pytest.mark.parametrize(
    "message",
    ["Bucket is missing Object Lock Configuration", "Bucket is missing ObjectLockConfiguration"],
)
def test_a_bucket_without_locks(message: str) -> None:
    """Told as what it is, not as an invalid request."""
    told = explained(said("InvalidRequest", message), "put_object", "logs", Answer(400, {}, b""))
    assert isinstance(told, UpstreamError)
    assert told.kind == "unlocked"


def test_a_bucket_of_another_region() -> None:
    """AWS says which one, where a signature names the wrong one."""
    error = said("AuthorizationHeaderMalformed")
    error.response["Error"]["Region"] = "eu-west-1"  # type: ignore[typeddict-unknown-key]
    told = explained(error, "head_bucket", "logs", Answer(400, {}, b""))
    assert isinstance(told, UpstreamError)
    assert (told.kind, told.message) == ("redirect", "The bucket logs lies in region eu-west-1.")


def test_what_is_not_said_by_s3() -> None:
    """Errors of ours and of Python go on as they are; a value that S3 has not is the caller's."""
    for error in (UpstreamError("x", kind="reset"), TypeError("bug")):
        with pytest.raises(type(error)):
            explained(error, "put_object", "logs", None)
    report = ParamValidationError(report="Invalid length for parameter Key")
    assert isinstance(explained(report, "put_object", "logs", None), ConfigError)
    odd = explained(EndpointConnectionError(endpoint_url="x"), "put_object", "logs", None)
    assert isinstance(odd, UpstreamError)
    assert odd.kind == "protocol"


def test_codes() -> None:
    """Of errors that have one."""
    assert code_of(said("NoSuchKey")) == "NoSuchKey"
    assert code_of(ValueError()) == ""
