"""The patterns of the numbering metadata, asked about numbers of which only the first digits are known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, reduce

from offpurpose.identifiers.phones import expressions
from offpurpose.identifiers.phones.expressions import Expression


class UndecidedError(Exception):
    """The answer differs between the numbers of a block, or may."""


class UnreadablePatternError(Exception):
    """A pattern is written in more than the dialect that is read here."""


@dataclass(frozen=True, slots=True)
class Digits:
    """A run of digits of which only the beginning is known; `rest` counts the unknown ones after it."""

    known: str
    rest: int

    def __len__(self) -> int:
        return len(self.known) + self.rest

    def begins(self, digits: str) -> bool:
        """Ask whether it begins with these digits."""
        if self.known.startswith(digits):
            return True
        if self.rest and digits.startswith(self.known) and len(digits) <= len(self):
            raise UndecidedError
        return False

    def without(self, count: int) -> Digits:
        """Drop the first digits."""
        if count > len(self.known):
            raise UndecidedError
        return Digits(self.known[count:], self.rest)


@dataclass(frozen=True)
class Pattern:
    """One pattern of the metadata; a question whose answer varies within a block raises UndecidedError."""

    text: str

    @cached_property
    def _expression(self) -> Expression:
        return _Reader(self.text).read()

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self.text)

    def accepts(self, digits: Digits) -> bool:
        """Ask whether it matches the whole run."""
        answer = expressions.matches_all(self._after(digits.known), digits.rest)
        if answer is None:
            raise UndecidedError
        return answer

    def begins(self, digits: Digits) -> bool:
        """Ask whether it matches a beginning of the run."""
        return self.match(digits) is not None

    def match(self, digits: Digits) -> re.Match[str] | None:
        """Match it at the beginning of the run, the way that the `re` module chooses among alternatives.

        Where no alternative could take an unknown digit, any digits in their place show the same match.
        """
        anywhere, last = expressions.lengths(self._after(digits.known))
        if digits.rest and (digits.rest in last or any(0 < count <= digits.rest for count in anywhere)):
            raise UndecidedError
        return self._compiled.match(digits.known + "0" * digits.rest)

    def _after(self, known: str) -> Expression:
        return reduce(expressions.after, known, self._expression)


class _Reader:
    r"""Reads the dialect: digits, `\d`, classes, groups, alternatives, `?`, counts, and `$`."""

    _TOKEN = re.compile(r"\\d|\[(?P<items>[\d-]+)\]|\(\?:|\{(?P<least>\d+)(?:,(?P<most>\d+))?\}|[\d()|?$]")

    def __init__(self, text: str) -> None:
        self._tokens = list(self._TOKEN.finditer(text))
        if "".join(token.group() for token in self._tokens) != text:
            raise UnreadablePatternError(text)
        self._next = 0

    def read(self) -> Expression:
        expression = self._alternatives()
        if self._next < len(self._tokens):
            raise UnreadablePatternError
        return expression

    def _peek(self) -> str:
        return self._tokens[self._next].group() if self._next < len(self._tokens) else ""

    def _take(self) -> re.Match[str]:
        self._next += 1
        return self._tokens[self._next - 1]

    def _alternatives(self) -> Expression:
        options = [self._sequence()]
        while self._peek() == "|":
            self._take()
            options.append(self._sequence())
        return expressions.either(options)

    def _sequence(self) -> Expression:
        parts = []
        while self._peek() not in {"", "|", ")"}:
            parts.append(self._counted(self._atom()))
        return reduce(lambda rest, part: expressions.then(part, rest), reversed(parts), expressions.EMPTY)

    def _counted(self, atom: Expression) -> Expression:
        if self._peek() == "?":
            self._take()
            return expressions.repeated(atom, 0, 1)
        if not self._peek().startswith("{"):
            return atom
        count = self._take()
        least = int(count["least"])
        return expressions.repeated(atom, least, int(count["most"] or least))

    def _atom(self) -> Expression:
        token = self._take()
        text = token.group()
        if text == r"\d":
            return expressions.digit(expressions.DIGITS)
        if text == "$":
            return expressions.END
        if text in {"(", "(?:"}:
            inner = self._alternatives()
            if self._peek() != ")":
                raise UnreadablePatternError
            self._take()
            return inner
        if token["items"]:
            return expressions.digit(_members(token["items"]))
        if text.isdecimal():
            return expressions.digit(text)
        raise UnreadablePatternError


def _members(items: str) -> str:
    ranges = re.sub(
        r"(\d)-(\d)", lambda span: "".join(map(str, range(int(span[1]), int(span[2]) + 1))), items
    )
    if "-" in ranges:
        raise UnreadablePatternError
    return ranges
