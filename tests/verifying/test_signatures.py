"""Signatures over a case: made and verified by ssh-keygen."""

from __future__ import annotations

import shutil
import stat
import subprocess
from pathlib import Path

import pytest
from tests.verifying.cases import copied, prove_again

from offpurpose.errors import AlteredCaseError, ExitStatus, OffpurposeError, UsageFaultError
from offpurpose.verifying.options import Signing, VerifyOptions
from offpurpose.verifying.report import VerifyReport
from offpurpose.verifying.signatures import NAMESPACE, sign_case
from offpurpose.verifying.verify import verify_case

pytestmark = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="needs ssh-keygen")


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("keys")
    for name in ("examiner", "stranger"):
        make_key(folder / name)
    public = (folder / "examiner.pub").read_text()
    (folder / "signers").write_text(f"examiner@example.org {public}")
    return folder


def make_key(path: Path, passphrase: str = "") -> None:
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-C", "", "-f", str(path)]
    subprocess.run(command, check=True)


@pytest.fixture
def case(whole_case: Path, tmp_path: Path) -> Path:
    return copied(whole_case, tmp_path)


def verified(case: Path, keys: Path, **signing: str | Path) -> VerifyReport:
    given = Signing(keys / "signers", **signing)  # type: ignore[arg-type]
    return verify_case(case, VerifyOptions(quick=True, signing=given))


def told(report: VerifyReport) -> str:
    check = next(check for check in report.checks if check.name == "signature")
    return "; ".join(each.what for each in check.differences) or check.told


def test_a_signed_case(case: Path, keys: Path) -> None:
    signature = sign_case(case, keys / "examiner")
    assert signature == case / "SHA256SUMS.sig"
    assert stat.S_IMODE(signature.stat().st_mode) == 0o600
    assert {path.name for path in case.iterdir() if path.name.startswith(".")} == set()
    report = verified(case, keys)
    assert report.agrees
    assert told(report).startswith("signed by examiner@example.org, ED25519 key SHA256:")
    assert verified(case, keys, signer="examiner@example.org").agrees
    done = subprocess.run(
        ["sha256sum", "--strict", "--quiet", "-c", "SHA256SUMS"], cwd=case, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_ssh_keygen_alone_verifies_it(case: Path, keys: Path) -> None:
    sign_case(case, keys / "examiner")
    command = ["ssh-keygen", "-Y", "verify", "-f", str(keys / "signers"), "-I", "examiner@example.org"]
    with (case / "SHA256SUMS").open("rb") as sums:
        done = subprocess.run(
            [*command, "-n", NAMESPACE, "-s", str(case / "SHA256SUMS.sig")],
            stdin=sums,
            capture_output=True,
            check=False,
        )
    assert done.returncode == 0, done.stderr


def test_a_signature_is_a_note_where_nobody_asks_whose(case: Path, keys: Path) -> None:
    sign_case(case, keys / "stranger")
    report = verify_case(case, VerifyOptions(quick=True))
    assert report.agrees
    [note] = report.notes
    assert note.startswith("signed with ED25519 key SHA256:")


def test_an_unsigned_case(case: Path, keys: Path) -> None:
    report = verified(case, keys)
    assert not report.agrees
    assert told(report) == "is missing: the case is not signed"
    assert verify_case(case, VerifyOptions(quick=True)).notes == ()


def test_a_stranger_or_another_name(case: Path, keys: Path) -> None:
    sign_case(case, keys / "stranger")
    assert told(verified(case, keys)).startswith("is by a key that the allowed signers do not have: ED25519")
    assert told(verified(case, keys, signer="examiner@example.org")).startswith(
        "is not a good signature of examiner@example.org: "
    )
    sign_case(case, keys / "examiner", force=True)
    assert told(verified(case, keys, signer="counsel@example.org")).startswith(
        "is not a good signature of counsel@example.org: "
    )


def test_a_case_that_was_changed_and_proved_again(case: Path, keys: Path) -> None:
    sign_case(case, keys / "examiner")
    path = case / "accounts" / "affected_accounts.csv"
    path.write_bytes(path.read_bytes() + b"\n")
    prove_again(case)
    report = verified(case, keys)
    assert [check.status for check in report.checks] == ["agrees", "differs"]
    assert "is not a good signature of examiner@example.org" in told(report)
    [note] = verify_case(case, VerifyOptions(quick=True)).notes
    assert note == "SHA256SUMS.sig is no signature over this SHA256SUMS"


def test_a_signature_for_something_else(case: Path, keys: Path) -> None:
    command = ["ssh-keygen", "-q", "-Y", "sign", "-f", str(keys / "examiner"), "-n", "file"]
    subprocess.run([*command, str(case / "SHA256SUMS")], check=True, capture_output=True)
    assert "is not a good signature of examiner@example.org" in told(verified(case, keys))


@pytest.mark.parametrize("content", [b"", b"nonsense", b"\xff\x00"])
def test_a_signature_that_is_none(case: Path, keys: Path, content: bytes) -> None:
    (case / "SHA256SUMS.sig").write_bytes(content)
    assert told(verified(case, keys)) == "is no signature over this SHA256SUMS"


def test_a_signature_kept_elsewhere(case: Path, keys: Path, tmp_path: Path) -> None:
    assert sign_case(case, keys / "examiner", out=tmp_path / "case.sig") == tmp_path / "case.sig"
    assert not (case / "SHA256SUMS.sig").exists()
    assert verified(case, keys, signature=tmp_path / "case.sig").agrees
    assert not verified(case, keys).agrees


def test_nothing_is_replaced_unasked(case: Path, keys: Path) -> None:
    sign_case(case, keys / "examiner")
    before = (case / "SHA256SUMS.sig").read_bytes()
    with pytest.raises(UsageFaultError, match="is there already"):
        sign_case(case, keys / "stranger")
    assert (case / "SHA256SUMS.sig").read_bytes() == before
    (case / "SHA256SUMS.sig").unlink()
    (case / "SHA256SUMS.sig").symlink_to("outside")
    with pytest.raises(AlteredCaseError, match="is a symbolic link"):
        sign_case(case, keys / "examiner", force=True)
    assert not (case / "outside").exists()


def test_what_is_altered_is_not_signed(case: Path, keys: Path) -> None:
    path = case / "report" / "by_month.csv"
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(
        AlteredCaseError, match=r"report/by_month\.csv is not the file that SHA256SUMS"
    ) as caught:
        sign_case(case, keys / "examiner")
    assert caught.value.status == ExitStatus.DIFFERS
    assert not (case / "SHA256SUMS.sig").exists()


def test_a_key_that_is_none_or_locked(
    case: Path, keys: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "nothing").write_text("nothing")
    with pytest.raises(OffpurposeError, match="ssh-keygen did not sign with"):
        sign_case(case, tmp_path / "nothing")
    make_key(tmp_path / "locked", "secret words")
    # Nobody is there to be asked for the passphrase.
    monkeypatch.setenv("SSH_ASKPASS_REQUIRE", "force")
    monkeypatch.setenv("SSH_ASKPASS", "/bin/false")
    with pytest.raises(OffpurposeError, match="ssh-keygen did not sign with"):
        sign_case(case, tmp_path / "locked")
    assert not (case / "SHA256SUMS.sig").exists()


def test_without_ssh_keygen(case: Path, keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_case(case, keys / "examiner")
    monkeypatch.setattr("offpurpose.verifying.signatures.shutil.which", lambda _: None)
    for act in (lambda: sign_case(case, keys / "examiner", force=True), lambda: verified(case, keys)):
        with pytest.raises(OffpurposeError, match="ssh-keygen is not installed") as caught:
            act()
        assert "OpenSSH" in (caught.value.hint or "")
    assert verify_case(case, VerifyOptions(quick=True)).agrees
