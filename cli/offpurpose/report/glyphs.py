"""Which characters the fonts of the PDF library have: what they lack is written as its number."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files


def with_known_glyphs(text: str) -> str:
    """Return text in which each run of characters that no font has is written as in [U+6F22 U+5B57]."""
    return text if text.isascii() else _lacking().sub(_numbered, text)


@cache
def _lacking() -> re.Pattern[str]:
    ranges = (files("offpurpose.report") / "glyphs.txt").read_text(encoding="ascii").split()
    known = "".join(_class_of(*each.split("-")) for each in ranges)
    return re.compile(f"[^\n{known}]+")


def _class_of(first: str, last: str = "") -> str:
    return f"\\U{first:0>8}-\\U{last or first:0>8}"


def _numbered(run: re.Match[str]) -> str:
    return "[" + " ".join(f"U+{ord(character):04X}" for character in run[0]) + "]"
