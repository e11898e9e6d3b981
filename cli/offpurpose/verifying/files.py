"""The files of a case against SHA256SUMS and its manifest: none is missing, added or altered."""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

from offpurpose.case.destination import CASE_FORMAT, MANIFEST
from offpurpose.case.manifest import CHECKSUMS, DATABASE, SIGNATURE
from offpurpose.engine.run import Progress
from offpurpose.identifiers.masking import printable
from offpurpose.inputs.faults import shown_path
from offpurpose.verifying.packages import stated_by_packages
from offpurpose.verifying.report import Check, Difference

_LINE = re.compile(r"([0-9a-f]{64})  (.+)")
_LARGEST_TEXT = 1 << 28

Json = dict[str, Any]


@dataclass(slots=True)
class FolderFound:
    """What is in a case folder.

    digests: file -> SHA-256, of every file that can be read; sizes: file -> bytes; listed: what SHA256SUMS
    says; manifest: its content, None where it cannot be used; altered: files with which something is wrong.
    """

    digests: dict[str, str] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    listed: dict[str, str] = field(default_factory=dict)
    manifest: Json | None = None
    altered: set[str] = field(default_factory=set)
    differences: list[Difference] = field(default_factory=list)

    def note(self, about: str, what: str) -> None:
        """Note a difference."""
        self.altered.add(about)
        self.differences.append(Difference(printable(shown_path(about)), what))

    def check(self) -> Check:
        """Return what was found as a check."""
        return Check.of("files", self.differences, f"{len(self.listed):,} files are as {CHECKSUMS} has them")


def look_into(folder: Path, progress: Progress) -> FolderFound:
    """Digest every file of a case folder, and compare it with SHA256SUMS and the manifest.

    Symbolic links are told of and not followed.
    """
    found = FolderFound()
    _list(folder, found)
    _digest(folder, found, progress)
    _compare_with_sums(folder, found)
    found.manifest = _manifest(folder, found)
    if found.manifest is not None:
        _compare_with_manifest(found.manifest, found)
    for package, name, digest in stated_by_packages(folder, found.digests):
        if name not in found.altered and found.digests.get(name) != digest:
            found.note(name, f"is not the file that {package} names: its bytes have changed")
    return found


def _list(folder: Path, found: FolderFound) -> None:
    folders: set[str] = set()
    for below, names, files in os.walk(folder):
        here = Path(below).relative_to(folder)
        for name in sorted((*names, *files)):
            _place(folder, (here / name).as_posix(), found, folders)
    used = {parent.as_posix() for name in found.sizes for parent in PurePosixPath(name).parents}
    for name in sorted(folders - used):
        found.note(name, "is a folder that no case has")


def _place(folder: Path, name: str, found: FolderFound, folders: set[str]) -> None:
    status = (folder / name).lstat()
    if stat.S_ISREG(status.st_mode):
        found.sizes[name] = status.st_size
    elif stat.S_ISDIR(status.st_mode):
        folders.add(name)
    else:
        what = "a symbolic link" if stat.S_ISLNK(status.st_mode) else "something"
        found.note(name, f"is {what} where a case has files and folders only")


def _digest(folder: Path, found: FolderFound, progress: Progress) -> None:
    names = sorted(found.sizes, key=os.fsencode)
    with ThreadPoolExecutor() as pool:
        digests = pool.map(partial(sha256_of, folder), names)
        for done, (name, digest) in enumerate(zip(names, digests, strict=True)):
            progress("digests", done, len(names))
            if len(digest) == 64:
                found.digests[name] = digest
            else:
                found.note(name, f"cannot be read: {digest}")


def sha256_of(folder: Path, name: str) -> str:
    """Return the SHA-256 of a file as hex, or why it cannot be read."""
    try:
        descriptor = os.open(folder / name, os.O_RDONLY | os.O_NOFOLLOW)
        with os.fdopen(descriptor, "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return error.strerror or type(error).__name__


def _compare_with_sums(folder: Path, found: FolderFound) -> None:
    if CHECKSUMS not in found.sizes:
        found.note(CHECKSUMS, "is missing")
        return
    found.listed = dict(_lines(folder, found))
    for name, digest in found.listed.items():
        if name not in found.sizes:
            found.note(name, "is missing")
        elif found.digests.get(name, digest) != digest:
            found.note(name, f"is not the file that {CHECKSUMS} names: its bytes have changed")
    for name in sorted(found.sizes.keys() - found.listed.keys() - {CHECKSUMS, SIGNATURE}):
        found.note(name, f"is not in {CHECKSUMS}: it was added")


def _lines(folder: Path, found: FolderFound) -> Iterator[tuple[str, str]]:
    content = (folder / CHECKSUMS).read_bytes()
    lines = content[:_LARGEST_TEXT].decode("utf-8", errors="replace").split("\n")
    if not content:
        found.note(CHECKSUMS, "is empty")
    if lines.pop() != "":
        found.note(CHECKSUMS, "does not end with the end of a line")
    seen: set[str] = set()
    for number, line in enumerate(lines, 1):
        match = _LINE.fullmatch(line)
        if match is None or not _is_inside(match[2]):
            found.note(CHECKSUMS, f"line {number} is not a digest and the name of a file")
        elif match[2] in seen:
            found.note(CHECKSUMS, f"line {number} names a file for the second time")
        else:
            seen.add(match[2])
            yield match[2], match[1]


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and str(path) == name and name.isprintable()


def _manifest(folder: Path, found: FolderFound) -> Json | None:
    if MANIFEST not in found.digests:
        if MANIFEST not in found.listed:
            found.note(MANIFEST, "is missing")
        return None
    try:
        content = json.loads((folder / MANIFEST).read_bytes())
    except (ValueError, RecursionError):
        found.note(MANIFEST, "is not JSON")
        return None
    if not isinstance(content, dict) or content.get("format") != CASE_FORMAT:
        found.note(MANIFEST, "is not the manifest of a case")
        return None
    return content


def _compare_with_manifest(manifest: Json, found: FolderFound) -> None:
    entries = {str(entry.get("name")): entry for entry in _entries(manifest)}
    for name, entry in entries.items():
        if name in found.altered:
            continue
        if name not in found.digests:
            found.note(name, "is missing")
        elif (entry.get("bytes"), entry.get("sha256")) != (found.sizes[name], found.digests[name]):
            found.note(name, f"is not the file that {MANIFEST} names: its bytes have changed")
    added = found.digests.keys() - entries.keys() - found.altered - {CHECKSUMS, SIGNATURE, MANIFEST}
    for name in sorted(added):
        found.note(name, f"is not in {MANIFEST}: it was added")


def _entries(manifest: Json) -> Iterator[Json]:
    run, outputs = manifest.get("run"), manifest.get("outputs")
    database = run.get("database") if isinstance(run, dict) else None
    if isinstance(database, dict) and database.get("name") == DATABASE:
        yield database
    yield from (entry for entry in (outputs if isinstance(outputs, list) else ()) if isinstance(entry, dict))
