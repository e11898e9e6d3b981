"""What this process may use of the machine, or of the container that it runs in: memory and processors."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_ROOT = Path("/")
_CGROUPS = "sys/fs/cgroup"


def usable_memory(root: Path = _ROOT) -> int:
    """Return how many bytes this process may use at most: of the machine, its control groups, its limits.

    `root` is where `proc` and `sys` are.
    """
    return min([_physical_memory(), *_memory_limits(root), *_process_limits()])


def usable_processors(root: Path = _ROOT) -> int:
    """Return how many processors this process may keep busy, at least 1."""
    share = min([float(_processors()), *_quotas(root)])
    return max(1, int(share))


def _physical_memory() -> int:
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def _process_limits() -> Iterator[int]:
    for limit in (resource.RLIMIT_AS, resource.RLIMIT_DATA):
        soft, _ = resource.getrlimit(limit)
        if soft != resource.RLIM_INFINITY:
            yield soft


def _memory_limits(root: Path) -> Iterator[int]:
    files = [folder / "memory.max" for folder in _groups(root, "")]
    files += [folder / "memory.limit_in_bytes" for folder in _groups(root, "memory")]
    for file in files:
        # Version 2 says `max` where there is no limit; version 1 a number above all memory.
        with suppress(OSError, ValueError):
            yield int(file.read_text(encoding="ascii"))


def _quotas(root: Path) -> Iterator[float]:
    for folder in _groups(root, ""):
        with suppress(OSError, ValueError):
            quota, period = (folder / "cpu.max").read_text(encoding="ascii").split()
            yield int(quota) / int(period)
    for folder in _groups(root, "cpu"):
        with suppress(OSError, ValueError):
            quota = (folder / "cpu.cfs_quota_us").read_text(encoding="ascii")
            period = (folder / "cpu.cfs_period_us").read_text(encoding="ascii")
            if int(quota) > 0:
                yield int(quota) / int(period)


def _groups(root: Path, controller: str) -> Iterator[Path]:
    """Yield the folders of this process's control group and of those above it.

    `controller` is "" in version 2. In a container the path may be that outside it: the folder at the top is
    then the container's own.
    """
    with suppress(OSError, ValueError):
        for line in (root / "proc/self/cgroup").read_text(encoding="utf-8").splitlines():
            _, controllers, path = line.split(":", 2)
            if controller in controllers.split(","):
                top = root / _CGROUPS / controller
                own = Path(path.lstrip("/"))
                yield from (top / each for each in (own, *own.parents) if (top / each).is_dir())


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
