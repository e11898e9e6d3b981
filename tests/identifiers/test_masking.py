from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.identifiers.sql_help import Asker, asking

from offpurpose.identifiers.masking import (
    Holds,
    looks_like_address,
    looks_like_identifier,
    looks_like_number,
    mask_text,
    mask_value,
    masked,
    masked_value,
)


@pytest.fixture(scope="module")
def ask() -> Iterator[Asker]:
    with asking() as asker:
        yield asker


ADDRESSES = [
    "jane@example.com",
    "j@e.c",
    "a b@c.d",
    "@a@b.",
    "a@.",
    "\n@\n.\n",
    "jos\u00e9@ex\u00e4mple.com",
    "x@y@z.q",
]
NO_ADDRESSES = ["", "@", "jane", "jane@localhost", "@example.com", "jane.doe@", "a.b@c", "1.2.3"]
NUMBERS = [
    "+1234567",
    "+123456789012345",
    "+1 (201) 555-0123",
    " +1.201.555.0123 ",
    "(+44) 20 7946 0958",
    "+[1]{2}345678",
    "+44\u201120\u20137946\u22120958",
    "+\t1\n2\u00a03\u30004567",
]
NO_NUMBERS = [
    "",
    "+",
    "+123456",
    "+1234567890123456",
    "2015550123",
    "++12345678",
    "+1234567a",
    "+12345/678",
    "1+234567890",
]


def test_what_looks_like_an_identifier(ask: Asker) -> None:
    assert [
        text for text in (*ADDRESSES, *NO_ADDRESSES, *NO_NUMBERS) if looks_like_address(text)
    ] == ADDRESSES
    assert [text for text in (*NUMBERS, *NO_NUMBERS, *NO_ADDRESSES) if looks_like_number(text)] == NUMBERS
    texts = [*ADDRESSES, *NUMBERS, *NO_ADDRESSES, *NO_NUMBERS]
    expected = [True] * (len(ADDRESSES) + len(NUMBERS)) + [False] * (len(NO_ADDRESSES) + len(NO_NUMBERS))
    assert ask.texts(looks_like_identifier, [*texts, None]) == [*expected, False]


pieces = st.lists(
    st.sampled_from(
        ["@", ".", "+", "1", "23", "4567890", " ", "-", "(", ")", "\u2011", "a", "\u00e9", "\n", "/", "\x00"]
    ),
    max_size=14,
).map("".join)


@settings(max_examples=30, deadline=None)
@given(st.lists(pieces, min_size=20, max_size=60))
def test_sql_and_python_see_the_same_identifiers(ask: Asker, texts: list[str]) -> None:
    expected = [looks_like_address(text) or looks_like_number(text) for text in texts]
    assert ask.texts(looks_like_identifier, list(texts)) == expected


@pytest.mark.parametrize(
    ("text", "value", "inside"),
    [
        ("jane@example.com", "<email, 16 characters>", "<email, 16 characters>"),
        ("+12015550123", "<phone, 12 characters>", "<phone, 12 characters>"),
        ("(+44) 20 7946 0958", "<phone, 18 characters>", "(<phone, 17 characters>"),
        ("jane doe@example.com", "<email, 20 characters>", "jane <email, 15 characters>"),
        ("profile", "profile", "profile"),
        ("jane@localhost", "jane@localhost", "jane@localhost"),
        ("call +1 201 555-0123!", "call <phone, 15 characters>!", "call <phone, 15 characters>!"),
        (
            "cannot read 'jane@example.com' (row 3), nor joe@example.org",
            "<email, 59 characters>",
            "cannot read '<email, 16 characters>' (row 3), nor <email, 15 characters>",
        ),
        (
            "value +1 201 555 0123 12345678 9",
            "value <phone, 15 characters> 12345678 9",
            "value <phone, 15 characters> 12345678 9",
        ),
        ("", "", ""),
    ],
)
def test_identifiers_are_masked_alone_and_in_longer_text(text: str, value: str, inside: str) -> None:
    assert mask_value(text) == value
    assert mask_text(text) == inside


@settings(max_examples=200, deadline=None)
@given(pieces)
def test_nothing_that_was_masked_still_looks_like_an_identifier(text: str) -> None:
    for shown in (mask_value(text), mask_text(text), masked_value(text, "other")):
        assert not looks_like_address(shown)
        assert not looks_like_number(shown)


@pytest.mark.parametrize(
    ("holds", "text", "expected"),
    [
        ("identifier", "jane@example.com", "<email, 16 characters>"),
        ("identifier", "jane@localhost", "<email, 14 characters>"),
        ("identifier", "(201) 555-0123", "<phone, 14 characters>"),
        ("identifier", "+12015550123", "<phone, 12 characters>"),
        ("identifier", "n/a", "<identifier, 3 characters>"),
        ("identifier", "", "<identifier, 0 characters>"),
        ("digest", "49e0be2a", "<digest, 8 characters>"),
        ("digest", "jane@example.com", "<digest, 16 characters>"),
        ("other", "profile", "profile"),
        ("other", "jane@example.com", "<email, 16 characters>"),
        ("other", "a\tb\r\nc\x1b[31m\u202e\u2028", "a\\tb\\r\\nc\\x1b[31m\\u202e\\u2028"),
        ("other", "x" * 60, "x" * 60),
        ("other", "x" * 61, "x" * 57 + "..."),
        ("other", "\u00e9" * 61, "\u00e9" * 57 + "..."),
        ("other", "y" * 5000, "<text, 5000 characters>"),
        ("other", "word " * 1000 + "jane@example.com", ("word " * 12)[:57] + "..."),
        ("other", "a " + "b" * 990 + " jane@example.com", "a " + "b" * 55 + "..."),
    ],
)
def test_a_value_in_a_list_of_rejected_rows(ask: Asker, holds: Holds, text: str, expected: str) -> None:
    assert masked_value(text, holds) == expected
    assert ask.texts(lambda column: masked(column, holds), [text, None]) == [expected, None]


def test_an_address_cut_in_two_is_not_shown() -> None:
    long = "x@" + "y" * 400 + ".com "
    for spaces in range(60):
        shown = masked_value(long * 2 + " " * spaces + "z" * 130 + " jane.doe@example.com", "other")
        assert "jane" not in shown


def test_long_texts_are_masked_in_time() -> None:
    for text in (
        "a" * 300_000,
        "a@" * 100_000,
        "+" * 300_000,
        "+1 " * 100_000,
        "a." * 100_000,
        "@" * 300_000,
    ):
        assert mask_text(text)
        assert masked_value(text, "other")


def test_masking_needs_no_heavy_module() -> None:
    code = "import sys, offpurpose.identifiers.masking; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert not re.search(r"\b(duckdb|pyarrow|numpy|phonenumbers)\b", loaded)
