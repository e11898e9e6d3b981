"""The sheet that reviewers fill in: a CSV file that a spreadsheet may open and save."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from offpurpose.errors import InputError
from offpurpose.reviewing.sampling import VERDICT_ORDER, Sample, SampledAccount, Stratum

COLUMNS = (
    "row",
    "account_id",
    "verdict",
    "reasons",
    "country",
    "accounts_of_verdict",
    "sampled_of_verdict",
    "weight",
    "sample",
    "reviewer_verdict",
    "reviewer_note",
)
_BLIND = frozenset({"verdict", "reasons", "country", "accounts_of_verdict", "sampled_of_verdict", "weight"})
_FORMULA = ("=", "+", "-", "@", "'", "\t", "\r", "\n")
_SAMPLE = re.compile(r"([0-9]{1,9}) of seed ([0-9]{1,18})")
_MOST_SHOWN = 20
_LARGEST = 1 << 28


@dataclass(frozen=True, slots=True)
class Answer:
    """What a reviewer said of one row of a sample; no verdict where it was not reviewed."""

    row: str
    account_id: str
    verdict: str | None


@dataclass(frozen=True, slots=True)
class Answers:
    """All rows of a sheet that came back, with the size and the seed of the sample that it names."""

    size: int
    seed: int
    answers: tuple[Answer, ...]


def sheet_text(sample: Sample, *, blind: bool = False) -> str:
    """Return the sheet of a sample: UTF-8 CSV with LF; `blind` leaves out what the audit has found."""
    columns = [column for column in COLUMNS if not (blind and column in _BLIND)]
    strata = {stratum.verdict: stratum for stratum in sample.strata}
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for account in sample.accounts:
        cells = _cells(account, strata[account.verdict], sample)
        writer.writerow([_safe(cells.get(column, "")) for column in columns])
    return text.getvalue()


def _cells(account: SampledAccount, stratum: Stratum, sample: Sample) -> dict[str, str]:
    return {
        "row": account.row,
        "account_id": account.account_id,
        "verdict": account.verdict,
        "reasons": account.reasons,
        "country": account.country,
        "accounts_of_verdict": str(stratum.accounts),
        "sampled_of_verdict": str(stratum.drawn),
        "weight": f"{stratum.accounts / stratum.drawn:.6f}",
        "sample": f"{sample.size} of seed {sample.seed}",
    }


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def read_sheet(path: Path) -> Answers:
    """Read a sheet that came back, with commas, semicolons or tabs, as a spreadsheet saved it.

    Raises:
        InputError: naming every row that cannot be used, and why.
    """
    rows = list(_rows(path))
    problems = [*_problems(rows)]
    if problems:
        raise _unusable(path, problems)
    [stated] = {row["sample"].strip() for _, row in rows}
    match = _SAMPLE.fullmatch(stated)
    if match is None:
        raise _unusable(path, ["the column sample does not say of which sample the rows are"])
    answers = (Answer(row["row"].strip(), _raw(row["account_id"]), _verdict(row)) for _, row in rows)
    return Answers(int(match[1]), int(match[2]), tuple(answers))


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        with path.open("rb") as file:
            text = file.read(_LARGEST).decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}") from error
    except UnicodeDecodeError:
        raise InputError(f"{path} is not UTF-8", hint="save it as CSV UTF-8") from None
    header = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=header.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True, restval="")
    try:
        names = {name.strip() for name in reader.fieldnames or ()}
        if missing := sorted({"row", "account_id", "sample", "reviewer_verdict"} - names):
            raise _unusable(path, [f"it lacks the column {', '.join(missing)}"])
        for row in reader:
            yield reader.line_num, {str(name).strip(): value for name, value in row.items() if name}
    except csv.Error as error:
        raise _unusable(path, [f"line {reader.line_num}: {error}"]) from None


def _problems(rows: list[tuple[int, dict[str, str]]]) -> Iterator[str]:
    if not rows:
        yield "it has no rows"
    first_stated = rows[0][1]["sample"].strip() if rows else ""
    seen: set[str] = set()
    for line, row in rows:
        code = row["row"].strip()
        if code in seen:
            yield f"line {line}: its row was there before"
        seen.add(code)
        if row["sample"].strip() != first_stated:
            yield f"line {line}: it is of another sample than the first"
        if (answer := row["reviewer_verdict"].strip().lower()) and answer not in VERDICT_ORDER:
            yield f"line {line}: the verdict of the reviewer is none of {', '.join(VERDICT_ORDER)}"


def _verdict(row: dict[str, str]) -> str | None:
    return row["reviewer_verdict"].strip().lower() or None


def _raw(cell: str) -> str:
    return cell.removeprefix("'")


def _unusable(path: Path, problems: list[str]) -> InputError:
    shown = [*problems[:_MOST_SHOWN]]
    if len(problems) > _MOST_SHOWN:
        shown.append(f"and {len(problems) - _MOST_SHOWN:,} more")
    return InputError(
        f"{path} cannot be scored:" + "".join(f"\n  {problem}" for problem in shown),
        hint="`offpurpose sample` writes a sheet; fill in reviewer_verdict and reviewer_note only",
    )
