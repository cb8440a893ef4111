"""Screens: a picture from before and after what an agent does to them, and what is not in it."""

from __future__ import annotations
