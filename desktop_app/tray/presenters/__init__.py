"""What the windows show, as plain values: no Qt, no clock, no disk."""

from __future__ import annotations
