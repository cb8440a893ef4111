"""Policy: rules in a file, and what they say of one action. Computes alone: no disk, no clock.

The flow, for whoever gates an action (`resources/docs/policy.md` says what each step promises)::

    tables  = Tables(parse_tools(...), parse_places(...), known_level)   once
    policy  = parse_policy(text, "policy.yaml", base=parse_policy(default))   when a file changes
    grants  = Grants(what is in force)                                   kept up to date
    action  = classify(Call(...), tables, resolve)                       each call
    outcome = decide(action, policy, grants, usage)                      each call

Whatever is not understood is never taken for harmless: an unknown tool is irreversible, a command
that is not one plain simple command is `compound` or `unparsed`, a condition that raises asks.
"""

from __future__ import annotations
