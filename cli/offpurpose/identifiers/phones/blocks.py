"""Numbers of one length cut into blocks that are answered alike, found by asking about beginnings.

A block is all runs of digits of one length that begin in one way. Where the answer varies within it, it is
cut into ten, one digit further on, until each answer stands or the work would outgrow its use.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from offpurpose.identifiers.phones.expressions import DIGITS
from offpurpose.identifiers.phones.patterns import Digits, UndecidedError

DEEPEST = 10
"""No block is told apart by more of its first digits than these."""

Answer = TypeVar("Answer")


def blocks(
    answer: Callable[[Digits], Answer], beginning: str, length: int, unknown: Answer, most: int
) -> list[tuple[Digits, Answer]]:
    """Cut all runs of `length` digits with a `beginning` into blocks, in order, each with its answer.

    answer: what holds for every run of a block, or UndecidedError.
    unknown: the answer of blocks that could not be cut finely enough.
    most: how many blocks may be asked about.
    """
    settled: dict[str, tuple[Digits, Answer]] = {}
    open_blocks, questions = [beginning], 0
    while open_blocks:
        further: list[str] = []
        for known in open_blocks:
            block = Digits(known, length - len(known))
            try:
                settled[known] = block, answer(block)
            except UndecidedError:
                further.append(known)
        questions += len(open_blocks)
        deepest = len(open_blocks[0]) >= min(length, DEEPEST)
        if deepest or questions + 10 * len(further) > most:
            settled.update((known, (Digits(known, length - len(known)), unknown)) for known in further)
            break
        open_blocks = [known + digit for known in further for digit in DIGITS]
    return [settled[known] for known in sorted(settled)]
