"""Rows for Qt's views: windows on what was recorded, however much it is."""

from __future__ import annotations
