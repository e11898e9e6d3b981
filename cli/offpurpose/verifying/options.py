"""What verifying a case may look at and use."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from offpurpose.engine.database import Limits
from offpurpose.engine.run import Progress


@dataclass(frozen=True, slots=True)
class Signing:
    """Who may have signed a case: a file of allowed signers as ssh-keygen reads it.

    signer: the name in it that must have signed; None lets the file say whose key it is.
    signature: the file of the signature; None takes the one in the case folder.
    """

    allowed_signers: Path
    signer: str | None = None
    signature: Path | None = None


@dataclass(frozen=True, slots=True)
class VerifyOptions:
    """How much of a case is verified; `quick` looks at the digests of its files alone.

    inputs: whether the inputs are digested; inputs_from: the folder of the incident file, where it has moved.
    rerun: whether the inputs are audited again, which says more than their digests and implies those.
    temp_dir: where a private folder is made for what is only needed meanwhile; None is the machine's own.
    """

    quick: bool = False
    inputs: bool = False
    inputs_from: Path | None = None
    rerun: bool = False
    signing: Signing | None = None
    limits: Limits = field(default_factory=Limits)
    temp_dir: Path | None = None


@dataclass(frozen=True, slots=True)
class Means:
    """What a check works with: a private folder for what is needed meanwhile, limits, and who is told."""

    work: Path
    limits: Limits
    progress: Progress
