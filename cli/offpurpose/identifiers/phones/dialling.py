"""How the library reads a run of digits, followed step by step while only the first ones are known.

Each step is one of `phonenumbers.parse`, in its order; where its outcome would differ between the numbers of
a block, UndecidedError says so. The steps show which numbers are read alike; what is read is then checked
against the library itself (see `numbering`).
"""

from __future__ import annotations

from typing import NamedTuple

import phonenumbers

from offpurpose.identifiers.phones.patterns import Digits, UndecidedError
from offpurpose.identifiers.phones.plans import Plan, main_plan, region_plan

_SHORTEST_NATIONAL = 2
_LONGEST_NATIONAL = 17
_LONGEST_CODE = 3


class Number(NamedTuple):
    """A number as read: calling code and national number."""

    code: int
    national: Digits


class Abroad(NamedTuple):
    """Digits that dial abroad: an international number begins after this many of them."""

    prefix: int


def read_international(digits: Digits) -> Number | None:
    """Read what stands after a `+` or the digits that dial abroad; None where it is no possible number."""
    if len(digits) <= _SHORTEST_NATIONAL:
        return None
    code = _calling_code(digits)
    return None if code is None else _read_national(main_plan(code), digits.without(len(str(code))))


def read_dialled(region: str, digits: Digits) -> Number | Abroad | None:
    """Read digits as they are dialled within a region; None where they are no possible number."""
    plan = region_plan(region)
    abroad = _international_prefix(digits, plan)
    if abroad is not None:
        return abroad
    after_code = _after_own_code(digits, plan)
    if after_code is not None:
        return _read_national(main_plan(plan.code), after_code)
    return _read_national(plan, digits)


def _calling_code(digits: Digits) -> int | None:
    for length in range(1, min(len(digits), _LONGEST_CODE) + 1):
        if length > len(digits.known):
            raise UndecidedError
        code = int(digits.known[:length])
        if digits.known[0] != "0" and code in phonenumbers.COUNTRY_CODE_TO_REGION_CODE:
            return code
    return None


def _international_prefix(digits: Digits, plan: Plan) -> Abroad | None:
    prefix = None if plan.international_prefix is None else plan.international_prefix.match(digits)
    if prefix is None:
        return None
    rest = digits.without(prefix.end())
    # No calling code begins with 0, so those digits dialled something else.
    return None if len(rest) and rest.begins("0") else Abroad(prefix.end())


def _after_own_code(digits: Digits, plan: Plan) -> Digits | None:
    """Drop the region's own calling code where the number makes sense only without it."""
    code = str(plan.code)
    if not digits.begins(code):
        return None
    rest = _without_national_prefix(digits.without(len(code)), plan)
    gains = plan.numbers.length(digits) == "too_long" or _gains_viability(digits, rest, plan)
    return rest if gains else None


def _read_national(plan: Plan, digits: Digits) -> Number | None:
    if len(digits) < _SHORTEST_NATIONAL:
        return None
    shorter = _without_national_prefix(digits, plan)
    # A number of no good length without its prefix is taken to have none.
    if plan.numbers.length(shorter) != "other":
        digits = shorter
    if not _SHORTEST_NATIONAL <= len(digits) <= _LONGEST_NATIONAL:
        return None
    possible = main_plan(plan.code).numbers.length(digits) == "possible"
    return Number(plan.code, digits) if possible else None


def _without_national_prefix(digits: Digits, plan: Plan) -> Digits:
    prefix = None if plan.national_prefix is None else plan.national_prefix.match(digits)
    if prefix is None:
        return digits
    if plan.rewriting and prefix.groups()[-1] is not None:
        shorter = Digits(prefix.expand(plan.rewriting) + digits.known[prefix.end() :], digits.rest)
    else:
        shorter = digits.without(prefix.end())
    return digits if shorter == digits or _gains_viability(shorter, digits, plan) else shorter


def _gains_viability(before: Digits, now: Digits, plan: Plan) -> bool:
    """Ask whether digits are no number of the plan before a step, and are one after it.

    One of the two answers may be enough, so the other may be undecided.
    """
    try:
        if plan.numbers.has(before):
            return False
    except UndecidedError:
        if plan.numbers.has(now):
            raise
        return False
    return plan.numbers.has(now)
