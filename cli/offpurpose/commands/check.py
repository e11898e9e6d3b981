"""`offpurpose check`: the inputs alone, loaded and judged."""

from __future__ import annotations

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


def check(
    incident: IncidentFile,
    *,
    max_rejected: MaxRejected = DEFAULT_MAX_REJECTED,
    account_ids_are_identifiers: AccountIds = False,
    memory: Memory = None,
    threads: Threads = None,
    temp: ScratchFolder = None,
    as_json: Json = False,
    quiet: Quiet = False,
    no_progress: NoProgress = False,
) -> None:
    """Load the inputs only; say what is in them, and all that is wrong.

    Reads everything, keeps nothing. Shows counts, and values only masked. Exit status 1 says that an audit
    of these inputs would stop.

    \b
    Examples:
      offpurpose check incident.toml
      offpurpose check incident.toml --json --quiet | jq .problems
    """  # noqa: D301
    from offpurpose.checking import CheckOptions, check_incident
    from offpurpose.engine.database import Limits
    from offpurpose.screen.check_view import check_view, problems_text
    from offpurpose.screen.printer import Printer

    options = CheckOptions(
        max_rejected=max_rejected,
        account_ids_are_identifiers=account_ids_are_identifiers,
        limits=Limits(memory, threads),
        temp_dir=temp,
    )
    printer = Printer.of_process(quiet=quiet, as_json=as_json, no_progress=no_progress)
    with printer.diagnostics.progress() as progress:
        report = check_incident(incident, options, progress)
    printer.output.result(check_view(report), report.as_json())
    if not report.ok:
        told = quiet and not as_json
        tell(problems_text(report) if told else "an audit of these inputs would stop")
        raise typer.Exit(ExitStatus.FAULT)
