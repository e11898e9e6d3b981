"""What files take on the disk while something runs."""

from __future__ import annotations

import os
from pathlib import Path


def size_on_disk(path: Path) -> int:
    """Return what a file or a folder takes on the disk."""
    inside = [Path(folder) / name for folder, _, names in os.walk(path) for name in names]
    total = 0
    for each in inside or [path] * path.is_file():
        try:
            total += each.lstat().st_blocks * 512
        except OSError:
            continue
    return total


def spilled_below(folder: Path) -> int:
    """Return the bytes of what audits and peers that work in a folder have spilled into it."""
    return sum(size_on_disk(path) for pattern in (".*/.spill", "tmp*") for path in folder.glob(pattern))
