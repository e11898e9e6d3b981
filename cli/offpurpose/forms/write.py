"""The files of a form: the sheet as Markdown for people, and as JSON for programs."""

from __future__ import annotations

from offpurpose.case.summary import as_json
from offpurpose.forms.document import sheet_document
from offpurpose.forms.sheet import Sheet, sheet_json
from offpurpose.report.markdown import render_markdown


def form_files(sheet: Sheet) -> dict[str, bytes]:
    """Return the files of a sheet, by name."""
    name = f"form_{sheet.form.name}"
    return {
        f"{name}.md": render_markdown(sheet_document(sheet)),
        f"{name}.json": as_json(sheet_json(sheet)),
    }
