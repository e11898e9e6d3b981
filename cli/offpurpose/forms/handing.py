"""Forms of a case: one sheet by itself, or sheets beside the report that is handed over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from offpurpose.case.opening import open_case
from offpurpose.forms.change import change_since
from offpurpose.forms.definition import definition_of
from offpurpose.forms.sheet import Sheet, fill_form
from offpurpose.forms.write import form_files
from offpurpose.report.figures import Figures
from offpurpose.report.options import ReportOptions
from offpurpose.report.rerender import hand_over, told_figures
from offpurpose.report.source import read_case


def sheet_of_case(case: Path, form: str, options: ReportOptions, since: Path | None = None) -> Sheet:
    """Fill in a form from a case; nothing is written.

    Raises:
        CaseError: when the case, or the earlier one, cannot be read.
        UsageFaultError: when there is no such form.
    """
    definition_of(form)
    figures = read_case(open_case(case).folder).figures
    told = told_figures(figures, options.suppress_below, _change(case, since))
    return fill_form(form, told, options.narrative)


def hand_over_with_forms(
    case: Path, out: Path, options: ReportOptions, forms: Sequence[str], since: Path | None = None
) -> Path:
    """Write the report of a case into a new folder, and with it the sheets of some forms.

    Raises:
        CaseError: when a case cannot be read, or something is in the way.
        UsageFaultError: when there is no such form.
    """
    for form in forms:
        definition_of(form)

    def sheets(figures: Figures) -> Mapping[str, bytes]:
        filled = (fill_form(form, figures, options.narrative) for form in forms)
        return {name: content for sheet in filled for name, content in form_files(sheet).items()}

    return hand_over(case, out, options, change=_change(case, since), more=sheets)


def _change(case: Path, since: Path | None) -> dict[str, Any] | None:
    return None if since is None else change_since(open_case(since), open_case(case))
