"""A commented incident file to start from, with what can be told from the exports at hand."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass, replace
from datetime import date
from glob import escape, has_magic
from pathlib import Path

from offpurpose.errors import InputError, OffpurposeError, UsageFaultError
from offpurpose.starting.document import render
from offpurpose.starting.proposal import InputProposal, Proposal, propose
from offpurpose.starting.survey import survey

__all__ = ["FILE_NAME", "InputProposal", "Proposal", "Start", "start_incident"]

FILE_NAME = "incident.toml"


@dataclass(frozen=True, slots=True)
class Start:
    """The file that was written, and what was proposed in it."""

    path: Path
    proposal: Proposal

    @property
    def doubts(self) -> tuple[str, ...]:
        """Everything that could not be told, in the order of the file."""
        sections = self.proposal.doubts
        general = [
            doubt for name in ("", "incident", "purposes", "matching") for doubt in sections.get(name, [])
        ]
        of_inputs = [
            f"{name}: {doubt}"
            for name, found in self.proposal.inputs.items()
            for doubt in (*sections.get(name, []), *found.doubts)
        ]
        return (*general, *of_inputs)


def start_incident(folder: Path, data: Path | None, *, today: date, force: bool = False) -> Start:
    """Write an incident file into `folder`, proposing what the files below `data` seem to be.

    Raises UsageFaultError when there is one already, unless `force`; InputError when `data` is no folder.
    """
    path = folder / FILE_NAME
    if os.path.lexists(path) and not force:
        raise UsageFaultError(
            f"{path}: is there already", hint="--force writes over it", context={"file": str(path)}
        )
    proposal = Proposal({}) if data is None else _proposal(folder, data)
    _write_private(path, render(proposal, today))
    return Start(path, proposal)


def _proposal(folder: Path, data: Path) -> Proposal:
    if not data.is_dir():
        raise InputError(f"{data}: is no folder", context={"file": str(data)})
    base = Path(os.path.abspath(folder))  # noqa: PTH100 - links are left as they are
    below = Path(os.path.abspath(data))  # noqa: PTH100
    proposal = propose(survey(below))
    inputs = {
        name: replace(found, paths=tuple(_seen_from(base, below, path) for path in found.paths))
        for name, found in proposal.inputs.items()
    }
    return replace(proposal, inputs=inputs)


def _seen_from(base: Path, data: Path, path: str) -> str:
    """Return a `path` value for the incident file in `base`; what is far from it keeps its full path."""
    together = Path(os.path.commonpath([base, data]))
    way = os.path.relpath(data, base) if together != together.parent else str(data)
    if way == ".":
        return path
    # Only in a pattern do the folders on the way there need their special characters escaped.
    return f"{escape(way) if has_magic(path) else way}/{path}"


def _write_private(path: Path, text: str) -> None:
    """Write the file whole or not at all, for its owner's eyes only."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # A temporary file is made with mode 0600.
        with tempfile.NamedTemporaryFile("wb", dir=path.parent, prefix=".incident-", delete=False) as file:
            beside = Path(file.name)
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        try:
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise OffpurposeError(f"{path}: cannot be written: {reason}", context={"file": str(path)}) from error
