"""boto3 as what it is good at: it knows S3's requests and signs them; our client sends them.

Promise: no setting, key, endpoint or model is taken from environment, files of `~/.aws` or a
machine's metadata service; nothing is tried again; nothing goes to another host than the bucket's,
whatever an answer says of regions.

Source: botocore's event `before-send`, whose answer stands for that of its own HTTP session.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from desktop_app.errors import UpstreamError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from desktop_app.host.egress.answers import Answer
    from desktop_app.host.egress.buckets import Keys, Where
    from desktop_app.host.egress.client import Client

# Set by the client itself, or of no use to it: the signature covers none of them.
_NOT_SENT = frozenset(("user-agent", "expect", "content-length", "accept-encoding"))


class Carrier:
    """Carries the requests of one S3 client; keeps the newest answer.

    Args:
        client: speaks to the bucket's host.
        where: the bucket.
    """

    def __init__(self, client: Client, where: Where) -> None:
        self._client = client
        self._where = where
        self.answer: Answer | None = None

    def send(self, request: Any, **_event: object) -> Any:
        """Send a prepared request of botocore's and return its response."""
        from botocore.awsrequest import AWSResponse  # noqa: PLC0415 - heavy: see `client`

        parts = urlsplit(request.url)
        origin = self._where.origin
        port = parts.port or {"https": 443, "http": 80}[parts.scheme]
        if (parts.scheme, parts.hostname, port) != (origin.scheme, origin.host, origin.port):
            raise self._elsewhere()
        headers = {
            name: value.decode("latin-1") if isinstance(value, bytes) else str(value)
            for name, value in request.headers.items()
            if name.lower() not in _NOT_SENT
        }
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        body = request.body.read() if hasattr(request.body, "read") else request.body or b""
        self.answer = None
        answer = self._client.request(
            request.method, target, headers=headers, body=body, redirects=True
        )
        self.answer = answer
        if 300 <= answer.status < 400:  # noqa: PLR2004 - the redirects
            raise self._elsewhere()
        return AWSResponse(request.url, answer.status, dict(answer.headers), _Raw(answer.body))

    def _elsewhere(self) -> UpstreamError:
        named = self.answer.headers.get("x-amz-bucket-region") if self.answer else None
        region = f"region {named}" if named else "another region"
        return UpstreamError(
            f"The bucket {self._where.bucket} lies in {region}, not in {self._where.region}.",
            kind="redirect",
            sent=True,
            hint="Name that region.",
        )


class _Raw:
    """A body that was read already, as botocore reads it."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    def stream(self) -> Iterator[bytes]:
        yield self._body


def client(carrier: Carrier, where: Where, keys: Keys) -> Any:
    """Return a client of boto3 whose requests the carrier sends.

    Imported here and nowhere at start: boto3 takes some 0.2 s and 20 MiB.
    """
    import boto3.session  # noqa: PLC0415
    import botocore.session  # noqa: PLC0415
    from botocore.config import Config  # noqa: PLC0415
    from botocore.configprovider import BOTOCORE_DEFAUT_SESSION_VARIABLES  # noqa: PLC0415
    from botocore.loaders import Loader  # noqa: PLC0415

    # Each setting as it is when nobody sets it: no environment variable, no line of a file.
    settings = {
        name: (None, None, default, conversion)
        for name, (_, _, default, conversion) in BOTOCORE_DEFAUT_SESSION_VARIABLES.items()
    }
    for name in ("config_file", "credentials_file"):
        settings[name] = (None, None, os.devnull, None)
    session = botocore.session.Session(session_vars=settings)
    own_models = Loader([Loader.BUILTIN_DATA_PATH], include_default_search_paths=False)
    session.register_component("data_loader", own_models)
    made = boto3.session.Session(
        botocore_session=session,
        aws_access_key_id=keys.access,
        aws_secret_access_key=keys.secret,
        aws_session_token=keys.session,
    ).client(
        "s3",
        region_name=where.region,
        endpoint_url=str(where.endpoint) if where.endpoint else None,
        config=Config(
            signature_version="s3v4",
            retries={"total_max_attempts": 1, "mode": "standard"},
            ignore_configured_endpoint_urls=True,
            use_dualstack_endpoint=False,
            use_fips_endpoint=False,
            request_checksum_calculation="when_supported",
            response_checksum_validation="when_required",
            s3={
                "addressing_style": "path" if where.by_path else "virtual",
                "payload_signing_enabled": True,
                "us_east_1_regional_endpoint": "regional",
                "use_accelerate_endpoint": False,
                "use_arn_region": False,
            },
        ),
    )
    made.meta.events.register("before-send.s3", carrier.send)
    return made
