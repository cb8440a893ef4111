"""Records to facts: the entry points that the index uses.

    read = reader(resource_group.resource, scope_group.scope)     # once per scope group
    for span in scope_group.spans:
        facts = read.span(span)                                   # SpanFacts
        facts.category, facts.title, facts.mapped, ...

`read.log(record)` gives LogFacts, `read.points(metric)` a list of PointFacts. `span_facts`,
`log_facts` and `metric_facts` do the same for one record, for callers that are in no hurry.
"""

from __future__ import annotations

from desktop_app.normalize.vocabulary import Facts, LogFacts, PointFacts, SpanFacts

__all__ = ["Facts", "LogFacts", "PointFacts", "SpanFacts"]
