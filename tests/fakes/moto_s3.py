"""An S3 of the tests: moto's server in a process of its own, and what a test looks at in it."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from desktop_app.host.egress.buckets import Keys
from desktop_app.host.egress.origins import Origin

if TYPE_CHECKING:
    from collections.abc import Iterator

KEYS = Keys("test-access", "test-secret")
_SERVER = """
import sys
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
sys.stdin.read()
server.stop()
"""


class MotoS3:
    """The server: where it is, and boto3 as anybody uses it to look behind our back."""

    def __init__(self, port: int) -> None:
        self.origin = Origin("http", "127.0.0.1", port)
        self.look: Any = boto3.client(
            "s3",
            endpoint_url=str(self.origin),
            region_name="us-east-1",
            aws_access_key_id=KEYS.access,
            aws_secret_access_key=KEYS.secret,
            config=Config(s3={"addressing_style": "path"}, proxies={}),
        )

    def bucket(self, name: str, *, lock: bool = False, days: int | None = None) -> str:
        """Make a bucket, with Object Lock or without, perhaps with a default retention."""
        self.look.create_bucket(Bucket=name, ObjectLockEnabledForBucket=lock)
        if days is not None:
            rule = {"DefaultRetention": {"Mode": "GOVERNANCE", "Days": days}}
            self.look.put_object_lock_configuration(
                Bucket=name,
                ObjectLockConfiguration={"ObjectLockEnabled": "Enabled", "Rule": rule},
            )
        return name

    def body(self, bucket: str, key: str) -> bytes:
        """Return what lies under a key."""
        with self.look.get_object(Bucket=bucket, Key=key)["Body"] as stream:
            return stream.read()

    def versions(self, bucket: str) -> int:
        """Count the versions of all objects."""
        return len(self.look.list_object_versions(Bucket=bucket).get("Versions", []))


@contextmanager
def running() -> Iterator[MotoS3]:
    """Run the server."""
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", _SERVER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        made = MotoS3(int(process.stdout.readline()))
        try:
            yield made
        finally:
            made.look.close()
            process.stdin.close()
