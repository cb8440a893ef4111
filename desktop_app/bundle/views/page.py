"""The page: a Jinja2 template that cannot be made to run, load or hide anything.

Promises: every value is escaped for HTML, and every text made visible first (`model.visible`:
controls, bidi overrides and invisible characters become `U+202E`); a name that the template misses
is an error, never an empty place; the one style block is the only thing that the page's
Content-Security-Policy lets work, known by its digest. No script, no address, no inline style.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import TYPE_CHECKING

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from desktop_app.host import resources
from desktop_app.model import amounts
from desktop_app.model.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_TEMPLATE = "bundle/report.html.j2"
_STYLE = "bundle/report.css"
_CHUNK = 64 * 1024


def render(values: Mapping[str, object]) -> Iterator[bytes]:
    """Yield the page in chunks, UTF-8.

    Raises:
        jinja2.UndefinedError: the template asks for a value that is not there: a bug of ours.
    """
    style = resources.read_text(_STYLE)
    page = _environment().get_template(_TEMPLATE)
    held, size = [], 0
    # Markup: our own file. Whoever edits the page after it was made breaks the bundle's sums.
    style_text = Markup(style)  # noqa: S704 - as said
    for part in page.generate(style=style_text, policy=policy(style), **values):
        held.append(part)
        size += len(part)
        if size >= _CHUNK:
            yield "".join(held).encode()
            held, size = [], 0
    yield "".join(held).encode()


def policy(style: str) -> str:
    """Return the Content-Security-Policy of a page with this style block (CSP Level 3)."""
    digest = b64encode(sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _environment() -> Environment:
    made = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        loader=FunctionLoader(resources.read_text),
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters.update(
        counted=amounts.counted, grouped=lambda number: f"{number:,}", short_id=amounts.short_id
    )
    return made


def _shown(value: object) -> object:
    """Make text visible before it is escaped; what the template itself made stays."""
    return visible(value) if isinstance(value, str) and not isinstance(value, Markup) else value
