"""From files to the sizes of inputs: Parquet by its footers, text by the parts of it that are looked at."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from offpurpose.costing.file_samples import FileSize, footer, text_sample
from offpurpose.costing.sizes import InputSize, Range, Workload
from offpurpose.errors import InputError
from offpurpose.incident import Incident, InputSpec
from offpurpose.inputs.files import InputFile

MOST_FOOTERS = 200
MOST_TEXTS = 12
"""So many files of an input are looked into, evenly over the order of their names; the rest by their size."""

_LEAST_SPREAD = 0.03
_SURELY_WITHIN = 2.0


@dataclass(frozen=True, slots=True)
class _Part:
    """The files of an input that are of one sort: their size, and what is expected of a byte of them."""

    rows: Range
    text: float
    unpacked: float
    raw: float
    digests: float
    sampled: int


def sizes_of(incident: Incident, files: Mapping[str, Sequence[InputFile]]) -> Workload:
    """Look into some files of each input; those that cannot be read count as nothing."""
    return {name: _input_size(spec, files[name]) for name, spec in incident.inputs.items() if files.get(name)}


def _input_size(spec: InputSpec, files: Sequence[InputFile]) -> InputSize:
    rows, parts, text = Range.exact(0), [], dict[str, float]()
    for kind in dict.fromkeys((file.format, file.compression) for file in files):
        of_kind = [file for file in files if (file.format, file.compression) == kind]
        part = _part(spec, of_kind)
        parts.append(part)
        rows += part.rows
        if kind[0] != "parquet":
            text[kind[0]] = text.get(kind[0], 0.0) + part.text
    return InputSize(
        name=spec.name,
        files=len(files),
        sampled=sum(part.sampled for part in parts),
        bytes=sum(map(_bytes, files)),
        rows=rows,
        text=text,
        text_rows=sum(part.rows.expected for part in parts if part.text),
        unpacked=sum(part.unpacked for part in parts),
        raw=_mean([(part.raw, part.rows.expected) for part in parts]),
        digests=_mean([(part.digests, part.rows.expected) for part in parts]),
    )


def _part(spec: InputSpec, files: Sequence[InputFile]) -> _Part:
    is_parquet = files[0].format == "parquet"
    look: Callable[[InputSpec, InputFile], FileSize] = footer if is_parquet else text_sample
    chosen = _evenly(files, MOST_FOOTERS if is_parquet else MOST_TEXTS)
    seen = list(_readable(look, spec, chosen))
    size, looked = sum(map(_bytes, files)), sum(each.bytes for each in seen)
    scale = size / looked if looked else 0.0
    text = sum(each.text for each in seen) * scale
    return _Part(
        rows=_rows(seen, scale, all_seen=len(seen) == len(files)),
        text=text,
        unpacked=text if files[0].compression != "none" else 0.0,
        raw=_mean([(each.raw, each.rows) for each in seen]),
        digests=_mean([(each.digests, each.rows) for each in seen]),
        sampled=len(seen),
    )


def _readable(
    look: Callable[[InputSpec, InputFile], FileSize], spec: InputSpec, files: Iterable[InputFile]
) -> Iterable[FileSize]:
    for file in files:
        try:
            yield look(spec, file)
        except InputError:
            # Loading says what is wrong with it.
            continue


def _rows(seen: Sequence[FileSize], scale: float, *, all_seen: bool) -> Range:
    """Return the rows of all files, as wide as the rows of a byte differ from place to place."""
    rows = sum(each.rows for each in seen) * scale
    if all_seen and all(each.is_exact for each in seen):
        return Range.exact(rows)
    densities = [density for each in seen for density in each.densities]
    spread = _LEAST_SPREAD
    if len(densities) > 1 and (mean := statistics.fmean(densities)):
        error = statistics.stdev(densities) / mean / len(densities) ** 0.5
        spread = max(spread, _SURELY_WITHIN * error)
    elif densities and rows:
        # One place says nothing of how others differ.
        spread = _ONE_PLACE
    return Range(rows, rows, rows).widened(1 + spread)


_ONE_PLACE = 0.15


def _evenly(files: Sequence[InputFile], most: int) -> list[InputFile]:
    if len(files) <= most:
        return list(files)
    return [files[place * (len(files) - 1) // (most - 1)] for place in range(most)]


def _bytes(file: InputFile) -> int:
    return file.stamp.size if file.stamp else file.path.stat().st_size


def _mean(values: Sequence[tuple[float, float]]) -> float:
    weight = sum(each for _, each in values)
    return sum(value * each for value, each in values) / weight if weight else 0.0
