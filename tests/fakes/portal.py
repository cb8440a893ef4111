"""A desktop portal in memory, on a bus of the test's: gives pictures, says no, or says nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from desktop_app.host.services import PORTAL_SCREENSHOT, portal_request
from tests.fakes.private_bus import FakeService

if TYPE_CHECKING:
    from pathlib import Path

Results = dict[str, tuple[str, Any]]


@dataclass
class Portal:
    """org.freedesktop.portal.Desktop.

    Attributes:
        address: of the bus.
        answer: code and results that each wish gets at once; None: it waits for `respond`.
        requests: the objects of the wishes so far.
    """

    address: str
    answer: tuple[int, Results] | None = None
    requests: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Take the name."""
        answers = {"Screenshot": self._screenshot, "Close": lambda: ("", ())}
        self.service = FakeService(self.address, PORTAL_SCREENSHOT.name, answers)

    def respond(self, request: str, code: int, results: Results, signature: str = "ua{sv}") -> None:
        """Answer a wish."""
        interface = portal_request(request).interface
        body = (code, results) if signature == "ua{sv}" else (code,)
        self.service.emit(request, interface, "Response", signature, body)

    def close(self) -> None:
        """End."""
        self.service.close()

    def _screenshot(self, _: str, options: Results) -> tuple[str, tuple[str]]:
        token = options["handle_token"][1]
        request = f"/org/freedesktop/portal/desktop/request/1_1/{token}"
        self.requests.append(request)
        if self.answer is not None:  # before the call returns, as a quick portal may
            self.respond(request, *self.answer)
        return "o", (request,)


def picture(path: Path) -> Results:
    """Return the results that hand a file over."""
    return {"uri": ("s", path.as_uri())}
