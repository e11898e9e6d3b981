"""Which rule packs reproduce what the match log and the uploads record (`offpurpose calibrate`)."""

from __future__ import annotations

from offpurpose.calibrating.calibrate import CalibrateOptions, calibrate_incident
from offpurpose.calibrating.report import Calibration

__all__ = ["CalibrateOptions", "Calibration", "calibrate_incident"]
