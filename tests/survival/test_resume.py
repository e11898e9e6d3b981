"""A run that is killed leaves a whole case or none; with --resume it ends with the same bytes."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.cli.incidents import INCIDENT, write_incident
from tests.survival.comparing import contents, differing

from offpurpose.audit.run import AuditOptions, run_audit
from offpurpose.errors import CaseError

OPTIONS = AuditOptions(threads=2, max_rejected=1)
CHAINS: dict[str, dict[str, Any]] = {
    "every 20": {"stride": 20, "options": {"sensitivity": True}},
    "at the end": {"stride": 0, "options": {}},
    "at random times": {"stride": None, "options": {}},
    "between ranges": {"stride": 25, "options": {"ranges": 3}},
    "elsewhere": {"stride": 40, "options": {"database": False}},
}


@pytest.fixture(scope="module")
def incident(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_incident(tmp_path_factory.mktemp("incident"), after_end=True)


@pytest.fixture(scope="module")
def undisturbed(incident: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What runs that nobody disturbs write, by the option that they have."""
    folder = tmp_path_factory.mktemp("undisturbed")
    for name, options in (("", {}), ("sensitivity", {"sensitivity": True}), ("ranges", {"ranges": 3})):
        run_audit(incident, folder / f"case {name}", replace(OPTIONS, **options))
    return {name: contents(folder / f"case {name}") for name in ("", "sensitivity", "ranges")}


@pytest.fixture(scope="module")
def folders(incident: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("killed")


@pytest.fixture(scope="module")
def chains(incident: Path, folders: Path) -> dict[str, Any]:
    """What became of every chain of killed runs."""
    (folders / "temp").mkdir()
    asked = {
        name: {"incident": str(incident), "case": str(folders / name / "case"), **chain}
        for name, chain in CHAINS.items()
    }
    asked["elsewhere"]["options"] = {"database": False, "temp_dir": str(folders / "temp")}
    done = subprocess.run(
        [sys.executable, "-m", "tests.survival.killing"],
        input=json.dumps(asked), capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("name", CHAINS)
def test_killed_again_and_again_it_ends_with_the_same_bytes(
    name: str, chains: dict[str, Any], folders: Path, undisturbed: dict[str, dict[str, Any]]
) -> None:
    chain = chains[name]
    assert chain["statuses"][-1] == 0
    assert set(chain["statuses"][:-1]) == {
        -signal.SIGALRM if CHAINS[name]["stride"] is None else -signal.SIGKILL
    }
    found = contents(folders / name / "case")
    options = CHAINS[name]["options"]
    [like] = options.keys() & undisturbed.keys() or {""}
    expected = undisturbed[like]
    if "database" in options:
        expected = {part: what for part, what in expected.items() if "table " not in part}
    assert differing(expected, found) == []
    assert [path.name for path in (folders / name).iterdir()] == ["case"]


def test_no_case_folder_is_there_before_it_is_whole(chains: dict[str, Any]) -> None:
    for chain in chains.values():
        assert all("case" not in left for left in chain["left"][:-1])
        assert all(len(left) == 1 for left in chain["left"])


def test_every_attempt_says_from_where_it_goes_on(chains: dict[str, Any]) -> None:
    told = [line for [line] in chains["every 20"]["told"]]
    assert told[0] == "no run into this folder was stopped after a finished stage: beginning at the beginning"
    stages = [line.removeprefix("going on after ") for line in told if line.startswith("going on after ")]
    assert sum(stage.startswith("query ") for stage in stages) > 1


def test_nothing_is_left_elsewhere(chains: dict[str, Any], folders: Path) -> None:
    assert list((folders / "temp").iterdir()) == []


class Stop(KeyboardInterrupt):
    """Ctrl-C at a chosen stage."""


def stopped(incident: Path, case: Path, stage: str, options: AuditOptions = OPTIONS) -> BaseException:
    """Stop a run when it comes to a stage; return what ended it."""

    def stop(told: str, _done: int, _total: int | None) -> None:
        if told == stage:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as caught:
        run_audit(incident, case, options, stop)
    return caught.value


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """An incident that a test may change, in `tmp_path / "incident"`."""
    (tmp_path / "incident").mkdir()
    (tmp_path / "out").mkdir()
    return write_incident(tmp_path / "incident")


def test_ctrl_c_before_anything_is_finished_leaves_nothing(own: Path, tmp_path: Path) -> None:
    error = stopped(own, tmp_path / "out/case", "load matches")
    assert not hasattr(error, "__notes__")
    assert names_in(tmp_path / "out") == []


def test_a_run_goes_on_only_from_the_same(own: Path, tmp_path: Path) -> None:
    case = tmp_path / "out/case"
    error = stopped(own, case, "queries")
    [kept] = (tmp_path / "out").iterdir()
    assert error.__notes__[0].startswith("the same command with --resume goes on after query ")
    assert str(kept) in error.__notes__[0]
    assert sorted(path.name for path in kept.iterdir()) == [".run", "case.duckdb", "case.duckdb.wal"]

    def refusal(**changed: Any) -> str:
        with pytest.raises(CaseError) as caught:
            run_audit(own, case, replace(OPTIONS, resume=True, **changed))
        assert [path.name for path in kept.iterdir()]
        assert "leave out --resume to begin again" in str(caught.value.hint)
        return caught.value.message

    assert refusal(max_rejected=0.5).endswith("because of other options")
    assert refusal(database=False).endswith("because of other options")
    own.write_text(INCIDENT.replace("INC-1", "INC-2"), encoding="utf-8")
    assert refusal().endswith("because of other incident file")
    own.write_text(INCIDENT, encoding="utf-8")
    uploads = own.parent / "uploads.csv"
    was = uploads.read_text(encoding="utf-8")
    uploads.write_text(was.replace("brand", "Brand"), encoding="utf-8")
    assert refusal().endswith("because of other inputs: uploads.csv")
    (own.parent / "matches-3.csv").write_text("matched_at,account_id,upload_id\n", encoding="utf-8")
    uploads.write_text(was, encoding="utf-8")
    assert refusal().endswith("because of other inputs: matches-3.csv")
    (own.parent / "matches-3.csv").unlink()
    run_audit(own, case, replace(OPTIONS, resume=True, memory="1GB", threads=1))
    assert names_in(tmp_path / "out") == ["case"]


def test_ctrl_c_in_a_range_goes_on_in_it(own: Path, tmp_path: Path) -> None:
    case, options = tmp_path / "out/case", replace(OPTIONS, ranges=3)
    error = stopped(own, case, "query verdict_code 2/3", options)
    assert "goes on after query map_verdict 2/3;" in error.__notes__[0]
    told: list[str] = []
    run_audit(own, case, replace(options, resume=True, ranges=None), lambda stage, *_: told.append(stage))
    assert {"query verdict_code 2/3", "query held_span 3/3"} <= set(told)
    assert not {"load matches", "query verdict_code 1/3", "query held_span 2/3"} & set(told)
    assert names_in(tmp_path / "out") == ["case"]


def test_without_resume_it_begins_again(own: Path, tmp_path: Path) -> None:
    stopped(own, tmp_path / "out/case", "queries")
    told: list[str] = []
    run_audit(own, tmp_path / "out/case", OPTIONS, lambda stage, _done, _total: told.append(stage))
    assert "load matches" in told
    assert names_in(tmp_path / "out") == ["case"]


def test_tables_that_are_gone_are_missed(own: Path, tmp_path: Path) -> None:
    (tmp_path / "temp").mkdir()
    options = replace(OPTIONS, database=False, temp_dir=tmp_path / "temp")
    stopped(own, tmp_path / "out/case", "queries", options)
    assert len(names_in(tmp_path / "temp")) == 1
    with pytest.raises(CaseError, match="its tables are gone"):
        run_audit(own, tmp_path / "out/case", replace(options, resume=True, temp_dir=None))
    run_audit(own, tmp_path / "out/case", replace(options, resume=True))
    assert names_in(tmp_path / "temp") == []


def test_a_fault_that_would_come_again_keeps_nothing(own: Path, tmp_path: Path) -> None:
    def fail(stage: str, _done: int, _total: int | None) -> None:
        if stage == "queries":
            raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        run_audit(own, tmp_path / "out/case", OPTIONS, fail)
    assert names_in(tmp_path / "out") == []
