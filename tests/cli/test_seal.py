"""`offpurpose seal` and `offpurpose unseal`: what they say and how they end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pyrage import x25519
from tests.cli.golden import Ran, agrees
from tests.cli.incidents import write_incident

Run = Callable[..., Ran]

pytestmark = pytest.mark.usefixtures("without_typesetting")


def test_sealing_and_unsealing(offpurpose: Run, tmp_path: Path) -> None:
    write_incident(tmp_path)
    offpurpose("audit", "incident.toml", "--out", "case", "--quiet", "--no-database")
    key, stranger = x25519.Identity.generate(), x25519.Identity.generate()
    (tmp_path / "recipients.txt").write_text(f"{key.to_public()}\n")
    (tmp_path / "key").write_text(f"{key}\n")
    (tmp_path / "stranger").write_text(f"{stranger}\n")
    commands = (
        ("seal", "case", "--to", "recipients.txt"),
        ("seal", "case", "--to", "recipients.txt"),
        ("seal", "case", "--to", "recipients.txt", "--identity", "key", "--out", "kept.age", "--remove"),
        ("unseal", "kept.age", "--identity", "stranger", "--out", "back"),
        ("unseal", "kept.age", "--identity", "key", "--out", "back"),
        ("unseal", "kept.age", "--identity", "key", "--out", "back"),
        ("seal", "back", "--to", "key", "--out", "more.age"),
        ("seal", "back", "--to", "gone.txt", "--out", "more.age"),
        ("unseal", "gone.age", "--identity", "key", "--out", "more"),
        ("unseal", "recipients.txt", "--identity", "key", "--out", "more"),
    )
    ran = [offpurpose(*command) for command in commands]
    agrees("seal", ran, {"FOLDER": tmp_path})
    assert [each.status for each in ran] == [0, 2, 0, 1, 0, 1, 2, 2, 1, 1]
    assert not any(str(secret) in each.text() for each in ran for secret in (key, stranger))
    assert offpurpose("verify", "back", "--quick").status == 0
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == ["back"]
