"""Phone numbers as people write them, put into the plain writing that is scanned in columns.

Only what the library skips, or reads as a digit, is touched, so that it reads both writings alike.
"""

from __future__ import annotations

# Marks that the library takes between digits; not the tildes, which may begin an extension.
_MARKS = (
    "\u00a0\u00ad\u200b\u2010\u2011\u2012\u2013\u2014\u2015\u2060\u2212\u3000\u30fc"
    "\uff08\uff09\uff0d\uff0e\uff0f\uff3b\uff3d"
)
# Arabic-Indic, Persian, Devanagari and full-width digits: others are rare, and left to the library.
_ZEROS = "\u0660\u06f0\u0966\uff10"
_SCHEME = "tel:"
_LONGEST_TEXT = 250

_PLAIN = (
    {ord(zero) + digit: str(digit) for zero in _ZEROS for digit in range(10)}
    | dict.fromkeys(map(ord, _MARKS), " ")
    | {ord("\uff0b"): "+"}
)


def plain_writing(text: str) -> str:
    """Write a number with ASCII digits and marks, without the white space or scheme around it."""
    if len(text) > _LONGEST_TEXT:
        return text
    return text.strip().removeprefix(_SCHEME).translate(_PLAIN)
