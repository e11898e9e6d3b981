"""The numbering plans of the library's metadata, with their patterns made to be asked about blocks."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

import phonenumbers
from phonenumbers import PhoneMetadata
from phonenumbers.phonemetadata import PhoneNumberDesc

from offpurpose.identifiers.phones.patterns import Digits, Pattern

_TYPES = (
    "fixed_line",
    "mobile",
    "toll_free",
    "premium_rate",
    "shared_cost",
    "voip",
    "personal_number",
    "pager",
    "uan",
    "voicemail",
)


@dataclass(frozen=True)
class NumberSet:
    """A set of national numbers: those of a plan, or of one type in it."""

    pattern: Pattern | None
    lengths: tuple[int, ...]
    local_lengths: tuple[int, ...]

    def length(self, digits: Digits) -> Literal["possible", "too_long", "other"]:
        """Judge the length of a number."""
        if len(digits) in self.local_lengths:
            return "other"
        if len(digits) in self.lengths:
            return "possible"
        return "too_long" if len(digits) > max(self.lengths) else "other"

    def has(self, digits: Digits) -> bool:
        """Ask whether the pattern takes all of a number, whatever its length."""
        return self.pattern is not None and self.pattern.accepts(digits)

    def lists(self, digits: Digits) -> bool:
        """Ask whether a number has one of the lengths, where there are any, and is taken by the pattern."""
        return (not self.lengths or len(digits) in self.lengths) and self.has(digits)


@dataclass(frozen=True)
class Plan:
    """How numbers are written and dialled in one region."""

    code: int
    international_prefix: Pattern | None
    national_prefix: Pattern | None
    """What is dialled before a national number within the region; may hold a carrier or an area code."""
    rewriting: str | None
    """What takes the place of the national prefix where its last group is there."""
    leading_digits: Pattern | None
    numbers: NumberSet
    types: tuple[NumberSet, ...]


@cache
def region_plan(region: str) -> Plan:
    """Look up the plan of a region."""
    metadata = PhoneMetadata.metadata_for_region(region, None)
    if metadata is None:
        raise LookupError(region)
    return _plan(metadata)


@cache
def main_plan(code: int) -> Plan:
    """Look up the plan that stands for all regions of a calling code."""
    region = phonenumbers.region_code_for_country_code(code)
    metadata = PhoneMetadata.metadata_for_region_or_calling_code(code, region)
    if metadata is None:
        raise LookupError(code)
    return _plan(metadata)


def _plan(metadata: PhoneMetadata) -> Plan:
    return Plan(
        code=metadata.country_code or 0,
        international_prefix=_pattern(metadata.international_prefix),
        national_prefix=_pattern(metadata.national_prefix_for_parsing),
        rewriting=metadata.national_prefix_transform_rule or None,
        leading_digits=_pattern(metadata.leading_digits),
        numbers=_number_set(metadata.general_desc),
        types=tuple(_number_set(getattr(metadata, name)) for name in _TYPES),
    )


def _number_set(numbers: PhoneNumberDesc | None) -> NumberSet:
    if numbers is None:
        return NumberSet(None, (), ())
    return NumberSet(
        _pattern(numbers.national_number_pattern),
        tuple(numbers.possible_length),
        tuple(numbers.possible_length_local_only),
    )


@cache
def _one_pattern(text: str) -> Pattern:
    return Pattern(text)


def _pattern(text: str | None) -> Pattern | None:
    return _one_pattern(text) if text else None
