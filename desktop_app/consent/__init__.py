"""Consent: what a person was asked, what they answered, and what of it still holds.

`purposes` is the table of what can be asked, `records` the pair that reads and writes a
`consent.record` (`scopes` and `fields`: its parts), `grants` the fold that says what is in force,
`changes` makes the record that ends a grant or gives it again, `receipts` the person's own copy
(`receipt_page`: to print).
Pure: no disk, no clock; who calls brings the time. `resources/docs/consent.md`.
"""

from __future__ import annotations
