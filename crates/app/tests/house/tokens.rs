//! API tokens: scoped, dated, and never more than their owner may.

use crate::common::*;
use access::{Reach, Right, Role};

#[test]
fn a_token_allows_what_it_says_and_its_owner_may() {
    each("tokens", |ground| {
        let mut house = working(ground);
        made(&mut house, "fin", Role::Finance);
        en(house.grant(&who("sec"), "fin", Role::Finance, Reach::all())).unwrap();
        let fin = who("fin");
        let scopes = [Right::LedgerRead, Right::Import, Right::LedgerRead];
        let secret = en(house.make_token(&fin, "fin", "  月报 ", &scopes, 30)).unwrap();
        assert!(secret.starts_with("mz_"));
        let (account, rights) = en(house.token_holder(&secret)).unwrap().unwrap();
        assert_eq!(
            (account.name.as_str(), rights),
            ("fin", vec![Right::LedgerRead, Right::Import])
        );
        assert!(account.password == "*");
        let listed = en(house.tokens_of("fin")).unwrap();
        assert_eq!((listed.len(), listed[0].label.as_str()), (1, "月报"));
        assert_eq!(listed[0].seen.as_deref(), Some("2026-01-01T00:00:00Z"));
        // With another role, what the role no longer has is gone.
        en(house.grant(&who("sec"), "fin", Role::Deputy, Reach::all())).unwrap();
        let (_, rights) = en(house.token_holder(&secret)).unwrap().unwrap();
        assert_eq!(rights, [Right::LedgerRead]);
        wait(30 * 24 * HOUR);
        assert_eq!(en(house.token_holder(&secret)), Ok(None), "over");
        assert_eq!(en(house.tokens_of("fin")), Ok(Vec::new()));
        assert_eq!(en(house.token_holder("mz_nonsense")), Ok(None));
        sound(&mut house);
    });
}

#[test]
fn a_token_that_would_be_too_much_is_not_made() {
    each("scopes", |ground| {
        let mut house = working(ground);
        let li = who("li");
        for right in [Right::Import, Right::LogRead, Right::OwnAccount, Right::TokenOwn] {
            let said = refused(house.make_token(&li, "li", "", &[Right::LedgerRead, right], 1));
            assert!(said.contains("cannot carry"), "{said}");
        }
        assert!(refused(house.make_token(&li, "li", "", &[], 1)).contains("one right"));
        for days in [0, 367, u32::MAX] {
            let said = refused(house.make_token(&li, "li", "", &[Right::LedgerRead], days));
            assert!(said.contains("366"), "{said}");
        }
        let said = refused(house.make_token(&li, "sec", "", &[Right::LedgerRead], 1));
        assert!(said.contains("own"), "{said}");
        let said = refused(house.make_token(&who("root"), "root", "", &[Right::SystemRead], 1));
        assert!(said.contains("no right"), "{said}");
        let secret = en(house.make_token(&who("aud"), "aud", "", &[Right::LogRead], 1)).unwrap();
        let (_, rights) = en(house.token_holder(&secret)).unwrap().unwrap();
        assert_eq!(rights, [Right::LogRead]);
    });
}

#[test]
fn a_token_ends_with_its_account() {
    each("ends", |ground| {
        let mut house = working(ground);
        let li = who("li");
        let mut make = || en(house.make_token(&li, "li", "", &[Right::LedgerRead], 366)).unwrap();
        let [dropped, revoked, disabled] = [make(), make(), make()];
        let id = access::fingerprint(&dropped);
        assert!(refused(house.drop_token(&who("aud"), &id)).contains("own"));
        en(house.drop_token(&li, &id)).unwrap();
        assert_eq!(en(house.token_holder(&dropped)), Ok(None));
        en(house.revoke(&who("sec"), "li")).unwrap();
        assert_eq!(en(house.token_holder(&revoked)), Ok(None), "until it is confirmed again");
        en(house.grant(&who("sec"), "li", Role::Clerk, units(&["102001"]))).unwrap();
        assert!(en(house.token_holder(&revoked)).unwrap().is_some());
        en(house.disable(&who("root"), "li")).unwrap();
        en(house.enable(&who("root"), "li")).unwrap();
        assert_eq!(en(house.token_holder(&disabled)), Ok(None), "for good");
        sound(&mut house);
    });
}
