"""`countersign` and `python -m desktop_app`: the command line, or a child of the recorder."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

from desktop_app.host.egress import door

_CHILDREN = {"_carry": "desktop_app.courier.courier", "_judge": "desktop_app.operations.judge"}


def main() -> int:
    """Run the command line.

    `_follow LEDGER INDEX` is the recorder's own index follower, `_work FUNCTION BYTES` its worker
    for big requests where this program is one executable, `_carry` is the courier, `_judge`
    verifies for the tray, `_hook` is `countersign-hook` where there is no second executable.
    """
    door.shut()
    if sys.argv[1:2] == ["_hook"]:
        from desktop_app import hook  # noqa: PLC0415 - where this program is one executable

        return hook.main(sys.argv[2:])
    if getattr(sys, "frozen", False):
        from multiprocessing import freeze_support  # noqa: PLC0415 - only one executable needs it

        freeze_support()  # `verify` has bodies checked by processes of its own
    if len(sys.argv) == 4 and sys.argv[1] == "_follow":  # noqa: PLR2004 - two paths
        from desktop_app.recorder import follower_process  # noqa: PLC0415 - the command line must start fast

        return follower_process.main(Path(sys.argv[2]), Path(sys.argv[3]))
    if len(sys.argv) == 4 and sys.argv[1] == "_work":  # noqa: PLR2004 - a name and a number
        from desktop_app.receive import worker_main  # noqa: PLC0415 - likewise

        return worker_main.main(sys.argv[2], int(sys.argv[3]))
    if len(sys.argv) == 2 and sys.argv[1] in _CHILDREN:  # noqa: PLR2004 - one word
        return int(import_module(_CHILDREN[sys.argv[1]]).main())
    from desktop_app.cli import app  # noqa: PLC0415 - the others need none of it

    return app.main()


if __name__ == "__main__":
    sys.exit(main())
