"""What is known of upstreams before a person is asked about one of them.

Promise: nobody answers a question, or types a credential, for what the recorder would refuse
anyway. The recorder looks again: in between another window may have changed it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop_app.errors import NotFoundError, UsageError
from desktop_app.operations.upstreams import listed
from desktop_app.upstream.places import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desktop_app.operations.context import Context
    from desktop_app.operations.upstreams import Wish


def check_new(context: Context, asked: Wish) -> None:
    """Refuse a second one of the same name.

    Raises:
        UsageError: there is one.
    """
    name = asked.upstream.name
    if any(one["name"] == name for one in listed(context)["upstreams"]):
        hint = "Remove it first, or call this one something else: `--name`."
        raise UsageError(f"There is an upstream {name!r}.", hint=hint)


def check_named(context: Context, name: str, *, now: bool = False) -> None:
    """Refuse a name that none has.

    Args:
        context: whose upstreams.
        name: as the person calls it.
        now: something shall go there at once.

    Raises:
        NotFoundError: there is none.
        UsageError: `now`, and nothing may leave.
    """
    data = listed(context)
    if not any(one["name"] == name for one in data["upstreams"]):
        hint = "`countersign upstream list` shows them."
        raise NotFoundError(f"There is no upstream {name!r}.", hint=hint)
    if now:
        _check_door(data)


def check_stampers(context: Context) -> None:
    """Refuse to have anything stamped where nobody would be asked.

    Raises:
        NotFoundError: no time stamp authority has a consent.
        UsageError: nothing may leave.
    """
    data = listed(context)
    if not any(one["kind"] == Kind.TSA and one["in_force"] for one in data["upstreams"]):
        hint = "`countersign upstream add tsa URL` adds one."
        raise NotFoundError("No time stamp authority is set up.", hint=hint)
    _check_door(data)


def _check_door(data: Mapping[str, Any]) -> None:
    if data["local_only"]:
        hint = "`countersign mode local-only off` turns it off; it names each place first."
        raise UsageError("Local-only mode is on: nothing leaves, not even that.", hint=hint)
