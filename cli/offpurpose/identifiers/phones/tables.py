"""Answers about whole columns of numbers, from tables of blocks that are made when they are first needed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

LONGEST = 18
"""No longer run of digits fits the integers that stand for them."""

UNKNOWN = np.iinfo(np.int64).min
"""The answer about a number of which the table cannot tell."""

# The first digits of a number, as many as a block may be told apart by, beside the number of its table.
_KEY_DIGITS = 12
_KEYS = 10**_KEY_DIGITS
# Asking the library about so few numbers is cheaper than a table.
_FEWEST = 64

POWERS: Integers = 10 ** np.arange(LONGEST + 1, dtype=np.int64)


class Block(NamedTuple):
    """Numbers of one context and length, from `first` up to the next block's, that have one answer."""

    first: int
    answer: int


class _Built(NamedTuple):
    table: Integers
    """Number of the table of each context and length, or -1."""
    keys: Integers
    answers: Integers


class BlockTable:
    """Answers by the blocks of a context and a length.

    build: makes the blocks of a context, by its number, and a length.
    """

    def __init__(self, contexts: int, build: Callable[[int, int], Sequence[Block]]) -> None:
        self._build = build
        self._asked = np.zeros((contexts, LONGEST + 1), dtype=np.int64)
        none = np.empty(0, dtype=np.int64)
        self._built = _Built(np.full((contexts, LONGEST + 1), -1, dtype=np.int64), none, none)
        self._lock = Lock()

    def look_up(self, contexts: Integers, lengths: Integers, numbers: Integers) -> Integers:
        """Answer for each number; UNKNOWN where its block has no answer, or its table is not worth making."""
        built = self._built
        tables = built.table[contexts, lengths]
        if np.any(tables < 0):
            built = self._built_for(contexts[tables < 0], lengths[tables < 0])
            tables = built.table[contexts, lengths]
        if not len(built.keys):
            return np.full(len(numbers), UNKNOWN)
        keys = tables * _KEYS + numbers // POWERS[np.maximum(lengths - _KEY_DIGITS, 0)]
        answers = built.answers[np.searchsorted(built.keys, keys, side="right") - 1]
        return np.where(tables < 0, UNKNOWN, answers)

    def _built_for(self, contexts: Integers, lengths: Integers) -> _Built:
        """Make the tables that have been asked for often enough."""
        with self._lock:
            np.add.at(self._asked, (contexts, lengths), 1)
            for context, length in sorted(set(zip(contexts.tolist(), lengths.tolist(), strict=True))):
                if self._asked[context, length] >= _FEWEST and self._built.table[context, length] < 0:
                    self._built = _with_table(self._built, context, length, self._build(context, length))
            return self._built


def _with_table(built: _Built, context: int, length: int, blocks: Sequence[Block]) -> _Built:
    table, number = built.table.copy(), int(built.table.max()) + 1
    table[context, length] = number
    scale = 10 ** max(length - _KEY_DIGITS, 0)
    keys = [number * _KEYS + block.first // scale for block in blocks]
    answers = [block.answer for block in blocks]
    return _Built(table, np.append(built.keys, keys), np.append(built.answers, answers))
