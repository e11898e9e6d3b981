"""What the data packages of a case say of its files: their sizes and digests."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

PACKAGE = "datapackage.json"


def stated_by_packages(folder: Path, files: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield what each data package among the files states: its own name, the file's, and the digest.

    Packages that are damaged state nothing; they are files of the case like others.
    """
    for name in files:
        if PurePosixPath(name).name == PACKAGE:
            for resource in _resources(folder / name):
                path, digest = resource.get("path"), resource.get("hash")
                if isinstance(path, str) and isinstance(digest, str):
                    yield name, (PurePosixPath(name).parent / path).as_posix(), digest.removeprefix("sha256:")


def _resources(path: Path) -> list[dict[str, Any]]:
    try:
        content = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return []
    found = content.get("resources") if isinstance(content, dict) else None
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
