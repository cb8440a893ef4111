"""What an authority is asked: a digest, and its certificate in the answer."""

from __future__ import annotations

import hashlib
import subprocess
from typing import TYPE_CHECKING

from desktop_app.signing.stamp_request import stamp_request
from desktop_app.signing.timestamps import read_timestamp
from tests.fakes.tsa import Stamper, openssl

if TYPE_CHECKING:
    from pathlib import Path

MESSAGE = b"countersign/0123456789abcdef\n42\n..."


def test_a_request_holds_the_digest_alone_and_is_answered(tmp_path: Path) -> None:
    """An authority stamps it; the answer brings the certificate."""
    request = stamp_request(MESSAGE)
    assert hashlib.sha256(MESSAGE).digest() in request
    assert MESSAGE not in request
    (tmp_path / "query").write_bytes(request)
    words = [openssl(), "ts", "-query", "-in", "query", "-text"]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "Certificate required: yes" in done.stdout
    assert "Nonce: unspecified" in done.stdout
    told = read_timestamp(Stamper(tmp_path / "tsa").answer(request))
    assert told.is_over(MESSAGE)
    assert told.tsa == "CN=Stamper"


def test_a_nonce_differs_each_time() -> None:
    """Without one, the same is asked in the same bytes."""
    assert stamp_request(MESSAGE) == stamp_request(MESSAGE)
    assert stamp_request(MESSAGE, nonce=True) != stamp_request(MESSAGE, nonce=True)
