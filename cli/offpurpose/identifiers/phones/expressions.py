"""Regular expressions over digits, and what is left of one after some digits (Brzozowski's derivatives).

A whole block of numbers, all those with one beginning and one length, can be asked about at once that way.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, reduce
from typing import Literal

DIGITS = "0123456789"

# No run of digits in question is longer.
_LONGEST = 20


@dataclass(frozen=True, slots=True, eq=False)
class Expression:
    """A pattern, or what is left of one; made by the functions below, so that equal ones are one object."""

    operation: Literal["nothing", "empty", "end", "digit", "then", "or"]
    digits: str = ""
    parts: tuple[Expression, ...] = ()


_expression = cache(Expression)

NOTHING = _expression("nothing")
"""Matches nowhere."""
EMPTY = _expression("empty")
"""Matches no digits at all."""
END = _expression("end")
"""Matches no digits, after the last one."""


def digit(digits: Iterable[str]) -> Expression:
    """One digit of several."""
    allowed = "".join(sorted(set(digits)))
    return _expression("digit", allowed) if allowed else NOTHING


def then(first: Expression, second: Expression) -> Expression:
    """One expression and then another."""
    if first is NOTHING or second is NOTHING:
        return NOTHING
    if first is EMPTY or second is EMPTY:
        return second if first is EMPTY else first
    if first.operation == "then":
        return then(first.parts[0], then(first.parts[1], second))
    return _expression("then", "", (first, second))


def either(options: Iterable[Expression]) -> Expression:
    """Any of several expressions."""
    flat = {part for option in options for part in (option.parts if option.operation == "or" else (option,))}
    flat.discard(NOTHING)
    if len(flat) <= 1:
        return flat.pop() if flat else NOTHING
    return _expression("or", "", tuple(sorted(flat, key=id)))


def repeated(expression: Expression, least: int, most: int) -> Expression:
    """An expression a number of times over."""
    optional = EMPTY
    for _ in range(most - least):
        optional = either((EMPTY, then(expression, optional)))
    return reduce(lambda rest, _: then(expression, rest), range(least), optional)


@cache
def after(expression: Expression, read: str) -> Expression:
    """Derive what is left of an expression when one digit is read."""
    match expression.operation:
        case "digit":
            return EMPTY if read in expression.digits else NOTHING
        case "or":
            return either(after(part, read) for part in expression.parts)
        case "then":
            first, second = expression.parts
            rest = then(after(first, read), second)
            return either((rest, after(second, read))) if takes(first, 0) else rest
        case _:
            return NOTHING


def takes(expression: Expression, count: int) -> bool:
    """Ask whether it may match this many digits, whatever follows them."""
    return count in lengths(expression)[0]


@cache
def lengths(expression: Expression) -> tuple[frozenset[int], frozenset[int]]:
    """Count the digits that it may take: anywhere, and only where they are the last ones."""
    none: frozenset[int] = frozenset()
    match expression.operation:
        case "nothing":
            return none, none
        case "empty":
            return frozenset((0,)), none
        case "end":
            return none, frozenset((0,))
        case "digit":
            return frozenset((1,)), none
        case "or":
            found = [lengths(part) for part in expression.parts]
            return none.union(*(free for free, _ in found)), none.union(*(last for _, last in found))
        case _:
            (free, _), (next_free, next_last) = (lengths(part) for part in expression.parts)
            return _sums(free, next_free), _sums(free, next_last)


def _sums(first: frozenset[int], second: frozenset[int]) -> frozenset[int]:
    return frozenset(one + other for one in first for other in second if one + other <= _LONGEST)


@cache
def matches_all(expression: Expression, count: int) -> bool | None:
    """Ask whether it matches every run of that many digits (True), none (False), or some (None)."""
    if count not in lengths(expression)[0] | lengths(expression)[1]:
        return False
    if count == 0:
        return True
    answers = {matches_all(after(expression, read), count - 1) for read in DIGITS}
    return answers.pop() if len(answers) == 1 else None
