"""`offpurpose calibrate`: which rule pack reproduces the recorded matches."""

from __future__ import annotations

from typing import Annotated

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
    ScratchFolder,
    Threads,
)


def calibrate(
    incident: IncidentFile,
    *,
    rules: Annotated[
        list[str] | None,
        typer.Option(
            "--rules",
            metavar="FILE.toml",
            help="Try a rule pack of your own as well, by its file; may be given several times.",
            show_default=False,
        ),
    ] = None,
    max_rejected: MaxRejected = DEFAULT_MAX_REJECTED,
    account_ids_are_identifiers: AccountIds = False,
    memory: Memory = None,
    threads: Threads = None,
    temp: ScratchFolder = None,
    as_json: Json = False,
    quiet: Quiet = False,
    no_progress: NoProgress = False,
) -> None:
    """Find which rule packs reproduce the recorded matches.

    Says what to put into the incident file. Tries every rule pack, and the incident's own rules, on matches
    that log a digest, matches on a list that was kept, partner map rows that name a digest, and uploads with
    a recorded number of matches. Contact records must hold raw addresses and numbers: digests tell nothing of
    the rules. Nothing is changed.

    \b
    Examples:
      offpurpose calibrate incident.toml
      offpurpose calibrate incident.toml --rules ours.toml
      offpurpose calibrate incident.toml --json --quiet | jq .suggestion.rules
    """  # noqa: D301
    from offpurpose.calibrating import CalibrateOptions, calibrate_incident
    from offpurpose.engine.database import Limits
    from offpurpose.screen.calibrate_view import calibrate_view
    from offpurpose.screen.printer import Printer

    options = CalibrateOptions(
        rules=tuple(rules or ()),
        max_rejected=max_rejected,
        account_ids_are_identifiers=account_ids_are_identifiers,
        limits=Limits(memory, threads),
        temp_dir=temp,
    )
    printer = Printer.of_process(quiet=quiet, as_json=as_json, no_progress=no_progress)
    with printer.diagnostics.progress() as progress:
        found = calibrate_incident(incident, options, progress)
    printer.output.result(calibrate_view(found), found.as_json())
