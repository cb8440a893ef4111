"""`Query`: every question that a reader may ask, on one read-only connection.

    with Query(index_path, ledger_path) as query:
        for run in query.runs(limit=20): ...
        query.run("last"), query.spans("last"), query.search("Bash"), query.lag()

Answers are dicts and lists of plain values. They are as old as the index: `lag()` says by how much.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop_app.errors import IndexUnreadableError, NotFoundError, StorageError
from desktop_app.index.connection import file_id, open_reader_of, telling
from desktop_app.model.closing import Closing
from desktop_app.query import (
    anchors,
    audit_log,
    consent_log,
    consents,
    copies,
    counts,
    epochs,
    evidence,
    kept,
    proof,
    quick_open,
    records,
    run_records,
    runs,
    search,
    senders,
    status,
    timeline,
    traces,
    tree,
    trends,
    verdicts,
    why,
)
from desktop_app.query.timeline import MANY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from typing import TypeVar

    from desktop_app.query.timeline import Changes, Key, Wanted

    T = TypeVar("T")

Row = dict[str, Any]
VAULT = "vault.db"  # beside the ledger
_ATTEMPTS = 20  # to answer from a file that is being exchanged


class Query(Closing):
    """Reads one index.

    Args:
        index_path: index.db.
        ledger_path: ledger.db, for `lag` and the attributes of noise; None when not at hand.

    Raises (constructor):
        IndexUnreadableError: missing, damaged, older, or not an index; says how to mend it.
        NewerFormatError: a later version wrote it.

    Raises (methods):
        NotFoundError: no such run, or more than one.
        IndexUnreadableError: damaged.
    """

    def __init__(self, index_path: Path, ledger_path: Path | None = None) -> None:
        self._path = index_path
        self._ledger_path = ledger_path
        self._db, self._file = open_reader_of(index_path)

    def close(self) -> None:
        """Release the file; twice is fine."""
        self._db.close()

    def runs(
        self,
        *,
        limit: int = 50,
        before: int | None = None,
        agent: str | None = None,
        sender: str | None = None,
        since_us: int | None = None,
        errors: bool = False,
        hidden: bool = False,
    ) -> list[Row]:
        """Return runs, latest activity first.

        Args:
            limit: how many at most.
            before: `run` of the last one of the page before.
            agent: only this agent's.
            sender: only this sender's.
            since_us: active since, microseconds.
            errors: only those with errors or denials.
            hidden: title threads too.
        """
        wanted = runs.Filter(agent, sender, since_us, errors=errors, hidden=hidden)
        return self._ask(lambda: runs.listed(self._db, wanted, limit, before))

    def run(self, run_ref: str) -> Row:
        """Return one run: its full id, a unique beginning of it, `#` and its key, or `last`."""
        return self._ask(lambda: runs.one(self._db, run_ref))

    def run_keys(
        self,
        wanted: Wanted,
        *,
        before: Key | None = None,
        among: Sequence[int] | None = None,
        limit: int = MANY,
    ) -> list[Key]:
        """Return runs by start, newest first, as places in a list; see `timeline.keys`."""
        return self._ask(
            lambda: timeline.keys(self._db, wanted, before=before, among=among, limit=limit)
        )

    def intents_of_call(self, call_id: str) -> list[int]:
        """Return the intents of a call by the agent's own id of it, oldest first."""
        sql = "SELECT seq FROM intents WHERE call_id = ? AND repeats IS NULL ORDER BY seq"
        return self._ask(lambda: [row["seq"] for row in self._db.execute(sql, (call_id,))])

    def open_runs(self) -> list[int]:
        """Return the runs of which no end is recorded."""
        return self._ask(lambda: timeline.open_runs(self._db))

    def run_rows(self, numbers: Sequence[int]) -> list[Row]:
        """Return what a list of runs shows of them; see `timeline.rows`."""
        return self._ask(lambda: timeline.rows(self._db, numbers))

    def run_sums(self, wanted: Wanted, from_us: int, until_us: int, *, ended: bool = False) -> Row:
        """Return the sums of runs started in that time; see `timeline.sums`."""
        return self._ask(lambda: timeline.sums(self._db, wanted, from_us, until_us, ended=ended))

    def run_count(self, wanted: Wanted) -> int:
        """Return how many runs there are."""
        return self._ask(lambda: timeline.count(self._db, wanted))

    def run_changes(self, after_seq: int) -> Changes:
        """Return which runs changed since an entry; see `timeline.changes`."""
        return self._ask(lambda: timeline.changes(self._db, after_seq))

    def run_choices(self) -> tuple[list[str], list[str]]:
        """Return agents and tools that runs can be chosen by."""
        return self._ask(lambda: (timeline.agents(self._db), timeline.tools(self._db)))

    def trends(self, from_us: int, until_us: int) -> Row:
        """Return sums by agent of one day; see `trends.day`."""
        return self._ask(lambda: trends.day(self._db, from_us, until_us))

    def spans(self, run_ref: str, *, noise: bool = False) -> list[Row]:
        """Return a run's spans as a tree in order of display; see `tree.spans`."""
        return self._ask(lambda: tree.spans(self._db, self.run(run_ref)["run"], noise=noise))

    def span(self, span: int) -> Row:
        """Return one span by its key, with attributes, mapped values, events and resource.

        Attributes of noise are read from the ledger: None without it, or after a purge.
        """
        return self._ask(lambda: records.span(self._db, span, self._ledger_path))

    def log(self, log: int) -> Row:
        """Return one log record by its key, with attributes, mapped values and resource."""
        return self._ask(lambda: records.log(self._db, log))

    def logs(self, run_ref: str, *, limit: int = 10_000) -> list[Row]:
        """Return a run's log records in order of time."""
        return self._ask(lambda: records.logs(self._db, self.run(run_ref)["run"], limit))

    def timeline(self, run_ref: str, *, noise: bool = False, limit: int = 10_000) -> list[Row]:
        """Return a run's spans and log records in order of time."""
        found = self.run(run_ref)["run"]
        return self._ask(lambda: records.timeline(self._db, found, limit, with_noise=noise))

    def tool_calls(self, run_ref: str | None = None, *, limit: int = 10_000) -> list[Row]:
        """Return the tool calls of a run, or of all, in order of time."""
        return self._of_run(records.tool_calls, run_ref, limit)

    def approvals(self, run_ref: str | None = None, *, limit: int = 10_000) -> list[Row]:
        """Return the decisions about tool calls."""
        return self._of_run(records.approvals, run_ref, limit)

    def model_calls(self, run_ref: str | None = None, *, limit: int = 10_000) -> list[Row]:
        """Return the model calls whose tokens count."""
        return self._of_run(records.model_calls, run_ref, limit)

    def counts(self, run_ref: str | None = None) -> Row:
        """Return what a run holds, or the whole index, in numbers; see `counts.counts`."""
        number = None if run_ref is None else self.run(run_ref)["run"]
        return self._ask(lambda: counts.counts(self._db, number))

    def costs_by_day(self) -> list[Row]:
        """Return runs, tokens and cost by day and agent."""
        return self._ask(lambda: records.costs_by_day(self._db))

    def search(self, text: str, *, run_ref: str | None = None, limit: int = 50) -> list[Row]:
        """Return spans and log records that hold all words of `text`; see `search.search`."""
        number = None if run_ref is None else self.run(run_ref)["run"]
        return self._ask(lambda: search.search(self._db, text, number, limit))

    def run_records(
        self, run: int, after: run_records.Position | None = None
    ) -> run_records.Records:
        """Return what the run with this key got since a position; see `run_records`."""
        since = after or run_records.Position()
        return self._ask(lambda: run_records.of_run(self._db, run, since))

    def kept_of(self, entries: Sequence[int]) -> list[Row]:
        """Return what is kept for entries, each piece with its state; see `kept.of_entries`."""
        vault = self._ledger().with_name(VAULT)
        return self._ask(lambda: kept.of_entries(self._db, vault, entries))

    def kept(self, run_ref: str) -> list[Row]:
        """Return what is kept of a run, each piece with its state; see `kept.of_run`."""
        number, vault = self.run(run_ref)["run"], self._ledger().with_name(VAULT)
        return self._ask(lambda: kept.of_run(self._db, vault, number))

    def evidence_runs(self, *, limit: int = 200, wanted: int | None = None) -> list[Row]:
        """Return runs with evidence, the newest first; see `evidence.runs`."""
        return self._ask(lambda: evidence.runs(self._db, limit, wanted))

    def captures(self, run: int | None) -> list[Row]:
        """Return the looks at the screen in a run, by its key; see `evidence.captures`."""
        vault = self._ledger().with_name(VAULT)
        return self._ask(lambda: evidence.captures(self._db, vault, run))

    def copies(self, run: int) -> copies.Copies:
        """Return which files of a run, by its key, can be put back; see `copies.of_run`."""
        vault = self._ledger().with_name(VAULT)
        return self._ask(lambda: copies.of_run(self._db, vault, run))

    def file_changes(self, run: int | None) -> list[Row]:
        """Return what tells changes of files in a run, by its key; see `evidence.changes`."""
        vault = self._ledger().with_name(VAULT)
        return self._ask(lambda: evidence.changes(self._db, vault, run))

    def entry_proof(self, seq: int) -> Row:
        """Return one entry's place in the log; see `proof.entry`."""
        return proof.entry(self._ledger(), seq)

    def sealed_size(self) -> int:
        """Return how many entries a checkpoint covers."""
        return proof.sealed_size(self._ledger())

    def quick_open(self, text: str, *, limit: int = 6) -> dict[str, list[Row]]:
        """Return what a few typed letters find, by kind; see `quick_open.found`."""
        return self._ask(lambda: quick_open.found(self._db, text, limit))

    def entries_of_trace(self, trace_id: str) -> list[int]:
        """Return the places of the entries that speak of a trace (32 hex digits), ascending."""
        return self._ask(lambda: traces.entries_of(self._db, trace_id))

    def root_span(self, run: int) -> dict[str, str] | None:
        """Return the first root span that the agent sent in a run; see `traces.root_of`."""
        return self._ask(lambda: traces.root_of(self._db, run))

    def tail(self, after_seq: int = -1, *, limit: int = 1_000) -> list[Row]:
        """Return entries after `after_seq` in order; ask again with the last one's seq."""
        return self._ask(lambda: records.entries(self._db, after_seq, limit))

    def audit_log(
        self,
        *,
        since_us: int | None = None,
        run_ref: str | None = None,
        telemetry: bool = False,
    ) -> Iterator[Row]:
        """Yield the action ledger, oldest first; see `audit_log.lines`."""
        number = None if run_ref is None else self.run(run_ref)["run"]
        self._refresh()
        with telling(self._path):
            yield from audit_log.lines(self._db, since_us, number, telemetry=telemetry)

    def consents(
        self,
        wanted: consents.Wanted = consents.ANY,
        *,
        limit: int = 50,
        before: int | None = None,
    ) -> list[Row]:
        """Return consent records, newest first; `before`: `seq` of the last one of a page."""
        return self._ask(lambda: consents.records(self._db, wanted, limit, before))

    def consent(self, seq: int) -> Row:
        """Return one consent record and what changed it; see `consents.record`."""
        return self._ask(lambda: consents.record(self._db, seq))

    def grants_in_force(self, now_us: int) -> list[Row]:
        """Return what a person allowed and still holds; see `consents.in_force`."""
        return self._ask(lambda: consents.in_force(self._db, now_us))

    def consent_log(
        self, wanted: consent_log.Wanted, *, limit: int = 50, before: int | None = None
    ) -> list[Row]:
        """Return records, and what was decided without a question; see `consent_log.lines`."""
        return self._ask(lambda: consent_log.lines(self._db, wanted, limit, before))

    def consent_agents(self) -> list[str]:
        """Return the agents that the consent log speaks of."""
        return self._ask(lambda: consent_log.agents(self._db))

    def why_call(self, call_id: str) -> Row:
        """Return who had a say in a tool call, by the agent's own id of it; see `why`."""
        return self._ask(lambda: why.of_call(self._db, call_id))

    def why_intent(self, seq: int) -> Row:
        """Return who had a say in an action, by the entry of its intent; see `why`."""
        return self._ask(lambda: why.of_intent(self._db, seq))

    def why_tool_call(self, tool_call: int) -> Row:
        """Return who had a say in a tool call, by its key in the index; see `why`."""
        return self._ask(lambda: why.of_tool_call(self._db, tool_call))

    def verdicts(self, *, limit: int = 50) -> list[Row]:
        """Return what verifications came to, newest first; see `verdicts.verdicts`."""
        return self._ask(lambda: verdicts.verdicts(self._db, limit))

    def anchors(self, *, limit: int = 8) -> dict[str, list[Row]]:
        """Return checkpoints handed out and time stamps, newest first; see `anchors.anchors`."""
        return self._ask(lambda: anchors.anchors(self._db, self._ledger(), limit))

    def epochs(self, *, limit: int = 50) -> list[Row]:
        """Return the log's epochs, newest first; see `epochs.epochs`."""
        return self._ask(lambda: epochs.epochs(self._db, limit))

    def anonymous_senders(self) -> list[Row]:
        """Return who sent without a token, latest first; see `senders.anonymous`."""
        return self._ask(lambda: senders.anonymous(self._db))

    def status(self) -> Row:
        """Return how much the index holds, and how far it is behind."""
        return self._ask(lambda: status.status(self._db, self._ledger_path))

    def lag(self) -> int:
        """Return how many entries the ledger is ahead of the index."""
        return self._ask(lambda: status.lag(self._db, self._ledger_path))

    def _ledger(self) -> Path:
        if self._ledger_path is None:
            raise NotFoundError("The ledger is not at hand.")
        return self._ledger_path

    def _of_run(
        self, question: Callable[..., list[Row]], run_ref: str | None, limit: int
    ) -> list[Row]:
        number = None if run_ref is None else self.run(run_ref)["run"]
        return self._ask(lambda: question(self._db, number, limit))

    def _ask(self, question: Callable[[], T]) -> T:
        """Answer from one file: asked again when a rebuild swapped it in the meantime."""
        for _ in range(_ATTEMPTS):
            self._refresh()
            try:
                with telling(self._path):
                    answer = question()
            except IndexUnreadableError:
                if file_id(self._path) == self._file:
                    raise
                continue
            if file_id(self._path) == self._file:
                return answer
        raise StorageError(f"{self._path.name} is being exchanged all the time.", hint="Try again.")

    def _refresh(self) -> None:
        """Go over to the file that has the name now."""
        if file_id(self._path) != self._file:
            self._db.close()
            self._db, self._file = open_reader_of(self._path)
