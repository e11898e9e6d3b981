"""A case with some of its files written anew: the others stay the very files that they were."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from offpurpose.case.destination import MANIFEST
from offpurpose.case.manifest import CHECKSUMS, SIGNATURE, FileDigest, digest_of
from offpurpose.case.private import make_private_folder
from offpurpose.case.summary import as_json
from offpurpose.errors import CaseError

Json = dict[str, Any]


def link_all_but(old: Path, new: Path, names: Iterable[str]) -> None:
    """Put every file of a case folder into another one, but those of the given names; nothing is copied.

    Where the file system has no second names for a file, it is copied after all. A signature stays behind:
    it is over the files as they were.
    """
    left_out = {*names, MANIFEST, CHECKSUMS, SIGNATURE}
    for below, folders, files in os.walk(old):
        inside = Path(below).relative_to(old)
        for name in sorted(folders):
            if not (Path(below) / name).is_symlink():
                make_private_folder(new / inside / name)
        for name in sorted(files):
            path = inside / name
            if path.as_posix() not in left_out and not (old / path).is_symlink():
                _link(old / path, new / path)


def prove_again(old: Path, new: Path, names: Iterable[str], block: Json) -> None:
    """Write the manifest and SHA256SUMS of a case with new files of the given names.

    The digests of all other files are those that the case had: what was altered since still shows. `block`
    stands in the manifest under `report`, and says what the new files were made from.

    Raises:
        CaseError: when the case has lost its SHA256SUMS.
    """
    manifest: Json = json.loads((old / MANIFEST).read_bytes())
    fresh = {name: digest_of(new, name) for name in names}
    entries = {entry["name"]: entry for entry in manifest["outputs"]}
    entries |= {name: _entry(file) for name, file in fresh.items()}
    manifest["outputs"] = [entries[name] for name in sorted(entries)]
    (new / MANIFEST).write_bytes(as_json({**manifest, "report": block}))
    fresh[MANIFEST] = digest_of(new, MANIFEST)
    sums = {**_checksums(old), **{name: file.sha256 for name, file in fresh.items()}}
    lines = (f"{sums[name]}  {name}\n" for name in sorted(sums, key=str.encode))
    (new / CHECKSUMS).write_text("".join(lines), encoding="utf-8", newline="\n")


def _checksums(case: Path) -> dict[str, str]:
    try:
        lines = (case / CHECKSUMS).read_text(encoding="utf-8").splitlines()
        return {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    except (OSError, ValueError) as error:
        raise CaseError(
            f"{case} has lost its {CHECKSUMS}, or it is damaged", hint="--out DIR leaves the case as it is"
        ) from error


def _entry(file: FileDigest) -> Json:
    return {"name": file.name, "bytes": file.bytes, "sha256": file.sha256}


def _link(old: Path, new: Path) -> None:
    try:
        os.link(old, new)
    except OSError:
        shutil.copyfile(old, new)
