"""What an expression over one row may cost: the text that it makes is bounded by the text that it reads.

Functions take memory beside what a database is allowed, so that one row could take all of the machine's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

Node = Mapping[str, Any]

LONGEST = 10_000
"""Characters of an expression."""

_WIDEST = 1000
_LONGEST_REPLACEMENT = 100
_MOST_LENGTHENING = 2

_PADDING = frozenset({"lpad", "rpad"})
_FORMATTING = frozenset({"format", "printf"})
_REPLACING = frozenset({"replace", "regexp_replace"})
_LENGTHENING = frozenset(
    {"base64", "bin", "hex", "regexp_escape", "to_base64", "to_binary", "to_hex", "to_json", "url_encode"}
)
# A width of more than three digits, one that is an argument, or a field within a field.
_WIDE_FORMAT = re.compile(r"[0-9]{4}|\*|\{[^}]*\{")


def costly_because(tree: Node) -> str | None:
    """Return why an expression may cost without bound, as an end of `the expression ...`, or None."""
    for node in _all_nodes(tree):
        if node["class"] == "FUNCTION" and (fault := _fault_of_call(node)):
            return fault
    if _lengthening(tree) > _MOST_LENGTHENING:
        return f"lengthens text more than {_MOST_LENGTHENING} times over"
    return None


def children(value: object) -> Iterator[Node]:
    """Yield the nearest nodes below: every mapping with a class, wherever the tree keeps it."""
    parts = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    for part in parts:
        if isinstance(part, Mapping) and "class" in part:
            yield part
        else:
            yield from children(part)


def _all_nodes(tree: Node) -> Iterator[Node]:
    yield tree
    for child in children(tree):
        yield from _all_nodes(child)


def _fault_of_call(node: Node) -> str | None:
    name, given = str(node["function_name"]).lower(), [_constant(argument) for argument in children(node)]
    if name in _PADDING:
        width = given[1] if len(given) > 1 else None
        if not isinstance(width, int) or width > _WIDEST:
            return f"pads to a width that is no number up to {_WIDEST}"
    if name in _FORMATTING and (not isinstance(given[0], str) or _WIDE_FORMAT.search(given[0])):
        return "formats by a pattern that is not written out, or with a width of more than 999"
    if name in _REPLACING and len(given) > 2 and len(str(given[2] or "")) > _LONGEST_REPLACEMENT:
        return f"replaces by more than {_LONGEST_REPLACEMENT} characters"
    return None


def _lengthening(node: Node) -> int:
    """How many calls that may multiply the length of a text stand one within another."""
    below = max((_lengthening(child) for child in children(node)), default=0)
    return below + (node["class"] == "FUNCTION" and _may_lengthen(node))


def _may_lengthen(node: Node) -> bool:
    name = str(node["function_name"]).lower()
    if name not in _REPLACING:
        return name in _LENGTHENING
    sought, replacement = ([_constant(argument) for argument in children(node)] + [None] * 3)[1:3]
    if name == "regexp_replace":
        return replacement != ""
    return not (isinstance(sought, str) and isinstance(replacement, str) and len(replacement) <= len(sought))


def _constant(node: Node) -> str | int | None:
    """Return the value of a text or a whole number that is written out; None for everything else."""
    literal = node.get("literal") or {}
    if literal.get("kind") == "INTEGER":
        return int(literal["text"])
    return str(literal["text"]) if literal.get("kind") == "STRING" else None
