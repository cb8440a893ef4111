"""A checkpoint as it comes back from where a person kept it: a mail, an editor, another system.

Promise: only how the text is wrapped is mended: byte order mark, UTF-16, line ends, empty lines
around it. A signature is over the text, so nothing else could be mended.
"""

from __future__ import annotations

import codecs

from desktop_app.signing.timestamps import is_timestamp

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),  # PowerShell: `git show ... > file`
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def tidied(data: bytes) -> bytes:
    """Return a checkpoint's bytes as its log wrote them; what is no text stays as it is."""
    if is_timestamp(data):
        return data
    encoding = next((name for mark, name in _MARKS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return data
    lines = [line.rstrip(" \t") for line in text.replace("\r\n", "\n").split("\n")]
    return ("\n".join(lines).strip("\n") + "\n").encode()
