"""What holds for every test: Ctrl-C is heard, also where the tests run in the background of a shell."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest
from tests import audits

# A shell starts what it puts in the background with SIGINT ignored, and children inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="module")
def without_typesetting() -> Iterator[None]:
    """Let no test of the module wait for a PDF that it does not look at."""
    with audits.without_typesetting():
        yield
