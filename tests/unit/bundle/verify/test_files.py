"""SHA256SUMS: every file and no other; the report and README.txt told apart."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.bundle.layout import README_SHA256
from desktop_app.bundle.verify import files as module
from desktop_app.bundle.verify.files import ALTERED_CODE, check_files, format_sums, parse_sums
from desktop_app.bundle.verify.source import open_files
from desktop_app.errors import BadEncodingError
from desktop_app.model.findings import Findings

if TYPE_CHECKING:
    from pathlib import Path

README = b"how to check\n"
CONTENT = {
    "README.txt": README,
    "entries/0.json": b"{}",
    "log/checkpoint": b"note",
    "manifest.sigstore.json": b"{}\n",
    "views/report.html": b"<html>",
}


@pytest.fixture(autouse=True)
def readme(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this version's README be a short one."""
    assert len(README_SHA256) == 64
    monkeypatch.setattr(module, "README_SHA256", hashlib.sha256(README).hexdigest())


def sums_of(files: dict[str, bytes]) -> bytes:
    """Return the right sums."""
    return format_sums(
        (path, hashlib.sha256(data).digest())
        for path, data in files.items()
        if path != "manifest.sigstore.json"
    )


def check(folder: Path, files: dict[str, bytes]) -> tuple[list[str], module.Summed]:
    """Return the codes of the findings for a directory of these files."""
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    findings, told = Findings(), []
    summed = check_files(
        open_files(folder), findings, lambda done, total: told.append((done, total))
    )
    assert told == [(at + 1, told[0][1]) for at in range(summed.files)] if told else True
    return [finding.code for finding in findings.kept], summed


def test_right_sums_pass(tmp_path: Path):
    """Nothing is said; files and bytes are counted; `sha256sum -c` agrees."""
    codes, summed = check(tmp_path, {**CONTENT, "SHA256SUMS": sums_of(CONTENT)})
    assert (codes, summed.files, summed.altered) == ([], 4, False)
    assert summed.bytes == sum(len(data) for data in CONTENT.values()) - 3
    if shutil.which("sha256sum"):
        done = subprocess.run(
            ["sha256sum", "--strict", "-c", "SHA256SUMS"], cwd=tmp_path, check=False
        )
        assert done.returncode == 0


@pytest.mark.attack("D02")
def test_another_file_is_invalid(tmp_path: Path):
    """A digest that differs names its file."""
    files = {**CONTENT, "SHA256SUMS": sums_of(CONTENT), "entries/0.json": b"[]"}
    assert check(tmp_path, files)[0] == ["file_digest"]


@pytest.mark.attack("D07")
@pytest.mark.parametrize("path", ["absence/absence.json", "entries/1.json", "views/replay.json"])
def test_file_without_a_line_is_invalid(tmp_path: Path, path: str):
    """A file that the signature does not reach is no part of the bundle."""
    codes, _ = check(tmp_path, {**CONTENT, "SHA256SUMS": sums_of(CONTENT), path: b""})
    assert codes == ["file_unnamed"]


@pytest.mark.parametrize("path", ["README.txt", "entries/0.json", "views/report.html"])
def test_line_without_a_file_is_invalid(tmp_path: Path, path: str):
    """A file that was taken away is told."""
    files = {**CONTENT, "SHA256SUMS": sums_of(CONTENT)}
    del files[path]
    assert set(check(tmp_path, files)[0]) == {"file_missing"}


@pytest.mark.attack("D13")
@pytest.mark.parametrize("path", ["README.txt", "views/report.html"])
def test_edited_report_has_its_own_code(tmp_path: Path, path: str):
    """The report was altered; nothing else is said, so that the rest is judged by itself."""
    codes, summed = check(tmp_path, {**CONTENT, "SHA256SUMS": sums_of(CONTENT), path: b"better"})
    assert (codes, summed.altered) == ([ALTERED_CODE], True)


@pytest.mark.attack("D13")
def test_readme_with_right_sum_is_still_another(tmp_path: Path):
    """The suspect ships it: the text is this version's, whatever the sums say."""
    files = {**CONTENT, "README.txt": b"All is well.\n"}
    assert check(tmp_path, {**files, "SHA256SUMS": sums_of(files)})[0] == [ALTERED_CODE]


def test_no_sums(tmp_path: Path):
    """Without sums nothing can be compared but README.txt."""
    assert check(tmp_path, CONTENT)[0] == ["sums_missing"]
    codes, _ = check(tmp_path, {**CONTENT, "README.txt": b""})
    assert codes == ["sums_missing", ALTERED_CODE]


DEFECTS = {
    "not sorted": lambda lines: [lines[1], lines[0], *lines[2:]],
    "twice": lambda lines: [lines[0], *lines],
    "upper case": lambda lines: [lines[0][:64].upper() + lines[0][64:], *lines[1:]],
    "binary mark": lambda lines: [lines[0].replace(b"  ", b" *"), *lines[1:]],
    "one space": lambda lines: [lines[0].replace(b"  ", b" "), *lines[1:]],
    "CRLF": lambda lines: [line.replace(b"\n", b"\r\n") for line in lines],
    "no end": lambda lines: [*lines[:-1], lines[-1][:-1]],
    "empty line": lambda lines: [*lines, b"\n"],
    "comment": lambda lines: [b"# sums\n", *lines],
    "odd name": lambda lines: [lines[0].replace(b"README.txt", b"README txt"), *lines[1:]],
    "not ASCII": lambda lines: [lines[0].replace(b"README.txt", b"R\xc3\x89ADME"), *lines[1:]],
    "digest cut": lambda lines: [lines[0][1:], *lines[1:]],
}


@pytest.mark.attack("D02")
@pytest.mark.parametrize("defect", DEFECTS)
def test_other_forms_are_invalid(tmp_path: Path, defect: str):
    """One set of files has one SHA256SUMS."""
    sums = b"".join(DEFECTS[defect](sums_of(CONTENT).splitlines(keepends=True)))
    assert "sums_form" in check(tmp_path, {**CONTENT, "SHA256SUMS": sums})[0]


@given(st.dictionaries(st.from_regex(r"\A[!-~]{1,20}\Z"), st.binary(min_size=32, max_size=32)))
def test_sums_round_trip(digests: dict[str, bytes]):
    """What is written is read, sorted."""
    assert list(parse_sums(format_sums(digests.items()))) == sorted(digests.items())


@given(st.binary(max_size=200))
def test_only_what_is_written_is_read(data: bytes):
    """Whatever parses is what would be written."""
    try:
        parsed = list(parse_sums(data))
    except BadEncodingError:
        return
    assert format_sums(parsed) == data


@pytest.mark.attack("D07")
def test_the_last_file_may_be_the_one_without_a_line(tmp_path: Path):
    """And nobody needs to ask for the progress."""
    named = {path: data for path, data in CONTENT.items() if path != "views/report.html"}
    assert check(tmp_path, {**CONTENT, "SHA256SUMS": sums_of(named)})[0] == ["file_unnamed"]
    findings = Findings()
    check_files(open_files(tmp_path), findings)
    assert [finding.code for finding in findings.kept] == ["file_unnamed"]
