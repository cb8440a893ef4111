"""The keys that a reviewer pins are shown without a recorder."""

from __future__ import annotations

import pytest

from desktop_app.errors import NotFoundError
from desktop_app.host.paths import Paths
from desktop_app.operations.keys_shown import install_id, shown_keys
from desktop_app.operations.verify_ledger import verify_ledger
from tests.fakes.told_context import ToldContext, in_environment


def test_key_fingerprint_and_custody(store, monkeypatch):
    """The fingerprint comes from the keystore, and the ledger's own keys have the same."""
    context = in_environment(store, monkeypatch)
    keys = shown_keys(context, ask=False)
    assert keys["vkey"].startswith(f"countersign/{install_id(context)}+")
    assert keys["custody"] == "plain-file"
    assert keys["fingerprint"] == verify_ledger(context).fingerprint


def test_keys_that_are_elsewhere_have_no_fingerprint(store, monkeypatch, tmp_path):
    """A ledger that was copied here: what it says of itself, and no more."""
    monkeypatch.setenv("HOME", str(tmp_path))
    environment = {**store, "HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path / "config")}
    keys = shown_keys(in_environment(environment, monkeypatch))
    assert keys["fingerprint"] is None


def test_no_ledger_has_no_keys(tmp_path):
    """Said as such."""
    with pytest.raises(NotFoundError):
        shown_keys(ToldContext(Paths(tmp_path / "data", tmp_path, tmp_path)))
