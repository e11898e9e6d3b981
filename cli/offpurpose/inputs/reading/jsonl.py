"""JSONL files as relations of text: one object a line, the wanted members as columns."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from offpurpose.engine.sql_text import quoted_name, quoted_text
from offpurpose.inputs.faults import unreadable
from offpurpose.inputs.files import InputFile
from offpurpose.inputs.reading.jsonl_members import Members, is_text, members_of
from offpurpose.inputs.reading.jsonl_patterns import ANY_OBJECT, same_keys, suspicious
from offpurpose.inputs.reading.lines import Lines, is_utf8, matching
from offpurpose.inputs.reading.opened import OpenedFile
from offpurpose.inputs.reading.rejects import Fault
from offpurpose.inputs.reading.source import SOURCE_ROW, SourceTable
from offpurpose.inputs.reading.stream import Rows, StreamSource, TextBlocks, reject
from offpurpose.inputs.reading.text import Utf8Text

_LINE = "line of json"
_PEEK = 1 << 16
_MOST_PEEKED = 200
# A number of any length is fine where only keys are asked for.
_DECODER = json.JSONDecoder(parse_int=str)
_MOST_PATTERNS = 4
# So few lines are read with care sooner than a general pattern is tried on them.
_FEW = 100


def first_keys(file: InputFile, encoding: str | None) -> tuple[str, ...]:
    """Return the keys of the first lines of a file, in the order met."""
    with OpenedFile(file) as opened:
        text = Utf8Text(opened, encoding).read(_PEEK)
    lines = text.split(b"\n")
    whole = lines[:-1] if len(text) >= _PEEK else lines
    keys = dict.fromkeys(key for line in whole[:_MOST_PEEKED] for key in _keys(line))
    return tuple(key for key in keys if is_text(key))


def _keys(line: bytes) -> Iterable[str]:
    """Return the keys of a line, none where it is no plain object."""
    try:
        record = _DECODER.decode(line.decode())
    except (ValueError, RecursionError):
        return ()
    return record if isinstance(record, dict) else ()


class JsonlSource(StreamSource):
    """JSONL files, whatever keys their objects have."""

    open_ended = True
    careful = False

    def __init__(
        self,
        files: Sequence[InputFile],
        columns: Mapping[str, str],
        partitions: Sequence[str],
        encoding: str | None = None,
        delimiter: str | None = None,
    ) -> None:
        super().__init__(files, columns, partitions, encoding, delimiter)
        # What one file's lines look like, the next file's do too.
        self._patterns: dict[tuple[str, ...], list[str]] = {}

    def streamed(self, wanted: list[str]) -> list[str]:  # noqa: ARG002
        """Return the one column of lines that the stream has."""
        return [_LINE]

    def relation(self, stream: str, wanted: list[str]) -> str:
        """Return the wanted members, which DuckDB takes from the lines."""
        of_files = [name for name in wanted if name not in self.partitions]
        of_folders = [name for name in wanted if name in self.partitions]
        pointers = ", ".join(quoted_text(_pointer(name)) for name in of_files)
        members = f"json_extract_string({quoted_name(_LINE)}, [{pointers}])" if of_files else "null"
        columns = [f"members[{place}] as {quoted_name(name)}" for place, name in enumerate(of_files, 1)]
        folders = [quoted_name(name) for name in of_folders]
        inner = ", ".join([SOURCE_ROW, f"{members} as members", *folders])
        return f"(select {', '.join([SOURCE_ROW, *columns, *folders])} from (select {inner} from {stream}))"

    def rows(self, opened: OpenedFile, wanted: list[str], table: SourceTable) -> Iterator[Rows]:
        """Yield the lines of one file that are objects; others are rejected."""
        text = Utf8Text(opened, self.encoding)
        patterns = self._patterns.setdefault(tuple(wanted), [])
        judge = _LineJudge(opened.file, wanted, table, patterns, careful=self.careful)
        records = 0
        for whole_lines, _ in TextBlocks(opened.file.name, text):
            if whole_lines:
                self._check_partitions(opened.file, whole_lines)
                rows = judge.rows(whole_lines, records)
                records += rows.records
                yield rows

    def _check_partitions(self, file: InputFile, text: bytes) -> None:
        """Raise when a line has a key of a folder's name after all, which the first lines did not show."""
        for name in self.partitions:
            if f'"{name}"'.encode() not in text:
                continue
            if any(name in members_of(line).values for line in text.split(b"\n") if name.encode() in line):
                fault = f"has {name} both as a key, in later lines, and in the names of folders"
                raise unreadable(file.name, fault)


class _LineJudge:
    """Tells the lines of one file that DuckDB can read from those that need care."""

    def __init__(
        self, file: InputFile, wanted: list[str], table: SourceTable, patterns: list[str], *, careful: bool
    ) -> None:
        self._file = file
        self._wanted = wanted
        self._table = table
        self._careful = careful
        self._suspicious = suspicious(wanted)
        self._patterns = patterns

    def rows(self, text: bytes, before: int) -> Rows:
        lines = Lines(text)
        blank = lines.blank()
        numbers = pc.add(
            pc.cumulative_sum(pc.cast(pc.invert(blank), pa.int64())), pa.scalar(before, pa.int64())
        )
        records = numbers[-1].as_py() - before
        doubtful = pc.invert(pc.or_(self._clean(lines, text), blank))
        column = lines.column
        if pc.any(doubtful).as_py():
            column = self._with_care(column, numbers, doubtful)
            blank = pc.or_(blank, pc.is_null(column))
        if pc.any(blank).as_py():
            keep = pc.invert(blank)
            column, numbers = column.filter(keep), numbers.filter(keep)
        return Rows(records, numbers, [column])

    def _clean(self, lines: Lines, text: bytes) -> pa.Array:
        """Return for every line whether DuckDB reads the wanted members of it exactly."""
        clean = pa.repeat(pa.scalar(False), len(lines))
        if self._careful:
            return clean
        for pattern in self._patterns:
            clean = _also(clean, lines.column, pattern)
        while (found := self._new_pattern(lines.column, clean)) is not None:
            self._patterns.append(found)
            clean = _also(clean, lines.column, found)
        if pc.sum(pc.invert(clean)).as_py() > _FEW:
            clean = _also(clean, lines.column, ANY_OBJECT, self._suspicious)
        return clean if is_utf8(text) else pc.and_(clean, _valid(lines.column))

    def _new_pattern(self, column: pa.Array, clean: pa.Array) -> str | None:
        """Return a pattern by the example of the first line that no pattern matches yet."""
        place = pc.index(clean, False).as_py()
        if place < 0 or len(self._patterns) == _MOST_PATTERNS:
            return None
        pattern = same_keys(members_of(column[place].as_buffer().to_pybytes()), self._wanted)
        return None if pattern in self._patterns else pattern

    def _with_care(self, column: pa.Array, numbers: pa.Array, doubtful: pa.Array) -> pa.Array:
        """Put lines that DuckDB reads exactly in the place of the doubtful ones, and null where no row is."""
        lines = column.filter(doubtful).cast(pa.binary()).to_pylist()
        numbered = zip(lines, numbers.filter(doubtful).to_pylist(), strict=True)
        judged = [self._careful_line(line, number) for line, number in numbered]
        return pc.replace_with_mask(column, doubtful, pa.array(judged, pa.string()))

    def _careful_line(self, line: bytes, number: int) -> str | None:
        members = members_of(line)
        if fault := members.fault or self._repeated(members):
            reject(self._table, self._file, number, fault, members.values)
            return None
        for name in members.floating.intersection(self._wanted):
            self._table.floating.setdefault(name, self._file)
        values = {name: members.values.get(name) for name in self._wanted}
        return json.dumps({name: value for name, value in values.items() if value is not None})

    def _repeated(self, members: Members) -> Fault | None:
        names = [name for name in self._wanted if name in members.repeated]
        for name in names:
            members.values[name] = None
        return ("duplicate_key", "a key that the object has twice", names[0]) if names else None


def _also(clean: pa.Array, column: pa.Array, pattern: str, unless: str | None = None) -> pa.Array:
    """Return `clean` with those of the other lines that match the pattern, and do not match `unless`."""
    others = pc.invert(clean)
    rest = column.filter(others)
    if len(rest) == 0:
        return clean
    found = matching(rest, pattern)
    if unless is not None:
        found = pc.and_not(found, matching(rest, unless))
    return pc.replace_with_mask(clean, others, found)


def _valid(column: pa.Array) -> pa.Array:
    return pa.array([is_utf8(line) for line in column.cast(pa.binary()).to_pylist()], pa.bool_())


def _pointer(name: str) -> str:
    """Return the JSON pointer of a member of the object itself."""
    return "/" + name.replace("~", "~0").replace("/", "~1")
