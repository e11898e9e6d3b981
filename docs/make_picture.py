"""Make docs/result.svg: the end of the sample audit as a terminal shows it."""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console

from offpurpose.audit.run import run_audit
from offpurpose.screen.result import result_view

# Without the fonts that Rich would fetch from elsewhere: the picture needs no network.
SVG = re.sub(r"@font-face \{\{.*?\}\}\s*", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
ROOT = Path(__file__).resolve().parents[1]


def main(target: Path) -> None:
    """Audit the sample incident and draw its result, 80 columns wide."""
    with tempfile.TemporaryDirectory() as scratch, (Path(scratch) / "screen").open("w") as screen:
        result = run_audit(ROOT / "fixtures/twitter_2019/incident.toml", Path(scratch) / "case")
        console = Console(record=True, width=80, file=screen, force_terminal=True, color_system="truecolor")
        console.print(result_view(result.summary, Path("case")))
        console.save_svg(str(target), title="offpurpose audit", code_format=SVG, unique_id="result")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs/result.svg")
