"""The process that carries upstream, and what the recorder says to it.

Parts::

    wire      what the two say to each other
    courier   that process's main function: an order, the door opened, a lane each
    lane      one upstream's way: what is there, sent, tried again, told
    carrier   what a lane carries, and what it asks of the next three
    posting   telemetry and audit entries by POST
    putting   checkpoints and bundles as objects: into `stores` and a `bucket`, from the `outbox`
    stamping  time stamps over checkpoints
    reaching  the client of an upstream, and what the door opens to
    due       what comes hourly or daily

What goes is `upstream`; who may is the recorder's. Specification: `resources/docs/upstream.md`.
"""

from __future__ import annotations
