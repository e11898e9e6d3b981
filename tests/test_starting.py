"""`offpurpose init`: the incident file that it proposes for a folder of exports."""

from __future__ import annotations

import gzip
import hashlib
import re
import stat
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from offpurpose.errors import InputError, OffpurposeError, UsageFaultError
from offpurpose.incident import Incident, load_incident
from offpurpose.inputs.files import find_files
from offpurpose.starting import Start, start_incident
from offpurpose.starting.document import render, toml_text
from offpurpose.starting.proposal import propose
from offpurpose.starting.sample import ColumnSample, FileSample
from offpurpose.starting.survey import Group, Survey
from offpurpose.starting.timestamps import Writing, writing_of

TODAY = date(2020, 2, 29)
DIGEST = hashlib.sha256(b"ann@example.org").hexdigest()
RAW = ("ann@example.org", "bob@example.org", "415 555 2671", "4155552671", "+14155552671")


def write(folder: Path, name: str, content: str | bytes) -> None:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def start(folder: Path, data: Path | None = None) -> Start:
    return start_incident(folder, data, today=TODAY)


def filled(started: Start) -> Incident:
    """The incident, once the responder has named a security purpose."""
    text = started.path.read_text(encoding="utf-8")
    started.path.write_text(text.replace("security = []", 'security = ["two_factor"]'), encoding="utf-8")
    return load_incident(started.path)


def one(tmp_path: Path, name: str, content: str | bytes) -> Start:
    write(tmp_path / "data", name, content)
    return start(tmp_path / "case", tmp_path / "data")


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    data = tmp_path / "data"
    data.mkdir()
    for part in (1, 2):
        table = {
            "user_id": [7, 8],
            "identifier_type": ["email", "phone"],
            "value": ["ann@example.org", "415 555 2671"],
            "collected_for": ["two_factor", f"purpose {part}"],
            "created_at": [1_546_300_800_000, 1_546_300_800_001],
            "note": ["a", "b"],
        }
        pq.write_table(pa.table(table), data / f"contacts-{part}.parquet")
    write(data, "audiences.csv", "id;advertiser;partner_id;created_at\nA1;adv;q;2019-01-01T00:00:00Z\n")
    write(data, "entries/list.csv", f"list_id,sha256,type\nA1,{DIGEST},email\nA1,{DIGEST},Device_ID\n")
    line = b'{"eventTime":"2019-01-01 10:00:00","userId":7,"audience_id":"A1","matchKind":"email"}\n'
    for day in ("01", "02"):
        for part in (0, 1):
            name = f"match_log/dt=2019-01-{day}/part-{part:05}.jsonl.gz"
            write(data, name, gzip.compress(line))
    write(data, "users.csv", "id,country_code,state\n7,US,active\n")
    write(data, "id_sync.csv", "partner,external_id,uid,synced_at\nq,r,7,2019-01-01T00:00:00Z\n")
    return data


def test_every_input_is_recognised_and_mapped(tmp_path: Path, exports: Path) -> None:
    inputs = filled(start(tmp_path, exports)).inputs
    assert {name: (spec.paths, spec.columns) for name, spec in inputs.items()} == {
        "contacts": (
            ("data/contacts-*.parquet",),
            {
                "account_id": "user_id",
                "kind": "identifier_type",
                "identifier": '"value"',
                "purpose": "collected_for",
                "valid_from": "created_at",
            },
        ),
        "uploads": (
            ("data/audiences.csv",),
            {"upload_id": '"id"', "advertiser_id": '"advertiser"', "uploaded_at": "created_at"},
        ),
        "entries": (
            ("data/entries/list.csv",),
            {"upload_id": "list_id", "identifier_hash": '"sha256"', "kind": '"type"'},
        ),
        "matches": (
            ("data/match_log/dt=*/part-*.jsonl.gz",),
            {
                "matched_at": '"eventTime"',
                "account_id": '"userId"',
                "upload_id": "audience_id",
                "kind": '"matchKind"',
            },
        ),
        "accounts": (
            ("data/users.csv",),
            {"account_id": '"id"', "country": "country_code", "status": '"state"'},
        ),
        "partner_map": (
            ("data/id_sync.csv",),
            {
                "partner_id": '"partner"',
                "partner_user_id": "external_id",
                "account_id": '"uid"',
                "mapped_at": "synced_at",
            },
        ),
    }
    assert inputs["contacts"].timestamps == "epoch_ms"
    assert inputs["matches"].timestamps == "iso"
    assert inputs["uploads"].delimiter == ";"


def test_the_paths_find_the_files(tmp_path: Path, exports: Path) -> None:
    incident = filled(start(tmp_path / "case", exports))
    found = find_files(incident.folder, incident.inputs.values())
    assert {name: len(files) for name, files in found.items()} == {
        "contacts": 2,
        "uploads": 1,
        "entries": 1,
        "matches": 4,
        "accounts": 1,
        "partner_map": 1,
    }


def test_what_could_not_be_told_is_said(tmp_path: Path, exports: Path) -> None:
    started = start(tmp_path, exports)
    assert started.doubts == (
        "the timezone of matches.matched_at: they have no offset, and without one the audit stops",
        "which systems the fault touched",
        "the class of any purpose: nothing is guessed from a name",
        "how the ad system normalised e-mail addresses and phone numbers",
        "the country of phone numbers without a country code in contacts",
        "which of these kinds are known not to be contact data, for other_kinds: device_id",
    )
    comments = " ".join(started.path.read_text(encoding="utf-8").replace("\n# ", " ").split())
    assert all(f"could not tell: {doubt}" in comments for doubt in started.doubts)


def test_purposes_are_listed_and_never_classified(tmp_path: Path, exports: Path) -> None:
    text = start(tmp_path, exports).path.read_text(encoding="utf-8")
    assert "# Seen in 4 rows;" in text
    assert '#   "purpose 1",\n#   "purpose 2",\n#   "two_factor",\nsecurity = []\npermitted = []\n' in text


def test_nobodys_address_or_number_is_shown(tmp_path: Path, exports: Path) -> None:
    write(exports, "no_header.csv", "ann@example.org,+14155552671\nbob@example.org,+14155552671\n")
    write(
        exports, "contacts-3.csv", "account_id,kind,identifier,purpose\n1,bob@example.org,x,ann@example.org\n"
    )
    started = start(tmp_path, exports)
    shown = started.path.read_text(encoding="utf-8") + " ".join(started.doubts) + repr(started)
    assert [raw for raw in RAW if raw in shown] == []
    assert "<email, 15 characters>, <phone, 12 characters>" in " ".join(started.doubts)


def test_without_data_it_is_a_template(tmp_path: Path) -> None:
    started = start(tmp_path / "new" / "case")
    assert started.doubts == ()
    incident = filled(started)
    assert incident.window.end == datetime(2020, 2, 29, tzinfo=UTC)
    assert {name: spec.paths for name, spec in incident.inputs.items()} == {
        "contacts": ("contacts.csv",),
        "matches": ("matches.csv",),
    }
    assert started.path == tmp_path / "new" / "case" / "incident.toml"


def test_it_stays_unusable_until_the_purposes_are_sorted(tmp_path: Path) -> None:
    with pytest.raises(OffpurposeError, match=r"purposes\.security: names no purpose"):
        load_incident(start(tmp_path).path)


def test_its_comments_are_valid_once_uncommented(tmp_path: Path) -> None:
    text = start(tmp_path).path.read_text(encoding="utf-8")
    told = re.sub(
        r"^# ((?:timezone|discovered_at|basis|reference|default_region|other_kinds|\[inputs|path) ?.*)$",
        r"\1",
        text,
        flags=re.MULTILINE,
    )
    assert told != text
    started = tmp_path / "incident.toml"
    started.write_text(told.replace("security = []", 'security = ["s"]'), encoding="utf-8")
    incident = load_incident(started)
    assert len(incident.inputs) == 6
    assert (incident.timezone, incident.matching.default_region) == ("UTC", "US")


def test_the_file_is_private_and_not_written_over(tmp_path: Path) -> None:
    path = start(tmp_path).path
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(UsageFaultError) as caught:
        start(tmp_path)
    assert caught.value.message == f"{path}: is there already"
    assert caught.value.hint == "--force writes over it"
    assert path.read_text(encoding="utf-8") == "mine"
    start_incident(tmp_path, None, today=TODAY, force=True)
    assert path.read_text(encoding="utf-8") != "mine"
    assert list(tmp_path.iterdir()) == [path]


def test_data_that_is_no_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no_such: is no folder"):
        start(tmp_path, tmp_path / "no_such")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(OffpurposeError, match="cannot be written"):
        start(tmp_path / "file" / "case")


def test_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    started = start(tmp_path / "case", tmp_path / "data")
    assert list(filled(started).inputs) == ["contacts", "matches"]


CONTACTS = "account_id,kind,identifier,purpose\n1,email,ann@example.org,p\n"


def test_canonical_names_need_no_mapping(tmp_path: Path) -> None:
    assert filled(one(tmp_path, "x.csv", CONTACTS)).inputs["contacts"].columns == {}


def test_a_column_of_digests_is_no_identifier(tmp_path: Path) -> None:
    started = one(tmp_path, "x.csv", f"account_id,kind,value,purpose\n1,email,{DIGEST.upper()},p\n")
    assert filled(started).inputs["contacts"].columns == {"identifier_hash": '"value"'}


def test_a_column_called_email_tells_the_kind(tmp_path: Path) -> None:
    started = one(tmp_path, "contacts.csv", "user_id,email,purpose\n1,ann@example.org,p\n")
    assert filled(started).inputs["contacts"].columns == {
        "account_id": "user_id",
        "kind": "'email'",
        "identifier": '"email"',
    }


def test_two_identifiers_in_a_row_are_not_forced_into_one(tmp_path: Path) -> None:
    started = one(tmp_path, "contacts.csv", "user_id,email,phone,purpose\n1,ann@example.org,+14155552671,p\n")
    told = "how to read email, phone: one row holds several identifiers, and needs one row for each"
    assert f"contacts: {told}" in started.doubts
    assert "contacts: which column is kind" in started.doubts


def test_several_columns_for_one(tmp_path: Path) -> None:
    started = one(
        tmp_path, "x.csv", "user_id,member_id,kind,identifier,purpose\n1,2,email,ann@example.org,p\n"
    )
    assert "contacts: whether account_id is user_id or one of: member_id" in started.doubts


def test_a_file_named_like_an_input_that_lacks_a_column(tmp_path: Path) -> None:
    started = one(tmp_path, "contacts.csv", "account_id,kind,identifier\n1,email,ann@example.org\n")
    assert "contacts: which column is purpose" in started.doubts


def test_files_of_another_shape_are_named(tmp_path: Path) -> None:
    write(tmp_path / "data", "b.csv", CONTACTS.replace("purpose", "collected_for"))
    started = one(tmp_path, "a.csv", CONTACTS)
    assert "contacts: what to do with b.csv: also like contacts, but of another shape" in started.doubts


def test_files_of_one_shape_are_one_input(tmp_path: Path) -> None:
    write(tmp_path / "data", "b.csv", CONTACTS)
    assert filled(one(tmp_path, "a.csv", CONTACTS)).inputs["contacts"].paths == (
        "../data/a.csv",
        "../data/b.csv",
    )


def test_a_pattern_takes_no_stranger_in(tmp_path: Path) -> None:
    for name in ("p-1.csv", "p-2.csv"):
        write(tmp_path / "data", name, CONTACTS)
    started = one(tmp_path, "p-old-3.csv", "account_id,colour\n1,red\n")
    assert filled(started).inputs["contacts"].paths == ("../data/p-1.csv", "../data/p-2.csv")


def test_special_characters_in_names_of_folders(tmp_path: Path) -> None:
    data = tmp_path / "a [1]" / "b*"
    for name in ("x [2]/p-1.csv", "x [2]/p-2.csv", "y?.csv"):
        write(data, name, CONTACTS)
    incident = filled(start(tmp_path / "case", data))
    found = find_files(incident.folder, [incident.inputs["contacts"]])["contacts"]
    names = [file.path.name for file in found]
    assert sorted(names) == ["p-1.csv", "p-2.csv", "y?.csv"]


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (
            CONTACTS.replace("purpose\n", "purpose\n2,email,j\u00f6rg@example.org,p\n").encode("latin-1"),
            "latin-1",
        ),
        (CONTACTS.encode("utf-16"), "utf-16"),
        (b"\xef\xbb\xbf" + CONTACTS.encode(), None),
    ],
    ids=["latin-1", "utf-16", "utf-8 with a BOM"],
)
def test_encodings(tmp_path: Path, content: bytes, encoding: str | None) -> None:
    assert filled(one(tmp_path, "x.csv", content)).inputs["contacts"].encoding == encoding


def test_what_cannot_be_used_is_named(tmp_path: Path) -> None:
    write(tmp_path / "data", "report.xlsx", b"PK\x03\x04")
    write(tmp_path / "data", "empty.csv", b"")
    write(tmp_path / "data", "cut.parquet", b"PAR1")
    write(tmp_path / "data", "_SUCCESS", b"")
    write(tmp_path / "data", ".x.crc", b"")
    write(tmp_path / "data", "old_case/manifest.json", b"")
    write(tmp_path / "data", "old_case/SHA256SUMS", b"")
    write(tmp_path / "data", "old_case/list.csv", CONTACTS)
    started = one(tmp_path, "advertisers.csv", "id,name,country\n7,x,US\n")
    named = [doubt.split(":")[0] for doubt in started.doubts if doubt.startswith("what ")]
    assert named == [
        "what advertisers.csv is",
        "what to make of report.xlsx",
        "what to make of cut.parquet",
        "what to make of empty.csv",
    ]
    assert "contacts" not in started.proposal.inputs


def test_ids_of_floating_type_are_told(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    columns = {"account_id": [1.0], "kind": ["email"], "identifier": ["ann@example.org"], "purpose": ["p"]}
    pq.write_table(pa.table(columns), tmp_path / "data" / "c.parquet")
    told = "the ids in account_id: it is floating-point, so their digits are lost, and the audit stops"
    assert f"contacts: {told}" in start(tmp_path / "case", tmp_path / "data").doubts


def test_hashes_are_told_by_their_length(tmp_path: Path) -> None:
    digests = [hashlib.new(name, b"x").hexdigest() for name in ("md5", "sha1")]
    rows = "".join(f"A,{digest}\n" for digest in [*digests, "n/a"])
    started = one(tmp_path, "entries.csv", f"upload_id,identifier_hash\n{rows}")
    assert started.proposal.hashes == ("sha1", "md5")
    assert "what 1 values of entries.identifier_hash are: no digest of a known hash" in started.doubts


@pytest.mark.parametrize(
    ("values", "writing"),
    [
        (("2019-01-01T00:00:00Z", "2019-01-01 00:00:00.5+0130"), Writing("iso")),
        (("2019-01-01T00:00:00Z", "2019-01-01"), Writing("iso", zoneless=True)),
        (("1546300800",), Writing("epoch_s")),
        (("1546300800000",), Writing("epoch_ms")),
        (("1546300800000000",), Writing("epoch_us")),
        (("1546300800000000000",), Writing("nanoseconds")),
        (("20190101",), Writing("unknown")),
        (("20190101120000",), Writing("unknown")),
        (("1546300800.0",), Writing("unknown")),
        (("01/02/2019",), Writing("unknown")),
        ((), None),
    ],
)
def test_how_timestamps_are_written(values: tuple[str, ...], writing: Writing | None) -> None:
    assert writing_of(ColumnSample("t", "text", values)) == writing


@pytest.mark.parametrize(("ends", "form"), [("1546300800", "epoch_s"), ("soon", "unknown")])
def test_mixed_timestamps(tmp_path: Path, ends: str, form: str) -> None:
    header = "matched_at,account_id,upload_id,ended_at"
    started = one(tmp_path, "m.csv", f"{header}\n2019-01-01T00:00:00Z,1,A,{ends}\n")
    told = f"matched_at looks like iso, ended_at looks like {form}; one input has one kind, so map the others"
    assert f"matches: how to read the timestamps: {told} to it" in started.doubts


@given(st.text())
def test_any_text_can_be_written_as_toml(text: str) -> None:
    assert tomllib.loads(f"a = {toml_text(text)}")["a"] == text


def test_half_a_surrogate_pair_is_replaced() -> None:
    assert tomllib.loads(f"a = {toml_text('x' + chr(0xD800))}")["a"] == "x\ufffd"


NAMES = (
    st.sampled_from(["account_id", "kind", "identifier", "purpose", "matched_at", "upload_id"]) | st.text()
)


@given(st.dictionaries(NAMES, st.lists(st.text(), max_size=3), max_size=8), st.text(min_size=1))
def test_whatever_the_files_hold_the_proposal_is_toml(columns: dict[str, list[str]], path: str) -> None:
    sample = FileSample(
        {name: ColumnSample(name, "text", tuple(values)) for name, values in columns.items()}, rows=1
    )
    text = render(propose(Survey((Group((path,), 1, sample),), (path,))), TODAY)
    assert set(tomllib.loads(text)) == {"incident", "window", "purposes", "matching", "inputs"}


def test_the_command_prints_the_path_and_tells_the_rest_on_stderr(tmp_path: Path, exports: Path) -> None:
    import typer
    from typer.testing import CliRunner

    from offpurpose.commands.init import init

    app = typer.Typer()
    app.command()(init)
    result = CliRunner().invoke(app, [str(tmp_path), "--from", str(exports)])
    assert (result.exit_code, result.stdout) == (0, f"{tmp_path / 'incident.toml'}\n")
    first, *_, last = result.stderr.splitlines()
    assert first == "contacts: 2 files; mapped account_id, kind, identifier, purpose, valid_from"
    assert last == "next: sort the purposes, set the window, then run `offpurpose check` on it"


def test_what_is_no_word_is_no_kind_and_is_not_shown(tmp_path: Path) -> None:
    digests = [f"{number:064x}" for number in range(3)]
    rows = "".join(f"2019-01-0{n + 1}T00:00:00Z,{n},u,{digest}\n" for n, digest in enumerate(digests))
    data = tmp_path / "data"
    data.mkdir()
    (data / "matches.csv").write_text(f"ts,user_id,audience_id,matched_on\n{rows}", encoding="utf-8")
    start = start_incident(tmp_path / "case", data, today=date(2026, 1, 1))
    written = start.path.read_text(encoding="utf-8") + "".join(start.doubts)
    assert not any(digest in written for digest in digests)
    assert "kind =" not in written


def test_columns_are_known_by_the_names_that_exports_give_them(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / "contacts.csv").write_text(
        "user_id,contact_type,contact,contact_sha256,collected_for,collected_at_ms,removed_at_ms\n"
        f"1,email,ann@example.org,,two_factor,1546300800000,\n1,email,,{'a' * 64},profile,1546300800000,\n",
        encoding="utf-8",
    )
    written = start_incident(tmp_path / "case", data, today=date(2026, 1, 1)).path.read_text(encoding="utf-8")
    for mapped in (
        'valid_from = "collected_at_ms"',
        'valid_to = "removed_at_ms"',
        'identifier_hash = "contact_sha256"',
    ):
        assert mapped in written
