"""Cuts a request whose groups would not fit one leaf (65,535 bytes) into several requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.normalize import signals

if TYPE_CHECKING:
    from desktop_app.normalize.signals import ExportRequest, Signal

MAX_GROUPS = 2_000  # scope groups in one entry: at most ~20 kB of `subject.groups`


def pieces(signal: Signal, request: ExportRequest) -> list[ExportRequest]:
    """Return the request itself, or as many as it takes to stay under `MAX_GROUPS` scope groups.

    Order is kept: the pieces one after another hold the records in the order of the request.
    Groups without records are kept only when the request is not cut.
    """
    count = sum(max(1, len(signals.scopes(signal, r))) for r in signals.resources(signal, request))
    if count <= MAX_GROUPS:
        return [request]
    found: list[ExportRequest] = []
    room = 0
    for resource in signals.resources(signal, request):
        group = None
        for scope in signals.scopes(signal, resource):
            if not signals.scope_records(signal, scope):
                continue
            if room == 0:
                found.append(signals.new_request(signal))
                group, room = None, MAX_GROUPS
            if group is None:
                group = signals.resources(signal, found[-1]).add(schema_url=resource.schema_url)
                if resource.HasField("resource"):
                    group.resource.CopyFrom(resource.resource)
            signals.scopes(signal, group).add().CopyFrom(scope)
            room -= 1
    return found
