"""Puts `verify.py` into the wheel: a reviewer takes it from there and installs nothing of ours."""

from __future__ import annotations

import runpy
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PLACE = "desktop_app/resources/bundle/verify.py"


class WheelHook(BuildHookInterface):
    """Asked by hatchling when it builds a wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the file and name it as part of the wheel; an editable install has no use for it."""
        if version == "editable":
            return
        self._folder = tempfile.TemporaryDirectory()
        made = Path(self._folder.name) / "verify.py"
        onefile = runpy.run_path(str(Path(self.root) / "desktop_app/bundle/onefile.py"))
        made.write_text(onefile["generate"](), "utf-8")
        build_data["force_include"][str(made)] = PLACE

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002 - hatchling's
        """Remove what was made."""
        if version != "editable":
            self._folder.cleanup()
