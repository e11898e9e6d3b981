from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.identifiers.sql_help import Asker, Rules, asking

from offpurpose.identifiers.digests import SIZES, digest_fault, digest_of, given_digest, text_digest

ALGORITHMS = ("sha256", "sha1", "md5", "sha512")


@pytest.fixture(scope="module")
def ask() -> Iterator[Asker]:
    with asking() as asker:
        yield asker


def read(ask: Asker, texts: list[str | None]) -> list[bytes | None]:
    return ask.texts(given_digest, texts)


def spellings(digest: bytes) -> dict[str, str]:
    standard = base64.b64encode(digest).decode()
    url_safe = base64.urlsafe_b64encode(digest).decode()
    return {
        "hex": digest.hex(),
        "upper hex": digest.hex().upper(),
        "mixed hex": digest.hex()[:7].upper() + digest.hex()[7:],
        "base64": standard,
        "base64 unpadded": standard.rstrip("="),
        "url-safe": url_safe,
        "url-safe unpadded": url_safe.rstrip("="),
        "blanks around": f" {digest.hex()}\n",
        "blanks around base64": f"\u00a0{standard}\t",
        "fixed width": digest.hex().ljust(128),
    }


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_every_spelling_of_a_digest_is_read(ask: Asker, algorithm: str) -> None:
    # Bytes that need `+`, `/`, `-` and `_` in base64.
    for digest in (
        hashlib.new(algorithm, b"x").digest(),
        bytes([0xFB, 0xEF, 0xBE, 0xFF] * 16)[: SIZES[algorithm]],
    ):
        written = spellings(digest)
        assert dict(zip(written, read(ask, list(written.values())), strict=True)) == dict.fromkeys(
            written, digest
        )


digests = st.sampled_from(sorted(SIZES.values())).flatmap(
    lambda size: st.binary(min_size=size, max_size=size)
)


@settings(max_examples=10, deadline=None)
@given(st.lists(digests, min_size=20, max_size=60))
def test_any_bytes_are_read_back(ask: Asker, values: list[bytes]) -> None:
    written = [spelling for value in values for spelling in spellings(value).values()]
    assert read(ask, list(written)) == [value for value in values for _ in spellings(value)]
    assert ask.column(lambda column: given_digest(column, "BLOB"), values, pa.binary()) == values


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_a_cut_or_spoilt_digest_is_none(ask: Asker, algorithm: str) -> None:
    digest = hashlib.new(algorithm, b"x").digest()
    hexadecimal, standard = digest.hex(), base64.b64encode(digest).decode()
    bare = standard.rstrip("=")
    spoilt = [
        hexadecimal[:-1],
        hexadecimal[:-2],
        hexadecimal + "0",
        hexadecimal[:-1] + "g",
        "0x" + hexadecimal,
        "\\x" + hexadecimal,
        hexadecimal[:5] + " " + hexadecimal[6:],
        hexadecimal[:-1] + "\u00e9",
        bare[:-1],
        bare + "A",
        bare[:-1] + "=",
        bare[:-1] + "*",
        bare[:4] + "=" + bare[5:],
        bare[:4] + " " + bare[5:],
        standard + "=",
        "",
        " ",
        "jane@example.com",
    ]
    assert read(ask, list(spoilt)) == [None] * len(spoilt)


def test_hex_is_hex_even_where_it_could_be_base64(ask: Asker) -> None:
    for length in (32, 40, 64, 128):
        assert read(ask, ["ab" * (length // 2)]) == [b"\xab" * (length // 2)]


def test_bytes_of_another_length_are_none(ask: Asker) -> None:
    values = [b"", b"x" * 15, b"x" * 31, b"x" * 33, b"x" * 63, None]
    assert ask.column(lambda column: given_digest(column, "BLOB"), values, pa.binary()) == [None] * 6


def fault(ask: Asker, values: list[str | None], algorithms: tuple[str, ...]) -> list[str | None]:
    digests = read(ask, values)
    return ask.column(lambda column: digest_fault(column, algorithms), digests, pa.binary())


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_the_reasons_of_a_rejected_digest(ask: Asker, algorithm: str) -> None:
    digest, nothing = (hashlib.new(algorithm, data).hexdigest() for data in (b"x", b""))
    assert fault(ask, [digest, nothing, digest[:-1]], (algorithm,)) == [
        None,
        "digest_of_nothing",
        "bad_digest",
    ]
    others = tuple(other for other in ALGORITHMS if other != algorithm)
    assert fault(ask, [digest, nothing], others) == ["hash_not_listed", "hash_not_listed"]
    assert fault(ask, [digest, nothing], ALGORITHMS) == [None, "digest_of_nothing"]


@pytest.mark.parametrize("algorithm", ALGORITHMS)
@settings(max_examples=10, deadline=None)
@given(values=st.lists(st.text(max_size=150), min_size=20, max_size=60))
def test_digests_are_those_of_hashlib(ask: Asker, algorithm: str, values: list[str]) -> None:
    expected = [hashlib.new(algorithm, value.encode()).digest() for value in values]
    assert ask.texts(lambda column: digest_of(column, algorithm), [*values, None]) == [*expected, None]


def test_unmatchable_texts_are_told_apart_as_given(ask: Asker) -> None:
    values = ["n/a", "N/A", " n/a"]
    assert ask.texts(text_digest, list(values)) == [
        hashlib.sha256(value.encode()).digest() for value in values
    ]


def test_the_canonical_digest_is_the_first_listed() -> None:
    with asking(Rules(hash=("md5", "sha512", "sha256"))) as asker:
        given = {"normal_1": pa.array(["a@b"])}
        assert asker.rows(asker.ids.digest(), given) == [hashlib.md5(b"a@b").digest()]
        made = [asker.rows(asker.ids.made_digest(each), given) for each in asker.ids.made[1:]]
        assert made == [[hashlib.sha512(b"a@b").digest()], [hashlib.sha256(b"a@b").digest()]]
