"""Signatures over a case by SSH keys, made and verified by ssh-keygen: no new keys, nor trust in us."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from offpurpose.case.manifest import CHECKSUMS, SIGNATURE
from offpurpose.case.one_file import whole_file
from offpurpose.engine.run import no_progress
from offpurpose.errors import AlteredCaseError, OffpurposeError
from offpurpose.identifiers.masking import printable
from offpurpose.verifying.files import look_into
from offpurpose.verifying.options import Signing
from offpurpose.verifying.report import Check, Difference

NAMESPACE = "offpurpose-case"
"""What a signature is for, so that none that was made for another purpose is taken for it."""

_CHECK = "signature"
_SIGNED_WITH = re.compile(r"with (\S+) key (SHA256:\S+)")
_ALTERED = "`offpurpose verify` names what is wrong"


def sign_case(folder: Path, key: Path, *, out: Path | None = None, force: bool = False) -> Path:
    """Sign a case with an SSH key, and return the file of the signature; it is over SHA256SUMS.

    The key may be a public one whose private key an agent holds. ssh-keygen asks for a passphrase by itself.

    Raises:
        AlteredCaseError: when the files of the case are not as SHA256SUMS has them.
        UsageFaultError: when there is a signature already, or it cannot be written.
        OffpurposeError: when ssh-keygen is missing or does not sign.
    """
    signature = out or folder / SIGNATURE
    if found := look_into(folder, no_progress).differences:
        raise AlteredCaseError(f"{folder} is not signed: {found[0].about} {found[0].what}", hint=_ALTERED)
    # What is in the way is told before a passphrase is asked for.
    with whole_file(signature, force=force) as file:
        file.write(_signature(folder, key).encode())
    return signature


def _signature(folder: Path, key: Path) -> str:
    done = _over_sums(folder, "sign", "-f", str(key), "-n", NAMESPACE)
    if done.returncode != 0 or not done.stdout.startswith("-----BEGIN SSH SIGNATURE-----"):
        raise OffpurposeError(
            f"ssh-keygen did not sign with {key}: {_said(done)}",
            hint="name a private SSH key, or the public one of a key that your agent holds",
        )
    return done.stdout


def signature_check(folder: Path, signing: Signing) -> Check:
    """Check that one of the allowed signers has signed a case."""
    signature = signing.signature or folder / SIGNATURE
    if not signature.is_file():
        return Check.of(_CHECK, [Difference(signature.name, "is missing: the case is not signed")], "")
    if not (folder / CHECKSUMS).is_file():
        return Check.left_out(_CHECK, f"{CHECKSUMS} is missing")
    signer = signing.signer or _principal(signature, signing.allowed_signers)
    if signer is None:
        key = _key(folder, signature)
        what = f"is by a key that the allowed signers do not have: {key}" if key else _NOT_OF_THIS
        return Check.of(_CHECK, [Difference(signature.name, what)], "")
    of = ("-f", str(signing.allowed_signers), "-I", signer, "-n", NAMESPACE, "-s", str(signature))
    done = _over_sums(folder, "verify", *of)
    if done.returncode != 0:
        what = f"is not a good signature of {printable(signer)}: {_said(done)}"
        return Check.of(_CHECK, [Difference(signature.name, what)], "")
    return Check.of(_CHECK, (), f"signed by {printable(signer)}, {_key_of(done) or 'key unknown'}")


_NOT_OF_THIS = f"is no signature over this {CHECKSUMS}"


def signed_by(folder: Path) -> str | None:
    """Say of a case that is signed by which key, without asking whose it is; None where it is not."""
    if not (folder / SIGNATURE).is_file() or shutil.which("ssh-keygen") is None:
        return None
    key = _key(folder, folder / SIGNATURE)
    if key is None:
        return f"{SIGNATURE} {_NOT_OF_THIS}"
    return f"signed with {key}; --allowed-signers asks whose it is"


def _principal(signature: Path, allowed_signers: Path) -> str | None:
    """Return the first name that the allowed signers give to the key of a signature."""
    done = _ssh_keygen("find-principals", "-s", str(signature), "-f", str(allowed_signers))
    names = [name for name in re.split(r"[\n,]", done.stdout) if name.strip()]
    return names[0].strip() if done.returncode == 0 and names else None


def _key(folder: Path, signature: Path) -> str | None:
    """Return the key by which SHA256SUMS is signed; None where the signature is not over it."""
    done = _over_sums(folder, "check-novalidate", "-n", NAMESPACE, "-s", str(signature))
    return _key_of(done) if done.returncode == 0 else None


def _over_sums(folder: Path, action: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    with (folder / CHECKSUMS).open("rb") as file:
        return _ssh_keygen(action, *arguments, stdin=file.fileno())


def _key_of(done: subprocess.CompletedProcess[str]) -> str | None:
    match = _SIGNED_WITH.search(done.stdout + done.stderr)
    return f"{match[1]} key {match[2]}" if match else None


def _ssh_keygen(
    action: str, *arguments: str, stdin: int = subprocess.DEVNULL
) -> subprocess.CompletedProcess[str]:
    program = shutil.which("ssh-keygen")
    if program is None:
        raise OffpurposeError(
            "ssh-keygen is not installed", hint="it is part of OpenSSH, from version 8.2 on"
        )
    return subprocess.run(  # noqa: S603
        [program, "-Y", action, *arguments],
        stdin=stdin,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
        env={**os.environ, "LC_ALL": "C"},
    )


def _said(done: subprocess.CompletedProcess[str]) -> str:
    lines = [line for line in (done.stderr or done.stdout).splitlines() if line.strip()]
    return printable(lines[-1].strip().rstrip(".")) if lines else f"exit status {done.returncode}"
