"""The Debian package: built here, installed into a bare Debian, used there, and removed.

About two minutes on two cores. The long form, COUNTERSIGN_LONG=1, builds twice and compares bytes.
COUNTERSIGN_DEB=FILE tries a package that is there already.
"""

from __future__ import annotations

import importlib.util
import json
import os
import runpy
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.host import autostart_linux
from tests.fakes import otlp
from tests.fakes.clone import clone
from tests.fakes.desk.choice import Choice
from tests.fakes.desk.choice import missing as missing_desktop
from tests.fakes.desk.desktop import desktop
from tests.fakes.desk.tray_item import TrayItem
from tests.fakes.desk.waiting import until
from tests.fakes.running import RunningRecorder
from tests.installer import bare_root
from tests.installer.bare_root import UID, BareRoot

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
RELEASE = "bookworm"
FOLDER_BYTES, PACKAGE_BYTES = 195_000_000, 64_000_000
MANY = 9_000  # spans in a request so large that a worker process unpacks it
PROTOBUF = {"content-type": "application/x-protobuf"}
FREE_PORTS = ("--otlp-http-port", "0", "--otlp-grpc-port", "0")
UNIT = "countersign-recorder.service"
DESKTOP = Choice(panel="xfce", notifications="none", keyring="unlocked")
_TOOLS = ("dpkg-deb", "dpkg-shlibdeps", "strip")
_LACKS = [tool for tool in _TOOLS if not shutil.which(tool)]
pytestmark = [
    pytest.mark.install,
    pytest.mark.timeout(900),
    pytest.mark.skipif(bool(_LACKS), reason="needs the packages dpkg-dev and binutils"),
]
in_bare_debian = pytest.mark.skipif(bool(bare_root.missing()), reason=bare_root.missing())


def _build(source: Path, where: Path) -> Path:
    """Build the package of a checkout; return its path."""
    command = [sys.executable, source / "installer" / "deb" / "build.py", where]
    clean = {name: it for name, it in os.environ.items() if not name.startswith("QT_")}
    done = subprocess.run(
        command,
        env=clean | {"SOURCE_DATE_EPOCH": "1795000000"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return Path(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what is committed next, with nothing else in it."""
    return clone(ROOT, tmp_path_factory.mktemp("source") / "checkout")


@pytest.fixture(scope="module")
def package(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package of this checkout, or the one that COUNTERSIGN_DEB names."""
    if given := os.environ.get("COUNTERSIGN_DEB"):
        return Path(given)
    return _build(source, tmp_path_factory.mktemp("deb"))


@pytest.fixture(scope="module")
def unpacked(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the package's files and its DEBIAN folder."""
    return _unpack(package, tmp_path_factory.mktemp("unpacked"))


def _unpack(package: Path, folder: Path) -> Path:
    subprocess.run(["dpkg-deb", "--raw-extract", package, folder], check=True)
    return folder


@pytest.fixture(scope="module")
def debian(package: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BareRoot]:
    """A bare Debian with the package and only what it depends on; a gigabyte, not kept."""
    bare = BareRoot(tmp_path_factory.mktemp("debian"), RELEASE)
    bare.install(package)
    yield bare
    shutil.rmtree(bare.path)


@contextmanager
def _recorder(debian: BareRoot) -> Iterator[RunningRecorder]:
    """A recorder of the person's, inside; ended by SIGTERM unless the test did."""
    env = debian.environment()
    words = ("countersign", "serve", *FREE_PORTS)
    with (debian.path / "serve.log").open("ab") as log:
        process = debian.start(*words, env=env, stdout=subprocess.PIPE, stderr=log)
    assert process.stdout
    try:
        line = process.stdout.readline()
        assert line, (debian.path / "serve.log").read_text()
        recorder = RunningRecorder(process, json.loads(line), env)
        yield recorder
        if process.returncode is None:
            assert recorder.stop() == 0
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def _send(recorder: RunningRecorder, spans: int, trace_id: bytes = otlp.TRACE) -> int:
    """Send as the person, since a recorder takes nothing from another user; return the status."""
    body = otlp.traces(spans, trace_id=trace_id).SerializeToString()
    "".encode("idna")  # looked up later it would not be found: our Python may be root's alone
    os.seteuid(UID)
    try:
        return recorder.post("/v1/traces", body, PROTOBUF)[0]
    finally:
        os.seteuid(0)


def _verifier(source: Path) -> str:
    """Return verify.py as this checkout makes it."""
    return str(runpy.run_path(str(source / "desktop_app/bundle/onefile.py"))["generate"]())


def _json(debian: BareRoot, *words: str) -> Any:
    return json.loads(debian.check("countersign", *words, "--output", "json"))["data"]


def _control(unpacked: Path) -> dict[str, str]:
    lines = (unpacked / "DEBIAN/control").read_text().splitlines()
    pairs = (line.partition(": ") for line in lines if not line.startswith(" "))
    return {name: value for name, _, value in pairs}


def test_what_the_package_says(
    package: Path, unpacked: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Names, version and sizes as aimed at; no script of ours runs at install or removal."""
    control = _control(unpacked)
    assert control["Package"] == "countersign"
    assert package.name == f"countersign_{control['Version']}_{control['Architecture']}.deb"
    assert sorted(it.name for it in (unpacked / "DEBIAN").iterdir()) == [
        "conffiles",
        "control",
        "md5sums",
    ]
    assert (unpacked / "DEBIAN/conffiles").read_text() == "/etc/xdg/autostart/countersign.desktop\n"
    files = [it for it in (unpacked / "opt").rglob("*") if not it.is_symlink() and it.is_file()]
    folder = sum(it.stat().st_size for it in files)
    with capsys.disabled():
        size = package.stat().st_size
        sys.stdout.write(f" one folder {folder / 1e6:.1f} MB, deb {size / 1e6:.1f} MB ")
    assert folder < FOLDER_BYTES
    assert package.stat().st_size < PACKAGE_BYTES


def test_depends_names_what_qt_opens(unpacked: Path) -> None:
    """Libraries of the desktop come from Debian, not with us; those of X and Wayland too."""
    depends = {it.split()[0] for it in _control(unpacked)["Depends"].split(", ")}
    assert {"libc6", "libegl1", "libssl3", "libxcb-cursor0", "libwayland-cursor0"} <= depends
    inside = {it.name.partition(".so")[0] for it in (unpacked / "opt").rglob("*.so*")}
    assert not inside & {"libX11", "libglib-2", "libfontconfig", "libgtk-3", "libssl", "libdbus-1"}


def test_nothing_of_the_tests_is_inside(unpacked: Path) -> None:
    """No client but the door's own, no test tool; no path of the machine that built it."""
    internal = unpacked / "opt/countersign/_internal"
    names = {it.name for it in internal.iterdir()}
    assert not names & {"certifi", "yaml", "hypothesis", "pytest", "psutil", "grpc_tools"}
    archive = (unpacked / "opt/countersign/countersign").read_bytes()
    assert b"desktop_app.recorder.serve" in archive
    for name in (b"requests.sessions", b"aiohttp", b"_pytest", b"hypothesis.core"):
        assert name not in archive
    asked = ["readelf", "--dynamic", "--wide", *internal.rglob("*.so*")]
    paths = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.splitlines()
    for line in (it for it in paths if "(RUNPATH)" in it or "(RPATH)" in it):
        assert "[$ORIGIN" in line, line
        assert ":/" not in line, line


def test_owners_and_modes(package: Path) -> None:
    """All is root's; nobody else may write anything."""
    listed = subprocess.run(["dpkg-deb", "-c", package], capture_output=True, text=True, check=True)
    for line in listed.stdout.splitlines():
        mode, owner = line.split()[:2]
        assert owner == "root/root", line
        assert mode[0] == "l" or mode[1:] in {"rwxr-xr-x", "rw-r--r--"}, line


def test_resources_and_verifier(source: Path, unpacked: Path) -> None:
    """Every resource that the program reads, verify.py as in the wheel, and whose work it is."""
    folder = unpacked / "opt/countersign/_internal"
    resources = folder / "desktop_app/resources"
    listed = subprocess.run(
        ["git", "ls-files", "resources"], cwd=source, capture_output=True, text=True, check=True
    )
    pictures = (".png", ".webp")
    for name in listed.stdout.splitlines():
        if not (name.startswith("resources/docs/") and name.endswith(pictures)):
            assert (resources.parent / name).read_bytes() == (source / name).read_bytes()
    assert (resources / "bundle/verify.py").read_text() == _verifier(source)
    notices = (folder / "THIRD-PARTY.txt").read_text()
    assert "PySide6_Essentials" in notices
    assert "LGPL-3.0-only" in notices


def test_icons(unpacked: Path) -> None:
    """The icon is there in every size that panels and menus ask for, and as a drawing."""
    icons = unpacked / "usr/share/icons/hicolor"
    for size in (16, 22, 24, 32, 48, 64, 128, 256):
        data = (icons / f"{size}x{size}/apps/countersign.png").read_bytes()
        assert data[:8] == b"\x89PNG\r\n\x1a\n"
        assert data[16:24] == size.to_bytes(4, "big") * 2
    assert (icons / "scalable/apps/countersign.svg").read_bytes().startswith(b"<svg")


def test_desktop_entries(unpacked: Path) -> None:
    """Both are valid; the one that starts at log-in has the name that a person's own overrides."""
    entries = unpacked / "usr/share/applications", unpacked / "etc/xdg/autostart"
    files = [it / "countersign.desktop" for it in entries]
    assert files[1] == unpacked / "etc/xdg" / autostart_linux.FILE
    if not shutil.which("desktop-file-validate"):
        pytest.skip("needs the package desktop-file-utils")
    done = subprocess.run(
        ["desktop-file-validate", *files], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_lintian(package: Path) -> None:
    """Debian's own judge finds no error and nothing to warn of."""
    if not shutil.which("lintian"):
        pytest.skip("needs the package lintian")
    command = ["lintian", "--allow-root", "--fail-on=error,warning", package]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@in_bare_debian
def test_it_runs_where_nothing_else_is(debian: BareRoot) -> None:
    """All its libraries load, from its own folder or from a package that it depends on."""
    assert debian.check("countersign", "--version").startswith("countersign, version ")
    assert debian.run("python3", "--version").returncode != 0
    assert debian.check("dpkg", "--verify", "countersign") == ""
    internal = "/opt/countersign/_internal"
    unfound = (
        f"find {internal} -name '*.so*' -type f -exec ldd {{}} + 2>/dev/null | grep 'not found'"
    )
    path = f"{internal}:{internal}/PySide6/Qt/lib"
    assert debian.run("sh", "-c", unfound, LD_LIBRARY_PATH=path).stdout == ""


@in_bare_debian
def test_a_person_records_verifies_and_hands_over(source: Path, debian: BareRoot) -> None:
    """Serve, send, look, verify, export, check: what the wheel can, a large request too."""
    with _recorder(debian) as recorder:
        assert _send(recorder, 3) == 200
        assert _send(recorder, MANY, bytes(range(2, 18))) == 200
        (run,) = until(lambda: _json(debian, "runs"), "the run in the index")
    assert _json(debian, "verify")["verdict"] == "CONSISTENT"
    for words in (
        ["show", "last"],
        ["search", "span"],
        ["audit-log"],
        ["doctor"],
        ["config", "list"],
    ):
        done = debian.run("countersign", *words)
        assert "mistake in Countersign" not in done.stderr, (words, done)
    file = f"{debian.environment()['HOME']}/run.zip"
    debian.check("countersign", "bundle", "export", run["run_id"], "--to", file)
    keys = _json(debian, "keys", "list")
    trusted = ("--fingerprint", keys["fingerprint"])
    assert "MATCH" in debian.check("countersign", "bundle", "verify", file, *trusted)
    debian.check("countersign", "bundle", "verifier", "--to", file.replace("run.zip", "verify.py"))
    assert (debian.home / "verify.py").read_text() == _verifier(source)


@in_bare_debian
def test_a_killed_recorder_is_started_again(debian: BareRoot) -> None:
    """What was acknowledged before a kill is there after it, and all of it verifies."""
    with _recorder(debian) as recorder:
        before = _json(debian, "verify")["size"]
        assert _send(recorder, 2) == 200
        recorder.kill()
    with _recorder(debian):
        assert _json(debian, "status")["recording"]
    verdict = _json(debian, "verify")
    assert verdict["verdict"] == "CONSISTENT"
    assert verdict["size"] > before


@in_bare_debian
def test_what_it_starts_finds_its_own_libraries(debian: BareRoot) -> None:
    """A program under record sees the environment that the person has, nothing of our start."""
    words = ("countersign", "run", "--name", "look", "--", "env")
    told = debian.check(*words, LD_LIBRARY_PATH="/opt/theirs")
    assert "LD_LIBRARY_PATH=/opt/theirs\n" in told
    assert "_PYI_" not in told
    told = debian.check(*words)
    assert "/opt/countersign" not in told
    assert "QT_" not in told


@in_bare_debian
def test_the_service(debian: BareRoot) -> None:
    """A user's systemd starts it, hardened, starts it again after a kill, and stops it in order."""
    if not Path("/sys/fs/cgroup/systemd").exists() and not _has_unified_cgroups():
        pytest.skip("no systemd can run here: no control groups")
    debian.install("systemd")
    script = debian.path / "service.sh"
    script.write_text(_SERVICE)
    env = debian.environment(user="0", XDG_RUNTIME_DIR="/run/user/0", UNIT=UNIT)
    command = debian.command("bash", "-eu", "/service.sh", user="0", binds=[Path("/sys/fs/cgroup")])
    alone = ["unshare", "--pid", "--fork", "--kill-child", *command]  # its systemd ends with it
    done = subprocess.run(alone, env=env, capture_output=True, text=True, timeout=300, check=False)
    told = f"{done.stdout}\n{done.stderr}"
    assert done.returncode == 0, told
    assert "Seccomp:\t2" in told
    assert "NoNewPrivs:\t1" in told
    assert '"keeper":"service"' in told.replace(": ", ":")
    assert "restarts 1" in told
    assert "Result=success" in told
    assert "ActiveState=inactive" in told
    assert "CONSISTENT" in told


_SERVICE = r"""
mount -t tmpfs tmpfs /run
mkdir -p /run/systemd/system "$XDG_RUNTIME_DIR"  # the first: systemd's mark that it may run
chmod 700 "$XDG_RUNTIME_DIR"
systemd-analyze --user --man=no verify "$UNIT"
/lib/systemd/systemd --user --log-target=null &
tries() {
  for _ in $(seq 200); do "$@" >/tmp/told 2>&1 && return; sleep 0.05; done
  echo "in vain: $*"; cat /tmp/told; exit 1
}
tries systemctl --user is-active default.target
test "$(systemctl --user is-enabled "$UNIT" || true)" = disabled
systemctl --user start "$UNIT"
tries countersign status
countersign status --output json
pid=$(systemctl --user show -p MainPID --value "$UNIT")
grep -E 'Seccomp:|NoNewPrivs' "/proc/$pid/status"
kill -9 "$pid"
again() { test "$(systemctl --user show -p NRestarts --value "$UNIT")" = 1 && countersign status; }
tries again
echo "restarts $(systemctl --user show -p NRestarts --value "$UNIT")"
systemctl --user stop "$UNIT"
systemctl --user show -p Result -p ActiveState "$UNIT"
countersign verify
"""


def _has_unified_cgroups() -> bool:
    return Path("/sys/fs/cgroup/cgroup.procs").exists()


@in_bare_debian
@pytest.mark.skipif(bool(missing_desktop(DESKTOP)), reason=missing_desktop(DESKTOP))
def test_the_tray_and_the_keychain(debian: BareRoot, tmp_path_factory: Any) -> None:
    """On a desktop the icon comes up, a recorder under it, its keys in the keyring; it quits."""
    folder = tmp_path_factory.mktemp("d")
    with desktop(folder, DESKTOP) as desk:
        env = debian.environment(user="0") | {
            name: desk.environment[name]
            for name in ("DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR")
        }
        words = ("countersign", "--data-dir", "/root/tray")
        settings = debian.path / "root/tray/settings.toml"
        settings.parent.mkdir(mode=0o700)
        settings.write_text("[receive]\nhttp_port = 0\ngrpc_port = 0\n")
        with (folder / "tray.log").open("wb") as log:
            process = debian.start(
                *words, user="0", binds=[folder], env=env, stdout=log, stderr=log
            )
        try:
            icon = TrayItem(desk.bus, 60)
            until(lambda: "local-only" in icon.tool_tip(), "the recorder under the icon", 60)
            status = debian.command(*words, "status", "--output", "json", user="0", binds=[folder])
            told = subprocess.run(status, env=env, capture_output=True, text=True, check=True)
            process.terminate()
            code = process.wait(60)
        finally:
            process.kill()
            sys.stderr.write((folder / "tray.log").read_text())  # shown when the test fails
    status = json.loads(told.stdout)["data"]
    assert status["recording"]
    assert status["custody"] == "os-keychain"
    assert code == 0, (folder / "tray.log").read_text()


@in_bare_debian
def test_purge_leaves_the_persons_data_alone(debian: BareRoot) -> None:
    """Afterwards nothing of the package is there, and every byte of the record."""
    data = debian.home / ".local/share/countersign/ledger.db"
    debian.check("sh", "-c", "countersign run -- true")
    before = data.read_bytes()
    packed = debian.check("dpkg", "--listfiles", "countersign").splitlines()
    files = [it for it in packed if not (debian.path / it[1:]).is_dir()]
    debian.check("apt-get", "purge", "-y", "-qq", "countersign", user="0")
    assert len(files) > 100
    assert not [it for it in files if os.path.lexists(debian.path / it[1:])]
    assert not (debian.path / "opt/countersign").exists()
    assert data.read_bytes() == before
    assert data.stat().st_uid == UID


def test_two_builds_are_alike(source: Path, tmp_path: Path, request: Any) -> None:
    """The same checkout in another folder gives the same bytes."""
    if os.environ.get("COUNTERSIGN_LONG") != "1":
        pytest.skip("a second build: COUNTERSIGN_LONG=1 runs it")
    first = request.getfixturevalue("package")
    other = shutil.copytree(source, tmp_path / "elsewhere" / "checkout", symlinks=True)
    second = _build(other, tmp_path)
    sums = [
        _unpack(it, tmp_path / str(n)) / "DEBIAN/md5sums" for n, it in enumerate((first, second))
    ]
    assert sums[1].read_text().splitlines() == sums[0].read_text().splitlines()
    assert second.read_bytes() == first.read_bytes()


def test_pyinstaller_is_pinned() -> None:
    """The build tool is one of the development packages, with its hashes."""
    assert importlib.util.find_spec("PyInstaller")
    assert "pyinstaller==" in (ROOT / "requirements-dev.lock").read_text("utf-8")
