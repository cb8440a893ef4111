"""`countersign upstream`: places beyond this computer, each by your consent; none is set up."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.table import Table
from rich.text import Text

from desktop_app.cli import app
from desktop_app.cli.confirm import confirm
from desktop_app.errors import UsageError
from desktop_app.host.terminal import ask_passphrase
from desktop_app.model import formats
from desktop_app.model.visible import visible
from desktop_app.operations import local_only, upstreams, upstreams_standing
from desktop_app.upstream.allowed import LEVELS, MAX_DAYS, MAX_SAMPLE, MOST_DAYS
from desktop_app.upstream.batches import BLOCK
from desktop_app.upstream.credentials import TSA_ROOT
from desktop_app.upstream.places import CLIENT_KEY, SIGNING_KEY
from desktop_app.upstream.values import Options, Sends
from desktop_app.upstream.where import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.console import Console

_NEWEST = ("s3", "https", "folder", "tsa")  # they get the newest checkpoint, not each entry
_MAX_PEM = 1 << 20
_DAYS, _LOCKED = click.IntRange(1, MOST_DAYS), click.IntRange(1, MAX_DAYS)
_SAMPLE, _BATCH = click.IntRange(1, MAX_SAMPLE), click.IntRange(1, BLOCK)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("upstream", cls=app.Group)
@app.global_flags
def command() -> None:
    """Where something goes beyond this computer, each by your consent. By default: nowhere."""


@command.command("list")
@app.global_flags
def list_upstreams() -> None:
    """List the upstreams: what goes there, what was sent, what was not, and why."""
    session = app.session()
    data = upstreams.listed(session)
    session.output.result(data, lambda console: _print(console, data, session.clock.now_us()))


@command.command("add")
@click.argument("kind", type=click.Choice([str(kind) for kind in Kind]))
@click.argument("where")
@click.option("--name", help="What to call it [the host, bucket or folder].")
@click.option(
    "--days", type=_DAYS, default=upstreams.DAYS, show_default=True, help="For how many days."
)
@click.option("--signal", "signals", multiple=True, help="otlp: traces, logs or metrics alone.")
@click.option("--agent", "agents", multiple=True, help="otlp: of this agent alone.")
@click.option(
    "--sample",
    type=_SAMPLE,
    metavar="N",
    default=1,
    help="otlp: one run of N, and each with an error or a denial.",
)
@click.option("--kinds", multiple=True, help="webhook: entries of this kind alone.")
@click.option("--batch", type=_BATCH, default=1, help="webhook: so many events in a request.")
@click.option(
    "--bundles",
    type=click.Choice(LEVELS),
    help="s3, https, folder: also a bundle of each run that ended, at this level.",
)
@click.option(
    "--header",
    "headers",
    multiple=True,
    help="Name of a header whose value is secret: you are asked for it.",
)
@click.option("--ca", type=_FILE, help="Certificates that alone are trusted there, PEM.")
@click.option("--client-cert", type=_FILE, help="Certificate that we show there, PEM.")
@click.option("--client-key", type=_FILE, help="Its key, PEM.")
@click.option(
    "--tsa-root",
    type=_FILE,
    help="tsa: its root certificate, PEM; `verify` then trusts its stamps.",
)
@click.option("--proxy", help="http://HOST:PORT [what the environment says].")
@click.option("--no-proxy", is_flag=True, help="Straight, whatever the environment says.")
@click.option("--own-network", is_flag=True, help="It is on your own network, or this computer.")
@click.option("--endpoint", help="s3: URL of the service, where it is not Amazon's.")
@click.option("--region", help="s3: region of the bucket.")
@click.option("--lock", type=click.Choice(("compliance", "governance")), help="s3: Object Lock.")
@click.option("--retain-days", type=_LOCKED, help="s3: for how many days an object is locked.")
@click.option("--legal-hold", is_flag=True, help="s3: put a legal hold on each object.")
@app.global_flags
def add(  # noqa: PLR0917 - one option each, by name
    kind: str,
    where: str,
    name: str | None,
    days: int,
    signals: tuple[str, ...],
    agents: tuple[str, ...],
    sample: int,
    kinds: tuple[str, ...],
    batch: int,
    bundles: str | None,
    headers: tuple[str, ...],
    ca: Path | None,
    client_cert: Path | None,
    client_key: Path | None,
    tsa_root: Path | None,
    proxy: str | None,
    no_proxy: bool,  # noqa: FBT001 - click's
    own_network: bool,  # noqa: FBT001 - likewise
    endpoint: str | None,
    region: str | None,
    lock: str | None,
    retain_days: int | None,
    legal_hold: bool,  # noqa: FBT001 - likewise
) -> None:
    """Let something leave, after you consented to exactly that.

    To a collector (otlp), a webhook, a bucket (s3), an https URL, a folder, or a time stamp
    authority (tsa). Nothing is sent while local-only mode is on.
    """
    session = app.session()
    if (client_cert is None) != (client_key is None):
        raise UsageError("--client-cert and --client-key go together.")
    asked = upstreams.wish(
        kind,
        where,
        name,
        Sends(
            signals=tuple(sorted(set(signals))),
            agents=tuple(sorted(set(agents))),
            sample=sample,
            kinds=tuple(sorted(set(kinds))),
            batch=batch,
            bundles=bundles,
        ),
        Options(
            own_network=own_network,
            proxy=proxy,
            ca=_pem(ca),
            client_cert=_pem(client_cert),
            headers=tuple(sorted(headers)),
            endpoint=endpoint,
            region=region,
            lock=lock,
            retain_days=retain_days,
            legal_hold=legal_hold,
        ),
        days=days,
        from_environment=not no_proxy,
    )
    if tsa_root is not None and kind != Kind.TSA:
        raise UsageError("--tsa-root is for a time stamp authority.")
    files = {CLIENT_KEY: client_key, TSA_ROOT: tsa_root}
    secrets = {one: str(_pem(file)) for one, file in files.items() if file is not None}
    upstreams_standing.check_new(session, asked)
    began = time.monotonic()
    confirm(asked.notice.text)
    latency_ms = int((time.monotonic() - began) * 1000)
    for one in asked.asks_for:
        if one not in secrets:
            secrets[one] = ask_passphrase(f"{upstreams.prompt(one)}: ")
    data = upstreams.add(session, asked, secrets, latency_ms=latency_ms)
    if SIGNING_KEY in asked.made:
        data["signing_key"] = asked.made[SIGNING_KEY]
    session.output.result(data, lambda _: _added(session, data))


@command.command("remove")
@click.argument("name")
@app.global_flags
def remove(name: str) -> None:
    """End an upstream, and your consent to it: nothing goes there any more."""
    session = app.session()
    upstreams_standing.check_named(session, name)
    confirmed = confirm(f"Nothing goes to {visible(name)} any more; what was sent stays there.")
    data = upstreams.remove(session, name, confirmed=confirmed)

    def say(_console: Console) -> None:
        session.output.say(local_only.sent_sentence(data))
        session.output.say(f"{data['name']} is removed. Recorded as #{data['entry']:,}.")

    session.output.result(data, say)


@command.command("test")
@click.argument("name")
@app.global_flags
def test(name: str) -> None:
    """Try whether an upstream is reached and takes what goes there. Sends no record."""
    session = app.session()
    upstreams_standing.check_named(session, name, now=True)
    confirmed = confirm(f"Countersign connects to {visible(name)} once.")
    data = upstreams.test(session, name, confirmed=confirmed)
    said = f"{name} takes what goes there." if data["ok"] else f"{name}: {data['why']}"
    session.output.result(data, lambda _: session.output.say(said))
    if not data["ok"]:
        raise click.exceptions.Exit(1)


@command.command("stamp")
@app.global_flags
def stamp() -> None:
    """Have the newest checkpoint time stamped now, by each authority that you added."""
    session = app.session()
    upstreams_standing.check_stampers(session)
    confirmed = confirm("A digest of the newest checkpoint goes to each time stamp authority.")
    data = upstreams.stamp(session, confirmed=confirmed)
    said = f"{formats.counted(data['asked'], 'authority')} asked; what came of it stands in "
    said += "`countersign upstream list`, and the stamp in `countersign verify`."
    session.output.result(data, lambda _: session.output.say(said))


@command.command("send")
@click.argument("name")
@click.argument("bundle", type=_FILE)
@app.global_flags
def send(name: str, bundle: Path) -> None:
    """Send an exported bundle's file to a bucket, an https URL or a folder."""
    session = app.session()
    upstreams_standing.check_named(session, name)
    confirmed = confirm(f"{visible(str(bundle))} goes to {visible(name)}.")
    data = upstreams.hand(session, name, bundle, confirmed=confirmed)
    said = f"It waits for {name} as {data['sha256'][:16]}. Recorded as #{data['entry']:,}."
    session.output.result(data, lambda _: session.output.say(said))


def _print(console: Console, data: Mapping[str, Any], now_us: int) -> None:
    if not data["upstreams"]:
        console.print(Text("Nothing goes anywhere: no upstream is set up."))
        return
    if data["local_only"]:
        console.print(Text("Local-only mode is on: nothing is sent.\n"))
    for place, one in enumerate(data["upstreams"]):
        if place:
            console.print()
        console.print(Text(visible(f"{one['name']}  {one['what']}"), style="bold"))
        table = Table.grid(padding=(0, 2))
        for name, value in _facts(one, now_us):
            table.add_row(Text(f"  {name}"), Text(visible(value)))
        console.print(table)


def _facts(one: Mapping[str, Any], now_us: int) -> list[tuple[str, str]]:
    until = formats.day(one["until_us"], now_us=now_us)
    stands = f"your consent #{one['consent']:,}, until {until}" if one["in_force"] else "ended"
    sent = Kind(one["kind"]).amount(one["records"])
    left = formats.counted(one["behind"], "entry")
    facts = [
        ("allowed by", stands),
        ("sent", sent),
        ("since then" if one["kind"] in _NEWEST else "waiting", left),
    ]
    if one["refused"]:
        count = Kind(one["kind"]).amount(one["refused"])
        facts.append(("refused", f"{count}, the last: {one['refused_why']}"))
    elif one["refused_why"]:
        facts.append(("to know", one["refused_why"]))
    if one["trouble"]:
        facts.append(("trouble", one["trouble"]))
    return facts


def _added(session: app.Session, data: Mapping[str, Any]) -> None:
    session.output.say(f"{data['name']} is added. Recorded as #{data['entry']:,}.")
    if "signing_key" in data:
        session.output.say("The receiver checks signatures with this key, which is shown once:")
        session.output.raw(f"  {data['signing_key']}")
    if upstreams.listed(session)["local_only"]:
        session.output.say(
            "Nothing is sent while local-only mode is on: `countersign mode local-only off`."
        )
    else:
        session.output.say(f"Try it with `countersign upstream test {data['name']}`.")


def _pem(file: Path | None) -> str | None:
    if file is None:
        return None
    try:
        with file.open("rb") as opened:
            data = opened.read(_MAX_PEM + 1)
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}.") from error
    if len(data) > _MAX_PEM:
        raise UsageError(f"{file} is too large for a certificate.")
    return data.decode("ascii", "replace").replace("\r\n", "\n")
