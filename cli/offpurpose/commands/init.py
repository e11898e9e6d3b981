"""`offpurpose init`: a commented incident file to start from."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from offpurpose.starting import InputProposal, Start


def init(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Folder to write incident.toml into.", show_default=False)
    ] = Path(),
    data: Annotated[
        Path | None,
        typer.Option("--from", metavar="DATA", help="Folder of exports: propose which input each file is."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over an incident file.")] = False,
) -> None:
    """Write a commented incident file to start from.

    With --from, it looks at the first rows of the files there, and proposes which input each is.

    Which columns map, and what it could not tell, stands in the file.

    Example: offpurpose init case --from exports
    """
    from offpurpose.starting import start_incident

    start = start_incident(folder, data, today=datetime.now(UTC).date(), force=force)
    typer.echo(str(start.path))
    for line in _told(start):
        typer.echo(line, err=True)


def _told(start: Start) -> list[str]:
    found = [_found(name, proposal) for name, proposal in start.proposal.inputs.items()]
    doubts = [f"could not tell: {doubt}" for doubt in start.doubts]
    return [*found, *doubts, "next: sort the purposes, set the window, then run `offpurpose check` on it"]


def _found(name: str, proposal: InputProposal) -> str:
    files = "1 file" if proposal.files == 1 else f"{proposal.files:,} files"
    mapped = f"; mapped {', '.join(proposal.columns)}" if proposal.columns else ""
    return f"{name}: {files}{mapped}"
