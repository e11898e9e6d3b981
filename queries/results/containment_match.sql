-- Title: What the log shows after the end of the window
-- Grain: one row per match after the window, of the incident's systems or of no known system
-- Assumes: matches after the end are judged by the same rules
-- Rules: section 5 (containment)
-- Stored: no
select *
from verdict_code
where counted_as = 'after_window'
