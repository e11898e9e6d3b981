-- Title: Which rule packs reproduce each use
-- Grain: one row per use of an account with a raw contact record, of the kind where the use names one
-- Assumes: a pack reproduces a use when it makes the logged digest, or one on the list, of what the account
--   ever held
-- Rules: section 1 (the same identifier)
with told as (
    select
        source_row,
        way,
        system,
        quarter,
        account_id,
        upload_id,
        kind,
        digest
    from calibration_use
    where
        exists (
            select 1
            from calibration_contact
            where
                calibration_contact.account_id = calibration_use.account_id
                and (calibration_use.kind is null or calibration_contact.kind = calibration_use.kind)
        )
),

by_digest as (
    select
        told.source_row,
        calibration_contact.kind,
        calibration_contact.rules
    from told
    inner join calibration_contact
        on
            told.account_id = calibration_contact.account_id
            and told.digest = calibration_contact.digest
            and (told.kind is null or told.kind = calibration_contact.kind)
    where told.way <> 'listed'
),

by_list as (
    select
        told.source_row,
        calibration_contact.kind,
        calibration_contact.rules & calibration_entry.rules as rules
    from told
    inner join calibration_contact
        on
            told.account_id = calibration_contact.account_id
            and (told.kind is null or told.kind = calibration_contact.kind)
    inner join calibration_entry
        on
            told.upload_id = calibration_entry.upload_id
            and calibration_contact.digest = calibration_entry.digest
            and (calibration_entry.kind is null or calibration_entry.kind = calibration_contact.kind)
    where told.way = 'listed'
),

found as (
    select
        source_row,
        coalesce(bit_or(rules) filter (where kind = 'email'), 0) as email_rules,
        coalesce(bit_or(rules) filter (where kind = 'phone'), 0) as phone_rules
    from (
        select * from by_digest
        union all
        select * from by_list
    )
    group by source_row
)

select
    told.source_row,
    told.way,
    told.system,
    told.quarter,
    coalesce(found.email_rules, 0) as email_rules,
    coalesce(found.phone_rules, 0) as phone_rules
from told
left join found on told.source_row = found.source_row
