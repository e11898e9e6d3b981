"""E-mail addresses as the ad system normalised them (rules, section 4), as SQL over a column of text."""

from __future__ import annotations

from typing import Literal

from offpurpose.identifiers.white_space import WHITE_SPACE_CLASS, solid_ascii

EmailRule = Literal["lowercase", "gmail"]

# One run of text with white space around it at most; something before and after its last `@`.
_ADDRESS = f"[{WHITE_SPACE_CLASS}]*[^{WHITE_SPACE_CLASS}]+@[^@{WHITE_SPACE_CLASS}]+[{WHITE_SPACE_CLASS}]*"
_RUN = f"[^{WHITE_SPACE_CLASS}]+"
_GMAIL_DOMAINS = ("@gmail.com", "@googlemail.com")


def email_normal(text: str, rule: EmailRule) -> str:
    """Write SQL for the normalised address in the column `text`, NULL where it is unmatchable."""
    address = lowercase(text)
    return gmail(address) if rule == "gmail" else address


def lowercase(text: str) -> str:
    """Write SQL that trims and lower-cases `text` by Unicode's simple mapping; NULL where it is no address.

    The first branch is for what needs no trimming and is plainly an address; it costs a third of the second.
    """
    return (
        f"case when {solid_ascii(text)} and contains({text}, '@')"
        f" and not starts_with({text}, '@') and not ends_with({text}, '@') then lower({text})"
        f" when regexp_full_match({text}, '{_ADDRESS}') then lower(regexp_extract({text}, '{_RUN}')) end"
    )


def gmail(address: str) -> str:
    """Write SQL that drops dots and +tags from the local part of a lower-cased address at a Gmail domain."""
    branches = [
        f"when ends_with({address}, '{domain}') then nullif(replace(split_part("
        f"left({address}, length({address}) - {len(domain)}), '+', 1), '.', ''), '') || '{domain}'"
        for domain in _GMAIL_DOMAINS
    ]
    return f"case {' '.join(branches)} else {address} end"
