"""`offpurpose audit`: the whole job."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from offpurpose.commands.options import (
    DEFAULT_MAX_REJECTED,
    AccountIds,
    IncidentFile,
    Json,
    MaxRejected,
    Memory,
    NoProgress,
    Quiet,
    Threads,
    temp_dir,
)
from offpurpose.errors import ExitStatus, InputError

_CASE = "The case folder"


def audit(
    incident: IncidentFile,
    *,
    out: Annotated[
        Path,
        typer.Option(
            "--out",
            "-o",
            metavar="DIR",
            help="Folder to write the case into; it appears whole, or not at all.",
            show_default=False,
            rich_help_panel=_CASE,
        ),
    ],
    force: Annotated[
        bool, typer.Option("--force", help="Replace an earlier case folder.", rich_help_panel=_CASE)
    ] = False,
    resume: Annotated[
        bool,
        typer.Option(
            "--resume",
            help="Go on after the last finished stage of a run into the same folder that was stopped; without"
            " one, begin at the beginning.",
            rich_help_panel=_CASE,
        ),
    ] = False,
    sensitivity: Annotated[
        bool,
        typer.Option(
            "--sensitivity",
            help="Compute the bounds under other readings of the evidence too.",
            rich_help_panel=_CASE,
        ),
    ] = False,
    no_database: Annotated[
        bool,
        typer.Option(
            "--no-database",
            help="Leave out case.duckdb, the tables behind the results.",
            rich_help_panel=_CASE,
        ),
    ] = False,
    max_rejected: MaxRejected = DEFAULT_MAX_REJECTED,
    account_ids_are_identifiers: AccountIds = False,
    memory: Memory = None,
    threads: Threads = None,
    temp: Annotated[Path | None, temp_dir("beside the case folder")] = None,
    as_json: Json = False,
    quiet: Quiet = False,
    no_progress: NoProgress = False,
) -> None:
    """Find out who was affected, at least and at most, and why.

    Writes a case folder with the account lists, the verdict of every match with its reason, breakdowns,
    a summary and a manifest. Exit status 3 says that it is done, and that the log shows security-only
    matches after the window: the fault may still be live.

    \b
    Examples:
      offpurpose audit incident.toml --out case
      offpurpose audit incident.toml --out case --force --memory 4GB
      offpurpose audit incident.toml --out case --resume
      offpurpose audit incident.toml --out case --json --quiet > summary.json
    """  # noqa: D301
    from offpurpose.audit.run import AuditOptions, run_audit
    from offpurpose.screen.printer import Printer
    from offpurpose.screen.result import result_view, unclassified_warning

    options = AuditOptions(
        force=force,
        resume=resume,
        max_rejected=max_rejected,
        memory=memory,
        threads=threads,
        temp_dir=temp,
        database=not no_database,
        sensitivity=sensitivity,
        account_ids_are_identifiers=account_ids_are_identifiers,
    )
    printer = Printer.of_process(quiet=quiet, as_json=as_json, no_progress=no_progress)

    def warn(purposes: list[dict[str, Any]]) -> None:
        printer.diagnostics.warning(unclassified_warning(purposes))

    with _pointing_to_check(), printer.diagnostics.progress() as progress:
        result = run_audit(
            incident,
            out,
            options,
            progress,
            warn,
            notice=printer.diagnostics.note,
            expected=progress.expect,
        )
    printer.output.result(result_view(result.summary, result.case), result.summary)
    if result.summary["containment"]["after_window_security_only"]:
        raise typer.Exit(ExitStatus.USES_AFTER_END)


@contextmanager
def _pointing_to_check() -> Iterator[None]:
    """Say where all that is wrong with the inputs is told: an audit stops at the first stage that fails."""
    try:
        yield
    except InputError as error:
        if "offpurpose check" not in (error.hint or ""):
            more = "`offpurpose check` tells all that is wrong with the inputs, with files and rows"
            error.hint = f"{error.hint}\n{more}" if error.hint else more
        raise
