"""A sample of a case and the sheet that comes back: what is drawn, and what cannot be slipped in."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from offpurpose.case.opening import Case, open_case
from offpurpose.engine.database import Limits
from offpurpose.errors import AlteredCaseError, InputError
from offpurpose.reviewing.sampling import Sample, draw_sample, shared_out
from offpurpose.reviewing.scoring import score_review
from offpurpose.reviewing.sheet import sheet_text

Rows = list[dict[str, str]]

COUNTS = {"confirmed": 300, "inferred": 7, "ambiguous": 0, "undetermined": 90, "cleared": 200}
REASONS = {
    "confirmed": ("logged_security_only", "mapped:logged_security_only"),
    "inferred": ("only_security_only_listed",),
    "undetermined": ("nothing_held", "nothing_listed"),
    "cleared": ("logged_permitted",),
}
SIDES = {"confirmed": "affected", "inferred": "affected", "undetermined": "possibly_affected"}


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The files of a case that a sample is drawn from, and no others."""
    folder = tmp_path_factory.mktemp("review") / "case"
    (folder / "accounts").mkdir(parents=True)
    (folder / "report").mkdir()
    lists: dict[str, Rows] = {"affected": [], "possibly_affected": []}
    verdicts: Rows = []
    for verdict, accounts in COUNTS.items():
        for number in range(accounts):
            reason = REASONS[verdict][number % 10 == 0 and len(REASONS[verdict]) > 1]
            # A spreadsheet would take some of these for formulas.
            account = (
                f"{'=-@+'[number % 4]}{verdict[:2]}{number}" if number % 9 == 0 else f"{verdict[:2]}{number}"
            )
            row = {"account_id": account, "verdict": verdict}
            verdicts.append({**row, "reason": reason})
            if verdict in SIDES:
                country = ("US", "DE", "")[number % 3]
                lists[SIDES[verdict]].append({**row, "reasons": reason, "country": country})
    write(folder / "accounts/verdicts.parquet", verdicts)
    for name, rows in lists.items():
        write(folder / f"accounts/{name}_accounts.parquet", rows)
    (folder / "report/summary.json").write_text(json.dumps({"incident": {"reference": "INC-1"}}))
    prove(folder)
    return open_case(folder)


def write(path: Path, rows: Rows) -> None:
    pq.write_table(pa.Table.from_pylist(rows), path)


def prove(folder: Path) -> None:
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    digests = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in names}
    manifest: dict[str, Any] = {"format": "offpurpose case", "format_version": 1}
    manifest |= {name: {} for name in ("versions", "incident", "rows", "run")}
    manifest |= {"inputs": [], "queries": []}
    manifest["outputs"] = [{"name": name, "sha256": digest} for name, digest in digests.items()]
    (folder / "manifest.json").write_text(json.dumps(manifest))
    (folder / "SHA256SUMS").write_text("".join(f"{digest}  {name}\n" for name, digest in digests.items()))


def rows_of(sample: Sample) -> Rows:
    return list(csv.DictReader(io.StringIO(sheet_text(sample), newline="")))


def filled(sample: Sample, change: Callable[[Rows], Any] = lambda _rows: None) -> Rows:
    rows = rows_of(sample)
    for row in rows:
        row["reviewer_verdict"] = row["verdict"]
    change(rows)
    return rows


def saved(rows: Rows, path: Path, *, delimiter: str = ",", encoding: str = "utf-8") -> Path:
    with path.open("w", newline="", encoding=encoding) as file:
        writer = csv.DictWriter(file, rows[0].keys(), delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_the_same_seed_draws_the_same_accounts(case: Case) -> None:
    first = draw_sample(case, 50, 1, Limits(threads=1))
    assert first == draw_sample(case, 50, 1, Limits(threads=4))
    assert {each.row for each in first.accounts} != {each.row for each in draw_sample(case, 50, 2).accounts}


def test_verdicts_share_a_sample_evenly_as_far_as_they_go(case: Case) -> None:
    sample = draw_sample(case, 100, 7)
    drawn = Counter(account.verdict for account in sample.accounts)
    assert drawn == {"confirmed": 31, "inferred": 7, "undetermined": 31, "cleared": 31}
    assert len({account.row for account in sample.accounts}) == 100
    assert {stratum.verdict: (stratum.accounts, stratum.drawn) for stratum in sample.strata} == {
        verdict: (accounts, drawn[verdict]) for verdict, accounts in COUNTS.items() if accounts
    }


def test_reasons_and_countries_have_their_share(case: Case) -> None:
    accounts = [each for each in draw_sample(case, 400, 3).accounts if each.verdict == "confirmed"]
    reasons = Counter(account.reasons for account in accounts)
    assert len(accounts) == 152
    # A tenth of the accounts have the second reason, and a third each country.
    assert abs(reasons["mapped:logged_security_only"] - len(accounts) / 10) <= 1
    countries = Counter(account.country for account in accounts if account.reasons == "logged_security_only")
    assert max(countries.values()) - min(countries.values()) <= 2


def test_every_account_is_as_likely_as_any_other(case: Case) -> None:
    drawn: Counter[str] = Counter()
    for seed in range(40):
        drawn.update(
            each.account_id for each in draw_sample(case, 28, seed).accounts if each.verdict == "cleared"
        )
    assert sum(drawn.values()) == 40 * 7
    assert max(drawn.values()) <= 7


def test_a_sample_of_all(case: Case) -> None:
    assert len(draw_sample(case, 10_000, 1).accounts) == sum(COUNTS.values())


@given(
    accounts=st.dictionaries(st.sampled_from(list(COUNTS)), st.integers(1, 1000), min_size=1),
    size=st.integers(1, 2000),
)
def test_sharing_out(accounts: dict[str, int], size: int) -> None:
    shares = shared_out(accounts, size)
    assert sum(each.drawn for each in shares) == min(size, sum(accounts.values()))
    most = max(each.drawn for each in shares)
    for each in shares:
        assert each.drawn == each.accounts or each.drawn >= most - 1


def test_no_cell_of_a_sheet_is_a_formula(case: Case) -> None:
    sample = draw_sample(case, 10_000, 1)
    cells = [cell for row in rows_of(sample) for cell in row.values()]
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)
    ids = {row["account_id"].removeprefix("'") for row in rows_of(sample)}
    assert ids == {account.account_id for account in sample.accounts}


def test_a_blind_sheet_says_nothing_of_the_audit(case: Case) -> None:
    text = sheet_text(draw_sample(case, 100, 1), blind=True)
    assert text.splitlines()[0] == "row,account_id,sample,reviewer_verdict,reviewer_note"
    assert not any(verdict in text for verdict in COUNTS)


def test_full_agreement(case: Case, tmp_path: Path) -> None:
    review = score_review(case, saved(filled(draw_sample(case, 100, 1)), tmp_path / "sheet.csv"), 0.95)
    assert [each["verdict"] for each in review["verdicts"]] == [
        "confirmed",
        "inferred",
        "undetermined",
        "cleared",
    ]
    first = review["verdicts"][0]
    assert first["same_verdict"] == {"agreed": 31, "share": 1.0, "lower": 0.887811, "upper": 1.0}
    assert (first["accounts"], first["drawn"], first["weight"]) == (300, 31, round(300 / 31, 6))
    assert review["all"]["share"] == 1.0
    assert review["all"]["lower"] < first["same_verdict"]["lower"]
    assert review["sample"] == {
        "size": 100, "seed": 1, "accounts": 597, "drawn": 100, "reviewed": 100, "account_ids_changed": 0,
    }  # fmt: skip


def test_disagreement_and_rows_that_were_not_reviewed(case: Case, tmp_path: Path) -> None:
    def change(rows: Rows) -> None:
        confirmed = [row for row in rows if row["verdict"] == "confirmed"]
        confirmed[0]["reviewer_verdict"] = " Inferred "
        confirmed[1]["reviewer_verdict"] = "CLEARED"
        confirmed[2]["reviewer_verdict"] = ""
        for row in rows:
            if row["verdict"] == "inferred":
                row["reviewer_verdict"] = ""

    review = score_review(
        case, saved(filled(draw_sample(case, 100, 1), change), tmp_path / "sheet.csv"), 0.95
    )
    confirmed, inferred, *_ = review["verdicts"]
    assert (confirmed["reviewed"], confirmed["same_verdict"]["agreed"]) == (30, 28)
    assert confirmed["same_list"]["agreed"] == 29
    assert inferred["same_verdict"] == {"agreed": 0, "share": None, "lower": None, "upper": None}
    assert review["all"] == {"share": None, "lower": None, "upper": None}
    assert {"verdict": "confirmed", "reviewer_verdict": "cleared", "accounts": 1} in review["answers"]


@pytest.mark.parametrize(("delimiter", "encoding"), [(";", "utf-8-sig"), ("\t", "utf-8"), (",", "utf-8-sig")])
def test_what_a_spreadsheet_makes_of_it(case: Case, tmp_path: Path, delimiter: str, encoding: str) -> None:
    def change(rows: Rows) -> None:
        rows[0]["account_id"] = "3,66979E+11"
        rows.sort(key=lambda row: row["account_id"])

    sheet = saved(
        filled(draw_sample(case, 40, 1), change),
        tmp_path / "sheet.csv",
        delimiter=delimiter,
        encoding=encoding,
    )
    review = score_review(case, sheet, 0.95)
    assert review["all"]["share"] == 1.0
    assert review["sample"]["account_ids_changed"] == 1


def drop(rows: Rows) -> None:
    rows.pop(3)


def twice(rows: Rows) -> None:
    rows[3] = dict(rows[4])


def swap_for_another(rows: Rows) -> None:
    rows[3]["row"] = "r0123456789ab"


def word(rows: Rows) -> None:
    rows[3]["reviewer_verdict"] = "maybe"


def other_seed(rows: Rows) -> None:
    for row in rows:
        row["sample"] = row["sample"].replace("seed 1", "seed 2")


def mixed(rows: Rows) -> None:
    rows[3]["sample"] = "9 of seed 9"


def nonsense(rows: Rows) -> None:
    for row in rows:
        row["sample"] = "mine"


def without_column(rows: Rows) -> None:
    for row in rows:
        del row["reviewer_verdict"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (drop, "1 rows of the sample are missing: r"),
        (twice, r"line \d+: its row was there before"),
        (swap_for_another, "1 rows are not of the sample: r0123456789ab"),
        (word, r"line 5: the verdict of the reviewer is none of confirmed, inferred"),
        (other_seed, "is not the sample of 40 by seed 2 of this case"),
        (mixed, "line 5: it is of another sample than the first"),
        (nonsense, "does not say of which sample"),
        (without_column, "it lacks the column reviewer_verdict"),
    ],
)
def test_a_sheet_that_is_not_the_sample(
    case: Case, tmp_path: Path, change: Callable[[Rows], None], says: str
) -> None:
    sheet = saved(filled(draw_sample(case, 40, 1), change), tmp_path / "sheet.csv")
    with pytest.raises(InputError, match=says):
        score_review(case, sheet, 0.95)


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe\x00", b'row,"', b"row,account_id,sample,reviewer_verdict\n"]
)
def test_what_is_no_sheet(case: Case, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "sheet.csv").write_bytes(content)
    with pytest.raises(InputError):
        score_review(case, tmp_path / "sheet.csv", 0.95)
    with pytest.raises(InputError, match="cannot be read"):
        score_review(case, tmp_path / "gone.csv", 0.95)


def test_an_altered_list_is_not_sampled(case: Case) -> None:
    path = case.folder / "accounts/affected_accounts.parquet"
    before = path.read_bytes()
    path.write_bytes(before + b"x")
    with pytest.raises(AlteredCaseError, match="its bytes have changed"):
        draw_sample(case, 10, 1)
    path.write_bytes(before)
