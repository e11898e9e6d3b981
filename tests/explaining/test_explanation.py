"""What an explanation tells: true sources, no identifier, and why an account is on neither list."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.case.auditing import FIXTURES, write_fixture_case
from tests.cli.incidents import CONTACTS, MATCHES_1, UPLOADS, write_incident

from offpurpose.case.opening import Case, open_case
from offpurpose.case.reasons import REASONS
from offpurpose.errors import CaseError
from offpurpose.explaining.account import explain_account
from offpurpose.explaining.facts import facts_of, source_text
from offpurpose.explaining.page import page_of

Json = dict[str, Any]
EVERY_RULE = FIXTURES / "every_rule"


def sources(thing: Any) -> Iterator[Json]:
    """Every source below a part of an explanation."""
    if isinstance(thing, dict):
        if set(thing) == {"input", "file", "record"}:
            yield thing
        for value in thing.values():
            yield from sources(value)
    elif isinstance(thing, list):
        for value in thing:
            yield from sources(value)


def records(name: str) -> list[dict[str, str]]:
    with (EVERY_RULE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


INPUTS = {name: records(name) for name in ("contacts.csv", "matches.csv", "entries.csv", "partner_map.csv")}


def test_every_source_is_a_row_of_that_account(explained: dict[str, Json]) -> None:
    seen = set()
    for account_id, explanation in explained.items():
        for source in sources(explanation):
            seen.add(source["file"])
            if source["file"] in INPUTS and source["file"] != "entries.csv":
                assert INPUTS[source["file"]][source["record"] - 1]["account_id"] == account_id
    assert seen == {
        "contacts.csv",
        "uploads.csv",
        "entries.csv",
        "matches.csv",
        "accounts.csv",
        "partner_map.csv",
    }


def test_every_fact_says_what_its_row_says(explained: dict[str, Json]) -> None:
    contacts, entries = INPUTS["contacts.csv"], INPUTS["entries.csv"]
    for explanation in explained.values():
        for each in explanation["identifiers"]:
            for holding in each["holdings"]:
                row = contacts[holding["source"]["record"] - 1]
                assert (row["kind"], row["purpose"]) == (each["kind"], holding["purpose"])
                assert row["valid_to"][:10] == (holding["valid_to"] or "")[:10]
        for match in explanation["matches"]:
            for entry in (entry for use in match["evidence"] for entry in use["entries"]):
                row = entries[entry["source"]["record"] - 1]
                assert row["upload_id"] == match["upload"]["upload_id"]


def test_no_match_is_without_a_rule_a_sentence_and_facts(explained: dict[str, Json]) -> None:
    for explanation in explained.values():
        for match in explanation["matches"]:
            facts = list(facts_of(match, explanation["unreadable_rows"]))
            assert facts[0].source
            assert all(fact.said for fact in facts)
            if match["counted_as"] == "judged":
                assert match["rule"]
                assert match["sentence"]


def test_all_reasons_of_the_rules_are_met(explained: dict[str, Json]) -> None:
    told = {
        code["reason"].removeprefix("mapped:")
        for explanation in explained.values()
        for code in [*explanation["reasons"], *(m for m in explanation["matches"] if m["reason"])]
    }
    assert told == set(REASONS)


def raw_identifiers() -> set[str]:
    values = {row.get("identifier", "") for name in INPUTS for row in INPUTS[name]}
    return {value for value in values if "@" in value or re.search(r"\d{4}", value)}


def test_no_identifier_and_no_digest_is_told(explained: dict[str, Json]) -> None:
    told = "".join(json.dumps(each) + page_of(each) for each in explained.values())
    assert raw_identifiers()
    for value in raw_identifiers():
        assert value not in told
        for algorithm in ("sha256", "md5"):
            digest = hashlib.new(algorithm, value.strip().lower().encode()).hexdigest()
            assert digest not in told
            assert f'"{digest[:8]}"' not in told
    assert not re.search(r"[0-9a-f]{40}", re.sub(r"row-[0-9a-f]{32}", "", told))


def test_an_identifier_on_two_accounts_has_one_fingerprint(explained: dict[str, Json]) -> None:
    prints = [
        {each["fingerprint"] for each in explained[account]["identifiers"]}
        for account in ("shared-security", "shared-profile")
    ]
    assert prints[0] & prints[1]
    everybody = [each["fingerprint"] for told in explained.values() for each in told["identifiers"]]
    assert len(set(everybody)) > 50


def test_fingerprints_are_the_same_in_another_run(
    every_rule: Case, explained: dict[str, Json], tmp_path: Path
) -> None:
    write_fixture_case(EVERY_RULE / "incident.toml", tmp_path / "case", threads=1)
    again = explain_account(open_case(tmp_path / "case"), "rule-11")
    assert again == explained["rule-11"]


@pytest.mark.parametrize(
    ("account", "verdict", "why"),
    [
        ("rule-02", "confirmed", "its one judged match went through an identifier given only for security"),
        ("rule-11", "ambiguous", "leaves its one judged match open"),
        ("rule-03b", "cleared", "its one judged match is cleared"),
        ("before-window", None, "the one that the log has: 1 before the window"),
        ("after-window", None, "1 after the window"),
        ("other-system", None, "1 of a system that the incident does not name"),
        ("row-rejected", "undetermined", "a log line that names it could not be read"),
        ("row-rejected-outside", None, "no line of the match log that was accepted names it"),
    ],
)
def test_why_it_is_on_the_list_that_it_is_on(
    explained: dict[str, Json], account: str, verdict: str | None, why: str
) -> None:
    assert explained[account]["verdict"] == verdict
    assert why in explained[account]["why"]


def test_a_match_after_the_window_says_what_it_would_be(explained: dict[str, Json]) -> None:
    [match] = explained["after-window"]["matches"]
    assert match["counted_as"] == "after_window"
    assert match["verdict"] == "confirmed"
    assert explained["after-window"]["bound"] == "neither"


def test_one_match(every_rule: Case) -> None:
    told = explain_account(every_rule, "strongest-wins")
    name = told["matches"][1]["match_id"]
    one = explain_account(every_rule, "strongest-wins", name)
    assert [match["match_id"] for match in one["matches"]] == [name]
    assert (one["verdict"], one["why"]) == (told["verdict"], told["why"])
    with pytest.raises(CaseError, match="the account has no match rule-02"):
        explain_account(every_rule, "strongest-wins", "rule-02")


@pytest.mark.parametrize("account", ["rule-2", "RULE-02", " rule-02", "", "'; drop table match; --"])
def test_no_such_account(every_rule: Case, account: str) -> None:
    with pytest.raises(CaseError, match="no row of the case names an account"):
        explain_account(every_rule, account)


def test_no_address_stands_in_the_error(every_rule: Case) -> None:
    with pytest.raises(CaseError) as caught:
        explain_account(every_rule, "ann@example.org")
    assert "ann@example.org" not in str(caught.value)


def test_an_altered_list_is_noticed(every_rule: Case, tmp_path: Path) -> None:
    case = open_case(shutil.copytree(every_rule.folder, tmp_path / "case"))
    path = case.file("accounts/affected_accounts.parquet")
    rows = pq.read_table(path)
    kept = [row for row in rows.to_pylist() if row["account_id"] != "rule-02"]
    changed = [{**row, "matches": 7} if row["account_id"] == "rule-07-02" else row for row in kept]
    pq.write_table(pa.Table.from_pylist(changed, rows.schema), path)
    assert not explain_account(case, "rule-02")["agrees_with_case"]
    assert not explain_account(case, "rule-07-02")["agrees_with_case"]
    assert explain_account(case, "rule-11")["agrees_with_case"]
    path.write_bytes(b"PAR1")
    with pytest.raises(CaseError, match=r"affected_accounts.parquet is damaged"):
        explain_account(case, "rule-11")


def test_a_case_of_another_version(every_rule: Case, tmp_path: Path) -> None:
    shutil.copytree(every_rule.folder, tmp_path / "case")
    with duckdb.connect(str(tmp_path / "case/case.duckdb")) as con:
        con.execute("drop table purpose_class cascade").fetchall()
    with pytest.raises(CaseError, match="the case has no table purpose_class"):
        explain_account(open_case(tmp_path / "case"), "rule-02")


class Page(HTMLParser):
    """The elements, attributes and text of a page; every element that is opened is closed."""

    VOID = frozenset({"meta"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes += attrs
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_stands_alone_and_says_all_of_it(explained: dict[str, Json]) -> None:
    for account_id, explanation in explained.items():
        page = Page(page_of(explanation))
        assert not page.seen & {"script", "link", "img", "iframe", "object", "form", "a"}
        assert not [name for name, _ in page.attributes if name.startswith("on") or name in {"href", "src"}]
        assert "http" not in "".join(value or "" for name, value in page.attributes if name != "http-equiv")
        assert account_id in page.text
        for source in sources(explanation):
            assert source_text(source) in page.text


EVIL = "<b>&amp;\x1b[31m\u202e[bold]x[/bold]|\"'"


def test_text_from_inputs_is_text(tmp_path: Path) -> None:
    quoted = '"' + EVIL.replace('"', '""') + '"'
    write_incident(
        tmp_path,
        contacts=CONTACTS.replace("profile", quoted),
        uploads=UPLOADS.replace("brand", quoted),
        matches_1=MATCHES_1.replace("a2", quoted).replace("a1", "a2"),
    )
    write_fixture_case(tmp_path / "incident.toml", tmp_path / "case")
    case = open_case(tmp_path / "case")
    told = explain_account(case, EVIL)
    assert told["account_id"] == EVIL
    assert told["matches"][0]["upload"]["advertiser_id"] == EVIL
    text = page_of(told)
    page = Page(text)
    assert "b" not in page.seen
    assert not {"\x1b", "\u202e"} & set(text)
    assert "<b>&amp;\\x1b[31m\\u202e[bold]x[/bold]|\"'" in page.text
