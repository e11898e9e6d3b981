"""What holds for every test: Ctrl-C is heard, also in the background of a shell; sharers run together."""

from __future__ import annotations

import signal
from collections.abc import Iterator

import pytest
from tests import audits

# A shell starts what it puts in the background with SIGINT ignored, and children inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)

SHARING = {"asking", "explaining", "report", "verifying"}
"""Folders whose conftest.py makes a case for all of their tests."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let a module, or a folder that shares a case, be the work of one process (`--dist loadgroup`)."""
    for item in items:
        if item.get_closest_marker("xdist_group") is None:
            folder = item.path.parent
            group = folder if folder.name in SHARING else item.path
            item.add_marker(pytest.mark.xdist_group(str(group.relative_to(item.config.rootpath))))


@pytest.fixture(scope="module")
def without_typesetting() -> Iterator[None]:
    """Let no test of the module wait for a PDF that it does not look at."""
    with audits.without_typesetting():
        yield
