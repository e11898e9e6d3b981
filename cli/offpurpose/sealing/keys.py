"""The keys that a sealed case is for, and those that open it: of age, and of SSH."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TypeAlias

from pyrage import IdentityError, RecipientError, ssh, x25519

from offpurpose.errors import UsageFaultError

Recipient: TypeAlias = x25519.Recipient | ssh.Recipient
Identity: TypeAlias = x25519.Identity | ssh.Identity

_KNOWN = "an age recipient (age1...), an SSH key (ssh-ed25519 or ssh-rsa), or a file of these, one a line"
_LARGEST = 1 << 20
_ENCRYPTED = (b"age-encryption.org/", b"-----BEGIN AGE ENCRYPTED FILE-----")
_BY_HAND = "`age -d -i KEY FILE | tar x` asks for the passphrase; or name a key without one"


def recipients_of(given: Iterable[str]) -> list[Recipient]:
    """Return the recipients that are given, each as itself or as a file of them.

    Raises:
        UsageFaultError: when one is neither; no key is repeated in the message.
    """
    found = [each for text in given for each in _of_text(text.strip())]
    if not found:
        raise UsageFaultError("there is no recipient to seal for", hint=f"name {_KNOWN}")
    return found


def _of_text(text: str) -> Iterator[Recipient]:
    if text.startswith(("age1", "ssh-")):
        yield _recipient(text, "--to")
        return
    for number, line in enumerate(_read(Path(text), "recipients").decode("utf-8", "replace").splitlines(), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield _recipient(line.strip(), f"{text}, line {number}")


def _recipient(text: str, where: str) -> Recipient:
    try:
        return ssh.Recipient.from_str(text) if text.startswith("ssh-") else x25519.Recipient.from_str(text)
    except RecipientError:
        raise UsageFaultError(
            f"{where}: this is no recipient that is known here", hint=f"name {_KNOWN}"
        ) from None


def identities_of(paths: Iterable[Path]) -> list[Identity]:
    """Return the identities in some files: of age, one or more each, or an SSH private key.

    Raises:
        UsageFaultError: when a file holds none, or one that is locked; nothing of a key is in the message.
    """
    return [each for path in paths for each in _of_file(path)]


def _of_file(path: Path) -> list[Identity]:
    content = _read(path, "an identity")
    if content.startswith(_ENCRYPTED):
        raise UsageFaultError(f"{path} is itself encrypted", hint=_BY_HAND)
    try:
        if content.startswith(b"-----BEGIN"):
            return [ssh.Identity.from_buffer(content)]
        lines = content.decode("utf-8").splitlines()
        keys = [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]
        found: list[Identity] = [x25519.Identity.from_str(key) for key in keys]
    except IdentityError as error:
        if "decrypted" in str(error):
            raise UsageFaultError(f"{path} is locked with a passphrase", hint=_BY_HAND) from None
        found = []
    except UnicodeDecodeError:
        found = []
    if not found:
        raise UsageFaultError(
            f"{path} holds no identity that is known here",
            hint="name a file of age identities (AGE-SECRET-KEY-1...), or a private SSH key, ed25519 or RSA",
        )
    return found


def _read(path: Path, what: str) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_LARGEST)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UsageFaultError(f"{path} cannot be read for {what}: {reason}", hint=f"name {_KNOWN}") from None
