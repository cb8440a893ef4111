"""What opens when: pages, windows and dialogs, each imported and made when first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop_app.tray.integrity_check import IntegrityCheck
from desktop_app.tray.views.window import Place, Window
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from desktop_app.tray.desk import Desk
    from desktop_app.tray.views.evidence.evidence_page import EvidencePage
    from desktop_app.tray.views.page import Page
    from desktop_app.tray.views.run.run_page import RunPage


class Opening(QObject):
    """Opens what `desk.go` asks for.

    Attributes:
        check: the one verification of the ledger, whoever asks for it.
    """

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.check = IntegrityCheck(desk)
        self._window: Window | None = None
        self._kept: dict[str, QWidget] = {}
        go = desk.go
        go.page.connect(self.page)
        go.run.connect(self.run)
        go.evidence.connect(self.evidence)
        go.export.connect(self.export)
        go.verify_file.connect(self.verify_file)
        go.verify_ledger.connect(self.verify_ledger)
        go.local_only.connect(self.local_only)
        go.quick_open.connect(self.quick_open)
        go.first_start.connect(self.first_start)
        go.policy.connect(self.policy)

    @property
    def window(self) -> Window:
        """The main window, made when first asked for."""
        if self._window is None:
            self._window = Window(self._desk, self._places())
            self._window.dropped.connect(self._desk.go.verify_file)
        return self._window

    def message(self, text: str) -> None:
        """Open what another start of ours asks for (`tray.single`)."""
        match text.split():
            case ["show", "run", ref]:
                self.run(ref, "")
            case ["show", page]:
                self.page(page)
            case _:
                self.page("timeline" if self._window is None else "")

    def page(self, name: str) -> None:
        """Open a page; "": the window as it is."""
        if name:
            self.window.show_page(name)
        else:
            self.window.front()

    def run(self, ref: str, record: str) -> None:
        """Open a run, with a record of it selected."""
        self.window.show_page("run")
        page: RunPage = self.window.made("run")  # type: ignore[assignment] # what `_run_page` makes
        page.open(ref, record)

    def evidence(self, ref: str, entry: int) -> None:
        """Open the pictures of a run, at one of its captures."""
        self.window.show_page("evidence")
        page: EvidencePage = self.window.made("evidence")  # type: ignore[assignment] # what `_evidence` makes
        page.open(ref, entry)

    def export(self, ref: str) -> None:
        """Open the export window."""
        from desktop_app.tray.views.export_window import ExportWindow  # noqa: PLC0415

        kept = self._kept.get("export")
        if isinstance(kept, ExportWindow) and kept.isVisible() and kept.exporting:
            kept.raise_()  # another click is no wish to cancel
            kept.activateWindow()
            return
        self._keep("export", ExportWindow(self._desk, ref))

    def verify_file(self, path: str) -> None:
        """Judge a bundle in a window of its own."""
        from desktop_app.tray.views.verdict_window import VerdictWindow  # noqa: PLC0415

        self._keep(f"verdict {path}", VerdictWindow(self._desk, path))

    def verify_ledger(self) -> None:
        """Verify, and show how that goes."""
        self.page("integrity")
        self.check.start("hand")

    def local_only(self, on: bool) -> None:  # noqa: FBT001 - Qt's signal
        """Turn the mode on at once; ask before it is turned off."""
        if on:
            self._desk.link.call("mode.local_only", {"on": True}, lambda _answer: None)
            return
        from desktop_app.tray.views.local_only_dialog import LocalOnlyDialog  # noqa: PLC0415

        self._keep("local-only", LocalOnlyDialog(self._desk))

    def quick_open(self) -> None:
        """Open the list in which one types what to open."""
        from desktop_app.tray.views.quick_open import QuickOpen  # noqa: PLC0415

        self._keep("quick open", QuickOpen(self._desk, self.window))

    def first_start(self) -> None:
        """Show what is recorded, and set up what the person wants."""
        if "first start" in self._kept and self._kept["first start"].isVisible():
            return
        from desktop_app.tray.views.first_start import FirstStart  # noqa: PLC0415

        self._keep("first start", FirstStart(self._desk))

    def policy(self, file: str, line: int, rule: str) -> None:
        """Show a policy's text, a place in it marked."""
        from desktop_app.tray.views.policy_window import PolicyWindow  # noqa: PLC0415

        self._keep("policy", PolicyWindow(self._desk, file, line, rule))

    def close(self) -> None:
        """Close all windows."""
        for window in [*self._kept.values(), *([self._window] if self._window else [])]:
            window.close()

    def _keep(self, name: str, window: QWidget) -> None:
        """Show a window; one of the same name goes first, and so do those that were closed."""
        for kept, earlier in tuple(self._kept.items()):
            if kept == name or not earlier.isVisible():
                del self._kept[kept]
                earlier.close()
                earlier.deleteLater()
        self._kept[name] = window
        window.show()
        window.raise_()
        window.activateWindow()

    def _places(self) -> dict[str, Place]:
        return {
            "timeline": Place(tr("Timeline"), self._timeline),
            "run": Place(tr("Run"), self._run_page, under="timeline"),
            "consent": Place(tr("Consent"), self._consent),
            "evidence": Place(tr("Evidence"), self._evidence),
            "integrity": Place(tr("Integrity"), self._integrity),
            "agents": Place(tr("Agents"), self._agents),
            "settings": Place(tr("Settings"), self._settings),
        }

    def _timeline(self) -> Page:
        from desktop_app.tray.views.timeline_page import TimelinePage  # noqa: PLC0415

        return TimelinePage(self._desk)

    def _run_page(self) -> Page:
        from desktop_app.tray.views.run.run_page import RunPage  # noqa: PLC0415

        made = RunPage(self._desk)
        made.back.connect(lambda: self.window.show_page("timeline"))
        return made

    def _consent(self) -> Page:
        from desktop_app.tray.views.consent_page import ConsentPage  # noqa: PLC0415

        return ConsentPage(self._desk)

    def _evidence(self) -> Page:
        from desktop_app.tray.views.evidence.evidence_page import EvidencePage  # noqa: PLC0415

        made = EvidencePage(self._desk)
        self.window.closed.connect(made.forget)
        return made

    def _integrity(self) -> Page:
        from desktop_app.tray.views.integrity_page import IntegrityPage  # noqa: PLC0415

        return IntegrityPage(self._desk, self.check)

    def _agents(self) -> Page:
        from desktop_app.tray.views.agents_page import AgentsPage  # noqa: PLC0415

        return AgentsPage(self._desk)

    def _settings(self) -> Page:
        from desktop_app.tray.views.settings_page import SettingsPage  # noqa: PLC0415

        return SettingsPage(self._desk)
