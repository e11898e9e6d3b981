"""Comparing cases: every way in which an account can change, what the cases rest on, and all of the forms."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from tests.case.auditing import write_fixture_case
from tests.cli.incidents import CONTACTS, ENTRIES, INCIDENT, MATCHES_1, write_incident

from offpurpose.case.opening import Case, open_case
from offpurpose.comparing.compare import comparing
from offpurpose.errors import CaseError

Json = dict[str, Any]

# a3 is now given for a permitted use, a4 for security, a1 and a2 have a match of another reason, a8 is new.
CHANGED: dict[str, Any] = {
    "contacts": CONTACTS.replace("a3,phone,+14155552671,two_factor", "a3,phone,+14155552671,profile").replace(
        "a4,email,dan@example.org,newsletter", "a4,email,dan@example.org,two_factor"
    )
    + "a8,email,eve@example.org,two_factor,,8\n",
    "matches_1": MATCHES_1
    + "2019-01-03T00:00:00Z,a1,u2,email\n2019-01-03T00:00:00Z,a8,u2,email\n2019-01-03T00:00:00Z,a2,u2,fax\n",
}


NOTHING: dict[str, Any] = {}


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> tuple[Case, Case]:
    folder = tmp_path_factory.mktemp("comparing")
    made = []
    for name, changed in (("june", NOTHING), ("july", CHANGED)):
        (folder / name).mkdir()
        incident = write_incident(folder / name, **changed)
        write_fixture_case(incident, folder / name / "case", database=False)
        made.append(open_case(folder / name / "case"))
    return made[0], made[1]


def compared(before: Case, after: Case) -> Json:
    with comparing(before, after) as comparison:
        content: Json = json.loads("".join(comparison.json()))
        rows = list(csv.DictReader(io.StringIO("".join(comparison.csv()))))
        assert [row["account_id"] for row in rows] == [each["account_id"] for each in content["accounts"]]
        for row, each in zip(rows, content["accounts"], strict=True):
            assert row == {name: "" if value is None else str(value) for name, value in each.items()}
        assert comparison.first_accounts(2) == content["accounts"][:2]
        assert comparison.is_same == (not content["accounts"])
        assert {name: content[name] for name in comparison.facts} == comparison.facts
    return content


def test_every_way_to_change(cases: tuple[Case, Case]) -> None:
    content = compared(*cases)
    told = {
        each["account_id"]: (
            each["change"],
            each["list_before"],
            each["list_after"],
            each["verdict_before"],
            each["verdict_after"],
            each["reasons_before"],
            each["reasons_after"],
        )
        for each in content["accounts"]
    }
    assert told == {
        "a1": (
            "reasons",
            "affected",
            "affected",
            "inferred",
            "inferred",
            "only_security_only_listed",
            "only_security_only_held|only_security_only_listed",
        ),
        "a2": (
            "reasons",
            "possibly_affected",
            "possibly_affected",
            "undetermined",
            "undetermined",
            "row_rejected",
            "row_rejected|unknown_kind",
        ),
        "a3": (
            "left",
            "affected",
            "neither",
            "inferred",
            "cleared",
            "only_security_only_held",
            "only_permitted_held",
        ),
        "a4": (
            "verdict",
            "possibly_affected",
            "affected",
            "undetermined",
            "inferred",
            "unclassified_held",
            "only_security_only_held",
        ),
        "a8": ("entered", "neither", "affected", None, "inferred", None, "only_security_only_held"),
    }
    assert content["counts"] == {
        "listed_before": 5,
        "listed_after": 5,
        "same": 1,
        "entered": 1,
        "left": 1,
        "verdict": 1,
        "reasons": 2,
    }
    assert sum(each["accounts"] for each in content["moves"]) == 5
    figures = {each["figure"]: (each["before"], each["after"]) for each in content["figures"]}
    assert figures["affected"] == (2, 3)


def test_the_other_way_round(cases: tuple[Case, Case]) -> None:
    there, back = compared(*cases), compared(*reversed(cases))
    assert [each["account_id"] for each in back["accounts"]] == [
        each["account_id"] for each in there["accounts"]
    ]
    for one, other in zip(there["accounts"], back["accounts"], strict=True):
        assert one["verdict_before"] == other["verdict_after"]
        assert {one["change"], other["change"]} in ({"entered", "left"}, {"verdict"}, {"reasons"})


def test_the_same_case(cases: tuple[Case, Case]) -> None:
    content = compared(cases[0], cases[0])
    assert content["accounts"] == content["moves"] == content["differences"] == []
    assert content["counts"]["same"] == 5


def test_changed_inputs_are_named(cases: tuple[Case, Case]) -> None:
    content = compared(*cases)
    assert {(each["what"], each["name"]) for each in content["differences"]} == {
        ("input", "contacts contacts.csv"),
        ("input", "matches matches-1.csv"),
    }


def test_all_that_cases_can_rest_on(cases: tuple[Case, Case], tmp_path: Path) -> None:
    changed = INCIDENT.replace('"two_factor"', '"two_factor", "newsletter"').replace(
        '[inputs.entries]\npath = "entries.csv"', "# none"
    )
    incident = write_incident(tmp_path, incident=changed, entries=ENTRIES)
    write_fixture_case(incident, tmp_path / "case", database=False)
    manifest = json.loads((tmp_path / "case/manifest.json").read_bytes())
    manifest["versions"]["phonenumbers"] = "7.0"
    del manifest["queries"][3]
    (tmp_path / "case/manifest.json").write_text(json.dumps(manifest))
    found = compared(cases[0], open_case(tmp_path / "case"))["differences"]
    assert [(each["what"], each["name"]) for each in found if each["what"] != "query"] == [
        ("incident", "purposes.security"),
        ("incident", "inputs.entries.path"),
        ("input", "entries entries.csv"),
        ("version", "phonenumbers"),
    ]
    assert found[0]["after"] == "two_factor, newsletter"
    assert found[1]["after"] is None
    assert [each["after"] for each in found if each["what"] == "query"] == [None]


@pytest.mark.parametrize("file", ["affected_accounts", "possibly_affected_accounts", "verdicts"])
def test_a_lost_or_broken_list(cases: tuple[Case, Case], tmp_path: Path, file: str) -> None:
    case = open_case(shutil.copytree(cases[1].folder, tmp_path / "case"))
    path = case.folder / f"accounts/{file}.parquet"
    whole = path.read_bytes()
    path.write_bytes(whole[:-20])
    with pytest.raises(CaseError, match="damaged"):
        compared(cases[0], case)
    path.unlink()
    with pytest.raises(CaseError, match=f"has lost its accounts/{file}.parquet"):
        compared(cases[0], case)


def test_folders_of_any_name(cases: tuple[Case, Case], tmp_path: Path) -> None:
    folder = shutil.copytree(cases[1].folder, tmp_path / "a[b]*'?\"c")
    assert len(compared(cases[0], open_case(folder))["accounts"]) == 5
