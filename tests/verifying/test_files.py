"""One changed byte, a file more or less, a swap: each is found, and the file is named."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.verifying.cases import change_json, copied, files_of, prove_again

from offpurpose.errors import CaseError
from offpurpose.verifying.files import look_into
from offpurpose.verifying.options import VerifyOptions
from offpurpose.verifying.verify import verify_case


@pytest.fixture(scope="module")
def case(whole_case: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One copy, in which each test leaves things as they were."""
    return copied(whole_case, tmp_path_factory.mktemp("files"))


def quietly(_stage: str, _done: int, _total: int | None) -> None:
    """Take progress and say nothing."""


def found_in(case: Path) -> dict[str, list[str]]:
    """Return what is found wrong, by file."""
    report = verify_case(case, VerifyOptions(quick=True))
    [check] = report.checks
    assert (check.status == "agrees") == report.agrees == (not check.differences)
    found: dict[str, list[str]] = {}
    for each in check.differences:
        found.setdefault(each.about, []).append(each.what)
    return found


@contextmanager
def other_content(path: Path, content: bytes) -> Iterator[None]:
    before = path.read_bytes()
    path.write_bytes(content)
    try:
        yield
    finally:
        path.write_bytes(before)


def flipped(content: bytes, place: int) -> bytes:
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


def test_nothing_is_found_in_a_whole_case(case: Path) -> None:
    assert found_in(case) == {}
    listed = len(files_of(case)) - 1
    assert look_into(case, quietly).check().told == f"{listed} files are as SHA256SUMS has them"


def test_one_byte_flipped_in_each_file(case: Path) -> None:
    for name in files_of(case):
        content = (case / name).read_bytes()
        for place in {0, len(content) // 2, len(content) - 1}:
            with other_content(case / name, flipped(content, place)):
                found = found_in(case)
            if name == "SHA256SUMS":
                # What it says of another file is changed, or a line of it is none any more.
                assert found, f"byte {place} of {name}"
            else:
                assert found.pop(name), f"byte {place} of {name}"
                assert found == {}, f"byte {place} of {name}"
    assert found_in(case) == {}


def test_every_line_of_the_sums_counts(case: Path) -> None:
    content = (case / "SHA256SUMS").read_bytes()
    for number, line in enumerate(content.splitlines(keepends=True)):
        place = content.index(line)
        name = line.split(b"  ")[1].strip().decode()
        with other_content(case / "SHA256SUMS", flipped(content, place)):
            assert found_in(case).keys() & {name, "SHA256SUMS"}, f"line {number}"


def test_one_byte_more_or_less(case: Path) -> None:
    for name in files_of(case):
        content = (case / name).read_bytes()
        for other in (content[:-1], content + b"\n", b""):
            with other_content(case / name, other):
                assert name in found_in(case), name


def test_a_file_that_is_gone(case: Path, tmp_path: Path) -> None:
    for name in files_of(case):
        (case / name).rename(tmp_path / "aside")
        found = found_in(case)
        (tmp_path / "aside").rename(case / name)
        assert found == {name: ["is missing"]}, name


def test_what_was_added(case: Path) -> None:
    for name in ("more.txt", "accounts/more.csv", ".hidden", "report/.hidden", "case.duckdb.wal", "a\nb"):
        (case / name).write_text("x")
        found = found_in(case)
        (case / name).unlink()
        assert found == {name.replace("\n", "\\n"): ["is not in SHA256SUMS: it was added"]}, name
    for name in ("more", "accounts/more", ".spill"):
        (case / name).mkdir()
        found = found_in(case)
        (case / name).rmdir()
        assert found == {name: ["is a folder that no case has"]}, name


def test_a_link_to_the_same_content_is_not_followed(case: Path, tmp_path: Path) -> None:
    path = case / "accounts/affected_accounts.csv"
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    found = found_in(case)
    (tmp_path / "elsewhere").replace(path)
    assert (
        "is a symbolic link where a case has files and folders only"
        in found["accounts/affected_accounts.csv"]
    )
    (case / "link").symlink_to(tmp_path)
    found = found_in(case)
    (case / "link").unlink()
    assert list(found) == ["link"]


def test_a_pipe_is_not_waited_for(case: Path) -> None:
    os.mkfifo(case / "pipe")
    found = found_in(case)
    (case / "pipe").unlink()
    assert found == {"pipe": ["is something where a case has files and folders only"]}


def test_two_files_swapped(case: Path, tmp_path: Path) -> None:
    one, two = case / "accounts/affected_accounts.csv", case / "accounts/possibly_affected_accounts.csv"

    def swap() -> None:
        one.rename(tmp_path / "aside")
        two.rename(one)
        (tmp_path / "aside").rename(two)

    swap()
    found = found_in(case)
    swap()
    assert set(found) == {"accounts/affected_accounts.csv", "accounts/possibly_affected_accounts.csv"}


@pytest.mark.parametrize(
    "line", ["nonsense", "0" * 64 + "  ../outside", "0" * 64 + "  /etc/passwd", "0" * 64 + "  a/./b"]
)
def test_a_line_that_is_none(case: Path, line: str) -> None:
    content = (case / "SHA256SUMS").read_bytes()
    number = content.count(b"\n") + 1
    with other_content(case / "SHA256SUMS", content + line.encode() + b"\n"):
        assert found_in(case) == {"SHA256SUMS": [f"line {number} is not a digest and the name of a file"]}


def test_a_file_that_only_the_sums_or_only_the_manifest_know(case: Path) -> None:
    before = {name: (case / name).read_bytes() for name in ("SHA256SUMS", "manifest.json")}
    (case / "accounts/more.csv").write_text("x")
    prove_again(case)
    sums = (case / "SHA256SUMS").read_bytes()
    assert found_in(case) == {}
    (case / "manifest.json").write_bytes(before["manifest.json"])
    assert found_in(case)["accounts/more.csv"] == ["is not in manifest.json: it was added"]
    prove_again(case)
    line = next(line for line in sums.splitlines(keepends=True) if b"more.csv" in line)
    (case / "SHA256SUMS").write_bytes(sums.replace(line, b""))
    assert found_in(case) == {"accounts/more.csv": ["is not in SHA256SUMS: it was added"]}
    (case / "accounts/more.csv").unlink()
    for name, content in before.items():
        (case / name).write_bytes(content)
    assert found_in(case) == {}


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"{", b"\xff", b"[" * 100_000])
def test_a_manifest_that_is_none(case: Path, content: bytes) -> None:
    with other_content(case / "manifest.json", content):
        assert "manifest.json" in found_in(case)
        assert not verify_case(case).agrees


@pytest.mark.parametrize(
    "outputs", [None, {}, [None], [{"name": None}], [{"name": ["a"]}], [{"name": "../outside"}], ["a"]]
)
def test_outputs_that_are_none(case: Path, outputs: object) -> None:
    before = (case / "manifest.json").read_bytes()
    change_json(case / "manifest.json", lambda manifest: manifest.update(outputs=outputs))
    found = found_in(case)
    (case / "manifest.json").write_bytes(before)
    assert "manifest.json" in found


def test_without_any_proof_it_is_no_case(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="is not a case folder"):
        verify_case(tmp_path)
    with pytest.raises(CaseError, match="there is no case folder"):
        verify_case(tmp_path / "gone")
    (tmp_path / "manifest.json").write_text(json.dumps({"format": "other"}))
    assert not verify_case(tmp_path).agrees
