"""A rule pack in plain Python: its steps one after the other, from their description, never from the SQL."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

import idna
import phonenumbers
from phonenumbers import PhoneNumberFormat, ValidationResult
from tests.oracle.identifiers import WHITE_SPACE, lower

from offpurpose.identifiers.packs import Step

ASCII_WHITE_SPACE = "\t\n\v\f\r "


class RefusedError(Exception):
    """A step refuses an identifier."""


def run(steps: tuple[Step, ...] | None, text: str, region: str | None) -> tuple[str | None, str | None]:
    """What the steps make of a text, or else the name of the one that refuses it."""
    if steps is None:
        return None, "not_taken"
    for step in steps:
        try:
            text = STEPS[step.word](text, step.argument, region)
        except RefusedError:
            return None, step.called or step.word
        if not text:
            return None, step.called or step.word
    return text, None


def without(text: str, characters: str) -> str:
    return "".join(letter for letter in text if letter not in characters)


def lower_ascii(text: str) -> str:
    return "".join(letter.lower() if "A" <= letter <= "Z" else letter for letter in text)


def whole(pattern: str, text: str) -> bool:
    return re.fullmatch(pattern, text, re.ASCII) is not None


def refuse(condition: bool, text: str) -> str:
    if condition:
        raise RefusedError
    return text


def drop_leading_zeros(text: str, most: int | None) -> str:
    kept = text.lstrip("0")
    zeros = len(text) - len(kept)
    return kept if most is None else text[min(zeros, most) :]


def require_address(text: str) -> str:
    local, at, domain = text.rpartition("@")
    return refuse(not (at and local and domain) or any(each in WHITE_SPACE for each in text), text)


def change_local(text: str, domains: tuple[str, ...], change: Callable[[str], str]) -> str:
    local, at, domain = text.rpartition("@")
    if not at or not (domain in domains or "*" in domains):
        return text
    changed = change(local)
    return refuse(not changed, f"{changed}@{domain}")


def rename_domain(text: str, pairs: tuple[tuple[str, str], ...]) -> str:
    local, at, domain = text.rpartition("@")
    return f"{local}@{dict(pairs).get(domain, domain)}" if at else text


def ascii_domain(text: str) -> str:
    local, at, domain = text.rpartition("@")
    if not at or domain.isascii():
        return text
    try:
        return f"{local}@{idna.encode(domain, uts46=True).decode()}"
    except idna.IDNAError:
        raise RefusedError from None


def fold_digits(text: str) -> str:
    return "".join(
        str(unicodedata.decimal(each)) if unicodedata.category(each) == "Nd" else each for each in text
    )


def international(text: str, region: str | None) -> str:
    try:
        number = phonenumbers.parse(text, (region or "").strip(WHITE_SPACE).upper() or None)
    except phonenumbers.NumberParseException:
        raise RefusedError from None
    reason = phonenumbers.is_possible_number_with_reason(number)
    return refuse(
        reason != ValidationResult.IS_POSSIBLE, phonenumbers.format_number(number, PhoneNumberFormat.E164)
    )


def national(text: str, region: str | None) -> str:
    number = phonenumbers.parse(international(text, region), None)
    return phonenumbers.national_significant_number(number)


STEPS: dict[str, Callable[..., str]] = {
    "trim_unicode": lambda text, _given, _region: text.strip(WHITE_SPACE),
    "trim_ascii": lambda text, _given, _region: text.strip(ASCII_WHITE_SPACE),
    "trim": lambda text, given, _region: text.strip(given),
    "remove_white_space": lambda text, _given, _region: without(text, WHITE_SPACE),
    "remove_ascii_white_space": lambda text, _given, _region: without(text, ASCII_WHITE_SPACE),
    "remove": lambda text, given, _region: without(text, given),
    "lower_unicode": lambda text, _given, _region: lower(text),
    "lower_full": lambda text, _given, _region: text.lower(),
    "lower_ascii": lambda text, _given, _region: lower_ascii(text),
    "nfc": lambda text, _given, _region: unicodedata.normalize("NFC", text),
    "refuse_unless": lambda text, given, _region: refuse(not whole(given, text), text),
    "refuse_if": lambda text, given, _region: refuse(whole(given, text), text),
    "drop_prefix": lambda text, given, _region: re.sub(rf"\A(?:{given})", "", text, count=1, flags=re.ASCII),
    "drop_leading_zeros": lambda text, given, _region: drop_leading_zeros(text, given),
    "prefix": lambda text, given, _region: given + text,
    "require_address": lambda text, _given, _region: require_address(text),
    "drop_dots_at": lambda text, given, _region: change_local(text, given, lambda each: without(each, ".")),
    "drop_plus_at": lambda text, given, _region: change_local(text, given, lambda each: each.split("+")[0]),
    "rename_domain": lambda text, given, _region: rename_domain(text, given),
    "idn": lambda text, _given, _region: ascii_domain(text),
    "keep_digits": lambda text, _given, _region: "".join(each for each in text if each in "0123456789"),
    "fold_digits": lambda text, _given, _region: fold_digits(text),
    "drop_plus": lambda text, _given, _region: text.removeprefix("+"),
    "e164": lambda text, _given, region: international(text, region),
    "e164_no_plus": lambda text, _given, region: international(text, region).removeprefix("+"),
    "national": lambda text, _given, region: national(text, region),
}
"""Word of the vocabulary -> what it makes of a text, given its argument and the region of a number."""
