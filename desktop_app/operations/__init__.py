"""What a person may do, one function a deed, for the command line and the tray alike.

Each takes a `Context`: whose data directory it is, and how the person is told meanwhile. They ask
the recorder for what only it may do; none knows whether a terminal or a window shows the result.
"""

from __future__ import annotations
