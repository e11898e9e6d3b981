"""Lines of identifiers to answers: digests as the platform writes them, refusals by step, nothing echoed."""

from __future__ import annotations

import hashlib
import hmac
import io
from base64 import b64decode, b64encode
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offpurpose.digesting import lines
from offpurpose.digesting.lines import Answer, Asked, answer_lines
from offpurpose.digesting.rules import DEFAULT, chosen_packs
from offpurpose.errors import UsageFaultError
from offpurpose.identifiers.packs import Kind, RulePack, Vector, load_pack, pack_names


def answers(text: str | bytes, asked: Asked) -> list[Answer]:
    return list(answer_lines(io.BytesIO(text if isinstance(text, bytes) else text.encode()), asked))


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def one(text: str, pack: RulePack = DEFAULT, **asked: str) -> Answer:
    [answer] = answers(text, Asked((pack,), **asked))  # type: ignore[arg-type]
    return answer


@pytest.mark.parametrize("name", [name for name in pack_names() if load_pack(name).vectors])
def test_every_published_example(name: str) -> None:
    pack = replace(load_pack(name), encodings=("hex_lower",))
    for (kind, region), vectors in _alike(pack).items():
        text = "\n".join(vector.given for vector in vectors)
        found = answers(text, Asked((pack,), kind=kind, region=region))
        assert [answer.refused for answer in found] == [vector.refused for vector in vectors]
        for vector, answer in zip(vectors, found, strict=True):
            digests = {bytes.fromhex(digest) for digest in answer.digests.values()}
            assert vector.digest is None or _read(vector.digest) in digests
            assert vector.normal is None or _digest(pack, vector.normal) in digests


def _alike(pack: RulePack) -> dict[tuple[Kind, str | None], list[Vector]]:
    """The examples of a pack that are lines, by kind and region."""
    found: dict[tuple[Kind, str | None], list[Vector]] = {}
    for vector in pack.vectors:
        if "\n" not in vector.given:
            found.setdefault((vector.kind, vector.region), []).append(vector)
    return found


def _read(digest: str) -> bytes:
    return b64decode(digest) if len(digest) == 44 else bytes.fromhex(digest)


def _digest(pack: RulePack, normal: str) -> bytes:
    return hashlib.new(pack.algorithms[0], normal.encode()).digest()


@pytest.mark.parametrize(
    ("encoding", "written"),
    {
        "hex_lower": "b4c9a289323b21a01c3e940f150eb9b8c542587f1abfd8f0e1cc1ffc5e475514",
        "hex_upper": "B4C9A289323B21A01C3E940F150EB9B8C542587F1ABFD8F0E1CC1FFC5E475514",
        "base64": "tMmiiTI7IaAcPpQPFQ65uMVCWH8av9jw4cwf/F5HVRQ=",
        "base64url": "tMmiiTI7IaAcPpQPFQ65uMVCWH8av9jw4cwf_F5HVRQ=",
    }.items(),
)
def test_digests_are_written_as_the_platform_writes_them(encoding: str, written: str) -> None:
    pack = replace(load_pack("uid2"), encodings=(encoding, "base64"))
    assert one("user@example.com", pack).digests == {"sha256": written}


def test_a_line_with_an_at_sign_is_an_address_and_any_other_a_number() -> None:
    found = answers("Jane@Example.com\n(650) 555-1212\n", Asked((DEFAULT,), region="US"))
    assert [(answer.kind, answer.digests) for answer in found] == [
        ("email", {"sha256": sha256("jane@example.com")}),
        ("phone", {"sha256": sha256("+16505551212")}),
    ]


def test_every_line_has_its_answer_in_order() -> None:
    text = b"\xef\xbb\xbfjane@example.com\r\n\r\n\xff@example.com\n   \nbob@example.com"
    found = answers(text, Asked((DEFAULT,), kind="email"))
    assert [(answer.line, answer.refused) for answer in found] == [
        (1, None),
        (2, "empty"),
        (3, "bad_encoding"),
        (4, "empty"),
        (5, None),
    ]
    assert found[0].digests == {"sha256": sha256("jane@example.com")}


def test_a_refusal_names_its_step_and_says_why() -> None:
    pack = load_pack("twitter_hasher_2014_10")
    answer = one("+1 650 555 1212", pack)
    assert (answer.refused, answer.why, answer.digests) == ("digits_only", "it does not match [0-9]+", {})
    assert one("650 555 1212").refused == "e164"
    assert one("650 555 1212", load_pack("linkedin")).refused == "not_taken"


def test_what_is_a_digest_already_is_not_hashed_again() -> None:
    digest = sha256("jane@example.com")
    for text in (digest, digest.upper(), b64encode(bytes.fromhex(digest)).decode(), f"  {digest} "):
        answer = one(text)
        assert (answer.digests, answer.is_digest, answer.refused) == ({"sha256": digest}, True, None)
    assert one(digest, load_pack("uid2")).digests == {"sha256": b64encode(bytes.fromhex(digest)).decode()}
    assert one(hashlib.md5(b"x").hexdigest()).refused == "hash_not_listed"
    assert one(sha256("")).refused == "digest_of_nothing"


def test_keyed_digests() -> None:
    asked = Asked((DEFAULT, load_pack("uid2")), kind="email", key=b"key")
    expected = hmac.digest(b"key", b"jane@example.com", "sha256")
    digest = "f" * 64
    found = answers(f"Jane@Example.com\n{digest}\n{hmac.digest(b'key', b'', 'sha256').hex()}\nx\n", asked)
    assert [(answer.digests, answer.refused) for answer in found[::2]] == [
        ({"hmac_sha256": expected.hex()}, None),
        ({"hmac_sha256": digest}, None),
        ({}, "digest_of_nothing"),
        ({}, "require_address"),
    ]
    assert found[1].digests == {"hmac_sha256": b64encode(expected).decode()}
    assert "key" not in repr(asked)


def test_several_packs_answer_line_by_line() -> None:
    packs = (load_pack("meta"), load_pack("pinterest_customer_list"))
    found = answers("jane@example.com\nbob@example.com\n", Asked(packs))
    assert [(answer.line, answer.rules, len(answer.digests)) for answer in found] == [
        (1, "meta", 1),
        (1, "pinterest_customer_list", 3),
        (2, "meta", 1),
        (2, "pinterest_customer_list", 3),
    ]


def test_lines_are_counted_through_all_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "_BLOCK", 100)
    text = "".join(f"p{place}@example.com\n" for place in range(50))
    found = answers(text, Asked((DEFAULT,)))
    assert [answer.line for answer in found] == list(range(1, 51))
    assert found[49].digests == {"sha256": sha256("p49@example.com")}


@settings(max_examples=20, deadline=None)
@given(st.lists(st.text(st.characters(exclude_characters="\n", codec="utf-8"), min_size=6), min_size=1))
def test_nothing_of_a_line_is_in_its_answer(texts: list[str]) -> None:
    packs = (DEFAULT, load_pack("meta_php_2016"))
    found = answers("\n".join(texts), Asked(packs))
    assert len(found) == len(texts) * len(packs)
    for answer in found:
        told = {*answer.digests.values(), answer.refused or "", answer.why or ""}
        assert answer.is_digest or not any(texts[answer.line - 1] in each for each in told)
        assert bool(answer.digests) != bool(answer.refused)


def test_packs_are_chosen_by_name_or_file_each_once() -> None:
    assert chosen_packs([]) == (DEFAULT,)
    assert [pack.name for pack in chosen_packs(["uid2", "meta", "uid2"])] == ["uid2", "meta"]
    assert {pack.name for pack in chosen_packs([], every=True)} == set(pack_names())


def test_what_is_no_name_is_not_repeated() -> None:
    with pytest.raises(UsageFaultError) as raised:
        chosen_packs(["07911123456"])
    assert "0791" not in f"{raised.value.message} {raised.value.hint}"
