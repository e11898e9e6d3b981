"""Phone numbers by the `phonenumbers` library: what every faster way must agree with."""

from __future__ import annotations

from typing import NamedTuple

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, ValidationResult

_NO_COUNTRY = "001"

# The library compiles its patterns again and again, unless it is told to keep them.
if hasattr(phonenumbers, "enable_pattern_cache"):
    phonenumbers.enable_pattern_cache()


class Phone(NamedTuple):
    """A phone number as normalised; `country` is its ISO region, or None where it has none or several."""

    e164: str
    country: str | None


def is_region(region: str) -> bool:
    """Whether numbers can be read as dialled within the region."""
    return region in phonenumbers.SUPPORTED_REGIONS


def read_phone(text: str, region: str | None) -> Phone | None:
    """Read the number in a text; None where it cannot be parsed or is not a possible one.

    `region` is an upper-case ISO country for national numbers; one that is none leaves them unreadable.
    """
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException:
        return None
    if phonenumbers.is_possible_number_with_reason(number) != ValidationResult.IS_POSSIBLE:
        return None
    country = phonenumbers.region_code_for_number(number)
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return Phone(e164, None if country == _NO_COUNTRY else country)
