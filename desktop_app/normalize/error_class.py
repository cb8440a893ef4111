"""What went wrong, in one closed list, whatever the sender called it.

Tables are read top down, the first hit counts. Text is matched in lower case; a redacted text holds
no word and gives `other`.
"""

from __future__ import annotations

ERROR_CLASSES: tuple[str, ...] = (
    "timeout",
    "rate_limit",
    "overloaded",
    "auth",
    "invalid_request",
    "not_found",
    "permission",
    "policy_violation",
    "invalid_tool_params",
    "sandbox",
    "network",
    "exit_nonzero",
    "cancelled",
    "internal",
    "other",
)
_BY_STATUS = {
    400: "invalid_request",
    401: "auth",
    402: "auth",
    403: "permission",
    404: "not_found",
    408: "timeout",
    409: "invalid_request",
    410: "not_found",
    413: "invalid_request",
    415: "invalid_request",
    422: "invalid_request",
    429: "rate_limit",
    499: "cancelled",
    500: "internal",
    501: "invalid_request",
    502: "overloaded",
    503: "overloaded",
    504: "timeout",
    529: "overloaded",  # Anthropic: overloaded_error
}
_BY_WORD = (
    ("timeout", ("timeout", "timed out", "timed_out", "deadline")),
    ("rate_limit", ("rate limit", "rate_limit", "ratelimit", "too many requests", "quota")),
    ("overloaded", ("overloaded", "unavailable", "resource_exhausted")),
    ("policy_violation", ("policy_violation", "policy violation", "blocked by", "guardrail")),
    ("invalid_tool_params", ("invalid_tool_params", "invalid tool", "inputvalidation", "schema")),
    ("sandbox", ("sandbox", "seccomp", "landlock", "seatbelt")),
    ("cancelled", ("cancel", "abort", "interrupt")),
    ("auth", ("unauthorized", "unauthenticated", "authentication", "api key", "api_key", "401")),
    ("permission", ("permission", "forbidden", "access denied", "eacces", "eperm", "not allowed")),
    ("not_found", ("not found", "not_found", "notfound", "no such file", "enoent", "404")),
    (
        "network",
        ("econn", "connection", "network", "dns", "enotfound", "socket", "tls", "certificate"),
    ),
    ("exit_nonzero", ("shellerror", "shell command failed", "exit code", "exited with", "nonzero")),
    ("invalid_request", ("invalid_request", "invalid request", "invalid argument", "bad request")),
    ("internal", ("internal", "server error", "server_error", "panic", "unexpected")),
)


def error_class(status_code: int | None, *texts: str | None) -> str:
    """Return the class of an error from its HTTP status and what was said, most telling first."""
    for text in texts:
        found = _by_word(text)
        if found is not None:
            return found
    if status_code is not None:
        return _BY_STATUS.get(status_code, "internal" if status_code > 500 else "other")  # noqa: PLR2004 - HTTP
    return "other"


def _by_word(text: str | None) -> str | None:
    if not text or text.startswith("[hash"):
        return None
    if text.isdecimal():
        return _BY_STATUS.get(int(text)) if len(text) == 3 else None  # noqa: PLR2004 - HTTP status
    lower = text[:500].lower()
    return next((name for name, words in _BY_WORD if any(word in lower for word in words)), None)
