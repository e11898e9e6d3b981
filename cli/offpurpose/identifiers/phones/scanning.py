"""Columns of text scanned for numbers in plain writing: ASCII digits and the common marks between them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from offpurpose.identifiers.phones.tables import LONGEST, Flags, Integers

Bytes = NDArray[np.uint8]

_ZERO, _PLUS_SIGN = np.uint8(ord("0")), np.uint8(ord("+"))

# The library gives up on longer texts.
_LONGEST_TEXT = 250
_FEWEST_DIGITS = 3

# What a byte is, to be summed over a text: digits, pluses and others each have their own bits of the sum.
_BITS = 9
_DIGIT, _PLUS, _OTHER = 1, 1 << _BITS, 1 << 2 * _BITS
_COUNT = (1 << _BITS) - 1


def _weights() -> NDArray[np.int32]:
    weights = np.full(256, _OTHER, dtype=np.int32)
    weights[np.frombuffer(b" ().-/[]", dtype=np.uint8)] = 0
    weights[np.frombuffer(b"0123456789", dtype=np.uint8)] = _DIGIT
    weights[_PLUS_SIGN] = _PLUS
    return weights


_WEIGHTS = _weights()


class Scan(NamedTuple):
    """One entry per row. Where `plain` is not set, the others mean nothing."""

    plain: Flags
    """The text is digits and marks, with at most one `+`, which stands at its beginning."""
    international: Flags
    """It has the `+`."""
    numbers: Integers
    """Its digits as one integer."""
    counts: Integers
    """How many digits it has."""


def scan(texts: pa.StringArray) -> Scan:
    """Scan a column of text; a null is not plain."""
    offsets, data = _bytes(texts)
    lengths = np.diff(offsets)
    marks = _sums(_WEIGHTS[data], offsets, lengths)
    counts, pluses = (marks & _COUNT).astype(np.int64), (marks >> _BITS) & _COUNT
    long = np.flatnonzero(lengths > _LONGEST_TEXT)
    plain = (marks < 2 * _PLUS) & (counts >= _FEWEST_DIGITS) & (counts <= LONGEST)
    plain[long] = False
    if texts.null_count:
        plain &= texts.is_valid().to_numpy(zero_copy_only=False)
    abroad = np.flatnonzero(plain & (pluses == 1))
    plain[abroad] = _begins_with_plus(data, offsets[abroad])
    is_digit = data - _ZERO <= 9
    for row in long:
        counts[row] = np.count_nonzero(is_digit[offsets[row] : offsets[row + 1]])
    return Scan(plain, pluses == 1, _integers(data[is_digit], counts, plain), counts)


def _bytes(texts: pa.StringArray) -> tuple[NDArray[np.int32], Bytes]:
    """Return where each text begins and ends, and the bytes of all of them, without a copy."""
    _, offsets, data = texts.buffers()
    ends = np.frombuffer(offsets, dtype=np.int32)[texts.offset : texts.offset + len(texts) + 1]
    everything = np.empty(0, np.uint8) if data is None else np.frombuffer(data, dtype=np.uint8)
    return ends - ends[0], everything[ends[0] : ends[-1]]


def _sums(weights: NDArray[np.int32], offsets: NDArray[np.int32], lengths: Integers) -> NDArray[np.int32]:
    """Sum the weights of each text; in too long a text they spill over, which its length tells."""
    filled = np.flatnonzero(lengths)
    sums = np.zeros(len(lengths), dtype=np.int32)
    if len(filled):
        sums[filled] = np.add.reduceat(weights, offsets[filled])
    return sums


def _begins_with_plus(data: Bytes, starts: NDArray[np.int32]) -> Flags:
    """Ask whether the `+` of a text is its first byte, or its second after a mark."""
    first, second = data[starts], data[starts + 1]
    begins: Flags = (first == _PLUS_SIGN) | (second == _PLUS_SIGN) & (first - _ZERO > 9)
    return begins


def _integers(digits: Bytes, counts: Integers, plain: Flags) -> Integers:
    """Read the digits of each plain row as an integer."""
    ends = np.concatenate(([0], np.cumsum(counts))).astype(np.int32)
    is_valid = np.packbits(plain, bitorder="little")
    buffers = [pa.py_buffer(buffer) for buffer in (ends, digits, is_valid)]
    texts = pa.StringArray.from_buffers(len(counts), buffers[0], buffers[1], buffers[2])
    numbers: Integers = texts.cast(pa.int64()).fill_null(0).to_numpy()
    return numbers
