"""Decisions in microseconds with 1,000 rules and 10,000 grants, beside a dict and one condition.

    python -m tests.bench.bench_policy

The yardstick is what no decision can do without: one look-up in a dict and one compiled condition
over the same action. Goals: p50 under 0.5 ms, p99 under 5 ms.
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from desktop_app.model.action import Grant, Lasts, Scope
from desktop_app.policy.conditions import Condition, Variables
from desktop_app.policy.cover import Grants
from desktop_app.policy.decide import Usage, decide
from desktop_app.policy.document import parse_policy
from tests.bench.table import Figure, markdown
from tests.fakes.policies import HOME, WORK, called, default, shell

if TYPE_CHECKING:
    from collections.abc import Callable

RULES, GRANTS, ROUNDS = 1_000, 10_000, 400
P50_US, P99_US = 500.0, 5_000.0


def rules() -> str:
    """Return a policy of many rules: of many tools, every tenth of Bash, every fourth with CEL."""
    lines = ["version: 1", "rules:"]
    for number in range(RULES):
        tool = "Bash" if number % 10 == 0 else f"mcp__server{number % 40}__tool{number}"
        when = f", when: action.text.size() > {5_000 + number}" if number % 4 == 0 else ""
        effect = ("deny", "ask", "allow")[number % 3]
        lines.append(f"  - {{name: r{number}, effect: {effect}, tools: [{tool}], why: x{when}}}")
        if not when:
            lines[-1] = lines[-1].replace("why: x", "why: x, hosts: [x.example]")
    return "\n".join(lines)


def grants() -> Grants:
    """Return grants of many programs and folders, a thousand of them for `git` itself."""
    made = []
    for number in range(GRANTS):
        program = ("git", f"verb{number}") if number % 10 == 0 else (f"program{number}", "x")
        scope = Scope("claude-code", "Bash", program, exact=False, folder=WORK)
        made.append(Grant(number, "agent action", scope, Lasts.ALWAYS))
    return Grants(made)


def percentiles(work: Callable[[], object]) -> tuple[float, float]:
    """Return p50 and p99 in microseconds."""
    times = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        work()
        times.append((time.perf_counter() - begin) * 1e6)
    times.sort()
    return times[ROUNDS // 2], times[ROUNDS * 99 // 100]


def figures() -> list[Figure]:
    """Measure."""
    policy, held, usage = parse_policy(rules(), base=default(), home=HOME), grants(), Usage()
    condition, table = Condition('action.tool == "Bash"'), {"Bash": 1}
    actions = {
        "ls -la": shell("ls -la"),
        "git log (1,000 grants)": shell("git commit -m x"),
        "Write": called("Write", file_path="a"),
        "compound": shell("cat a | grep b > c && rm d"),
    }
    found = []
    for name, action in actions.items():

        def bare(action=action) -> object:
            return table.get(action.tool), Variables(action, {}, {}).holds(condition)

        yard, _ = percentiles(bare)
        p50, p99 = percentiles(lambda action=action: decide(action, policy, held, usage))
        for what, seen, goal in (("p50", p50, P50_US), ("p99", p99, P99_US)):
            ratio, told = seen / yard, f"< {goal / 1000:g} ms"
            found.append(
                Figure(
                    f"decide {name}, {what}",
                    f"{seen:.0f} us",
                    f"dict and one condition {yard:.0f} us",
                    ratio,
                    told,
                    seen < goal,
                )
            )
    p50, _ = percentiles(lambda: shell("cat a | grep b > c && rm d"))
    found.append(Figure("classify a compound command, p50", f"{p50:.0f} us"))
    return found


if __name__ == "__main__":
    sys.stdout.write(markdown(figures()))
