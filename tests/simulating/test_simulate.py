"""A simulated incident: the same again, whatever it is made with, and audited as it stands."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from offpurpose.engine.database import Limits
from offpurpose.simulating.plan import Plan
from offpurpose.simulating.simulate import Simulated, simulate


def digests(simulated: Simulated) -> dict[str, str]:
    """The digest of every file, by its name."""
    files = (path for path in simulated.folder.rglob("*") if path.is_file())
    return {
        str(path.relative_to(simulated.folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


@pytest.mark.parametrize("profile", ["even", "drill"])
def test_the_same_plan_gives_the_same_bytes(profile: str, tmp_path: Path) -> None:
    plan = Plan.of_size(contacts=1_000, profile=profile)
    one = simulate(plan, tmp_path / "one", Limits(threads=1))
    two = simulate(plan, tmp_path / "two", Limits(memory="1GB", threads=3))
    assert digests(one) == digests(two)
    other = simulate(Plan.of_size(contacts=1_000, profile=profile, seed=2), tmp_path / "other")
    assert not set(digests(other).values()) & set(digests(one).values())
