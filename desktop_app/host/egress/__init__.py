"""The one door out: what may be reached, and the only clients that reach it.

Nothing else of ours imports a network client (import-linter holds this); the parts::

    places    where a consent says that something goes, and which addresses such a name may lead to
    guard     the hook of a process, which refuses every other name and address
    door      this process's guard: shut, or open to the places of consents
    tls       how a server is believed, and how we show who we are
    wire      connections that can be hung up from another thread, and that no server can hold
    failures  what went wrong on the way, in words for a person
    client    one HTTP request (origins) and its answer (answers)
    s3        objects into a bucket (buckets), with Object Lock; boto signs, the client sends

Specification: `resources/docs/upstream.md`.
"""

from __future__ import annotations
