"""The steps that look at the domain of an address, all that is behind its last `@`, as SQL."""

from __future__ import annotations

from collections.abc import Callable

import idna
import pyarrow as pa

from offpurpose.engine.sql_text import quoted_text
from offpurpose.identifiers.packs.model import Step
from offpurpose.identifiers.packs.texts import StepSql
from offpurpose.identifiers.packs.vocabulary import ANY_DOMAIN
from offpurpose.identifiers.white_space import WHITE_SPACE_CLASS, is_ascii, solid_ascii

IDN_FUNCTION = "offpurpose_idn"

_SOLID = f"[^{WHITE_SPACE_CLASS}]+@[^@{WHITE_SPACE_CLASS}]+"


def with_ascii_domain(texts: pa.ChunkedArray) -> pa.Array:
    """Put the domain of each address into ASCII (UTS 46, IDNA 2008); null where that cannot be."""
    return pa.array(
        [None if text is None else _with_ascii_domain(text) for text in texts.to_pylist()], pa.string()
    )


def _with_ascii_domain(text: str) -> str | None:
    local, at, domain = text.rpartition("@")
    if domain.isascii() or not at:
        return text
    try:
        return f"{local}@{idna.encode(domain, uts46=True).decode()}"
    except idna.IDNAError:
        return None


def _drop_dots(text: str, step: Step) -> str:
    return _changed_local(text, step.domains, ".", lambda local: f"replace({local}, '.', '')")


def _drop_plus(text: str, step: Step) -> str:
    return _changed_local(text, step.domains, "+", lambda local: f"split_part({local}, '+', 1)")


def _changed_local(text: str, domains: tuple[str, ...], mark: str, change: Callable[[str], str]) -> str:
    """Write SQL that changes the part before the last `@`; NULL where nothing is left of it.

    Where `mark` is not in it, there is nothing to change.
    """
    if ANY_DOMAIN in domains:
        domain = f"split_part({text}, '@', -1)"
        local = change(f"left({text}, length({text}) - length({domain}) - 1)")
        changed = f"nullif({local}, '') || '@' || {domain}"
        touched = f"contains({text}, '{mark}') or starts_with({text}, '@')"
        return f"case when contains({text}, '@') and ({touched}) then {changed} else {text} end"
    whens = [
        f"when ends_with({text}, {end}) then nullif({change(_before(text, end))}, '') || {end}"
        for end in (quoted_text(f"@{domain}") for domain in domains)
    ]
    return f"case {' '.join(whens)} else {text} end"


def _before(text: str, end: str) -> str:
    return f"left({text}, length({text}) - length({end}))"


def _rename_domain(text: str, step: Step) -> str:
    whens = [
        f"when ends_with({text}, {old}) then {_before(text, old)} || {new}"
        for old, new in ((quoted_text(f"@{old}"), quoted_text(f"@{new}")) for old, new in step.domain_pairs)
    ]
    return f"case {' '.join(whens)} else {text} end"


def _require_address(text: str, _: Step) -> str:
    plain = f"{solid_ascii(text)} and contains({text}, '@')"
    return (
        f"case when {plain} and not starts_with({text}, '@') and not ends_with({text}, '@') then {text}"
        f" when regexp_full_match({text}, '{_SOLID}') then {text} end"
    )


def _idn(text: str, _: Step) -> str:
    return f"case when {is_ascii(text)} then {text} else {IDN_FUNCTION}({text}) end"


DOMAIN_STEPS = {
    "require_address": StepSql(_require_address, leaves_nothing=False),
    "drop_dots_at": StepSql(_drop_dots, leaves_nothing=False),
    "drop_plus_at": StepSql(_drop_plus, leaves_nothing=False),
    "rename_domain": StepSql(_rename_domain, leaves_nothing=False),
    "idn": StepSql(_idn, leaves_nothing=False),
}
"""Word -> how it is written."""
