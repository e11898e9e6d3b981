-- Title: How many uses there are, and how many can tell
-- Grain: one row per way
-- Assumes: a use of an account without a raw contact record tells nothing of the rules
-- Rules: section 1 (match, partner map)
select
    calibration_use.way,
    count(*) as uses,
    count(calibration_reproduced.source_row) as told
from calibration_use
left join calibration_reproduced on calibration_use.source_row = calibration_reproduced.source_row
group by calibration_use.way
order by calibration_use.way
