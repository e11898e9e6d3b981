"""The page in a real browser: no error, no request, it prints, and an accessibility checker finds nothing.

Skipped where there is no Chromium. The checker is axe-core (`npm install axe-core`): its axe.min.js is looked
for in ./node_modules, or where OFFPURPOSE_AXE says.
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from tests.report.test_faces import hostile

from offpurpose.report.document import Document
from offpurpose.report.html import render_html

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome"))), None
)
AXE = Path(os.environ.get("OFFPURPOSE_AXE", "node_modules/axe-core/axe.min.js"))
RUN = """
axe.run(document).then(found => {
  const told = document.createElement("pre");
  told.id = "axe";
  const short = each => ({id: each.id, nodes: each.nodes.slice(0, 3).map(node => node.html.slice(0, 200))});
  told.textContent = JSON.stringify({passed: found.passes.length, failed: found.violations.map(short)});
  document.body.append(told);
});
"""

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")


def browse(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the browser without a window, with a profile of its own."""
    fixed = ("--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}")
    return subprocess.run(
        [str(CHROMIUM), *fixed, "--enable-logging=stderr", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )


def on_disk(folder: Path, content: bytes) -> str:
    path = folder / "page.html"
    path.write_bytes(content)
    return path.as_uri()


def test_a_page_opens_without_errors_and_requests(tmp_path: Path, document: Document) -> None:
    log = tmp_path / "net.json"
    page = on_disk(tmp_path, render_html(document))
    ran = browse(tmp_path, f"--log-net-log={log}", "--dump-dom", page)
    assert [line for line in ran.stderr.splitlines() if "CONSOLE" in line] == []
    assert f"<title>{document.title}</title>" in ran.stdout
    # What the browser asks for on its own account are services of its maker.
    asked = set(re.findall(r'"url":"(https?://[^"/]+)', log.read_text(encoding="utf-8")))
    assert {each for each in asked if not re.search(r"\.(google|googleapis|gvt1)\.com$", each)} == set()


def test_a_page_prints(tmp_path: Path, document: Document) -> None:
    paper = tmp_path / "page.pdf"
    browse(
        tmp_path,
        f"--print-to-pdf={paper}",
        "--no-pdf-header-footer",
        on_disk(tmp_path, render_html(document)),
    )
    pages = PdfReader(io.BytesIO(paper.read_bytes())).pages
    assert len(pages) > 10
    assert "At a glance" in pages[0].extract_text()


@pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed here")
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("what", ["sample", "hostile"])
def test_an_accessibility_checker_finds_nothing(
    tmp_path: Path, document: Document, scheme: str, what: str
) -> None:
    content = render_html(document if what == "sample" else hostile()).decode()
    # The page itself allows no script, not even the checker's.
    content = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", content)
    checker = AXE.read_text(encoding="utf-8")
    content = content.replace("</body>", f"<script>{checker}</script><script>{RUN}</script></body>")
    dark = ["--force-dark-mode", "--blink-settings=preferredColorScheme=0"] if scheme == "dark" else []
    page = on_disk(tmp_path, content.encode())
    ran = browse(tmp_path, *dark, "--virtual-time-budget=30000", "--dump-dom", page)
    told = re.search(r'<pre id="axe">(.*?)</pre>', ran.stdout, re.DOTALL)
    assert told is not None
    found: dict[str, Any] = json.loads(unescape(told[1]))
    assert found["failed"] == []
    assert found["passed"] > 15
