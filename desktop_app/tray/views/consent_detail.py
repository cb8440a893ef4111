"""Beside the consent log: one record, the very text that was shown again, its receipt and proof."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.consent.fields import BadRecordError
from desktop_app.consent.records import parse_record
from desktop_app.errors import CountersignError
from desktop_app.model import formats
from desktop_app.operations import consents, policy_text
from desktop_app.operations.verify_entry import verify_entry
from desktop_app.tray import tokens
from desktop_app.tray.presenters import consent as presenter
from desktop_app.tray.presenters import policy
from desktop_app.tray.tokens import GLYPHS
from desktop_app.tray.views import kit
from desktop_app.tray.views.consent_dialog.safe_view import Line, SafeView
from desktop_app.tray.views.run.facts import facts
from desktop_app.tray.views.scroll import Scroll
from desktop_app.tray.views.texts import paragraph
from desktop_app.tray.words import tr

if TYPE_CHECKING:
    from desktop_app.operations.verify_entry import EntryVerdict
    from desktop_app.tray.desk import Desk
    from desktop_app.tray.presenters import consent_log
    from desktop_app.tray.presenters.consent import Detail

_TALLEST = 8  # rows of what was asked for, before it scrolls


class ConsentDetail(QWidget):
    """Shows one line of the log.

    Signals:
        receipt(seq): the person wants a copy.
    """

    receipt = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._line: consent_log.Line | None = None
        self._verdict = paragraph(desk.theme, "", size=tokens.SMALL)
        self.setProperty("role", "surface")
        self._inner = QWidget()
        self._inner.setProperty("role", "surface")
        self._lines = QVBoxLayout(self._inner)
        self._lines.setContentsMargins(tokens.MARGIN, tokens.S4, tokens.MARGIN, tokens.S4)
        self._lines.setSpacing(tokens.S3)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(Scroll(desk.theme, self._inner, tr("Record")))

    def show_line(self, line: consent_log.Line | None) -> None:
        """Show another one; None: nothing."""
        if line == self._line and self._lines.count():
            return
        self._line = line
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        if line is None:
            return
        intent = line.row.get("intent")
        question = self._desk.link.questions.shown(intent) if isinstance(intent, int) else None
        found = presenter.detail(line, question, _text_again(line), str(Path.home()))
        for part in self._parts(found, line):
            self._lines.addWidget(part)
        self._lines.addStretch(1)

    def verify(self) -> None:
        """Check the entry that is shown."""
        line = self._line
        if line is None:
            return
        self._verdict.setText(tr("Checking entry #{n}…", n=f"{line.seq:,}"))
        self._desk.work.run(
            lambda told: verify_entry(self._desk.context(told), line.seq),
            self._verified,
            failed=lambda error: self._say("deny", error.message),
            owner=self,
        )

    def _parts(self, found: Detail, line: consent_log.Line) -> list[QWidget]:
        theme = self._desk.theme
        glyph = GLYPHS[found.glyph]
        head = kit.row(
            kit.icon(theme, glyph.icon, glyph.colour, 18),
            kit.label(theme, found.title, size=tokens.DETAIL, weight=tokens.SEMIBOLD),
            None,
            kit.label(theme, found.entry, size=tokens.SMALL, tone="text2"),
        )
        made: list[QWidget] = [kit.boxed(head)]
        if found.text:
            made.append(self._asked(found.text))
        made.append(facts(theme, found.facts))
        if line.is_record:
            made += self._shown(found, line)
        self._verdict = paragraph(theme, "", size=tokens.SMALL)
        answers = kit.row(gap=tokens.S2)
        if found.has_receipt:
            answers.addWidget(kit.button(tr("Receipt…"), lambda: self.receipt.emit(line.seq)))
        answers.addWidget(kit.button(tr("Verify entry"), self.verify))
        if line.row.get("rule"):
            rule = str(line.row["rule"])
            answers.addWidget(
                kit.button(tr("Open rule"), lambda: self._open_rule(rule), role="link")
            )
        answers.addStretch(1)
        return [*made, kit.boxed(answers), self._verdict]

    def _asked(self, text: str) -> QWidget:
        view = SafeView(self._desk.theme, [Line("", one) for one in text.split("\n")])
        rows = min(_TALLEST, max(1, text.count("\n") + 1 + len(text) // 40))
        view.setFixedHeight(rows * view.row_height + 2 * view.pad)
        return view

    def _shown(self, found: Detail, line: consent_log.Line) -> list[QWidget]:
        theme = self._desk.theme
        title = kit.label(theme, tr("What you were shown"), weight=tokens.SEMIBOLD)
        head = kit.row(title, None)
        if found.again:
            intent = line.row["intent"]
            head.addWidget(
                kit.button(
                    tr("Show again"), lambda: self._desk.go.shown_again.emit(intent), role="link"
                )
            )
        said = found.shown or found.no_text
        text = paragraph(theme, said, size=tokens.SMALL, tone="text2", select=True)
        box = kit.Card(theme)
        box.body.addWidget(text)
        return [kit.boxed(head), box, facts(theme, found.notice)]

    def _open_rule(self, rule: str) -> None:
        """Show where it stands now: the record names it, and no file."""
        desk = self._desk
        desk.work.run(
            lambda _told: policy.holder(_own_policy(desk), rule),
            lambda file: desk.go.policy.emit(file, 0, rule),
            failed=desk.failed,
            owner=self,
        )

    def _verified(self, verdict: EntryVerdict) -> None:
        when = formats.time_of_day(verdict.at_us)[:5]
        if verdict.size is None:
            text = tr("Not sealed yet: no checkpoint covers this entry. Checked {when}.", when=when)
            self._say("ask", text)
        else:
            size = f"{verdict.size:,}"
            self._say("ok", tr("Matches checkpoint {n}, checked {when}", n=size, when=when))

    def _say(self, tone: str, text: str) -> None:
        self._verdict.setText(text)
        kit.set_tone(self._verdict, tone)


def _own_policy(desk: Desk) -> str | None:
    try:
        return policy_text.text(desk.paths, policy_text.OWN)
    except CountersignError:
        return None


def _text_again(line: consent_log.Line) -> str | None:
    """Return a notice that can be made from the record alone."""
    if not line.is_record:
        return None
    try:
        return consents.shown_text(parse_record(line.row["subject"]), line.row["ts_us"])
    except BadRecordError:
        return None
