"""Phone numbers of a whole column: by tables where they can tell, by the library where they cannot."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from offpurpose.identifiers.phones import library
from offpurpose.identifiers.phones.numbering import NONE, Numbering
from offpurpose.identifiers.phones.scanning import Scan, scan
from offpurpose.identifiers.phones.tables import UNKNOWN, Integers
from offpurpose.identifiers.phones.writing import plain_writing
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
        self._numbering = Numbering()
        self._places = {region: place for place, region in enumerate(self._numbering.regions)}
        self._numbers: dict[tuple[str, str | None], str | None] = {}
        self._countries: dict[tuple[str], str | None] = {}

    def e164(self, texts: pa.ChunkedArray, regions: pa.ChunkedArray) -> pa.Array:
        """Read each text in its region, as E.164; null where the number is unmatchable."""
        text, region = _one_array(texts), pc.dictionary_encode(_one_array(regions), null_encoding="encode")
        dialled_in = [_region(name) for name in region.dictionary.to_pylist()]
        places = np.array([self._places.get(name or "", -1) for name in dialled_in], dtype=np.int64)
        answers = self._read(text, places[np.asarray(region.indices)])
        found = pc.binary_join_element_wise("+", _integers(answers).cast(pa.string()), "")
        slow = np.flatnonzero(answers == UNKNOWN)
        names = [dialled_in[name] for name in np.asarray(region.indices)[slow]]
        questions = zip(text.take(slow).to_pylist(), names, strict=True)
        return _replaced(
            found, slow, [_remembered(self._numbers, pair, library.e164_of) for pair in questions]
        )

    def _read(self, text: pa.StringArray, places: Integers) -> Integers:
        """Read what the tables can tell, the rest in plainer writing where that helps."""
        seen = scan(text)
        answers = self._read_plain(seen, places)
        if text.null_count:
            answers[text.is_null().to_numpy(zero_copy_only=False)] = NONE
        other = np.flatnonzero(~seen.plain & (answers == UNKNOWN))
        if len(other):
            plainer = pa.array(map(plain_writing, text.take(other).to_pylist()), pa.string())
            answers[other] = self._read_plain(scan(plainer), places[other])
        return answers

    def _read_plain(self, seen: Scan, places: Integers) -> Integers:
        answers = np.full(len(places), UNKNOWN)
        abroad = seen.plain & seen.international
        answers[abroad] = self._numbering.international(seen.numbers[abroad], seen.counts[abroad])
        # Digits without a region that is one are read nowhere.
        answers[seen.plain & ~seen.international & (places < 0)] = NONE
        here = seen.plain & ~seen.international & (places >= 0)
        answers[here] = self._numbering.dialled(seen.numbers[here], seen.counts[here], places[here])
        return answers

    def country(self, numbers: pa.ChunkedArray) -> pa.Array:
        """Find the ISO country of each number in E.164, with or without `+`."""
        text = _one_array(numbers)
        seen = scan(text)
        places = np.full(len(text), UNKNOWN)
        places[seen.plain] = self._numbering.countries(seen.numbers[seen.plain], seen.counts[seen.plain])
        if text.null_count:
            places[text.is_null().to_numpy(zero_copy_only=False)] = NONE
        found = pc.take(pa.array(self._numbering.regions), _integers(places))
        slow = np.flatnonzero(places == UNKNOWN)
        questions = ((number.removeprefix("+"),) for number in text.take(slow).to_pylist())
        return _replaced(
            found, slow, [_remembered(self._countries, one, library.country_of) for one in questions]
        )


def _one_array(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()


def _region(name: str | None) -> str | None:
    return None if name is None else name.strip(WHITE_SPACE).upper()


def _integers(answers: Integers) -> pa.Int64Array:
    """The answers that are some, with nulls for the others."""
    return pa.array(answers, mask=answers <= NONE)


def _replaced(found: pa.Array, rows: Integers, answers: list[str | None]) -> pa.Array:
    if not answers:
        return found
    mask = np.zeros(len(found), dtype=bool)
    mask[rows] = True
    return pc.replace_with_mask(found, mask, pa.array(answers, pa.string()))


def _remembered(
    known: dict[_Question, str | None], question: _Question, answer: Callable[..., str | None]
) -> str | None:
    if question not in known:
        if len(known) >= _REMEMBERED:
            known.clear()
        known[question] = answer(*question)
    return known[question]
