"""A simulated incident: the same again, whatever it is made with, and audited as it stands."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from offpurpose.engine.database import Limits
from offpurpose.simulating.parts import parts_of
from offpurpose.simulating.plan import Format, Plan
from offpurpose.simulating.simulate import Simulated, simulate


def digests(simulated: Simulated) -> dict[str, str]:
    """The digest of every file, by its name."""
    files = (path for path in simulated.folder.rglob("*") if path.is_file())
    return {
        str(path.relative_to(simulated.folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


@pytest.mark.parametrize(("profile", "form"), [("even", "jsonl.gz"), ("drill", "parquet")])
def test_the_same_plan_gives_the_same_bytes(profile: str, form: Format, tmp_path: Path) -> None:
    plan = Plan.of_size(contacts=1_000, profile=profile, format=form)
    one = simulate(plan, tmp_path / "one", Limits(threads=1))
    two = simulate(plan, tmp_path / "two", Limits(memory="1GB", threads=3))
    assert digests(one) == digests(two)
    other = simulate(Plan.of_size(contacts=1_000, profile=profile, format=form, seed=2), tmp_path / "other")
    assert not set(digests(other).values()) & set(digests(one).values())


def test_one_that_is_interrupted_leaves_nothing(tmp_path: Path) -> None:
    def interrupted(_stage: str, done: int, _total: int | None) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate(Plan.of_size(contacts=50_000), tmp_path / "one", Limits(threads=2), interrupted)
    assert not any(tmp_path.iterdir())


def test_a_table_is_cut_into_parts_that_hold_all_of_it() -> None:
    parts = [*parts_of("matches", "$low $high", 5_000_000, Path("in"), "csv")]
    assert [part.sql for part in parts] == ["0 2000000", "2000000 4000000", "4000000 5000000"]
    assert [str(part.target) for part in parts[:2]] == [
        "in/matches/part-0000.csv",
        "in/matches/part-0001.csv",
    ]
    assert len([*parts_of("matches", "", 10**9, Path("in"), "csv")]) == 100
