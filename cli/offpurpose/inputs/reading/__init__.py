"""Files to rows: every value as it was written, every row with its record number, nothing guessed."""

from offpurpose.inputs.reading.rejects import RejectLog, StructuralReject
from offpurpose.inputs.reading.source import FileFacts, OnProgress, Source, SourceTable
from offpurpose.inputs.reading.sources import sources_of

__all__ = [
    "FileFacts",
    "OnProgress",
    "RejectLog",
    "Source",
    "SourceTable",
    "StructuralReject",
    "sources_of",
]
