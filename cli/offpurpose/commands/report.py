"""`offpurpose report`: the report of a case, rendered again."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from offpurpose.commands.options import CaseFolderPath, Json, Quiet, one_of
from offpurpose.errors import UsageFaultError

if TYPE_CHECKING:
    from offpurpose.report.options import ReportOptions

_WORDS = "What only people can say"
_FORM = "Form"
_AUTHORITY = "For an authority"
_MOST_WITHHELD = 1_000_000


def _paper(text: str) -> str:
    """Read a kind of paper."""
    from offpurpose.report.options import PAPERS

    return one_of(PAPERS, text, "no paper")


def _limit(text: str) -> int:
    """Read the count from which on counts are told."""
    if not re.fullmatch(r"[0-9]{1,7}", text.strip()) or not 2 <= int(text) <= _MOST_WITHHELD:
        raise typer.BadParameter(f"{text!r} is no limit; say a whole number from 2 to {_MOST_WITHHELD}")
    return int(text)


def report(
    case: CaseFolderPath,
    *,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            metavar="DIR",
            help="New folder to hand over: the report, its tables and its SQL; the case stays as it is.",
            show_default="in the case",
        ),
    ] = None,
    title: Annotated[
        str | None,
        typer.Option(
            "--title",
            metavar="TEXT",
            help="Title of the report.",
            show_default="the incident's",
            rich_help_panel=_WORDS,
        ),
    ] = None,
    prepared_by: Annotated[
        str | None,
        typer.Option(
            "--prepared-by",
            metavar="TEXT",
            help="Who prepared it.",
            show_default=False,
            rich_help_panel=_WORDS,
        ),
    ] = None,
    narrative: Annotated[
        Path | None,
        typer.Option(
            "--narrative",
            metavar="FILE.toml",
            help="File of texts, dates and a contact: consequences, measures, whom to ask.",
            show_default=False,
            rich_help_panel=_WORDS,
        ),
    ] = None,
    review: Annotated[
        Path | None,
        typer.Option(
            "--review",
            metavar="FILE.json",
            help="What reviewers found in a sample of the verdicts, as `score` has written it.",
            show_default=False,
            rich_help_panel=_WORDS,
        ),
    ] = None,
    paper: Annotated[
        str,
        typer.Option(
            "--paper",
            metavar="PAPER",
            parser=_paper,
            help="Paper of the PDF: a4 or us-letter.",
            show_default="a4",
            rich_help_panel=_FORM,
        ),
    ] = "a4",
    suppress_below: Annotated[
        int | None,
        typer.Option(
            "--suppress-below",
            metavar="N",
            parser=_limit,
            help="Withhold counts from 1 to below N, and what gives them away; needs --out.",
            show_default=False,
            rich_help_panel=_FORM,
        ),
    ] = None,
    form: Annotated[
        list[str] | None,
        typer.Option(
            "--form",
            metavar="NAME",
            help="Fill in a form of an authority: gdpr-33, ico, eu-611 or us-state. It goes to stdout, as"
            " Markdown or as JSON; with --out both go into that folder, and several may be named.",
            show_default=False,
            rich_help_panel=_AUTHORITY,
        ),
    ] = None,
    since: Annotated[
        Path | None,
        typer.Option(
            "--since",
            metavar="CASE",
            help="An earlier case: tell what changed since, for a follow-up; needs --form or --out.",
            show_default=False,
            rich_help_panel=_AUTHORITY,
        ),
    ] = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Render the report of a case again, as HTML, PDF and Markdown.

    Without --out the report in the case is replaced, together with its digests in manifest.json and
    SHA256SUMS: all at once, or not at all. Counts only; no account is in it. With --form and no --out,
    only that form is filled in, and the case stays as it is.

    \b
    Examples:
      offpurpose report case --narrative words.toml --prepared-by "Legal"
      offpurpose report case --out handover --suppress-below 5 --paper us-letter
      offpurpose report case --form gdpr-33 --narrative words.toml > form.md
      offpurpose report case --form ico --since earlier-case --out handover
    """  # noqa: D301
    from typing import cast

    from offpurpose.forms.handing import hand_over_with_forms
    from offpurpose.report.narrative import Narrative, load_narrative
    from offpurpose.report.options import Paper, ReportOptions
    from offpurpose.report.rerender import render_again
    from offpurpose.report.review import load_review
    from offpurpose.screen.printer import Printer
    from offpurpose.screen.report_view import report_facts, report_view

    said = load_narrative(narrative) if narrative else Narrative()
    options = ReportOptions(
        title,
        prepared_by,
        said,
        cast("Paper", paper),
        suppress_below,
        load_review(review) if review else None,
    )
    forms = form or []
    if forms and not out:
        _write_sheet(case, forms, options, since, as_json=as_json)
        return
    if since and not out:
        raise UsageFaultError(
            "--since needs --form or --out: the report in the case is of that case alone",
            hint="--out DIR writes a folder to hand over, in which the report tells the change",
        )
    printer = Printer.of_process(quiet=quiet, as_json=as_json)
    folder = (
        hand_over_with_forms(case, out, options, forms, since)
        if out
        else render_again(case, options) / "report"
    )
    names = [f"form_{name}.{suffix}" for name in forms for suffix in ("md", "json")]
    printer.output.result(report_view(folder, options, names), report_facts(folder, options, names))


def _write_sheet(
    case: Path, forms: list[str], options: ReportOptions, since: Path | None, *, as_json: bool
) -> None:
    """Write one form to stdout."""
    from offpurpose.commands.writing import text_output
    from offpurpose.forms.handing import sheet_of_case
    from offpurpose.forms.write import form_files

    if len(forms) > 1:
        raise UsageFaultError("two forms need --out", hint="--out DIR writes each into files of its own")
    files = form_files(sheet_of_case(case, forms[0], options, since))
    [content] = [files[name] for name in files if name.endswith(".json") == as_json]
    text_output([content.decode()], None)
