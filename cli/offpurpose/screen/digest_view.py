"""Digests, refusals and rule packs on the screen. It lays out, and computes nothing."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from offpurpose.identifiers.masking import printable
from offpurpose.identifiers.packs import RulePack
from offpurpose.identifiers.packs.model import KINDS
from offpurpose.identifiers.packs.wording import in_words, refusals
from offpurpose.screen.output import WIDEST

if TYPE_CHECKING:
    from offpurpose.digesting.lines import Answer, Asked

_LABELS = {"email": "e-mail", "phone": "phone"}


def answer_text(answer: Answer, asked: Asked, *, as_json: bool) -> str:
    """Lay out what one line is under one pack: its number, the pack where there are several, the digests."""
    if as_json:
        return json.dumps(_answer(answer), ensure_ascii=False)
    start = f"{answer.line}\t" + (f"{answer.rules}\t" if len(asked.packs) > 1 else "")
    if answer.refused is not None:
        return f"{start}refused\t{answer.refused}: {answer.why}"
    note = "\talready a digest" if answer.is_digest else ""
    return "\n".join(f"{start}{name}\t{digest}{note}" for name, digest in answer.digests.items())


def listed_packs(packs: Sequence[RulePack], *, as_json: bool) -> str:
    """List packs, one a line: name, date and title."""
    if as_json:
        return _json([_pack(pack) for pack in packs])
    width = max(len(pack.name) for pack in packs)
    return "\n".join(
        printable(f"{pack.name:{width}}  {pack.dated or '-'!s:10}  {pack.title}") for pack in packs
    )


def packs_in_full(packs: Sequence[RulePack], *, as_json: bool) -> str:
    """Show all about some packs: what they do, what they refuse, notes and sources."""
    if as_json:
        return _json([_pack(pack) for pack in packs])
    return "\n\n".join("\n".join(_lines(pack)) for pack in packs)


def _lines(pack: RulePack) -> Iterator[str]:
    yield printable(pack.name)
    yield from _wrapped("", pack.title)
    for kind in KINDS:
        yield from _wrapped(_LABELS[kind], in_words(pack, kind))
        yield from _wrapped("", f"refuses: {', '.join(refusals(pack, kind)) or 'nothing'}")
    yield from _wrapped("digest", f"{', '.join(pack.algorithms)}; written as {', '.join(pack.encodings)}")
    yield from _wrapped("notes", " ".join(pack.notes.split()))
    for place, source in enumerate(pack.sources):
        yield from _wrapped("source" if place == 0 else "", source)
    yield from _wrapped("dated", str(pack.dated or "-"))


def _wrapped(label: str, text: str) -> list[str]:
    start = f"  {label:8}"
    return textwrap.wrap(
        printable(text),
        WIDEST,
        initial_indent=start,
        subsequent_indent=" " * len(start),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _answer(answer: Answer) -> dict[str, Any]:
    given: dict[str, Any] = {"line": answer.line, "kind": answer.kind, "rules": answer.rules}
    if answer.refused is not None:
        return {**given, "refused": answer.refused, "why": answer.why}
    return {**given, "digests": answer.digests, "already_a_digest": answer.is_digest}


def _pack(pack: RulePack) -> dict[str, Any]:
    return {
        "name": pack.name,
        "title": pack.title,
        "platform": pack.platform,
        "dated": str(pack.dated) if pack.dated else None,
        "sources": list(pack.sources),
        "algorithms": list(pack.algorithms),
        "encodings": list(pack.encodings),
        **{kind: in_words(pack, kind) for kind in KINDS},
        "refuses": {kind: list(refusals(pack, kind)) for kind in KINDS},
        "notes": " ".join(pack.notes.split()),
    }


def _json(content: object) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False)
