"""One line of JSON to the members of its object, with care: what the fast path must agree with."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import NoReturn

from offpurpose.inputs.reading.rejects import Fault

_BLANKS = re.compile(r"[ \t\r\n]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_SURROGATE = re.compile("[\ud800-\udfff]")
_WORDS = {"true": "true", "false": "false", "null": None}
_NO_JSON = "the line is no JSON text"
_NO_CHARACTER = "bytes or escapes that are no character"
_UNDECODED: Fault = ("bad_encoding", _NO_CHARACTER, None)


@dataclass(slots=True)
class Members:
    """The members of an object in order, each value as text: its own digits, its JSON text where nested.

    Where the line is torn, `fault` says why, and the members are those before the fault.
    """

    values: dict[str, str | None] = field(default_factory=dict)
    floating: set[str] = field(default_factory=set)
    nested: set[str] = field(default_factory=set)
    repeated: set[str] = field(default_factory=set)
    fault: Fault | None = None


class _TornError(ValueError):
    """The line is no JSON text."""


def members_of(line: bytes) -> Members:
    """Return what one line says; only JSON by RFC 8259 whose text is an object has no fault."""
    members = Members()
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        members.fault = _UNDECODED
        text = line.decode("utf-8", "surrogateescape")
    try:
        _scan_object(text, members)
    except (ValueError, RecursionError):
        members.fault = members.fault or ("not_json", _NO_JSON, None)
    _judge_characters(members)
    return members


def _scan_object(text: str, members: Members) -> None:
    position = _skip(text, 0)
    if text[position : position + 1] != "{":
        _skip_to_end(text, _value_end(text, position))
        members.fault = members.fault or ("not_an_object", "the JSON text is no object", None)
        return
    position = _skip(text, position + 1)
    if text[position : position + 1] == "}":
        _skip_to_end(text, position + 1)
        return
    while True:
        position = _scan_member(text, position, members)
        after = text[position : position + 1]
        position = _skip(text, position + 1)
        if after == "}":
            _skip_to_end(text, position)
            return


def _scan_member(text: str, position: int, members: Members) -> int:
    """Note the member that begins here, and return the place of the comma or bracket after it."""
    key, position = _string(text, position)
    position = _skip(text, position)
    if text[position : position + 1] != ":":
        raise _TornError
    start = _skip(text, position + 1)
    end = _value_end(text, start)
    after = _skip(text, end)
    if text[after : after + 1] not in {",", "}"}:
        raise _TornError
    _note(members, key, text[start:end])
    return after


def _note(members: Members, key: str, value: str) -> None:
    if key in members.values:
        members.repeated.add(key)
    number = _NUMBER.fullmatch(value)
    if number and (number[1] or number[2]):
        members.floating.add(key)
    if value[0] in "[{":
        members.nested.add(key)
    members.values[key] = _string(value, 0)[0] if value[0] == '"' else _WORDS.get(value, value)


def _value_end(text: str, start: int) -> int:
    if text[start : start + 1] == '"':
        return _string(text, start)[1]
    if number := _NUMBER.match(text, start):
        return number.end()
    for word in _WORDS:
        if text.startswith(word, start):
            return start + len(word)
    if text[start : start + 1] not in {"[", "{"}:
        raise _TornError
    return _DECODER.raw_decode(text, start)[1]


def _string(text: str, start: int) -> tuple[str, int]:
    if text[start : start + 1] != '"':
        raise _TornError
    value, end = scanstring(text, start + 1, True)
    return str(value), int(end)


def _skip(text: str, position: int) -> int:
    match = _BLANKS.match(text, position)
    return match.end() if match else position


def _skip_to_end(text: str, position: int) -> None:
    if _skip(text, position) != len(text):
        raise _TornError


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


# Numbers inside nested values are checked for form only, so their size does not matter.
_DECODER = json.JSONDecoder(parse_constant=_no_constant, parse_int=str, parse_float=str)


def _judge_characters(members: Members) -> None:
    """Drop names and values that are no text: undecodable bytes, halves of surrogate pairs, NUL."""
    for key, value in list(members.values.items()):
        fault: Fault | None = None
        if not is_text(key):
            fault = ("bad_encoding", _NO_CHARACTER, None)
            del members.values[key]
        elif value is not None and not is_text(value):
            fault = ("bad_encoding", _NO_CHARACTER, key)
            members.values[key] = None
        elif value is not None and "\0" in value:
            fault = ("nul_byte", "a NUL character", key)
            members.values[key] = None
        if fault and (members.fault is None or members.fault == _UNDECODED):
            members.fault = fault


def is_text(text: str) -> bool:
    """Tell whether a string has no half of a surrogate pair, which JSON can escape but nothing can write."""
    return _SURROGATE.search(text) is None
