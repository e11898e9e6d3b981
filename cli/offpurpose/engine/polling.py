"""How far a long query is, told while it runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import TYPE_CHECKING

import duckdb

if TYPE_CHECKING:
    from offpurpose.engine.run import Progress

_SECONDS = 0.2


@contextmanager
def polled(
    con: duckdb.DuckDBPyConnection, stage: str, progress: Progress, seconds: float = _SECONDS
) -> Iterator[None]:
    """Tell, while the block waits for a query of the connection, how many percent of it are done."""
    over = Event()

    def tell() -> None:
        # A connection that has failed has no progress to tell; its own thread says why.
        with suppress(duckdb.Error):
            while not over.wait(seconds):
                # Below zero it is not known yet.
                if (done := con.query_progress()) >= 0:
                    progress(stage, int(done), 100)

    thread = Thread(target=tell, name="query progress", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
