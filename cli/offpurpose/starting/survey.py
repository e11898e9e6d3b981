"""The data files below a folder, in groups that look like parts of one export."""

from __future__ import annotations

import glob
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from offpurpose.errors import InputError
from offpurpose.inputs.files import InputFile, find_files
from offpurpose.starting.sample import FileSample, sample_file, together

_SAMPLED = 5
_MOST_LISTED = 20
# What numbers the parts of an export: dates, counters, and the uuid that Spark puts in.
_NUMBERING = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9]+")
_STARS = re.compile(r"\*(?:[-_.T:]?\*)*")
_CASE_FOLDER = {"manifest.json", "SHA256SUMS"}


@dataclass(frozen=True, slots=True)
class Group:
    """Files of one export: `path` values that name them, relative to the folder, and their first rows."""

    paths: tuple[str, ...]
    files: int
    sample: FileSample


@dataclass(frozen=True, slots=True)
class Survey:
    """What is below a folder: groups of data files, and what could not be used, each with the reason."""

    groups: tuple[Group, ...]
    left_out: tuple[str, ...]


def survey(folder: Path) -> Survey:
    """Return the data files below `folder`, sampled and in groups, and what was left out."""
    found: list[InputFile] = []
    left_out: list[str] = []
    for name in sorted(_names_below(folder)):
        try:
            found.append(_input_file(folder, name))
        except InputError as error:
            left_out.append(error.message)
    shapes: dict[tuple[str, ...], list[InputFile]] = {}
    for item in found:
        shapes.setdefault(_shape(item.name), []).append(item)
    groups = [group for members in shapes.values() if (group := _group(members, found, left_out))]
    return Survey(tuple(groups), tuple(left_out))


def _names_below(folder: Path) -> Iterator[str]:
    for place, folders, names in os.walk(folder):
        if set(names) >= _CASE_FOLDER:
            folders.clear()
            continue
        # A leading dot or underscore marks bookkeeping of the tools that write exports (.crc, _SUCCESS).
        folders[:] = [name for name in folders if name[0] not in "._"]
        for name in names:
            if name[0] not in "._" and not name.endswith((".toml", ".md", ".txt")):
                yield Path(place, name).relative_to(folder).as_posix()


@dataclass(frozen=True, slots=True)
class _One:
    name: str
    paths: tuple[str, ...]


def _input_file(folder: Path, name: str) -> InputFile:
    # An exact name, so that nothing in it is taken for a pattern.
    [file] = find_files(folder, [_One("data", (name,))])["data"]
    return file


def _shape(name: str) -> tuple[str, ...]:
    """Return the parts of a name with all that numbers the files of one export as `*`."""
    return tuple(_starred(part) for part in PurePosixPath(name).parts)


def _starred(part: str) -> str:
    key, equals, _ = part.partition("=")
    if equals:
        return f"{glob.escape(key)}=*"
    pieces = _NUMBERING.split(part)
    return _STARS.sub("*", "*".join(glob.escape(piece) for piece in pieces))


def _group(members: list[InputFile], every: list[InputFile], left_out: list[str]) -> Group | None:
    samples = list(_samples(members, left_out))
    if not samples:
        return None
    return Group(_paths([member.name for member in members], every), len(members), together(samples))


def _samples(members: list[InputFile], left_out: list[str]) -> Iterator[FileSample]:
    for member in _spread(members):
        try:
            yield sample_file(member)
        except InputError as error:
            left_out.append(error.message)


def _spread(members: list[InputFile]) -> Iterable[InputFile]:
    """Return a few of the files, from the first to the last."""
    last = len(members) - 1
    places = {round(last * step / (_SAMPLED - 1)) for step in range(_SAMPLED)}
    return [members[place] for place in sorted(places)]


def _paths(names: list[str], every: list[InputFile]) -> tuple[str, ...]:
    if len(names) == 1:
        return tuple(names)
    pattern = _pattern(names)
    own = set(names)
    if any(_matches(item.name, pattern) for item in every if item.name not in own):
        return tuple(names) if len(names) <= _MOST_LISTED else (pattern,)
    return (pattern,)


def _pattern(names: list[str]) -> str:
    """Return a pattern for names of one shape: a part that they share as it is, any other starred."""
    columns = zip(*(PurePosixPath(name).parts for name in names), strict=True)
    return "/".join(
        glob.escape(parts[0]) if len(set(parts)) == 1 else _starred(parts[0]) for parts in columns
    )


def _matches(name: str, pattern: str) -> bool:
    parts, patterns = name.split("/"), pattern.split("/")
    return len(parts) == len(patterns) and all(
        fnmatchcase(part, each) for part, each in zip(parts, patterns, strict=True)
    )
