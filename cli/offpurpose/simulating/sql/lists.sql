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
    window_start() + ((u::double / uploads()) * 200e12)::bigint + pick(u, 30, 3600000000);

create macro partner_of(u) as
    case when dice(u, 41) < 0.4 then 'partner' || pick(u, 42, 50) end;

-- The identifier on many accounts, and the account with many matches, are on list after list.
create macro is_hot(e) as
    hot_accounts() > 0 and e % 1000 = 7;

create macro is_heavy(e) as
    heavy_matches() > 0 and e % 100 = 3;

-- Some of what is on a list is nobody's here.
create macro entry_known(e) as
    is_hot(e) or is_heavy(e) or dice(e, 22) < 0.7;

-- An advertiser who knows somebody's address often knows the number too.
create macro is_sibling(e) as
    sibling_share() > 0 and e % 2 = 1 and dice(e, 23) < sibling_share();

create macro next_of_account(h) as
    first_holder(account_of(h)) + (h - first_holder(account_of(h)) + 1) % 2;

create macro entry_holder(e) as
    case
        when is_hot(e) then 1
        when is_heavy(e) then 0
        when is_sibling(e) then next_of_account(pick(e - 1, 21, holders()))
        else pick(e, 21, holders())
    end;
