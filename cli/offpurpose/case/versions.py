"""The versions that a result may depend on."""

from __future__ import annotations

import platform
from importlib import metadata

import offpurpose


def versions() -> dict[str, str]:
    """Return the versions of the tool, of Python and of the libraries that compute and write.

    The version of `phonenumbers` is that of its metadata: it is the one of the upstream release.
    """
    libraries = {name: metadata.version(name) for name in ("duckdb", "phonenumbers", "pyarrow")}
    return {"offpurpose": offpurpose.__version__, "python": platform.python_version(), **libraries}
