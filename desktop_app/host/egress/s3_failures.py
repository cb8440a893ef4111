"""What a bucket's server says no with, in words for a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.errors import ConfigError, CountersignError, UpstreamError

if TYPE_CHECKING:
    from desktop_app.host.egress.answers import Answer

# The permission that an operation needs, for who looks after the keys.
_NEEDS = {
    "head_bucket": "s3:ListBucket",
    "get_bucket_versioning": "s3:GetBucketVersioning",
    "get_object_lock_configuration": "s3:GetBucketObjectLockConfiguration",
    "head_object": "s3:GetObject",
    "put_object": "s3:PutObject, and s3:PutObjectRetention or s3:PutObjectLegalHold for a lock",
    "create_multipart_upload": "s3:PutObject, and s3:PutObjectRetention for a lock",
    "upload_part": "s3:PutObject",
    "complete_multipart_upload": "s3:PutObject",
    "put_object_retention": "s3:PutObjectRetention",
    "put_object_legal_hold": "s3:PutObjectLegalHold",
    "abort_multipart_upload": "s3:AbortMultipartUpload",
}
_WORDS = {
    "NoSuchBucket": "there is no such bucket",
    "InvalidAccessKeyId": "the access key is not known there",
    "SignatureDoesNotMatch": "the secret does not fit the access key",
    "ExpiredToken": "the session token has expired",
    "RequestTimeTooSkewed": "the clock of this computer is wrong",
    "BadDigest": "the file changed while it was sent, or the line did it harm",
    "XAmzContentChecksumMismatch": "the file changed while it was sent, or the line did it harm",
}
_FORBIDDEN, _NOT_FOUND = 403, 404


def code_of(error: Exception) -> str:
    """Return S3's code of an error of botocore's, or an empty text."""
    response = getattr(error, "response", None)
    found = response.get("Error", {}).get("Code", "") if isinstance(response, dict) else ""
    return str(found)


def explained(
    error: Exception, operation: str, bucket: str, answer: Answer | None
) -> CountersignError:
    """Return an error of botocore's as ours; any other is raised as it is.

    Once there is an answer, what Python says of it counts as botocore's: a date that is none, a
    field that is not there. No answer may end the process that asked.

    Args:
        error: what was raised.
        operation: what was asked for, as boto3 names it.
        bucket: its name.
        answer: the newest one, if there was one.
    """
    from botocore.exceptions import (  # noqa: PLC0415 - heavy
        BotoCoreError,
        ClientError,
        ParamValidationError,
    )

    ours = isinstance(error, (CountersignError, OSError)) or answer is None
    if ours and not isinstance(error, (BotoCoreError, ClientError)):
        raise error
    if isinstance(error, ParamValidationError):
        return ConfigError("The bucket cannot be asked for that: a name or a value is not S3's.")
    if not isinstance(error, ClientError) or answer is None:
        return UpstreamError(
            f"What answers for the bucket {bucket} does not speak S3.", kind="protocol", sent=True
        )
    return _said_no(error, operation, bucket, answer)


def _said_no(error: Exception, operation: str, bucket: str, answer: Answer) -> UpstreamError:
    code, status = code_of(error), answer.status
    details = getattr(error, "response", {}).get("Error", {})
    said = str(details.get("Message", ""))
    if code == "AuthorizationHeaderMalformed" and "Region" in details:
        return UpstreamError(
            f"The bucket {bucket} lies in region {details['Region']}.",
            kind="redirect",
            status=status,
            sent=True,
            hint="Name that region.",
        )
    if code == "InvalidRequest" and "ObjectLock" in said.replace(" ", ""):
        return UpstreamError(
            f"The bucket {bucket} has no Object Lock, so nothing can be locked in it.",
            kind="unlocked",
            status=status,
            sent=True,
            hint="Object Lock is turned on when a bucket is made; make another one for this.",
        )
    words = _WORDS.get(code)
    hint = None
    if words is None and operation == "head_bucket" and status == _NOT_FOUND:
        words = "there is no such bucket"
    if words is None and status == _FORBIDDEN:
        words, hint = "these keys may not do that", f"They need {_NEEDS.get(operation, operation)}."
    return UpstreamError(
        f"The bucket {bucket} says no (status {status}): {words or code or 'without a reason'}.",
        kind="answer",
        status=status,
        sent=True,
        retry_after_s=answer.retry_after_s,
        hint=hint,
    )
