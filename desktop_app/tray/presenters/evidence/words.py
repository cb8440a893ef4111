"""What frames, masked areas and missing pictures are called.

Keys of the tables are words in entries, append-only there (`host.screen.frame.Reason`,
`resources/capture/excluded.toml`); one that is not known here is shown as it stands.
"""

from __future__ import annotations

from desktop_app.model import formats
from desktop_app.model.visible import visible
from desktop_app.tray.words import tr

TAKEN = frozenset(("kept", "duplicate"))


def tool(name: str) -> str:
    """Return a tool's own name without the server that it is of: `browser_click`."""
    return name.rpartition("__")[2] if name.startswith("mcp__") else name


def whole_tool(name: str) -> str:
    """Return a tool's name, and the server that it is of: `browser_click, of playwright`."""
    server = name.split("__")[1] if name.startswith("mcp__") and name.count("__") > 1 else ""
    return tr("{tool}, of {server}", tool=tool(name), server=server) if server else name


def title(tool: str, trigger: str) -> str:
    """Return what a frame is of: `Edit, before`."""
    match trigger:
        case "hand":
            return tr("By hand")
        case "api" | "sdk":
            return tr("{tool}, asked for", tool=tool) if tool else tr("Asked for by the agent")
        case "before":
            return tr("{tool}, before", tool=tool) if tool else tr("Before")
        case "after":
            return tr("{tool}, after", tool=tool) if tool else tr("After")
        case _:
            return tool or visible(trigger)


def side(trigger: str) -> str:
    """Return what stands on the picture beside its time."""
    told = {"before": tr("Before"), "after": tr("After"), "hand": tr("By hand")}
    return told.get(trigger, tr("Asked for"))


def since(since_us: int) -> str:
    """Return a time in a run: `+0.35 s`."""
    if since_us < 10_000_000:  # noqa: PLR2004 - two decimals below ten seconds
        return tr("+{n} s", n=f"{since_us / 1e6:.2f}")
    if since_us < 60_000_000:  # noqa: PLR2004 - a minute
        return tr("+{n} s", n=f"{since_us / 1e6:.1f}")
    return f"+{formats.duration(since_us)}"


def moment(at_us: int) -> str:
    """Return a time with milliseconds: `10:05:36.161`."""
    return f"{formats.time_of_day(at_us)}.{at_us // 1000 % 1000:03d}"


def rule(name: str) -> str:
    """Return what a rule of exclusion covers."""
    known = {
        "password-managers": tr("password manager"),
        "keyrings-and-passphrases": tr("keyring or passphrase"),
        "one-time-codes": tr("one-time codes"),
        "private-browsing": tr("private browsing"),
        "countersign": tr("Countersign itself"),
        "broken-file": tr("all windows: the file of your rules is broken"),
    }
    return known.get(name) or tr("rule {rule}", rule=name)


def no_picture(reason: str, at_us: int) -> str:
    """Return why there is no picture, as a sentence."""
    when = formats.time_of_day(at_us)
    known = {
        "refused": tr("The desktop refused the screenshot at {time}.", time=when),
        "black": tr("The picture was black and was not stored."),
        "no_display": tr("There was no screen at {time}.", time=when),
        "locked": tr("The screen was locked at {time}. It was not looked at.", time=when),
        "timeout": tr("The desktop did not answer in time at {time}.", time=when),
        "permission": tr("The system lets Countersign see no screen."),
        "portal_missing": tr("Nothing on this desktop takes screenshots for programs."),
        "failed": tr("What the desktop gave at {time} was no picture.", time=when),
        "not_granted": tr("No screenshot was taken: no grant at {time}.", time=when),
        "busy": tr("No screenshot was taken: too many were on their way at {time}.", time=when),
    }
    return known.get(reason) or tr("There is no picture: {reason}.", reason=visible(reason))


def purged() -> str:
    """Return what stands where a picture was."""
    return tr("Purged. The entry still verifies.")


def not_kept(why: str) -> str:
    """Return why a picture that was taken is not there."""
    match why:
        case "full" | "quota":
            return tr("The picture was not kept: the vault was full.")
        case "storage":
            return tr("The picture was not kept: the vault could not be written.")
        case "missing":
            return tr("The vault does not know this picture: its file is gone, or another one.")
        case "":
            return tr("The picture was not kept.")
        case _:
            return tr("The picture was not kept: {why}.", why=visible(why))


def unread(trouble: str) -> str:
    """Return that nobody can say whether it is kept."""
    return tr("What is kept cannot be read. {why}", why=visible(trouble))


def broken() -> str:
    """Return what stands in place of a picture that is kept and no picture."""
    return tr("The picture is kept, but cannot be read.")
