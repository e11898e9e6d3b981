"""Hiding e-mail addresses and phone numbers in text that is shown (rules, section 6).

Text looks like an address if it has an `@` with text on both sides and a dot after it; like a number if it is
`+` and 7 to 15 digits, blanks, dots, dashes and brackets aside.
"""

from __future__ import annotations

import re
from typing import Literal

from offpurpose.identifiers.white_space import WHITE_SPACE, WHITE_SPACE_CLASS

Holds = Literal["identifier", "digest", "other"]
"""What a column holds: identifiers and digests are never shown, other text unless it looks like one."""

LONGEST_SHOWN = 60
"""Characters of a value that are shown before it is cut."""

MASK_FUNCTION = "offpurpose_masked"

_LONGEST_READ = 1000
_NUMBER = r"\+[0-9]{7,15}"
_ASIDE_SQL = rf".(){{}}\[\]\-\x{{2010}}-\x{{2015}}\x{{2212}}{WHITE_SPACE_CLASS}"
_ASIDE = rf".(){{}}\[\]\-\u2010-\u2015\u2212{WHITE_SPACE}"
_BREAK = rf"\"'<>(),;{WHITE_SPACE}"

_NUMBER_PATTERN = re.compile(_NUMBER)
_ASIDE_PATTERN = re.compile(f"[{_ASIDE}]")
_NATIONAL_PATTERN = re.compile(r"[0-9]{7,}")
# An address is looked for at the start of a word only, so that a long text is read once.
_ADDRESS_INSIDE = re.compile(rf"(?<![^{_BREAK}])[^{_BREAK}@]++@[^{_BREAK}]*\.[^{_BREAK}]*")
_NUMBER_INSIDE = re.compile(rf"\+(?:[{_ASIDE}]*[0-9]){{7,15}}(?![0-9])")


def looks_like_address(text: str) -> bool:
    """Whether the whole text looks like an e-mail address."""
    at = text.find("@", 1)
    return at > 0 and text.find(".", at) > 0


def looks_like_number(text: str) -> bool:
    """Whether the whole text looks like a phone number."""
    return "+" in text and _NUMBER_PATTERN.fullmatch(_ASIDE_PATTERN.sub("", text)) is not None


def mask_text(text: str) -> str:
    """Mask every address and number in a message or other longer text."""
    masked = _NUMBER_INSIDE.sub(_number_mask, _ADDRESS_INSIDE.sub(_address_mask, text))
    return _mask("email", text) if looks_like_address(masked) else masked


def mask_value(text: str) -> str:
    """Mask a value from an input: all of it where it looks like an identifier, else any that it holds."""
    if looks_like_address(text):
        return _mask("email", text)
    return _mask("phone", text) if looks_like_number(text) else mask_text(text)


def masked_value(text: str, holds: Holds) -> str:
    """Mask a value for a list of rejected rows, on one line and cut where it is long."""
    if holds == "digest":
        return _mask("digest", text)
    if holds == "identifier":
        return _mask(_kind_of(text), text)
    shown = printable(mask_value(_beginning(text)))
    return shown if len(shown) <= LONGEST_SHOWN else shown[: LONGEST_SHOWN - 3] + "..."


def masked(text: str, holds: Holds) -> str:
    """Write SQL for `masked_value` of a column."""
    return f"{MASK_FUNCTION}({text}, '{holds}')"


def looks_like_identifier(text: str) -> str:
    """Write SQL that asks whether the column `text` looks like an e-mail address or a phone number."""
    aside = f"regexp_replace({text}, '[{_ASIDE_SQL}]', '', 'g')"
    # Nothing with an `@` in it is a number; most ids have neither mark.
    return (
        f"case when contains({text}, '@') then regexp_matches({text}, '(?s).@.*\\.')"
        f" when contains({text}, '+') then regexp_full_match({aside}, '{_NUMBER}')"
        f" else {text} is not null and false end"
    )


def _kind_of(text: str) -> str:
    if "@" in text:
        return "email"
    return "phone" if _NATIONAL_PATTERN.fullmatch(_ASIDE_PATTERN.sub("", text).lstrip("+")) else "identifier"


def _mask(kind: str, text: str) -> str:
    return f"<{kind}, {len(text)} characters>"


def _address_mask(match: re.Match[str]) -> str:
    return _mask("email", match.group())


def _number_mask(match: re.Match[str]) -> str:
    return _mask("phone", match.group())


def _beginning(text: str) -> str:
    """As much of a text as may be shown; a word that the cut goes through could be half an address."""
    if len(text) <= _LONGEST_READ:
        return text
    words = text[:_LONGEST_READ].rsplit(maxsplit=1)
    return words[0] if len(words) > 1 else _mask("text", text)


def printable(text: str) -> str:
    """Return text with whatever a terminal would obey, or that cannot be seen, as its escape sequence."""
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        for character in text
    )
