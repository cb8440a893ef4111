"""What readers ask of index and ledger: the command line now, the tray later. Read-only.

`Query` is the one entry; each module beside it answers one kind of question with plain dicts and
lists. Times are integers with their unit in the name. Text in answers is what senders sent: who
shows it, escapes it.
"""

from __future__ import annotations
