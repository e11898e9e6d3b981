"""The words that a step of a rule pack may be, and what each is given."""

from __future__ import annotations

from typing import Literal

from offpurpose.identifiers.packs.model import Kind

Takes = Literal["nothing", "characters", "pattern", "number_or_nothing", "text", "domains", "domain_pairs"]

_BOTH: dict[str, Takes] = {
    "trim_unicode": "nothing",
    "trim_ascii": "nothing",
    "trim": "characters",
    "remove_white_space": "nothing",
    "remove_ascii_white_space": "nothing",
    "remove": "characters",
    "lower_unicode": "nothing",
    "lower_full": "nothing",
    "lower_ascii": "nothing",
    "nfc": "nothing",
    "refuse_unless": "pattern",
    "refuse_if": "pattern",
    "drop_prefix": "pattern",
    "drop_leading_zeros": "number_or_nothing",
    "prefix": "text",
}
_EMAIL: dict[str, Takes] = {
    "require_address": "nothing",
    "drop_dots_at": "domains",
    "drop_plus_at": "domains",
    "rename_domain": "domain_pairs",
    "idn": "nothing",
}
_PHONE: dict[str, Takes] = {
    "keep_digits": "nothing",
    "fold_digits": "nothing",
    "drop_plus": "nothing",
    "e164": "nothing",
    "e164_no_plus": "nothing",
    "national": "nothing",
}

VOCABULARY: dict[Kind, dict[str, Takes]] = {"email": _BOTH | _EMAIL, "phone": _BOTH | _PHONE}
"""Kind -> word -> what the word is given."""

ANY_DOMAIN = "*"
ENCODINGS = ("hex_lower", "hex_upper", "base64", "base64url")
