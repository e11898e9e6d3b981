-- Title: Recorded numbers of matches, and those that each rule pack gives
-- Grain: one row per system, quarter and rule pack; also the packs that match nothing
-- Assumes: only lists that were kept can tell; the quarter is that in which the list was sent
-- Rules: section 5 (days and months are UTC, and so are quarters)
with kept as (
    select
        upload_id,
        system,
        matched_count,
        coalesce(strftime(uploaded_at, '%Y') || '-Q' || quarter(uploaded_at), 'unknown') as quarter
    from upload
    where
        matched_count is not null
        and upload_id in (select upload_id from calibration_entry)
),

given as (
    select
        kept.upload_id,
        kept.system,
        kept.quarter,
        kept.matched_count,
        rule_bit.bit,
        coalesce(
            sum(calibration_list.accounts) filter (where (calibration_list.rules >> rule_bit.bit) & 1 = 1), 0
        ) as accounts
    from kept
    cross join rule_bit
    left join calibration_list on kept.upload_id = calibration_list.upload_id
    group by all
)

select
    system,
    quarter,
    bit,
    count(*) as uploads,
    sum(matched_count) as recorded,
    sum(accounts) as given,
    sum(least(accounts, matched_count)) as reproduced
from given
group by system, quarter, bit
order by system, quarter, bit
