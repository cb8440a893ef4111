"""Attacks on content that is encrypted to recipients: step 12. Needs pyrage, as opening it does."""

from __future__ import annotations

import io
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

import pyrage

from desktop_app.bundle import layout
from desktop_app.bundle.layout import Level
from tests.fakes.bundle_attack_table import (
    INCOMPLETE,
    PASS,
    UNREADABLE,
    Sent,
    Trust,
    enter,
    root_key,
)
from tests.fakes.bundle_attacks_files import flip
from tests.fakes.bundle_attacks_zip import Item, write_zip
from tests.fakes.bundle_forger import RUN, Forged, ask, forge, plain_log
from tests.fakes.synthetic_log import seed

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.fakes.bundle_attack_table import Act

_ME = pyrage.x25519.Identity.generate()
_OTHER = pyrage.x25519.Identity.generate()
_MADE: list[Forged] = []
Files = dict[str, bytes]


def sealed() -> tuple[Forged, Files]:
    """Return a bundle whose content is still to be sealed, and that content."""
    if not _MADE:
        log = plain_log()
        recipients = (str(_ME.to_public()),)
        asked = ask(log, RUN, Level.REDACTED, recipients=recipients)
        forged = forge(RUN, log=log, export=asked)
        forged.predicate = replace(forged.predicate, recipients=recipients)
        _MADE.append(forged)
    forged = _MADE[0].copy()
    content = {path: data for path, data in forged.files.items() if layout.is_content(path)}
    for path in content:
        del forged.files[path]
    return forged, {"NONCE": seed("nonce"), **content}


def zipped(content: Files) -> bytes:
    """Return the zip that is encrypted."""
    return write_zip([Item(path.encode(), data) for path, data in sorted(content.items())])


def encrypted(data: bytes, *identities: pyrage.x25519.Identity) -> bytes:
    """Return an age file."""
    out = io.BytesIO()
    recipients = [one.to_public() for one in identities or (_ME,)]
    pyrage.encrypt_io(io.BytesIO(data), out, recipients)
    return out.getvalue()


def close(forged: Forged, plain: bytes, *, named: bytes | None = None, age: bytes = b"") -> Forged:
    """Put the content into a bundle; `named`: the plaintext whose digest is told."""
    digest = sha256(plain if named is None else named).hexdigest()
    forged.files[layout.CONTENT] = age or encrypted(plain)
    forged.files[layout.CONTENT_SUM] = f"{digest}  content.zip\n".encode()
    return forged.finish()


def _inside(change: Callable[[Files], object]) -> Act:
    """Change the content before it is sealed."""
    return _with(lambda forged, content: (change(content), close(forged, zipped(content)))[1])


def _with(make: Callable[[Forged, Files], Forged], *, identity: bool = True) -> Act:
    def act(_: Forged) -> Sent:
        forged, content = sealed()
        identities = (str(_ME),) if identity else ()
        trust = Trust(vkeys=(root_key(forged.log),), identities=identities)
        return Sent(make(forged, content), trust)

    return act


def _after(change: Callable[[Forged], object]) -> Act:
    """Change the bundle after its content was sealed; sign it again."""

    def make(forged: Forged, content: Files) -> Forged:
        close(forged, zipped(content))
        change(forged)
        return forged.finish()

    return _with(make)


enter("sealed_opened", _inside(lambda _: None), expected=PASS)
enter(
    "sealed_without_identity",
    _with(lambda forged, content: close(forged, zipped(content)), identity=False),
    expected=PASS,
)
enter(
    "sealed_for_somebody_else",
    _with(lambda f, c: close(f, zipped(c), age=encrypted(zipped(c), _OTHER))),
    expected=PASS,
)

BODY = layout.body_path(3)
for _name, _change, _expected in (
    ("body_flipped", lambda c: c.update({BODY: flip(c[BODY])}), None),
    ("secret_flipped", lambda c: c.update({"openings/3.secret": b"00" * 32 + b"\n"}), None),
    ("opening_out_of_scope", lambda c: c.update({"openings/6.body": b"x"}), None),
    ("run_keys_at_level_redacted", lambda c: c.update({layout.RUN_KEYS: b"{}\n"}), None),
    ("nonce_missing", lambda c: c.pop("NONCE"), None),
    ("nonce_short", lambda c: c.update(NONCE=b"x" * 31), None),
    ("evidence_inside", lambda c: c.update({"entries/4.json": b"{}"}), UNREADABLE),
    ("manifest_inside", lambda c: c.update({layout.MANIFEST: b"{}"}), UNREADABLE),
    ("content_in_content", lambda c: c.update({layout.CONTENT: b"x"}), UNREADABLE),
    ("parent_name", lambda c: c.update({"../x": b"x"}), UNREADABLE),
):
    _more = {} if _expected is None else {"expected": _expected}
    enter(f"sealed_{_name}", _inside(_change), "D11", step=12, **_more)  # type: ignore[arg-type]  # one table
for _name in ("body", "secret"):
    enter(
        f"sealed_{_name}_missing",
        _inside(lambda c, name=_name: c.pop(f"openings/3.{name}")),  # type: ignore[misc]  # a loop's value
        "A02",
        expected=INCOMPLETE,
        step=12,
    )


def _two_plaintexts(forged: Forged, content: Files) -> Forged:
    """The age file opens to another zip than the one whose digest is signed."""
    other = {**content, "NONCE": seed("another")}
    return close(forged, zipped(other), named=zipped(content))


enter("content_of_another_digest", _with(_two_plaintexts), "D12", step=12)
enter(
    "content_is_no_zip", _with(lambda f, _: close(f, b"text")), "D12", expected=UNREADABLE, step=12
)
enter(
    "content_is_no_age",
    _with(lambda f, c: close(f, zipped(c), age=zipped(c))),
    "D12",
    expected=UNREADABLE,
    step=12,
)
for _name, _do in {
    "flipped": lambda f: f.files.update({layout.CONTENT: flip(f.files[layout.CONTENT])}),
    "cut": lambda f: f.files.update({layout.CONTENT: f.files[layout.CONTENT][:-1]}),
    "longer": lambda f: f.files.update({layout.CONTENT: f.files[layout.CONTENT] + b"x"}),
    "sum_missing": lambda f: f.files.pop(layout.CONTENT_SUM),
    "sum_crlf": lambda f: f.files.update(
        {layout.CONTENT_SUM: f.files[layout.CONTENT_SUM][:-1] + b"\r\n"}
    ),
    "sum_of_another_name": lambda f: f.files.update(
        {layout.CONTENT_SUM: f.files[layout.CONTENT_SUM].replace(b"content", b"Content")}
    ),
    "sum_binary": lambda f: f.files.update(
        {layout.CONTENT_SUM: f.files[layout.CONTENT_SUM].replace(b"  ", b" *")}
    ),
}.items():
    enter(f"content_{_name}", _after(_do), "D12", step=12)


def _beside(forged: Forged) -> None:
    """An opening lies in plain beside the encrypted ones, and is right."""
    content, secret = forged.log.bodies[3]
    forged.files[BODY] = content
    forged.files[layout.secret_path(3)] = secret.hex().encode() + b"\n"


enter("opening_in_plain_beside_content", _after(_beside), "D12")
enter(
    "wrong_opening_in_plain_beside_content", _after(lambda f: f.files.update({BODY: b"x"})), "D12"
)
enter(
    "view_in_plain_beside_content", _after(lambda f: f.files.update({layout.REPORT: b"x"})), "D12"
)


def _no_content(forged: Forged, content: Files) -> Forged:
    """Recipients, and everything in plain."""
    del content["NONCE"]
    forged.files |= content
    return forged.finish()


enter("recipients_and_content_in_plain", _with(_no_content), "D12")
enter("recipients_and_no_content", _with(lambda f, _: f.finish()), "D12", expected=INCOMPLETE)


def _for_nobody(_: Forged) -> Sent:
    """Encrypted content in a bundle that names no recipient."""
    _, content = sealed()
    log = plain_log()
    plain = forge(RUN, log=log)
    for path in content:
        plain.files.pop(path, None)
    trust = Trust(vkeys=(root_key(log),), identities=(str(_ME),))
    return Sent(close(plain, zipped(content)), trust)


enter("content_for_nobody", _for_nobody, "D12")
