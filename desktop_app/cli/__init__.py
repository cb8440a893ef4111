"""The command line: every verb, its text for people and its JSON for scripts.

`app.py` finds the verb (and imports only that one), `output.py` is the only place that prints,
`verbs/` holds one module a verb. Contracts: the envelope, exit codes and global flags of
`resources/docs/cli.md`; people script against them.
"""

from __future__ import annotations
