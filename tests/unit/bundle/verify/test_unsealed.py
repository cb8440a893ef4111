"""Content that the reviewer decrypted."""

from __future__ import annotations

import io
import zipfile
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from desktop_app.bundle.layout import CONTENT_SUM
from desktop_app.bundle.verify.unsealed import open_unsealed
from desktop_app.errors import BadEncodingError, NotFoundError
from tests.fakes.bundle_forger import DictFiles

if TYPE_CHECKING:
    from pathlib import Path


def content() -> bytes:
    """Return a small content.zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        info = zipfile.ZipInfo("NONCE")
        info.compress_type = zipfile.ZIP_DEFLATED
        info.create_system, info.external_attr = 3, 0o100644 << 16
        archive.writestr(info, bytes(32))
    return buffer.getvalue()


def test_the_content_that_was_sealed_is_opened(tmp_path: Path) -> None:
    """By its digest; another one, or none, is refused (ATTACKS D12)."""
    path = tmp_path / "content.zip"
    path.write_bytes(content())
    told = f"{sha256(content()).hexdigest()}  content.zip\n".encode()
    files = DictFiles({CONTENT_SUM: told})
    opened = open_unsealed(files, path)
    assert list(opened.paths()) == ["NONCE"]
    opened.close()
    path.write_bytes(content() + b"x")
    with pytest.raises(BadEncodingError):
        open_unsealed(files, path)
    with pytest.raises(BadEncodingError):
        open_unsealed(DictFiles({}), path)
    with pytest.raises(NotFoundError):
        open_unsealed(files, tmp_path / "nothing")
