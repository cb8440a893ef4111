"""What a bundle shows to people and programs: derived, never evidence."""

from __future__ import annotations
