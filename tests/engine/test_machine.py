"""What a process may use, read from a made-up machine's control groups."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from offpurpose.engine.machine import usable_memory, usable_processors

GIB = 2**30
MACHINE = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")


def machine(folder: Path, cgroup: str, files: dict[str, str]) -> Path:
    """Write the files of a machine whose process is in a control group."""
    for name, text in {"proc/self/cgroup": cgroup, **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n", encoding="ascii")
    return folder


V2 = "sys/fs/cgroup"
V1 = "12:memory:/docker/abc\n5:cpu,cpuacct:/docker/abc\n0::/"
NO_LIMIT = str(2**63 - 4096)


@pytest.mark.parametrize(
    ("cgroup", "files", "expected"),
    [
        ("0::/a/b", {f"{V2}/a/b/memory.max": str(GIB // 2)}, GIB // 2),
        ("0::/a/b", {f"{V2}/a/b/memory.max": "max", f"{V2}/a/memory.max": str(GIB // 4)}, GIB // 4),
        ("0::/", {f"{V2}/memory.max": str(GIB // 8)}, GIB // 8),
        # The path is that outside the container, whose own group is at the top.
        ("0::/../../kube/x", {f"{V2}/memory.max": str(GIB // 8)}, GIB // 8),
        (V1, {f"{V2}/memory/docker/abc/memory.limit_in_bytes": str(GIB // 2)}, GIB // 2),
        (V1, {f"{V2}/memory/memory.limit_in_bytes": str(GIB // 4)}, GIB // 4),
        (V1, {f"{V2}/memory/docker/abc/memory.limit_in_bytes": NO_LIMIT}, MACHINE),
        ("0::/a", {f"{V2}/a/memory.max": "max"}, MACHINE),
        ("0::/a", {f"{V2}/a/memory.max": "nonsense"}, MACHINE),
        ("", {}, MACHINE),
    ],
)
def test_the_least_limit_counts(tmp_path: Path, cgroup: str, files: dict[str, str], expected: int) -> None:
    soft = [resource.getrlimit(kind)[0] for kind in (resource.RLIMIT_AS, resource.RLIMIT_DATA)]
    own = [limit for limit in soft if limit != resource.RLIM_INFINITY]
    assert usable_memory(machine(tmp_path, cgroup, files)) == min([expected, *own])


@pytest.mark.parametrize(
    ("cgroup", "files", "most"),
    [
        ("0::/a", {f"{V2}/a/cpu.max": "100000 100000"}, 1),
        ("0::/a", {f"{V2}/a/cpu.max": "20000 100000"}, 1),
        (V1, {f"{V2}/cpu/docker/abc/cpu.cfs_quota_us": "150000",
              f"{V2}/cpu/docker/abc/cpu.cfs_period_us": "100000"}, 1),
        (V1, {f"{V2}/cpu/docker/abc/cpu.cfs_quota_us": "-1",
              f"{V2}/cpu/docker/abc/cpu.cfs_period_us": "100000"}, None),
        ("0::/a", {f"{V2}/a/cpu.max": "max 100000"}, None),
    ],
)  # fmt: skip
def test_processors(tmp_path: Path, cgroup: str, files: dict[str, str], most: int | None) -> None:
    own = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    assert usable_processors(machine(tmp_path, cgroup, files)) == (own if most is None else most)


def test_a_machine_that_tells_nothing(tmp_path: Path) -> None:
    assert usable_memory(tmp_path) <= MACHINE
    assert usable_processors(tmp_path) >= 1


def test_a_limit_on_the_address_space_counts() -> None:
    code = "from offpurpose.engine.machine import usable_memory; print(usable_memory())"
    limit = f"import resource; resource.setrlimit(resource.RLIMIT_AS, ({GIB}, {GIB})); "
    done = subprocess.run([sys.executable, "-c", limit + code], capture_output=True, text=True, check=True)
    assert int(done.stdout) <= GIB
