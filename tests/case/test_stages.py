"""The record of the finished stages: what was torn or lost is done again, and nothing else."""

from __future__ import annotations

from pathlib import Path

from offpurpose.case.stages import RUN_FOLDER, Stages


def test_a_note_that_is_torn_is_lost_and_no_other(tmp_path: Path) -> None:
    stages = Stages.begin(tmp_path, {"options": {"a": 1}})
    assert Stages.read(tmp_path) is None
    stages.finish("loading", [{"name": "x"}])
    stages.finish("query first")
    [record] = (tmp_path / RUN_FOLDER).iterdir()
    record.write_bytes(record.read_bytes()[:-3])
    again = Stages.read(tmp_path)
    assert again is not None
    assert (again.last, again.facts("loading")) == ("loading", [{"name": "x"}])
    again.require_same({"options": {"a": 1}})
    again.finish("query second")
    once_more = Stages.read(tmp_path)
    assert once_more is not None
    assert [name in once_more for name in ("loading", "query first", "query second")] == [True, False, True]
