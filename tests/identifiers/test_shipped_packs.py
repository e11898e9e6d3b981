"""The rule packs that come with the tool: each has its source, and the page about them says what they do."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from offpurpose.identifiers.packs import load_pack, pack_names
from offpurpose.identifiers.packs.wording import in_words, refusals, why_refused

ROOT = Path(__file__).resolve().parents[2]

# Their sources print no example.
WITHOUT_EXAMPLE = {
    "google_cm360",
    "linkedin",
    "pinterest",
    "pinterest_customer_list",
    "tiktok_2025_06",
}


@pytest.mark.parametrize("name", pack_names())
def test_a_pack_is_named_as_its_file_and_says_where_its_rules_come_from(name: str) -> None:
    pack = load_pack(name)
    assert pack.name == name
    assert pack.platform
    assert pack.dated
    assert pack.notes
    assert pack.sources
    assert all(source.startswith("https://") for source in pack.sources)
    assert bool(pack.vectors) == (name not in WITHOUT_EXAMPLE)
    assert all(vector.source for vector in pack.vectors)


def test_the_page_about_the_packs_is_made_from_them() -> None:
    made = runpy.run_path(str(ROOT / "docs/make_rule_packs.py"))["page"]()
    written = (ROOT / "docs/rule-packs.md").read_text(encoding="utf-8")
    assert written == made, "`python docs/make_rule_packs.py` writes it anew"


def test_rules_in_words() -> None:
    uid2, meta = load_pack("uid2"), load_pack("meta_python_2021")
    assert in_words(uid2, "email") == (
        "' ' removed; A to Z lower-cased; +suffix dropped at gmail.com; dots dropped at gmail.com"
    )
    assert refusals(uid2, "phone") == ("e164", "ten_to_fifteen_digits")
    assert in_words(meta, "phone").endswith(r"'-()' removed; a beginning like \+?0{0,2} dropped (2 times)")
    assert why_refused(meta, "phone", "international_pattern") == "it does not match [1-9][0-9]{6,}"


def test_a_kind_that_a_platform_does_not_take() -> None:
    linkedin = load_pack("linkedin")
    assert in_words(linkedin, "phone") == "not taken"
    assert refusals(linkedin, "phone") == ("not_taken",)
    assert why_refused(linkedin, "phone", "not_taken") == "the platform takes none of this kind"
