"""Phone numbers by the `phonenumbers` library: what every faster way must agree with."""

from __future__ import annotations

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, ValidationResult

_NO_COUNTRY = "001"
_LONGEST_CODE = 3

# The library compiles its patterns again and again, unless it is told to keep them.
if hasattr(phonenumbers, "enable_pattern_cache"):
    phonenumbers.enable_pattern_cache()


def is_region(region: str) -> bool:
    """Whether numbers can be read as dialled within the region."""
    return region in phonenumbers.SUPPORTED_REGIONS


def e164_of(text: str, region: str | None) -> str | None:
    """Read the number in a text: the digits of E.164; None where it is unreadable or not a possible one.

    `region` is an upper-case ISO country for national numbers; one that is none leaves them unreadable.
    """
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException:
        return None
    if phonenumbers.is_possible_number_with_reason(number) != ValidationResult.IS_POSSIBLE:
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164).removeprefix("+")


def country_of(digits: str) -> str | None:
    """Find the ISO country of a number in E.164 digits; None where it has none, or is of no country."""
    code = calling_code(digits)
    if code is None:
        return None
    national = digits[len(str(code)) :]
    # The last digit is part of the number even where it is a zero as well.
    zeros = len(national[:-1]) - len(national[:-1].lstrip("0"))
    number = PhoneNumber(
        country_code=code,
        national_number=int(national),
        italian_leading_zero=zeros > 0,
        number_of_leading_zeros=zeros,
    )
    country = phonenumbers.region_code_for_number(number)
    return None if country == _NO_COUNTRY else country


def calling_code(digits: str) -> int | None:
    """Find the country calling code that digits begin with; no code is the beginning of another."""
    if digits.startswith("0"):
        return None
    for length in range(1, _LONGEST_CODE + 1):
        if digits[:length].isdecimal() and int(digits[:length]) in phonenumbers.COUNTRY_CODE_TO_REGION_CODE:
            return int(digits[:length])
    return None
