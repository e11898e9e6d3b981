"""`offpurpose check`: what is in the inputs, and everything that is wrong with them, in one run."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from tests.cli.golden import Ran, agrees
from tests.cli.incidents import CONTACTS, INCIDENT, MATCHES_2, write_broken_incident, write_incident

Run = Callable[..., Ran]


@pytest.fixture(autouse=True)
def temp(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path_factory.mktemp("temp")
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def found(ran: Ran) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(ran.out)
    return parsed


def test_sound_inputs(offpurpose: Run, tmp_path: Path) -> None:
    write_incident(tmp_path)
    ran = offpurpose("check", "incident.toml")
    agrees("check", ran, {})
    assert ran.status == 0


def test_sound_inputs_as_json(offpurpose: Run, tmp_path: Path) -> None:
    write_incident(tmp_path)
    ran = offpurpose("check", "incident.toml", "--json")
    agrees("check_json", ran, {})
    counts = found(ran)["inputs"]["matches"]["counts"]
    assert counts["read"] == counts["accepted"] + counts["duplicates"] + counts["rejected"] == 9


def test_everything_wrong_is_told_in_one_run(offpurpose: Run, tmp_path: Path) -> None:
    write_broken_incident(tmp_path)
    ran = offpurpose("check", "incident.toml")
    agrees("check_broken", ran, {})
    assert ran.status == 1
    for wrong in (
        "gone/*.csv",
        "advertiser_id",
        "accounts.jsonl.gz",
        "without an offset",
        "that look like",
        "rejected",
    ):
        assert wrong in ran.out


def test_json_has_all_problems_with_their_true_total(offpurpose: Run, tmp_path: Path) -> None:
    write_broken_incident(tmp_path)
    told = found(offpurpose("check", "incident.toml", "--json", "--quiet"))
    assert told["ok"] is False
    assert told["problems_in_all"] == len(told["problems"]) >= 7
    assert set(told["problems"][0]) == {"about", "message", "hint"}
    assert told["not_loaded"] == ["uploads", "entries", "accounts"]
    assert set(told["inputs"]) == {"contacts", "matches"}


def test_quiet_says_nothing_of_sound_inputs(offpurpose: Run, tmp_path: Path) -> None:
    write_incident(tmp_path)
    ran = offpurpose("check", "incident.toml", "--quiet")
    assert (ran.status, ran.out, ran.err) == (0, "", "")


def test_quiet_still_tells_problems(offpurpose: Run, tmp_path: Path) -> None:
    write_broken_incident(tmp_path)
    agrees("check_broken_quiet", offpurpose("check", "incident.toml", "-q"), {})


def test_an_incident_file_with_problems(offpurpose: Run, tmp_path: Path) -> None:
    write_incident(tmp_path, incident=INCIDENT.replace("end = 2019", "end = 2018").replace("sha256", "sha3"))
    agrees(
        "check_incident_file",
        [offpurpose("check", "incident.toml"), offpurpose("check", "incident.toml", "--json")],
        {},
    )


def test_no_incident_file(offpurpose: Run) -> None:
    ran = offpurpose("check", "gone.toml")
    agrees("check_no_incident_file", ran, {})
    assert ran.status == 1


def test_a_system_that_no_upload_has_is_a_warning(offpurpose: Run, tmp_path: Path) -> None:
    write_incident(tmp_path, incident=INCIDENT.replace('["tailored"]', '["tailored", "atlas"]'))
    ran = offpurpose("check", "incident.toml")
    assert ran.status == 0
    assert "no upload is of the system atlas" in " ".join(ran.out.split())


def test_what_may_be_let_pass(offpurpose: Run, tmp_path: Path) -> None:
    write_incident(tmp_path, matches_2=MATCHES_2.replace("a9", "ann@example.org") + "2019,a1,u1,email\n" * 20)
    assert offpurpose("check", "incident.toml").status == 1
    let = ("--max-rejected", "90%", "--account-ids-are-identifiers")
    assert offpurpose("check", "incident.toml", *let).status == 0


def test_nothing_raw_is_shown(offpurpose: Run, tmp_path: Path) -> None:
    odd = "\n".join(
        [
            CONTACTS.strip().replace("row_id", "ann@example.org").replace("newsletter", "for cy@example.org"),
            "a7,email,fay@example.org,two_factor,fay@example.org,8",
            "a8,+1 415 555 2679,gus@example.org,two_factor,,9\n",
        ]
    )
    write_incident(tmp_path, contacts=odd)
    shown = [offpurpose("check", "incident.toml", *more) for more in ((), ("--json",))]
    for ran in shown:
        assert ran.status == 0
        assert "example.org" not in ran.out + ran.err
        assert "555" not in ran.out + ran.err


def test_control_characters_do_not_reach_the_screen(offpurpose: Run, tmp_path: Path) -> None:
    write_incident(tmp_path, contacts=CONTACTS.replace("newsletter", "news\x1b[2Jletter"))
    ran = offpurpose("check", "incident.toml")
    assert "\x1b" not in ran.out
    assert "news\\x1b[2Jletter" in ran.out


def test_nothing_is_left_behind(offpurpose: Run, tmp_path: Path, temp: Path) -> None:
    write_broken_incident(tmp_path)
    before = sorted(tmp_path.iterdir())
    offpurpose("check", "incident.toml")
    assert sorted(tmp_path.iterdir()) == before
    assert not list(temp.iterdir())


def test_temp_dir_is_where_it_works(offpurpose: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_incident(tmp_path)
    (tmp_path / "work").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    assert offpurpose("check", "incident.toml", "--temp-dir", "work").status == 0
    assert not list((tmp_path / "work").iterdir())


def test_ids_of_people_are_masked(offpurpose: Run, tmp_path: Path) -> None:
    write_incident(
        tmp_path,
        incident=INCIDENT + '[inputs.accounts]\npath = "accounts.csv"\n',
    )
    (tmp_path / "accounts.csv").write_text("account_id,country\na1,US\nperson-77,US\nperson-77,DE\n")
    ran = offpurpose("check", "incident.toml")
    assert "2 conflicting_record in account_id" in ran.out
    assert "<account_id, 9" in ran.out
    assert "person-77" not in ran.out


def test_what_an_audit_costs_is_told_without_loading(offpurpose: Run, tmp_path: Path) -> None:
    write_incident(tmp_path)
    told = found(offpurpose("check", "incident.toml", "--estimate", "--out", "elsewhere/case", "--json"))
    assert {each["input"] for each in told["cost"]["rows"]} == {"contacts", "uploads", "entries", "matches"}
    assert told["cost"]["seconds"]["low"] <= told["cost"]["seconds"]["high"]
    assert [disk["verdict"] for disk in told["cost"]["disks"]] == ["enough"]
    assert (told["inputs"], told["ok"]) == ({}, True)
    said = offpurpose("check", "incident.toml", "--estimate").out
    assert "an audit of it, about" in said
    assert "nothing was loaded" in said


def test_a_disk_that_is_too_small_is_told_before_anything_is_loaded(
    offpurpose: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_incident(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(free=1000))
    ran = offpurpose("check", "incident.toml")
    assert ran.status == 1
    assert "disk: too little space: the audit needs at least" in ran.out
    assert "hint: free some" in ran.out
    assert "read =" not in ran.out
