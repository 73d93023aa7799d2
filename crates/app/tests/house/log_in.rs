//! Logging in and what it refuses; sessions and how they end.

use crate::common::*;
use access::totp;
use app::house::{House, LogIn, LogInRefused, LogSearch};

/// The code of an authenticator now, found among all by what is taken.
fn code(secret: &str) -> String {
    let codes = (0..1_000_000_u32).map(|n| format!("{n:06}"));
    let now = unix();
    let step = now / 30;
    codes.into_iter().find(|c| totp::check(secret, c, now, Some(step - 1)) == Some(step)).unwrap()
}

fn with_code(house: &mut House, code: Option<&str>) -> Result<String, LogInRefused> {
    let login = LogIn { code: code.map(str::to_owned), ..login("li", GOOD) };
    en(house.log_in(login)).unwrap().map(|done| done.token)
}

#[test]
fn wrong_passwords_lock_longer_and_longer() {
    each("locks", |ground| {
        let mut house = working(ground);
        for _ in 0..5 {
            assert_eq!(try_log_in(&mut house, "li", "wrong").err(), Some(LogInRefused::Wrong));
        }
        // Locked for a minute: the right password does not help, and trying does not count.
        for _ in 0..3 {
            let until = "2026-01-01T00:01:00Z".to_owned();
            assert_eq!(
                try_log_in(&mut house, "li", GOOD).err(),
                Some(LogInRefused::Locked { until })
            );
        }
        wait(MINUTE);
        assert_eq!(try_log_in(&mut house, "li", "wrong").err(), Some(LogInRefused::Wrong));
        wait(2 * MINUTE - 1);
        assert!(matches!(try_log_in(&mut house, "li", GOOD), Err(LogInRefused::Locked { .. })));
        wait(1);
        log_in(&mut house, "li", GOOD);
        // From the beginning again; and the security administrator takes a lock off.
        for _ in 0..5 {
            assert_eq!(try_log_in(&mut house, "li", "wrong").err(), Some(LogInRefused::Wrong));
        }
        en(house.unlock(&who("sec"), "li")).unwrap();
        log_in(&mut house, "li", GOOD);
        // Others are not concerned.
        log_in(&mut house, "root", GOOD);
        sound(&mut house);
    });
}

#[test]
fn a_name_that_is_not_known_is_refused_as_a_wrong_password() {
    each("unknown", |ground| {
        let mut house = working(ground);
        for name in ["nobody", "", "a b", "li\0", "X9!secret-in-the-wrong-field"] {
            for _ in 0..7 {
                assert_eq!(try_log_in(&mut house, name, GOOD).err(), Some(LogInRefused::Wrong));
            }
        }
        let lines = en(house.log_search(&LogSearch { limit: 35, ..LogSearch::default() })).unwrap();
        assert!(lines.iter().all(|l| l.action == "login.wrong" && l.actor.is_empty()));
        assert!(lines.iter().any(|l| l.object == "nobody"));
        assert!(lines.iter().all(|l| !l.object.contains("secret")), "it may be a password");
        let (zh, en) = LogInRefused::Wrong.words();
        assert!(zh.contains("不对") && en.contains("wrong"));
        let until = "2026-01-01T00:01:00Z".to_owned();
        assert!(LogInRefused::Locked { until }.words().0.contains("2026-01-01 08:01"));
    });
}

#[test]
fn a_second_factor_is_asked_for_and_good_once() {
    each("factor", |ground| {
        let mut house = working(ground);
        let li = who("li");
        assert!(refused(house.confirm_totp(&li, "000000")).contains("begin anew"));
        let begun = en(house.begin_totp(&li)).unwrap();
        assert!(begun.url.contains(&begun.secret));
        wait(15 * MINUTE);
        assert!(refused(house.confirm_totp(&li, &code(&begun.secret))).contains("begin anew"));
        let begun = en(house.begin_totp(&li)).unwrap();
        let right = code(&begun.secret);
        assert!(refused(house.confirm_totp(&li, "12345")).contains("wrong"));
        let on = en(house.confirm_totp(&li, &right)).unwrap();
        assert_eq!(on.totp, Some(String::new()), "the secret is not handed out");
        assert!(refused(house.begin_totp(&li)).contains("already"));
        assert_eq!(with_code(&mut house, None), Err(LogInRefused::NeedsCode));
        assert_eq!(with_code(&mut house, Some(&right)), Err(LogInRefused::Wrong), "used before");
        wait(30);
        let right = code(&begun.secret);
        let cookie = with_code(&mut house, Some(&right)).unwrap();
        assert!(en(house.session(&cookie)).unwrap().is_some());
        assert_eq!(with_code(&mut house, Some(&right)), Err(LogInRefused::Wrong), "used before");
        // A reset leaves the second factor; the security administrator takes it off.
        let token = en(house.reset(&who("root"), "li")).unwrap();
        en(house.redeem_invitation(&token, GOOD, "")).unwrap();
        en(house.grant(&who("sec"), "li", access::Role::Clerk, units(&["102001"]))).unwrap();
        assert_eq!(with_code(&mut house, None), Err(LogInRefused::NeedsCode));
        en(house.drop_factor_of(&who("sec"), "li")).unwrap();
        with_code(&mut house, None).unwrap();
        assert!(refused(house.drop_totp(&li, "wrong")).contains("present"));
        en(house.drop_totp(&li, GOOD)).unwrap();
        sound(&mut house);
    });
}

#[test]
fn sessions_end_by_themselves_when_idle_and_after_half_a_day() {
    each("expire", |ground| {
        let mut house = working(ground);
        let cookie = log_in(&mut house, "li", GOOD);
        wait(60 * MINUTE - 1);
        assert!(en(house.session(&cookie)).unwrap().is_some(), "its use is noted");
        wait(60 * MINUTE - 1);
        assert!(en(house.session(&cookie)).unwrap().is_some());
        wait(60 * MINUTE);
        assert_eq!(en(house.session(&cookie)), Ok(None), "idle for an hour");
        en(house.touch(&cookie)).unwrap();
        assert_eq!(en(house.session(&cookie)), Ok(None), "what is over does not come back");
        // In use all the time, it ends all the same.
        let cookie = log_in(&mut house, "li", GOOD);
        for _ in 0..23 {
            wait(30 * MINUTE);
            en(house.touch(&cookie)).unwrap();
        }
        assert!(en(house.session(&cookie)).unwrap().is_some());
        wait(30 * MINUTE);
        assert_eq!(en(house.session(&cookie)), Ok(None), "twelve hours");
        assert_eq!(en(house.sessions_of("li")).unwrap(), []);
        sound(&mut house);
    });
}

#[test]
fn two_sessions_at_once_are_ended_one_by_one() {
    each("two", |ground| {
        let mut house = working(ground);
        let mut other = house.again().unwrap();
        let first = log_in(&mut house, "li", GOOD);
        wait(1);
        let second = log_in(&mut other, "li", GOOD);
        let [a, b] = [&first, &second].map(|c| en(house.session(c)).unwrap().unwrap());
        assert!(a.csrf != b.csrf && !a.csrf.is_empty() && a.id != b.id);
        assert_eq!(en(other.session(&first)).unwrap().unwrap().csrf, a.csrf);
        assert_eq!((a.address.as_str(), a.agent.as_str()), ("192.0.2.1", "a browser"));
        let listed = en(house.sessions_of("li")).unwrap();
        let ids: Vec<&str> = listed.iter().map(|s| s.id.as_str()).collect();
        assert_eq!(ids, [b.id.as_str(), a.id.as_str()], "the latest first");
        assert!(listed.iter().all(|s| s.csrf.is_empty()));
        assert!(refused(house.end_session(&who("aud"), &a.id)).contains("no right"));
        en(house.end_session(&who("li"), &a.id)).unwrap();
        assert_eq!(en(house.session(&first)), Ok(None));
        assert!(en(house.session(&second)).unwrap().is_some());
        en(house.log_out(&who("li"), &second)).unwrap();
        assert_eq!(en(other.session(&second)), Ok(None));
        assert_eq!(en(house.session("")), Ok(None));
        assert_eq!(en(house.session(&a.id)), Ok(None), "the id is not the cookie");
        sound(&mut house);
    });
}

#[test]
fn of_many_guesses_at_once_none_is_forgotten() {
    each("guesses", |ground| {
        let house = working(ground);
        let guessers = [0; 4].map(|_| house.again().unwrap());
        std::thread::scope(|scope| {
            for mut house in guessers {
                scope.spawn(move || try_log_in(&mut house, "li", "wrong").err());
            }
        });
        let mut house = house;
        assert_eq!(en(house.account("li")).unwrap().unwrap().failed, 4);
        sound(&mut house);
    });
}
