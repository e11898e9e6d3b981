"""`offpurpose compare`: what became of every account from one case to the next."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from offpurpose.commands.options import Json, Quiet, Written, force_over
from offpurpose.errors import ExitStatus, UsageFaultError


def compare(
    before: Annotated[
        Path, typer.Argument(metavar="CASE_A", help="The earlier case folder.", show_default=False)
    ],
    after: Annotated[
        Path, typer.Argument(metavar="CASE_B", help="The later case folder.", show_default=False)
    ],
    *,
    as_csv: Annotated[
        bool, typer.Option("--csv", help="Write every changed account as CSV instead.")
    ] = False,
    as_json: Json = False,
    out: Written = None,
    force: Annotated[bool, force_over()] = False,
    quiet: Quiet = False,
) -> None:
    """Compare two cases: which accounts entered, left or changed, and why.

    Tells what the two cases rest on that differs (incident file, inputs, queries, versions), the bounds, and
    every account that is on another list, or on the same with another verdict or other reasons, before and
    after: the table that a follow-up notification needs. An account that was never on a list is not listed.
    Exit status 0 says that no account changed, 5 that some did.

    \b
    Examples:
      offpurpose compare case-june case-july
      offpurpose compare case-june case-july --csv --out changes.csv
      offpurpose compare case-june case-july --json | jq .counts
    """  # noqa: D301
    from offpurpose.case.opening import open_case
    from offpurpose.commands.writing import text_output
    from offpurpose.comparing.compare import comparing
    from offpurpose.screen.comparison_view import ACCOUNTS_SHOWN, comparison_view
    from offpurpose.screen.printer import Printer

    if as_csv and as_json:
        raise UsageFaultError("--csv and --json are two forms of one thing", hint="ask for one of them")
    if out is not None and not (as_csv or as_json):
        raise UsageFaultError("--out writes --csv or --json to a file", hint="add one of them")
    with comparing(open_case(before), open_case(after)) as comparison:
        if as_csv or as_json:
            text_output(comparison.csv() if as_csv else comparison.json(), out, force=force)
        else:
            accounts = comparison.first_accounts(ACCOUNTS_SHOWN)
            view = comparison_view(comparison.facts, accounts)
            Printer.of_process(quiet=quiet).output.result(view, comparison.facts)
        same = comparison.is_same
    if not same:
        raise typer.Exit(ExitStatus.DIFFERENT)
