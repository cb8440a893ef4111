"""The protocols that keychain adapters fill."""

from __future__ import annotations

import inspect

from desktop_app.host.keychain_backend import Backend
from desktop_app.host.keychain_linux import LinuxBackend


def test_an_adapter_has_every_method_of_the_protocol() -> None:
    """Same names and same parameters: a protocol alone is only checked by the type checker."""
    for name, wanted in inspect.getmembers(Backend, inspect.isfunction):
        if not name.startswith("_"):
            made = getattr(LinuxBackend, name)
            assert list(inspect.signature(made).parameters) == list(
                inspect.signature(wanted).parameters
            )
