-- Title: Lists: who uploads what, when, and whose identifiers are on it

-- Later lists are longer; the largest, where there is one, is from the middle of the window.
create macro entry_upload(e) as
    case
        when e >= entries() - largest_list() then uploads() // 2
        else least(
            uploads() - 1,
            floor(uploads() * pow(e::double / (entries() - largest_list()), 0.6))::bigint
        )
    end;

create macro uploaded_at(u) as
    first_upload() + ((u::double / uploads()) * upload_span())::bigint + pick(u, 30, 3600000000);

-- The fault is in two systems; a third one is none of this incident.
create macro system_of(u) as
    case
        when befalls(u, 45, other_system_share()) then 'web'
        when dice(u, 41) < 0.4 then 'partner'
        else 'tailored'
    end;

-- Partners are numbered from 0.
create macro partner_of(u) as
    case when system_of(u) = 'partner' then pick(u, 42, partners()) end;

-- On some partners' lists are not identifiers but their own user ids, by way of a map.
create macro is_mapped(u) as
    mapped_share() > 0 and coalesce(befalls(partner_of(u), 46, mapped_share()), false);

create macro is_keyed(u) as
    not is_mapped(u) and system_of(u) = 'partner' and befalls(u, 47, keyed_share());

-- What has become of the evidence: a list that is gone, one that is short and whose record says so, a record
-- that is gone or that another one contradicts. No list is short whose record is gone, as nothing would tell.
create macro is_list_lost(u) as
    befalls(u, 48, list_lost_share());

create macro is_list_cut(u) as
    befalls(u, 49, list_cut_share());

create macro is_record_lost(u) as
    system_of(u) <> 'web' and not is_list_cut(u) and befalls(u, 50, record_lost_share());

create macro is_record_doubtful(u) as
    system_of(u) <> 'web' and not is_list_cut(u) and befalls(u, 51, doubtful_share());

-- The identifier on many accounts, and the account with many matches, are on list after list.
create macro is_hot(e) as
    hot_accounts() > 0 and e % 1000 = 7;

create macro is_heavy(e) as
    heavy_matches() > 0 and e % 100 = 3;

create macro is_device(e) as
    befalls(e, 24, device_share());

-- Some of what is on a list is nobody's here.
create macro entry_known(e) as
    is_hot(e) or is_heavy(e) or dice(e, 22) < 0.7;

-- An advertiser who knows somebody's address often knows the number too.
create macro is_sibling(e) as
    e % 2 = 1 and befalls(e, 23, sibling_share());

create macro next_of_account(h) as
    first_holder(account_of(h)) + (h - first_holder(account_of(h)) + 1) % 2;

create macro entry_holder(e) as
    case
        when is_hot(e) then 1
        when is_heavy(e) then 0
        when is_sibling(e) then next_of_account(pick(e - 1, 21, holders()))
        else pick(e, 21, holders())
    end;

-- An entry is there from the start, for as long as anybody matches it; or it came later and is removed again.
create macro is_amended(e) as
    befalls(e, 25, amended_share());

create macro entry_added(e, u) as
    uploaded_at(u) + case when is_amended(e) then pick(e, 26, days(20)) else 0 end;

create macro entry_stays(e) as
    case when is_amended(e) then days(1) + pick(e, 27, days(60)) else days(90) end;
