"""White space as Unicode means it, in Python and in SQL."""

from __future__ import annotations

from collections.abc import Iterable

# The characters with the Unicode property White_Space. `str.strip()` would also take U+001C to U+001F.
WHITE_SPACE = (
    "\t\n\v\f\r \x85\xa0\u1680"
    "\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)

# The same as the inside of an RE2 character class.
WHITE_SPACE_CLASS = "".join(f"\\x{{{ord(character):X}}}" for character in WHITE_SPACE)


def characters_sql(characters: Iterable[str]) -> str:
    """Write characters as SQL in which none is invisible to a reader."""
    return f"concat({', '.join(f'chr({ord(character)})' for character in characters)})"


# The same as an SQL expression.
WHITE_SPACE_SQL = characters_sql(WHITE_SPACE)


def trimmed(text: str) -> str:
    """Write SQL for `text` without white space at either end."""
    return f"case when {solid_ascii(text)} then {text} else trim({text}, {WHITE_SPACE_SQL}) end"


def solid_ascii(text: str) -> str:
    """Write SQL that asks whether `text` is all ASCII without white space, by a few cheap byte searches.

    It may be asked before anything dearer: where it holds, nothing is to be trimmed.
    """
    searches = " or ".join(
        f"contains({text}, chr({ord(character)}))"
        for character in reversed(WHITE_SPACE)
        if character < "\x7f"
    )
    return f"({is_ascii(text)} and not ({searches}))"


def is_ascii(text: str) -> str:
    """Write SQL that asks whether `text` is all ASCII."""
    return f"strlen({text}) = length({text})"
