//! 三员分离: what each of the three officers may do, and that none gets into another's place.

use crate::common::*;
use access::{Reach, Role};
use app::house::{House, LogInRefused};

type Act = fn(&mut House, &str) -> Result<(), app::Fault>;

/// What officers do, and who may.
const ACTS: &[(&str, &str, Act)] = &[
    ("create", "root", |h, by| h.create_account(&who(by), new("neu", Role::Deputy)).map(|_| ())),
    ("disable", "root", |h, by| h.disable(&who(by), "li").map(|_| ())),
    ("enable", "root", |h, by| h.enable(&who(by), "li").map(|_| ())),
    ("reset", "root", |h, by| h.reset(&who(by), "li").map(|_| ())),
    ("grant", "sec", |h, by| h.grant(&who(by), "li", Role::Clerk, units(&["1"])).map(|_| ())),
    ("revoke", "sec", |h, by| h.revoke(&who(by), "li").map(|_| ())),
    ("unlock", "sec", |h, by| h.unlock(&who(by), "li").map(|_| ())),
    ("factor", "sec", |h, by| h.drop_factor_of(&who(by), "li").map(|_| ())),
];

#[test]
fn each_officer_does_his_own_work_only() {
    each("offices", |ground| {
        let mut house = working(ground);
        for (what, may, act) in ACTS {
            for by in ["root", "sec", "aud", "wang", "", "nobody"] {
                if by != *may {
                    let said = refused(act(&mut house, by));
                    assert!(
                        said.contains("no right") || said.contains("not logged in"),
                        "{what} {by}: {said}"
                    );
                }
            }
            en(act(&mut house, may)).unwrap();
        }
        // What the page says of the role counts for nothing: the account does.
        let mut liar = who("aud");
        liar.role = "system".to_owned();
        assert!(refused(house.create_account(&liar, new("x2", Role::Clerk))).contains("no right"));
        sound(&mut house);
    });
}

#[test]
fn the_first_of_an_office_is_confirmed_at_once_and_nobody_else() {
    each("firsts", |ground| {
        let mut house = ground.open();
        let token = en(house.first_link()).unwrap().unwrap();
        en(house.redeem_first(&token, "root", "", GOOD, "")).unwrap();
        let expect = [
            ("sec", Role::Security, true),
            ("sec2", Role::Security, false),
            ("aud", Role::Auditor, true),
            ("aud2", Role::Auditor, false),
            ("root2", Role::System, false),
            ("li", Role::Clerk, false),
        ];
        for (name, role, granted) in expect {
            assert_eq!(made(&mut house, name, role).granted, granted, "{name}");
        }
        assert!(
            refused(house.create_account(&who("root"), new("all", Role::Public)))
                .contains("public")
        );
    });
}

#[test]
fn nobody_empties_an_office_to_fill_it_himself() {
    each("empty", |ground| {
        let mut house = working(ground);
        let (root, sec) = (who("root"), who("sec"));
        for name in ["sec", "aud"] {
            assert!(refused(house.disable(&root, name)).contains("only"), "{name}");
        }
        assert!(refused(house.revoke(&sec, "aud")).contains("only"));
        assert!(refused(house.revoke(&sec, "root")).contains("only"));
        assert!(refused(house.grant(&sec, "aud", Role::Security, Reach::all())).contains("only"));
        // The link of a reset would make its holder the security administrator.
        assert!(refused(house.reset(&root, "sec")).contains("on the server"));
        // With a successor it goes.
        made(&mut house, "sec2", Role::Security);
        assert_eq!(try_log_in(&mut house, "sec2", GOOD).err(), Some(LogInRefused::NotGranted));
        assert!(refused(house.disable(&root, "sec")).contains("only"), "not confirmed yet");
        en(house.grant(&sec, "sec2", Role::Security, Reach::all())).unwrap();
        let token = en(house.reset(&root, "sec")).unwrap();
        en(house.redeem_invitation(&token, OTHER, "")).unwrap();
        assert_eq!(try_log_in(&mut house, "sec", OTHER).err(), Some(LogInRefused::NotGranted));
        en(house.disable(&root, "sec")).unwrap();
        // A mistyped invitation, which nobody has used, goes without more ado.
        let (_, _) = en(house.create_account(&root, new("typo", Role::Auditor))).unwrap();
        en(house.disable(&root, "typo")).unwrap();
        sound(&mut house);
    });
}

#[test]
fn nobody_does_it_to_himself_or_crosses_over() {
    each("self", |ground| {
        let mut house = working(ground);
        let (root, sec) = (who("root"), who("sec"));
        assert!(refused(house.disable(&root, "root")).contains("own account"));
        assert!(refused(house.reset(&root, "root")).contains("own account"));
        assert!(
            refused(house.grant(&sec, "sec", Role::Finance, Reach::all())).contains("own account")
        );
        assert!(refused(house.drop_factor_of(&sec, "sec")).contains("own account"));
        for role in [Role::System, Role::Auditor] {
            assert!(
                refused(house.grant(&sec, "li", role, Reach::all())).contains("another account")
            );
        }
        made(&mut house, "aud2", Role::Auditor);
        en(house.grant(&sec, "aud2", Role::Auditor, Reach::all())).unwrap();
        assert!(
            refused(house.grant(&sec, "aud2", Role::Congress, Reach::all()))
                .contains("another account")
        );
        // A role that needs a reach gets one, and no code of it is blank.
        assert!(refused(house.grant(&sec, "li", Role::Clerk, Reach::all())).contains("needs"));
        assert!(refused(house.grant(&sec, "li", Role::Finance, units(&[" "]))).contains("blank"));
        assert!(refused(house.grant(&sec, "li", Role::Public, Reach::all())).contains("public"));
        assert!(
            refused(house.grant(&sec, "nobody", Role::Deputy, Reach::all())).contains("no account")
        );
    });
}

#[test]
fn whoever_sits_at_the_machine_gets_in_again() {
    each("console", |ground| {
        let mut house = staffed(ground);
        let token = en(house.console_link("sec")).unwrap();
        // Nor can the system administrator use the moment to put another in the place.
        assert!(refused(house.disable(&who("root"), "sec")).contains("only"));
        assert_eq!(try_log_in(&mut house, "sec", GOOD).err(), Some(LogInRefused::Wrong));
        en(house.redeem_invitation(&token, OTHER, "")).unwrap();
        log_in(&mut house, "sec", OTHER);
        let last = en(house.log_search(&Default::default())).unwrap();
        assert!(last.iter().any(|l| l.actor == "(console)" && l.action == "account.reset"));
        assert!(refused(house.console_link("nobody")).contains("no account"));
        sound(&mut house);
    });
}

#[test]
fn accounts_of_the_demonstration_stay_there() {
    each("demo", |ground| {
        let mut house = ground.open();
        for _ in 0..2 {
            for (name, role) in [("clerk", Role::Clerk), ("system", Role::System)] {
                en(house.demo_account(name, "示", role, units(&["102001"]), "demo")).unwrap();
                log_in(&mut house, name, "demo");
            }
        }
        sound(&mut house);
        en(house.create_account(&who("system"), new("real", Role::Deputy))).unwrap();
        let said = refused(house.demo_account("clerk", "示", Role::Clerk, Reach::all(), "demo"));
        assert!(said.contains("real"), "{said}");
    });
}
