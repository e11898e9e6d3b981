"""The fast way of reading JSONL gives what the careful one gives, and what json.loads says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.reading.reading_help import Outcome, read, small_blocks

WANTED = ["id", "at", "n/a~b", "a b", 'qu"ote', "é"]
KEYS = st.sampled_from([*WANTED, "", "other", "x.y", "0", "back\\slash"])
TEXT = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=6)
NUMBERS = st.one_of(st.integers(), st.integers(10**18, 10**25), st.just(0))
SCALARS = st.one_of(TEXT, NUMBERS, st.booleans(), st.none())
FLOATS = st.floats(allow_nan=True, allow_infinity=True)
NESTED = st.recursive(
    SCALARS | FLOATS, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(KEYS, inner)
)
VALUES = st.one_of(SCALARS, SCALARS, FLOATS, NESTED)
DIRT = [
    b'"',
    b"{",
    b"}",
    b",",
    b"[",
    b"\r",
    b"\n",
    b"\0",
    b"\xff",
    b"\xed\xa0\x80",
    b"\\",
    b"\\u0000",
    b"\\ud800",
]
DIRT += [
    b"NaN",
    b"-0",
    b"1e3",
    b"01",
    b' "id": 1,',
    b"\t",
    b"\x01",
    b"//",
    b"\xef\xbb\xbf",
    b"\\u0069",
    b"\n\n",
    b"\\/",
]


@st.composite
def lines(draw: st.DrawFn) -> bytes:
    out = b""
    keys = draw(st.lists(KEYS, unique=True, max_size=4))
    for _ in range(draw(st.integers(0, 8))):
        same = draw(st.booleans())
        names = keys if same else draw(st.lists(KEYS, unique=True, max_size=4))
        record = {name: draw(VALUES) for name in names}
        parts = draw(st.sampled_from([(",", ":"), (", ", ": ")]))
        line = json.dumps(record, ensure_ascii=draw(st.booleans()), separators=parts)
        out += line.encode() + draw(st.sampled_from([b"\n", b"\r\n"]))
    for _ in range(draw(st.sampled_from([0, 0, 1, 2]))):
        place = draw(st.integers(0, len(out)))
        out = out[:place] + draw(st.sampled_from(DIRT)) + out[place:]
    return out


def expected(text: bytes) -> tuple[dict[int, tuple[Any, ...]], set[int]]:
    """Return the wanted values of every good record, and the numbers of those that are no rows."""
    good, bad, number = {}, set(), 0
    for line in text.split(b"\n"):
        if line in {b"", b"\r"}:
            continue
        number += 1
        try:
            good[number] = _values(line)
        except (ValueError, RecursionError):
            bad.add(number)
    return good, bad


def _values(line: bytes) -> tuple[Any, ...]:
    record = json.loads(
        line.decode(),
        object_pairs_hook=_Pairs,
        parse_int=_Digits,
        parse_float=_Digits,
        parse_constant=_refuse,
    )
    if not isinstance(record, _Pairs):
        raise ValueError  # noqa: TRY004
    names = [name for name, _ in record.pairs]
    if any(names.count(name) > 1 for name in WANTED):
        raise ValueError
    for text in [text for name, value in record.pairs for text in (name, value) if type(text) is str]:
        text.encode()
    if any("\0" in value for _, value in record.pairs if type(value) is str):
        raise ValueError
    values = dict(record.pairs)
    return tuple(_as_text(values.get(name)) for name in WANTED)


class _Digits(str):
    __slots__ = ()


class _Pairs:
    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        self.pairs = pairs


def _refuse(name: str) -> None:
    raise ValueError(name)


def _as_text(value: Any) -> Any:
    if isinstance(value, (_Pairs, list)):
        return "nested"
    return str(value).lower() if isinstance(value, bool) else value


def _shown(found: Outcome) -> dict[int, tuple[Any, ...]]:
    return {
        record: tuple(
            "nested" if isinstance(value, str) and value[:1] in "[{" and value else value for value in row
        )
        for (_, record), row in found.rows.items()
    }


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines(), st.sampled_from([1 << 20, 1, 5, 60]))
@example(b'{"id":1}\n{"id":1,"id":2}\n{"id":1e3}\n{"id":-0}\n{"id":1,}\n{"at":[1]}\n', 1 << 20)
@example(b'\xef\xbb\xbf{"id":"\\u00e9\\ud83d\\ude00"}\n{"id":"\\ud800"}\n', 1 << 20)
def test_lines_are_read_alike(tmp_path: Path, text: bytes, size: int) -> None:
    (tmp_path / "a.jsonl").write_bytes(text)
    with pytest.MonkeyPatch.context() as patch, duckdb.connect() as con:
        small_blocks(patch, size)
        patch.setattr("offpurpose.inputs.reading.jsonl._FEW", 0)
        fast = read(tmp_path, "a.jsonl", wanted=WANTED, con=con)
        careful = read(tmp_path, "a.jsonl", wanted=WANTED, con=con, careful=True)
    assert fast.rows == careful.rows
    assert fast.rejects == careful.rejects
    assert fast.floating == careful.floating
    good, bad = expected(text.removeprefix(b"\xef\xbb\xbf"))
    assert {number for number, _ in fast.reasons} == bad
    read_values = _shown(fast)
    for number, values in good.items():
        marked = tuple("nested" if value and value[:1] in "[{" else value for value in values)
        assert read_values[number] == marked
