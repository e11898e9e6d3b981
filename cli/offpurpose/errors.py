"""Errors that carry a message, a hint and a context, and the exit status that each becomes."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Mapping


class ExitStatus(IntEnum):
    """What the process tells its caller."""

    OK = 0
    FAULT = 1
    USAGE = 2
    USES_AFTER_END = 3
    DIFFERS = 4
    DIFFERENT = 5
    INTERNAL = 70
    INTERRUPTED = 130


class OffpurposeError(Exception):
    """Base of every error that is reported to a person instead of as a fault of ours.

    `hint` says what to do about it; `context` names what it is about (file, column, input), as text.
    """

    status: ClassVar[ExitStatus] = ExitStatus.FAULT

    def __init__(
        self, message: str, *, hint: str | None = None, context: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.context: dict[str, str] = dict(context or {})

    def __str__(self) -> str:
        return self.message


class IncidentFileError(OffpurposeError):
    """The incident file cannot be read, or says something that it may not say."""


class InputError(OffpurposeError):
    """An input file is missing, unreadable, or not what the incident file calls it."""


class RejectedShareError(InputError):
    """So many rows of one input were rejected that the result would not be worth having."""


class QueryError(OffpurposeError):
    """A query of the audit is missing, does not parse, or cannot be put in order."""


class CheckFailedError(OffpurposeError):
    """A check of the audit's own figures found rows that contradict each other: a fault of ours."""

    status = ExitStatus.INTERNAL


class CaseError(OffpurposeError):
    """A case folder is missing, incomplete, altered, or in the way."""


class AlteredCaseError(CaseError):
    """A case folder is not as its own proof says, where something needs it to be."""

    status = ExitStatus.DIFFERS


class UsageFaultError(OffpurposeError):
    """The command line asks for something that cannot be."""

    status = ExitStatus.USAGE
