"""Lines of identifiers -> answers: the digests of each under each rule pack, or why it has none.

No answer holds an identifier, normalised or not. Raw lines live as long as the block that they are read in.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

import duckdb
import pyarrow as pa

from offpurpose.identifiers import keyed
from offpurpose.identifiers.digests import DIGEST_OF_NOTHING, HASH_NOT_LISTED, SIZES, given_digest
from offpurpose.identifiers.packs import Kind, RulePack
from offpurpose.identifiers.packs.column import digest_column
from offpurpose.identifiers.packs.wording import why_refused

EMPTY = "empty"
BAD_ENCODING = "bad_encoding"

_WHY = {
    EMPTY: "there is nothing on the line",
    BAD_ENCODING: "the line is not UTF-8",
    HASH_NOT_LISTED: "it is a digest of an algorithm that the rules do not list",
    DIGEST_OF_NOTHING: "it is the digest of an empty text, which is no identifier",
}
_REFUSED = "refused"
_UNDER_KEY = "sha256"
_BLOCK = 1 << 20
_BOM = b"\xef\xbb\xbf"
_ALGORITHM_OF = {size: name for name, size in SIZES.items()}
_WRITTEN: dict[str, Callable[[bytes], str]] = {
    "hex_lower": bytes.hex,
    "hex_upper": lambda digest: digest.hex().upper(),
    "base64": lambda digest: b64encode(digest).decode(),
    "base64url": lambda digest: urlsafe_b64encode(digest).decode(),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """How lines are to be read: of which kind (by its `@` where None), by which rules, in which region.

    With a `key`, digests are HMAC-SHA-256 under it, whatever the algorithms of the rules.
    """

    packs: tuple[RulePack, ...]
    kind: Kind | None = None
    region: str | None = None
    key: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What one line is under one pack; `digests` by algorithm as the platform writes them, or `refused`.

    `line` counts from 1. `is_digest`: the line held a digest, which is not hashed again.
    """

    line: int
    rules: str
    kind: Kind | None
    digests: dict[str, str]
    refused: str | None = None
    why: str | None = None
    is_digest: bool = False


@dataclass(frozen=True, slots=True)
class _Line:
    """One line as read: its text and kind, or the digest that it is, or what is wrong with it."""

    number: int
    text: str
    kind: Kind | None = None
    digest: bytes | None = None
    fault: str | None = None


def answer_lines(stream: BinaryIO, asked: Asked) -> Iterator[Answer]:
    """Answer every line of UTF-8 text, blank ones too: in order of the lines, then of the packs."""
    number = 0
    with duckdb.connect() as con:
        while raw := stream.readlines(_BLOCK):
            lines = _read(con, raw, number, asked.kind)
            number += len(lines)
            found = [_answers(lines, pack, asked) for pack in asked.packs]
            for answers in zip(*found, strict=True):
                yield from answers


def _read(
    con: duckdb.DuckDBPyConnection, raw: Sequence[bytes], before: int, kind: Kind | None
) -> list[_Line]:
    if not before and raw:
        raw = [raw[0].removeprefix(_BOM), *raw[1:]]
    texts = [_decoded(line.rstrip(b"\r\n")) for line in raw]
    digests = _digests(con, [text or "" for text in texts])
    return [
        _line(before + place, text, digest, kind)
        for place, (text, digest) in enumerate(zip(texts, digests, strict=True), start=1)
    ]


def _decoded(line: bytes) -> str | None:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return None


def _digests(con: duckdb.DuckDBPyConnection, texts: list[str]) -> list[bytes | None]:
    """Return the bytes of each text that is a digest."""
    lines = pa.table({"text": pa.array(texts, pa.string())})
    con.register("lines", lines)
    found = con.execute(f"select {given_digest('text')} from lines").fetchall()
    con.unregister("lines")
    return [digest for (digest,) in found]


def _line(number: int, text: str | None, digest: bytes | None, kind: Kind | None) -> _Line:
    if text is None:
        return _Line(number, "", kind, fault=BAD_ENCODING)
    if not text.strip():
        return _Line(number, "", kind, fault=EMPTY)
    if digest is not None:
        return _Line(number, "", kind, digest=digest)
    return _Line(number, text, kind or ("email" if "@" in text else "phone"))


def _answers(lines: list[_Line], pack: RulePack, asked: Asked) -> list[Answer]:
    made: dict[int, Answer] = {
        line.number: _of_itself(line, pack, asked.key) for line in lines if not line.text
    }
    for kind in ("email", "phone"):
        raw = [line for line in lines if line.text and line.kind == kind]
        made |= zip((line.number for line in raw), _of_kind(raw, kind, pack, asked), strict=True)
    return [made[line.number] for line in lines]


def _of_itself(line: _Line, pack: RulePack, key: bytes | None) -> Answer:
    """Answer a line that holds no identifier to be digested."""
    if line.digest is None:
        return _refusal(line, pack, line.fault or EMPTY, _WHY[line.fault or EMPTY])
    algorithm = _ALGORITHM_OF[len(line.digest)]
    listed = pack.algorithms if key is None else (_UNDER_KEY,)
    if algorithm not in listed:
        return _refusal(line, pack, HASH_NOT_LISTED, _WHY[HASH_NOT_LISTED])
    if line.digest == _digest_of_nothing(algorithm, key):
        return _refusal(line, pack, DIGEST_OF_NOTHING, _WHY[DIGEST_OF_NOTHING])
    written = {_said(algorithm, key): _WRITTEN[pack.encodings[0]](line.digest)}
    return Answer(line.number, pack.name, line.kind, written, is_digest=True)


def _of_kind(lines: list[_Line], kind: Kind, pack: RulePack, asked: Asked) -> Iterator[Answer]:
    """Answer lines that hold identifiers of one kind."""
    texts = pa.array([line.text for line in lines], pa.string())
    table = digest_column(pack, kind, texts, default_region=asked.region, key=asked.key)
    algorithms = [name for name in table.column_names if name != _REFUSED]
    write = _WRITTEN[pack.encodings[0]]
    for line, row in zip(lines, table.to_pylist(), strict=True):
        if (name := row[_REFUSED]) is not None:
            yield _refusal(line, pack, name, why_refused(pack, kind, name))
        else:
            digests = {algorithm: write(row[algorithm]) for algorithm in algorithms}
            yield Answer(line.number, pack.name, kind, digests)


def _said(algorithm: str, key: bytes | None) -> str:
    return algorithm if key is None else keyed.ALGORITHM


def _digest_of_nothing(algorithm: str, key: bytes | None) -> bytes:
    if key is not None:
        return hmac.digest(key, b"", _UNDER_KEY)
    return hashlib.new(algorithm, usedforsecurity=False).digest()


def _refusal(line: _Line, pack: RulePack, name: str, why: str) -> Answer:
    return Answer(line.number, pack.name, line.kind, {}, refused=name, why=why)
