"""How far reviewers agree with the verdicts of a case, with exact intervals."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from offpurpose.case.layout import VERDICTS
from offpurpose.case.opening import Case
from offpurpose.engine.database import Limits
from offpurpose.errors import InputError
from offpurpose.identifiers.masking import mask_value
from offpurpose.reviewing.intervals import exact_interval
from offpurpose.reviewing.sampling import VERDICT_ORDER, Sample, Stratum, draw_sample
from offpurpose.reviewing.sheet import Answers, read_sheet

REVIEW_FORMAT = "offpurpose review"
REVIEW_VERSION = 1

_LISTS = {
    "confirmed": "affected",
    "inferred": "affected",
    "ambiguous": "possibly affected",
    "undetermined": "possibly affected",
    "cleared": "cleared",
}
_DIGITS = 6
_MILLION = 1_000_000
_MOST_SHOWN = 10

Json = dict[str, Any]
Said = list[tuple[str, str]]
"""Of each reviewed account, the verdict of the audit and that of the reviewer."""


def score_review(case: Case, sheet: Path, confidence: float, limits: Limits | None = None) -> Json:
    """Compare a sheet that came back with the verdicts of its case, and return the review as JSON.

    The sample is drawn again, so that no row can be left out, added, or put in the place of another.

    Raises:
        InputError: when the sheet is not that of a sample of this case.
    """
    answers = read_sheet(sheet)
    sample = draw_sample(case, answers.size, answers.seed, limits)
    _require_same_rows(sheet, sample, answers)
    audited = {account.row: account for account in sample.accounts}
    said: Said = [
        (audited[each.row].verdict, each.verdict) for each in answers.answers if each.verdict is not None
    ]
    changed = sum(audited[each.row].account_id != each.account_id for each in answers.answers)
    verdicts = [_of_verdict(stratum, said, confidence) for stratum in sample.strata]
    return {
        "format": REVIEW_FORMAT,
        "format_version": REVIEW_VERSION,
        "reference": case.summary["incident"]["reference"],
        "verdicts_sha256": _verdicts_digest(case),
        "sample": {
            "size": sample.size,
            "seed": sample.seed,
            "accounts": sum(stratum.accounts for stratum in sample.strata),
            "drawn": len(sample.accounts),
            "reviewed": len(said),
            "account_ids_changed": changed,
        },
        "confidence": confidence,
        "verdicts": verdicts,
        "all": _of_all(sample.strata, said, confidence),
        "answers": [
            {"verdict": verdict, "reviewer_verdict": answer, "accounts": number}
            for (verdict, answer), number in sorted(Counter(said).items(), key=_in_order)
        ],
    }


def _of_verdict(stratum: Stratum, said: Said, confidence: float) -> Json:
    answers = [answer for verdict, answer in said if verdict == stratum.verdict]
    same_list = sum(_LISTS[answer] == _LISTS[stratum.verdict] for answer in answers)
    return {
        "verdict": stratum.verdict,
        "accounts": stratum.accounts,
        "drawn": stratum.drawn,
        "reviewed": len(answers),
        "weight": round(stratum.accounts / stratum.drawn, _DIGITS) if stratum.drawn else None,
        "same_verdict": _share(answers.count(stratum.verdict), len(answers), confidence),
        "same_list": _share(same_list, len(answers), confidence),
    }


def _share(agreed: int, of: int, confidence: float) -> Json:
    if not of:
        return {"agreed": 0, "share": None, "lower": None, "upper": None}
    lower, upper = exact_interval(agreed, of, confidence)
    return {
        "agreed": agreed,
        "share": round(agreed / of, _DIGITS),
        "lower": _down(lower),
        "upper": _up(upper),
    }


def _of_all(strata: Iterable[Stratum], said: Said, confidence: float) -> Json:
    """Weigh the shares of the verdicts by their accounts; null while a verdict has not been reviewed.

    The limits are sums of limits, each of which holds with so much more confidence that all hold together.
    """
    with_accounts = [stratum for stratum in strata if stratum.accounts]
    reviewed = Counter(verdict for verdict, _ in said)
    if not with_accounts or any(not reviewed[stratum.verdict] for stratum in with_accounts):
        return {"share": None, "lower": None, "upper": None}
    accounts = sum(stratum.accounts for stratum in with_accounts)
    each = 1 - (1 - confidence) / len(with_accounts)
    share = lower = upper = 0.0
    for stratum in with_accounts:
        agreed = sum(verdict == answer == stratum.verdict for verdict, answer in said)
        limits = exact_interval(agreed, reviewed[stratum.verdict], each)
        weight = stratum.accounts / accounts
        share += weight * agreed / reviewed[stratum.verdict]
        lower, upper = lower + weight * limits[0], upper + weight * limits[1]
    return {"share": round(share, _DIGITS), "lower": _down(lower), "upper": _up(min(upper, 1.0))}


def _down(value: float) -> float:
    return math.floor(value * _MILLION) / _MILLION


def _up(value: float) -> float:
    return math.ceil(value * _MILLION) / _MILLION


def _in_order(item: tuple[tuple[str, str], int]) -> tuple[int, int]:
    (verdict, answer), _ = item
    return VERDICT_ORDER.index(verdict), VERDICT_ORDER.index(answer)


def _require_same_rows(sheet: Path, sample: Sample, answers: Answers) -> None:
    drawn = {account.row for account in sample.accounts}
    given = {answer.row for answer in answers.answers}
    missing, strange = sorted(drawn - given), sorted(given - drawn)
    if not missing and not strange:
        return
    told = []
    for rows, what in ((missing, "rows of the sample are missing"), (strange, "rows are not of the sample")):
        if rows:
            more = f" and {len(rows) - _MOST_SHOWN:,} more" if len(rows) > _MOST_SHOWN else ""
            told.append(f"\n  {len(rows):,} {what}: {', '.join(map(mask_value, rows[:_MOST_SHOWN]))}{more}")
    raise InputError(
        f"{sheet} is not the sample of {answers.size} by seed {answers.seed} of this case:" + "".join(told),
        hint="score the sheet with the case that it was drawn from; leave a row empty rather than out",
    )


def _verdicts_digest(case: Case) -> str:
    name = f"{VERDICTS.name}.parquet"
    [digest] = [entry["sha256"] for entry in case.manifest["outputs"] if entry["name"] == name]
    return str(digest)
