"""Step 12 without an identity: content that the reviewer decrypted with a tool of their choice."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from desktop_app.bundle.layout import CONTENT_SUM, CONTENT_ZIP, MAX_SMALL_BYTES
from desktop_app.bundle.verify.source import open_content
from desktop_app.errors import BadEncodingError, NotFoundError

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.bundle.verify.source import Files


def open_unsealed(files: Files, path: Path) -> Files:
    """Return the files in a decrypted content.zip, if it is the one that was sealed.

    Raises:
        BadEncodingError: it is another one (ATTACKS D12).
        NotFoundError: it cannot be read.
        HostileBundleError: it is no such zip, or a hostile one.
    """
    if not files.has(CONTENT_SUM):
        raise BadEncodingError(f"{CONTENT_SUM} is missing.")
    try:
        file = path.open("rb", buffering=0)
    except OSError as error:
        raise NotFoundError(f"{path} cannot be opened: {error.strerror}.") from error
    digest = hashlib.sha256()
    while chunk := file.read(1 << 16):
        digest.update(chunk)
    named = f"{digest.hexdigest()}  {CONTENT_ZIP}\n".encode()
    if files.read(CONTENT_SUM, MAX_SMALL_BYTES) != named:
        file.close()
        raise BadEncodingError("The decrypted content is not the one that was sealed.")
    return open_content(file)
