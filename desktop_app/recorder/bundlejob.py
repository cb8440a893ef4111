"""A bundle made in a worker process, under a memory limit: recording waits for none of it.

The worker reads the ledger (read-only) and writes one file. It holds no key: the manifest is signed
by the recorder, which is asked through the worker's pipe.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop_app.errors import BundleTooLargeError, StorageError, TooLargeError
from desktop_app.host.egress import door
from desktop_app.model import canonical
from desktop_app.receive.worker import BigJobs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from desktop_app.model.canonical import JSON

MAKE_S: Final = 1_800.0  # for one bundle; then its worker is killed
FILE: Final = "bundle.zip"
_JOB = "desktop_app.recorder.bundlejob:job"


class BundleJobs:
    """The recorder's side: one bundle at a time. Thread safe."""

    def __init__(self) -> None:
        self._jobs = BigJobs(_JOB, timeout_s=MAKE_S)

    def make(
        self,
        ledger: Path,
        folder: Path,
        *,
        asked: Mapping[str, JSON],
        begun: Mapping[str, JSON],
        sign: Callable[[Mapping[str, JSON]], bytes],
    ) -> Path:
        """Make the bundle that was begun; return its file.

        Args:
            ledger: path of the ledger.
            folder: an empty private one, for the file and what is needed to make it.
            asked: arguments of `bundle.begin`.
            begun: what that answered.
            sign: returns the manifest, told `sums`, `files` and `bytes` of `bundle.sign`.

        Raises:
            BundleTooLargeError: it takes more memory than it may, or more files than there may be.
            OverloadedError: it took longer than `MAKE_S`.
            CountersignError: it could not be made.
        """
        header: dict[str, JSON] = {
            "ledger": str(ledger),
            "folder": str(folder),
            "asked": dict(asked),
            "begun": dict(begun),
        }
        done = self._jobs.submit(
            canonical.encode_body(header), b"", lambda question: sign(json.loads(question))
        )
        try:
            done.result()
        except TooLargeError as error:
            raise BundleTooLargeError("Making it takes more memory than it may.") from error
        except OSError as error:
            raise StorageError(f"Nothing can be started: {error.strerror}.") from error
        return folder / FILE

    def close(self) -> None:
        """End the worker at once; who waits for it gets an error."""
        self._jobs.close(0.0)


def job(header: bytes, _body: bytes, ask: Callable[[bytes], bytes]) -> bytes:
    """Make one bundle; runs in the worker process."""
    # The recorder itself needs none of these.
    from desktop_app.bundle.build.archive import zip_writer  # noqa: PLC0415 - see above
    from desktop_app.bundle.build.builder import build  # noqa: PLC0415 - see above
    from desktop_app.bundle.build.request import parse_begun  # noqa: PLC0415 - see above
    from desktop_app.bundle.views.views import make_views  # noqa: PLC0415 - see above
    from desktop_app.ledger.reader import LedgerReader  # noqa: PLC0415 - see above

    door.shut()
    what = json.loads(header)
    folder = Path(what["folder"])
    work = folder / "work"
    work.mkdir(mode=0o700)

    def manifest(sums: bytes, files: int, size: int) -> bytes:
        return ask(canonical.encode({"sums": sums.hex(), "files": files, "bytes": size}))

    with LedgerReader(Path(what["ledger"])) as ledger:
        build(
            ledger,
            parse_begun(what["begun"], asked=what["asked"]),
            zip_writer(folder / FILE),
            views=make_views,
            manifest=manifest,
            work_dir=work,
        )
    return b""
