"""What stands where something was taken out: short, deterministic, and says what it is.

    [hash prompt 1234 bytes hmac-sha256:<32 hex>]   content: a digest under the run's key, and size
    [token email t_<26 base32>]                     a pseudonym: the same value, the same token
    [drop jwt]                                      nothing but the rule's name

The digest is HMAC-SHA256(run_key, label || content), cut to 128 bits: it compares contents inside
one run and dies with the run's key. A token is HMAC-SHA256(token_key, label || scope || 0 ||
value), cut to 128 bits. Neither can be guessed at without its key.
Format: `resources/docs/redaction.md`.
"""

from __future__ import annotations

import hmac
import re
from base64 import b32encode
from hashlib import sha256
from hmac import digest as hmac_digest

_HASH_LABEL = b"countersign/content/v1\0"
_TOKEN_LABEL = b"countersign/token/v1\0"
_ID_LABEL = b"countersign/token-id/v1\0"
_BITS_128 = 16
_BLOCK = 64  # bytes, of SHA-256
_INNER_PAD, _OUTER_PAD = (bytes(byte ^ pad for byte in range(256)) for pad in (0x36, 0x5C))

_DIGEST, _TOKEN = 32, 28  # characters
_TOKENS = re.compile(rb"\[token [a-z][a-z0-9_]{0,39} (t_[a-z2-7]{26})\]")
_MARK = re.compile(
    r"\[(?:hash (?P<hash>[a-z][a-z0-9_]{0,39}) \d{1,12} bytes hmac-sha256:[0-9a-f]{32}"
    r"|token (?P<token>[a-z][a-z0-9_]{0,39}) t_[a-z2-7]{26}"
    r"|drop (?P<drop>[a-z][a-z0-9_]{0,39}))\]"
)


def format_hash(rule: str, content: bytes, run_key: bytes) -> str:
    """Return the mark of content that is kept as digest and size."""
    digest = hmac_digest(run_key, _HASH_LABEL + content, sha256)[:_BITS_128].hex()
    return f"[hash {rule} {len(content)} bytes hmac-sha256:{digest}]"


class ContentDigest:
    """The digest in a mark of `format_hash`, of content that comes in pieces."""

    def __init__(self, run_key: bytes) -> None:
        self._hash = hmac.new(run_key, _HASH_LABEL, sha256)

    def update(self, piece: bytes) -> None:
        """Take the next piece."""
        self._hash.update(piece)

    def hex(self) -> str:
        """Return its 32 hex digits."""
        return self._hash.digest()[:_BITS_128].hex()


class HashMarks:
    """`format_hash` under one run's key, with HMAC's two halves made ready: a third of the cost."""

    def __init__(self, run_key: bytes) -> None:
        key = (run_key if len(run_key) <= _BLOCK else sha256(run_key).digest()).ljust(_BLOCK, b"\0")
        self._inner = sha256(key.translate(_INNER_PAD) + _HASH_LABEL)
        self._outer = sha256(key.translate(_OUTER_PAD))

    def format(self, rule: str, content: bytes) -> str:
        """Return the mark of content (RFC 2104: H(outer || H(inner || content)))."""
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(content)
        outer.update(inner.digest())
        digest = outer.digest()[:_BITS_128].hex()
        return f"[hash {rule} {len(content)} bytes hmac-sha256:{digest}]"


def format_token(rule: str, scope: str, value: bytes, token_key: bytes) -> str:
    """Return the mark of a value that is kept as a pseudonym within `scope`."""
    digest = hmac_digest(token_key, _TOKEN_LABEL + scope.encode() + b"\0" + value, sha256)
    text = b32encode(digest[:_BITS_128]).decode().rstrip("=").lower()
    return f"[token {rule} t_{text}]"


def format_drop(rule: str) -> str:
    """Return the mark of a value of which nothing is kept."""
    return f"[drop {rule}]"


def replace_id(value: bytes, token_key: bytes) -> bytes:
    """Return the stand-in of an id field that held text: as long (32 bytes at most), and stable."""
    return hmac_digest(token_key, _ID_LABEL + value, sha256)[: len(value)]


def digest_of(mark: str) -> str:
    """Return the 32 hex digits in a mark of `format_hash`."""
    return mark[-_DIGEST - 1 : -1]


def token_of(mark: str) -> str:
    """Return the token (`t_...`) in a mark of `format_token`."""
    return mark[-_TOKEN - 1 : -1]


def tokens_in(data: bytes) -> tuple[str, ...]:
    """Return the tokens whose marks stand in `data`, each once, in order."""
    return tuple(dict.fromkeys(found.decode() for found in _TOKENS.findall(data)))


def parse_mark(text: str) -> str | None:
    """Return the rule's name when the whole of `text` is one mark, else None.

    Whoever sends text of this form gains nothing: it has room for 128 bits of their choosing, less
    than any attribute that no rule knows.
    """
    found = _MARK.fullmatch(text)
    return None if found is None else found["hash"] or found["token"] or found["drop"]
