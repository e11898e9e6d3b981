"""Columns of digits read as E.164 and placed in their country, as far as the tables of blocks can tell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import groupby

import numpy as np
import phonenumbers

from offpurpose.identifiers.phones import library
from offpurpose.identifiers.phones.blocks import blocks
from offpurpose.identifiers.phones.countries import country_in_code
from offpurpose.identifiers.phones.dialling import Abroad, Number, read_dialled, read_international
from offpurpose.identifiers.phones.patterns import Digits
from offpurpose.identifiers.phones.tables import LONGEST, POWERS, UNKNOWN, Block, BlockTable, Integers

NONE = UNKNOWN + 1
"""The answer about digits that are no possible number, and about a number in no country."""

# The answers from here to this many above it say how many of the digits dial abroad.
_ABROAD = NONE + 1

_CODE_DIGITS = 3

# Enough for every plan but a few odd corners; the first is a few hundredths of a second, the other a tenth.
_MOST_BLOCKS = 3_000
_MOST_COUNTRY_BLOCKS = 10_000


class Numbering:
    """The numbering plans of the world; a table is made when a region or calling code is first met.

    Numbers are integers with their count of digits, so that leading zeros are kept.
    """

    def __init__(self) -> None:
        self.regions = sorted(phonenumbers.SUPPORTED_REGIONS)
        self.codes = sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE)
        self._code_of = np.array([self._code_number(first) for first in range(10**_CODE_DIGITS)])
        self._only_country = np.array([self._country_number(code) for code in self.codes])
        self._international = BlockTable(len(self.codes), self._international_blocks)
        self._dialled = BlockTable(len(self.regions), self._dialled_blocks)
        self._countries = BlockTable(len(self.codes), self._country_blocks)

    def international(self, numbers: Integers, counts: Integers) -> Integers:
        """Read what stands after a `+`, three digits or more: as E.164, NONE or UNKNOWN."""
        return self._by_code(self._international, numbers, counts)

    def dialled(self, numbers: Integers, counts: Integers, regions: Integers) -> Integers:
        """Read digits as dialled in a region (by its place in `regions`): as E.164, NONE or UNKNOWN."""
        answers = self._dialled.look_up(regions, counts, numbers)
        abroad = (answers >= _ABROAD) & (answers < _ABROAD + LONGEST)
        e164 = np.where(answers < _ABROAD, answers, numbers + answers)
        left = counts[abroad] - (answers[abroad] - _ABROAD)
        e164[abroad] = self._short_international(numbers[abroad] % POWERS[left], left)
        return e164

    def countries(self, numbers: Integers, counts: Integers) -> Integers:
        """Place E.164 numbers: by the place of their country in `regions`, NONE or UNKNOWN."""
        codes = self._codes(numbers, counts)
        places = np.where(codes < 0, NONE, self._only_country[codes])
        shared = places == UNKNOWN
        places[shared] = self._countries.look_up(codes[shared], counts[shared], numbers[shared])
        return places

    def _short_international(self, numbers: Integers, counts: Integers) -> Integers:
        e164 = np.full(len(numbers), NONE)
        long = counts >= _CODE_DIGITS
        e164[long] = self.international(numbers[long], counts[long])
        return e164

    def _by_code(self, table: BlockTable, numbers: Integers, counts: Integers) -> Integers:
        codes = self._codes(numbers, counts)
        known = codes >= 0
        e164 = np.full(len(numbers), UNKNOWN)
        answers = table.look_up(codes[known], counts[known], numbers[known])
        e164[known] = np.where(answers <= NONE, answers, numbers[known] + answers)
        return e164

    def _codes(self, numbers: Integers, counts: Integers) -> Integers:
        codes: Integers = self._code_of[numbers // POWERS[counts - _CODE_DIGITS]]
        return codes

    def _code_number(self, first: int) -> int:
        code = library.calling_code(f"{first:0{_CODE_DIGITS}}")
        return -1 if code is None else self.codes.index(code)

    def _country_number(self, code: int) -> int:
        countries = phonenumbers.COUNTRY_CODE_TO_REGION_CODE[code]
        if len(countries) > 1:
            return UNKNOWN
        return self.regions.index(countries[0]) if library.is_region(countries[0]) else NONE

    def _international_blocks(self, code: int, length: int) -> list[Block]:
        def added(block: Digits) -> int:
            return _added(block, read_international(block))

        found = blocks(added, str(self.codes[code]), length, UNKNOWN, _MOST_BLOCKS)
        return _checked(found, _read_abroad)

    def _dialled_blocks(self, place: int, length: int) -> list[Block]:
        region = self.regions[place]

        def added(block: Digits) -> int:
            return _added(block, read_dialled(region, block))

        found = blocks(added, "", length, UNKNOWN, _MOST_BLOCKS)
        return _checked(found, lambda digits: library.e164_of(digits, region))

    def _country_blocks(self, code: int, length: int) -> list[Block]:
        prefix = str(self.codes[code])

        def place(block: Digits) -> int:
            country = country_in_code(self.codes[code], block.without(len(prefix)))
            return NONE if country is None else self.regions.index(country)

        found = blocks(place, prefix, length, UNKNOWN, _MOST_COUNTRY_BLOCKS)
        return [Block(_first(several), answer) for answer, several in _joined(found)]


def _read_abroad(digits: str) -> str | None:
    return library.e164_of("+" + digits, None)


def _added(block: Digits, answer: Number | Abroad | None) -> int:
    """Say what to add to each number of a block to have it in E.164."""
    if answer is None:
        return NONE
    if isinstance(answer, Abroad):
        return _ABROAD + answer.prefix
    known = f"{answer.code}{answer.national.known}"
    if len(known) + block.rest > LONGEST:
        return UNKNOWN
    return int((int(known) - int(block.known or "0")) * 10**block.rest)


def _checked(found: Iterable[tuple[Digits, int]], read: Callable[[str], str | None]) -> list[Block]:
    """Join neighbours with one answer, and ask the library about the first and last number of each.

    Where it disagrees, as a later version of it might, the answer is withdrawn.
    """
    checked = []
    for answer, several in _joined(found):
        ends = several[0].known + "0" * several[0].rest, several[-1].known + "9" * several[-1].rest
        agreed = all(_expected(digits, answer) == read(digits) for digits in ends)
        checked.append(Block(_first(several), answer if agreed else UNKNOWN))
    return checked


def _joined(found: Iterable[tuple[Digits, int]]) -> Iterator[tuple[int, list[Digits]]]:
    for answer, neighbours in groupby(found, lambda pair: pair[1]):
        yield answer, [block for block, _ in neighbours]


def _first(blocks_of_one_answer: list[Digits]) -> int:
    return int(blocks_of_one_answer[0].known + "0" * blocks_of_one_answer[0].rest)


def _expected(digits: str, answer: int) -> str | None:
    if answer <= NONE:
        return None
    if answer < _ABROAD + LONGEST:
        rest = digits[answer - _ABROAD :]
        return None if library.calling_code(rest) is None else _read_abroad(rest)
    return str(int(digits) + answer)
