"""Judging the inputs of an incident: what is in them, and everything that is wrong with them."""

from __future__ import annotations

from offpurpose.checking.check import CheckOptions, check_incident
from offpurpose.checking.report import CheckReport

__all__ = ["CheckOptions", "CheckReport", "check_incident"]
