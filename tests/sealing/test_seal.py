"""A case sealed and unsealed: what comes back, what is refused, and that nothing is left of what failed."""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import stat
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import IO

import pyrage
import pytest
from pyrage import ssh, x25519

from offpurpose.errors import AlteredCaseError, CaseError, UsageFaultError
from offpurpose.sealing.agefile import encrypt
from offpurpose.sealing.archive import StreamOf, tar_stream
from offpurpose.sealing.keys import Identity, identities_of, recipients_of
from offpurpose.sealing.seal import remove_plain, seal_case, unseal_case

FILES = {
    "manifest.json": b'{"format": "offpurpose case"}\n',
    "accounts/affected.csv": b"account_id\n" + b"a" * 70_000,
    "report/empty.csv": b"",
    "report/block.bin": bytes(512),
    "case.duckdb": os.urandom(200_000),
}

needs_ssh_keygen = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="needs ssh-keygen")


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """What sealing asks of a case: files that SHA256SUMS and a manifest list."""
    folder = tmp_path / "case"
    for name, content in FILES.items():
        (folder / name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    prove(folder)
    return folder


def prove(folder: Path) -> None:
    names = [name for name in sorted(FILES) if name != "manifest.json"]
    entries = [
        {"name": name, "bytes": len(FILES[name]), "sha256": hashlib.sha256(FILES[name]).hexdigest()}
        for name in names
    ]
    outputs = [entry for entry in entries if entry["name"] != "case.duckdb"]
    run = {"database": next(entry for entry in entries if entry["name"] == "case.duckdb")}
    manifest = {"format": "offpurpose case", "outputs": outputs, "run": run}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    digests = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES}
    (folder / "SHA256SUMS").write_text("".join(f"{digests[name]}  {name}\n" for name in sorted(FILES)))


@pytest.fixture(scope="module")
def key() -> x25519.Identity:
    return x25519.Identity.generate()


def content_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_what_is_sealed_comes_back(case: Path, key: x25519.Identity, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        sealed = seal_case(case, [key.to_public()], identities=[key])
        back = unseal_case(sealed.path, [key], tmp_path / "back" / "case")
    finally:
        os.umask(before)
    assert (sealed.path, sealed.files, sealed.opened_again) == (tmp_path / "case.tar.age", 6, True)
    assert content_of(back) == content_of(case)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in back.rglob("*") if path.is_file()}
    folders = {stat.S_IMODE(path.stat().st_mode) for path in (back, *back.rglob("*")) if path.is_dir()}
    assert (modes, folders, stat.S_IMODE(sealed.path.stat().st_mode)) == ({0o600}, {0o700}, 0o600)
    assert names_in(tmp_path) == ["back", "case", "case.tar.age"]
    assert names_in(tmp_path / "back") == ["case"]


def test_nothing_of_the_content_is_in_the_sealed_file(case: Path, key: x25519.Identity) -> None:
    sealed = seal_case(case, [key.to_public()]).path.read_bytes()
    for part in (b"a" * 32, b"manifest", b"affected", FILES["case.duckdb"][:32]):
        assert part not in sealed


def test_the_archive_says_nothing_of_time_and_owner(case: Path, key: x25519.Identity) -> None:
    sealed = seal_case(case, [key.to_public()]).path
    with tarfile.open(fileobj=io.BytesIO(pyrage.decrypt(sealed.read_bytes(), [key]))) as archive:
        entries = archive.getmembers()
    names = [entry.name for entry in entries if entry.isreg()]
    assert names == sorted(names) == [f"case/{name}" for name in sorted((*FILES, "SHA256SUMS"))]
    assert {(each.mtime, each.uid, each.gid, each.uname, each.gname) for each in entries} == {
        (0, 0, 0, "", "")
    }


@pytest.mark.skipif(shutil.which("tar") is None, reason="needs tar")
def test_tar_alone_unpacks_it(case: Path, key: x25519.Identity, tmp_path: Path) -> None:
    sealed = seal_case(case, [key.to_public()]).path
    plain = pyrage.decrypt(sealed.read_bytes(), [key])
    (tmp_path / "plain").mkdir()
    subprocess.run(["tar", "x"], cwd=tmp_path / "plain", input=plain, check=True)
    assert content_of(tmp_path / "plain" / "case") == content_of(case)


def test_every_recipient_can_open_it_and_nobody_else(
    case: Path, key: x25519.Identity, tmp_path: Path
) -> None:
    other, stranger = x25519.Identity.generate(), x25519.Identity.generate()
    sealed = seal_case(case, [key.to_public(), other.to_public()]).path
    for place, each in enumerate((key, other)):
        assert content_of(unseal_case(sealed, [stranger, each], tmp_path / f"back{place}")) == content_of(
            case
        )
    with pytest.raises(CaseError, match="cannot be opened with these identities"):
        unseal_case(sealed, [stranger], tmp_path / "back")
    assert not (tmp_path / "back").exists()


def test_the_wrong_identity_is_told_before_the_file_appears(
    case: Path, key: x25519.Identity, tmp_path: Path
) -> None:
    with pytest.raises(CaseError, match="what was sealed cannot be opened with these identities"):
        seal_case(case, [key.to_public()], identities=[x25519.Identity.generate()])
    assert names_in(tmp_path) == ["case"]


def test_removing_the_plain_folder(case: Path, key: x25519.Identity, tmp_path: Path) -> None:
    sealed = seal_case(case, [key.to_public()])
    (case / "more").write_text("x")
    with pytest.raises(AlteredCaseError):
        remove_plain(case, sealed)
    (case / "more").unlink()
    remove_plain(case, sealed)
    assert names_in(tmp_path) == ["case.tar.age"]


def test_an_altered_case_is_not_sealed(case: Path, key: x25519.Identity, tmp_path: Path) -> None:
    (case / "report/empty.csv").write_text("x")
    with pytest.raises(AlteredCaseError, match=r"report/empty\.csv is not the file that SHA256SUMS names"):
        seal_case(case, [key.to_public()])
    assert names_in(tmp_path) == ["case"]


def test_a_file_that_changes_meanwhile(case: Path, key: x25519.Identity, tmp_path: Path) -> None:
    def change(stage: str, _done: int, _total: int | None) -> None:
        if stage == "sealing":
            (case / "report/block.bin").write_bytes(bytes(511) + b"x")

    with pytest.raises(AlteredCaseError, match="was changed while it was sealed"):
        seal_case(case, [key.to_public()], progress=change)
    assert names_in(tmp_path) == ["case"]


def test_ctrl_c_leaves_nothing(
    case: Path, key: x25519.Identity, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed = seal_case(case, [key.to_public()], out=tmp_path / "sealed")

    def interrupt(stage: str, done: int, _total: int | None) -> None:
        if stage == "sealing" and done > 50_000:
            raise KeyboardInterrupt

    def interrupted(_into: Path, name: str, content: IO[bytes]) -> None:
        if name == "case.duckdb":
            content.read(10)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        seal_case(case, [key.to_public()], progress=interrupt)
    monkeypatch.setattr("offpurpose.sealing.seal._write_file", interrupted)
    with pytest.raises(KeyboardInterrupt):
        unseal_case(sealed.path, [key], tmp_path / "back")
    assert names_in(tmp_path) == ["case", "sealed"]


def test_a_full_disk(
    case: Path, key: x25519.Identity, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("offpurpose.sealing.agefile.os.fsync", full)
    with pytest.raises(CaseError, match="No space left on device"):
        seal_case(case, [key.to_public()])
    assert names_in(tmp_path) == ["case"]


def test_nothing_is_written_over(case: Path, key: x25519.Identity, tmp_path: Path) -> None:
    (tmp_path / "case.tar.age").write_text("mine")
    with pytest.raises(UsageFaultError, match="is there already"):
        seal_case(case, [key.to_public()])
    assert (tmp_path / "case.tar.age").read_text() == "mine"
    assert pyrage.decrypt(seal_case(case, [key.to_public()], force=True).path.read_bytes(), [key])
    sealed = seal_case(case, [key.to_public()], out=tmp_path / "sealed").path
    with pytest.raises(UsageFaultError, match="is in the case itself"):
        seal_case(case, [key.to_public()], out=case / "report" / "sealed")
    with pytest.raises(CaseError, match="is there already"):
        unseal_case(sealed, [key], case)
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(CaseError, match="is there already"):
        unseal_case(sealed, [key], tmp_path / "link")
    assert not (tmp_path / "elsewhere").exists()


def test_what_a_killed_run_left_is_cleared(case: Path, key: x25519.Identity, tmp_path: Path) -> None:
    left = tmp_path / f".case.tar.age.partial-{'0' * 16}"
    left.write_bytes(b"half")
    seal_case(case, [key.to_public()])
    assert names_in(tmp_path) == ["case", "case.tar.age"]


@pytest.mark.parametrize("place", [0, 30, 150, -1, -70_000])
def test_a_changed_byte(case: Path, key: x25519.Identity, tmp_path: Path, place: int) -> None:
    path = seal_case(case, [key.to_public()]).path
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
    with pytest.raises(CaseError):
        unseal_case(path, [key], tmp_path / "back")
    assert names_in(tmp_path) == ["case", "case.tar.age"]


@pytest.mark.parametrize("kept", [0, 10, 150, 70_000, -1, -20])
def test_a_file_cut_short(case: Path, key: x25519.Identity, tmp_path: Path, kept: int) -> None:
    path = seal_case(case, [key.to_public()]).path
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(CaseError, match="was changed, is cut short, or is no file that age has encrypted"):
        unseal_case(path, [key], tmp_path / "back")
    assert names_in(tmp_path) == ["case", "case.tar.age"]


def test_what_the_disk_loses_is_noticed(
    case: Path, key: x25519.Identity, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lossy(content: StreamOf, file: io.BufferedRandom, recipients: list[x25519.Recipient]) -> object:
        encrypted = encrypt(content, file, recipients)
        file.seek(-1, os.SEEK_END)
        file.write(b"x")
        return encrypted

    monkeypatch.setattr("offpurpose.sealing.seal.encrypt", lossy)
    with pytest.raises(CaseError, match="the disk did not keep what was sealed"):
        seal_case(case, [key.to_public()])
    assert names_in(tmp_path) == ["case"]


Add = Callable[[tarfile.TarFile], None]


def add_file(name: str, content: bytes = b"x") -> Add:
    def add(archive: tarfile.TarFile) -> None:
        entry = tarfile.TarInfo(name)
        entry.size = len(content)
        archive.addfile(entry, io.BytesIO(content))

    return add


def add_other(name: str, kind: bytes, target: str = "") -> Add:
    def add(archive: tarfile.TarFile) -> None:
        entry = tarfile.TarInfo(name)
        entry.type, entry.linkname = kind, target
        archive.addfile(entry)

    return add


OUTSIDE = "what was sealed holds a file outside the case"
OTHER = "what was sealed holds something else than files and folders"


@pytest.mark.parametrize(
    ("add", "says"),
    [
        (add_file("outside"), OUTSIDE),
        (add_file("../outside"), OUTSIDE),
        (add_file("case/../../outside"), OUTSIDE),
        (add_file("case/../outside"), OUTSIDE),
        (add_file("/tmp/outside"), OUTSIDE),
        (add_file("case/./more"), OUTSIDE),
        (add_file("case//more"), OUTSIDE),
        (add_file("case\\more"), OUTSIDE),
        (add_file("case/a\\..\\b"), OUTSIDE),
        (add_file("/".join(["case", *"abcdefghijkl"])), OUTSIDE),
        (add_other("case/link", tarfile.SYMTYPE, "/etc/passwd"), OTHER),
        (add_other("case/link", tarfile.LNKTYPE, "case/manifest.json"), OTHER),
        (add_other("case/pipe", tarfile.FIFOTYPE), OTHER),
        (add_other("case/device", tarfile.CHRTYPE), OTHER),
        (add_other("case/sparse", tarfile.GNUTYPE_SPARSE), OTHER),
        (add_file("case/SHA256SUMS"), "what was sealed holds a file twice"),
        (add_file("case/more"), r"is no whole case: more is not in SHA256SUMS: it was added"),
        (add_file("case/gone/more"), "No such file or directory"),
    ],
)
def test_an_archive_that_no_case_gives(
    case: Path, key: x25519.Identity, tmp_path: Path, add: Add, says: str
) -> None:
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.PAX_FORMAT) as archive:
        archive.add(case, "case")
        add(archive)
    refused(plain.getvalue(), key, tmp_path, says)


def refused(plain: bytes, key: x25519.Identity, folder: Path, says: str) -> None:
    (folder / "sealed").write_bytes(pyrage.encrypt(plain, [key.to_public()]))
    before = sorted(path.relative_to(folder) for path in folder.rglob("*"))
    with pytest.raises(CaseError, match=says):
        unseal_case(folder / "sealed", [key], folder / "back")
    assert sorted(path.relative_to(folder) for path in folder.rglob("*")) == before


@pytest.mark.parametrize("plain", [b"", b"nonsense", bytes(512), b"x" * 5000])
def test_content_that_is_no_archive(key: x25519.Identity, tmp_path: Path, plain: bytes) -> None:
    refused(plain, key, tmp_path, "no archive of a case|no whole case")


def test_an_archive_that_is_padded_or_cut_short(case: Path, key: x25519.Identity, tmp_path: Path) -> None:
    digests = {
        name: hashlib.sha256((case / name).read_bytes()).hexdigest() for name in (*FILES, "SHA256SUMS")
    }
    plain = b"".join(tar_stream(case, digests))
    (tmp_path / "good").write_bytes(pyrage.encrypt(plain + bytes(10_240), [key.to_public()]))
    assert content_of(unseal_case(tmp_path / "good", [key], tmp_path / "back0")) == content_of(case)
    refused(plain[:100_000], key, tmp_path, "not a whole one")
    refused(plain[: 512 * 4], key, tmp_path, "not a whole one|no whole case")


def test_recipients_from_files_and_text(key: x25519.Identity, tmp_path: Path) -> None:
    (tmp_path / "recipients.txt").write_text(f"# who may open it\n\n{key.to_public()}\n  {key.to_public()}\n")
    assert len(recipients_of([str(tmp_path / "recipients.txt"), str(key.to_public())])) == 3


@pytest.mark.parametrize("given", ["age1nonsense", "ssh-ed25519 AAAA", "ssh-ecdsa AAAA", "gone.txt", "", "/"])
def test_no_recipient(given: str) -> None:
    with pytest.raises(UsageFaultError) as caught:
        recipients_of([given])
    assert "age1..." in (caught.value.hint or "")


def test_a_file_without_recipients(tmp_path: Path) -> None:
    (tmp_path / "empty").write_text("# nobody\n")
    with pytest.raises(UsageFaultError, match="there is no recipient"):
        recipients_of([str(tmp_path / "empty")])
    (tmp_path / "bad").write_text("age1nonsense\n")
    with pytest.raises(UsageFaultError, match="bad, line 1: this is no recipient"):
        recipients_of([str(tmp_path / "bad")])


@pytest.mark.parametrize(
    "content",
    [b"", b"nonsense", b"AGE-SECRET-KEY-1NONSENSE", b"\xff\xfe", b"-----BEGIN OPENSSH PRIVATE KEY-----\n"],
)
def test_no_identity(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "key").write_bytes(content)
    with pytest.raises(UsageFaultError, match="holds no identity that is known here") as caught:
        identities_of([tmp_path / "key"])
    assert "NONSENSE" not in str(caught.value)


def test_an_identity_that_is_encrypted(tmp_path: Path, key: x25519.Identity) -> None:
    (tmp_path / "key").write_bytes(pyrage.passphrase.encrypt(str(key).encode(), "secret"))
    with pytest.raises(UsageFaultError, match="is itself encrypted"):
        identities_of([tmp_path / "key"])


def made_key(path: Path, kind: str, passphrase: str = "") -> Path:
    command = ["ssh-keygen", "-q", "-t", kind, "-N", passphrase, "-C", "me here", "-f", str(path)]
    subprocess.run(command, check=True)
    return path


@needs_ssh_keygen
@pytest.mark.parametrize("kind", ["ed25519", "rsa"])
def test_keys_of_ssh(case: Path, tmp_path: Path, kind: str) -> None:
    made = made_key(tmp_path / "key", kind)
    public = made.with_suffix(".pub")
    [recipient] = recipients_of([str(public)])
    identities: list[Identity] = identities_of([made])
    assert isinstance(recipient, ssh.Recipient)
    assert len(recipients_of([public.read_text()])) == 1
    sealed = seal_case(case, [recipient], identities=identities)
    assert content_of(unseal_case(sealed.path, identities, tmp_path / "back")) == content_of(case)


@needs_ssh_keygen
def test_a_key_of_ssh_that_is_locked(tmp_path: Path) -> None:
    with pytest.raises(UsageFaultError, match="is locked with a passphrase"):
        identities_of([made_key(tmp_path / "key", "ed25519", "secret words")])
