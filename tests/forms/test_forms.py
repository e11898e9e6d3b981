"""The forms of authorities: every value is one of the case, every gap is named, small numbers stay small."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from tests.cli.incidents import MATCHES_1, write_incident

from offpurpose.audit.run import AuditOptions, run_audit
from offpurpose.case.opening import open_case
from offpurpose.errors import UsageFaultError
from offpurpose.forms.answers import answer_names
from offpurpose.forms.authorities import GROUPS
from offpurpose.forms.change import change_since
from offpurpose.forms.definition import FORMS, definition_of
from offpurpose.forms.document import sheet_document
from offpurpose.forms.sheet import Sheet, fill_form, sheet_json
from offpurpose.report.document import Facts, Paragraph, Section, Table, plain_text
from offpurpose.report.figures import WITHHELD, Figures, read_figures
from offpurpose.report.narrative import Narrative, load_narrative

NARRATIVE = """\
[report]
notification = "initial"
[dates]
discovered_at = 2019-01-10T09:30:00Z
notified_at = 2019-01-13T09:30:01Z
[contact]
name = "<b>Ada</b> | *Lovelace*"
organisation = "Example"
email = "dpo@example.org"
[text]
nature = "first\\n\\nsecond"
"""


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("forms")
    run_audit(write_incident(folder), folder / "case", AuditOptions(database=False))
    return folder / "case"


@pytest.fixture(scope="module")
def figures(case: Path) -> Figures:
    return read_figures(case)


@pytest.fixture(scope="module")
def narrative(tmp_path_factory: pytest.TempPathFactory) -> Narrative:
    path = tmp_path_factory.mktemp("narrative") / "narrative.toml"
    path.write_text(NARRATIVE)
    return load_narrative(path)


def words_of(sheet: Sheet) -> str:
    """All words of a sheet's document."""
    return "\n".join(_words(sheet_document(sheet).sections))


def _words(sections: tuple[Section, ...]) -> Iterator[str]:
    for section in sections:
        yield section.heading
        for block in section.blocks:
            if isinstance(block, Paragraph):
                yield plain_text(block.spans)
            elif isinstance(block, Table):
                yield block.caption
                yield from (plain_text(row) for row in block.rows)
                yield from (plain_text(each.spans) for each in block.notes)
            else:
                assert isinstance(block, Facts)


def field(sheet: Sheet, name: str) -> Any:
    [found] = [each for each in sheet_json(sheet)["fields"] if each["id"] == name]
    return found


def value(sheet: Sheet, name: str, answer: str) -> Any:
    [found] = [each for each in field(sheet, name)["values"] if each["name"] == answer]
    return found


@pytest.mark.parametrize("name", FORMS)
def test_a_form_is_sound(name: str) -> None:
    form = definition_of(name)
    ids = [each.id for each in form.fields]
    assert len(ids) == len(set(ids))
    assert {fill for each in form.fields for fill in each.fill} <= answer_names()
    assert set(form.authorities) <= set(GROUPS)
    for each in form.fields:
        assert each.fill or each.people or each.unwritten
        for key in each.people:
            found: object = Narrative()
            for part in key.split("."):
                found = getattr(found, part)


def test_every_answer_is_asked_for_somewhere() -> None:
    asked = {fill for name in FORMS for each in definition_of(name).fields for fill in each.fill}
    assert asked == answer_names()


def test_there_is_no_other_form(figures: Figures) -> None:
    with pytest.raises(UsageFaultError, match="no form gdpr-34"):
        fill_form("gdpr-34", figures, Narrative())


@pytest.mark.parametrize("name", FORMS)
def test_every_number_of_a_sheet_is_a_number_of_the_case(name: str, figures: Figures) -> None:
    sheet = fill_form(name, figures, Narrative())
    found = sheet_json(sheet)
    for each in found["fields"]:
        assert each["values"] or each["people_wrote"] or each["open"] or each["id"] == "delay_reasons"
        assert all(every["sources"] for every in each["values"])
    told = "".join(every["text"] for each in found["fields"] for every in each["values"])
    numbers = {int(each.replace(",", "")) for each in re.findall(r"(?<![\d:.-])\d[\d,]*(?![\d:.-])", told)}
    known = set(_numbers(figures.summary)) | {2019, 12, 24, 72}
    assert numbers <= known
    json.dumps(found, allow_nan=False)


def _numbers(found: object) -> Iterator[int]:
    if isinstance(found, dict):
        for each in found.values():
            yield from _numbers(each)
    elif isinstance(found, list):
        yield len(found)
        for each in found:
            yield from _numbers(each)
    elif isinstance(found, int | float):
        yield int(found)
        yield int(found * 100)


def test_the_bounds_are_worded_as_bounds(figures: Figures) -> None:
    found = value(fill_form("gdpr-33", figures, Narrative()), "number_of_people", "persons")
    accounts = figures.summary["accounts"]
    assert found["value"] == {
        "at_least": accounts["affected"],
        "at_most": accounts["upper_bound"],
        "unit": "accounts",
    }
    assert found["text"].startswith("At least 2 accounts, which can be shown, and at most 5")
    assert found["sources"] == [
        "accounts.affected (query summary_accounts)", "accounts.upper_bound (query summary_accounts)",
    ]  # fmt: skip


def test_the_ico_is_told_the_maximum_first(figures: Figures) -> None:
    first, *_ = field(fill_form("ico", figures, Narrative()), "number_of_people")["values"]
    assert (first["name"], first["value"]) == ("most_persons", {"at_most": 5})


def test_the_clock_runs_from_the_discovery(figures: Figures, narrative: Narrative) -> None:
    sheet = fill_form("gdpr-33", figures, narrative)
    clock = value(sheet, "aware_at", "clock")
    assert clock["value"] == {
        "hours": 72,
        "due_at": "2019-01-13 09:30 UTC",
        "notified_at": "2019-01-13 09:30:01 UTC",
        "late": True,
    }
    assert field(sheet, "delay_reasons")["open"] == ["text.delay_reasons"]
    assert sheet_json(fill_form("eu-611", figures, narrative))["due_at"] == "2019-01-11 09:30 UTC"
    assert sheet_json(fill_form("us-state", figures, narrative))["due_at"] is None


def test_without_a_discovery_there_is_no_clock_and_people_are_asked(figures: Figures) -> None:
    sheet = fill_form("gdpr-33", figures, Narrative())
    assert sheet_json(sheet)["due_at"] is None
    assert field(sheet, "aware_at") | {"asks": "", "cites": ""} == {
        "id": "aware_at", "asks": "", "cites": "", "values": [], "people_wrote": {},
        "open": ["dates.discovered_at"],
    }  # fmt: skip


def test_the_incident_file_may_say_when_it_was_discovered(figures: Figures) -> None:
    summary = deepcopy(figures.summary)
    summary["incident"]["discovered_at"] = "2019-01-10T09:30:00.000000Z"
    sheet = fill_form("gdpr-33", Figures(summary, figures.tables), Narrative())
    assert sheet_json(sheet)["due_at"] == "2019-01-13 09:30 UTC"
    assert value(sheet, "aware_at", "discovered")["sources"] == ["incident file: incident.discovered_at"]


def test_what_people_wrote_stands_beside_what_is_open(figures: Figures, narrative: Narrative) -> None:
    sheet = fill_form("gdpr-33", figures, narrative)
    assert field(sheet, "nature")["people_wrote"] == {"text.nature": "first\n\nsecond"}
    assert field(sheet, "nature")["open"] == []
    assert field(sheet, "contact")["open"] == []
    assert field(sheet, "consequences")["open"] == ["text.consequences"]
    assert "For people to write: the likely consequences." in words_of(sheet)
    assert "consequences" in sheet.open_fields


def test_withheld_numbers_are_withheld_in_a_sheet(figures: Figures) -> None:
    summary, tables = deepcopy(figures.summary), deepcopy(figures.tables)
    for holder, keys in (
        (summary["accounts"], ("affected", "upper_bound", "eligible", "unreadable_log_lines")),
        (summary["records"], ("affected", "email", "phone")),
        *((row, ("affected_accounts", "possibly_affected_accounts")) for row in summary["country_groups"]),
        *((row, ("affected_accounts", "possibly_affected_accounts")) for row in tables["by_purpose"]),
    ):
        holder.update(dict.fromkeys(keys, WITHHELD))
    for name in FORMS:
        sheet = fill_form(name, Figures(summary, tables, below=10), Narrative())
        found = json.dumps(sheet_json(sheet))
        assert sheet_json(sheet)["suppressed_below"] == 10
        assert '"withheld"' in found
        assert "At least 2" not in words_of(sheet)
        assert "withheld" in words_of(sheet)
        about = [
            plain_text(spans) for word, spans in sheet_document(sheet).about.rows if word == "Small numbers"
        ]
        assert about == ["counts below 10 are withheld"]


def test_countries_are_known_as_the_union_writes_them_too(figures: Figures) -> None:
    places = ("EL", "US-CA", "unknown", "no country")
    rows = [{**figures.tables["by_country"][0], "country": place} for place in places]
    sheet = fill_form(
        "gdpr-33", Figures(figures.summary, {**figures.tables, "by_country": rows}), Narrative()
    )
    told = value(sheet, "people_by_country", "eea_countries")["rows"]
    assert [row["country"] for row in told] == ["EL"]
    assert {"GR", "US", "US-CA"} <= sheet.places
    assert "Hellenic Data Protection Authority" in words_of(sheet)


def test_a_follow_up_tells_what_changed(case: Path, figures: Figures, tmp_path: Path) -> None:
    fewer = "\n".join(MATCHES_1.splitlines()[:-2]) + "\n"
    write_incident(tmp_path, matches_1=fewer)
    run_audit(tmp_path / "incident.toml", tmp_path / "case", AuditOptions(database=False))
    change = change_since(open_case(tmp_path / "case"), open_case(case))
    assert change["earlier"] | {"computed_at": ""} == {
        "reference": "INC-1", "computed_at": "", "affected": 1, "possibly_affected": 2, "upper_bound": 3,
    }  # fmt: skip
    assert change["moves"] == [
        {"from": None, "to": "inferred", "accounts": 1}, {"from": None, "to": "undetermined", "accounts": 1},
    ]  # fmt: skip
    assert sum(each["accounts"] for each in change["reasons"]) == 2
    assert change["differences"] == ["input matches matches-1.csv"]
    changed = Figures({**figures.summary, "change": change}, figures.tables)
    sheet = fill_form("gdpr-33", changed, Narrative())
    found = value(sheet, "notification", "change")
    assert sheet_json(sheet)["notification"] == "follow-up"
    assert "at least 1 accounts then, 2 now; at most 3 then, 5 now" in found["text"]
    assert found["rows"][0] == {"verdict_then": "on no list", "verdict_now": "inferred", "accounts": 1}
    assert "open" in field(fill_form("ico", changed, Narrative()), "report_type")
    assert field(fill_form("ico", changed, Narrative()), "report_type")["open"] == ["case_reference"]
