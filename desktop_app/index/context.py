"""What all appliers share in one transaction: the connection, runs, traces, interned rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop_app.index.rows import next_id
from desktop_app.index.runs import Run, Runs
from desktop_app.index.text import attributes, to_json
from desktop_app.index.tool_calls import ToolCalls
from desktop_app.index.traces import Traces

if TYPE_CHECKING:
    import sqlite3

KEEP_INTERNED = 10_000


class Interned:
    """Rows that many records share (resources, scopes): the same content, the same id."""

    def __init__(
        self, connection: sqlite3.Connection, table: str, columns: tuple[str, ...]
    ) -> None:
        self._connection = connection
        where = " AND ".join(f"{name} = ?" for name in columns)
        self._find = f"SELECT id FROM {table} WHERE {where}"  # noqa: S608 - our names
        names, places = ",".join(columns), ",".join("?" * len(columns))
        self._insert = f"INSERT INTO {table} (id,{names}) VALUES (?,{places})"  # noqa: S608 - as above
        self._next = next_id(connection, table)
        self._known: dict[tuple[str, ...], int] = {}

    def id_of(self, values: tuple[str, ...]) -> int:
        """Return the id of a row, new when there is none."""
        number = self._known.get(values)
        if number is None:
            row = self._connection.execute(self._find, values).fetchone()
            if row is None:
                row = (self._next,)
                self._connection.execute(self._insert, (self._next, *values))
                self._next += 1
            if len(self._known) > KEEP_INTERNED:
                self._known.clear()
            number = self._known[values] = int(row[0])
        return number


class Context:
    """One writer's state. Everything in it can be read again from the file."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.runs = Runs(connection)
        self.tool_calls = ToolCalls(connection, self.runs)
        self.traces = Traces(connection, self.runs, self.tool_calls)
        self._resources = Interned(connection, "resources", ("attributes", "schema_url"))
        self._scopes = Interned(connection, "scopes", ("name", "version", "attributes"))

    def resource_id(self, group: Any) -> int:
        """Return the id of the resource of a Resource{Spans,Logs,Metrics} group."""
        found = to_json(attributes(group.resource.attributes))
        return self._resources.id_of((found, group.schema_url))

    def scope_id(self, group: Any) -> int:
        """Return the id of the scope of a Scope{Spans,Logs,Metrics} group."""
        scope = group.scope
        found = to_json(attributes(scope.attributes))
        return self._scopes.id_of((scope.name, scope.version, found))

    def run(self, sender: str, run_id: str | None) -> Run | None:
        """Return the run of an entry, or None when it names none."""
        return None if run_id is None else self.runs.get(sender, run_id)

    def flush(self) -> None:
        """Write what is held in memory; the transaction may end after this."""
        self.tool_calls.flush()
        self.runs.flush()

    def trim(self) -> None:
        """Bound the memory; only between transactions."""
        self.tool_calls.trim()
        self.runs.trim()
        self.traces.trim()
