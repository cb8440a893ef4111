"""capture.screens.shot: what the ledger says of a picture holds nothing of it."""

from __future__ import annotations

from dataclasses import replace

from desktop_app.capture.screens.asked import PURPOSE, Asked, Trigger
from desktop_app.capture.screens.mask import Masked
from desktop_app.capture.screens.region import Region
from desktop_app.capture.screens.shot import KEPT, MAX_WINDOWS, Picture, Shot
from desktop_app.consent.purposes import PURPOSES
from desktop_app.host.screen.frame import Box, Monitor
from desktop_app.model.canonical import MAX_BYTES, encode
from tests.fakes.screens import BEFORE, DESKTOP, window

HERE = Box(1, 2, 3, 4)
PICTURE = Picture(
    region=Region.DESKTOP,
    box=DESKTOP,
    monitors=(Monitor(DESKTOP, "HDMI-1", primary=True),),
    windows=(
        window(1, title="Quarterly figures"),
        window(2, HERE, app="KeePassXC", title="My passwords"),
    ),
    hidden=frozenset({2}),
    masked=(Masked("secret", "KeePassXC", HERE),),
    dhash=0xFEDCBA9876543210,
    distance=3,
    data=b"the pixels",
    thumbnail=b"the small one",
)
SHOT = Shot("0" * 32, BEFORE, KEPT, 1, taken_us=2, picture=PICTURE)


def _digest(content: bytes) -> str:
    return f"digest of {len(content)} bytes"


def test_the_subject_of_a_picture() -> None:
    """Sizes, places, classes, rules, digests of titles; no title, no pixel, no perceptual hash."""
    assert SHOT.subject(_digest) == {
        "shot": "0" * 32,
        "trigger": "before",
        "outcome": "kept",
        "asked_us": 1,
        "taken_us": 2,
        "late": False,
        "tool": "computer",
        "call_id": "call-1",
        "region": "desktop",
        "box": [0, 0, 64, 48],
        "monitors": [{"name": "HDMI-1", "box": [0, 0, 64, 48], "primary": True}],
        "windows": [
            {
                "app": "Editor",
                "box": [0, 0, 64, 48],
                "active": False,
                "title": "digest of 17 bytes",
            },
            {"app": "KeePassXC", "box": [1, 2, 3, 4], "active": False},
        ],
        "masked": [{"rule": "secret", "app": "KeePassXC", "box": [1, 2, 3, 4]}],
        "bytes": 10,
        "distance": 3,
    }


def test_the_subject_without_a_picture() -> None:
    """The reason, and what asked for it."""
    asked = Asked(Trigger.HAND)
    assert Shot("1" * 32, asked, "locked", 1, "The session is locked.").subject(_digest) == {
        "shot": "1" * 32,
        "trigger": "hand",
        "outcome": "locked",
        "asked_us": 1,
        "taken_us": None,
        "late": False,
    }


def test_a_duplicate_names_the_shot_before() -> None:
    """And windows that nobody can tell are told as unknown."""
    again = replace(PICTURE, same_as="a" * 32, windows=None)
    subject = replace(SHOT, outcome="duplicate", picture=again).subject(_digest)
    assert (subject["same_as"], subject["windows"]) == ("a" * 32, None)


def test_a_subject_fits_into_a_leaf() -> None:
    """However many windows there are, and whatever they call themselves; the highest are told."""
    many = tuple(window(n, app="\u20ac" * 5000, title="x" * 9000) for n in range(500))
    crowded = replace(PICTURE, windows=many, masked=PICTURE.masked * 500)
    subject = replace(SHOT, picture=crowded).subject(lambda _: "f" * 64)
    assert len(encode(subject)) < MAX_BYTES
    assert isinstance(subject["windows"], list)
    assert len(subject["windows"]) == MAX_WINDOWS


def test_a_title_that_is_no_text_has_a_digest() -> None:
    """Windows say what they like."""
    odd = replace(PICTURE, windows=(window(title="\udc80"),))
    assert replace(SHOT, picture=odd).subject(_digest)["windows"]


def test_what_the_vault_keeps() -> None:
    """The picture and its thumbnail, for the purpose that a person was asked about."""
    large, small = SHOT.contents()
    assert (large.label, large.data) == ("screenshot.before", b"the pixels")
    assert large.media == "application/vnd.countersign.screen.v2"
    assert (small.label, small.data) == ("screenshot.before.thumbnail", b"the small one")
    assert small.media == "image/webp"
    assert {large.purpose, small.purpose} == {PURPOSE} <= PURPOSES.keys()
    assert replace(SHOT, picture=None).contents() == ()


def test_content_stays_out_of_logs() -> None:
    """A shot that is printed shows no pixel and no title."""
    told = repr(SHOT)
    assert "pixels" not in told
    assert "passwords" not in told
    assert "figures" not in told
