"""bundle.views.absent: what is missing, in sentences."""

from __future__ import annotations

import pytest

from desktop_app.bundle.views.absent import missing


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([{"what": "redacted", "seq": 3, "counts": {"email": 2, "jwt": 5}}], "7 values were rep"),
        ([{"what": "unknown_fields", "seq": 3}], "In 1 entry the sender used fields"),
        (
            [{"what": "rejected", "seq": 3, "records": 2, "reasons": {"no id": 2}}],
            "2 records that were sent could not be kept. Reasons: no id 2.",
        ),
        ([{"what": "rejected", "seq": 3, "records": 1}], "1 record that was sent could not be"),
        (
            [
                {"what": "paused", "seq": 3, "kind": "pause.start"},
                {"what": "paused", "seq": 4, "kind": "pause.end", "rejected": {"traces": 3}},
            ],
            "Recording was paused once. Records turned away meanwhile: traces 3.",
        ),
        ([{"what": "paused", "seq": 3, "kind": "pause.start"}], "Recording was paused once."),
        (
            [{"what": "not_running", "seq": 3, "kind": "recorder.start"}],
            "The recorder started once in this stretch",
        ),
        ([{"what": "sealed_late", "seq": 3, "epoch": 4}], "did not stop as it should: epoch 4 was"),
        ([{"what": "recovered", "seq": 3, "epoch": 4}], "Keys were lost: epoch 4 had to begin"),
        (
            [{"what": "recovered", "seq": 3, "epoch": 4}, {"what": "recovered", "epoch": 5}],
            "epochs 4, 5",
        ),
        ([{"what": "not_ended", "seq": 3, "run_id": "r-1"}], "No end is recorded of 1 run: r-1."),
        ([{"what": "not_opened", "seq": 3, "bytes": 1_200}], "What 1 entry stands for (1.2 kB)"),
        (
            [{"what": "not_opened", "seq": 3, "bytes": 5, "records": [1]}],
            "1 of them is shown in part.",
        ),
        (
            [
                {"what": "purged", "seq": 9, "days": 365, "entries": [[3, 4], [6, 6]]},
                {"what": "purged", "seq": 10, "days": 90, "entries": [[3, 3], ["x"]]},
            ],
            (
                "What 3 entries stand for was purged before this bundle was made, by the rule of "
                "365 and 90 days. Their digests stay."
            ),
        ),
        (
            [{"what": "purged", "seq": 9, "days": None, "entries": [[3, 3]]}],
            "What 1 entry stands for was purged before this bundle was made. Their digests stay.",
        ),
        ([{"what": "purged", "seq": 9}], "What 0 entries stand for was purged"),
        ([{"what": "later", "seq": 3}], "later: 1 entry."),
    ],
)
def test_each_kind_has_its_sentence(rows, sentence):
    """A later kind is told by its name."""
    assert sentence in missing(rows)[0].sentence


def test_rows_of_one_kind_are_one_sentence_with_the_first_entries():
    """Gravest first; entries beyond the first are counted."""
    rows = [{"what": "redacted", "seq": n, "counts": {f"rule{n}": 1}} for n in range(20)]
    made = missing([*rows, {"what": "recovered", "seq": 99, "epoch": 2}])
    assert [one.what for one in made] == ["recovered", "redacted"]
    assert made[1].seqs == tuple(range(8))
    assert made[1].more == 12
    assert "and 12 more" in made[1].sentence


def test_nothing_missing():
    """No row, no sentence."""
    assert missing([]) == []
