"""What stops a run from outside: somebody, or a machine that has too little of something.

Known by the names of errors, so that asking costs no import of the libraries that raise them.
"""

from __future__ import annotations

import errno
from typing import Literal

_INTERRUPTIONS = frozenset({"KeyboardInterrupt", "InterruptException", "ArrowCancelled"})
"""Names of what is raised on Ctrl-C: libraries that were at work then raise errors of their own."""


def is_interruption(error: BaseException) -> bool:
    """Whether an error says that somebody asked the process to stop."""
    return type(error).__name__ in _INTERRUPTIONS or (
        isinstance(error, RuntimeError) and str(error) == "Query interrupted"
    )


def shortage(error: BaseException) -> Literal["memory", "disk"] | None:
    """Return what the machine has too little of, where an error says so."""
    name, text = type(error).__name__, str(error)
    if isinstance(error, MemoryError) or (name == "OutOfMemoryException" and "temp_directory" not in text):
        return "memory"
    is_full = isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
    # A full disk may also be what a transaction of the database could not be committed for.
    if is_full or name == "OutOfMemoryException" or any(words in text for words in _FULL):
        return "disk"
    return None


_FULL = ("No space left", "Disk quota exceeded", "File too large")


def is_from_outside(error: BaseException) -> bool:
    """Whether the same run may end well at another time or on another machine."""
    fault: BaseException | None = error
    while fault is not None:
        if is_interruption(fault) or shortage(fault):
            return True
        # What was interrupted may have failed to clean up after itself, and that is what was raised.
        fault = fault.__cause__ or fault.__context__
    return False
