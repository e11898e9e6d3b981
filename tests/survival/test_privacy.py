"""No raw identifier outside the step that digests it; private files; inputs untouched."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

import duckdb
import pytest
from tests.cli.incidents import INCIDENT, write_broken_incident, write_incident
from tests.survival.searching import Searcher, raw_identifiers, unpacked
from tests.survival.test_resume import OPTIONS
from tests.survival.watching import opened_for_writing

from offpurpose.audit.run import AuditOptions, run_audit

FIXTURES = Path(__file__).parents[2] / "fixtures"
STAGES = {"load uploads", "load matches", "duplicates", "queries", "query match_verdict", "digests"}


def incident_of(name: str, folder: Path) -> Path:
    """A fixture, or the small incident with everything wrong that the tests of the command line have."""
    if name == "broken":
        return write_broken_incident(folder)
    shutil.copytree(FIXTURES / name, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("expected"))
    return folder / "incident.toml"


def test_the_search_finds_what_is_there(tmp_path: Path) -> None:
    values = {"Ann.Smith@example.org", "+1 (415) 555-2671"}
    search = Searcher(values, tmp_path)
    hiding = tmp_path / "hiding"
    hiding.mkdir()
    for number, text in enumerate(("x ann.smith@example.org y", "tel:+14155552671;")):
        for encoded in (text.encode(), text.encode("utf-16-le"), text.encode().hex().encode()):
            (hiding / "file").write_bytes(b"\0\xff" + encoded)
            assert search.found_in(hiding), (number, encoded)
        duckdb.sql(f"copy (select '{text}' as x) to '{hiding}/{number}.parquet'")
    (hiding / "file").unlink()
    assert len(search.found_in(unpacked(hiding, tmp_path / "unpacked"))) == 2
    (hiding / "clean").write_bytes(b"nothing of the kind: ann at example.org, 555-2671")
    assert search.found_in(hiding / "clean") == []


@pytest.mark.parametrize("name", ["twitter_2019", "broken"])
def test_no_raw_identifier_is_in_anything_written(name: str, tmp_path: Path) -> None:
    folders = [tmp_path / part for part in ("incident", "out", "home", "temp", "said")]
    for folder in folders:
        folder.mkdir()
    inputs, out, home, temp, said = folders
    incident = incident_of(name, inputs)
    values = raw_identifiers(inputs)
    assert len(values) > 4
    search = Searcher(values, tmp_path)
    environment = {**os.environ, "HOME": str(home), "TMPDIR": str(temp)}
    audit = ("audit", "--out", str(out / "case"), "--max-rejected", "100%")
    for command in (audit,) if name == "twitter_2019" else (("check",), audit):
        done = subprocess.run(
            [sys.executable, "-m", "offpurpose", command[0], str(incident), *command[1:]],
            capture_output=True, env=environment, check=False,
        )  # fmt: skip
        (said / f"{command[0]}.out").write_bytes(done.stdout)
        (said / f"{command[0]}.err").write_bytes(done.stderr)
        assert done.returncode in ({1} if name == "broken" else {0, 1, 3}), done.stderr
    assert (out / "case").is_dir() == (name != "broken")
    assert search.found_in(*folders[1:]) == []
    assert search.found_in(unpacked(out, tmp_path / "unpacked")) == []
    assert search.found_in(inputs, unpacked(inputs, tmp_path / "unpacked inputs"))


def test_no_raw_identifier_is_on_the_disk_while_it_runs_nor_after(tmp_path: Path) -> None:
    (tmp_path / "incident").mkdir()
    incident = incident_of("every_rule", tmp_path / "incident")
    search = Searcher(raw_identifiers(tmp_path / "incident"), tmp_path)
    seen: dict[str, list[str]] = {}

    def look(stage: str, _done: int, _total: int | None) -> None:
        if stage in STAGES and stage not in seen:
            seen[stage] = search.found_in(tmp_path / "out")

    (tmp_path / "out").mkdir()
    run_audit(incident, tmp_path / "out/case", OPTIONS, look)
    assert seen == {stage: [] for stage in STAGES}
    assert search.found_in(tmp_path / "out", unpacked(tmp_path / "out", tmp_path / "unpacked")) == []


ROWS = 60_000
MARK = b"hidden.example"


def write_large_incident(folder: Path) -> Path:
    """Write so many raw addresses and numbers that the audit has to spill."""
    address = "'Person.' || i || '@Hidden.Example'"
    for name, query in {
        "contacts": f"'a' || i as account_id, 'email' as kind, {address} as identifier,"
        " case when i % 2 = 0 then 'two_factor' else 'profile' end as purpose",
        "uploads": "'u' || i as upload_id, 'adv' as advertiser_id",
        "entries": f"'u' || (i % 10) as upload_id, lower({address}) as identifier, 'email' as kind",
        "matches-1": "'2019-01-02T00:00:00Z' as matched_at, 'a' || i as account_id,"
        f" 'u' || (i % 10) as upload_id, 'email' as kind, if(i % 2 = 0, {address}, null) as identifier",
    }.items():
        rows = 10 if name == "uploads" else ROWS
        duckdb.sql(f"copy (select {query} from range({rows}) as t(i)) to '{folder / name}.csv'")
    (folder / "incident.toml").write_text(INCIDENT, encoding="utf-8")
    return folder / "incident.toml"


class Watch:
    """Reads whatever stands in spill folders below a folder, again and again, while a run writes there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.over = Event()
        self.bytes = 0
        self.modes: set[int] = set()
        self.leaks: set[str] = set()

    def run(self) -> None:
        while not self.over.wait(0.002):
            for path in self.folder.glob(".case.partial-*/.spill/*.tmp"):
                try:
                    content = path.read_bytes()
                    self.modes.add(stat.S_IMODE(path.parent.stat().st_mode))
                except OSError:
                    continue
                self.bytes = max(self.bytes, len(content))
                if MARK in content.lower():
                    self.leaks.add(path.name)


def test_spill_files_hold_no_raw_identifier(tmp_path: Path) -> None:
    incident = write_large_incident(tmp_path)
    (tmp_path / "out").mkdir()
    watch = Watch(tmp_path / "out")
    thread = Thread(target=watch.run)
    thread.start()
    try:
        # It may be too little in the end: what was spilled until then was looked at.
        with suppress(duckdb.OutOfMemoryException):
            run_audit(incident, tmp_path / "out/case", AuditOptions(threads=1, memory="90MB"))
    finally:
        watch.over.set()
        thread.join()
    assert watch.bytes > 100_000
    assert watch.modes == {0o700}
    assert watch.leaks == set()


def test_nothing_is_readable_by_others_under_an_open_umask(tmp_path: Path) -> None:
    (tmp_path / "temp").mkdir()
    incident = write_incident(tmp_path)
    wide: set[str] = set()

    def look(_stage: str, _done: int, _total: int | None) -> None:
        made = [tmp_path / "new", *(tmp_path / "new").rglob("*"), *(tmp_path / "temp").rglob("*")]
        wide.update(str(path) for path in made if path.stat().st_mode & 0o077)

    before = os.umask(0)
    try:
        options = AuditOptions(threads=1, max_rejected=1, temp_dir=tmp_path / "temp")
        run_audit(incident, tmp_path / "new/case", options, look)
    finally:
        os.umask(before)
    assert wide == set()
    for path in (tmp_path / "new/case").rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)


def test_inputs_are_opened_for_reading_only(tmp_path: Path) -> None:
    (tmp_path / "incident").mkdir()
    incident = incident_of("every_rule", tmp_path / "incident")
    files = {path: path.stat() for path in sorted((tmp_path / "incident").rglob("*"))}
    with opened_for_writing(tmp_path / "incident") as events:
        run_audit(incident, tmp_path / "case", AuditOptions(threads=2))
    assert events == []
    for path, status in files.items():
        now = path.stat()
        assert (now.st_mtime_ns, now.st_ctime_ns, now.st_size) == (
            status.st_mtime_ns, status.st_ctime_ns, status.st_size,
        )  # fmt: skip
    assert sorted((tmp_path / "incident").rglob("*")) == list(files)
