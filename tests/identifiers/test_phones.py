"""Phone numbers are read exactly as plain `phonenumbers` reads them.

OFFPURPOSE_PHONES is the number of near-misses to read, such as 1000000; OFFPURPOSE_SEED chooses others.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import phonenumbers
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phonenumbers import PhoneNumber
from tests.identifiers.phone_writings import (
    MARKS,
    ODD_REGIONS,
    REGIONS,
    Question,
    by_library,
    examples,
    near_misses,
    writings,
)
from tests.identifiers.sql_help import Rules, asking

from offpurpose.identifiers.phones import column, library, tables
from offpurpose.identifiers.phones.column import PhoneReader

COUNT = int(os.environ.get("OFFPURPOSE_PHONES", "6000"))
SEED = int(os.environ.get("OFFPURPOSE_SEED", "1"))
BATCH = 2048


@pytest.fixture(scope="module")
def reader() -> Iterator[PhoneReader]:
    """One whose tables answer from the first number on, so that they are what is tested."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "_FEWEST", 1)
        yield PhoneReader(None)


def chunked(values: list[str | None]) -> pa.ChunkedArray:
    return pa.chunked_array([pa.array(values, pa.string())])


def read(reader: PhoneReader, questions: list[Question]) -> list[str | None]:
    """Read in batches of the size in which DuckDB hands rows over."""
    answers: list[str | None] = []
    for start in range(0, len(questions), BATCH):
        texts, regions = zip(*questions[start : start + BATCH], strict=True)
        found = reader.e164(chunked(list(texts)), chunked(list(regions))).to_pylist()
        answers += [None if digits is None else f"+{digits}" for digits in found]
    return answers


def expected(text: str, region: str | None) -> str | None:
    return by_library(text, (region or "").strip().upper() or None)


def wrong(reader: PhoneReader, questions: list[Question]) -> list[tuple[Question, str | None, str | None]]:
    answers = read(reader, questions)
    pairs = zip(questions, answers, strict=True)
    checked = [(question, answer, expected(*question)) for question, answer in pairs]
    return [row for row in checked if row[1] != row[2]]


def test_every_example_in_every_writing(reader: PhoneReader) -> None:
    questions = [question for example in examples() for question in writings(*example)]
    assert wrong(reader, questions) == []


def test_near_misses(reader: PhoneReader) -> None:
    for start in range(0, COUNT, 100_000):
        assert wrong(reader, near_misses(SEED + start, min(COUNT - start, 100_000))) == []


texts = st.lists(
    st.one_of(
        st.sampled_from(
            ["+", "0", "00", "1", "44", "49", "39", "54", "55", "7", "81", "86", "20", "7946", "0958"]
        ),
        st.sampled_from(["212", "555", "0123", "11", "15", "9", "2", "3", "4", "5", "6", "8", "268", "1624"]),
        st.sampled_from(MARKS),
        st.characters(exclude_categories=["Cs"], max_codepoint=0xFFFF),
    ),
    max_size=9,
).map("".join)
regions = st.one_of(st.sampled_from(REGIONS), st.sampled_from(ODD_REGIONS))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(texts, regions), min_size=20, max_size=60))
def test_any_text_in_any_region(reader: PhoneReader, questions: list[Question]) -> None:
    assert wrong(reader, questions) == []


def test_the_tables_answer_for_all_but_a_few(reader: PhoneReader, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only extensions, letters and the like are left to the library among the writings that people use."""
    left: list[str] = []

    def refused(text: str, region: str | None) -> str | None:
        left.append(text)
        return library.e164_of(text, region)

    monkeypatch.setattr(reader, "_numbers", {})
    monkeypatch.setattr(column, "library", type("Counting", (), {"e164_of": staticmethod(refused)}))
    questions = [question for example in examples() for question in writings(*example)]
    plain = [question for question in questions if not set(question[0]) & set("xt#*")]
    read(reader, plain)
    assert len(left) < 0.02 * len(plain)


@pytest.mark.parametrize(
    ("text", "region", "number"),
    [
        ("+44 20 7946 0958", None, "+442079460958"),
        ("+44 (0) 20 7946 0958", None, "+442079460958"),
        ("020 7946 0958", "GB", "+442079460958"),
        ("020 7946 0958", " gb\u00a0", "+442079460958"),
        ("0044 20 7946 0958", "GB", "+442079460958"),
        ("44 20 7946 0958", "GB", "+442079460958"),
        ("011 44 20 7946 0958", "US", "+442079460958"),
        ("020 7946 0958", None, None),
        ("020 7946 0958", "ZZ", None),
        ("0044 20 7946 0958", "ZZ", None),
        ("+44 20 7946 0958", "ZZ", "+442079460958"),
        ("06 698 12345", "IT", "+390669812345"),
        ("+39 06 698 12345", None, "+390669812345"),
        ("(201) 555-0123", "US", "+12015550123"),
        ("201-555-0123 x7", "US", "+12015550123"),
        ("555-0123", "US", None),
        ("1-800-FLOWERS", "US", "+18003569377"),
        ("0 11 15 2345 6789", "AR", "+5491123456789"),
        ("011 98765-4321", "BR", "+5511987654321"),
        ("+1 999 999 9999", None, "+19999999999"),
        ("+999 123456789", None, None),
        ("", "US", None),
        ("n/a", "US", None),
        ("+", "US", None),
        ("1" * 300, "US", None),
        (" " * 300 + "+442079460958", None, None),
        ("+800 1234 5678", None, "+80012345678"),
    ],
)
def test_a_number(reader: PhoneReader, text: str, region: str | None, number: str | None) -> None:
    assert read(reader, [(text, region)]) == [number]
    assert expected(text, region) == number


def test_a_long_column_is_read_as_its_rows(reader: PhoneReader) -> None:
    """Nulls, empty texts, huge texts, slices and several chunks."""
    values = [
        "+442079460958",
        None,
        "",
        "x" * 300_000,
        "+" + "1" * 600,
        "(201) 555-0123",
        "9" * 70_000,
        None,
    ] * 9
    regions: list[str | None] = ["US", None, "US", None, "US", None, "US", "US"] * 9
    whole = reader.e164(chunked(values), chunked(regions)).to_pylist()
    assert whole == ["442079460958", *[None] * 7] * 9
    sliced = pa.chunked_array([pa.array(values[:20])[3:], pa.array(values[20:], pa.string())])
    assert reader.e164(sliced, chunked(regions[3:])).to_pylist() == whole[3:]


def test_the_default_region_is_for_rows_without_one() -> None:
    with asking(Rules(default_region="GB")) as ask:
        regions = [None, "", " ", "US", "ZZ"]
        assert ask.normal(["020 7946 0958"] * 5, "phone", regions) == ["+442079460958"] * 3 + [None] * 2
    with asking(Rules(phone="e164_no_plus")) as ask:
        assert ask.normal(["+44 20 7946 0958", "n/a", None], "phone") == ["442079460958", None, None]


def test_a_value_without_a_kind_is_a_number_unless_it_has_an_at() -> None:
    with asking() as ask:
        values: list[str | None] = ["+442079460958", "+442079460958@", "+442079460958@x", None]
        assert ask.normal(values) == ["+442079460958", None, "+442079460958@x", None]
        assert ask.normal(values[:1], kind="email") == [None]
        assert ask.normal(values[:1], kind="device_id") == [None]


def country_by_library(e164: str) -> str | None:
    code = library.calling_code(e164[1:])
    national = e164[1 + len(str(code)) :]
    zeros = len(national) - len(str(int(national)))
    number = PhoneNumber(code, int(national), None, zeros > 0, zeros or None)
    assert phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) == e164
    country = phonenumbers.region_code_for_number(number)
    return None if country == "001" else country


def test_the_country_of_a_number(reader: PhoneReader) -> None:
    questions = [question for example in examples() for question in writings(*example)]
    numbers = sorted({answer for answer in read(reader, questions + near_misses(SEED + 1, COUNT)) if answer})
    for start in range(0, len(numbers), BATCH):
        batch = numbers[start : start + BATCH]
        countries = [country_by_library(number) for number in batch]
        assert reader.country(chunked([*batch, None])).to_pylist() == [*countries, None]
        assert reader.country(chunked([number[1:] for number in batch])).to_pylist() == countries


def test_the_country_of_a_number_in_sql() -> None:
    with asking() as ask:
        numbers = pa.array(["+442079460958", "+12015550123", "+80012345678", "+19999999999", None])
        found = ask.rows(ask.ids.phone_country("normal"), {"normal": numbers})
        assert found == ["GB", "US", None, None, None]


def test_what_is_remembered_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(column, "_REMEMBERED", 10)
    reader = PhoneReader(None)
    for number in range(40):
        answers = read(reader, [(f"+44 20 7946 {number:04} x1", None)] * 2)
        assert answers == [f"+44207946{number:04}"] * 2
        assert 1 <= len(reader._numbers) <= 10
