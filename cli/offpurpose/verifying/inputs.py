"""The inputs of a case as they are now, against the digests that its manifest has of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from offpurpose.engine.run import Progress
from offpurpose.identifiers.masking import printable
from offpurpose.incident import Incident
from offpurpose.inputs.faults import FilesUnreadableError
from offpurpose.inputs.files import InputFile, find_files
from offpurpose.verifying.report import Difference

Json = dict[str, Any]


def input_differences(incident: Incident, inputs: list[Json], progress: Progress) -> Iterator[Difference]:
    """Tell which inputs are gone, altered or new since the audit, and whether the incident file has changed.

    Args:
        incident: the incident of the case, at the place where its inputs are now.
        inputs: the section `inputs` of the manifest.
        progress: is told of each file.
    """
    yield from _incident_file(incident)
    found: dict[tuple[str, str], InputFile] = {}
    for spec in incident.inputs.values():
        try:
            files = find_files(incident.folder, [spec])[spec.name]
        except FilesUnreadableError as error:
            yield from (
                Difference(name or spec.name, f"of {spec.name}: {told}") for name, told in error.faults
            )
            # Those of this input that can be read are not looked at either.
            inputs = [entry for entry in inputs if entry.get("input") != spec.name]
        else:
            found.update(((file.input, file.name), file) for file in files)
    yield from _files(found, inputs, progress)


def _incident_file(incident: Incident) -> Iterator[Difference]:
    name = incident.path.name
    try:
        text = incident.path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        yield Difference(name, f"cannot be read: {error.strerror or type(error).__name__}")
    except UnicodeDecodeError:
        yield Difference(name, "is not UTF-8")
    else:
        if text != incident.text:
            yield Difference(name, "is not the incident file of this case: its text has changed")


def _files(
    found: dict[tuple[str, str], InputFile], inputs: list[Json], progress: Progress
) -> Iterator[Difference]:
    stated = {(str(entry.get("input")), str(entry.get("name"))): entry for entry in inputs}
    for name, file in stated:
        if (name, file) not in found:
            yield Difference(printable(file), f"of {name} is gone, or the incident file names it no more")
    with ThreadPoolExecutor() as pool:
        present = [key for key in stated if key in found]
        digests = pool.map(_sha256, [found[key].path for key in present])
        for done, (key, digest) in enumerate(zip(present, digests, strict=True)):
            progress("digests of inputs", done, len(present))
            if digest != stated[key].get("sha256"):
                what = "its bytes have changed" if len(digest) == 64 else f"it cannot be read: {digest}"
                yield Difference(printable(key[1]), f"of {key[0]} is not the file that was audited: {what}")
    for name, file in sorted(found.keys() - stated.keys()):
        yield Difference(printable(file), f"of {name} is new: it was no input of this case")


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return error.strerror or type(error).__name__
