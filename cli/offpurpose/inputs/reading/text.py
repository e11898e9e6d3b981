"""A text file as UTF-8 without a byte order mark, whatever it was encoded in."""

from __future__ import annotations

import codecs

from offpurpose.inputs.faults import unreadable
from offpurpose.inputs.reading.opened import OpenedFile

UTF8_MARK = b"\xef\xbb\xbf"
_SWAPPED_MARK = "\ufffe".encode()
# A surrogate never occurs in UTF-8, so it marks what could not be decoded until the row is judged.
UNDECODABLE = "\udcff"
_UNDECODABLE_HANDLER = "offpurpose.undecodable"
_WIDE_UNITS = {"utf-16": 2, "utf-16-le": 2, "utf-16-be": 2, "utf-32": 4, "utf-32-le": 4, "utf-32-be": 4}


def _mark_undecodable(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return UNDECODABLE, max(error.end, error.start + 1)


codecs.register_error(_UNDECODABLE_HANDLER, _mark_undecodable)


class Utf8Text:
    """Reads a file in blocks of UTF-8; what cannot be decoded stays in place as bytes that are no UTF-8."""

    def __init__(self, opened: OpenedFile, encoding: str | None) -> None:
        self.encoding = codecs.lookup(encoding or "utf-8").name
        self._opened = opened
        self._at_start = True
        self._recoder: _Recoder | None = None

    def read(self, size: int) -> bytes:
        """Return about the next `size` bytes as UTF-8; empty only at the end of the file."""
        if self._at_start:
            return self._first(size)
        return self._recoded(size)

    def _first(self, size: int) -> bytes:
        self._at_start = False
        head = self._opened.read(4)
        if self.encoding in {"utf-8", "utf-8-sig"}:
            self._check_utf8_mark(head)
            head = head.removeprefix(UTF8_MARK)
            return head + self._opened.read(size)
        name = self._opened.file.name
        if head.startswith(UTF8_MARK):
            raise unreadable(
                name, f"begins with the byte order mark of UTF-8, but is said to be {self.encoding}"
            )
        self._recoder = _Recoder(name, self.encoding, head)
        start = self._recoder.feed(head)
        if start.startswith(_SWAPPED_MARK):
            raise unreadable(
                name, f"begins with the byte order mark of another encoding than {self.encoding}"
            )
        return start.removeprefix(UTF8_MARK) + self._recoded(size)

    def _recoded(self, size: int) -> bytes:
        if self._recoder is None:
            return self._opened.read(size)
        while data := self._opened.read(size):
            if text := self._recoder.feed(data):
                return text
        return self._recoder.finish()

    def _check_utf8_mark(self, head: bytes) -> None:
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise unreadable(
                self._opened.file.name,
                'begins with the byte order mark of UTF-16; say so: encoding = "utf-16"',
            )


class _Recoder:
    """Decodes a declared encoding piece by piece, and encodes as UTF-8."""

    def __init__(self, name: str, encoding: str, head: bytes) -> None:
        self._name = name
        self._encoding = _with_byte_order(name, encoding, head)
        self._decoder = codecs.getincrementaldecoder(self._encoding)(_UNDECODABLE_HANDLER)
        self._finished = False

    def feed(self, data: bytes) -> bytes:
        return self._decoder.decode(data).encode("utf-8", "surrogatepass")

    def finish(self) -> bytes:
        if self._finished:
            return b""
        self._finished = True
        pending, _ = self._decoder.getstate()
        if pending and self._encoding in _WIDE_UNITS:
            raise unreadable(self._name, f"is cut short: it ends inside a character of {self._encoding}")
        return self._decoder.decode(b"", final=True).encode("utf-8", "surrogatepass")


def _with_byte_order(name: str, encoding: str, head: bytes) -> str:
    """Return the encoding with its byte order, which a mark or the first (ASCII) character shows."""
    if encoding not in {"utf-16", "utf-32"} or not head:
        return encoding
    unit = _WIDE_UNITS[encoding]
    little, big = (head[:unit] + b"\0" * unit)[:unit], head[:unit]
    marks = {
        2: (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE),
        4: (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE),
    }[unit]
    if little == marks[0] or (little[0] and not any(little[1:])):
        return f"{encoding}-le"
    if big == marks[1] or (big[-1:] != b"\0" and not any(big[:-1])):
        return f"{encoding}-be"
    raise unreadable(name, f"does not show its byte order; say {encoding}-le or {encoding}-be")
