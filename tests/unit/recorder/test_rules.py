"""The packaged rules."""

from __future__ import annotations

from desktop_app.recorder.rules import make_redactor
from tests.fakes.redaction import PLANTED

KEY = b"k" * 32


def test_the_packaged_rules_redact_with_this_key() -> None:
    """Every planted kind goes; tokens differ between keys; `strict` hashes unknown attributes."""
    redactor = make_redactor(KEY, strict=False)
    for secret in PLANTED.values():
        assert secret not in redactor.redact_text(f"see {secret}.", KEY)[0]
    mail = PLANTED["email"]
    other = make_redactor(b"o" * 32, strict=False)
    assert redactor.redact_text(mail, KEY) == redactor.redact_text(mail, KEY)
    assert redactor.redact_text(mail, KEY) != other.redact_text(mail, KEY)
    unknown = {"my.own.key": "plain words"}
    assert redactor.redact_json(unknown, KEY)[0] == unknown
    assert "plain words" not in str(make_redactor(KEY, strict=True).redact_json(unknown, KEY)[0])
