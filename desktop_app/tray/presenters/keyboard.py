"""The keys of the window and of its pages: the one table of them.

The window takes its own shortcuts from here, the help (F1) is made of it, and a test compares it
with what pages really listen to. Keys are Qt's portable names; on macOS Qt makes Cmd of Ctrl.
A name never changes its meaning.
"""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.tray.words import tr

LISTS = frozenset(("timeline", "run", "consent"))
RUN = frozenset(("run",))

KEYS: dict[str, tuple[str, ...]] = {
    "pages": ("Ctrl+1", "Ctrl+2", "Ctrl+3", "Ctrl+4", "Ctrl+5", "Ctrl+6"),
    "quick_open": ("Ctrl+K",),
    "search": ("Ctrl+F", "/"),
    "region_next": ("F6",),
    "region_previous": ("Shift+F6",),
    "export": ("Ctrl+E",),
    "settings": ("Ctrl+,",),
    "menu": ("Shift+F10",),
    "copy": ("Ctrl+C",),
    "copy_json": ("Ctrl+Shift+C",),
    "question": ("Ctrl+Shift+Q",),
    "move": ("Up", "Down", "PgUp", "PgDown", "Home", "End"),
    "fold": ("Left", "Right"),
    "open": ("Return",),
    "back": ("Esc",),
    "mark_next": ("N",),
    "mark_previous": ("Shift+N",),
    "fold_waits": ("W",),
    "logs": ("L",),
    "zoom": ("+", "-", "0"),
    "live": (".",),
    "why": ("Y",),
    "verify": ("V",),
    "close": ("Ctrl+W",),
    "help": ("F1",),
}
# Where each works; empty: on every page. Lists and trees bring move, fold, open and the menu along.
PAGES: dict[str, frozenset[str]] = {
    "search": LISTS,
    "menu": LISTS,
    "copy": LISTS,
    "copy_json": LISTS,
    "move": LISTS,
    "fold": RUN,
    "open": LISTS,
    "back": RUN,
    **dict.fromkeys(("mark_next", "mark_previous", "fold_waits", "logs"), RUN),
    **dict.fromkeys(("zoom", "live", "why", "verify"), RUN),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the help: keys by Qt's names, and what they do."""

    keys: tuple[str, ...]
    does: str


def keys(name: str) -> tuple[str, ...]:
    """Return the keys of a deed."""
    return KEYS[name]


def words() -> dict[str, str]:
    """Return what each deed is called."""
    return {
        "pages": tr("Open a page"),
        "quick_open": tr("Quick open: runs, tool calls, files, pages, actions"),
        "search": tr("Search this page"),
        "region_next": tr("Next region"),
        "region_previous": tr("Previous region"),
        "export": tr("Export an audit bundle"),
        "settings": tr("Settings"),
        "menu": tr("Context menu"),
        "copy": tr("Copy as text"),
        "copy_json": tr("Copy as JSON"),
        "question": tr("Oldest waiting question"),
        "move": tr("Move in a list"),
        "fold": tr("Fold, unfold"),
        "open": tr("Open"),
        "back": tr("Back"),
        "mark_next": tr("Next mark: denied, failed, not gated, records missing"),
        "mark_previous": tr("Previous mark"),
        "fold_waits": tr("Fold waits"),
        "logs": tr("Spans and logs"),
        "zoom": tr("Zoom in, zoom out, the whole run"),
        "live": tr("Go to the live edge"),
        "why": tr("Why it ran or did not"),
        "verify": tr("Verify this entry"),
        "close": tr("Close the window; recording goes on"),
        "help": tr("Keys of this page"),
    }


def of_page(page: str) -> list[Line]:
    """Return the keys that work on this page and not on every one."""
    told = words()
    return [Line(KEYS[name], told[name]) for name in KEYS if page in PAGES.get(name, ())]


def everywhere(pages: int) -> list[Line]:
    """Return the keys that work on every page of a window with so many pages."""
    told = words()
    made = [Line(KEYS[name], told[name]) for name in KEYS if name not in PAGES]
    return [Line(made[0].keys[:pages], made[0].does), *made[1:]]
