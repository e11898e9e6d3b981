"""Which columns of an export stand for which canonical columns of an input."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from offpurpose.inputs.contract import Column, InputContract
from offpurpose.starting.sample import ColumnSample, FileSample
from offpurpose.starting.synonyms import names_for, normal_name

HEX_LENGTHS = {32: "md5", 40: "sha1", 64: "sha256", 128: "sha512"}
_BASE64_LENGTHS = frozenset({22, 24, 27, 28})
_HEX = re.compile(r"[0-9A-Fa-f]+")
# Words with an underscore that SQL would not read as a column.
_SESSION_WORD = re.compile(r"current_|session_|local")
_PLAIN = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+")
_UNIT = re.compile(r"_(?:s|ms|us|utc)$")
_KIND_WORD = re.compile(r"[A-Za-z][A-Za-z0-9 _.-]{0,30}")
_TELLING_KIND = {"email": re.compile(r"e_?mail"), "phone": re.compile(r"phone|mobile|msisdn")}


@dataclass(slots=True)
class Mapping:
    """A proposal for one input: the file's column, or SQL, for each canonical column that was found.

    `sources` names the columns of the file; `expressions` is what must be written down, canonical names
    that the file bears already left out; `missing` are required columns that nothing stands for.
    """

    sources: dict[str, ColumnSample] = field(default_factory=dict)
    expressions: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


def propose_mapping(contract: InputContract, sample: FileSample) -> Mapping:
    """Return which columns of the sample may stand for which columns of the input."""
    mapping = Mapping()
    free = {column.name: column for column in sample.columns.values()}
    for column in _most_telling_first(contract, sample):
        candidates = _candidates(contract, column, free)
        if candidates:
            _take(mapping, column.name, candidates)
            free.pop(candidates[0].name)
    _digests_are_digests(mapping)
    _kind_from_names(mapping, contract, sample)
    _note_missing(mapping, contract)
    mapping.expressions = {
        name: mapping.expressions[name] for name in contract.column_names if name in mapping.expressions
    }
    return mapping


def column_sql(name: str) -> str:
    """Return a column's name as SQL reads it, bare where that is safe."""
    if _PLAIN.fullmatch(name) and not _SESSION_WORD.match(name):
        return name
    return '"' + name.replace('"', '""') + '"'


def is_kind_word(value: str) -> bool:
    """Whether a value can be the name of a kind: a short word, and no digest, address or number."""
    return bool(_KIND_WORD.fullmatch(value.strip())) and len(value.strip()) not in _BASE64_LENGTHS


def may_hold_kinds(values: tuple[str, ...]) -> bool:
    """Whether all the values of a column can be names of kinds."""
    return all(map(is_kind_word, values))


def hex_algorithm(values: tuple[str, ...]) -> str | None:
    """Return the hash whose hex digests all of the values could be."""
    lengths = {len(value) for value in values if _HEX.fullmatch(value)}
    if len(lengths) != 1 or not all(_HEX.fullmatch(value) for value in values):
        return None
    return HEX_LENGTHS.get(lengths.pop())


def _most_telling_first(contract: InputContract, sample: FileSample) -> list[Column]:
    """Put columns that the file names just so before others, so that no synonym takes their column."""
    exact = {normal_name(name) for name in sample.columns}
    return sorted(contract.columns, key=lambda column: (column.name not in exact, not column.required))


def _candidates(contract: InputContract, column: Column, free: dict[str, ColumnSample]) -> list[ColumnSample]:
    by_name: dict[str, list[ColumnSample]] = {}
    for sample in free.values():
        name = normal_name(sample.name)
        for written in dict.fromkeys([name, _UNIT.sub("", name)]):
            by_name.setdefault(written, []).append(sample)
    named = [sample for name in names_for(contract.name, column.name) for sample in by_name.get(name, [])]
    return [sample for sample in named if column.type != "kind" or may_hold_kinds(sample.values)]


def _take(mapping: Mapping, name: str, candidates: list[ColumnSample]) -> None:
    source, *others = candidates
    mapping.sources[name] = source
    if source.name != name:
        mapping.expressions[name] = column_sql(source.name)
        if others:
            listed = ", ".join(other.name for other in others)
            mapping.doubts.append(f"whether {name} is {source.name} or one of: {listed}")


def _digests_are_digests(mapping: Mapping) -> None:
    """A column of hex digests is `identifier_hash`, whatever its name."""
    source = mapping.sources.get("identifier")
    if source is None or "identifier_hash" in mapping.sources or not hex_algorithm(source.values):
        return
    del mapping.sources["identifier"]
    mapping.expressions.pop("identifier", None)
    mapping.sources["identifier_hash"] = source
    mapping.expressions["identifier_hash"] = column_sql(source.name)


def _kind_from_names(mapping: Mapping, contract: InputContract, sample: FileSample) -> None:
    """Without a kind, a column that is called `email` says that all of its values are e-mail addresses."""
    source = mapping.sources.get("identifier") or mapping.sources.get("identifier_hash")
    if source is None or "kind" in mapping.sources or "kind" not in contract.column_names:
        return
    kinds = {name: _kind_told(name) for name in sample.columns if _kind_told(name)}
    if len(set(kinds.values())) > 1:
        listed = ", ".join(kinds)
        mapping.doubts.append(
            f"how to read {listed}: one row holds several identifiers, and needs one row for each"
        )
    elif kind := kinds.get(source.name):
        mapping.expressions["kind"] = f"'{kind}'"


def _kind_told(name: str) -> str | None:
    return next((kind for kind, sign in _TELLING_KIND.items() if sign.search(normal_name(name))), None)


def _note_missing(mapping: Mapping, contract: InputContract) -> None:
    found = mapping.sources.keys() | mapping.expressions.keys()
    mapping.missing = [name for name in contract.required_names if name not in found]
    mapping.missing += [" or ".join(group) for group in contract.one_of if found.isdisjoint(group)]
