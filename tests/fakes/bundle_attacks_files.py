"""Attacks on the files of a bundle and their list: steps 3 and 11, and `keys/`."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING

from desktop_app.bundle import layout
from desktop_app.bundle.keyfiles import key_files
from desktop_app.signing.dsse import spki_pem
from tests.fakes.bundle_attack_table import INCOMPLETE, INVALID, PASS, attack, enter
from tests.fakes.synthetic_log import epoch_keys

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.signing.keys import EpochKeys
    from tests.fakes.bundle_attack_table import Act
    from tests.fakes.bundle_forger import Forged

STRANGER = epoch_keys("stranger").signers
_LINE = 64 + 2  # digest and two spaces


def flip(data: bytes, at: int | None = None) -> bytes:
    """Flip one bit of one byte, the middle one by default."""
    place = len(data) // 2 if at is None else at
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def flipped(path: str) -> Act:
    """Flip a bit of a file and leave the rest as it was signed."""

    def act(forged: Forged) -> None:
        forged.files[path] = flip(forged.files[path])

    return act


def removed(*paths: str, finish: bool = True) -> Act:
    """Take files away, by someone who can sign."""

    def act(forged: Forged) -> None:
        for path in paths:
            del forged.files[path]
        if finish:
            forged.finish()

    return act


for _name, _path in {
    "checkpoint": layout.CHECKPOINT,
    "entry": "entries/3.json",
    "proof": "proofs/3.tlog-proof",
    "body": "openings/3.body",
    "secret": "openings/3.secret",
    "tile": "log/tile/0/000.p/12",
    "root_vkey": layout.ROOT_VKEY,
    "manifest_pem": layout.MANIFEST_PEM,
    "key_list": layout.KEY_LOG,
    "absence": layout.ABSENCE,
}.items():
    enter(f"flip_{_name}", flipped(_path), "A01", "D02", finding="file_digest", step=3)
enter("flip_replay", flipped(layout.REPLAY), "A01", "D02", base="viewed", finding="file_digest")
enter("flip_sums", flipped(layout.SUMS), "A01", "D02", step=4)
enter("flip_manifest", flipped(layout.MANIFEST), "A01", step=4)


@attack("D02", finding="file_digest", step=3)
def sums_name_another_digest(forged: Forged) -> None:
    """One line of SHA256SUMS has another digest; the manifest signs it so."""
    sums = forged.files[layout.SUMS]
    forged.files[layout.SUMS] = b"00" * 16 + sums[32:]
    forged.sign()


@attack("D07", base="viewed", finding="file_unnamed", step=3)
def file_not_named(forged: Forged) -> None:
    """A file that SHA256SUMS does not name."""
    forged.files[layout.EVENTS] = b"{}\n"


@attack("D07", finding="file_unnamed", step=3)
def evidence_not_named(forged: Forged) -> None:
    """A checkpoint beside the others that SHA256SUMS does not name."""
    forged.files["log/checkpoints/5"] = forged.log.note(5)


@attack("D02", base="viewed", finding="file_missing", step=3)
def view_removed(forged: Forged) -> None:
    """A file that SHA256SUMS names is gone."""
    del forged.files[layout.REPLAY]


@attack("D02", base="viewed", finding="file_missing", step=3)
def report_removed(forged: Forged) -> None:
    """The report is gone: missing, not altered."""
    del forged.files[layout.REPORT]


@attack(finding="sums_missing", step=3)
def sums_removed(forged: Forged) -> None:
    """No SHA256SUMS."""
    del forged.files[layout.SUMS]


enter("manifest_removed", removed(layout.MANIFEST, finish=False), step=4)
enter("readme_removed", removed(layout.README), finding="file_missing", step=3)


def _lines(change: Callable[[list[bytes]], list[bytes]]) -> Act:
    """Write SHA256SUMS in another way, and sign it."""

    def act(forged: Forged) -> None:
        lines = forged.files[layout.SUMS].splitlines(keepends=True)
        forged.files[layout.SUMS] = b"".join(change(lines))
        forged.sign()

    return act


for _name, _change in {
    "binary_mark": lambda lines: [line[:65] + b"*" + line[66:] for line in lines],
    "one_space": lambda lines: [line[:65] + line[66:] for line in lines],
    "line_twice": lambda lines: [lines[0], *lines],
    "another_digest_for_a_path": lambda lines: [b"0" * 64 + lines[0][64:], *lines],
    "unsorted": lambda lines: lines[::-1],
    "crlf": lambda lines: [line[:-1] + b"\r\n" for line in lines],
    "no_final_newline": lambda lines: [*lines[:-1], lines[-1][:-1]],
    "upper_case": lambda lines: [line[:64].upper() + line[64:] for line in lines],
    "bom": lambda lines: [b"\xef\xbb\xbf" + lines[0], *lines[1:]],
    "escaped": lambda lines: [b"\\" + lines[0], *lines[1:]],
    "blank_line": lambda lines: [*lines, b"\n"],
    "nul": lambda lines: [lines[0][:-1] + b"\0\n", *lines[1:]],
    "short_digest": lambda lines: [lines[0][1:], *lines[1:]],
}.items():
    enter(f"sums_{_name}", _lines(_change), finding="sums_form", step=3)


def _also_named(path: str) -> Act:
    def act(forged: Forged) -> None:
        digest = sha256(forged.files[path]).hexdigest()
        lines = [
            *forged.files[layout.SUMS].splitlines(keepends=True),
            f"{digest}  {path}\n".encode(),
        ]
        forged.files[layout.SUMS] = b"".join(sorted(lines, key=lambda line: line[_LINE:]))
        forged.sign()

    return act


enter("sums_name_the_manifest", _also_named(layout.MANIFEST), finding="file_missing", step=3)
enter("sums_name_themselves", _also_named(layout.SUMS), finding="file_missing", step=3)
enter(
    "sums_dot_slash",
    _lines(lambda lines: [line[:_LINE] + b"./" + line[_LINE:] for line in lines]),
    finding="file_unnamed",
    step=3,
)
enter("sums_empty", _lines(lambda _: []), finding="file_unnamed", step=3)


# --- views (D13) ---------------------------------------------------------------------------------


@attack("D13", base="viewed", finding="report_altered", step=3, sealed=PASS)
def report_edited(forged: Forged) -> None:
    """The report says something else; what was sealed is intact."""
    forged.files[layout.REPORT] += b"<p>All is well.</p>"


@attack("D13", finding="report_altered", step=3, sealed=PASS)
def readme_edited(forged: Forged) -> None:
    """README.txt says something else; what was sealed is intact."""
    forged.files[layout.README] += b"Send the fingerprint to the sender.\n"


@attack("D13", finding="report_altered", step=3, sealed=PASS)
def readme_edited_and_signed(forged: Forged) -> None:
    """A sender with keys writes another README.txt: no digest differs, and it is not the text."""
    forged.files[layout.README] = b"This bundle is genuine. No check is needed.\n"
    forged.finish()


@attack("D13", base="viewed", finding="file_digest", step=3, sealed=INVALID)
def report_and_entry_edited(forged: Forged) -> None:
    """The report and an entry: what was sealed is not intact."""
    forged.files[layout.REPORT] += b" "
    forged.files["entries/4.json"] = flip(forged.files["entries/4.json"], -3)


@attack("D13", base="viewed", finding="report_altered", step=3, sealed=INVALID)
def report_edited_and_entry_forged(forged: Forged) -> None:
    """The report is edited in a bundle whose entries do not hold either."""
    forged.files["proofs/3.tlog-proof"] = forged.files["proofs/4.tlog-proof"]
    forged.finish()
    forged.files[layout.REPORT] += b" "


# --- keys/ ---------------------------------------------------------------------------------------


@attack(finding="key_file", step=5)
def manifest_pem_of_stranger(forged: Forged) -> None:
    """keys/manifest.pem is another key: openssl says no, and the manifest is right."""
    forged.files[layout.MANIFEST_PEM] = spki_pem(STRANGER.public.ed25519)
    forged.finish()


@attack(finding="manifest_signature", step=6)
def manifest_and_pem_of_stranger(forged: Forged) -> None:
    """Manifest and keys/manifest.pem agree on a stranger's key: openssl alone is fooled."""
    forged.files[layout.MANIFEST_PEM] = spki_pem(STRANGER.public.ed25519)
    forged.finish(keys=stranger_keys())


@attack(base="standard", finding="key_file", step=5)
def checkpoint_vkey_of_old_epoch(forged: Forged) -> None:
    """keys/checkpoint.vkey has the keys of the first epoch."""
    first = [forged.log.entry(seq) for seq in (0, 1)]
    forged.files[layout.CHECKPOINT_VKEY] = layout_keys(first)[layout.CHECKPOINT_VKEY]
    forged.finish()


@attack(base="standard", finding="key_file", step=5)
def root_vkey_before_rotation(forged: Forged) -> None:
    """keys/root.vkey is the root that was replaced."""
    first = [forged.log.entry(seq) for seq in (0, 1)]
    forged.files[layout.ROOT_VKEY] = layout_keys(first)[layout.ROOT_VKEY]
    forged.finish()


@attack(base="standard", finding="key_file", step=5)
def key_list_without_late_seal(forged: Forged) -> None:
    """keys/log.json says that no seal was late."""
    old = forged.files[layout.KEY_LOG]
    forged.files[layout.KEY_LOG] = old.replace(b'"late":true', b'"late":false')
    assert forged.files[layout.KEY_LOG] != old
    forged.finish()


for _name in (layout.ROOT_VKEY, layout.CHECKPOINT_VKEY, layout.MANIFEST_PEM, layout.KEY_LOG):
    enter(
        f"missing_{_name.removeprefix('keys/').replace('.', '_')}",
        removed(_name),
        expected=INCOMPLETE,
        finding="key_file_missing",
        step=5,
    )


# --- absence/ ------------------------------------------------------------------------------------


def _absence(change: Callable[[list[object]], object]) -> Act:
    def act(forged: Forged) -> None:
        rows = json.loads(forged.files[layout.ABSENCE])
        changed = json.dumps(change(rows), separators=(",", ":"), sort_keys=True)  # noqa: TID251 - a forger's
        assert changed.encode() + b"\n" != forged.files[layout.ABSENCE]
        forged.files[layout.ABSENCE] = changed.encode() + b"\n"
        forged.finish()

    return act


for _name, _rows in {
    "leaves_one_out": lambda rows: rows[1:],
    "leaves_all_out": lambda _: [],
    "tells_more": lambda rows: [*rows, {"what": "paused", "seq": 99, "kind": "pause.start"}],
    "in_another_order": lambda rows: rows[::-1],
    "counts_less": lambda rows: [
        {**row, "counts": {"key": 1}} if "counts" in row else row for row in rows
    ],
    "is_no_list": lambda rows: {"rows": rows},
}.items():
    enter(f"absence_{_name}", _absence(_rows), finding="absence", step=11)


@attack(finding="absence", step=11)
def absence_with_spaces(forged: Forged) -> None:
    """The same list, not canonical."""
    forged.files[layout.ABSENCE] = forged.files[layout.ABSENCE].replace(b",", b", ")
    forged.finish()


enter("absence_removed", removed(layout.ABSENCE), finding="absence", step=11)


def layout_keys(entries: list[object]) -> dict[str, bytes]:
    """Return the files of `keys/` of a shorter key log."""
    return key_files(entries)  # type: ignore[arg-type]  # entries of a log


def stranger_keys() -> EpochKeys:
    """Return the keys of somebody else."""
    return epoch_keys("stranger")
