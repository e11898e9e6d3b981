"""Where the result of a command goes that may be long: to stdout, or into one private file."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path


def text_output(parts: Iterable[str], out: Path | None, *, force: bool = False) -> None:
    """Write text as it comes, in UTF-8; a file is whole or absent, and its owner's alone.

    Raises:
        UsageFaultError: when the file cannot be written, or something is in its way.
    """
    from offpurpose.case.one_file import whole_file

    if out is not None:
        with whole_file(out, force=force) as file:
            file.writelines(part.encode() for part in parts)
        return
    sys.stdout.flush()
    for part in parts:
        # Whatever the terminal's encoding: what is for machines is UTF-8.
        sys.stdout.buffer.write(part.encode())
