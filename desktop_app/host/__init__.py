"""The operating system: paths, clock, files, keychain, instance lock, peers, the one door out.

One file each. Siblings (`normalize`, `redact`, `policy`, `consent`) are never imported from here.
"""

from __future__ import annotations
