"""Capture: what the machine shows of an action: screens, files and environment around it."""

from __future__ import annotations
