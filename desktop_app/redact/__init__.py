"""What must not be stored is taken out: rules as data, a fast gate, exact rules where it hits."""

from __future__ import annotations
