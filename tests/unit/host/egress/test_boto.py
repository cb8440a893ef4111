"""host.egress.boto: what boto3 would take from around it, and where its requests go."""

from __future__ import annotations

import subprocess
import sys
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import UpstreamError
from desktop_app.host.egress import boto
from desktop_app.host.egress.buckets import Keys, Where
from desktop_app.host.egress.client import Client
from desktop_app.host.egress.origins import Origin
from tests.fakes import servers

if TYPE_CHECKING:
    from pathlib import Path

KEYS = Keys("AKID", "secret", "token")
HOSTILE = """
[default]
region = eu-north-1
endpoint_url = https://evil.example
aws_access_key_id = THEIRS
aws_secret_access_key = THEIRS
ca_bundle = /nonexistent
services = evil
s3 =
  use_accelerate_endpoint = true
[services evil]
s3 =
  endpoint_url = https://evil.example
"""
# In a process of its own: whose environment and home say everything wrong that they can say.
ASKS = """
import sys
from desktop_app.host.egress import boto
from desktop_app.host.egress.buckets import Keys, Where
from desktop_app.host.egress.client import Client
from desktop_app.host.egress.origins import Origin
where = Where("logs", endpoint=Origin("http", "127.0.0.1", int(sys.argv[1])))
client = Client(where.origin)
s3 = boto.client(boto.Carrier(client, where), where, Keys("AKID", "secret", "token"))
s3.put_object(Bucket="logs", Key="a b/\\u00fc", Body=b"body", ChecksumSHA256="x" * 43 + "=")
client.close()
"""


def test_nothing_of_environment_or_home_counts(tmp_path: Path) -> None:
    """Keys, region, endpoint, proxies, models and retries are those that were given."""
    home = tmp_path / ".aws"
    (home / "models" / "s3" / "2006-03-01").mkdir(parents=True)
    (home / "models" / "s3" / "2006-03-01" / "service-2.json").write_text('{"metadata": {}}')
    (home / "config").write_text(HOSTILE)
    (home / "credentials").write_text(HOSTILE)
    env = {
        "HOME": str(tmp_path),
        "USERPROFILE": str(tmp_path),
        "AWS_CONFIG_FILE": str(home / "config"),
        "AWS_DATA_PATH": str(home / "models"),
        "AWS_PROFILE": "missing",
        "AWS_ACCESS_KEY_ID": "THEIRS",
        "AWS_SECRET_ACCESS_KEY": "THEIRS",
        "AWS_ENDPOINT_URL": "https://evil.example",
        "AWS_ENDPOINT_URL_S3": "https://evil.example",
        "AWS_REGION": "eu-north-1",
        "AWS_DEFAULT_REGION": "eu-north-1",
        "AWS_USE_FIPS_ENDPOINT": "true",
        "AWS_USE_DUALSTACK_ENDPOINT": "true",
        "AWS_CA_BUNDLE": "/nonexistent",
        "AWS_MAX_ATTEMPTS": "9",
        "AWS_CSM_ENABLED": "true",
        "HTTP_PROXY": "http://evil.example:1",
        "http_proxy": "http://evil.example:1",
    }
    with servers.serving(servers.says(servers.ok(status="503 Slow Down"))) as server:
        done = subprocess.run(
            [sys.executable, "-c", ASKS, str(server.port)],
            env=env,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    assert "(503)" in done.stderr, done.stderr
    (asked,) = server.asked  # and not a second time
    assert asked.line == "PUT /logs/a%20b/%C3%BC HTTP/1.1"
    assert asked.body == b"body"
    assert "Credential=AKID/" in asked.headers["authorization"]
    assert "/us-east-1/s3/aws4_request" in asked.headers["authorization"]
    assert asked.headers["x-amz-security-token"] == "token"
    assert asked.headers["x-amz-checksum-sha256"] == "x" * 43 + "="
    assert asked.headers["user-agent"] == "countersign"
    assert "expect" not in asked.headers


@pytest.mark.parametrize(
    "url",
    [
        "https://logs.s3.eu-west-1.amazonaws.com/",
        "http://logs.s3.us-east-1.amazonaws.com/",
        "https://logs.s3.us-east-1.amazonaws.com:8443/",
        "https://s3.amazonaws.com/logs",
    ],
)
def test_no_other_host_is_asked(url: str) -> None:
    """Whatever boto3 makes of an answer that names one."""
    where = Where("logs")
    client = Client(where.origin)
    with pytest.raises(UpstreamError, match="another region") as caught:
        boto.Carrier(client, where).send(
            SimpleNamespace(url=url, headers={}, body=b"", method="GET")
        )
    assert caught.value.kind == "redirect"
    client.close()


@pytest.mark.parametrize("status", ["301 Moved Permanently", "307 Temporary Redirect"])
def test_a_bucket_in_another_region(status: str) -> None:
    """The region that the server names is told, and not followed."""
    answer = servers.ok(b"", "x-amz-bucket-region: eu-west-1", status=status)
    with servers.serving(servers.says(answer)) as server:
        where = Where("logs", endpoint=Origin("http", "127.0.0.1", server.port))
        client = Client(where.origin)
        made = boto.client(boto.Carrier(client, where), where, KEYS)
        with pytest.raises(UpstreamError, match="in region eu-west-1, not in us-east-1") as caught:
            made.get_bucket_versioning(Bucket="logs")
        client.close()
    assert caught.value.kind == "redirect"
