"""What people found who looked at a sample of the verdicts: a file that `offpurpose score` writes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from offpurpose.case.opening import Case
from offpurpose.case.summary import as_json
from offpurpose.errors import CaseError

FORMAT = "offpurpose review"
VERDICTS_FILE = "accounts/verdicts.parquet"

Json = dict[str, Any]

_PARTS: dict[str, type | tuple[type, ...]] = {
    "verdicts_sha256": str,
    "sample": dict,
    "confidence": float,
    "verdicts": list,
    "all": (dict, type(None)),
    "answers": list,
}


def load_review(path: Path) -> Json:
    """Read a review.

    Raises:
        CaseError: when the file is none.
    """
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "is not JSON"
        raise CaseError(f"{path}: cannot be read as a review: {reason}", hint=_SCORE) from error
    if not isinstance(found, dict) or found.get("format") != FORMAT or found.get("format_version") != 1:
        raise CaseError(f"{path}: is no review, or one of a newer version", hint=_SCORE)
    wrong = [name for name, kind in _PARTS.items() if not isinstance(found.get(name), kind)]
    if wrong:
        raise CaseError(f"{path}: is a damaged review: it lacks {', '.join(wrong)}", hint=_SCORE)
    return found


def require_of_case(review: Json, case: Case) -> None:
    """Hold a review to the case that it is of.

    Raises:
        CaseError: when its verdicts are not those of the case.
    """
    digests = {entry["name"]: entry["sha256"] for entry in case.manifest["outputs"]}
    if digests.get(VERDICTS_FILE) != review["verdicts_sha256"]:
        raise CaseError(
            f"the review is of other verdicts than those of {case.folder}",
            hint="draw a sample of this case and have it reviewed, or name the case that was reviewed",
        )


def as_text(review: Json | None) -> str | None:
    """Return a review as text that `from_text` reads back."""
    return None if review is None else as_json(review).decode()


def from_text(text: str | None) -> Json | None:
    """Return the review that a manifest keeps."""
    found: Json | None = None if text is None else json.loads(text)
    return found


_SCORE = "`offpurpose score CASE REVIEWED.csv --out review.json` writes one"
