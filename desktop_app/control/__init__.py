"""Recorder <-> command line and tray: JSON messages over a socket in a private directory.

Specification: `resources/docs/control.md`.
"""

from __future__ import annotations
