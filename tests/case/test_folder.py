"""A case folder is there whole or not at all, private, and never in the place of anything else."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from offpurpose.case.destination import CASE_FORMAT, MANIFEST
from offpurpose.case.folder import CaseFolder
from offpurpose.errors import CaseError


@pytest.fixture
def parent(tmp_path: Path) -> Path:
    folder = tmp_path / "results"
    folder.mkdir()
    return folder


def write_case(destination: Path, text: str = "one", *, force: bool = False) -> None:
    with CaseFolder(destination, force=force) as folder:
        (folder.path / MANIFEST).write_text(json.dumps({"format": CASE_FORMAT}))
        (folder.path / "report").mkdir()
        (folder.path / "report" / "text").write_text(text)
        (folder.spill / "rest").write_text("spilled")


def names_below(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_case_appears_at_its_destination(parent: Path) -> None:
    write_case(parent / "case")
    assert names_below(parent) == ["case", f"case/{MANIFEST}", "case/report", "case/report/text"]


def test_until_then_it_is_a_hidden_private_sibling(parent: Path) -> None:
    with CaseFolder(parent / "case") as folder:
        assert folder.path.parent == parent
        assert folder.path.name.startswith(".case.partial-")
        assert mode_of(folder.path) == 0o700
        assert mode_of(folder.spill) == 0o700
        assert not (parent / "case").exists()


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077, 0o777])
def test_modes_do_not_depend_on_the_umask(parent: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        with CaseFolder(parent / "case") as folder:
            (folder.path / "file").write_text("x")
            (folder.path / "below").mkdir()
            meanwhile = mode_of(folder.path / "file")
            (folder.path / "open").write_text("x")
            (folder.path / "open").chmod(0o666)
        assert os.umask(umask) == umask
    finally:
        os.umask(before)
    assert meanwhile == 0o600
    assert mode_of(parent / "case") == 0o700
    assert mode_of(parent / "case" / "below") == 0o700
    assert mode_of(parent / "case" / "file") == 0o600
    assert mode_of(parent / "case" / "open") == 0o600


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, SystemExit, MemoryError])
def test_whatever_ends_the_block_leaves_nothing(parent: Path, error: type[BaseException]) -> None:
    def fail() -> None:
        with CaseFolder(parent / "new" / "case") as folder:
            (folder.path / "file").write_text("x")
            raise error

    with pytest.raises(error):
        fail()
    assert names_below(parent) == []


def test_missing_parents_are_made_private(parent: Path) -> None:
    write_case(parent / "a" / "b" / "case")
    assert mode_of(parent / "a") == 0o700
    assert (parent / "a" / "b" / "case" / MANIFEST).is_file()


def test_an_empty_folder_is_a_free_place(parent: Path) -> None:
    (parent / "case").mkdir(mode=0o755)
    write_case(parent / "case")
    assert mode_of(parent / "case") == 0o700
    assert (parent / "case" / MANIFEST).is_file()


def test_an_earlier_case_stays_without_force(parent: Path) -> None:
    write_case(parent / "case")
    with pytest.raises(CaseError, match="already holds a case folder") as caught, CaseFolder(parent / "case"):
        raise AssertionError("the block must not run")
    assert caught.value.hint == "--force replaces it; or choose another --out"
    assert (parent / "case" / "report" / "text").read_text() == "one"


def test_force_replaces_an_earlier_case(parent: Path) -> None:
    write_case(parent / "case", "one")
    (parent / "case" / "old").write_text("x")
    write_case(parent / "case", "two", force=True)
    assert names_below(parent) == ["case", f"case/{MANIFEST}", "case/report", "case/report/text"]
    assert (parent / "case" / "report" / "text").read_text() == "two"


def test_a_run_that_fails_leaves_the_earlier_case(parent: Path) -> None:
    write_case(parent / "case", "one")
    with pytest.raises(ZeroDivisionError), CaseFolder(parent / "case", force=True):
        raise ZeroDivisionError
    assert names_below(parent) == ["case", f"case/{MANIFEST}", "case/report", "case/report/text"]


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"format": "web app"}', "{"])
def test_force_replaces_nothing_but_case_folders(parent: Path, content: str) -> None:
    (parent / "case").mkdir()
    (parent / "case" / MANIFEST).write_text(content)
    with pytest.raises(CaseError, match="not a case folder"), CaseFolder(parent / "case", force=True):
        raise AssertionError("the block must not run")
    assert (parent / "case" / MANIFEST).read_text() == content


def test_a_manifest_that_is_a_link_makes_no_case_folder(parent: Path) -> None:
    write_case(parent / "other")
    (parent / "case").mkdir()
    (parent / "case" / MANIFEST).symlink_to(parent / "other" / MANIFEST)
    with pytest.raises(CaseError, match="not a case folder"), CaseFolder(parent / "case", force=True):
        raise AssertionError("the block must not run")


@pytest.mark.parametrize("dangling", [True, False])
@pytest.mark.parametrize("force", [True, False])
def test_a_link_is_not_followed(parent: Path, tmp_path: Path, dangling: bool, force: bool) -> None:
    target = tmp_path / "elsewhere"
    if not dangling:
        target.mkdir()
    (parent / "case").symlink_to(target)
    with pytest.raises(CaseError, match="symbolic link"), CaseFolder(parent / "case", force=force):
        raise AssertionError("the block must not run")
    assert (parent / "case").is_symlink()


def test_a_file_in_the_way_stays(parent: Path) -> None:
    (parent / "case").write_text("mine")
    with pytest.raises(CaseError, match="not a folder"), CaseFolder(parent / "case", force=True):
        raise AssertionError("the block must not run")
    assert (parent / "case").read_text() == "mine"


def test_a_file_among_the_parents_is_an_error_of_ours(parent: Path) -> None:
    (parent / "file").write_text("mine")
    with pytest.raises(CaseError, match="cannot write the case folder"), CaseFolder(parent / "file" / "case"):
        raise AssertionError("the block must not run")


def test_parents_may_be_links(parent: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(parent)
    write_case(tmp_path / "link" / "case")
    assert (parent / "case" / MANIFEST).is_file()


def test_what_comes_in_the_way_meanwhile_stays(parent: Path) -> None:
    def meet() -> None:
        with CaseFolder(parent / "case"):
            (parent / "case").mkdir()
            (parent / "case" / "file").write_text("mine")

    with pytest.raises(CaseError, match="not a case folder"):
        meet()
    assert names_below(parent) == ["case", "case/file"]


def test_of_two_runs_into_one_folder_the_first_to_end_wins(parent: Path) -> None:
    with pytest.raises(CaseError, match="already holds a case folder"), CaseFolder(parent / "case"):
        write_case(parent / "case", "inner")
    assert (parent / "case" / "report" / "text").read_text() == "inner"
    assert names_below(parent) == ["case", f"case/{MANIFEST}", "case/report", "case/report/text"]


def test_a_link_that_was_smuggled_in_is_not_sealed(parent: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("x")
    outside.chmod(0o644)
    with pytest.raises(CaseError), CaseFolder(parent / "case") as folder:
        (folder.path / "link").symlink_to(outside)
    assert mode_of(outside) == 0o644
    assert names_below(parent) == []


KILLED = """
import os, signal, sys
from pathlib import Path
from offpurpose.case import folder
destination, moment = Path(sys.argv[1]), sys.argv[2]

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

if moment == "replacing":
    folder.CaseFolder._move_into_place = die
elif moment == "replaced":
    real = folder.CaseFolder._move_into_place
    folder.CaseFolder._move_into_place = lambda self: (real(self), die())
with folder.CaseFolder(destination, force=True) as case:
    (case.path / "manifest.json").write_text('{"format": "offpurpose case", "is": "new"}')
    (case.spill / "secret").write_text("spilled")
    if moment == "writing":
        die()
"""


def kill_at(moment: str, destination: Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(destination), moment], check=False)
    assert done.returncode == -signal.SIGKILL


def test_what_a_killed_run_left_is_removed_by_the_next(parent: Path) -> None:
    kill_at("writing", parent / "case")
    assert len(list(parent.iterdir())) == 1
    write_case(parent / "case")
    assert names_below(parent) == ["case", f"case/{MANIFEST}", "case/report", "case/report/text"]


def test_killed_between_the_renames_the_earlier_case_comes_back(parent: Path) -> None:
    write_case(parent / "case", "one")
    kill_at("replacing", parent / "case")
    assert not (parent / "case").exists()
    with pytest.raises(CaseError, match="already holds"), CaseFolder(parent / "case"):
        raise AssertionError("the block must not run")
    assert names_below(parent) == ["case", f"case/{MANIFEST}", "case/report", "case/report/text"]


def test_killed_after_the_renames_the_new_case_stands(parent: Path) -> None:
    write_case(parent / "case", "one")
    kill_at("replaced", parent / "case")
    assert json.loads((parent / "case" / MANIFEST).read_text())["is"] == "new"
    with pytest.raises(CaseError, match="already holds"), CaseFolder(parent / "case"):
        raise AssertionError("the block must not run")
    assert names_below(parent) == ["case", f"case/{MANIFEST}"]


def test_a_run_that_is_alive_is_left_alone(parent: Path) -> None:
    with CaseFolder(parent / "case") as first:
        with pytest.raises(ZeroDivisionError), CaseFolder(parent / "case"):
            raise ZeroDivisionError
        assert first.path.is_dir()


def test_other_hidden_folders_are_left_alone(parent: Path) -> None:
    others = [".case.partial-mine", ".case.partial-0123456789abcdef0", ".other.partial-0123456789abcdef"]
    for name in others:
        (parent / name).mkdir()
    (parent / ".case.partial-0123456789abcdef").symlink_to(parent / others[0])
    write_case(parent / "case")
    assert all((parent / name).is_dir() for name in others)
    assert (parent / ".case.partial-0123456789abcdef").is_symlink()


def test_a_folder_outside_its_block_cannot_be_written(parent: Path) -> None:
    folder = CaseFolder(parent / "case")
    with pytest.raises(RuntimeError, match="only inside its block"):
        _ = folder.path
