"""`offpurpose sign`: a signature over a case by an SSH key."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from offpurpose.commands.options import CaseFolderPath, Quiet, existing_file


def sign(
    case: CaseFolderPath,
    *,
    key: Annotated[
        Path,
        typer.Option(
            "--key",
            "-k",
            metavar="FILE",
            parser=existing_file,
            help="A private SSH key, or the public one of a key that your agent holds.",
            show_default=False,
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            metavar="FILE",
            help="File to write the signature into.",
            show_default="SHA256SUMS.sig in the case",
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace an earlier signature.")] = False,
    quiet: Quiet = False,
) -> None:
    """Sign a case with an SSH key, through ssh-keygen.

    Signs SHA256SUMS, and so every file, after comparing the files with it. The signature is beside it and
    changes no file. `verify --allowed-signers` asks who signed; ssh-keygen alone can, too.

    \b
    Examples:
      offpurpose sign case --key ~/.ssh/id_ed25519
      offpurpose sign case --key ~/.ssh/id_ed25519 --out case.sig
    """  # noqa: D301
    from offpurpose.screen.printer import Printer
    from offpurpose.verifying.signatures import sign_case

    written = sign_case(case, key, out=out, force=force)
    Printer.of_process(quiet=quiet).diagnostics.note(f"signed: {written}")
