"""Rule packs as files: the example of the documentation, and everything that a file may not say."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from offpurpose.errors import IncidentFileError
from offpurpose.identifiers.packs import RulePack, Step, load_pack, pack_names
from offpurpose.identifiers.packs.column import digest_column
from offpurpose.identifiers.packs.vocabulary import VOCABULARY

PAGE = (Path(__file__).parents[2] / "docs" / "matching-rules.md").read_text(encoding="utf-8")
EXAMPLE = next(block for block in re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL) if "name     =" in block)


def pack_of(folder: Path, text: str) -> RulePack:
    (folder / "ours.toml").write_text(text, encoding="utf-8")
    return load_pack("ours.toml", folder=folder)


def test_the_example_of_the_documentation(tmp_path: Path) -> None:
    pack = pack_of(tmp_path, EXAMPLE)
    assert pack.phone == (Step("e164"),)
    assert pack.text == EXAMPLE
    [vector] = pack.vectors
    found = digest_column(pack, vector.kind, [vector.given], [vector.region])
    assert found["sha256"].to_pylist() == [hashlib.sha256(str(vector.normal).encode()).digest()]


def test_every_step_is_documented() -> None:
    table = PAGE[PAGE.index("| step | for |") :]
    named = set(re.findall(r"[`]([a-z0-9_]+)(?: = [^`]*)?[`]", table))
    assert set(VOCABULARY["email"]) | set(VOCABULARY["phone"]) <= named


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        (
            '"trim_unicode"',
            '"trim_unicod"',
            'email.steps[0]: "trim_unicod" is no step of email rules, did you',
        ),
        ('"e164"', '"idn"', 'phone.steps[0]: "idn" is no step of phone rules, '),
        (', called = "address_pattern"', "", "email.steps[2]: refuse_unless needs a `called`"),
        (
            "'[a-z0-9_.+-]+@[a-z0-9.-]+'",
            "'(?<=a)b'",
            'refuse_unless "(?<=a)b" is no regular expression that RE2',
        ),
        ('["gmail.com"]', '"gmail.com"', "drop_plus_at must be given a list of domains"),
        (
            '["sha256"]',
            '["sha-256"]',
            'digest.algorithms: "sha-256" is no known algorithm, did you mean sha256?',
        ),
        (
            '["hex_lower"]',
            '["hex"]',
            'digest.encodings: "hex" is no known encoding, known are hex_lower, hex_upper',
        ),
        (
            '"ours_2018"',
            '"stated"',
            'name: "stated" stands for the rules that an incident file states itself',
        ),
        ('"ours_2018"', '"Ours 2018"', 'name: "Ours 2018" is not of a-z, 0-9, _ and - alone'),
        ("2018-08-12", '"2018"', "dated: must be a date, is a string"),
        ('normal = "+16577770000"', "", "vector[0].refused: either this, or a normal form or digest"),
        ("platform", "platfrom", "platfrom: unknown key, did you mean platform?"),
    ],
)
def test_each_problem_in_its_words(old: str, new: str, problem: str, tmp_path: Path) -> None:
    assert old in EXAMPLE
    with pytest.raises(IncidentFileError) as raised:
        pack_of(tmp_path, EXAMPLE.replace(old, new, 1))
    assert problem in raised.value.message
    assert raised.value.message.count("\n") == 1


def test_a_name_that_is_no_pack() -> None:
    assert "twitter" in pack_names()
    with pytest.raises(IncidentFileError, match="did you mean twitter"):
        load_pack("twiter")
