//! The life of an account from the first start to its end.

use crate::common::*;
use access::{Reach, Role};
use app::house::{House, LogInRefused, LogSearch};

#[test]
fn the_first_link_makes_one_system_administrator() {
    each("first", |ground| {
        let mut house = ground.open();
        let old = en(house.first_link()).unwrap().unwrap();
        let token = en(house.first_link()).unwrap().unwrap();
        let redeem = |house: &mut House, token: &str, name: &str, password: &str| {
            en(house.redeem_first(token, name, "张", password, "192.0.2.1")).map(|a| a.name)
        };
        assert!(redeem(&mut house, &old, "root", GOOD).is_err_and(|e| e.contains("not good")));
        assert!(redeem(&mut house, "", "root", GOOD).is_err_and(|e| e.contains("not good")));
        assert!(redeem(&mut house, &token, "r t", GOOD).is_err_and(|e| e.contains("login name")));
        assert!(redeem(&mut house, &token, "root", "short").is_err_and(|e| e.contains("short")));
        wait(24 * HOUR);
        assert!(redeem(&mut house, &token, "root", GOOD).is_err_and(|e| e.contains("expired")));
        let token = en(house.first_link()).unwrap().unwrap();
        wait(24 * HOUR - 1);
        assert_eq!(redeem(&mut house, &token, " Root ", GOOD), Ok("root".to_owned()));
        assert!(redeem(&mut house, &token, "root2", GOOD).is_err_and(|e| e.contains("used")));
        assert_eq!(en(house.first_link()), Ok(None));
        assert_eq!(en(house.again().unwrap().first_link()), Ok(None));
        log_in(&mut house, "root", GOOD);
        sound(&mut house);
    });
}

#[test]
fn an_account_lives_from_invitation_to_disabling() {
    each("life", |ground| {
        let mut house = staffed(ground);
        let root = who("root");
        let (account, token) = en(house.create_account(&root, new("Li", Role::Clerk))).unwrap();
        assert_eq!((account.name.as_str(), account.shown.as_str()), ("li", "li"));
        assert!(account.active && !account.granted && !account.has_password());
        assert!(refused(house.create_account(&root, new("li", Role::Finance))).contains("already"));
        // No password fits before one is set, and nothing is allowed before it is confirmed.
        assert_eq!(try_log_in(&mut house, "li", "").err(), Some(LogInRefused::Wrong));
        assert!(refused(house.redeem_invitation(&token, "short", "")).contains("too short"));
        let set = en(house.redeem_invitation(&token, GOOD, "192.0.2.2")).unwrap();
        assert!(set.has_password() && set.password == "*", "the hash is not handed out");
        assert_eq!(try_log_in(&mut house, "li", GOOD).err(), Some(LogInRefused::NotGranted));
        let reach = units(&["102001"]);
        let granted = en(house.grant(&who("sec"), "li", Role::Clerk, reach.clone())).unwrap();
        assert!(granted.granted && granted.reach == reach);
        let cookie = log_in(&mut house, "LI", GOOD);
        let session = en(house.session(&cookie)).unwrap().unwrap();
        assert_eq!((session.account.reach, session.account.role), (reach, Role::Clerk));
        // Out of use and in use again: the session is gone for good.
        en(house.disable(&root, "li")).unwrap();
        assert_eq!(en(house.session(&cookie)), Ok(None));
        assert_eq!(try_log_in(&mut house, "li", GOOD).err(), Some(LogInRefused::Inactive));
        en(house.enable(&root, "li")).unwrap();
        assert_eq!(en(house.session(&cookie)), Ok(None));
        log_in(&mut house, "li", GOOD);
        let said =
            en(house
                .log_search(&LogSearch { object: Some("li".to_owned()), ..LogSearch::default() }))
            .unwrap();
        let said: Vec<(&str, &str)> =
            said.iter().rev().map(|l| (l.actor.as_str(), l.action.as_str())).collect();
        let expect = [
            ("root", "account.create"),
            ("li", "login.wrong"),
            ("li", "invitation.redeem"),
            ("li", "login.not-granted"),
            ("sec", "grant"),
            ("li", "login"),
            ("root", "account.disable"),
            ("li", "login.inactive"),
            ("root", "account.enable"),
            ("li", "login"),
        ];
        assert_eq!(said, expect);
        sound(&mut house);
    });
}

#[test]
fn an_invitation_works_once_and_not_for_ever() {
    each("invited", |ground| {
        let mut house = working(ground);
        let root = who("root");
        let (_, token) = en(house.create_account(&root, new("wang", Role::Finance))).unwrap();
        wait(72 * HOUR);
        assert!(refused(house.redeem_invitation(&token, GOOD, "")).contains("expired"));
        let first = en(house.reset(&root, "wang")).unwrap();
        let second = en(house.reset(&root, "wang")).unwrap();
        assert!(refused(house.redeem_invitation(&first, GOOD, "")).contains("not good"));
        en(house.redeem_invitation(&second, GOOD, "")).unwrap();
        assert!(refused(house.redeem_invitation(&second, OTHER, "")).contains("used"));
        assert!(refused(house.redeem_invitation("nonsense", GOOD, "")).contains("not good"));
        // An account that was used is confirmed again after a reset; its sessions are over at once.
        let cookie = log_in(&mut house, "li", GOOD);
        let token = en(house.reset(&root, "li")).unwrap();
        assert_eq!(en(house.session(&cookie)), Ok(None));
        assert_eq!(try_log_in(&mut house, "li", GOOD).err(), Some(LogInRefused::Wrong));
        en(house.redeem_invitation(&token, OTHER, "")).unwrap();
        assert_eq!(try_log_in(&mut house, "li", OTHER).err(), Some(LogInRefused::NotGranted));
        en(house.grant(&who("sec"), "li", Role::Clerk, units(&["102001"]))).unwrap();
        log_in(&mut house, "li", OTHER);
        // A disabled account's invitation is void.
        let token = en(house.reset(&root, "li")).unwrap();
        en(house.disable(&root, "li")).unwrap();
        assert!(refused(house.redeem_invitation(&token, GOOD, "")).contains("not good"));
        sound(&mut house);
    });
}

#[test]
fn another_password_ends_the_other_sessions() {
    each("password", |ground| {
        let mut house = working(ground);
        let li = who("li");
        let here = log_in(&mut house, "li", GOOD);
        let there = log_in(&mut house, "li", GOOD);
        assert_eq!(en(house.sessions_of("li")).unwrap().len(), 2);
        assert!(refused(house.change_password(&li, "wrong", OTHER, None)).contains("present"));
        assert!(refused(house.change_password(&li, GOOD, GOOD, None)).contains("present one"));
        assert!(refused(house.change_password(&li, GOOD, "Admin@123456", None)).contains("common"));
        en(house.change_password(&li, GOOD, OTHER, Some(&here))).unwrap();
        assert!(en(house.session(&here)).unwrap().is_some());
        assert_eq!(en(house.session(&there)), Ok(None));
        assert_eq!(try_log_in(&mut house, "li", GOOD).err(), Some(LogInRefused::Wrong));
        log_in(&mut house, "li", OTHER);
        // Guessing the present password in an open browser locks as guessing at the door does.
        for _ in 0..5 {
            assert!(refused(house.change_password(&li, "wrong", GOOD, None)).contains("present"));
        }
        assert!(refused(house.change_password(&li, OTHER, GOOD, None)).contains("locked"));
        assert!(matches!(try_log_in(&mut house, "li", OTHER), Err(LogInRefused::Locked { .. })));
        sound(&mut house);
    });
}

#[test]
fn another_role_or_reach_ends_the_sessions() {
    each("regrant", |ground| {
        let mut house = working(ground);
        let sec = who("sec");
        let cookie = log_in(&mut house, "li", GOOD);
        en(house.grant(&sec, "li", Role::Clerk, units(&["102001"]))).unwrap();
        assert!(en(house.session(&cookie)).unwrap().is_some(), "nothing was changed");
        en(house.grant(&sec, "li", Role::Clerk, units(&["102002"]))).unwrap();
        assert_eq!(en(house.session(&cookie)), Ok(None));
        let cookie = log_in(&mut house, "li", GOOD);
        en(house.grant(&sec, "li", Role::Finance, Reach::all())).unwrap();
        assert_eq!(en(house.session(&cookie)), Ok(None));
        let cookie = log_in(&mut house, "li", GOOD);
        en(house.revoke(&sec, "li")).unwrap();
        assert_eq!(en(house.session(&cookie)), Ok(None));
        assert_eq!(try_log_in(&mut house, "li", GOOD).err(), Some(LogInRefused::NotGranted));
        sound(&mut house);
    });
}

#[test]
fn preferences_are_ones_own() {
    each("prefer", |ground| {
        let mut house = working(ground);
        let set = en(house.set_preferences(&who("li"), Some("en"), true)).unwrap();
        assert_eq!((set.lang.as_deref(), set.large), (Some("en"), true));
        let set = en(house.set_preferences(&who("li"), Some("fr"), false)).unwrap();
        assert_eq!((set.lang.as_deref(), set.large), (Some("en"), false));
        assert!(refused(house.set_preferences(&who(""), None, true)).contains("log in"));
    });
}
