"""How long an audit takes to end after Ctrl-C, in each of its stages, and what it leaves behind.

Run `python -m bench.interrupting INCIDENT.toml [STAGE[+SECONDS] ...]`, such as `"query verdict_code+1"`.
"""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_STAGES = (
    *("load contacts+0.3", "load contacts+2", "load entries+1", "load matches+1", "load matches+3"),
    *("duplicates+0.3", "duplicates+1.5", "query held_span+1", "query possible_identifier+0.5"),
    *("query verdict_code+0.5", "query verdict_code+2", "query listed_account+0.2"),
    *("writing verdicts.parquet+0.5", "the report+0.3", "digests+0.2"),
)

# Runs a command line as the program does, and says each new stage on a pipe.
_CHILD = """
import os, sys
import offpurpose.audit.run as audit
from offpurpose.main import main
pipe, seen, own = int(sys.argv[1]), set(), audit.run_audit
def told(stage, done, total):
    if stage not in seen:
        seen.add(stage)
        os.write(pipe, (stage + chr(10)).encode())
def run_audit(incident, out, options, progress, *rest, **more):
    return own(incident, out, options, told, *rest, **more)
audit.run_audit = run_audit
sys.argv[1:] = sys.argv[2:]
main()
"""


def interrupt(incident: Path, moment: str, folder: Path) -> str:
    """Audit, interrupt at a moment, and say in a line how it went."""
    stage, _, after = moment.partition("+")
    reading, writing = os.pipe()
    command = [sys.executable, "-c", _CHILD, str(writing), "audit", str(incident)]
    child = subprocess.Popen(
        [*command, "--out", str(folder / "case"), "--no-progress"],
        pass_fds=[writing],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    os.close(writing)
    if not _wait_for(reading, stage):
        return f"never came to that stage: {child.communicate()[1][-300:]!r}"
    time.sleep(float(after or 0))
    begun, busy = time.perf_counter(), _processors(child.pid)
    child.send_signal(signal.SIGINT)
    said = child.stderr.read() if child.stderr else ""
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - begun
    busy = usage.ru_utime + usage.ru_stime - busy
    os.close(reading)
    left = sorted(path.name for path in folder.iterdir())
    told = f"{seconds:6.2f} s, {busy:5.2f} s of processors, status {os.waitstatus_to_exitcode(status)}"
    return f"{told}, left {left}, {said.splitlines()[:1]}"


def _processors(pid: int) -> float:
    """Return the seconds of processors that a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _wait_for(pipe: int, stage: str) -> bool:
    text = ""
    while f"{stage}\n" not in text:
        select.select([pipe], [], [])
        part = os.read(pipe, 4096).decode()
        if not part:
            return False
        text += part
    return True


def main() -> None:
    """Interrupt a new audit at each moment."""
    incident, *stages = sys.argv[1:]
    for moment in stages or _STAGES:
        with tempfile.TemporaryDirectory() as folder:
            print(f"{moment:36} {interrupt(Path(incident), moment, Path(folder))}", flush=True)


if __name__ == "__main__":
    main()
