"""Asking the kernel what happens to files."""

from __future__ import annotations

import ctypes
import os
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_MODIFIED, _CHANGED, _CLOSED_AFTER_WRITING, _MOVED, _MADE, _REMOVED = 0x2, 0x4, 0x8, 0xC0, 0x100, 0x200
_EVENTS = _MODIFIED | _CHANGED | _CLOSED_AFTER_WRITING | _MOVED | _MADE | _REMOVED
_HEADER = struct.Struct("iIII")


@contextmanager
def opened_for_writing(folder: Path) -> Iterator[list[str]]:
    """Note the names below a folder that were written to, changed, made, moved or removed in the block."""
    if sys.platform != "linux":
        pytest.skip("the kernel is asked in Linux's way")
    libc = ctypes.CDLL(None, use_errno=True)
    watch = libc.inotify_init1(os.O_NONBLOCK)
    assert watch >= 0
    found: list[str] = []
    try:
        for place in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
            assert libc.inotify_add_watch(watch, os.fsencode(place), _EVENTS) >= 0
        yield found
        found += _names(watch)
    finally:
        os.close(watch)


def _names(watch: int) -> Iterator[str]:
    try:
        data = os.read(watch, 1 << 20)
    except BlockingIOError:
        return
    while data:
        _, event, _, length = _HEADER.unpack_from(data)
        yield f"{data[_HEADER.size : _HEADER.size + length].rstrip(bytes(1)).decode()} {event:#x}"
        data = data[_HEADER.size + length :]
