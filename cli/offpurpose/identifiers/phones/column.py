"""Phone numbers of a whole column at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pyarrow as pa

from offpurpose.identifiers.phones import library
from offpurpose.identifiers.white_space import WHITE_SPACE

E164_FUNCTION = "offpurpose_e164"
COUNTRY_FUNCTION = "offpurpose_phone_country"

_REMEMBERED = 100_000
_Question = TypeVar("_Question", bound=tuple[object, ...])


class PhoneReader:
    """Reads phone numbers; each distinct one that needs the library goes to it once.

    What it remembers is bounded, and is forgotten with it: raw numbers are kept nowhere else.
    """

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str | None], str | None] = {}
        self._countries: dict[tuple[str], str | None] = {}

    def e164(self, texts: pa.ChunkedArray, regions: pa.ChunkedArray) -> pa.Array:
        """Read each text in its region, as E.164; null where the number is unmatchable."""
        rows = zip(texts.to_pylist(), regions.to_pylist(), strict=True)
        found = [None if text is None else self._number(text, region) for text, region in rows]
        return pa.array(found, pa.string())

    def country(self, numbers: pa.ChunkedArray) -> pa.Array:
        """Find the ISO country of each number in E.164, with or without `+`."""
        found = [None if number is None else self._country(number) for number in numbers.to_pylist()]
        return pa.array(found, pa.string())

    def _number(self, text: str, region: str | None) -> str | None:
        dialled_in = None if region is None else region.strip(WHITE_SPACE).upper()
        return _remembered(self._numbers, (text, dialled_in), library.e164_of)

    def _country(self, number: str) -> str | None:
        return _remembered(self._countries, (number.removeprefix("+"),), library.country_of)


def _remembered(
    known: dict[_Question, str | None], question: _Question, answer: Callable[..., str | None]
) -> str | None:
    if question not in known:
        if len(known) >= _REMEMBERED:
            known.clear()
        known[question] = answer(*question)
    return known[question]
