"""`offpurpose seal` and `offpurpose unseal`: a case folder as one encrypted file, and back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from offpurpose.commands.options import CaseFolderPath, NoProgress, Quiet, existing_file

_AFTER = "Afterwards"


def seal(
    case: CaseFolderPath,
    *,
    to: Annotated[
        list[str],
        typer.Option(
            "--to",
            metavar="RECIPIENT",
            help="Who may open it: an age recipient, an SSH public key, or a file of these. May be repeated.",
            show_default=False,
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FILE", help="File to write.", show_default="CASE.tar.age"),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over an earlier file.")] = False,
    identity: Annotated[
        list[Path] | None,
        typer.Option(
            "--identity",
            "-i",
            metavar="FILE",
            parser=existing_file,
            help="A private key of a recipient: opens what was sealed, and compares it with the case."
            " May be repeated.",
            show_default=False,
            rich_help_panel=_AFTER,
        ),
    ] = None,
    remove: Annotated[
        bool,
        typer.Option("--remove", help="Remove the plain folder once that is done.", rich_help_panel=_AFTER),
    ] = False,
    quiet: Quiet = False,
    no_progress: NoProgress = False,
) -> None:
    """Encrypt a whole case into one file, with age.

    Holders of the private key of any recipient can open it, with `unseal` or with age and tar alone. Before
    the file appears, it is read back and compared with what was written: as it is, or opened with --identity.

    \b
    Examples:
      offpurpose seal case --to ~/.ssh/id_ed25519.pub --identity ~/.ssh/id_ed25519
      offpurpose seal case --to recipients.txt --out case.tar.age --remove
    """  # noqa: D301
    from offpurpose.screen.printer import Printer
    from offpurpose.screen.text import counted
    from offpurpose.sealing.keys import identities_of, recipients_of
    from offpurpose.sealing.seal import remove_plain, seal_case

    recipients, identities = recipients_of(to), identities_of(identity or ())
    printer = Printer.of_process(quiet=quiet, no_progress=no_progress)
    with printer.diagnostics.progress() as progress:
        sealed = seal_case(case, recipients, out=out, force=force, identities=identities, progress=progress)
    proved = "opened again and compared" if sealed.opened_again else "read back and compared, not opened"
    of = f"{counted(sealed.files, 'file')} for {counted(len(recipients), 'recipient')}"
    printer.diagnostics.note(f"sealed: {sealed.path}, {of}; {proved}")
    if remove:
        remove_plain(case, sealed)
        printer.diagnostics.note(f"removed: {case}")
    else:
        printer.diagnostics.note(f"{case} is still there in plain; --remove would have removed it")


def unseal(
    sealed: Annotated[Path, typer.Argument(metavar="FILE", help="The sealed case.", show_default=False)],
    *,
    identity: Annotated[
        list[Path],
        typer.Option(
            "--identity",
            "-i",
            metavar="FILE",
            parser=existing_file,
            help="A file of age identities, or a private SSH key. May be repeated.",
            show_default=False,
        ),
    ],
    out: Annotated[
        Path,
        typer.Option(
            "--out",
            "-o",
            metavar="DIR",
            help="Folder to write the case into; it appears whole, or not at all.",
            show_default=False,
        ),
    ],
    quiet: Quiet = False,
    no_progress: NoProgress = False,
) -> None:
    """Open a sealed case into a folder, as it was sealed.

    Replaces nothing, and takes nothing but the plain files of a case that are as their SHA256SUMS has them.

    \b
    Example:
      offpurpose unseal case.tar.age --identity ~/.ssh/id_ed25519 --out case
    """  # noqa: D301
    from offpurpose.screen.printer import Printer
    from offpurpose.sealing.keys import identities_of
    from offpurpose.sealing.seal import unseal_case

    identities = identities_of(identity)
    printer = Printer.of_process(quiet=quiet, no_progress=no_progress)
    with printer.diagnostics.progress() as progress:
        case = unseal_case(sealed, identities, out, progress)
    printer.diagnostics.note(f"opened: {case}")
