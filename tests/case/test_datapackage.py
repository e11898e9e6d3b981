"""The data packages of a case, put to the validator of the standard."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from frictionless import Report, system, validate
from tests.case.auditing import FIXTURES, write_fixture_case

from offpurpose.case.datapackage import PARTS, Part, write_datapackage, write_datapackages
from offpurpose.case.layout import OUTPUTS


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("every_rule") / "case"
    write_fixture_case(FIXTURES / "every_rule" / "incident.toml", folder, database=False)
    return folder


def errors(package: Path) -> list[str]:
    with system.use_context(trusted=True):
        report: Report = validate(str(package / "datapackage.json"))
    return [
        error.note for error in (*report.errors, *(each for task in report.tasks for each in task.errors))
    ]


@pytest.mark.parametrize("part", PARTS)
def test_the_packages_are_valid_and_describe_every_table(case: Path, part: Part) -> None:
    assert errors(case / part) == []
    content = json.loads((case / part / "datapackage.json").read_text())
    described = {resource["path"] for resource in content["resources"]}
    written = {path.name for path in (case / part).iterdir() if path.suffix in (".csv", ".parquet")}
    assert written <= described
    assert {Path(output.name).name for output in OUTPUTS if output.name.startswith(part)} == {
        Path(name).stem for name in written
    }
    for resource in content["resources"]:
        for field in resource.get("schema", {}).get("fields", []):
            assert field["description"], f"{field['name']} of {resource['name']} is not described"


@pytest.mark.parametrize(
    "change", ["accounts/affected_accounts.csv", "accounts/verdicts.parquet", "report/by_month.csv"]
)
def test_a_changed_file_is_noticed(case: Path, tmp_path: Path, change: str) -> None:
    part, name = change.split("/")
    for path in (case / part).iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    with (tmp_path / name).open("ab") as file:
        file.write(b"\n")
    assert errors(tmp_path)


def test_withheld_cells_are_missing_values(case: Path, tmp_path: Path) -> None:
    header = "month,affected_accounts,possibly_affected_accounts,affected_matches,records,note\n"
    (tmp_path / "by_month.csv").write_text(header + "2019-01,withheld,10,withheld,3,\n")
    write_datapackage(tmp_path, "report", withheld="withheld")
    assert errors(tmp_path) == []
    write_datapackage(tmp_path, "report")
    assert errors(tmp_path)


def test_written_again_the_packages_have_the_same_bytes(case: Path) -> None:
    before = [(case / part / "datapackage.json").read_bytes() for part in PARTS]
    write_datapackages(case)
    assert [(case / part / "datapackage.json").read_bytes() for part in PARTS] == before
