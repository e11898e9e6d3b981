from __future__ import annotations

import sys
import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.identifiers.sql_help import Asker, Rules, asking

from offpurpose.identifiers.email import EmailRule, email_normal

# PropList.txt, White_Space; spelled out here so that the code is not held to itself.
WHITE_SPACE = [
    *map(chr, range(0x09, 0x0E)),
    *map(chr, (0x20, 0x85, 0xA0, 0x1680)),
    *map(chr, range(0x2000, 0x200B)),
    *map(chr, (0x2028, 0x2029, 0x202F, 0x205F, 0x3000)),
]
# Characters that others take for white space, among them those that `str.strip` does.
NOT_WHITE_SPACE = [chr(code) for code in (0x1C, 0x1D, 0x1E, 0x1F, 0x180E, 0x200B, 0x200C, 0x2060, 0xFEFF)]


@pytest.fixture(scope="module")
def ask() -> Iterator[Asker]:
    with asking() as asker:
        yield asker


def normal(ask: Asker, values: list[str | None], rule: EmailRule = "lowercase") -> list[str | None]:
    return ask.texts(lambda column: email_normal(column, rule), values)


def simple_lower(character: str) -> str:
    """Unicode's simple mapping: `str.lower` has one character for all but this one."""
    return "i" if character == "\u0130" else character.lower()


def by_hand(text: str, rule: EmailRule) -> str | None:
    """The rules of section 4, one step after another."""
    while text and text[0] in WHITE_SPACE:
        text = text[1:]
    while text and text[-1] in WHITE_SPACE:
        text = text[:-1]
    text = "".join(map(simple_lower, text))
    if "@" not in text or set(text) & set(WHITE_SPACE):
        return None
    local, domain = text.rsplit("@", 1)
    if not local or not domain:
        return None
    if rule == "gmail" and domain in {"gmail.com", "googlemail.com"}:
        local = local.split("+", 1)[0].replace(".", "")
    return f"{local}@{domain}" if local else None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("jane@example.com", "jane@example.com"),
        (" Jane.Doe+News@Example.COM\n", "jane.doe+news@example.com"),
        ("j@e", "j@e"),
        ('"a@b"@example.com', '"a@b"@example.com'),
        ("@@e", "@@e"),
        ("a@b@c", "a@b@c"),
        ("jos\u00c9@EXAMPLE.com", "jos\u00e9@example.com"),
        ("jose\u0301@example.com", "jose\u0301@example.com"),
        ("M\u00dcLLER@B\u00dcCHER.example", "m\u00fcller@b\u00fccher.example"),
        ("STRA\u1e9eE@example.com", "stra\u00dfe@example.com"),
        ("\u0130@example.com", "i@example.com"),
        ("I@example.com", "i@example.com"),
        ("\u212a@example.com", "k@example.com"),
        ("\u03a3\u039f\u03a6\u039f\u03a3@example.com", "\u03c3\u03bf\u03c6\u03bf\u03c3@example.com"),
        ("a\u0000b@example.com", "a\u0000b@example.com"),
        ("", None),
        ("   ", None),
        ("n/a", None),
        ("jane", None),
        ("@", None),
        ("@@", None),
        ("a@", None),
        ("@a", None),
        (" @a", None),
        ("a@b@", None),
        ("a@b @", None),
        ("a b@example.com", None),
        ("jane@exam ple.com", None),
        ("jane@\texample.com", None),
        (None, None),
    ],
)
def test_an_address_by_the_lowercase_rule(ask: Asker, text: str | None, expected: str | None) -> None:
    assert normal(ask, [text]) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("J.A.N.E+x.y@GMail.com", "jane@gmail.com"),
        ("jane+a+b@googlemail.com", "jane@googlemail.com"),
        ("j.doe@gmail.com.example", "j.doe@gmail.com.example"),
        ("j.doe@notgmail.com", "j.doe@notgmail.com"),
        ("j.doe@sub.gmail.com", "j.doe@sub.gmail.com"),
        ("a.b@c@gmail.com", "ab@c@gmail.com"),
        ("a.b+x@c@gmail.com", "ab@gmail.com"),
        ("J\u00d6.X@gmail.com", "j\u00f6x@gmail.com"),
        (" .j.@gmail.com\u2003", "j@gmail.com"),
        ("+news@gmail.com", None),
        ("...@gmail.com", None),
        ("..+x@googlemail.com", None),
        ("@gmail.com", None),
        ("j.doe+x@example.com", "j.doe+x@example.com"),
    ],
)
def test_an_address_by_the_gmail_rule(ask: Asker, text: str, expected: str | None) -> None:
    assert normal(ask, [text], "gmail") == [expected]


def test_every_white_space_character_is_trimmed_and_refused_inside(ask: Asker) -> None:
    around = [f"{space}{space}A\u00c9@e.com{space}" for space in WHITE_SPACE]
    assert set(normal(ask, list(around))) == {"a\u00e9@e.com"}
    plain = [f"{space}A@e.com{space}{space}" for space in WHITE_SPACE]
    assert set(normal(ask, list(plain))) == {"a@e.com"}
    inside = [
        text for space in WHITE_SPACE for text in (f"a{space}b@e.com", f"a@e{space}.com", f"a@e{space}\u00e9")
    ]
    assert set(normal(ask, list(inside))) == {None}


def test_nothing_else_is_trimmed(ask: Asker) -> None:
    texts = [f"{other}a@e.com{other}" for other in NOT_WHITE_SPACE]
    assert normal(ask, list(texts)) == texts


def test_every_character_is_lower_cased_by_its_simple_mapping(ask: Asker) -> None:
    characters = [chr(code) for code in range(1, sys.maxunicode + 1) if not 0xD800 <= code <= 0xDFFF]
    lower = ask.texts(lambda column: f"lower({column})", list(characters))
    # A Python of a later Unicode version has capitals that DuckDB does not have yet; it leaves them alone.
    differing = [
        (character, found)
        for character, found in zip(characters, lower, strict=True)
        if found != simple_lower(character) and not (found == character and _is_newer(character))
    ]
    assert differing == []


def _is_newer(character: str) -> bool:
    return unicodedata.unidata_version != "14.0.0" and ord(character) > 0x500


texts = st.text(
    alphabet=st.one_of(
        st.sampled_from("@@@@..++ aAzZ\u0130\u1e9e\u212a\u03a3\u03c2\u00df\u01c5\ufb03\u0345"),
        st.sampled_from([*WHITE_SPACE, *NOT_WHITE_SPACE]),
        st.characters(exclude_categories=["Cs"], max_codepoint=0x24FF),
    ),
    max_size=12,
)
addresses = st.builds(
    "".join,
    st.tuples(
        texts,
        st.sampled_from(["@", ""]),
        texts,
        st.sampled_from(["", "@gmail.com", "@GoogleMail.com", "@gmail.com ", "@x.gmail.com"]),
    ),
)


@settings(max_examples=25, deadline=None)
@given(values=st.lists(addresses, min_size=30, max_size=80))
@pytest.mark.parametrize("rule", ["lowercase", "gmail"])
def test_the_sql_answers_as_the_rules_by_hand(ask: Asker, rule: EmailRule, values: list[str]) -> None:
    assert normal(ask, list(values), rule) == [by_hand(value, rule) for value in values]


def test_the_rule_of_the_incident_is_taken() -> None:
    for rule, expected in (("lowercase", "j.d+x@gmail.com"), ("gmail", "jd@gmail.com")):
        with asking(Rules(email=rule)) as asker:  # type: ignore[arg-type]
            assert asker.normal(["J.D+x@gmail.com"]) == [expected]
            assert asker.normal(["J.D+x@gmail.com"], kind="email") == [expected]
