"""The header of a CSV file: its columns by name, and the delimiter that parts them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from offpurpose.identifiers.masking import mask_value
from offpurpose.inputs.faults import unreadable
from offpurpose.inputs.files import InputFile
from offpurpose.inputs.reading.csv_records import Record, RecordScanner
from offpurpose.inputs.reading.text import Utf8Text

_PEEK = 1 << 16
_LONGEST_HEADER = 1 << 24
_OTHER_DELIMITERS = ";\t"


@dataclass(frozen=True, slots=True)
class Header:
    """Names of all columns in the order of the file, the delimiter, and the text read after the header."""

    names: tuple[str, ...]
    delimiter: str
    rest: bytes


def read_header(file: InputFile, text: Utf8Text, declared: str | None) -> Header:
    """Return the header of a CSV file that is read from its start.

    Raises FilesUnreadableError when there is none, or two columns of it cannot be told apart.
    """
    data, final = b"", False
    while not final and len(data) <= _LONGEST_HEADER:
        more = text.read(_PEEK)
        final = not more
        data = (data + more).lstrip(b"\r\n")
        if not data:
            continue
        delimiter = declared or _plain_to_see(file, data)
        record = RecordScanner(delimiter, None).record_at(data, 0, final=final)
        if record is not None:
            return Header(_names(file, record, text.encoding), delimiter, data[record.end :])
    raise unreadable(file.name, f"has no header: {'its first line does not end' if data else 'it is empty'}")


def _plain_to_see(file: InputFile, data: bytes) -> str:
    """Return the delimiter that the header shows: a comma unless it has none and one other does part it."""
    if ".tsv" in file.path.name.lower()[-8:]:
        return "\t"
    line = data.partition(b"\n")[0]
    outside = b"".join(line.split(b'"')[::2]).decode("utf-8", "replace")
    others = [other for other in _OTHER_DELIMITERS if other in outside]
    if "," in outside or not others:
        return ","
    if len(others) > 1:
        raise unreadable(file.name, "its header has both ; and tab; say which parts cells: delimiter = ...")
    return others[0]


def _names(file: InputFile, record: Record, encoding: str) -> tuple[str, ...]:
    if record.fault:
        raise unreadable(file.name, f"its header is torn: {record.fault[1]}")
    try:
        names = tuple(cell.decode("utf-8") for cell in record.cells if cell is not None)
    except UnicodeDecodeError:
        raise unreadable(
            file.name, f'its header is not {encoding}; say what it is, for example encoding = "latin-1"'
        ) from None
    if any("\0" in name for name in names):
        raise unreadable(file.name, 'its header has NUL bytes; if it is UTF-16, say so: encoding = "utf-16"')
    check_distinct(file, names)
    return names


def check_distinct(file: InputFile, names: tuple[str, ...]) -> None:
    """Raise when two columns have one name; SQL does not tell upper and lower case apart."""
    counted = Counter(name for name in names if name)
    if twice := [name for name, count in counted.items() if count > 1]:
        raise unreadable(file.name, f"two of its columns are called {mask_value(twice[0])}")
    by_lower: dict[str, str] = {}
    for name in counted:
        if (other := by_lower.setdefault(name.lower(), name)) != name:
            raise unreadable(
                file.name, f"its columns {mask_value(other)} and {mask_value(name)} differ in case only"
            )
