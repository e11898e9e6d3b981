"""The incident file: what it may say, and the exact words for everything it may not."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from datetime import UTC, datetime
from pathlib import Path

import pytest

from offpurpose.errors import ExitStatus, IncidentFileError
from offpurpose.identifiers.packs import stated_pack
from offpurpose.incident import Incident, InputSpec, Matching, Purposes, RuleUse, Window, load_incident

GOOD = """\
[incident]
title = "Security contacts used for audiences"
reference = "INC-7"
systems = ["tailored", "partner"]
timezone = "America/New_York"
discovered_at = 2019-09-10T00:00:00Z

[window]
start = 2013-05-01T00:00:00Z
end = 2019-09-17T00:00:00Z
rule = "matched"
basis = "complaint"

[purposes]
security = ["two_factor", "account_recovery"]
permitted = ["profile"]

[matching]
hash = ["sha256", "md5"]
email = "gmail"
phone = "e164_no_plus"
default_region = "us"
other_kinds = [" Device_ID ", "handle"]

[inputs.matches]
path = ["b/*.csv", "a [1].csv"]

[inputs.contacts]
path = "contacts.csv"
columns = { purpose = "lower(collected_for)", account_id = "user_id" }
timestamps = "epoch_ms"
encoding = "latin-1"
delimiter = "\\t"
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "incident.toml"
    path.write_text(text, encoding="utf-8", newline="")
    return path


def changed(old: str, new: str) -> str:
    assert GOOD.count(old) == 1, old
    return GOOD.replace(old, new)


def problems_of(folder: Path, text: str) -> list[str]:
    path = write(folder, text)
    with pytest.raises(IncidentFileError) as caught:
        load_incident(path)
    first, *lines = caught.value.message.split("\n  ")
    total = "1 problem" if len(lines) == 1 else f"{len(lines)} problems"
    assert first == f"{path}: {total}"
    assert caught.value.context == {"file": str(path), "problems": str(len(lines))}
    assert caught.value.hint == "every key is described in the data contract (docs/data-contract.md)"
    assert caught.value.status is ExitStatus.FAULT
    return lines


def test_a_full_file_becomes_an_incident(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD)
    assert load_incident(path) == Incident(
        path=path.resolve(),
        text=GOOD,
        title="Security contacts used for audiences",
        reference="INC-7",
        systems=("tailored", "partner"),
        timezone="America/New_York",
        discovered_at=datetime(2019, 9, 10, tzinfo=UTC),
        window=Window(
            datetime(2013, 5, 1, tzinfo=UTC), datetime(2019, 9, 17, tzinfo=UTC), "matched", "complaint"
        ),
        purposes=Purposes(("two_factor", "account_recovery"), ("profile",)),
        matching=Matching(
            (RuleUse(stated_pack(("sha256", "md5"), "gmail", "e164_no_plus")),), "US", ("device_id", "handle")
        ),
        inputs={
            "contacts": InputSpec(
                name="contacts",
                paths=("contacts.csv",),
                columns={"account_id": "user_id", "purpose": "lower(collected_for)"},
                timestamps="epoch_ms",
                encoding="latin-1",
                delimiter="\t",
            ),
            "matches": InputSpec("matches", ("b/*.csv", "a [1].csv"), {}, "iso", None, None),
        },
    )


def test_inputs_are_in_the_order_of_the_contract(tmp_path: Path) -> None:
    extra = "".join(f'[inputs.{name}]\npath = "x"\n' for name in ("partner_map", "accounts", "uploads"))
    incident = load_incident(write(tmp_path, GOOD + extra))
    assert list(incident.inputs) == ["contacts", "uploads", "matches", "accounts", "partner_map"]


def test_what_is_optional_may_be_left_out(tmp_path: Path) -> None:
    incident = load_incident(
        write(
            tmp_path,
            """
            incident = { title = "t", systems = ["tailored"] }
            window = { end = 2019-01-01T00:00:00+02:00 }
            purposes = { security = ["s"], permitted = [] }
            matching = { hash = ["sha1"], email = "lowercase", phone = "e164" }
            inputs = { contacts = { path = "c" }, matches = { path = "m" } }
            """,
        )
    )
    assert incident.reference == ""
    assert incident.timezone is None
    assert incident.discovered_at is None
    assert incident.window == Window(None, datetime(2018, 12, 31, 22, tzinfo=UTC), "matched", None)
    assert incident.purposes == Purposes(("s",), ())
    rules = (RuleUse(stated_pack(("sha1",), "lowercase", "e164")),)
    assert incident.matching == Matching(rules, None, ())


def test_an_incident_is_frozen(tmp_path: Path) -> None:
    incident = load_incident(write(tmp_path, GOOD))
    with pytest.raises(FrozenInstanceError):
        incident.title = "another"  # type: ignore[misc]


def test_paths_are_relative_to_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, GOOD)
    monkeypatch.chdir(tmp_path)
    assert load_incident(Path("incident.toml")).folder == tmp_path.resolve()


@pytest.mark.parametrize("text", ["\ufeff" + GOOD, GOOD.replace("\n", "\r\n")], ids=["bom", "crlf"])
def test_editors_of_windows_do_no_harm(tmp_path: Path, text: str) -> None:
    assert load_incident(write(tmp_path, text)).reference == "INC-7"


@pytest.mark.parametrize(
    ("toml", "instant"),
    [
        ("2019-01-01T00:00:00.123456Z", datetime(2019, 1, 1, 0, 0, 0, 123456, tzinfo=UTC)),
        ("2019-01-01T00:00:00.123456789Z", datetime(2019, 1, 1, 0, 0, 0, 123456, tzinfo=UTC)),
        ("2019-01-01T00:00:00+05:30", datetime(2018, 12, 31, 18, 30, tzinfo=UTC)),
        ("2019-01-01", datetime(2019, 1, 1, 5, tzinfo=UTC)),
        ("2019-07-01 12:00:00", datetime(2019, 7, 1, 16, tzinfo=UTC)),
        ("2018-11-04T01:30:00", datetime(2018, 11, 4, 6, 30, tzinfo=UTC)),  # occurs twice: the later
        ("2018-03-11T02:30:00", datetime(2018, 3, 11, 7, 30, tzinfo=UTC)),  # never was: on by the gap
    ],
)
def test_dates_and_times(tmp_path: Path, toml: str, instant: datetime) -> None:
    text = changed("end = 2019-09-17T00:00:00Z", f"end = {toml}")
    assert load_incident(write(tmp_path, text)).window.end == instant


PROBLEMS = {
    # unknown keys, at every level
    ('title = "Sec', 'titel = "x"\ntitle = "Sec'): "incident.titel: unknown key, did you mean title?",
    ("[window]", "[windows]\n[window]"): "windows: unknown key, did you mean window?",
    ("[window]", "[xyz]\n[window]"): (
        "xyz: unknown key, known are incident, window, purposes, matching, inputs"
    ),
    ("[window]", '["a\\n.b"]\n[window]'): (
        '"a\\n.b": unknown key, known are incident, window, purposes, matching, inputs'
    ),
    ('basis = "complaint"', 'Basis = "c"'): "window.Basis: unknown key, did you mean basis?",
    ("permitted =", "other = []\npermitted ="): (
        "purposes.other: unknown key, known are security, permitted"
    ),
    ("hash =", 'hashes = ["md5"]\nhash ='): "matching.hashes: unknown key, did you mean hash?",
    ("[inputs.matches]", "[inputs.match]\n[inputs.matches]"): (
        "inputs.match: unknown key, did you mean matches?"
    ),
    ('path = "contacts.csv"', 'path = "c"\npaths = "c"'): (
        "inputs.contacts.paths: unknown key, did you mean path?"
    ),
    ('account_id = "user_id"', 'acount_id = "user_id"'): (
        "inputs.contacts.columns.acount_id: no canonical column of contacts, did you mean account_id?"
    ),
    ('account_id = "user_id"', 'upload_id = "u"'): (
        "inputs.contacts.columns.upload_id: no canonical column of contacts, known are account_id, kind, "
        "identifier, identifier_hash, purpose, valid_from, valid_to, region"
    ),
    # missing
    ('title = "Security contacts used for audiences"', ""): "incident.title: missing",
    ('systems = ["tailored", "partner"]', ""): "incident.systems: missing",
    ("end = 2019-09-17T00:00:00Z", ""): "window.end: missing",
    ('security = ["two_factor", "account_recovery"]', ""): "purposes.security: missing",
    ('permitted = ["profile"]', ""): "purposes.permitted: missing",
    ('hash = ["sha256", "md5"]', ""): "matching.hash: missing",
    ('email = "gmail"', ""): "matching.email: missing",
    ('phone = "e164_no_plus"', ""): "matching.phone: missing",
    ('path = "contacts.csv"', ""): "inputs.contacts.path: missing",
    ('[inputs.matches]\npath = ["b/*.csv", "a [1].csv"]', ""): "inputs.matches: missing section",
    # wrong types
    ('title = "Security contacts used for audiences"', "title = 7"): (
        "incident.title: must be a string, is an integer"
    ),
    ('title = "Security contacts used for audiences"', 'title = " "'): "incident.title: is empty",
    ('reference = "INC-7"', "reference = true"): "incident.reference: must be a string, is a boolean",
    ('systems = ["tailored", "partner"]', 'systems = "tailored"'): (
        "incident.systems: must be a list of strings, is a string"
    ),
    ('systems = ["tailored", "partner"]', "systems = [1.5]"): (
        "incident.systems[0]: must be a string, is a float"
    ),
    ('["b/*.csv", "a [1].csv"]', "{}"): (
        "inputs.matches.path: must be a string or a list of strings, is a table"
    ),
    ('["b/*.csv", "a [1].csv"]', '["a", []]'): "inputs.matches.path[1]: must be a string, is a list",
    ('["b/*.csv", "a [1].csv"]', '["a", ""]'): "inputs.matches.path[1]: is empty",
    ('{ purpose = "lower(collected_for)", account_id = "user_id" }', '"user_id"'): (
        "inputs.contacts.columns: must be a table, is a string"
    ),
    ('account_id = "user_id"', "account_id = 1"): (
        "inputs.contacts.columns.account_id: must be a string, is an integer"
    ),
    ('account_id = "user_id"', 'account_id = ""'): "inputs.contacts.columns.account_id: is empty",
    ("end = 2019-09-17T00:00:00Z", 'end = "2019-09-17"'): (
        "window.end: must be a date, or a date and time, is a string (write it without quotes)"
    ),
    ("end = 2019-09-17T00:00:00Z", "end = 12:00:00"): (
        "window.end: must be a date, or a date and time, is a time"
    ),
    ("discovered_at = 2019-09-10T00:00:00Z", "discovered_at = 2019"): (
        "incident.discovered_at: must be a date, or a date and time, is an integer"
    ),
    # values
    ('timezone = "America/New_York"', 'timezone = "America/NewYork"'): (
        'incident.timezone: "America/NewYork" is no timezone, did you mean America/New_York?'
    ),
    ('timezone = "America/New_York"', 'timezone = "../x"'): (
        'incident.timezone: "../x" is no timezone, such as America/New_York or UTC'
    ),
    ('systems = ["tailored", "partner"]', "systems = []"): (
        "incident.systems: names no system, so only matches of unknown uploads would be judged"
    ),
    ('systems = ["tailored", "partner"]', 'systems = ["a", "a", "a"]'): (
        'incident.systems: "a" is listed 3 times'
    ),
    ("end = 2019-09-17T00:00:00Z", "end = 2013-05-01T00:00:00Z"): (
        "window.end: 2013-05-01T00:00:00.000000Z is not after window.start 2013-05-01T00:00:00.000000Z"
    ),
    ("end = 2019-09-17T00:00:00Z", "end = 0001-01-01T00:00:00+10:00"): (
        "window.end: is outside the years 1 to 9999 in UTC"
    ),
    ('rule = "matched"', 'rule = "live"'): 'window.rule: "live" is not one of matched, active',
    ('permitted = ["profile"]', 'permitted = ["profile", "two_factor"]'): (
        'purposes.permitted: "two_factor" is in purposes.security too'
    ),
    ('permitted = ["profile"]', 'permitted = ["ann@example.org", "ann@example.org"]'): (
        'purposes.permitted: "<email, 15 characters>" is listed 2 times'
    ),
    ('security = ["two_factor", "account_recovery"]', "security = []"): (
        "purposes.security: names no purpose, so nobody could be affected"
    ),
    ('["sha256", "md5"]', "[]"): ("matching.hash: names no algorithm, known are sha256, sha1, md5, sha512"),
    ('["sha256", "md5"]', '["sha-256"]'): (
        'matching.hash: "sha-256" is no known algorithm, did you mean sha256?'
    ),
    ('["sha256", "md5"]', '["md5", "md5"]'): 'matching.hash: "md5" is listed 2 times',
    ('email = "gmail"', 'email = "google"'): 'matching.email: "google" is not one of lowercase, gmail',
    ('phone = "e164_no_plus"', 'phone = "raw"'): ('matching.phone: "raw" is not one of e164, e164_no_plus'),
    ('default_region = "us"', 'default_region = "UK"'): (
        'matching.default_region: "UK" is no region (an ISO country code, such as US)'
    ),
    ("[inputs.matches]", '[matching.keys]\nk = "f"\n[inputs.matches]'): (
        "matching.keys.k: must be a table, is a string"
    ),
    ('" Device_ID "', '" E-Mail "'): 'matching.other_kinds: "e-mail" is contact data',
    ('" Device_ID "', '"HANDLE"'): 'matching.other_kinds: "handle" is listed 2 times',
    ('timestamps = "epoch_ms"', 'timestamps = "epoch"'): (
        'inputs.contacts.timestamps: "epoch" is not one of iso, epoch_s, epoch_ms, epoch_us'
    ),
    ('["b/*.csv", "a [1].csv"]', "[]"): "inputs.matches.path: names no file",
    ('encoding = "latin-1"', 'encoding = "latin-one"'): (
        'inputs.contacts.encoding: "latin-one" is no known text encoding'
    ),
    ('encoding = "latin-1"', 'encoding = "hex"'): (
        'inputs.contacts.encoding: "hex" is no known text encoding'
    ),
    ('delimiter = "\\t"', 'delimiter = "||"'): (
        'inputs.contacts.delimiter: "||" is not one ASCII character that can part cells'
    ),
    ('delimiter = "\\t"', 'delimiter = "\\""'): (
        'inputs.contacts.delimiter: "\\"" is not one ASCII character that can part cells'
    ),
}


@pytest.mark.parametrize(("change", "problem"), PROBLEMS.items())
def test_each_problem_in_its_words(tmp_path: Path, change: tuple[str, str], problem: str) -> None:
    assert problems_of(tmp_path, changed(*change)) == [problem]


def test_rules_stand_instead_of_hash_email_and_phone(tmp_path: Path) -> None:
    text = changed("default_region", 'rules = "uid2"\ndefault_region')
    assert problems_of(tmp_path, text) == [
        f"matching.{key}: stands beside matching.rules, which says the same"
        for key in ("hash", "email", "phone")
    ]


def test_a_local_date_needs_a_timezone(tmp_path: Path) -> None:
    text = changed('timezone = "America/New_York"\n', "").replace("2013-05-01T00:00:00Z", "2013-05-01")
    assert problems_of(tmp_path, text) == [
        "window.start: has no offset, and no valid incident.timezone says how to read it"
    ]


def test_start_and_end_are_compared_as_instants(tmp_path: Path) -> None:
    text = changed("start = 2013-05-01T00:00:00Z", "start = 2013-05-01T03:59:59Z").replace(
        "end = 2019-09-17T00:00:00Z", "end = 2013-05-01"
    )
    assert load_incident(write(tmp_path, text)).window.end == datetime(2013, 5, 1, 4, tzinfo=UTC)


def test_an_empty_file_is_told_every_section(tmp_path: Path) -> None:
    assert problems_of(tmp_path, "") == [
        "incident: missing section",
        "window: missing section",
        "purposes: missing section",
        "matching: missing section",
        "inputs: missing section",
    ]


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    text = """
    incident = 3
    [window]
    end = 2019-01-01
    rule = 1
    [purposes]
    security = ["a", "b", "a"]
    permitted = ["a", "b"]
    [matching]
    hash = "md5"
    [inputs]
    contacts = "c.csv"
    uploads = {}
    """
    assert problems_of(tmp_path, text) == [
        "incident: must be a table, is an integer",
        "window.end: has no offset, and no valid incident.timezone says how to read it",
        "window.rule: must be a string, is an integer",
        'purposes.security: "a" is listed 2 times',
        'purposes.permitted: "a" is in purposes.security too',
        'purposes.permitted: "b" is in purposes.security too',
        "matching.hash: must be a list of strings, is a string",
        "matching.email: missing",
        "matching.phone: missing",
        "inputs.contacts: must be a table, is a string",
        "inputs.uploads.path: missing",
        "inputs.matches: missing section",
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"[incident]\ntitle == 1\n", "is not valid TOML: Invalid value (at line 2, column 8)"),
        (b"[incident]\ntitle = 1\ntitle = 2\n", "is not valid TOML: Cannot overwrite a value"),
        (b"a = 2019-02-30\n", "is not valid TOML: Invalid date or datetime (at line 1, column 5)"),
        (b"a = " + b"[" * 20_000, "is not valid TOML: "),
        (b"[incident]\ntitle = '\xe9'\n", "is not UTF-8 (byte 21)"),
    ],
)
def test_a_file_that_is_no_toml(tmp_path: Path, text: bytes, reason: str) -> None:
    path = tmp_path / "incident.toml"
    path.write_bytes(text)
    with pytest.raises(IncidentFileError) as caught:
        load_incident(path)
    assert caught.value.message.startswith(f"{path}: {reason}")
    assert caught.value.context == {"file": str(path)}


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    path = tmp_path / "no.toml"
    with pytest.raises(IncidentFileError) as caught:
        load_incident(path)
    assert caught.value.message == f"{path}: cannot be read: No such file or directory"
    assert caught.value.hint == "`offpurpose init` writes an incident file to start from"
