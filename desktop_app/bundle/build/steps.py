"""How far an export is: told while it goes on, and stopped when somebody asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from desktop_app.errors import ExportCancelledError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

T = TypeVar("T")


class Steps:
    """Counts what is done of an export.

    Attributes:
        total: how many steps there will be; set before the first.
    """

    def __init__(
        self, progress: Callable[[int, int], None] | None, cancelled: Callable[[], bool] | None
    ) -> None:
        self._progress, self._cancelled = progress, cancelled
        self._done = self.total = 0

    def over(self, items: Iterable[T]) -> Iterator[T]:
        """Yield the items; each is a step.

        Raises:
            ExportCancelledError: somebody cancelled.
        """
        for item in items:
            if self._cancelled is not None and self._cancelled():
                raise ExportCancelledError("The export was cancelled; nothing of it is left.")
            self._done += 1
            if self._progress is not None:
                self._progress(self._done, self.total)
            yield item
