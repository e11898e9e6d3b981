"""Blocks of numbers that are read alike: what is said of a block holds for every number in it."""

from __future__ import annotations

import random
import re
import threading
from itertools import product

import numpy as np
import phonenumbers
import pyarrow as pa
import pytest
from phonenumbers import PhoneMetadata
from tests.identifiers.phone_writings import REGIONS, examples

from offpurpose.identifiers.phones import library, numbering, tables
from offpurpose.identifiers.phones.blocks import blocks
from offpurpose.identifiers.phones.column import PhoneReader
from offpurpose.identifiers.phones.dialling import read_dialled, read_international
from offpurpose.identifiers.phones.numbering import Numbering
from offpurpose.identifiers.phones.patterns import Digits, Pattern, UndecidedError, UnreadablePatternError
from offpurpose.identifiers.phones.tables import UNKNOWN, Block, BlockTable

DIGITS = "0123456789"
SETS = (
    "general_desc",
    "fixed_line",
    "mobile",
    "toll_free",
    "premium_rate",
    "shared_cost",
    "voip",
    "uan",
    "pager",
)


def metadata_patterns() -> list[str]:
    """Every pattern over digits in the metadata."""
    found = set()
    for code, regions in phonenumbers.COUNTRY_CODE_TO_REGION_CODE.items():
        for region in regions:
            metadata = PhoneMetadata.metadata_for_region_or_calling_code(code, region)
            assert metadata is not None
            sets = [getattr(metadata, name) for name in SETS]
            found |= {numbers.national_number_pattern for numbers in sets if numbers is not None}
            found |= {
                metadata.national_prefix_for_parsing,
                metadata.international_prefix,
                metadata.leading_digits,
            }
    return sorted(pattern for pattern in found if pattern)


def runs(block: Digits) -> list[str]:
    return [block.known + "".join(rest) for rest in product(DIGITS, repeat=block.rest)]


def outcome(match: re.Match[str] | None) -> object:
    return match and (match.span(), match.groups())


def test_every_pattern_of_the_metadata_can_be_read() -> None:
    for text in metadata_patterns():
        for known in ("", "0", "12"):
            try:
                Pattern(text).accepts(Digits(known, 6))
            except UndecidedError:
                continue


@pytest.mark.parametrize("text", [r"1+", "[^1]", r"1(?=2)", "1*", "(1", "1)", "[1-]", r"\s", "a", "1{2,}"])
def test_a_pattern_in_another_dialect_is_refused(text: str) -> None:
    with pytest.raises(UnreadablePatternError):
        Pattern(text).accepts(Digits("1", 1))


def test_an_answer_about_a_block_is_that_of_re_for_each_of_its_numbers() -> None:
    chance = random.Random(5)
    patterns = metadata_patterns()
    for _ in range(1500):
        text = chance.choice(patterns)
        known = "".join(chance.choice(DIGITS) for _ in range(chance.randint(0, 7)))
        block = Digits(known, chance.randint(0, 2))
        whole = {re.fullmatch(text, run) is not None for run in runs(block)}
        beginnings = {outcome(re.match(text, run)) for run in runs(block)}
        try:
            assert {Pattern(text).accepts(block)} == whole
        except UndecidedError:
            assert len(whole) == 2
        try:
            assert {outcome(Pattern(text).match(block))} == beginnings
        except UndecidedError:
            continue


@pytest.mark.parametrize("text", [r"([2-9]\d{2})$|1", r"0?(?:(11|2(?:2|3))15)?", "0|80?", r"(0(?:1|12))?"])
def test_where_a_match_is_given_it_is_that_of_each_number(text: str) -> None:
    decided = 0
    for known in ("".join(digits) for count in range(4) for digits in product("0123589", repeat=count)):
        for rest in range(3):
            block = Digits(known, rest)
            try:
                found = Pattern(text).match(block)
            except UndecidedError:
                continue
            decided += 1
            assert {outcome(re.match(text, run)) for run in runs(block)} == {outcome(found)}
    assert decided > 100


def test_blocks_are_all_numbers_once_and_in_order() -> None:
    def answer(block: Digits) -> int:
        if len(block.known) < 2 or (block.known.startswith("45") and len(block.known) < 4):
            raise UndecidedError
        return int(block.known[:2])

    found = blocks(answer, "4", 6, UNKNOWN, 1000)
    covered = [run for block, _ in found for run in runs(block)]
    assert covered == [f"4{rest:05}" for rest in range(100_000)]
    assert all(answer == int(block.known[:2]) for block, answer in found)


def test_blocks_that_cannot_be_told_apart_are_unknown() -> None:
    def never(block: Digits) -> int:
        raise UndecidedError

    found = blocks(never, "4", 12, UNKNOWN, 100)
    assert {answer for _, answer in found} == {UNKNOWN}
    assert len(found) <= 100


def disagreements(region: str | None, beginning: str, length: int, chance: random.Random) -> list[str]:
    """Numbers, one at random of each block, that the library reads in another way than the block says."""

    def added(block: Digits) -> int:
        read = read_international(block) if region is None else read_dialled(region, block)
        return numbering._added(block, read)

    wrong = []
    for block, answer in blocks(added, beginning, length, UNKNOWN, 3000):
        digits = block.known + "".join(chance.choice(DIGITS) for _ in range(block.rest))
        written = digits if region else f"+{digits}"
        if answer != UNKNOWN and numbering._expected(digits, answer) != library.e164_of(written, region):
            wrong.append(digits)
    return wrong


def test_the_steps_agree_with_the_library_within_each_block() -> None:
    chance = random.Random(2)
    for region in chance.sample(REGIONS, 40):
        for length in chance.sample(range(3, 14), 3):
            assert disagreements(region, "", length, chance) == []
    for code in chance.sample(Numbering().codes, 40):
        for length in chance.sample(range(5, 16), 3):
            assert disagreements(None, str(code), length, chance) == []


def test_a_block_is_withdrawn_where_the_library_disagrees(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "e164_of", lambda text, region: None)
    found = Numbering()._international_blocks(Numbering().codes.index(44), 12)
    assert {block.answer for block in found} == {UNKNOWN}


def test_a_table_is_made_when_it_is_asked_for_often_enough() -> None:
    made: list[tuple[int, int]] = []

    def build(context: int, length: int) -> list[Block]:
        made.append((context, length))
        return [Block(0, 10 * context), Block(5 * 10 ** (length - 1), 10 * context + 1)]

    table = BlockTable(3, build)
    contexts, lengths = np.array([1, 1, 2]), np.array([3, 3, 14])
    numbers = np.array([499, 500, 5 * 10**13])
    assert table.look_up(contexts, lengths, numbers).tolist() == [UNKNOWN] * 3
    for _ in range(tables._FEWEST):
        answers = table.look_up(contexts, lengths, numbers).tolist()
    assert answers == [10, 11, 21]
    assert sorted(made) == [(1, 3), (2, 14)]
    assert table.look_up(np.array([0]), np.array([3]), np.array([7])).tolist() == [UNKNOWN]


def test_threads_read_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "_FEWEST", 1)
    numbers = [f"+{number.country_code}{number.national_number}" for number, _ in examples()][:600]
    columns = pa.chunked_array([pa.array(numbers)]), pa.chunked_array([pa.array([None] * 600, pa.string())])
    expected = PhoneReader(None).e164(*columns).to_pylist()
    shared, answers = PhoneReader(None), []
    threads = [
        threading.Thread(target=lambda: answers.append(shared.e164(*columns).to_pylist())) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [expected] * 4
