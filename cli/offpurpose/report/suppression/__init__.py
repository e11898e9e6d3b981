"""Withholding small counts, and whatever others would give them away.

A count from 1 up to a limit is withheld. Counts that add up, or are parts of each other, bound what is
withheld: where they would leave fewer values than the limit, another of them is withheld too.
"""

from offpurpose.report.suppression.suppress import suppress

__all__ = ["suppress"]
