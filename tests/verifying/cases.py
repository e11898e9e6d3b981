"""Cases for tests of verifying: whole ones, and ones that somebody changed who knows how they are proved."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

FIXTURE = Path(__file__).parents[2] / "fixtures" / "every_rule"


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def files_of(case: Path) -> list[str]:
    return sorted(path.relative_to(case).as_posix() for path in case.rglob("*") if path.is_file())


def prove_again(case: Path) -> None:
    """Make manifest and SHA256SUMS agree with the files, as a forger would."""
    for package in case.rglob("datapackage.json"):
        change_json(package, partial(state_again, package.parent))
    manifest = json.loads((case / "manifest.json").read_bytes())
    names = [name for name in files_of(case) if not name.startswith(("manifest.json", "SHA256SUMS"))]
    entries = [
        {"name": name, "bytes": (case / name).stat().st_size, "sha256": sha256(case / name)} for name in names
    ]
    manifest["outputs"] = [entry for entry in entries if entry["name"] != "case.duckdb"]
    manifest["run"]["database"] = next((each for each in entries if each["name"] == "case.duckdb"), None)
    write_json(case / "manifest.json", manifest)
    lines = [f"{sha256(case / name)}  {name}\n" for name in sorted([*names, "manifest.json"])]
    (case / "SHA256SUMS").write_text("".join(lines))


def state_again(folder: Path, package: Any) -> None:
    for resource in package["resources"]:
        path = folder / resource["path"]
        resource.update(bytes=path.stat().st_size, hash=f"sha256:{sha256(path)}")


def write_json(path: Path, content: Any) -> None:
    path.write_bytes((json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode())


def change_json(path: Path, change: Callable[[Any], None]) -> None:
    content = json.loads(path.read_bytes())
    change(content)
    write_json(path, content)


def change_database(case: Path, *statements: str) -> None:
    with duckdb.connect(str(case / "case.duckdb")) as con:
        for statement in statements:
            con.execute(statement).fetchall()


def copied(case: Path, folder: Path) -> Path:
    return Path(shutil.copytree(case, folder / "case"))
