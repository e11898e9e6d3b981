"""Columns of text scanned for numbers in plain writing: ASCII digits and the common marks between them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from offpurpose.identifiers.phones.tables import LONGEST, POWERS, Flags, Integers

# The library gives up on longer texts.
_LONGEST_TEXT = 250
_FEWEST_DIGITS = 3

# Bytes are counted in one running sum: a digit, a plus and any other mark each have their own bits of it.
_BITS = 21
_DIGIT, _PLUS, _OTHER = 1, 1 << _BITS, 1 << 2 * _BITS
_COUNT = (1 << _BITS) - 1


def _weights() -> Integers:
    weights = np.full(256, _OTHER, dtype=np.int64)
    weights[np.frombuffer(b" ().-/[]", dtype=np.uint8)] = 0
    weights[np.frombuffer(b"0123456789", dtype=np.uint8)] = _DIGIT
    weights[ord("+")] = _PLUS
    return weights


_WEIGHTS = _weights()


class Scan(NamedTuple):
    """One entry per row. Where `plain` is not set, the others mean nothing."""

    plain: Flags
    """The text is digits and marks, with at most one `+` and that before the first digit."""
    international: Flags
    """It has the `+`."""
    numbers: Integers
    """Its digits as one integer."""
    counts: Integers
    """How many digits it has."""


def scan(texts: pa.StringArray) -> Scan:
    """Scan a column of text; a null is not plain."""
    offsets, data = _bytes(texts)
    if len(data) > _COUNT:
        # The running sum would overflow its bits.
        return _scan_halves(texts)
    weights = _WEIGHTS[data]
    sums = np.concatenate(([0], np.cumsum(weights)))
    marks = sums[offsets[1:]] - sums[offsets[:-1]]
    counts, pluses = marks & _COUNT, (marks >> _BITS) & _COUNT
    plain = (marks < _OTHER) & (counts >= _FEWEST_DIGITS) & (counts <= LONGEST)
    plain &= (pluses <= 1) & (np.diff(offsets) <= _LONGEST_TEXT)
    if texts.null_count:
        plain &= texts.is_valid().to_numpy(zero_copy_only=False)
    first = sums[offsets[:-1]] & _COUNT
    plus_at = np.flatnonzero(weights == _PLUS)
    plus_row = np.searchsorted(offsets, plus_at, side="right") - 1
    plain[plus_row[(sums[plus_at] & _COUNT) > first[plus_row]]] = False
    return Scan(plain, pluses == 1, _integers(data[weights == _DIGIT], first, counts), counts)


def _bytes(texts: pa.StringArray) -> tuple[Integers, NDArray[np.uint8]]:
    """Return where each text begins and ends, and the bytes of all of them, without a copy."""
    _, offsets, data = texts.buffers()
    ends = np.frombuffer(offsets, dtype=np.int32)[texts.offset : texts.offset + len(texts) + 1].astype(
        np.int64
    )
    everything = np.empty(0, np.uint8) if data is None else np.frombuffer(data, dtype=np.uint8)
    return ends - ends[0], everything[ends[0] : ends[-1]]


def _integers(digits: NDArray[np.uint8], first: Integers, counts: Integers) -> Integers:
    """Read the digits of each row as an integer; too many of them are read as anything."""
    numbers = np.zeros(len(counts), dtype=np.int64)
    filled = np.flatnonzero(counts)
    if not len(filled):
        return numbers
    ends = np.repeat(first[filled] + counts[filled], counts[filled])
    places = np.minimum(ends - 1 - np.arange(len(digits)), LONGEST)
    values = (digits - ord("0")) * POWERS[places]
    numbers[filled] = np.add.reduceat(values, first[filled])
    return numbers


def _scan_halves(texts: pa.StringArray) -> Scan:
    if len(texts) == 1:
        none = np.zeros(1, dtype=np.int64)
        return Scan(none > 0, none > 0, none, none)
    half = len(texts) // 2
    parts = zip(scan(texts[:half]), scan(texts[half:]), strict=True)
    return Scan(*(np.concatenate(pair) for pair in parts))
