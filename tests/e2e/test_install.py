"""Countersign as people get it: from a bare clone, as a wheel, as a uv tool, on other Pythons.

Everything is made in folders of the test's own, outside the checkout. Packages come from where
pip's own configuration says, or from its cache; without either these tests fail.
"""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import time
import tomllib
import zipfile
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.bundle import onefile
from tests.fakes.clone import clone
from tests.fakes.desk.choice import Choice
from tests.fakes.desk.choice import missing as missing_desktop
from tests.fakes.desk.desktop import desktop
from tests.fakes.desk.tray_item import TrayItem
from tests.fakes.desk.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.install, pytest.mark.timeout(900)]
ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
VERIFY_PY = "desktop_app/resources/bundle/verify.py"  # made when the wheel is built
VERSION = PROJECT["project"]["version"]
FREE_PORTS = ("--otlp-http-port", "0", "--otlp-grpc-port", "0")
READY_S = 240
DESKTOP = Choice(panel="xfce", notifications="none", keyring="none")


def _environment(home: Path, **more: str) -> dict[str, str]:
    """The surroundings of a person with a fresh HOME, who has pip's settings and cache still."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_FOREIGN)}
    config = next(filter(Path.is_file, _pip_settings()), None)
    if config:
        kept.setdefault("PIP_CONFIG_FILE", str(config))
    home.mkdir(parents=True, exist_ok=True)
    return {**kept, "HOME": str(home), "PIP_CACHE_DIR": _pip_cache(), **more}


_FOREIGN = (
    *("XDG_", "COUNTERSIGN_", "OTEL_", "DBUS_", "VIRTUAL_ENV", "PYTHONPATH", "COVERAGE_"),
    *("DISPLAY", "WAYLAND_DISPLAY", "QT_"),  # without a display `run` starts the recorder alone
)


def _pip_settings() -> tuple[Path, Path]:
    config = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return Path.home() / ".pip" / "pip.conf", config / "pip" / "pip.conf"


@cache
def _pip_cache() -> str:
    return _run(sys.executable, "-m", "pip", "cache", "dir").strip()


def _run(*command: str | Path, **more: Any) -> str:
    """Run a program that must succeed; return what it prints."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, **more)
    assert done.returncode == 0, f"{command}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


@contextmanager
def _serving(*command: str | Path, cwd: Path, env: dict[str, str]) -> Iterator[dict[str, Any]]:
    """Start a recorder; yield its ready line with `seconds` and, after the end, `told`."""
    began = time.monotonic()
    errors = cwd / f"stderr-{time.monotonic_ns()}"
    with (
        errors.open("wb") as stderr,
        subprocess.Popen(
            [*command, *FREE_PORTS],
            cwd=cwd,
            env=env,
            stdout=subprocess.PIPE,
            stderr=stderr,
            start_new_session=True,
        ) as process,
    ):
        try:
            assert process.stdout
            line = process.stdout.readline()
            assert line, errors.read_text()
            found = json.loads(line) | {"seconds": time.monotonic() - began}
            yield found
            os.killpg(process.pid, signal.SIGINT)  # as a terminal does at Ctrl+C
            assert process.wait(60) == 0, errors.read_text()
            found["told"] = errors.read_text()
        finally:
            process.kill()


def _other_python(version: str) -> Path:
    """Find a Python of a version, on the PATH or among pyenv's; else skip."""
    pyenv = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv") / "versions"
    for found in (
        shutil.which(f"python{version}"),
        *sorted(pyenv.glob(f"{version}*/bin/python{version}")),
    ):
        if found and subprocess.run([found, "-c", ""], check=False).returncode == 0:
            return Path(found)
    pytest.skip(f"there is no Python {version} here")


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the sdist, built from a clone without a build environment."""
    source = clone(ROOT, tmp_path_factory.mktemp("source"))
    out = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "hatchling", "build", "-d", out, "-t"]
    _run(*build, "sdist", cwd=source)
    pip = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation"]
    _run(*pip, "--wheel-dir", out, source)
    return out


@pytest.fixture(scope="module")
def wheel(dist: Path) -> Path:
    """The wheel."""
    return next(dist.glob("*.whl"))


def _install(
    python: Path, wheel: Path, where: Path, *, lock: str = "requirements.lock", extra: str = ""
) -> Path:
    """Install a wheel and what a lock file pins; return the folder of its programs."""
    _run(python, "-m", "venv", where)
    programs = where / ("Scripts" if os.name == "nt" else "bin")
    pip = [programs / "python", "-m", "pip", "install", "--quiet"]
    env = _environment(where / "home")
    _run(*pip, "--require-hashes", "-r", ROOT / lock, env=env)
    _run(*pip, "--no-deps", f"{wheel}{extra}", env=env)
    return programs


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Programs of an environment that has the wheel and nothing of the checkout."""
    return _install(Path(sys.executable), wheel, tmp_path_factory.mktemp("installed"))


def _smoke(programs: Path, folder: Path) -> None:
    """What a person does first: look at the version, start it, ask it something, stop it."""
    env = _environment(folder / "home")
    countersign = programs / "countersign"
    assert VERSION in _run(countersign, "--version", cwd=folder, env=env)
    with _serving(countersign, "serve", cwd=folder, env=env) as ready:
        for verb in (["status"], ["runs"], ["search", "anything"], ["config", "list"], ["verify"]):
            done = subprocess.run(
                [countersign, *verb, "--output", "json"],
                cwd=folder,
                env=env,
                capture_output=True,
                text=True,
                check=False,
            )
            assert json.loads(done.stdout)["ok"], (verb, done)
    assert "stopped" in ready["told"]


def test_first_start_from_a_bare_clone(tmp_path: Path) -> None:
    """The README's first command: ready from nothing, told while it works, clean at Ctrl+C."""
    checkout = clone(ROOT, tmp_path / "checkout")
    env = _environment(tmp_path / "home")
    command = (sys.executable, checkout / "installer" / "bootstrap.py", "run")
    with _serving(*command, cwd=tmp_path, env=env) as ready:
        assert ready["ready"] is True
        assert str(tmp_path / "home") in ready["data_dir"]
    assert "Making a virtual environment" in ready["told"]
    assert "Installing the" in ready["told"]
    assert "countersign: stopped" in ready["told"]
    assert "Traceback" not in ready["told"]
    with _serving(*command, cwd=tmp_path, env=env) as again:
        assert again["seconds"] < ready["seconds"]
    assert "Installing" not in again["told"]
    assert _run("git", "status", "--porcelain", cwd=checkout) == ""


def test_interrupted_first_start_is_repaired(tmp_path: Path) -> None:
    """Ctrl+C in the middle of the set-up ends in a sentence; the next start makes up for it."""
    checkout = clone(ROOT, tmp_path / "checkout")
    env = _environment(tmp_path / "home", COUNTERSIGN_VENV=str(tmp_path / "venv"))
    command = [sys.executable, checkout / "installer" / "bootstrap.py", "run", *FREE_PORTS]
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env=env, start_new_session=True
    ) as process:
        assert process.stderr
        for line in process.stderr:
            if "Installing the" in line:
                break
        os.killpg(process.pid, signal.SIGINT)
        told = process.stderr.read()
        assert process.wait(30) == 130
    assert "Interrupted" in told
    assert 'bootstrap.py", line' not in told
    with _serving(*command[:3], cwd=tmp_path, env=env) as ready:
        assert ready["ready"] is True
    assert "making it anew" in ready["told"]
    assert not (checkout / ".venv").exists()


def test_no_network_is_told(tmp_path: Path) -> None:
    """Without a package index the set-up ends in a sentence that says so, not in a traceback."""
    checkout = clone(ROOT, tmp_path / "checkout")
    nothing = {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_INDEX_URL": "https://127.0.0.1:9/simple",
        "PIP_RETRIES": "1",
        "PIP_FIND_LINKS": "",
        "PIP_EXTRA_INDEX_URL": "",
        "PIP_CACHE_DIR": str(tmp_path / "cache"),
    }
    done = subprocess.run(
        [sys.executable, checkout / "installer" / "bootstrap.py", "run"],
        env=_environment(tmp_path / "home") | nothing,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "The package index cannot be reached" in done.stderr
    assert "Traceback" not in done.stderr


def test_old_python_says_so(tmp_path: Path) -> None:
    """A real Python 3.10 refuses with the sentence, before it makes anything."""
    python = _other_python("3.10")
    checkout = clone(ROOT, tmp_path / "checkout")
    command = [python, checkout / "installer" / "bootstrap.py", "run"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Countersign needs Python 3.11 or later; this is 3.10" in done.stderr
    assert not (checkout / ".venv").exists()


def test_wheel_holds_the_package_and_its_resources(wheel: Path) -> None:
    """Every module, every resource but the docs' pictures, `verify.py`, and nothing else."""
    tracked = _run("git", "ls-files", "desktop_app", "resources", cwd=ROOT).splitlines()
    wanted = {
        f"desktop_app/{name}" if name.startswith("resources/") else name
        for name in tracked
        if (ROOT / name).exists() and not name.startswith("resources/docs/gallery/")
    }
    with zipfile.ZipFile(wheel) as opened:
        held = {name for name in opened.namelist() if ".dist-info/" not in name}
        licences = [name for name in opened.namelist() if name.endswith("licenses/LICENSE")]
        verifier = opened.read(VERIFY_PY).decode()
    assert held == {*wanted, VERIFY_PY}
    assert verifier == onefile.generate()
    assert licences


def test_version_is_said_once() -> None:
    """The package's own version is the distribution's."""
    module = ast.parse((ROOT / "desktop_app" / "__init__.py").read_text("utf-8"))
    values = [
        node.value
        for node in module.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__version__"
    ]
    assert [ast.literal_eval(value) for value in values] == [VERSION]


def test_wheel_works_outside_the_checkout(installed: Path, tmp_path: Path) -> None:
    """It starts and answers from any folder, without Qt, and all it imports is its own."""
    _smoke(installed, tmp_path)
    script = """
import sys
from desktop_app.host import resources
from desktop_app.recorder import serve
assert resources.read_text("docs/ledger.md")
assert not any(name.startswith(("PySide", "shiboken")) for name in sys.modules)
print("\\n".join(str(getattr(m, "__file__", "")) for m in list(sys.modules.values())))
"""
    env = _environment(tmp_path / "home")
    loaded = _run(installed / "python", "-c", script, cwd=tmp_path, env=env)
    assert str(ROOT) not in loaded
    assert "desktop_app/host/resources.py" in loaded.replace(os.sep, "/")
    packages = _run(installed / "python", "-m", "pip", "list", cwd=tmp_path, env=env)
    assert "PySide6" not in packages


def test_wheel_reads_no_file_of_the_checkout(installed: Path, tmp_path: Path) -> None:
    """An audit hook in every Python of the environment sees no path of the checkout opened."""
    seen = tmp_path / "seen"
    site = Path(
        _run(
            installed / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"
        ).strip()
    )
    (site / "_watch.pth").write_text("import _watch\n")
    (site / "_watch.py").write_text(
        "import os, sys\n"
        f"ROOT, SEEN = {str(ROOT) + os.sep!r}, {str(seen)!r}\n"
        "def watch(event, arguments):\n"
        "    if event in ('open', 'os.listdir') and str(arguments[0]).startswith(ROOT):\n"
        "        file = os.open(SEEN, os.O_WRONLY | os.O_CREAT | os.O_APPEND)\n"
        "        os.write(file, f'{arguments[0]}\\n'.encode())\n"
        "sys.addaudithook(watch)\n"
    )
    try:
        _smoke(installed, tmp_path)
        probe = f"open({str(ROOT / 'LICENSE')!r}).close()"
        assert not seen.exists(), seen.read_text()
        _run(installed / "python", "-c", probe, cwd=tmp_path)
        assert seen.exists(), "the hook itself does not work"
    finally:
        (site / "_watch.pth").unlink()
        (site / "_watch.py").unlink()


def test_sdist_builds_the_same_wheel(dist: Path, wheel: Path, tmp_path: Path) -> None:
    """What is built from the sdist is what is built from the checkout."""
    with tarfile.open(next(dist.glob("*.tar.gz"))) as packed:
        packed.extractall(tmp_path, filter="data")
    source = next(tmp_path.glob("countersign-*"))
    assert (source / "installer" / "bootstrap.py").exists()
    for lock in ("requirements.lock", "requirements-tray.lock", "requirements-dev.lock"):
        assert (source / lock).exists()
    pip = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation"]
    _run(*pip, "--wheel-dir", tmp_path, source)
    with (
        zipfile.ZipFile(wheel) as first,
        zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as second,
    ):
        assert {it.filename: it.CRC for it in first.infolist()} == {
            it.filename: it.CRC for it in second.infolist()
        }


def test_uv_tool_install(wheel: Path, tmp_path: Path) -> None:
    """`uv tool install` makes the command `countersign`, and it works."""
    if importlib.util.find_spec("uv"):
        uv: list[str] = [sys.executable, "-m", "uv"]
    elif found := shutil.which("uv"):
        uv = [found]
    else:
        pytest.skip("uv is not installed")
    env = _environment(
        tmp_path / "home",
        UV_TOOL_DIR=str(tmp_path / "tools"),
        UV_TOOL_BIN_DIR=str(tmp_path / "bin"),
        UV_CACHE_DIR=str(tmp_path / "cache"),
        UV_PYTHON_DOWNLOADS="never",
    )
    _run(*uv, "tool", "install", "--python", sys.executable, wheel, cwd=tmp_path, env=env)
    _smoke(tmp_path / "bin", tmp_path)


def test_tray_extra_resolves(wheel: Path, installed: Path, tmp_path: Path) -> None:
    """`countersign[tray]` would bring Qt along; nothing is downloaded or installed for it here."""
    pip = [installed / "python", "-m", "pip", "install", "--dry-run", "--report", "-", "--quiet"]
    env = _environment(tmp_path / "home")
    report = json.loads(_run(*pip, f"{wheel}[tray]", cwd=tmp_path, env=env))
    names = {it["metadata"]["name"] for it in report["install"]}
    assert "PySide6_Essentials".lower() in {name.lower().replace("-", "_") for name in names}


def test_wheel_with_the_tray(wheel: Path, tmp_path: Path) -> None:
    """`countersign[tray]` with its pins imports every window, and its icons are the wheel's own."""
    programs = _install(
        Path(sys.executable),
        wheel,
        tmp_path / "tray",
        lock="requirements-tray.lock",
        extra="[tray]",
    )
    script = """
import importlib, pkgutil
from importlib.resources import files
from desktop_app import tray
from desktop_app.host import resources
for module in pkgutil.walk_packages(tray.__path__, "desktop_app.tray."):
    importlib.import_module(module.name)
assert resources.read_bytes("icons/app.svg").startswith(b"<svg")
print(files("desktop_app"))
"""
    env = _environment(tmp_path / "home")
    where = _run(programs / "python", "-c", script, cwd=tmp_path, env=env).strip()
    assert Path(where).is_relative_to(tmp_path)
    done = subprocess.run(
        [programs / "countersign"], cwd=tmp_path, env=env, capture_output=True, check=False
    )
    assert b"There is no display here" in done.stderr
    assert b"Traceback" not in done.stderr


@pytest.mark.skipif(bool(missing_desktop(DESKTOP)), reason=missing_desktop(DESKTOP))
def test_first_start_on_a_desktop(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The README's first command where there is a display: an icon, and a recorder under it."""
    checkout = clone(ROOT, tmp_path / "checkout")
    command = [sys.executable, checkout / "installer" / "bootstrap.py", "run"]
    settings = tmp_path / "home/.local/share/countersign/settings.toml"
    settings.parent.mkdir(parents=True, mode=0o700)
    settings.write_text("[receive]\nhttp_port = 0\ngrpc_port = 0\n")
    folder = tmp_path_factory.mktemp("d")
    with desktop(folder, DESKTOP) as desk, (tmp_path / "told").open("wb") as told:
        env = _environment(tmp_path / "home") | {
            name: desk.environment[name]
            for name in ("DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR")
        }
        process = subprocess.Popen(command, env=env, cwd=tmp_path, stdout=told, stderr=told)
        try:
            icon = TrayItem(desk.bus, READY_S)
            until(lambda: "local-only" in icon.tool_tip(), "the recorder under the icon", 30)
            process.terminate()
            assert process.wait(60) == 0
        finally:
            process.kill()
            process.wait()
    said = (tmp_path / "told").read_text()
    assert "requirements-tray.lock" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("version", ["3.12", "3.13"])
def test_other_pythons(wheel: Path, tmp_path: Path, version: str) -> None:
    """The same pins install on another Python, and the recorder works there."""
    _smoke(_install(_other_python(version), wheel, tmp_path / "venv"), tmp_path)
