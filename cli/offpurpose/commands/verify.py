"""`offpurpose verify`: whether a case is whole, unaltered, and what its evidence gives."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from offpurpose.commands.boundary import tell
from offpurpose.commands.options import (
    CaseFolderPath,
    Json,
    Memory,
    NoProgress,
    Quiet,
    ScratchFolder,
    Threads,
    existing_file,
    existing_folder,
)
from offpurpose.errors import ExitStatus, UsageFaultError

_HOW_MUCH = "How much"
_WHO = "Who signed it"


def verify(
    case: CaseFolderPath,
    *,
    inputs: Annotated[
        bool,
        typer.Option(
            "--inputs",
            help="Digest the inputs too, and the incident file, and compare them with the manifest.",
            rich_help_panel=_HOW_MUCH,
        ),
    ] = False,
    inputs_from: Annotated[
        Path | None,
        typer.Option(
            "--inputs-from",
            metavar="DIR",
            parser=existing_folder,
            help="Folder of the incident file, where it is no longer where it was audited.",
            show_default=False,
            rich_help_panel=_HOW_MUCH,
        ),
    ] = None,
    rerun: Annotated[
        bool,
        typer.Option(
            "--rerun",
            help="Audit the inputs again and compare byte for byte; digests them first.",
            rich_help_panel=_HOW_MUCH,
        ),
    ] = False,
    quick: Annotated[
        bool,
        typer.Option(
            "--quick", help="Look at the digests of the files of the case only.", rich_help_panel=_HOW_MUCH
        ),
    ] = False,
    allowed_signers: Annotated[
        Path | None,
        typer.Option(
            "--allowed-signers",
            metavar="FILE",
            parser=existing_file,
            help="Ask who signed the case: lines of names and SSH keys, as ssh-keygen reads them.",
            show_default=False,
            rich_help_panel=_WHO,
        ),
    ] = None,
    signer: Annotated[
        str | None,
        typer.Option(
            "--signer",
            metavar="NAME",
            help="The name in that file that must have signed.",
            show_default="whose key it is",
            rich_help_panel=_WHO,
        ),
    ] = None,
    signature: Annotated[
        Path | None,
        typer.Option(
            "--signature",
            metavar="FILE",
            parser=existing_file,
            help="The file of the signature.",
            show_default="the one in the case",
            rich_help_panel=_WHO,
        ),
    ] = None,
    memory: Memory = None,
    threads: Threads = None,
    temp: ScratchFolder = None,
    as_json: Json = False,
    quiet: Quiet = False,
    no_progress: NoProgress = False,
) -> None:
    """Prove that a case is whole, unaltered, and true to its evidence.

    Compares every file with SHA256SUMS and the manifest; the lists and the summary with the verdicts; and
    all results with those that the queries give when they are run again over the evidence in case.duckdb.
    Changes nothing. Exit status 4 says that something differs; every difference is named.

    \b
    Examples:
      offpurpose verify case
      offpurpose verify case --rerun --inputs-from exports
      offpurpose verify case --allowed-signers signers --signer examiner
    """  # noqa: D301
    from offpurpose.engine.database import Limits
    from offpurpose.screen.printer import Printer
    from offpurpose.screen.verify_view import differences_text, verify_view
    from offpurpose.verifying.options import Signing, VerifyOptions
    from offpurpose.verifying.verify import verify_case

    _require_sense(quick=quick, of_inputs=inputs or rerun, inputs_from=inputs_from)
    if allowed_signers is None and (signer or signature):
        raise UsageFaultError("--signer and --signature need --allowed-signers")
    options = VerifyOptions(
        quick=quick,
        inputs=inputs or inputs_from is not None,
        inputs_from=inputs_from,
        rerun=rerun,
        signing=None if allowed_signers is None else Signing(allowed_signers, signer, signature),
        limits=Limits(memory, threads),
        temp_dir=temp,
    )
    printer = Printer.of_process(quiet=quiet, as_json=as_json, no_progress=no_progress)
    with printer.diagnostics.progress() as progress:
        report = verify_case(case, options, progress)
    printer.output.result(verify_view(report), report.as_json())
    if not report.agrees:
        told = quiet and not as_json
        tell(differences_text(report) if told else "the case is not as it should be")
        raise typer.Exit(ExitStatus.DIFFERS)


def _require_sense(*, quick: bool, of_inputs: bool, inputs_from: Path | None) -> None:
    if quick and (of_inputs or inputs_from is not None):
        raise UsageFaultError("--quick looks at the files of the case only, and --inputs or --rerun at more")
