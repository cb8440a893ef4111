"""The screen as the operating system shows it: pictures, windows, and whether it is locked."""

from __future__ import annotations
