-- Title: Matching: which entry met which account, when, and whether that was really a security-only use
-- `attempt` has one row for each match that really happened, also where the log has lost it. `stale` ones were made
-- from an identifier that the account no longer held, or not yet: the ad system was late.

create macro match_entry(m) as
    greatest(0, least(
        entries() - 1,
        floor(m::double / attempts() * entries())::bigint + pick(m, 35, 2000) - 1000));

create macro to_heavy(m, e) as
    case when heavy_matches() > 0 and dice(m, 37) < heavy_matches()::double / attempts() then e - e % 100 + 3 else e end;

create macro match_holder(m, e) as
    case
        when is_hot(e) then first_holder(1 + pick(m, 36, hot_accounts()))
        else entry_holder(e)
    end;

create macro matched_at(m, u) as
    uploaded_at(u) + pick(m, 31, 7776000000000);

create macro attempt(low, high) as table (
    with
    tried as (
        select
            range as m,
            least(entries() - 1, to_heavy(range, match_entry(range))) as e
        from range(low, high)
    ),
    listed as (
        select
            m,
            e,
            entry_upload(e) as u,
            match_holder(m, e) as h
        from tried
        where entry_known(e)
    ),
    dated as (
        select
            *,
            matched_at(m, u) as t,
            held_from(h) as f,
            held_to(h) as until
        from listed
    )
    select
        *,
        t < f or t >= until as stale
    from dated
    where (t >= f and t < until) or dice(m, 33) < stale_share()
);
