"""The fast way of reading CSV gives what the careful one gives, and both give what the rules say."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.reading.reading_help import read, small_blocks

from offpurpose.inputs.reading.csv_blocks import Block, BlockParser

PIECES = [b"a", b"1", b",", b",", b'"', b'""', b"\n", b"\n", b"\r\n", b"\r", b"\0", b"\xff", "é".encode()]
PIECES += [
    b"\xef\xbb\xbf",
    b"\xed\xa0\x80",
    b" ",
    b";",
    b',"',
    b'",',
    b'"\n',
    b'\n"',
    b'"x"',
    b'"a\nb"',
    "\u2028".encode(),
]

torn_text = st.lists(st.sampled_from(PIECES), max_size=40).map(b"".join)
whole_cell = st.sampled_from(
    [b"", b"a", b"12", "é".encode(), b'""', b'"x"', b'"a,b"', b'"q""q"', b'"l\nm"', b'"\r"']
)
line_end = st.sampled_from([b"\n", b"\r\n", b"\n\n"])


@st.composite
def mostly_whole_text(draw: st.DrawFn, width: int = 3) -> bytes:
    """Well-formed rows of `width` cells, with a few pieces of dirt thrown in."""
    rows = draw(st.lists(st.lists(whole_cell, min_size=width, max_size=width).map(b",".join), max_size=12))
    text = b"".join(row + draw(line_end) for row in rows)
    for _ in range(draw(st.integers(0, 2))):
        place = draw(st.integers(0, len(text)))
        text = text[:place] + draw(st.sampled_from(PIECES)) + text[place:]
    return text


def reference(text: bytes, width: int) -> list[tuple[object, ...]]:
    """Read CSV as the rules put it, one character at a time, with no regard to speed."""
    lines = _physical(text)
    found: list[tuple[object, ...]] = []
    place = 0
    while place < len(lines):
        taken, outcome = _record(lines, place, width)
        place += taken
        if outcome is not None:
            found.append(outcome)
    return found


def _physical(text: bytes) -> list[bytes]:
    parts = text.split(b"\n")
    return [part + b"\n" for part in parts[:-1]] + ([parts[-1]] if parts[-1] else [])


def _record(lines: list[bytes], place: int, width: int) -> tuple[int, tuple[object, ...] | None]:
    if lines[place] in {b"\n", b"\r\n", b"\r"}:
        return 1, None
    for taken in range(1, len(lines) - place + 1):
        cells = _cells(_without_end(b"".join(lines[place : place + taken])))
        if cells == "open":
            continue
        if isinstance(cells, str) or (taken > 1 and len(cells) != width):
            return 1, ("bad_quoting",)
        if len(cells) != width:
            return 1, ("ragged_row",)
        return taken, _judged(cells)
    return 1, ("bad_quoting",)


def _without_end(line: bytes) -> bytes:
    line = line.removesuffix(b"\n")
    return line.removesuffix(b"\r")


def _cells(line: bytes) -> list[bytes] | str:
    cells, cell, state = [], b"", "start"
    for place in range(len(line)):
        char = line[place : place + 1]
        if state == "quoted":
            state, cell = ("closing", cell) if char == b'"' else ("quoted", cell + char)
        elif char == b'"':
            if state == "plain":
                return "torn"
            state, cell = ("quoted", cell + b'"') if state == "closing" else ("quoted", cell)
        elif char == b",":
            cells.append(cell)
            state, cell = "start", b""
        elif state == "closing" or char == b"\r":
            return "torn"
        else:
            state, cell = "plain", cell + char
    return "open" if state == "quoted" else [*cells, cell]


def _judged(cells: list[bytes]) -> tuple[object, ...]:
    for cell in cells:
        if b"\0" in cell:
            return ("nul_byte",)
        try:
            cell.decode()
        except UnicodeDecodeError:
            return ("bad_encoding",)
    return (None, *(cell.decode() or None for cell in cells))


def outcome(block: Block) -> list[tuple[object, ...]]:
    rows = zip(block.row_numbers().to_pylist(), *(c.to_pylist() for c in block.rows.columns), strict=True)
    found = {number: (None, *cells) for number, *cells in rows}
    found |= {torn.number: (torn.reason,) for torn in block.torn}
    assert sorted(found) == list(range(block.records))
    return [found[number] for number in sorted(found)]


@settings(max_examples=400, deadline=None)
@given(st.integers(1, 3), st.one_of(torn_text, mostly_whole_text()))
@example(1, b'""\n\n"')
@example(3, b'1,"a\n2,b,c\n')
@example(2, b"\xef\xbb\xbfa,b\n")
@example(2, b'a,b\r\n"a\r\nb",c\r')
def test_a_block_is_read_alike(width: int, text: bytes) -> None:
    places = list(range(width))
    fast = BlockParser(",", width, places).parse(text, final=True)
    careful = BlockParser(",", width, places, careful=True).parse(text, final=True)
    expected = reference(text, width)
    assert outcome(careful) == expected
    assert outcome(fast) == expected
    assert fast.torn == careful.torn
    assert fast.end == careful.end == len(text)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(torn_text, mostly_whole_text()), st.sampled_from([1, 2, 3, 7, 50]), st.booleans())
def test_ends_of_blocks_make_no_difference(tmp_path: Path, text: bytes, size: int, careful: bool) -> None:
    (tmp_path / "a.csv").write_bytes(b"x,y,z\n" + text)
    with pytest.MonkeyPatch.context() as patch, duckdb.connect() as con:
        small_blocks(patch, size)
        found = read(tmp_path, "a.csv", con=con, careful=careful)
    rejected = {(1, number): (reason,) for number, reason in found.reasons}
    rows = {key: (None, *values) for key, values in found.rows.items()}
    assert not rows.keys() & rejected.keys()
    assert [value for _, value in sorted((rows | rejected).items())] == reference(text, 3)
    assert sorted(number for _, number in rows | rejected) == list(range(1, len(rows | rejected) + 1))
    assert found.facts[0].rows == len(rows | rejected)
