"""Cases under rule packs of files and keys: verified where neither is there any more."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.incidents import INCIDENT, UPLOADS, write_incident
from tests.verifying.cases import change_json, prove_again

from offpurpose.audit.run import run_audit
from offpurpose.verifying.options import VerifyOptions
from offpurpose.verifying.verify import verify_case

PACK = """\
name = "ours"
title = "What our system did"
[digest]
algorithms = ["sha256"]
[email]
steps = ["lower_full"]
"""

MATCHING = INCIDENT[INCIDENT.index("hash = ") : INCIDENT.index("[inputs.contacts]")]
RULES = """\
rules = ["../packs/ours.toml"]
[matching.keys.k1]
env = "OFFPURPOSE_TEST_KEY"
[matching.keys.k2]
env = "OFFPURPOSE_TEST_OTHER_KEY"
"""


def test_packs_and_keys_are_those_of_the_case(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "packs").mkdir()
    (tmp_path / "packs" / "ours.toml").write_text(PACK)
    (tmp_path / "exports").mkdir()
    keyed = UPLOADS.replace("uploaded_at", "uploaded_at,key_id").replace("01T00:00:00Z", "01T00:00:00Z,k1")
    keyed = keyed.replace("02T00:00:00Z", "02T00:00:00Z,k2").replace("03T00:00:00Z", "03T00:00:00Z,")
    incident = write_incident(tmp_path / "exports", incident=INCIDENT.replace(MATCHING, RULES), uploads=keyed)
    monkeypatch.setenv("OFFPURPOSE_TEST_KEY", "secret")
    case = tmp_path / "case"
    run_audit(incident, case)
    assert verify_case(case, VerifyOptions(rerun=True)).differences == ()
    monkeypatch.delenv("OFFPURPOSE_TEST_KEY")
    report = verify_case(case, VerifyOptions(rerun=True))
    assert report.differences == ()
    assert report.checks[-1].told == "the key k1 was at hand when the case was audited, and is not"
    (tmp_path / "packs").rename(tmp_path / "gone")
    assert verify_case(case).differences == ()
    # A key that is said to have been there, and was not, is a lie that the evidence tells.
    change_json(
        case / "report/summary.json", lambda summary: summary["rules"]["keys"][1].update(at_hand=True)
    )
    prove_again(case)
    found = [f"{each.about}: {each.what}" for each in verify_case(case).differences]
    assert "case.duckdb: table key_at_hand has not 1 rows that the evidence gives" in found
