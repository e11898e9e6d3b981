"""`offpurpose check`: the inputs alone, loaded and judged."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from offpurpose.commands.boundary import tell
from offpurpose.commands.options import (
    DEFAULT_MAX_REJECTED,
    AccountIds,
    IncidentFile,
    Json,
    MaxRejected,
    Memory,
    NoProgress,
    Quiet,
    ScratchFolder,
    Threads,
)
from offpurpose.errors import ExitStatus

if TYPE_CHECKING:
    from offpurpose.checking.cost import CostExpected

_COST = "What an audit will cost"
_WORTH_TELLING = 1_000_000
"""From so many rows on, what an audit is expected to cost is told before the wait for the inputs too."""


def check(
    incident: IncidentFile,
    *,
    max_rejected: MaxRejected = DEFAULT_MAX_REJECTED,
    account_ids_are_identifiers: AccountIds = False,
    memory: Memory = None,
    threads: Threads = None,
    estimate: Annotated[
        bool,
        typer.Option(
            "--estimate",
            help="Load nothing; only tell what an audit is expected to cost, from footers and samples.",
            rich_help_panel=_COST,
        ),
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            metavar="DIR",
            help="Folder that the audit would write, for the space on that disk; nothing is written.",
            show_default="case",
            rich_help_panel=_COST,
        ),
    ] = None,
    temp: ScratchFolder = None,
    as_json: Json = False,
    quiet: Quiet = False,
    no_progress: NoProgress = False,
) -> None:
    """Load the inputs only; say all that is wrong, and what an audit takes.

    Reads everything, keeps nothing. Tells what is in the inputs, and how much time, memory and disk an audit
    takes on this machine: before the wait, where that is long. Shows counts, and values only masked. Exit
    status 1 says that an audit of these inputs would stop.

    \b
    Examples:
      offpurpose check incident.toml
      offpurpose check incident.toml --estimate --out /big/disk/case
      offpurpose check incident.toml --json --quiet | jq .problems
    """  # noqa: D301
    from offpurpose.checking import CheckOptions, check_incident
    from offpurpose.engine.database import Limits
    from offpurpose.screen.check_view import check_view, problems_text
    from offpurpose.screen.cost_view import cost_in_a_line
    from offpurpose.screen.printer import Printer

    options = CheckOptions(
        max_rejected=max_rejected,
        account_ids_are_identifiers=account_ids_are_identifiers,
        cost=True,
        load=not estimate,
        out=out,
        limits=Limits(memory, threads),
        temp_dir=temp,
    )
    printer = Printer.of_process(quiet=quiet, as_json=as_json, no_progress=no_progress)

    def told(cost: CostExpected) -> None:
        if not estimate and sum(each.rows.expected for each in cost.rows) >= _WORTH_TELLING:
            printer.diagnostics.note(cost_in_a_line(cost))

    with printer.diagnostics.progress() as progress:
        report = check_incident(incident, options, progress, told)
    printer.output.result(check_view(report), report.as_json())
    if not report.ok:
        alone = quiet and not as_json
        tell(problems_text(report) if alone else "an audit of these inputs would stop")
        raise typer.Exit(ExitStatus.FAULT)
