"""bundle.views.page: nothing in it runs, loads, hides or is forgotten."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from itertools import pairwise

import jinja2
import pytest

from desktop_app.bundle.views import page
from desktop_app.host import resources
from tests.fakes.viewed import run_of, views


@pytest.fixture
def _template(monkeypatch, request):
    texts = {"bundle/report.html.j2": request.param, "bundle/report.css": "a{}"}
    monkeypatch.setattr(page.resources, "read_text", texts.__getitem__)


def shown(**values):
    """Return the page as text."""
    return b"".join(page.render(values)).decode()


@pytest.mark.parametrize("_template", ["{{ said }}"], indirect=True)
@pytest.mark.usefixtures("_template")
def test_text_is_made_visible_and_escaped():
    """Bidi overrides, NUL and invisible characters first, then HTML's own."""
    assert shown(said="<b>'\"&\u202e\0\u3164") == ("&lt;b&gt;&#39;&#34;&amp;U+202EU+0000U+3164")
    assert shown(said=5) == "5"


@pytest.mark.parametrize("_template", ["{{ missing }}", "{{ said.missing }}"], indirect=True)
@pytest.mark.usefixtures("_template")
def test_a_name_that_is_not_there_is_an_error():
    """Never an empty place in a report."""
    with pytest.raises(jinja2.UndefinedError):
        shown(said={})


@pytest.mark.parametrize("_template", ["{% for n in said %}{{ n }}{% endfor %}"], indirect=True)
@pytest.mark.usefixtures("_template")
def test_a_long_page_comes_in_chunks():
    """Of about 64 KiB."""
    chunks = list(page.render({"said": ["x" * 1_000] * 200}))
    assert len(chunks) > 2
    assert len(b"".join(chunks)) == 200_000


def test_the_policy_lets_one_style_work_and_nothing_else(tmp_path):
    """The digest is that of the bytes between the style tags as they stand in the file."""
    made, _, files = views(tmp_path, run_of(3))
    data = files["views/report.html"]
    style = data[data.index(b"<style>") + 7 : data.index(b"</style>")]
    digest = b64encode(sha256(style).digest()).decode()
    meta = next(a for tag, a in made.tags if a.get("http-equiv") == "Content-Security-Policy")
    assert meta["content"] == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )
    assert data.count(b"<style") == 1
    assert "<" not in resources.read_text("bundle/report.css")


def test_nothing_is_loaded_and_nothing_runs(tmp_path):
    """No script, no address but to places of the page, no inline style, no handler."""
    made, _, _ = views(tmp_path, run_of(30))
    assert not {tag for tag, _ in made.tags} & {
        *("script", "link", "img", "iframe", "object", "embed", "form", "base", "audio", "video")
    }
    for _, attrs in made.tags:
        assert "style" not in attrs
        assert not {name for name in attrs if name.startswith("on")}
        assert "src" not in attrs
        assert (attrs.get("href") or "#").startswith("#")
    assert "url(" not in made.style
    assert "@import" not in made.style


def test_it_reads_well_by_ear(tmp_path):
    """A language, one first heading, no level left out, scopes of heads, labels that exist."""
    made, _, _ = views(tmp_path, run_of(30))
    assert dict(made.tags)["html"]["lang"] == "en"
    levels = [int(tag[1]) for tag, _ in made.tags if tag in {"h1", "h2", "h3"}]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert all(attrs.get("scope") in {"col", "row"} for tag, attrs in made.tags if tag == "th")
    ids = [attrs["id"] for _, attrs in made.tags if "id" in attrs]
    assert len(ids) == len(set(ids))
    wanted = {attrs["aria-labelledby"] for _, attrs in made.tags if "aria-labelledby" in attrs}
    wanted |= {str(attrs["href"])[1:] for tag, attrs in made.tags if tag == "a"}
    assert wanted <= set(ids)
    captions = sum(tag == "caption" for tag, _ in made.tags)
    assert captions == sum(tag == "table" for tag, _ in made.tags)
    assert all(a.get("aria-hidden") == "true" for tag, a in made.tags if tag == "svg")
