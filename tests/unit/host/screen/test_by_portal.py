"""host.screen.by_portal: a picture whose file is gone at once, or a reason."""

from __future__ import annotations

import os
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from desktop_app.host.dbus import WaitingBus
from desktop_app.host.screen import by_portal
from desktop_app.host.screen.by_portal import PortalGrabber
from desktop_app.host.screen.frame import Box, Frame, NoPicture, Reason
from tests.fakes.clock import START_US, FakeClock
from tests.fakes.desk.waiting import until
from tests.fakes.ids import FakeIds
from tests.fakes.portal import Portal, picture
from tests.fakes.private_bus import FakeService, PrivateBus, needs_dbus, private_bus

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop_app.host.screen.frame import Grabbed

pytestmark = needs_dbus

SHORT_S, LONG_S = 0.05, 20.0


@pytest.fixture
def bus(tmp_path: Path) -> Iterator[PrivateBus]:
    """A session bus."""
    with private_bus(tmp_path / "b") as made:
        yield made


@pytest.fixture
def portal(bus: PrivateBus) -> Iterator[Portal]:
    """A portal on it."""
    made = Portal(bus.address)
    yield made
    made.close()


def _grabber(bus: PrivateBus, wait_s: float = LONG_S) -> PortalGrabber:
    return PortalGrabber(WaitingBus(bus.address), FakeClock(), FakeIds(), wait_s=wait_s)


def _grab(bus: PrivateBus, wait_s: float = LONG_S) -> Grabbed:
    grabber = _grabber(bus, wait_s)
    try:
        return grabber.grab()
    finally:
        grabber.close()


def _png(path: Path, size: tuple[int, int] = (3, 2)) -> Path:
    Image.new("RGB", size, (1, 2, 3)).save(path, "PNG")
    return path


def _reason(got: Grabbed) -> Reason:
    assert isinstance(got, NoPicture)
    return got.reason


def test_a_picture_is_read_and_its_file_deleted(
    bus: PrivateBus, portal: Portal, tmp_path: Path
) -> None:
    """Its pixels, its size, its time; its name may have any letters."""
    file = _png(tmp_path / "Screen shot ü%.png")
    portal.answer = (0, picture(file))
    got = _grab(bus)
    assert isinstance(got, Frame)
    assert (got.box, got.monitors, got.at_us) == (Box(0, 0, 3, 2), (), START_US)
    assert [got.data[at : at + 3] for at in (0, 20)] == [b"\3\2\1", b"\3\2\1"]
    assert not file.exists()


def test_two_pictures_one_after_the_other(bus: PrivateBus, portal: Portal, tmp_path: Path) -> None:
    """On one connection, each with a token of its own; nothing is asked of the person by us."""
    grabber = _grabber(bus)
    for name in ("1.png", "2.png"):
        portal.answer = (0, picture(_png(tmp_path / name)))
        assert isinstance(grabber.grab(), Frame)
    grabber.close()
    assert len(set(portal.requests)) == 2
    options = [body[1]["interactive"] for body in portal.service.called("Screenshot")]
    assert options == [("b", False)] * 2


@pytest.mark.parametrize(("code", "reason"), [(1, Reason.REFUSED), (2, Reason.PERMISSION)])
def test_a_no_is_a_reason(bus: PrivateBus, portal: Portal, code: int, reason: Reason) -> None:
    """Of the person, or of the desktop."""
    portal.answer = (code, {})
    assert _reason(_grab(bus)) is reason


def test_nobody_takes_pictures_here(bus: PrivateBus) -> None:
    """No portal, one without screenshots, no bus."""
    assert _reason(_grab(bus)) is Reason.PORTAL_MISSING
    other = FakeService(bus.address, "org.freedesktop.portal.Desktop")
    assert _reason(_grab(bus)) is Reason.PORTAL_MISSING
    other.close()
    bus.close()
    assert _reason(_grab(bus)) is Reason.PORTAL_MISSING


def test_no_answer_in_time_is_no_second_wish(
    bus: PrivateBus, portal: Portal, tmp_path: Path
) -> None:
    """The wish is closed; what comes for it later is deleted unread, before the next one."""
    late = _png(tmp_path / "late.png")
    grabber = _grabber(bus, SHORT_S)
    assert _reason(grabber.grab()) is Reason.TIMEOUT
    until(lambda: portal.service.called("Close"), "the wish to be closed")
    assert len(portal.requests) == 1
    portal.respond(portal.requests[0], 0, picture(late))
    portal.answer = (1, {})
    until(lambda: _dropped(grabber, late), "the late picture to be deleted")
    grabber.close()


def _dropped(grabber: PortalGrabber, file: Path) -> bool:
    assert _reason(grabber.grab()) is Reason.REFUSED
    return not file.exists()


def test_what_comes_late_is_deleted_at_the_end_too(
    bus: PrivateBus, portal: Portal, tmp_path: Path
) -> None:
    """Even if nobody wants another picture."""
    late = _png(tmp_path / "late.png")
    grabber = _grabber(bus, SHORT_S)
    assert _reason(grabber.grab()) is Reason.TIMEOUT
    portal.respond(portal.requests[0], 0, picture(late))
    connection = grabber._matched
    until(lambda: _arrived(connection, grabber), "the late answer")
    grabber.close()
    assert not late.exists()


def _arrived(connection: Any, grabber: PortalGrabber) -> bool:
    try:
        connection.recv_messages(timeout=0.01)
    except TimeoutError:
        return False
    return bool(grabber._told)


def test_answers_to_others_and_of_others(bus: PrivateBus, portal: Portal, tmp_path: Path) -> None:
    """Another's is not believed; an odd one says nothing; one of another wish is dropped."""
    lie, stray = _png(tmp_path / "lie.png"), _png(tmp_path / "stray.png")
    spy = FakeService(bus.address, "org.example.Spy")
    grabber = _grabber(bus, SHORT_S)
    assert _reason(grabber.grab()) is Reason.TIMEOUT  # now its connection is known
    ours = grabber._matched.unique_name
    place = (portal.requests[0], "org.freedesktop.portal.Request", "Response")
    spy.emit(*place, "ua{sv}", (0, picture(lie)), to=ours)
    portal.respond(portal.requests[0], 0, {}, "u")
    portal.respond("/org/freedesktop/portal/desktop/request/1_1/other", 0, picture(stray))
    portal.answer = (1, {})
    until(lambda: _dropped(grabber, stray), "the stray picture to be deleted")
    assert lie.exists()
    grabber.close()
    spy.close()


def _uri(value: Any) -> tuple[int, dict[str, tuple[str, Any]]]:
    return 0, {"uri": ("s", value) if isinstance(value, str) else value}


@pytest.mark.parametrize(
    "answer",
    [
        (0, {}),
        _uri(("u", 3)),
        _uri("https://example.org/a.png"),
        _uri("file://elsewhere/a.png"),
        _uri("file:///nowhere/a.png"),
        _uri("file:///%00"),
    ],
)
def test_what_is_no_file_is_no_picture(bus: PrivateBus, portal: Portal, answer: Any) -> None:
    """Nothing is opened but a file of this machine."""
    portal.answer = answer
    assert _reason(_grab(bus)) is Reason.FAILED


def test_files_that_are_none_of_a_portal(
    bus: PrivateBus, portal: Portal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A link leads nowhere, a pipe holds nobody up, a folder is none; none of them is deleted."""
    kept = _png(tmp_path / "kept.png")
    link, pipe = tmp_path / "link", tmp_path / "pipe"
    link.symlink_to(kept)
    os.mkfifo(pipe)
    for path in (link, pipe, tmp_path):
        portal.answer = (0, picture(path))
        assert _reason(_grab(bus)) is Reason.FAILED
    grabber = _grabber(bus)
    assert _reason(grabber.grab()) is Reason.FAILED  # connected by now, as ourselves
    portal.answer = (0, picture(kept))
    with monkeypatch.context() as patched:
        patched.setattr(os, "getuid", lambda: 4711)  # then it is somebody else's file
        assert _reason(grabber.grab()) is Reason.FAILED
    grabber.close()
    assert all(path.exists() for path in (kept, link, pipe))


@pytest.mark.parametrize("data", [b"", b"GIF89a" + bytes(50), b"\x89PNG\r\n\x1a\n" + bytes(50)])
def test_a_file_that_is_no_png(
    bus: PrivateBus, portal: Portal, tmp_path: Path, data: bytes
) -> None:
    """Is deleted all the same."""
    file = tmp_path / "a.png"
    file.write_bytes(data)
    portal.answer = (0, picture(file))
    assert _reason(_grab(bus)) is Reason.FAILED
    assert not file.exists()


def test_a_png_that_is_cut_off_or_too_large(
    bus: PrivateBus, portal: Portal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In bytes or in pixels: nothing is unpacked."""
    whole = _png(tmp_path / "whole.png", (300, 300)).read_bytes()
    file = tmp_path / "a.png"
    for data, limits in (
        (whole[:-40], {}),
        (whole, {"MAX_PIXELS": 100}),
        (whole, {"MAX_FILE_BYTES": 100}),
    ):
        file.write_bytes(data)
        portal.answer = (0, picture(file))
        with monkeypatch.context() as patched:
            for name, limit in limits.items():
                patched.setattr(by_portal, name, limit)
            assert _reason(_grab(bus)) is Reason.FAILED
        assert not file.exists()


def test_a_bus_that_goes_away_meanwhile(bus: PrivateBus, portal: Portal) -> None:
    """While an answer is waited for, and after that."""
    grabber = _grabber(bus)

    def vanish() -> None:
        until(lambda: grabber._owner, "the wish to be made")
        bus.process.kill()

    thread = Thread(target=vanish)
    thread.start()
    assert _reason(grabber.grab()) is Reason.PORTAL_MISSING
    thread.join()
    assert portal.requests
    assert _reason(grabber.grab()) is Reason.PORTAL_MISSING
    grabber.close()
