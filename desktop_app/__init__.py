"""Countersign: the flight recorder and the countersignature for autonomous desktop agents.

Agents send OpenTelemetry to a recorder on this machine. What they send is redacted, sealed in a
tamper-evident ledger and made searchable; nothing leaves the machine by itself.

The flow, told in one function in `recorder/pipeline.py`::

    receive -> normalize -> redact -> keep what is allowed (vault) -> append (durable)
            -> acknowledge -> checkpoint -> follow into the index -> query -> command line | tray

Before an agent acts its hook asks, told in one function in `recorder/gate.py`; what no rule and no
grant decides, a person does::

    hook | agent API | MCP proxy -> classify -> decide (policy, grants) -> written down -> answer
            -> ask in the tray -> a person's answer, or the deadline -> written down -> answer

Around a call that may run, evidence is taken by consent alone (`recorder/around.py`): pictures of
the screen, copies of files. Content lies encrypted in the vault, dies by `recorder/purging.py`, and
files go back by `recorder/rollbacks.py`::

    before (agent waits) -> the call -> after -> vault -> entry: counts, digests, no content
            -> purge entry -> shredded | plan, shown -> entry -> put back

A person sees and steers it from the tray, put together in `tray/wiring.py`. It keeps a recorder
running, reads through query, and does each deed by the same function as the command line::

    click -> operations (off the main thread) -> control -> recorder: entry, then deed -> shown

What leaves the machine does so in a bundle that a person asks for, told in one function in
`bundle/build/builder.py`; whoever gets it checks it with `bundle/verify/verifier.py` alone::

    begin (written down) -> checkpoint -> select entries -> proofs, openings, views
            -> sign (written down before it is handed out) -> verify, elsewhere

The layers; an import may only point down (import-linter holds this, see pyproject.toml)::

    __main__
    cli                   the command line
    tray                  icon, windows, notifications (Qt): presenters know no Qt and make plain
                          values, views and item models show them; the recorder is a child of it
    operations            what a person may do, one function a deed, for command line and tray; what
                          somebody sent is judged in a process of its own
    recorder              the process that owns sockets, keys and stores
    agents | bundle | capture | control | receive | upstream
                          wiring of real agents; audit bundles, built and verified; screens, files
                          and environment around a call; recorder <-> command line and tray; OTLP
                          and CloudEvents; which bytes of the ledger go to whom
    query                 what readers ask of ledger, vault and index
    index                 searchable SQLite, derived from the ledger, disposable
    vault                 content that a person allowed to keep, encrypted; it can die
    ledger                the append-only store and its audit: the truth
    host | normalize | redact | consent | policy | retention
                          the operating system, with the one door out; many dialects into one
                          vocabulary; what never lands; what a person allowed, and what rules say;
                          how long content stays, and what a hold keeps
    signing               Ed25519, ML-DSA-44, epoch statements, DSSE, time stamps
    tlog                  RFC 6962 tree, C2SP signed notes, checkpoints, proofs
    model                 entries, canonical bytes, ids, clock: values, no I/O
    errors                every error a person can meet, with what to do about it
"""

from __future__ import annotations

__version__ = "0.1.0"
