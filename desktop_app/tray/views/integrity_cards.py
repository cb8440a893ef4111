"""The cards below the verdict: verifier key, verdicts, epochs, disk, what is not proven."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy

from desktop_app.model import formats
from desktop_app.model.visible import visible
from desktop_app.tray import tokens
from desktop_app.tray.presenters import integrity
from desktop_app.tray.views import kit
from desktop_app.tray.views.disk_bar import DiskBar, Swatch
from desktop_app.tray.views.emptying import empty
from desktop_app.tray.views.qr import QRCode
from desktop_app.tray.views.rows import Cell, Column, Rows
from desktop_app.tray.words import tr, trn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from desktop_app.model.canonical import JSON
    from desktop_app.tray.presenters.integrity import Disk
    from desktop_app.tray.theme import Theme

_VALUE_WIDTH = 64
_HEAD = 24  # pixels: titles stand in one line, with links beside them or without
ALL = 200  # verdicts that the unfolded card shows at most


class KeyCard(kit.Card):
    """The verifier key as text and picture, its fingerprint, and who guards it.

    Signals:
        printed(): the person wants it on paper.
    """

    printed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, tr("Verifier key"))
        self.head.addStrut(_HEAD)
        self._vkey = ""
        copy = kit.button(
            tr("Copy"), lambda: kit.copy_text(self._vkey), role="link", name=tr("Copy verifier key")
        )
        paper = kit.button(
            tr("Print…"), self.printed.emit, role="link", name=tr("Print verifier key")
        )
        self.head.addWidget(copy)
        self.head.addWidget(paper)
        self._code = QRCode(tr("Verifier key as a QR code"))
        self._text = kit.CodeBox(theme, "", copy=False, wrap=False)
        self._fingerprint = kit.label(theme, "", weight=tokens.MEDIUM, fixed=True, select=True)
        self._custody = kit.label(theme, "", size=tokens.SMALL, tone="text2", wrap=True)
        right = kit.column(
            kit.label(
                theme,
                tr("Give this to whoever must check your bundles."),
                size=tokens.SMALL,
                tone="text2",
                wrap=True,
            ),
            self._text,
            tokens.S1,
            kit.label(theme, tr("Fingerprint, to read out"), size=tokens.CAPTION, tone="text2"),
            self._fingerprint,
            None,
            gap=tokens.S1,
        )
        line = kit.row(gap=tokens.S4)
        line.addWidget(self._code, 0, Qt.AlignmentFlag.AlignTop)
        line.addLayout(right, 1)
        self.body.addLayout(line)
        self.body.addStretch(1)
        self.body.addSpacing(tokens.S1)
        self.body.addWidget(kit.hairline())
        foot = kit.row(kit.icon(theme, "key", "text2", 16), gap=tokens.S2)
        foot.addWidget(self._custody, 1)
        self.body.addLayout(foot)

    def show_keys(self, keys: Mapping[str, JSON]) -> None:
        """Show `operations.keys_shown`."""
        self._vkey = visible(str(keys["vkey"]))
        self._code.show_text(self._vkey)
        self._text.set_text(self._vkey, integrity.key_lines(self._vkey))
        fingerprint = keys.get("fingerprint")
        digits = visible(str(fingerprint)) if fingerprint else tr("not on this computer")
        groups = digits.split(" ")
        shown = f"{' '.join(groups[:3])}\n{' '.join(groups[3:])}" if len(groups) == 6 else digits  # noqa: PLR2004 - groups of five
        self._fingerprint.setText(shown)
        self._fingerprint.setAccessibleName(tr("Fingerprint {digits}", digits=digits))
        sentence, uneasy = integrity.custody(str(keys["custody"]))
        self._custody.setText(sentence)
        kit.set_tone(self._custody, "ask" if uneasy else "text2")


class VerdictsCard(kit.Card):
    """What verifications came to, newest first; unfolded on demand.

    Signals:
        unfolded(): the person wants all of them.
    """

    unfolded = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, tr("Verdicts"))
        self.head.addStrut(_HEAD)
        self._rows: Sequence[Mapping[str, JSON]] = ()
        self._unfolded = self._in_full = False
        self._now_us = 0
        columns = (Column(width=96), Column(width=120, strong=True), Column())
        self._table = Rows(theme, columns, tr("Verdicts"))
        self._none = kit.label(
            theme, tr("Nobody verified this record yet."), size=tokens.SMALL, tone="text2"
        )
        self._more = kit.button("", self._toggle, role="link")
        self.body.addWidget(self._none)
        self.body.addWidget(self._table)
        self.body.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addStretch(1)

    def show_verdicts(self, rows: Sequence[Mapping[str, JSON]], *, now_us: int) -> None:
        """Show rows of `Query.verdicts`."""
        if (rows, now_us // 60_000_000) != (self._rows, self._now_us // 60_000_000):
            self._rows, self._now_us = rows, now_us
            self._fill()

    def in_full(self, *, full: bool) -> None:
        """Show all without being asked, where there is room."""
        if full != self._in_full:
            self._in_full = full
            self._fill()

    def _toggle(self) -> None:
        self._unfolded = not self._unfolded
        self._fill()

    def _fill(self) -> None:
        shown = self._rows if self._unfolded or self._in_full else self._rows[: integrity.SHORT]
        rows = []
        for row in shown[:ALL]:
            at, icon, tone, word, what = integrity.verdict_row(row, now_us=self._now_us)
            full = visible(str(row["sentence"]))
            rows.append((Cell(at), Cell(word, icon, tone), Cell(what, full=f"{what}. {full}")))
        self._table.fill(rows)
        self._table.setVisible(bool(rows))
        self._none.setVisible(not rows)
        count = len(self._rows)
        text = trn("All {n} verdict", "All {n} verdicts", count)
        self._more.setText(tr("Show fewer") if self._unfolded else text)
        self._more.setVisible(count > integrity.SHORT and not self._in_full)


class EpochsCard(kit.Card):
    """Which keys sealed what."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, tr("Epochs"))
        self.head.addStrut(_HEAD)
        text = tr("one a day and one a start, empty ones too")
        self.head.addWidget(kit.label(theme, text, size=tokens.CAPTION, tone="text2"))
        columns = (
            Column(tr("Epoch"), 40, strong=True),
            Column(tr("From"), 96),
            Column(tr("Entries"), 56, right=True),
            Column(tr("Sealed at"), 100),
            Column(tr("Key")),
        )
        self._table = Rows(theme, columns, tr("Epochs"))
        self._shown: object = None
        self.body.addWidget(self._table)
        self.body.addStretch(1)

    def show_epochs(self, rows: Sequence[Mapping[str, JSON]], *, key: str, now_us: int) -> None:
        """Show rows of `Query.epochs`."""
        shown = (rows, key, now_us // 60_000_000)
        if shown != self._shown:
            self._shown = shown
            told = (integrity.epoch_row(row, key=key, now_us=now_us) for row in rows)
            self._table.fill([[Cell(text) for text in row] for row in told])


class DiskCard(kit.Card):
    """What the stores take of the disk."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, tr("Disk"))
        self.head.addStrut(_HEAD)
        self._theme = theme
        self._head = kit.label(theme, "", weight=tokens.MEDIUM)
        self.head.addWidget(self._head)
        self._bar = DiskBar(theme)
        self.body.addWidget(self._bar)
        self.body.addSpacing(tokens.S1)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(tokens.S3)
        self._grid.setVerticalSpacing(0)
        self._grid.setColumnMinimumWidth(1, 92)
        self._grid.setColumnMinimumWidth(2, _VALUE_WIDTH)
        self._grid.setColumnStretch(3, 1)
        self.body.addLayout(self._grid)
        self._cells: list[QLabel] = []
        self._shown: Disk | None = None

    def show_disk(self, disk: Disk) -> None:
        """Show how much is used and left."""
        if disk == self._shown:
            return
        self._shown = disk
        self._head.setText(disk.head)
        self._bar.show_disk(disk)
        rows = [(p.token, p.name, formats.size(p.size), p.note) for p in disk.parts]
        rows.append(("", tr("Free"), disk.free, tr("on this disk")))
        if not self._cells:
            self._make(rows)
        texts = [text for _, *row in rows for text in row]
        for cell, text in zip(self._cells, texts, strict=True):
            cell.setText(text)

    def _make(self, rows: Sequence[tuple[str, str, str, str]]) -> None:
        for line, (token, *_texts) in enumerate(rows):
            if token:
                self._grid.addWidget(Swatch(self._theme, token), line, 0)
            for column in (1, 2, 3):
                tone = "text2" if column == 3 else "text"  # noqa: PLR2004 - the note
                cell = kit.label(self._theme, "", size=tokens.SMALL, tone=tone)
                if column == 2:  # noqa: PLR2004 - the number
                    cell.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self._grid.addWidget(cell, line, column)
                self._cells.append(cell)
            self._grid.setRowMinimumHeight(line, 24)


class NotProvenCard(kit.Card):
    """What no verdict proves; it is there whatever the verdict is."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, tr("What this does not prove"))
        self.head.addStrut(_HEAD)
        self._theme = theme
        self._lines: list[QLabel] = []
        self._shown: tuple[str, ...] = ()
        self.body.setSpacing(tokens.S1)

    def show_sentences(self, sentences: tuple[str, ...]) -> None:
        """Show these and no others."""
        if sentences == self._shown:
            return
        self._shown = sentences
        empty(self.body)
        for sentence in sentences:
            text = kit.label(self._theme, sentence, size=tokens.SMALL, tone="text2", wrap=True)
            text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
            dot = kit.label(self._theme, "\u2022", size=tokens.SMALL, tone="text3")
            line = kit.row(gap=tokens.S2)
            line.addWidget(dot, 0, Qt.AlignmentFlag.AlignTop)
            line.addWidget(text, 1)
            self.body.addLayout(line)
        self.body.addStretch(1)
