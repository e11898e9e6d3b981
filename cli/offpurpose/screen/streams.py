"""Writing to a stream whose reader may have gone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO


@contextmanager
def whether_read_or_not(stream: TextIO) -> Iterator[None]:
    """Let nothing come of it that nobody reads a stream any more: what the command found still stands."""
    try:
        yield
    except BrokenPipeError:
        leave_unread(stream)


def leave_unread(stream: TextIO) -> None:
    """Let whatever is written to a stream from now on go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
