"""From the `path` values of an incident to the files that they name."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import Literal, Protocol
from urllib.parse import unquote

from offpurpose.inputs.faults import FileFaults, shown_path
from offpurpose.inputs.patterns import has_wildcards, matches_of

Format = Literal["csv", "jsonl", "parquet"]
Compression = Literal["none", "gz", "zst"]

_FORMATS: dict[str, Format] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
}
_COMPRESSIONS: dict[str, Compression] = {".gz": "gz", ".zst": "zst"}
_KNOWN_ENDINGS = ".csv, .tsv, .jsonl, .ndjson (these also with .gz or .zst) and .parquet"
_NO_PARTITION_VALUE = "__HIVE_DEFAULT_PARTITION__"


class PathSpec(Protocol):
    """What this module needs to know of an input: its name and its `path` values."""

    @property
    def name(self) -> str:
        """Name of the input."""

    @property
    def paths(self) -> tuple[str, ...]:
        """The `path` values as written."""


@dataclass(frozen=True, slots=True)
class FileStamp:
    """What tells whether a file was changed in between: size, times of change, and which file it is."""

    size: int
    modified_ns: int
    changed_ns: int
    inode: int

    @classmethod
    def of(cls, path: Path) -> FileStamp:
        """Return the stamp of the file as it is now."""
        status = path.stat()
        return cls(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


@dataclass(frozen=True, slots=True)
class InputFile:
    """One file of an input; `name` is for people: relative to the incident's folder where below it.

    `file_no` starts at 1 and runs over all inputs, by input and name. `partitions` are the `key=value`
    folders that the `path` value covers; a value is None where the folder says that there is none.
    """

    file_no: int
    input: str
    path: Path
    name: str
    format: Format
    compression: Compression
    partitions: Mapping[str, str | None]
    stamp: FileStamp | None = None

    @property
    def pattern(self) -> str:
        """The path as a pattern that matches itself alone."""
        return literal_pattern(self.path)


def literal_pattern(path: Path) -> str:
    """Return a path as a pattern that matches itself alone."""
    return re.sub(r"[*?\[]", r"[\g<0>]", os.fspath(path))


def paths_of(files: Mapping[str, Iterable[InputFile]]) -> list[Path]:
    """Return the paths of files by input, and their patterns: all that a database must be let read."""
    found = [file for of_input in files.values() for file in of_input]
    return [*(file.path for file in found), *(Path(file.pattern) for file in found)]


def find_files(folder: Path, specs: Iterable[PathSpec]) -> dict[str, list[InputFile]]:
    """Return the files of every input, sorted by name, numbered from 1 in the order of `specs`.

    Raises one InputError that lists every pattern without a file, every path that is no file, every
    name whose ending is not known and every file that may not be read.
    """
    faults = FileFaults()
    found = {spec.name: _files_of(folder, spec, faults) for spec in specs}
    faults.raise_any()
    return _numbered(found)


def _numbered(found: dict[str, list[InputFile]]) -> dict[str, list[InputFile]]:
    numbered: dict[str, list[InputFile]] = {}
    next_no = 1
    for name, files in found.items():
        numbered[name] = [replace(file, file_no=no) for no, file in enumerate(files, next_no)]
        next_no += len(files)
    return numbered


def _files_of(folder: Path, spec: PathSpec, faults: FileFaults) -> list[InputFile]:
    matches = [match for value in spec.paths for match in _matches(folder, value, faults)]
    matches.sort(key=lambda match: os.fsencode(_name(folder, match)))
    files = [_input_file(folder, spec.name, match, faults) for match in matches]
    return list(_once_each(file for file in files if file))


def _once_each(files: Iterable[InputFile]) -> Iterator[InputFile]:
    """Drop files that are named twice; one file in two partitions stands for two sets of rows."""
    seen: set[tuple[Path, tuple[tuple[str, str | None], ...]]] = set()
    for file in files:
        key = (file.path, tuple(sorted(file.partitions.items())))
        if key not in seen:
            seen.add(key)
            yield file


def _matches(folder: Path, value: str, faults: FileFaults) -> list[str]:
    """Return what one `path` value names: a file of that very name, else what the pattern matches."""
    if (folder / value).is_dir():
        faults.add(shown_path(value), "is a folder; name the files in it, for example with *.csv")
        return []
    if os.path.lexists(folder / value):
        return [value]
    matches = matches_of(folder, value, faults) if has_wildcards(value) else []
    if not matches:
        faults.add(shown_path(value), "no file matches" if has_wildcards(value) else "there is no such file")
    return matches


def _input_file(folder: Path, name: str, match: str, faults: FileFaults) -> InputFile | None:
    shown = shown_path(_name(folder, match))
    kinds = _kinds(match)
    if kinds is None:
        faults.add(shown, f"its name does not say what it holds; known endings are {_KNOWN_ENDINGS}")
        return None
    fault = _unreadable_because(folder / match)
    partitions = _partitions(match)
    if fault or isinstance(partitions, str):
        faults.add(shown, fault or str(partitions))
        return None
    path = (folder / match).resolve()
    return InputFile(0, name, path, shown, *kinds, partitions, FileStamp.of(path))


def _name(folder: Path, match: str) -> str:
    base = Path(os.path.normpath(folder))
    full = Path(os.path.normpath(base / match))
    return (full.relative_to(base) if full.is_relative_to(base) else Path(os.path.normpath(match))).as_posix()


def _kinds(match: str) -> tuple[Format, Compression] | None:
    name = PurePath(match.lower())
    compression = _COMPRESSIONS.get(name.suffix, "none")
    kind = _FORMATS.get(name.suffix if compression == "none" else PurePath(name.stem).suffix)
    return None if kind is None or (kind == "parquet" and compression != "none") else (kind, compression)


def _unreadable_because(path: Path) -> str | None:
    try:
        os.fsencode(path).decode("utf-8")
        if not stat.S_ISREG(path.stat().st_mode):
            return "is no regular file"
        with path.open("rb"):
            return None
    except OSError as error:
        return f"cannot be read: {error.strerror or type(error).__name__}"
    except UnicodeDecodeError:
        return "its name is not UTF-8"


def _partitions(match: str) -> dict[str, str | None] | str:
    """Return the `key=value` folders of a match as written, or what is wrong with them."""
    partitions: dict[str, str | None] = {}
    for part in PurePath(match).parts[:-1]:
        key, equals, value = part.partition("=")
        if not (key and equals):
            continue
        key = unquote(key)
        if key in partitions:
            return f"two of its folders give {key}="
        if "\0" in key + unquote(value):
            return "the name of one of its folders stands for a NUL"
        partitions[key] = None if value in {"", _NO_PARTITION_VALUE} else unquote(value)
    return partitions
