"""The same evidence, however it is written and wherever it is audited: the same bytes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from tests.metamorphic import variants
from tests.metamorphic.variants import differing, outputs, outputs_without_places, without_places
from tests.oracle.evidence import Evidence

from offpurpose.audit import run
from offpurpose.engine.database import open_database

Write = Callable[[Evidence, Path], Path]

OTHER_WAYS: dict[str, Write] = {
    "shuffled rows": lambda given, folder: variants.plain(variants.shuffled(given), folder),
    "three files an input": variants.as_form("csv", files=3),
    "jsonl": variants.as_form("jsonl"),
    "parquet": variants.as_form("parquet"),
    "parquet, four files": variants.as_form("parquet", files=4),
    "csv.gz": variants.compressed("csv", "gz"),
    "csv.zst": variants.compressed("csv", "zst"),
    "jsonl.gz": variants.compressed("jsonl", "gz"),
    "jsonl.zst": variants.compressed("jsonl", "zst"),
    "csv and jsonl": variants.mixed,
    "hashed identifiers": lambda given, folder: variants.plain(variants.hashed(given), folder),
    "hashed, shuffled, parquet": lambda given, folder: variants.as_form("parquet", files=2)(
        variants.shuffled(variants.hashed(given)), folder
    ),
}


@pytest.fixture(scope="module")
def incident(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The incident as one CSV file an input."""
    return variants.plain(variants.evidence(), tmp_path_factory.mktemp("plain"))


@pytest.fixture(scope="module")
def expected(incident: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What the audit of it says."""
    return outputs(incident, tmp_path_factory.mktemp("expected") / "case")


def test_there_is_something_to_compare(expected: dict[str, bytes]) -> None:
    lines = {name: content.count(b"\n") for name, content in expected.items() if name.endswith(".csv")}
    assert min(lines.values()) > 1, lines
    assert lines["accounts/affected_accounts.csv"] > 5
    assert lines["accounts/possibly_affected_accounts.csv"] > 5


@pytest.mark.parametrize("write", OTHER_WAYS.values(), ids=OTHER_WAYS.keys())
def test_written_in_another_way(write: Write, expected: dict[str, bytes], tmp_path: Path) -> None:
    incident = write(variants.evidence(), tmp_path / "incident")
    found = outputs_without_places(incident, tmp_path / "case")
    assert differing(without_places(expected), found) == []


@pytest.mark.parametrize("ranges", [2, 7])
def test_judged_by_ranges_of_accounts(
    ranges: int, incident: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    found = outputs(incident, tmp_path / "case", replace(variants.OPTIONS, ranges=ranges))
    assert differing(expected, found) == []


@pytest.mark.parametrize("threads", [1, 4])
def test_on_another_number_of_threads(
    threads: int, incident: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    found = outputs(incident, tmp_path / "case", variants.threads(threads))
    assert differing(expected, found) == []


def test_without_the_optimizer(
    incident: Path, expected: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def unoptimized(*arguments: object, **options: object) -> Iterator[duckdb.DuckDBPyConnection]:
        with open_database(*arguments, **options) as con:  # type: ignore[arg-type]
            con.execute("pragma disable_optimizer").fetchall()
            yield con

    monkeypatch.setattr(run, "open_database", unoptimized)
    assert differing(expected, outputs(incident, tmp_path / "case")) == []


@pytest.mark.parametrize(
    "machine",
    [
        {"TZ": "Asia/Kolkata", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
        {"TZ": "America/Los_Angeles", "LC_ALL": "de_DE.UTF-8", "PYTHONHASHSEED": "2", "LANG": "tr_TR.UTF-8"},
    ],
    ids=["east", "west"],
)
def test_on_another_machine(
    machine: dict[str, str], incident: Path, expected: dict[str, bytes], tmp_path: Path
) -> None:
    program = (
        "import sys; from pathlib import Path; from tests.metamorphic.variants import outputs;"
        " outputs(Path(sys.argv[1]), Path(sys.argv[2]))"
    )
    root = Path(__file__).parents[2]
    subprocess.run(
        [sys.executable, "-c", program, str(incident), str(tmp_path / "case")],
        check=True,
        cwd=root,
        env={**os.environ, **machine},
    )
    assert differing(expected, variants.bytes_of(tmp_path / "case")) == []
