"""The package as it is built, installed and imported."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import offpurpose

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
SHELL_MODULES = ("offpurpose.__main__", "offpurpose.main", "offpurpose.commands", "offpurpose.screen")


def run(*command: str | Path, cwd: Path = ROOT, **environment: str) -> str:
    result = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def run_python(code: str, cwd: Path, **environment: str) -> list[str]:
    return run(sys.executable, "-c", code, cwd=cwd, **environment).split()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder)
    [path] = folder.glob("*.whl")
    return path


def names_in(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def tracked(*patterns: str) -> set[str]:
    return set(run("git", "ls-files", "-z", "--", *patterns).split("\0")) - {""}


def test_the_wheel_has_every_query(wheel: Path) -> None:
    assert tracked("queries/*.sql")
    packaged = {name.removeprefix("offpurpose/") for name in names_in(wheel) if name.endswith(".sql")}
    assert packaged >= tracked("queries/*.sql")


def test_the_wheel_has_every_module(wheel: Path) -> None:
    expected = {name.removeprefix("cli/") for name in tracked("cli/offpurpose/*.py")}
    assert names_in(wheel) >= expected | {"offpurpose/py.typed"}


def test_the_wheel_has_nothing_else(wheel: Path) -> None:
    allowed = re.compile(r"offpurpose/|offpurpose-[0-9.]+\.dist-info/")
    assert [name for name in names_in(wheel) if not allowed.match(name)] == []


def test_the_wheel_finds_its_own_queries_from_another_folder(wheel: Path, tmp_path: Path) -> None:
    code = (
        "import offpurpose; from offpurpose.engine.query_files import queries_root;"
        "print(offpurpose.__file__, *sorted(e.name for e in queries_root().iterdir()))"
    )
    location, *folders = run_python(code, tmp_path, PYTHONPATH=str(wheel))
    assert location.startswith(str(wheel))
    assert {"contact_matching", "results", "checks"} <= set(folders)


def test_the_version_is_the_one_of_the_package(wheel: Path) -> None:
    assert wheel.name == f"offpurpose-{offpurpose.__version__}-py3-none-any.whl"


def test_the_import_contracts_hold() -> None:
    run(Path(sys.executable).with_name("lint-imports"))


def test_the_core_imports_neither_typer_nor_rich(tmp_path: Path) -> None:
    code = f"""
import importlib, pkgutil, sys
import offpurpose
names = [module.name for module in pkgutil.walk_packages(offpurpose.__path__, "offpurpose.", onerror=print)
         if not module.name.startswith({SHELL_MODULES!r})]
for name in names:
    importlib.import_module(name)
print(*(set(sys.modules) & {{"typer", "rich", "offpurpose.incident.reading"}}))
"""
    assert run_python(code, tmp_path) == ["offpurpose.incident.reading"]


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    code = """
import sys
sys.argv = ["offpurpose", "--help"]
from offpurpose.main import main
try:
    status = main()
except SystemExit as stop:
    status = stop.code
assert not status, status
print("heavy:", *sorted({"duckdb", "pyarrow", "sqlglot", "phonenumbers", "numpy"} & set(sys.modules)))
"""
    output = run_python(code, tmp_path, NO_COLOR="1")
    assert "audit" in output
    assert output[output.index("heavy:") :] == ["heavy:"]


def test_the_command_is_installed() -> None:
    assert PROJECT["scripts"] == {"offpurpose": "offpurpose.main:main"}


def locked() -> dict[str, str]:
    lock = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))
    return {package["name"]: package.get("version", "") for package in lock["package"]}


def test_the_lock_covers_what_the_project_asks_for() -> None:
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]
    asked = {
        re.split(r"[><=!~ ]", item)[0].replace("_", "-") for item in PROJECT["dependencies"] + groups["dev"]
    }
    assert asked <= set(locked())


def test_the_exported_lock_is_the_lock() -> None:
    text = (ROOT / "requirements-dev.lock").read_text(encoding="utf-8")
    exported = dict(re.findall(r"^([\w.-]+)==([^ ;\\]+)", text, re.MULTILINE))
    assert exported == {name: version for name, version in locked().items() if name != "offpurpose"}
    assert "--hash=sha256:" in text


@pytest.mark.parametrize("name", ["uv.lock", "requirements-dev.lock"])
def test_the_lock_names_the_public_registry_only(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    hosts = set(re.findall(r"\b(?:https?|file)://([^/\"']*)", text))
    assert hosts <= {"pypi.org", "files.pythonhosted.org"}


def imported_packages() -> set[str]:
    names: set[str] = set()
    for path in (ROOT / "cli").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module.split(".")[0])
    return names - sys.stdlib_module_names - {"offpurpose"}


def test_the_package_depends_on_what_it_imports_and_on_nothing_else() -> None:
    declared = {re.split(r"[><=!~ ]", item)[0] for item in PROJECT["dependencies"]}
    # The timezones of tzdata are read by the standard library.
    assert imported_packages() == declared - {"tzdata"}
