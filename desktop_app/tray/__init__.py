"""The tray application: honest state at a glance, and windows to look into what was recorded.

Never writes a store and holds no signing key: it reads through `query`, in a thread of its own,
and asks the recorder for the rest. Who reads the code begins in `wiring.py`; the parts::

    app, wiring          start; where the parts meet
    keeper, supervisor   the recorder: started, watched, started again
    link                 its state, polled; what it is asked
    reader, work         questions and long work, off the main thread, answered by callback
    presenters           what is shown, as plain values; know no Qt
    item_models, views   Qt: rows and widgets
    tokens, words        colours and sizes, texts

Specification of how it looks: `resources/docs/tray.md`.
"""

from __future__ import annotations
