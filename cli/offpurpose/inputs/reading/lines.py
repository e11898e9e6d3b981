"""The physical lines of a block of text, as Arrow columns over the same bytes."""

from __future__ import annotations

from bisect import bisect_left
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

_WORTH_SHARING = 4096


def is_utf8(text: bytes) -> bool:
    """Tell whether the bytes are valid UTF-8."""
    if text.isascii():
        return True
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


class Lines:
    """The lines of `text` without their line feeds; `text` may be no UTF-8."""

    def __init__(self, text: bytes) -> None:
        offsets = pa.array([0, len(text)], pa.int32())
        whole = pa.StringArray.from_buffers(1, offsets.buffers()[1], pa.py_buffer(text))
        lines = pc.split_pattern(whole, "\n").values
        self.column = lines.slice(0, len(lines) - 1) if not lines[-1].as_buffer().size else lines

    def __len__(self) -> int:
        return len(self.column)

    def starts(self) -> pa.Array:
        """Return where each line begins in the text."""
        sizes = pc.add(pc.binary_length(self.column).cast(pa.int64()), pa.scalar(1, pa.int64()))
        return pc.subtract(pc.cumulative_sum(sizes), sizes)

    def blank(self) -> pa.Array:
        """Return for every line whether it is empty but for its line end."""
        if len(self) and pc.min(pc.binary_length(self.column)).as_py() > 1:
            return pa.repeat(pa.scalar(False), len(self))
        return pc.is_in(self.column, pa.array(["", "\r"]))


def matching(column: pa.Array, pattern: str) -> pa.Array:
    """Return for every text whether the pattern (RE2) is found in it; `.` and [^x] match no bad UTF-8."""
    shares = max(1, min(pa.cpu_count(), len(column) // _WORTH_SHARING))
    if shares == 1:
        return pc.match_substring_regex(column, pattern)
    size = -(-len(column) // shares)
    parts = [column.slice(start, size) for start in range(0, len(column), size)]
    found = _workers().map(lambda part: pc.match_substring_regex(part, pattern), parts)
    return pa.concat_arrays(list(found))


class Survey:
    """Which lines of a block need a closer look, and how many records lie between two places of it."""

    def __init__(self, text: bytes, clean_line: str) -> None:
        lines = Lines(text)
        starts = lines.starts()
        self._starts = memoryview(starts.buffers()[1]).cast("q")[: len(lines)]
        self._doubtful = starts.filter(pc.invert(matching(lines.column, clean_line))).to_pylist()
        self._blank = starts.filter(lines.blank()).to_pylist()
        self._end = len(text)

    def next_doubtful(self, position: int) -> int:
        """Return where the first doubtful line from `position` on begins, or the end of the block."""
        place = bisect_left(self._doubtful, position)
        return self._doubtful[place] if place < len(self._doubtful) else self._end

    def records(self, start: int, end: int) -> int:
        """Return the number of lines that are not blank and begin in `start <= place < end`."""
        lines = bisect_left(self._starts, end) - bisect_left(self._starts, start)
        return lines - (bisect_left(self._blank, end) - bisect_left(self._blank, start))


@cache
def _workers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(pa.cpu_count(), "reading")
