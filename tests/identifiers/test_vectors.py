"""Digests that ad systems have published, or that follow from the rules they published."""

from __future__ import annotations

import base64

import pytest
from tests.identifiers.sql_help import Rules, asking

from offpurpose.identifiers.digests import digest_of, given_digest

# Normalised text, algorithm, and how its digest begins in hex.
TEXTS = [
    ("adsapi", "sha256", "49e0be2a"),
    ("123-456-7890", "md5", "2813448c"),
    ("+16577770000", "sha256", "a6e82c2f"),
    ("16577770000", "sha256", "8d7bdaaf"),
    ("6577770000", "sha256", "7bbded64"),
    ("37493828222", "sha256", "65b7e6dc"),
    ("user@example.com", "sha256", "b4c9a289"),
    ("test@test.com", "sha256", "f660ab91"),
    ("jane.saoirse@gmail.com", "sha256", "58bad64a"),
    ("janesaoirse@gmail.com", "sha256", "92ee2605"),
    ("", "sha256", "e3b0c442"),
]


@pytest.mark.parametrize(("text", "algorithm", "beginning"), TEXTS)
def test_the_digest_of_a_text(text: str, algorithm: str, beginning: str) -> None:
    with asking() as ask:
        (digest,) = ask.texts(lambda column: digest_of(column, algorithm), [text])
        assert digest.hex().startswith(beginning)


# Raw value, region, rules, and how the digest begins in hex; None where the rules could not normalise it.
VALUES: list[tuple[str, str | None, Rules, str | None]] = [
    (" USER@example.com ", None, Rules(), "b4c9a289"),
    ("Test@Test.com", None, Rules(), "f660ab91"),
    ("Jane.Saoirse@gmail.com", None, Rules(), "58bad64a"),
    ("Jane.Saoirse+UID2@gmail.com", None, Rules(email="gmail"), "92ee2605"),
    ("jane.saoirse@gmail.com", None, Rules(email="gmail"), "92ee2605"),
    ("+1 (657) 777-0000", None, Rules(), "a6e82c2f"),
    ("657-777-0000", "us", Rules(), "a6e82c2f"),
    ("6577770000", None, Rules(default_region="US"), "a6e82c2f"),
    ("1 657 777 0000", "CA", Rules(phone="e164_no_plus"), "8d7bdaaf"),
    ("00 1 657 777 0000", "DE", Rules(phone="e164_no_plus"), "8d7bdaaf"),
    ("+374 93 828222", None, Rules(phone="e164_no_plus"), "65b7e6dc"),
    ("657-777-0000", None, Rules(), None),
    ("657-777-0000", "XX", Rules(default_region="US"), None),
    ("n/a", None, Rules(default_region="US"), None),
]


@pytest.mark.parametrize(("value", "region", "rules", "beginning"), VALUES)
def test_the_digest_of_a_raw_value(
    value: str, region: str | None, rules: Rules, beginning: str | None
) -> None:
    with asking(rules) as ask:
        (normal,) = ask.normal([value], regions=[region])
        (digest,) = ask.texts(lambda text: digest_of(text, "sha256"), [normal])
        assert (digest is None) == (beginning is None)
        assert digest is None or digest.hex().startswith(str(beginning))


@pytest.mark.parametrize(
    ("published", "text"),
    [
        ("tMmiiTI7IaAcPpQPFQ65uMVCWH8av9jw4cwf/F5HVRQ=", "user@example.com"),
        ("jXvar3UZ", "16577770000"),
    ],
)
def test_a_digest_published_in_base64(published: str, text: str) -> None:
    with asking() as ask:
        (digest,) = ask.texts(lambda column: digest_of(column, "sha256"), [text])
        written = base64.b64encode(digest).decode()
        assert written.startswith(published)
        assert ask.texts(given_digest, [written]) == [digest]
