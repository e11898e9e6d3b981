"""Rendering the report of a case again: in its place, all at once or not at all; or to hand it over."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from offpurpose.errors import CaseError, IncidentFileError, UsageFaultError
from offpurpose.report import write
from offpurpose.report.narrative import Narrative, load_narrative
from offpurpose.report.options import ReportOptions
from offpurpose.report.rerender import from_block, hand_over, render_again

NARRATIVE = """
[report]
notification = "follow-up"
recipient = "Authority"
[dates]
notified_at = 2019-10-08T12:00:00Z
[contact]
name = "Privacy office"
email = "privacy@example.org"
[text]
consequences = "Adverts that would not have been shown."
"""
FACES = {f"report/report.{ending}" for ending in ("html", "md", "pdf")}


@pytest.fixture
def own(case: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(case, tmp_path / "case"))


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def require_sums(folder: Path) -> None:
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    names = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    found = {name: hashlib.sha256(content).hexdigest() for name, content in files_of(folder).items()}
    del found["SHA256SUMS"]
    assert names == found


def narrative(folder: Path, text: str = NARRATIVE) -> Path:
    path = folder / "narrative.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_report_is_replaced_with_its_proof_and_nothing_else(own: Path, tmp_path: Path) -> None:
    before = files_of(own)
    options = ReportOptions("Another title", "Ours", load_narrative(narrative(tmp_path)), "us-letter")
    render_again(own, options)
    after = files_of(own)
    assert {name for name in after if after[name] != before[name]} == {*FACES, "manifest.json", "SHA256SUMS"}
    assert before.keys() == after.keys()
    require_sums(own)
    manifest = json.loads(after["manifest.json"])
    assert from_block(manifest["report"]) == options
    text = after["report/report.md"].decode()
    assert all(
        words in text for words in ("# Another title", "follow-up", "2019-10-08 12", "privacy", "Adverts")
    )
    assert [path for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_rendering_twice_gives_the_same_bytes(own: Path) -> None:
    render_again(own, ReportOptions())
    first = files_of(own)
    render_again(own, ReportOptions())
    assert files_of(own) == first


def test_what_was_altered_before_still_shows(own: Path) -> None:
    (own / "accounts" / "affected_accounts.csv").write_bytes(b"altered\n")
    render_again(own, ReportOptions())
    with pytest.raises(AssertionError):
        require_sums(own)


def test_a_rendering_that_fails_leaves_the_case_as_it_was(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = files_of(own)

    def fails(*_: object) -> bytes:
        raise RuntimeError("no paper")

    monkeypatch.setattr(write, "render_pdf", fails)
    with pytest.raises(RuntimeError, match="no paper"):
        render_again(own, ReportOptions())
    assert files_of(own) == before
    assert [path.name for path in own.parent.iterdir()] == ["case"]


def test_the_case_itself_keeps_its_exact_figures(own: Path) -> None:
    with pytest.raises(UsageFaultError, match="needs --out"):
        render_again(own, ReportOptions(suppress_below=5))


def test_what_is_handed_over_has_the_tables_of_the_case(own: Path, tmp_path: Path) -> None:
    out = hand_over(own, tmp_path / "out", ReportOptions())
    require_sums(out)
    tables = {path.name for path in (own / "report").iterdir()} - {"datapackage.json"}
    different = {name for name in tables if (out / name).read_bytes() != (own / "report" / name).read_bytes()}
    # The report of a finished case also says when it was computed.
    assert different <= {"report.html", "report.md", "report.pdf"}


def test_what_is_withheld_is_handed_over_nowhere(own: Path, tmp_path: Path) -> None:
    out = hand_over(own, tmp_path / "out", ReportOptions(suppress_below=10))
    require_sums(out)
    summary = json.loads((out / "summary.json").read_bytes())
    schema = json.loads((out / "summary.schema.json").read_bytes())
    jsonschema.Draft202012Validator(schema).validate(summary)
    assert summary["withheld_below"] == 10
    exact = json.loads((own / "report" / "summary.json").read_bytes())
    assert small_counts(exact["reasons"])
    assert small_counts(summary["reasons"]) == []
    assert "withheld" in (out / "by_reason.csv").read_text(encoding="utf-8")
    assert {path.name for path in out.iterdir()}.isdisjoint({"manifest.json", "accounts", "case.duckdb"})


def small_counts(rows: list[dict[str, Any]]) -> list[int]:
    return [value for row in rows for value in row.values() if isinstance(value, int) and 0 < value < 10]


def test_a_folder_in_the_way_is_left_alone(own: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine").write_text("x")
    with pytest.raises(CaseError):
        hand_over(own, tmp_path / "out", ReportOptions())
    assert files_of(tmp_path / "out") == {"mine": b"x"}


def test_a_folder_that_is_no_case_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="not a case folder"):
        render_again(tmp_path, ReportOptions())


def test_all_that_is_wrong_with_a_narrative_is_told_at_once(tmp_path: Path) -> None:
    text = '[report]\nnotification = "initail"\n[text]\nconsequence = "x"\n[dates]\nfixed_at = "soon"\n'
    with pytest.raises(IncidentFileError, match="3 problems") as told:
        load_narrative(narrative(tmp_path, text))
    message = told.value.message
    assert all(
        words in message for words in ("did you mean initial", "did you mean consequences", "dates.fixed_at")
    )


def test_a_narrative_says_nothing_of_what_it_leaves_out(tmp_path: Path) -> None:
    assert load_narrative(narrative(tmp_path, "")) == Narrative(source="")
