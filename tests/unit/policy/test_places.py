"""Where a path lies; doubt is grave."""

from __future__ import annotations

import pytest

from desktop_app.errors import BugError
from desktop_app.model.action import Place, Use
from desktop_app.policy.places import Places, parse_places
from tests.fakes.policies import HOME, TABLES, WORK

_CREDENTIAL = Place.CREDENTIAL


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (f"{WORK}/a.py", Place.WORKSPACE),
        (WORK, Place.WORKSPACE),
        (f"{WORK}x/a", Place.OUTSIDE),
        ("/HOME/u/w/a", Place.OUTSIDE),
        ("", Place.OUTSIDE),
        (f"{WORK}/.env", _CREDENTIAL),
        (f"{HOME}/.SSH/config", _CREDENTIAL),
        (f"{HOME}/.ssh", _CREDENTIAL),
        ("/root/.aws/credentials", _CREDENTIAL),
        (f"{WORK}/server.PEM", _CREDENTIAL),
        (f"{WORK}/\uff0eenv", _CREDENTIAL),
        (f"{WORK}/a\n.key", _CREDENTIAL),
        ("C:/Users/x/AppData/Local/Google/Chrome/User Data/Cookies", _CREDENTIAL),
        ("/proc/12/environ", _CREDENTIAL),
        (f"{WORK}/.claude/settings.local.json", Place.AGENT_CONFIG),
        (f"{HOME}/.codex/config.toml", Place.AGENT_CONFIG),
        (f"{HOME}/.gemini/settings.json", Place.AGENT_CONFIG),
        (f"{WORK}/.mcp.json", Place.AGENT_CONFIG),
        ("/etc/claude-code/managed-settings.json", Place.AGENT_CONFIG),
        ("/data/cs/ledger.db", Place.COUNTERSIGN),
        ("/DATA/cs", Place.COUNTERSIGN),
        (f"{HOME}/.config/countersign/keys/a", Place.COUNTERSIGN),
        ("/home/other/.local/share/countersign/ledger.db", Place.COUNTERSIGN),
        ("/data", Place.OUTSIDE),
    ],
)
def test_the_gravest_place_is_told(path, place):
    """By whatever case, form or width it is written."""
    assert TABLES.places.of(path, WORK) is place


def test_deleting_what_holds_ours_deletes_ours():
    """Reading or writing beside it does not."""
    for folder in ("/", "/data"):
        assert TABLES.places.of(folder, WORK, Use.DELETE) is Place.COUNTERSIGN
        assert TABLES.places.of(folder, WORK, Use.WRITE) is Place.OUTSIDE


def test_an_empty_table_knows_workspace_and_outside():
    """Nothing matches a table without globs."""
    places = Places({})
    assert places.of("/w/.env", "/w") is Place.WORKSPACE
    assert places.of("", "/w") is Place.OUTSIDE
    assert Places({Place.CREDENTIAL: ["~/x"]}, "").of("/home/a/x", "") is Place.CREDENTIAL


@pytest.mark.parametrize(
    "text", ["", "credential = []", 'credential = "x"\nagent-config=1\ncountersign=2']
)
def test_a_broken_table_is_ours(text):
    """It ships with us."""
    with pytest.raises(BugError):
        parse_places(text)
