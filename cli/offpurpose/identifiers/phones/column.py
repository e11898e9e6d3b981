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

_REMEMBERED = 100_000
_Question = TypeVar("_Question", bound=tuple[object, ...])


class PhoneReader:
    """Reads phone numbers; each distinct one that needs the library goes to it once.

    What it remembers is bounded, and is forgotten with it: raw numbers are kept nowhere else. A region is
    trimmed and upper-cased; `default_region` stands for a missing or blank one.
    """

    def __init__(self, default_region: str | None) -> None:
        self._default_region = default_region
        self._numbering = Numbering()
        self._places = {region: place for place, region in enumerate(self._numbering.regions)}
        self._country_names = pa.array(self._numbering.regions, pa.string())
        self._numbers: dict[tuple[str, str | None], str | None] = {}
        self._countries: dict[tuple[str], str | None] = {}

    def e164(self, texts: pa.ChunkedArray, regions: pa.ChunkedArray) -> pa.Array:
        """Read each text in its region: the digits of E.164, null where the number is unmatchable."""
        text, region = _one_array(texts), pc.dictionary_encode(_one_array(regions), null_encoding="encode")
        dialled_in = [self._region(name) for name in region.dictionary.to_pylist()]
        places = np.array([self._places.get(name or "", -1) for name in dialled_in], dtype=np.int64)
        names = region.indices.to_numpy()
        answers = self._read(text, places[names])
        slow = np.flatnonzero(answers == UNKNOWN)
        questions = zip(text.take(slow).to_pylist(), [dialled_in[name] for name in names[slow]], strict=True)
        found = [_remembered(self._numbers, question, library.e164_of) for question in questions]
        return _replaced(_some(answers).cast(pa.string()), slow, found)

    def country(self, numbers: pa.ChunkedArray) -> pa.Array:
        """Find the ISO country of each number in E.164, with or without `+`."""
        text = _one_array(numbers)
        seen = scan(text)
        places = np.full(len(text), UNKNOWN)
        places[seen.plain] = self._numbering.countries(seen.numbers[seen.plain], seen.counts[seen.plain])
        _leave_out_nulls(places, text)
        slow = np.flatnonzero(places == UNKNOWN)
        questions = ((number.removeprefix("+"),) for number in text.take(slow).to_pylist())
        found = [_remembered(self._countries, question, library.country_of) for question in questions]
        return _replaced(self._country_names.take(_some(places)), slow, found)

    def _region(self, name: str | None) -> str | None:
        return (name or "").strip(WHITE_SPACE).upper() or self._default_region

    def _read(self, text: pa.StringArray, places: Integers) -> Integers:
        """Read what the tables can tell; what they cannot, once more in plainer writing."""
        seen = scan(text)
        answers = self._read_plain(seen, places)
        _leave_out_nulls(answers, text)
        other = np.flatnonzero(~seen.plain & (answers == UNKNOWN))
        if len(other):
            plainer = pa.array(map(plain_writing, text.take(other).to_pylist()), pa.string())
            answers[other] = self._read_plain(scan(plainer), places[other])
        return answers

    def _read_plain(self, seen: Scan, places: Integers) -> Integers:
        # Digits are read nowhere without a region that is one.
        answers = np.where(seen.plain & ~seen.international & (places < 0), NONE, UNKNOWN)
        abroad = np.flatnonzero(seen.plain & seen.international)
        if len(abroad):
            answers[abroad] = self._numbering.international(seen.numbers[abroad], seen.counts[abroad])
        here = np.flatnonzero(seen.plain & ~seen.international & (places >= 0))
        if len(here):
            answers[here] = self._numbering.dialled(seen.numbers[here], seen.counts[here], places[here])
        return answers


def _one_array(column: pa.ChunkedArray) -> pa.Array:
    array = column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
    return array if array.type == pa.string() else array.cast(pa.string())


def _some(answers: Integers) -> pa.Int64Array:
    """Make nulls of the answers that are none."""
    return pa.array(answers, mask=answers <= NONE)


def _leave_out_nulls(answers: Integers, text: pa.StringArray) -> None:
    if text.null_count:
        answers[text.is_null().to_numpy(zero_copy_only=False)] = NONE


def _replaced(found: pa.StringArray, rows: Integers, answers: list[str | None]) -> pa.StringArray:
    if not answers:
        return found
    mask = np.zeros(len(found), dtype=bool)
    mask[rows] = True
    return pc.replace_with_mask(found, mask, pa.array(answers, pa.string()))


def _remembered(
    known: dict[_Question, str | None], question: _Question, answer: Callable[..., str | None]
) -> str | None:
    # Another thread may empty the memory at any time, so it is not asked twice.
    try:
        return known[question]
    except KeyError:
        pass
    found = answer(*question)
    if len(known) >= _REMEMBERED:
        known.clear()
    known[question] = found
    return found
