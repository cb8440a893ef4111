"""An upstream in one line, as a person reads it before they consent: where, what, by which way.

Promise: all of what goes there is said, and nothing in the line can move or hide what stands beside
it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.model.amounts import counted
from desktop_app.model.visible import visible
from desktop_app.upstream.where import Kind, parse_url

if TYPE_CHECKING:
    from desktop_app.upstream.values import Sends, Upstream
    from desktop_app.upstream.where import Url

_OBJECTS = "checkpoints and exported bundles"
_EACH_RUN = "checkpoints, exported bundles, and a signed audit bundle of each run when it has ended"
_SHOWN = {
    "metadata": "its entries, without telemetry",
    "redacted": "its entries and telemetry, redacted",
}


def line(upstream: Upstream) -> str:
    """Return the line: `logs.example.org:443: redacted telemetry of codex, 1 run of 10 ...`."""
    return visible(f"{_place(upstream)}: {_what(upstream)}{_way(upstream)}")


def url_of(upstream: Upstream) -> Url | None:
    """Return the URL that is connected to; None for a folder."""
    if upstream.kind is Kind.FOLDER:
        return None
    if upstream.kind is not Kind.S3:
        return parse_url(upstream.where, plain=upstream.kind is Kind.TSA)
    options = upstream.options
    return parse_url(options.endpoint or f"https://s3.{options.region}.amazonaws.com/")


def _place(upstream: Upstream) -> str:
    url = url_of(upstream)
    if url is None:
        return upstream.where
    if upstream.kind is Kind.S3:
        return f"{url.address}, {upstream.where}"
    return url.address


def _what(upstream: Upstream) -> str:
    sends = upstream.sends
    match upstream.kind:
        case Kind.OTLP:
            return _telemetry(sends)
        case Kind.WEBHOOK:
            return _entries(sends)
        case Kind.TSA:
            return "digests of checkpoints"
        case _:
            return _objects(sends) + _kept(upstream)


def _telemetry(sends: Sends) -> str:
    what = f"redacted {' and '.join(sends.signals) if sends.signals else 'telemetry'}"
    if sends.agents:
        what += f" of {', '.join(sends.agents)}"
    if sends.sample > 1:
        what += f", 1 run of {sends.sample} and each with an error or a denial"
    return what


def _entries(sends: Sends) -> str:
    if not sends.kinds:
        return "all entries but telemetry, without content"
    return f"entries {', '.join(sends.kinds)}, without content"


def _objects(sends: Sends) -> str:
    if sends.bundles is None:
        return _OBJECTS
    return f"{_EACH_RUN} ({_SHOWN[sends.bundles]})"


def _kept(upstream: Upstream) -> str:
    options = upstream.options
    held = ", under legal hold" if options.legal_hold else ""
    if options.lock is None:
        return held
    days = counted(options.retain_days or 0, "day")
    return f", locked there for {days} ({options.lock}){held}"


def _way(upstream: Upstream) -> str:
    options = upstream.options
    way = ""
    if options.proxy is not None:
        way += f", by the proxy {parse_url(options.proxy, plain=True).address}"
    if options.own_network:
        way += ", on your own network"
    url = url_of(upstream)  # of a bucket it is the endpoint that is connected to
    if url is not None and url.scheme == "http":
        way += ", not encrypted"
    return way
