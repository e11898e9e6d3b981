"""Which of the countries that share a calling code a number is of, while only its first digits are known.

The steps are those of `phonenumbers.region_code_for_number`, in its order.
"""

from __future__ import annotations

import phonenumbers

from offpurpose.identifiers.phones.patterns import Digits, UndecidedError
from offpurpose.identifiers.phones.plans import Plan, region_plan


def country_in_code(code: int, national: Digits) -> str | None:
    """Find the country of a national number among those of its calling code; None where it is of none."""
    for region in phonenumbers.COUNTRY_CODE_TO_REGION_CODE[code]:
        plan = region_plan(region)
        if plan.leading_digits is not None:
            if plan.leading_digits.begins(national):
                return region
        elif _is_assigned(national, plan):
            return region
    return None


def _is_assigned(national: Digits, plan: Plan) -> bool:
    """Ask whether a number is of the plan and of a type in it."""
    if not plan.numbers.lists(national):
        return False
    undecided = False
    for numbers in plan.types:
        try:
            if numbers.lists(national):
                return True
        except UndecidedError:
            undecided = True
    if undecided:
        raise UndecidedError
    return False
