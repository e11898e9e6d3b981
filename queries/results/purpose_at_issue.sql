-- Title: The purposes for which the identifiers behind a verdict were held at the time
-- Grain: one row per judged match that is not cleared, and purpose
-- Assumes: only identifiers without a permitted purpose are at issue
-- Rules: section 1 (purpose class), data contract (breakdowns)
-- Stored: while the audit runs
-- Partitioned: by account
select distinct
    identifier_at_issue.source_row,
    identifier_at_issue.account_id,
    holding.purpose
from identifier_at_issue
inner join holding
    on
        identifier_at_issue.account_id = holding.account_id
        and identifier_at_issue.digest = holding.digest
        and identifier_at_issue.kind = holding.kind
        and identifier_at_issue.used_at >= holding.valid_from
        and identifier_at_issue.used_at < holding.valid_to
where identifier_at_issue.class in ('security_only', 'unclassified')
