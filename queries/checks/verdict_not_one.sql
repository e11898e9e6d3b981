-- Title: Examined matches without exactly one verdict
-- Grain: one row if the matches that need a verdict are not the matches that have one
-- Assumes: the same rows have the same count and the same exclusive-or of their hashes
-- Rules: section 2 (the first rule that applies decides)
-- Fails: some matches have no verdict, or two
with needed as (
    select
        count(*) as matches,
        coalesce(bit_xor(hash(source_row)), 0) as fingerprint
    from examined_match
    where needs_verdict
),

given as (
    select
        count(*) as matches,
        coalesce(bit_xor(hash(source_row)), 0) as fingerprint
    from verdict_code
)

select
    needed.matches as matches_needing_a_verdict,
    given.matches as verdicts_given
from needed
cross join given
where needed.matches != given.matches or needed.fingerprint != given.fingerprint
