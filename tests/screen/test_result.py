"""The end of an audit, as it is read on a terminal of 80 columns."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tests.screen.summaries import contradicted_summary, quiet_summary

from offpurpose.audit.packs import CONTACT_MATCHING
from offpurpose.case.reasons import MAPPED, REASONS, phrase_of, sentence_of
from offpurpose.case.summary import schema_bytes
from offpurpose.screen.printer import Printer
from offpurpose.screen.result import result_view, unclassified_warning

GOLDEN = Path(__file__).parent / "golden"
MADE = {"quiet": quiet_summary, "contradicted": contradicted_summary}


def text_of(summary: dict[str, Any]) -> str:
    stdout = StringIO()
    Printer.to(stdout, StringIO()).output.result(result_view(summary, Path("cases/INC-2019-0917")), summary)
    return stdout.getvalue()


@pytest.mark.parametrize("name", MADE)
def test_the_result_reads_as_it_should(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    text = text_of(MADE[name]())
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(text)
    assert text == path.read_text()
    assert max(map(len, text.splitlines())) <= 80


@pytest.mark.parametrize("make", MADE.values())
def test_what_is_shown_keeps_to_the_schema(make: Callable[[], dict[str, Any]]) -> None:
    jsonschema.Draft202012Validator(json.loads(schema_bytes())).validate(make())


def test_containment_comes_first_where_the_log_contradicts_it() -> None:
    text = text_of(contradicted_summary())
    assert text.index("USES AFTER THE FAULT") < text.index("AT LEAST")
    assert "USES AFTER" not in text_of(quiet_summary())


@pytest.mark.parametrize("columns", ["60", "80", "200"])
def test_nothing_is_cut_on_a_narrow_screen(columns: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    text = text_of(quiet_summary())
    assert "\u2026" not in text
    assert "1,234,567" in text
    assert "2,345,678" in text


def test_every_reason_has_its_words() -> None:
    [rule] = [query for query in CONTACT_MATCHING.queries if query.name == "rule"]
    codes = {*REASONS} - {"row_rejected"}
    assert {code for code in codes if f"'{code}'" not in rule.text} == set()
    quoted = {word for word in rule.text.replace("'", " ' ").split() if word.count("_") and word in codes}
    assert quoted == codes


def test_phrases_fit_beside_their_counts() -> None:
    assert [code for code, reason in REASONS.items() if len(reason.phrase) > 56] == []
    assert [code for code, reason in REASONS.items() if not reason.sentence.endswith(".")] == []


def test_a_mapped_reason_says_so() -> None:
    assert phrase_of(MAPPED + "logged_permitted").startswith("by the map: ")
    assert sentence_of(MAPPED + "logged_permitted").endswith(REASONS["logged_permitted"].sentence)
    assert phrase_of("new_code") == sentence_of("new_code") == "new_code"


def test_the_warning_of_unclassified_purposes_names_them_masked() -> None:
    purposes = [{"purpose": f"p{place}", "holdings": 2, "judged_accounts": 1} for place in range(11)]
    purposes[0]["purpose"] = "bob@example.com"
    warning = unclassified_warning(purposes)
    assert "bob" not in warning
    assert warning.startswith("11 purposes are in no class, and can only widen the bounds: <email, 15 char")
    assert warning.endswith("p9 (2 holdings, 1 judged account), and 1 more")
