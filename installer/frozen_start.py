"""Runs first in the built program: gives back the environment that the person had.

PyInstaller's starter points LD_LIBRARY_PATH at our own folder, which only our own start needs: the
libraries are loaded by then. A program that we start (`countersign run`, an agent's hook) must find
its own libraries, and a second Countersign must be its own master.
"""

from __future__ import annotations

import os
import sys


def give_back() -> None:
    """Undo what the starter set; harmless when it set nothing."""
    for name in ("LD_LIBRARY_PATH", "LIBPATH", "DYLD_LIBRARY_PATH"):
        original = os.environ.pop(f"{name}_ORIG", None)
        mine = os.environ.get(name, "").split(os.pathsep)[0] == getattr(sys, "_MEIPASS", None)
        if original is not None:
            os.environ[name] = original
        elif mine:
            del os.environ[name]
    for name in [name for name in os.environ if name.startswith("_PYI_")]:
        del os.environ[name]


give_back()
