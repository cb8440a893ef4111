"""Widgets: how things look and what a click does; what they say comes from presenters."""

from __future__ import annotations
