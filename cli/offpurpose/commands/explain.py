"""`offpurpose explain`: one account of a case, from its evidence to its verdict."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from offpurpose.commands.options import CaseArgument, Json, Quiet
from offpurpose.errors import ExitStatus


def explain(
    case: CaseArgument,
    account: Annotated[
        str,
        typer.Argument(
            metavar="ACCOUNT", help="The account's id, as the inputs have it.", show_default=False
        ),
    ],
    *,
    match: Annotated[
        str | None,
        typer.Option("--match", metavar="ID", help="Explain this match alone.", show_default=False),
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option(
            "--html",
            metavar="FILE",
            help="Also write it as one HTML page, for its owner alone.",
            show_default=False,
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over an HTML page.")] = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Explain one account, from its evidence to its verdict.

    Shows what it gave, when and for what, and why each match has its verdict, made anew from the account's
    rows in the case. Every fact stands with its input file and record. Identifiers are shown as kind and
    fingerprint: short, keyed by the case's evidence, never raw. Also says why an account is on neither list.
    Exit status 1 says that nothing names such an account, 4 that the case's lists say something else than
    its evidence.

    \b
    Examples:
      offpurpose explain case 1001
      offpurpose explain case 1001 --match m-17
      offpurpose explain case 1001 --html account.html --quiet
      offpurpose explain case 1001 --json | jq .why
    """  # noqa: D301
    from offpurpose.case.one_file import whole_file
    from offpurpose.case.opening import open_case
    from offpurpose.explaining.account import explain_account
    from offpurpose.explaining.page import page_of
    from offpurpose.screen.explanation_view import explanation_view
    from offpurpose.screen.printer import Printer

    printer = Printer.of_process(quiet=quiet, as_json=as_json)
    explanation = explain_account(open_case(case), account, match)
    if html is not None:
        with whole_file(html, force=force) as file:
            file.write(page_of(explanation).encode())
    printer.output.result(explanation_view(explanation), explanation)
    if not explanation["agrees_with_case"]:
        printer.diagnostics.error(
            "the case's lists say something else of this account than its evidence does",
            "`offpurpose verify` tells what was altered; or another version of the queries made the lists",
        )
        raise typer.Exit(ExitStatus.DIFFERS)
