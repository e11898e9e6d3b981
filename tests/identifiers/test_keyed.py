"""Keyed digests: what HMAC says they are, and a key that is in no text and no file."""

from __future__ import annotations

import hmac

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from offpurpose.identifiers import keyed
from offpurpose.identifiers.packs import load_pack
from offpurpose.identifiers.packs.column import digest_column


@settings(max_examples=40, deadline=None)
@given(
    secret=st.one_of(st.binary(min_size=1, max_size=200), st.sampled_from([b"k" * 64, b"k" * 65, b"\0"])),
    texts=st.lists(st.text(max_size=20), min_size=1, max_size=5),
)
def test_the_sql_is_hmac(secret: bytes, texts: list[str]) -> None:
    with duckdb.connect() as con:
        keyed.set_key(con, 1, secret)
        con.execute("create table given (text varchar)").fetchall()
        con.executemany("insert into given values (?)", [[text.replace("\0", "")] for text in texts])
        rows = con.execute(f"select text, {keyed.keyed_digest_of('text', 1)} from given").fetchall()
        [(nothing,)] = con.execute(f"select {keyed.keyed_digest_of_nothing(1)}").fetchall()
    assert nothing == hmac.digest(secret, b"", "sha256")
    assert all(made == hmac.digest(secret, text.encode(), "sha256") for text, made in rows)


def test_a_published_vector() -> None:
    """RFC 4231, test case 2."""
    with duckdb.connect() as con:
        keyed.set_key(con, 1, b"Jefe")
        [(made,)] = con.execute(
            f"select {keyed.keyed_digest_of('text', 1)} from (select 'what do ya want for nothing?' as text)"
        ).fetchall()
    assert made.hex() == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"


def test_a_column_under_a_key() -> None:
    found = digest_column(load_pack("twitter"), "email", [" A@Example.com", "none"], key=b"secret")
    assert found.column_names == ["refused", "hmac_sha256"]
    assert found["hmac_sha256"].to_pylist() == [hmac.digest(b"secret", b"a@example.com", "sha256"), None]
    assert found["refused"].to_pylist()[1] is not None


def test_a_key_that_is_forgotten_makes_no_digest() -> None:
    with duckdb.connect() as con:
        keyed.set_key(con, 1, b"secret")
        keyed.forget_key(con, 1)
        assert con.execute(
            f"select {keyed.keyed_digest_of('text', 1)} from (select 'a' as text)"
        ).fetchall() == [(None,)]
