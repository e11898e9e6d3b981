"""Phone numbers in the writings that people use, and near-misses of them."""

from __future__ import annotations

import random
from functools import cache

import phonenumbers
from phonenumbers import (
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberType,
    ValidationResult,
)

Question = tuple[str, str | None]
"""A text and the region that it is read in."""

REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)
ODD_REGIONS = [None, "ZZ", "001", "", "U", "USA", "gb"]

FULL_WIDTH = {ord("0") + digit: 0xFF10 + digit for digit in range(10)}
ARABIC = {ord("0") + digit: 0x0660 + digit for digit in range(10)}
BENGALI = {ord("0") + digit: 0x09E6 + digit for digit in range(10)}

# What may stand in or around a number: marks that the library takes and some that it does not.
MARKS = [
    *" -.()/[]+x#;,~*_:&\t\n\r\v\x00\x1c\\|",
    *"\u00a0\u00ad\u200b\u2003\u2010\u2011\u2013\u2015\u2060\u2212\u3000\u30fc",
    *"\uff08\uff09\uff0b\uff0d\uff0e\uff0f\uff3b\uff5e\u2053\u223c\u202a\u202c\ufeff",
    *"\u0665\u06f5\u0967\u09e7\uff15\u00b2\u2460aZ\u00e9",
    " x12",
    " ext. 34",
    ";ext=56",
    "#7",
    ",,8",
    ";isub=9",
    ";phone-context=+44",
    "(0)",
    "tel:",
    "+",
    "++",
    "00",
    "011",
    "0",
    "8~10",
]


def by_library(text: str, region: str | None) -> str | None:
    """What plain `phonenumbers` answers: E.164, or None where it is unreadable or not possible."""
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException:
        return None
    if phonenumbers.is_possible_number_with_reason(number) != ValidationResult.IS_POSSIBLE:
        return None
    return str(phonenumbers.format_number(number, PhoneNumberFormat.E164))


@cache
def examples() -> tuple[tuple[PhoneNumber, str], ...]:
    """Every example number of the metadata, with its region: `001` for those of no country."""
    found = [
        (phonenumbers.example_number_for_type(region, kind), region)
        for region in REGIONS
        for kind in PhoneNumberType.values()
    ]
    found += [
        (phonenumbers.example_number_for_non_geo_entity(code), "001")
        for code in sorted(phonenumbers.COUNTRY_CODES_FOR_NON_GEO_REGIONS)
    ]
    return tuple((number, region) for number, region in found if number is not None)


def writings(number: PhoneNumber, region: str) -> list[Question]:
    """A number in every writing that people use, with the regions that it may be read in."""
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    international = phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    national = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    significant = phonenumbers.national_significant_number(number)
    abroad = [
        e164,
        international,
        phonenumbers.format_number(number, PhoneNumberFormat.RFC3966),
        international.replace(" ", "."),
        f"({e164[:3]}) {e164[3:]}",
        f" {international}\t",
        international.replace(" ", "\u00a0").replace("-", "\u2011"),
        international.translate(FULL_WIDTH).replace("+", "\uff0b"),
        f"+{number.country_code} (0) {significant}",
        f"{e164} ext. 12",
    ]
    inside = [
        national,
        significant,
        e164[1:],
        f"00{e164[1:]}",
        f"011 {international[1:]}",
        f"0{significant}",
        national.replace(" ", "/").replace("-", "."),
        national.translate(ARABIC),
    ]
    return [(text, None) for text in abroad] + [(text, region) for text in inside]


def near_misses(seed: int, count: int) -> list[Question]:
    """Writings of examples and random digits with a few changes, read in regions right and wrong."""
    chance = random.Random(seed)
    return [_near_miss(chance) for _ in range(count)]


def _near_miss(chance: random.Random) -> Question:
    number, region = chance.choice(examples())
    text, home = chance.choice(writings(number, region))
    if chance.random() < 0.2:
        digits = "".join(chance.choice("0123456789") for _ in range(chance.randint(1, 19)))
        text = chance.choice(["", "", "+", f"+{number.country_code}"]) + digits
    for _ in range(chance.choice([0, 0, 1, 1, 2, 3])):
        text = _changed(text, chance)
    regions = [home, home, region, chance.choice(REGIONS), chance.choice(ODD_REGIONS)]
    return text, chance.choice(regions)


def _changed(text: str, chance: random.Random) -> str:
    place = chance.randint(0, len(text))
    digit = chance.choice("0123456789")
    changes: list[str] = [
        text[:place] + digit + text[place:],
        text[:place] + digit + text[place + 1 :],
        text[:place] + text[place + 1 :],
        text[:place] + chance.choice(MARKS) + text[place:],
        chance.choice(MARKS) + text,
        text + chance.choice(MARKS),
        text.translate(chance.choice([FULL_WIDTH, ARABIC, BENGALI])),
    ]
    return chance.choice(changes)
