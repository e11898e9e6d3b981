-- Title: Log lines that are counted in no way, or in two
-- Grain: one row if the accepted matches are not the sum of the ways of counting them
-- Assumes: an accepted match is judged, before the window, after it, or of another system
-- Rules: section 4 (nothing is lost)
-- Fails: some accepted log lines have no place in the result, or two
select *
from summary_matches
where accepted != judged + before_window + after_window + other_system
