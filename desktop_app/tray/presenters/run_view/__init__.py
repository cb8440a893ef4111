"""The run view without Qt: a run's records become rows, rows become marks, marks become words.

In the order of the flow: `story` takes records and makes `rows` (with `joins`, `gates`, `gaps`),
`outline` says which of them are seen, `axis` maps time, `marks` lays a row out, `header`, `detail`,
`decision` and `spoken` put it into words.
"""

from __future__ import annotations
