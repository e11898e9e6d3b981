"""A review of a sample of the verdicts, in the report of the case that it is of."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from tests.report.faces import Page, pdf_text

from offpurpose.errors import CaseError, UsageFaultError
from offpurpose.report.options import ReportOptions
from offpurpose.report.rerender import from_block, hand_over, render_again
from offpurpose.report.review import load_review


def share(value: float, lower: float, upper: float) -> dict[str, float]:
    return {"agreed": 39, "share": value, "lower": lower, "upper": upper}


def content(case: Path) -> dict[str, Any]:
    outputs = json.loads((case / "manifest.json").read_bytes())["outputs"]
    [digest] = [each["sha256"] for each in outputs if each["name"] == "accounts/verdicts.parquet"]
    row = {"accounts": 536, "drawn": 40, "reviewed": 40, "weight": 13.4}
    same = {"same_verdict": share(0.975, 0.868, 0.9993), "same_list": share(1.0, 0.912, 1.0)}
    return {
        "format": "offpurpose review",
        "format_version": 1,
        "reference": "INC-2019-0917",
        "verdicts_sha256": digest,
        "sample": {"size": 200, "seed": 1, "accounts": 1859, "drawn": 200, "reviewed": 198},
        "confidence": 0.95,
        "verdicts": [
            {"verdict": "confirmed", **row, **same},
            {"verdict": "cleared", **row, "same_verdict": None, "same_list": None},
        ],
        "all": {"share": 0.9, "lower": 0.8, "upper": 0.95},
        "answers": [{"verdict": "confirmed", "reviewer_verdict": "inferred", "accounts": 1}],
    }


def written(folder: Path, found: dict[str, Any]) -> Path:
    path = folder / "review.json"
    path.write_text(json.dumps(found), encoding="utf-8")
    return path


def test_a_review_stands_in_the_report_and_can_be_rendered_again(case: Path, tmp_path: Path) -> None:
    own = Path(shutil.copytree(case, tmp_path / "case"))
    options = ReportOptions(review=load_review(written(tmp_path, content(own))))
    render_again(own, options)
    page = Page((own / "report" / "report.html").read_bytes())
    row = ["Confirmed", "536", "40", "40", "97.5 %", "86.8 % to 99.93 %", "100 %", "91.2 % to 100 %"]
    assert row in page.rows
    assert ["confirmed", "inferred", "1"] in page.rows
    assert " ".join(row) in pdf_text((own / "report" / "report.pdf").read_bytes())
    assert from_block(json.loads((own / "manifest.json").read_bytes())["report"]) == options


def test_a_review_of_other_verdicts_is_refused(case: Path, tmp_path: Path) -> None:
    other = load_review(written(tmp_path, {**content(case), "verdicts_sha256": "0" * 64}))
    with pytest.raises(CaseError, match="other verdicts"):
        hand_over(case, tmp_path / "out", ReportOptions(review=other))
    assert not (tmp_path / "out").exists()


def test_a_review_and_withheld_counts_do_not_go_together(case: Path, tmp_path: Path) -> None:
    review = load_review(written(tmp_path, content(case)))
    with pytest.raises(UsageFaultError, match="--suppress-below"):
        hand_over(case, tmp_path / "out", ReportOptions(review=review, suppress_below=5))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "is not JSON"),
        ("[]", "is no review"),
        ('{"format": "offpurpose review", "format_version": 2}', "newer version"),
        ('{"format": "offpurpose review", "format_version": 1}', "it lacks verdicts_sha256, sample"),
    ],
)
def test_what_is_no_review_is_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "review.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CaseError, match=message):
        load_review(path)
