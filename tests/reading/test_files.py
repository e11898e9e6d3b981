from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.reading.reading_help import files_of, spec_of

from offpurpose.inputs.faults import FilesUnreadableError
from offpurpose.inputs.files import find_files


def put(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("a\n1\n")


def names(folder: Path, *paths: str) -> list[str]:
    return [file.name for file in files_of(folder, *paths)]


def faults(folder: Path, *paths: str) -> list[tuple[str, str]]:
    with pytest.raises(FilesUnreadableError) as caught:
        files_of(folder, *paths)
    return caught.value.faults


def test_files_are_numbered_over_all_inputs_by_name(tmp_path: Path) -> None:
    put(tmp_path, "b.csv", "a.csv", "Z.csv", "u.csv")
    found = find_files(tmp_path, [spec_of("u.csv", name="uploads"), spec_of("[abZ].csv", name="matches")])
    assert [(file.file_no, file.name) for file in found["uploads"]] == [(1, "u.csv")]
    assert [(file.file_no, file.name) for file in found["matches"]] == [
        (2, "Z.csv"),
        (3, "a.csv"),
        (4, "b.csv"),
    ]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a.csv", ("csv", "none")),
        ("a.TSV", ("csv", "none")),
        ("a.csv.gz", ("csv", "gz")),
        ("a.b.Csv.ZST", ("csv", "zst")),
        ("a.jsonl", ("jsonl", "none")),
        ("a.ndjson.gz", ("jsonl", "gz")),
        ("a.parquet", ("parquet", "none")),
    ],
)
def test_the_name_says_what_a_file_holds(tmp_path: Path, name: str, expected: tuple[str, str]) -> None:
    put(tmp_path, name)
    [file] = files_of(tmp_path, name)
    assert (file.format, file.compression) == expected


@pytest.mark.parametrize(
    "name", ["a.txt", "a", "a.gz", "a.parquet.gz", "a.csv.bz2", "a.json", "a.csv.gz.zst", ".csv"]
)
def test_a_name_that_does_not_say_it_is_a_fault(tmp_path: Path, name: str) -> None:
    put(tmp_path, name)
    [(shown, fault)] = faults(tmp_path, name)
    assert shown == name
    assert "known endings are .csv" in fault


def test_wildcards_go_through_folders(tmp_path: Path) -> None:
    put(tmp_path, "x.csv", "e/x.csv", "e/f/x.csv", "e/f/.x.csv", ".e/x.csv", "e/y.jsonl")
    assert names(tmp_path, "e/**/*.csv") == ["e/f/x.csv", "e/x.csv"]
    assert names(tmp_path, "**/*.csv") == ["e/f/x.csv", "e/x.csv", "x.csv"]
    assert names(tmp_path, "e/**") == ["e/f/x.csv", "e/x.csv", "e/y.jsonl"]
    assert names(tmp_path, "*/x.csv", "e/f/.*.csv") == ["e/f/.x.csv", "e/x.csv"]
    assert names(tmp_path, "e/?.jsonl") == ["e/y.jsonl"]


def test_the_incident_folder_is_no_pattern(tmp_path: Path) -> None:
    folder = tmp_path / "a [b] *? 'c' \"d\" é ~ #"
    put(folder, "x.csv", "y [1].csv", "y 1.csv")
    put(tmp_path / "a b xx", "z.csv")
    assert names(folder, "*.csv") == ["x.csv", "y 1.csv", "y [1].csv"]
    assert names(folder, "y [1].csv") == ["y [1].csv"]  # a file of that very name
    assert names(folder, "[x].csv") == ["x.csv"]


def test_a_file_named_twice_counts_once(tmp_path: Path) -> None:
    put(tmp_path, "x.csv", "d/y.csv")
    (tmp_path / "link.csv").symlink_to("x.csv")
    assert names(tmp_path, "x.csv", "*.csv", "./x.csv", "d/../x.csv", str(tmp_path / "x.csv")) == ["link.csv"]
    assert names(tmp_path, "d/y.csv", "**/y.csv") == ["d/y.csv"]


def test_names_are_shown_from_the_incident_folder(tmp_path: Path) -> None:
    put(tmp_path, "case/in/x.csv", "out/y.csv")
    case = tmp_path / "case"
    assert names(case, str(case / "in" / "x.csv"), "../out/y.csv") == ["../out/y.csv", "in/x.csv"]
    assert names(case, str(tmp_path / "out/*.csv")) == [(tmp_path / "out/y.csv").as_posix()]


def test_a_name_that_holds_an_identifier_is_masked(tmp_path: Path) -> None:
    put(tmp_path, "exports/jo@example.com.csv", "exports/+14155550123.csv")
    shown = names(tmp_path, "exports/*.csv")
    assert all(name.startswith("exports/") for name in shown)
    assert not any("example" in name or "555" in name for name in shown)


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", "folder/x.csv")
    (tmp_path / "dangling.csv").symlink_to("nowhere.csv")
    found = dict(faults(tmp_path, "none*.csv", "no.csv", "a.txt", "folder", "dangling.csv"))
    assert found["none*.csv"] == "no file matches"
    assert found["no.csv"] == "there is no such file"
    assert "known endings" in found["a.txt"]
    assert "is a folder" in found["folder"]
    assert found["dangling.csv"] == "cannot be read: No such file or directory"


def test_a_folder_that_cannot_be_searched_is_not_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "d/open/x.csv", "d/shut/y.csv")
    real = Path.iterdir

    def iterdir(path: Path) -> object:
        if path.name == "shut":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(Path, "iterdir", iterdir)
    assert faults(tmp_path, "d/*/*.csv") == [("d/shut", "cannot be searched: Permission denied")]
    assert faults(tmp_path, "d/**/*.csv") == [("d/shut", "cannot be searched: Permission denied")]


def test_a_file_that_may_not_be_read_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "a.csv")

    def refuse(path: Path, mode: str) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    assert faults(tmp_path, "a.csv") == [("a.csv", "cannot be read: Permission denied")]


def test_a_pipe_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.csv")
    assert faults(tmp_path, "*.csv") == [("a.csv", "is no regular file")]


def test_a_link_that_leads_back_up_ends(tmp_path: Path) -> None:
    put(tmp_path, "d/x.csv")
    (tmp_path / "d" / "loop").symlink_to("..")
    (tmp_path / "d" / "self").symlink_to(".")
    assert names(tmp_path, "d/**/*.csv") == ["d/x.csv"]


def partitions(folder: Path, path: str) -> list[dict[str, str | None]]:
    return [dict(file.partitions) for file in files_of(folder, path)]


def test_folder_names_give_columns(tmp_path: Path) -> None:
    put(tmp_path, "log/dt=2019-01-01/h=0%3A5/x.csv", "log/dt=__HIVE_DEFAULT_PARTITION__/h=/x.csv")
    assert partitions(tmp_path, "log/dt=*/h=*/*.csv") == [
        {"dt": "2019-01-01", "h": "0:5"},
        {"dt": None, "h": None},
    ]
    assert partitions(tmp_path, "log/dt=2019-01-01/**/*.csv") == [{"dt": "2019-01-01", "h": "0:5"}]


def test_only_folders_that_the_path_value_covers_give_columns(tmp_path: Path) -> None:
    folder = tmp_path / "run=7"
    put(folder, "dt=1/x.csv")
    assert partitions(folder, "*/*.csv") == [{"dt": "1"}]
    assert partitions(folder, "../run=7/*/x.csv") == [{"dt": "1", "run": "7"}]
    assert partitions(folder / "dt=1", "x.csv") == [{}]


def test_a_key_that_two_folders_give_is_a_fault(tmp_path: Path) -> None:
    put(tmp_path, "dt=1/dt=2/x.csv")
    assert faults(tmp_path, "**/x.csv") == [("dt=1/dt=2/x.csv", "two of its folders give dt=")]


def test_one_file_in_two_partitions_is_two(tmp_path: Path) -> None:
    put(tmp_path, "dt=1/x.csv")
    (tmp_path / "dt=2").symlink_to("dt=1")
    assert names(tmp_path, "*/x.csv") == ["dt=1/x.csv", "dt=2/x.csv"]
