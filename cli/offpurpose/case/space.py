"""Whether a run can fit on the disk, told before it starts, from the sizes of its inputs."""

from __future__ import annotations

import shutil
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from offpurpose.errors import CaseError
from offpurpose.inputs.files import InputFile

# Of what was measured, less than the least: a run that is refused could not have ended well.
_TABLES_PER_BYTE = {"packed": 2.0, "plain": 0.5}
_RESULTS_PER_BYTE = {"packed": 0.2, "plain": 0.05}
_LEAST_TABLES = 8 * 2**20
_LEAST_RESULTS = 2**20


def require_space(
    files: Iterable[InputFile], destination: Path, temp_dir: Path | None, *, database: bool
) -> None:
    """Make sure that what a run is known to need at least is free on the disks that it writes to.

    Raises:
        CaseError: naming the disk, what is needed there and what is free.
    """
    known = list(files)
    beside = _nearest(destination.parent)
    tables = beside if database or temp_dir is None else temp_dir
    needed: defaultdict[Path, int] = defaultdict(int)
    needed[_one_on_disk(needed, beside)] += _LEAST_RESULTS + _estimate(known, _RESULTS_PER_BYTE)
    needed[_one_on_disk(needed, tables)] += _LEAST_TABLES + _estimate(known, _TABLES_PER_BYTE)
    for folder, size in needed.items():
        if (free := shutil.disk_usage(folder).free) < size:
            raise CaseError(
                f"too little space: the audit needs at least {_words(size)} in {folder},"
                f" where {_words(free)} are free",
                hint="free some, choose another --out, or keep the tables on another disk with --no-database"
                " and --temp-dir",
            )


def _estimate(files: Iterable[InputFile], per_byte: dict[str, float]) -> int:
    return int(sum(_size(file) * per_byte[_packing(file)] for file in files))


def _size(file: InputFile) -> int:
    return file.stamp.size if file.stamp else file.path.stat().st_size


def _packing(file: InputFile) -> str:
    return "packed" if file.format == "parquet" or file.compression != "none" else "plain"


def _one_on_disk(known: Iterable[Path], folder: Path) -> Path:
    """Return the known folder that is on the same disk, if there is one."""
    device = folder.stat().st_dev
    return next((other for other in known if other.stat().st_dev == device), folder)


def _nearest(folder: Path) -> Path:
    """Return the folder, or the nearest above it that is there."""
    return next(each for each in (folder, *folder.parents) if each.is_dir())


def _words(size: int) -> str:
    for unit, name in ((10**12, "TB"), (10**9, "GB")):
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return f"{size / 10**6:.0f} MB"
