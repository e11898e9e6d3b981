"""Calibrating: a log made by one pack is told from logs made by all the others."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from tests.calibrating.logs import GIVEN, Log, all_digests, digests

from offpurpose.calibrating import CalibrateOptions, Calibration, calibrate_incident, candidates
from offpurpose.calibrating.report import PartResult, SuggestedRule
from offpurpose.identifiers.packs import load_pack, pack_names
from offpurpose.incident import load_incident

# Packs that no other can stand for. Of the rest, some share their rules with others of the same platform or
# day, and what a strict pack takes a lax one takes too: a log of matches alone cannot tell these apart.
ALONE = (
    "amazon_amc_uploader_2023",
    "amazon_amc_uploader_2024",
    "criteo_hashed",
    "google_ads_python_2026",
    "google_2026",
    "meta_php_2015",
    "meta_php_2016",
    "meta_python_2021",
    "tiktok_2024_07",
    "tiktok_2025_06",
    "tiktok_2025_08",
    "uid2",
    "uid2_docs_2024_01",
)


FEW = (
    "criteo_hashed",
    "criteo_plain",
    "liveramp",
    "meta_php_2016",
    "meta_python_2021",
    "tiktok_2025_08",
    "twitter",
    "twitter_hasher_2014_09",
    "twitter_hasher_2014_10",
    "uid2",
)


@pytest.fixture(autouse=True)
def _few_packs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try a few packs only, where it is not about all of them: each costs time."""
    monkeypatch.setattr(candidates, "pack_names", lambda: FEW)


@pytest.fixture(scope="module")
def by_all(tmp_path_factory: pytest.TempPathFactory) -> Calibration:
    """A log in which every pack has made the matches of a system of its own name."""
    log = Log()
    for name in pack_names():
        log.match_by(load_pack(name), {"upload_id": f"u-{name}", "system": name}, "2018-02-03T04:05:06Z")
    return calibrate_incident(log.write(tmp_path_factory.mktemp("by_all")))


def best(found: Calibration, system: str) -> list[PartResult]:
    """The packs that reproduce most in a system: all that are level."""
    parts = [part for part in found.parts if part.system == system]
    return [part for part in parts if part.uses.reproduced == parts[0].uses.reproduced]


@pytest.mark.parametrize("name", pack_names())
def test_the_pack_that_made_the_log_is_found_among_all(by_all: Calibration, name: str) -> None:
    level = best(by_all, name)
    assert name in {part.rules for part in level}
    assert {part.uses.share for part in level} == {1.0}


@pytest.mark.parametrize("name", ALONE)
def test_no_other_pack_is_level_with_one_that_none_can_stand_for(by_all: Calibration, name: str) -> None:
    takes = len(digests(load_pack(name)))
    level = {part.rules: part.uses.reproduced for part in best(by_all, name)}
    assert level == {name: takes}


Made = dict[str, tuple[str, tuple[str, ...]]]


def _first(made: Made) -> dict[str, tuple[str, str]]:
    return {account: (kind, each[0]) for account, (kind, each) in made.items()}


def test_every_number_is_that_of_a_count_by_hand(by_all: Calibration) -> None:
    made = {name: all_digests(load_pack(name)) for name in pack_names()}
    for part in by_all.parts:
        if part.rules in made:
            logged, tried = _first(made[part.system]), made[part.rules]
            hits = [
                kind
                for account, (kind, digest) in logged.items()
                if digest in tried.get(account, ("", ()))[1]
            ]
            assert (part.uses.reproduced, part.uses.email) == (len(hits), hits.count("email"))
            assert part.uses.told == len(logged)


def test_packs_that_this_evidence_cannot_tell_apart_name_each_other(by_all: Calibration) -> None:
    alike = {pack.rules: set(pack.same_as) for pack in by_all.packs}
    assert "tiktok_2025_09" in alike["google_customer_match"]
    assert "snap" in alike["meta"]
    assert not alike["twitter_hasher_2014_09"]
    assert all(name in alike[other] for name, others in alike.items() for other in others)


def test_all_uses_are_counted_once(by_all: Calibration) -> None:
    [evidence] = by_all.evidence
    assert (evidence.way, evidence.told) == ("logged", evidence.uses)
    quarters = {(part.system, part.quarter): part.uses.told for part in by_all.parts}
    assert sum(quarters.values()) == evidence.uses == by_all.packs[0].uses.told
    assert {quarter for _, quarter in quarters} == {"2018-Q1"}


def test_one_pack_is_suggested_and_the_incident_file_takes_it(tmp_path: Path) -> None:
    log = Log()
    told = log.match_by(load_pack("meta_php_2016"), {"upload_id": "u1"}, "2018-02-03T04:05:06Z")
    incident = log.write(tmp_path)
    suggestion = calibrate_incident(incident).suggestion
    assert suggestion is not None
    assert suggestion.toml == 'rules = "meta_php_2016"'
    assert (suggestion.reproduced, suggestion.told, suggestion.keep) == (told, told, False)
    assert suggestion.now < told
    incident.write_text(incident.read_text().replace(log.matching, suggestion.toml))
    again = calibrate_incident(incident)
    assert again.current == ("meta_php_2016",)
    assert again.suggestion is not None
    assert again.suggestion.keep


def test_a_rule_that_changed_is_suggested_with_the_day(tmp_path: Path) -> None:
    log = Log()
    old, new = load_pack("meta_php_2016"), load_pack("tiktok_2025_08")
    for quarter, pack in (("2014-11", old), ("2015-02", old), ("2015-05", new), ("2015-09", new)):
        log.match_by(pack, {"upload_id": f"u-{quarter}"}, f"{quarter}-03T00:00:00Z")
    incident = log.write(tmp_path)
    suggestion = calibrate_incident(incident).suggestion
    assert suggestion is not None
    assert {(rule.rules, rule.start, rule.until) for rule in suggestion.rules} == {
        ("meta_php_2016", None, "2015-04-01"),
        ("tiktok_2025_08", "2015-04-01", None),
    }
    assert suggestion.reproduced == suggestion.told
    incident.write_text(incident.read_text().replace(log.matching, suggestion.toml))
    assert {use.pack.name for use in load_incident(incident).matching.rules} == {old.name, new.name}


def test_systems_with_rules_of_their_own(tmp_path: Path) -> None:
    log = Log()
    log.match_by(load_pack("uid2"), {"upload_id": "u1", "partner_id": "broker"}, "2018-02-03T00:00:00Z")
    log.match_by(load_pack("criteo_hashed"), {"upload_id": "u2"}, "2018-02-03T00:00:00Z")
    incident = log.write(tmp_path)
    incident.write_text(incident.read_text().replace("['tailored']", '["tailored", "partner"]'))
    suggestion = calibrate_incident(incident).suggestion
    assert suggestion is not None
    assert [(rule.rules, rule.systems) for rule in suggestion.rules] == [
        ("uid2", ("partner",)),
        ("criteo_hashed", ("tailored",)),
    ]


def test_a_list_that_was_kept_and_a_recorded_count_tell_too(tmp_path: Path) -> None:
    log, pack = Log(), load_pack("liveramp")
    upload = {"upload_id": "u1", "uploaded_at": "2017-12-31T00:00:00Z", "matched_count": "16"}
    told = log.match_by(pack, upload, "2018-02-03T00:00:00Z", log_digest=False)
    found = calibrate_incident(log.write(tmp_path))
    assert [(each.way, each.uses, each.told) for each in found.evidence] == [
        ("listed", told, told),
        ("counted", 1, 1),
    ]
    first = found.packs[0]
    assert (first.rules, first.uses.reproduced) == ("liveramp", told)
    assert (first.lists.uploads, first.lists.recorded, first.lists.given) == (1, 16, told)
    assert {part.quarter for part in found.parts} == {"2017-Q4", "2018-Q1"}


def test_a_recorded_count_tells_a_strict_pack_from_a_lax_one(tmp_path: Path) -> None:
    log, strict, lax = Log(), load_pack("twitter_hasher_2014_09"), load_pack("meta_python_2021")
    told = len(digests(strict))
    upload = {"upload_id": "u1", "uploaded_at": "2017-12-31T00:00:00Z", "matched_count": str(told)}
    log.match_by(strict, upload, "2018-02-03T00:00:00Z", log_digest=False)
    log.entries += [{"upload_id": "u1", "identifier_hash": digest} for _, digest in digests(lax).values()]
    found = calibrate_incident(log.write(tmp_path))
    by_name = {pack.rules: pack for pack in found.packs}
    assert by_name[strict.name].uses == by_name[lax.name].uses
    assert by_name[strict.name].lists.share == 1.0
    assert (by_name[lax.name].lists.share or 0) < 1.0
    assert found.packs[0].rules == strict.name
    assert found.suggestion is not None
    assert [rule.rules for rule in found.suggestion.rules] == [strict.name]
    assert lax.name in found.suggestion.rules[0].as_good


def test_the_rules_that_the_file_has_are_not_kept_where_the_counts_are_against_them(tmp_path: Path) -> None:
    log, strict, lax = Log(), load_pack("criteo_plain"), load_pack("criteo_hashed")
    log.matching = f'rules = "{lax.name}"'
    upload = {"upload_id": "u1", "uploaded_at": "2017-12-31T00:00:00Z"}
    upload["matched_count"] = str(len(digests(strict)))
    log.match_by(strict, upload, "2018-02-03T00:00:00Z", log_digest=False)
    log.entries += [{"upload_id": "u1", "identifier_hash": digest} for _, digest in digests(lax).values()]
    found = calibrate_incident(log.write(tmp_path)).suggestion
    assert found is not None
    assert (found.now, found.keep, found.rules[0].rules) == (found.reproduced, False, strict.name)


def test_counts_alone_are_enough(tmp_path: Path) -> None:
    log, pack = Log(), load_pack("twitter_hasher_2014_10")
    upload = {"upload_id": "u1", "matched_count": str(len(digests(pack)))}
    log.match_by(pack, upload, "2018-02-03T00:00:00Z", log_digest=False)
    log.entries += [
        {"upload_id": "u1", "identifier_hash": digest}
        for _, digest in digests(load_pack("meta_php_2016")).values()
    ]
    log.matches = [{"matched_at": "2018-02-03", "account_id": "nobody", "upload_id": "u9", "kind": "email"}]
    found = calibrate_incident(log.write(tmp_path))
    assert found.packs[0].uses.told == 0
    assert found.suggestion is not None
    assert found.suggestion.rules[0].rules == pack.name
    assert found.suggestion.reproduced == found.suggestion.told == len(digests(pack))


def test_a_pack_of_ones_own(tmp_path: Path) -> None:
    own = tmp_path / "ours.toml"
    own.write_text(
        'name = "ours"\ntitle = "Ours"\n[digest]\nalgorithms = ["md5"]\n'
        '[email]\nsteps = ["lower_unicode", { prefix = "salt:" }]\n'
    )
    log = Log()
    log.match_by(load_pack(str(own)), {"upload_id": "u1"}, "2018-02-03T00:00:00Z")
    found = calibrate_incident(log.write(tmp_path), CalibrateOptions(rules=(str(own),)))
    assert found.suggestion is not None
    assert found.suggestion.rules == (SuggestedRule(str(own), (), None, None, len(log.matches)),)
    assert found.packs[0].uses.share == 1.0
    assert found.packs[1].uses.reproduced == 0


def test_raw_values_in_the_log_tell_nothing(tmp_path: Path) -> None:
    log = Log()
    log.match_by(load_pack("twitter"), {"upload_id": "u1"}, "2018-02-03T00:00:00Z")
    for match in log.matches:
        del match["identifier_hash"]
        kind, match["identifier"], match["region"] = GIVEN[int(match["account_id"][1:])]
        assert kind == match["kind"]
    found = calibrate_incident(log.write(tmp_path))
    assert found.evidence == ()
    assert found.suggestion is None


def test_it_leaves_nothing_behind_and_shows_nothing_meanwhile(tmp_path: Path) -> None:
    log, temp = Log(), tmp_path / "temp"
    temp.mkdir()
    log.match_by(load_pack("twitter"), {"upload_id": "u1"}, "2018-02-03T00:00:00Z")
    modes: set[int] = set()

    def progress(_stage: str, _done: int, _total: int | None) -> None:
        modes.update(stat.S_IMODE(path.stat().st_mode) for path in temp.rglob("*") if path.exists())

    calibrate_incident(log.write(tmp_path), CalibrateOptions(temp_dir=temp), progress)
    assert modes <= {0o600, 0o700}
    assert modes
    assert list(temp.iterdir()) == []
