"""Patterns (RE2) of JSON lines that DuckDB's JSON functions read exactly as they are written.

DuckDB lets pass what is no JSON (a comma too many, NaN), takes the first of two equal keys, and writes
1e3 as 1000.0. So it is only given lines that match a pattern; all others are read with care.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from offpurpose.inputs.reading.jsonl_members import Members

_BLANK = "[ \t]*"
_HEX = "[0-9a-fA-F]"
# Neither NUL nor half of a surrogate pair.
_CODE = (
    rf"u(?:[1-9a-cefA-CEF]{_HEX}{{3}}|[dD][0-7]{_HEX}{{2}}"
    rf"|0[1-9a-fA-F]{_HEX}{{2}}|00[1-9a-fA-F]{_HEX}|000[1-9a-fA-F])"
)
_STRING = rf'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|{_CODE}))*"'
_KEY = r'"[^"\\\x00-\x1f]*"'
_WHOLE = "(?:0|-?[1-9][0-9]*)"
_NUMBER = r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?"
_EXACT = f"(?:{_STRING}|{_WHOLE}|true|false|null)"
_SCALAR = f"(?:{_STRING}|{_NUMBER}|true|false|null)"
_LINE_END = f"{_BLANK}\r?$"


def _listed(item: str) -> str:
    return f"(?:{item}(?:{_BLANK},{_BLANK}{item})*{_BLANK})?"


def _nested(value: str) -> str:
    member = f"{_KEY}{_BLANK}:{_BLANK}{value}"
    return rf"(?:{value}|\[{_BLANK}{_listed(value)}\]|\{{{_BLANK}{_listed(member)}\}})"


_ANY = _nested(_nested(_SCALAR))
ANY_OBJECT = rf"^{_BLANK}\{{{_BLANK}{_listed(f'{_KEY}{_BLANK}:{_BLANK}{_ANY}')}\}}{_LINE_END}"


def same_keys(sample: Members, wanted: Iterable[str]) -> str | None:
    """Return the pattern of lines with the sample's keys in its order, of which all but the first may lack.

    None when such lines could not be read exactly.
    """
    wanted = set(wanted)
    keys = list(sample.values)
    if sample.fault or sample.repeated or not keys or not all(map(_is_plain, keys)):
        return None
    members = [_member(key, sample, wanted) for key in keys]
    others = "".join(f"(?:{_BLANK},{_BLANK}{member})?" for member in members[1:])
    return rf"^{_BLANK}\{{{_BLANK}{members[0]}{others}{_BLANK}\}}{_LINE_END}"


def _member(key: str, sample: Members, wanted: set[str]) -> str:
    value = _EXACT if key in wanted else _ANY if key in sample.nested else _SCALAR
    return f'"{re.escape(key)}"{_BLANK}:{_BLANK}{value}'


def suspicious(wanted: Iterable[str]) -> str | None:
    """Return the pattern of lines in which a wanted value may be repeated, floating, nested or -0."""
    keys = [re.escape(key) for key in wanted if _is_plain(key)]
    if not keys:
        return None
    twice = [f'"{key}"{_BLANK}:.*"{key}"{_BLANK}:' for key in keys]
    return rf'"(?:{"|".join(keys)})"{_BLANK}:{_BLANK}(?:-?[0-9]+[.eE]|-0|\[|\{{)|' + "|".join(twice)


def _is_plain(key: str) -> bool:
    """Tell whether JSON text must not escape any character of the key."""
    return not re.search(r'["\\\x00-\x1f\x7f-\x9f\ud800-\udfff]', key)
