"""`offpurpose sample` and `offpurpose score`: a random sample for human review, and what came of it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated

import typer

from offpurpose.commands.options import CaseFolderPath, Json, Quiet

_MOST = 1_000_000
_LARGEST_SEED = 10**18


def _size(text: str | int) -> int:
    """Read how many accounts a sample is to have."""
    if isinstance(text, int):
        return text
    if not re.fullmatch(r"[0-9]{1,7}", text.strip()) or not 1 <= int(text) <= _MOST:
        raise typer.BadParameter(f"{text!r} is no size of a sample; say a number from 1 to {_MOST}")
    return int(text)


def _seed(text: str | int) -> int:
    """Read the seed of a sample."""
    if isinstance(text, int):
        return text
    if not re.fullmatch(r"[0-9]{1,18}", text.strip()):
        raise typer.BadParameter(f"{text!r} is no seed; say a whole number below {_LARGEST_SEED}")
    return int(text)


def _confidence(text: str | float) -> float:
    """Read a confidence, such as 95% or 0.95."""
    if isinstance(text, float):
        return text
    match = re.fullmatch(r"([0-9]{0,3}\.?[0-9]{0,6})\s*(%?)", text.strip())
    value = float(match[1]) / (100 if match[2] else 1) if match and re.search(r"[0-9]", match[1]) else 0.0
    if not 0.5 <= value < 1:
        raise typer.BadParameter(f"{text!r} is no confidence; say one from 50% to below 100%, such as 95%")
    return value


def sample(
    case: CaseFolderPath,
    *,
    size: Annotated[
        int,
        typer.Option(
            "--n",
            "-n",
            metavar="N",
            parser=_size,
            help="How many accounts to draw; verdicts share them evenly.",
            show_default="200",
        ),
    ] = 200,
    seed: Annotated[
        int,
        typer.Option(
            "--seed",
            metavar="SEED",
            parser=_seed,
            help="The same seed draws the same accounts.",
            show_default="1",
        ),
    ] = 1,
    blind: Annotated[
        bool, typer.Option("--blind", help="Leave out what the audit has found, so that nobody is led by it.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FILE", help="File to write.", show_default="stdout"),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over an earlier file.")] = False,
) -> None:
    """Draw a random sample of accounts for human review, as CSV.

    By verdict, reasons and country. The column reviewer_verdict is for the reviewer, who can ask
    `offpurpose explain` for the evidence; `offpurpose score` takes the sheet back. Personal data.

    \b
    Examples:
      offpurpose sample case --n 200 --seed 1 --out sample.csv
      offpurpose score case sample.csv --out review.json
    """  # noqa: D301
    from offpurpose.case.opening import open_case
    from offpurpose.commands.writing import text_output
    from offpurpose.reviewing.sampling import draw_sample
    from offpurpose.reviewing.sheet import sheet_text

    drawn = draw_sample(open_case(case), size, seed)
    text_output([sheet_text(drawn, blind=blind)], out, force=force)


def score(
    case: CaseFolderPath,
    sheet: Annotated[
        Path, typer.Argument(metavar="REVIEWED.csv", help="The sheet that came back.", show_default=False)
    ],
    *,
    confidence: Annotated[
        float,
        typer.Option(
            "--confidence",
            metavar="SHARE",
            parser=_confidence,
            help="How sure the limits are to hold, such as 95% or 0.99.",
            show_default="95%",
        ),
    ] = 0.95,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="FILE", help="File to write the review into, as JSON.", show_default=False
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over an earlier file.")] = False,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Say how far reviewers agree with the verdicts, with exact limits.

    Draws the sample again, so that no row of the sheet can be left out, added or exchanged. The review has
    counts only, no account.

    \b
    Example:
      offpurpose score case sample.csv --confidence 95% --out review.json
    """  # noqa: D301
    from offpurpose.case.opening import open_case
    from offpurpose.case.summary import as_json as json_bytes
    from offpurpose.commands.writing import text_output
    from offpurpose.reviewing.scoring import score_review
    from offpurpose.screen.printer import Printer
    from offpurpose.screen.review_view import review_view

    review = score_review(open_case(case), sheet, confidence)
    if out is not None:
        text_output([json_bytes(review).decode()], out, force=force)
    Printer.of_process(quiet=quiet, as_json=as_json).output.result(review_view(review), review)
