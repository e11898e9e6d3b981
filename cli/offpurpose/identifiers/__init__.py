"""E-mail addresses, phone numbers and their digests: normalised and digested at the door, then forgotten."""

from __future__ import annotations

from offpurpose.identifiers.digests import SIZES, given_digest, text_digest
from offpurpose.identifiers.masking import (
    looks_like_identifier,
    mask_text,
    mask_value,
    masked,
    masked_value,
)
from offpurpose.identifiers.sql import IdentifierSql, Matching, is_email, is_phone, register
from offpurpose.identifiers.white_space import WHITE_SPACE, trimmed

__all__ = [
    "SIZES",
    "WHITE_SPACE",
    "IdentifierSql",
    "Matching",
    "given_digest",
    "is_email",
    "is_phone",
    "looks_like_identifier",
    "mask_text",
    "mask_value",
    "masked",
    "masked_value",
    "register",
    "text_digest",
    "trimmed",
]
