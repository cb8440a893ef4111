"""What is as usual need not be said."""

from __future__ import annotations

from desktop_app.upstream.values import Options, Sends, Upstream
from desktop_app.upstream.where import Kind


def test_an_upstream_sends_all_and_has_no_consent_of_itself() -> None:
    """Until a person was asked."""
    made = Upstream(id="0" * 16, name="logs", kind=Kind.FOLDER, where="/srv")
    assert (made.sends, made.options) == (Sends(), Options())
    assert (made.consent, made.until_us, made.start) == (0, 0, 0)
    assert (made.sends.sample, made.sends.batch, made.sends.signals) == (1, 1, ())
    assert not made.options.own_network
