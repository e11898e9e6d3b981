-- Title: The figures of judged matches in the summary, as the verdicts give them
-- Grain: one row; its columns are keys of `matches` in report/summary.json
-- Assumes: `stored_verdict` is accounts/verdicts.parquet
-- Rules: section 2, section 3
select
    count(*) as judged,
    count(*) filter (where verdict = 'confirmed') as confirmed,
    count(*) filter (where verdict = 'inferred') as inferred,
    count(*) filter (where verdict = 'ambiguous') as ambiguous,
    count(*) filter (where verdict = 'undetermined') as undetermined,
    count(*) filter (where verdict = 'cleared') as cleared
from stored_verdict
