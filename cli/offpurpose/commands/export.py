"""`offpurpose export`: a case as a workbook, as lists by country or language, and as a timeline."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from offpurpose.commands.options import CaseFolderPath, Json, NoProgress, Quiet, one_of

_WHAT = "What to export"


def _split(text: str) -> str:
    """Read by what the notification list is to be split."""
    from offpurpose.exporting.notification import SPLITS

    return one_of(SPLITS, text, "no way to split it")


def export(
    case: CaseFolderPath,
    *,
    out: Annotated[
        Path,
        typer.Option(
            "--out",
            "-o",
            metavar="DIR",
            help="New folder to write into; it appears whole, or not at all.",
            show_default=False,
        ),
    ],
    xlsx: Annotated[
        bool,
        typer.Option(
            "--xlsx",
            help="accounts.xlsx: both account lists, ids as text.",
            rich_help_panel=_WHAT,
        ),
    ] = False,
    split: Annotated[
        str | None,
        typer.Option(
            "--split",
            metavar="BY",
            parser=_split,
            help="notify/: the notification list, one file for each country, or for the official languages of"
            " one (country or language).",
            show_default=False,
            rich_help_panel=_WHAT,
        ),
    ] = None,
    timesketch: Annotated[
        bool,
        typer.Option(
            "--timesketch",
            help="timesketch.csv: the confirmed and inferred matches as a timeline.",
            rich_help_panel=_WHAT,
        ),
    ] = False,
    as_json: Json = False,
    quiet: Quiet = False,
    no_progress: NoProgress = False,
) -> None:
    """Write the account lists of a case for other tools: personal data.

    The case stays as it is. The new folder says in export.json which case it is of.

    \b
    Examples:
      offpurpose export case --out lists --xlsx
      offpurpose export case --out lists --split country --timesketch
    """  # noqa: D301
    from typing import cast

    from offpurpose.exporting.export import ExportOptions, export_case
    from offpurpose.exporting.notification import Split
    from offpurpose.screen.export_view import export_view
    from offpurpose.screen.printer import Printer

    options = ExportOptions(xlsx=xlsx, split=cast("Split | None", split), timesketch=timesketch)
    printer = Printer.of_process(quiet=quiet, as_json=as_json, no_progress=no_progress)
    with printer.diagnostics.progress() as progress:
        exported = export_case(case, out, options, progress)
    printer.output.result(export_view(exported), {"folder": str(exported.folder), "rows": exported.rows})
