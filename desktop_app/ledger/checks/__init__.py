"""The steps of `audit`, one file each, in the order of `resources/docs/ledger.md`, "Verification".

    source       1-3   open without trusting the file; schema, size, integrity
    leaves       4     canonical, in sequence, one origin, chained
    tree         5     Merkle tree and stored tiles
    epochs       6     introductions, seals, rotations (introductions: their signatures)
    macs         7     MACs by key or by seal
    checkpoints  8     every signed checkpoint, and one at each seal
    bodies       9     bodies against commitments (body: one of them, in a process of its own)
    runs         10    run_seq and run.end
    clocks       11    the wall clock against the boot clock
    outside      12-14 enrolment, pin, anchors: what does not come from the file
    stamps       14    time stamps over checkpoints (stamp: one of them)
    books        -     the writer's own bookkeeping tables, recomputed

Each check is a function that adds to `Findings`; the mutants in `tests/tools/mutants.py` replace
them one by one and the attacks must notice. None of them trusts an earlier one.
"""

from __future__ import annotations
