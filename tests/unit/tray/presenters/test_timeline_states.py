"""What is said while there is no list."""

from __future__ import annotations

from desktop_app.errors import IndexUnreadableError, StorageError
from desktop_app.tray.presenters import state, timeline_states
from desktop_app.tray.presenters.state import Phase

PORTS = {"otlp_grpc": "127.0.0.1:4317", "otlp_http": "http://127.0.0.1:4318"}


def test_before_any_run_it_says_where_agents_are_waited_for() -> None:
    """Where the recorder really listens."""
    assert timeline_states.first(state.of(PORTS)) == (
        "Countersign is recording and waiting for an agent on 127.0.0.1:4317 and :4318. "
        "Set up an agent, or start one under record."
    )
    other = {"otlp_grpc": None, "otlp_http": "http://127.0.0.1:9"}
    assert "on 127.0.0.1:9." in timeline_states.first(state.of(other))
    assert "on this computer." in timeline_states.first(state.of({"size": 1}))


def test_it_never_claims_to_record_when_it_does_not() -> None:
    """Starting, paused, in trouble: each says so."""
    assert timeline_states.first(state.without(Phase.STARTING)).startswith(
        "Countersign is starting"
    )
    paused = timeline_states.first(state.of({**PORTS, "paused": True}))
    assert paused.startswith("Recording is paused.")
    full = state.of({"trouble": "the disk is full"})
    assert timeline_states.first(full) == "Countersign is not recording: the disk is full"


def test_a_long_wait_is_told_with_a_count() -> None:
    """As far as it is known."""
    assert timeline_states.loading(state.of({"size": 10_485})) == (
        "Reading the list of runs from 10,485 entries."
    )
    assert timeline_states.loading(state.without(Phase.STARTING)) == "Reading the list of runs."


def test_an_index_that_is_being_made_is_told_with_its_progress() -> None:
    """What is safe, what comes next."""
    missing = IndexUnreadableError("There is no index at index.db yet.")
    known = state.of({"size": 10_485, "indexed_size": 6_396})
    assert timeline_states.trouble(missing, known) == (
        "Rebuilding the index",
        "61 % of 10,485 entries. The record itself is complete; lists fill as this goes on.",
    )
    unknown = state.of({"size": 10_485, "indexed_size": None})
    assert timeline_states.trouble(missing, unknown)[1].startswith("The record itself is complete")
    alone = timeline_states.trouble(missing, state.without(Phase.TROUBLE, "x"))
    assert alone[0] == "The index is not there"


def test_another_error_is_told_with_its_hint() -> None:
    """Its words are ours, what it quotes is made safe."""
    error = StorageError("index.db: locked\u202e.", hint="Close other programs.")
    title, text = timeline_states.trouble(error, state.without(Phase.STARTING))
    assert title == "The list cannot be read"
    assert text == "index.db: lockedU+202E. Close other programs."
