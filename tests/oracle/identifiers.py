"""Identifiers: e-mail addresses, phone numbers and digests, from the text of a cell to bytes.

E-mail and phone rules, and "a value that is a digest is never hashed again": rules, section 4.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, ValidationResult
from tests.oracle.evidence import Evidence, Settings

SIZES = {"sha256": 32, "sha1": 20, "md5": 16, "sha512": 64}
HEX_LENGTHS = {2 * size: size for size in SIZES.values()}
BASE64_LENGTHS = {22: 16, 27: 20, 43: 32, 86: 64}
CONTACT_KINDS = ("email", "phone")

# The Unicode property White_Space; str.strip() alone would also take U+001C to U+001F.
WHITE_SPACE = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)


@dataclass(frozen=True)
class Named:
    """The identifier that a row names; `state` is `digest`, `unmatchable` or `other` (another kind)."""

    kind: str | None
    state: str
    digest: bytes
    given_as_digest: bool


Links = dict[bytes, bytes]


def read_kind(text: str | None) -> str | None:
    """A kind, trimmed and lower-cased; `e-mail` is `email`."""
    kind = (text or "").strip(WHITE_SPACE).lower()
    return "email" if kind == "e-mail" else kind or None


def read_region(text: str | None) -> str | None:
    """A region, trimmed and upper-cased."""
    return (text or "").strip(WHITE_SPACE).upper() or None


def digest_under(algorithm: str, value: str) -> bytes:
    """The digest of a text, hashed as UTF-8."""
    return hashlib.new(algorithm, value.encode(), usedforsecurity=False).digest()


def text_digest(text: str) -> bytes:
    """SHA-256 of a text as given, by which unmatchable values are told apart."""
    return digest_under("sha256", text)


def read_digest(text: str) -> bytes | None:
    """The bytes of a digest in hex or base64, or None where the text is no whole digest."""
    if len(text) in HEX_LENGTHS and re.fullmatch("[0-9a-fA-F]+", text):
        return bytes.fromhex(text)
    if not re.fullmatch("[A-Za-z0-9+/_-]+={0,2}", text):
        return None
    bare = text.rstrip("=").replace("-", "+").replace("_", "/")
    padded = bare + "=" * (-len(bare) % 4)
    if len(bare) not in BASE64_LENGTHS or ("=" in text and len(text) != len(padded)):
        return None
    return base64.b64decode(padded)


def fault_of_digest(digest: bytes | None, settings: Settings) -> str | None:
    """Why a digest cannot stand: the reason code of its rejection, or None."""
    if digest is None:
        return "bad_digest"
    algorithm = next(name for name, size in SIZES.items() if size == len(digest))
    if algorithm not in settings.hash:
        return "hash_not_listed"
    return "digest_of_nothing" if digest == digest_under(algorithm, "") else None


def lower(text: str) -> str:
    """Lower case by Unicode's simple mapping: character by character, one for one."""
    return "".join("i" if letter == "\u0130" else letter.lower() for letter in text)


def email_normal(text: str, settings: Settings) -> str | None:
    """The e-mail address as the ad system normalised it, or None where it is unmatchable."""
    value = lower(text.strip(WHITE_SPACE))
    local, at, domain = value.rpartition("@")
    if not at or not local or not domain or any(letter in WHITE_SPACE for letter in value):
        return None
    if settings.email == "gmail" and domain in ("gmail.com", "googlemail.com"):
        local = local.partition("+")[0].replace(".", "")
    return f"{local}@{domain}" if local else None


def phone_number(text: str, region: str | None, settings: Settings) -> PhoneNumber | None:
    """The phone number, or None where it cannot be parsed or is not a possible one."""
    try:
        number = phonenumbers.parse(text, region or settings.default_region)
    except phonenumbers.NumberParseException:
        return None
    reason = phonenumbers.is_possible_number_with_reason(number)
    return number if reason == ValidationResult.IS_POSSIBLE else None


def phone_normal(text: str, region: str | None, settings: Settings) -> str | None:
    """The phone number as the ad system normalised it, or None where it is unmatchable."""
    number = phone_number(text, region, settings)
    if number is None:
        return None
    normal = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return normal.removeprefix("+") if settings.phone == "e164_no_plus" else normal


def normal_form(text: str, kind: str | None, region: str | None, settings: Settings) -> str | None:
    """A raw value as normalised; without a kind it is an e-mail address if it has an `@`, else a phone."""
    if kind == "email" or (kind is None and "@" in text):
        return email_normal(text, settings)
    return phone_normal(text, region, settings)


def linked_digests(evidence: Evidence) -> Links:
    """For every digest of a raw value in any input: its digest under the first listed algorithm."""
    settings, links = evidence.settings, {}
    for rows in evidence.inputs.values():
        for row in rows:
            text, kind = row.get("identifier"), read_kind(row.get("kind"))
            if text is None or kind not in (None, *CONTACT_KINDS) or read_digest(text) is not None:
                continue
            normal = normal_form(text, kind, read_region(row.get("region")), settings)
            if normal is not None:
                for algorithm in settings.hash:
                    links[digest_under(algorithm, normal)] = digest_under(settings.hash[0], normal)
    return links


def named_by_digest(kind: str | None, digest: bytes, links: Links) -> Named:
    """An identifier given as a digest; it goes by its digest under the first listed algorithm."""
    return Named(kind, "digest", links.get(digest, digest), given_as_digest=True)


def named_of_other_kind(text: str, kind: str | None) -> Named:
    """The hash of another kind: a whole digest of any algorithm by its bytes, else by its text."""
    digest = read_digest(text)
    if digest is None:
        return Named(kind, "other", text_digest(text), given_as_digest=False)
    return Named(kind, "other", digest, given_as_digest=True)


def named_by_value(text: str, kind: str | None, region: str | None, settings: Settings) -> Named:
    """An identifier given as a raw value."""
    if kind not in (None, *CONTACT_KINDS):
        return Named(kind, "other", text_digest(text), given_as_digest=False)
    normal = normal_form(text, kind, region, settings)
    if normal is None:
        return Named(kind, "unmatchable", text_digest(text), given_as_digest=False)
    return Named(kind, "digest", digest_under(settings.hash[0], normal), given_as_digest=False)
