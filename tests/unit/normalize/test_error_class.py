from __future__ import annotations

import pytest

from desktop_app.normalize.error_class import ERROR_CLASSES, error_class


@pytest.mark.parametrize(
    ("status", "texts", "expected"),
    [
        (429, (), "rate_limit"),
        (529, (), "overloaded"),
        (503, (), "overloaded"),
        (504, (), "timeout"),
        (599, (), "internal"),
        (418, (), "other"),
        (None, ("429",), "rate_limit"),
        (None, ("TimeoutError",), "timeout"),
        (None, ("ShellError", "Shell command failed"), "exit_nonzero"),
        (None, ("invalid_tool_params",), "invalid_tool_params"),
        (None, ("policy_violation",), "policy_violation"),
        (None, (None, "ECONNREFUSED 127.0.0.1"), "network"),
        (None, ("AbortError",), "cancelled"),
        (None, ("ENOENT: no such file",), "not_found"),
        (None, ("EACCES",), "permission"),
        (401, ("something",), "auth"),
        (500, ("overloaded_error",), "overloaded"),
        (None, ("[hash error 9 bytes hmac-sha256:00]",), "other"),
        (None, ("12",), "other"),
        (None, (), "other"),
    ],
)
def test_errors_get_one_of_the_closed_list(status, texts, expected):
    """What was said first, then the HTTP status; a redacted text says nothing."""
    assert error_class(status, *texts) == expected
    assert expected in ERROR_CLASSES
