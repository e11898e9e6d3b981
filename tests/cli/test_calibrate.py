"""`offpurpose calibrate` on the screen and as JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.calibrating.logs import Log
from tests.cli.golden import Ran, agrees

from offpurpose.calibrating import candidates
from offpurpose.identifiers.packs import load_pack

Run = Callable[..., Ran]

FEW = ("meta", "meta_php_2016", "snap", "tiktok_2025_08", "twitter", "twitter_hasher_2014_10", "uid2")


@pytest.fixture(autouse=True)
def _few_packs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(candidates, "pack_names", lambda: FEW)


def test_a_rule_that_changed(offpurpose: Run, tmp_path: Path) -> None:
    log = Log()
    for at, name in (
        ("2014-05", "meta_php_2016"),
        ("2014-11", "meta_php_2016"),
        ("2015-02", "tiktok_2025_08"),
    ):
        log.match_by(load_pack(name), {"upload_id": f"u-{at}"}, f"{at}-03T00:00:00Z")
    log.write(tmp_path)
    agrees("calibrate", offpurpose("calibrate", "incident.toml"), {})
    found = json.loads(offpurpose("calibrate", "incident.toml", "--json", "--quiet").out)
    assert {rule["rules"]: (rule["from"], rule["until"]) for rule in found["suggestion"]["rules"]} == {
        "meta_php_2016": (None, "2015-01-01"),
        "tiktok_2025_08": ("2015-01-01", None),
    }
    assert found["packs"][0]["uses"]["reproduced"] > found["packs"][-1]["uses"]["reproduced"]
    assert {(each["system"], each["quarter"]) for each in found["by_system_and_quarter"]} == {
        ("tailored", "2014-Q2"),
        ("tailored", "2014-Q4"),
        ("tailored", "2015-Q1"),
    }


def test_nothing_to_calibrate_by(offpurpose: Run, tmp_path: Path) -> None:
    log = Log()
    log.match_by(load_pack("twitter"), {"upload_id": "u1"}, "2018-02-03T00:00:00Z")
    for match in log.matches:
        del match["identifier_hash"]
    log.write(tmp_path)
    ran = offpurpose("calibrate", "incident.toml")
    agrees("calibrate_nothing", ran, {})
    assert ran.status == 0


def test_no_such_rules(offpurpose: Run, tmp_path: Path) -> None:
    log = Log()
    log.match_by(load_pack("twitter"), {"upload_id": "u1"}, "2018-02-03T00:00:00Z")
    log.write(tmp_path)
    agrees("calibrate_no_such_rules", offpurpose("calibrate", "incident.toml", "--rules", "gone.toml"), {})
