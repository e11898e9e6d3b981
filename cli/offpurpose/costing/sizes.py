"""How large the inputs of an incident are, as far as footers and samples tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

MILLION = 1e6
GIGABYTE = 1e9


@dataclass(frozen=True, slots=True)
class Range:
    """A number that is not known exactly: what is expected of it, and between what it probably is."""

    low: float
    expected: float
    high: float

    @classmethod
    def exact(cls, number: float) -> Self:
        """Return a range that is one number."""
        return cls(number, number, number)

    @property
    def is_exact(self) -> bool:
        """Whether it is one number."""
        return self.low == self.high

    def __add__(self, other: Range) -> Range:
        return Range(self.low + other.low, self.expected + other.expected, self.high + other.high)

    def widened(self, factor: float) -> Range:
        """Return the range with both ends further off by a factor."""
        return Range(self.low / factor, self.expected, self.high * factor)


@dataclass(frozen=True, slots=True)
class InputSize:
    """One input, as far as its footers and samples tell.

    files, sampled, bytes: its files, how many of them were looked into, and their size on disk.
    rows: records, rejected ones too.
    text: bytes of text when decompressed, by format (`csv`, `jsonl`); `unpacked` is the part of it that is
        compressed on disk.
    raw, digests: share of the rows that have an identifier as it was given, or a digest of one, 0 to 1.
    """

    name: str
    files: int
    sampled: int
    bytes: int
    rows: Range
    text: dict[str, float]
    text_rows: float
    unpacked: float
    raw: float
    digests: float


Workload = dict[str, InputSize]
"""The sizes of the inputs of an incident, by name."""


def measures(size: InputSize, rows: float) -> dict[str, float]:
    """Return what the cost of an input may go by: millions of rows of a sort, and gigabytes of text."""
    scale = rows / size.rows.expected if size.rows.expected else 0.0
    millions = rows / MILLION
    return {
        "rows": millions,
        "has_raw": float(rows > 0 and size.raw > 0),
        "raw": millions * size.raw,
        "digests": millions * size.digests,
        "text_rows": size.text_rows * scale / MILLION,
        "csv": size.text.get("csv", 0.0) * scale / GIGABYTE,
        "jsonl": size.text.get("jsonl", 0.0) * scale / GIGABYTE,
        "unpacked": size.unpacked * scale / GIGABYTE,
    }
