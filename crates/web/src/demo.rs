//! The demonstration: the bundled example with an account of each role, on this machine only.

use crate::config::{Config, DemoAccount};
use access::{Reach, Role};
use app::Fault;
use app::desk::oversight::{Warn, warn};
use app::desk::{self, Desk};
use app::house::House;
use std::net::SocketAddr;
use std::path::Path;

/// An account of the demonstration.
struct Account {
    name: &'static str,
    role: Role,
    zh: &'static str,
    en: &'static str,
    departments: &'static [&'static str],
    units: &'static [&'static str],
}

const ACCOUNTS: &[Account] = &[
    of("clerk", Role::Clerk, "单位填表人（102001）", "clerk of unit 102001").units(&["102001"]),
    of("department", Role::Department, "主管部门审核人（102）", "reviewer of department 102")
        .departments(&["102"]),
    of("finance", Role::Finance, "财政局绩效科", "finance bureau"),
    of("congress", Role::Congress, "人大预算工委", "budget committee of the congress"),
    of("deputy", Role::Deputy, "人大代表", "deputy"),
    of("system", Role::System, "系统管理员", "system administrator"),
    of("security", Role::Security, "安全管理员", "security administrator"),
    of("auditor", Role::Auditor, "审计员", "auditor"),
];

const fn of(name: &'static str, role: Role, zh: &'static str, en: &'static str) -> Account {
    Account { name, role, zh, en, departments: &[], units: &[] }
}

impl Account {
    const fn units(self, units: &'static [&'static str]) -> Account {
        Account { units, ..self }
    }

    const fn departments(self, departments: &'static [&'static str]) -> Account {
        Account { departments, ..self }
    }
}

/// The password of these accounts. It is known to everybody, so the demonstration listens to this machine
/// alone.
const PASSWORD: &str = "Mingzhang-demo1";

/// Region code of the demonstration's book.
const BOOK: &str = "140900000";

/// Years whose warnings are evaluated, and the day as of which: the end of one, the middle of the next.
const DAYS: [(i32, &str); 2] = [(2023, "2023-12-31"), (2024, "2024-09-30")];

/// Makes the demonstration, or goes on with the one that is there; what serves it.
///
/// # Errors
/// When the address is not of this machine, or the place holds another ledger.
pub fn demo(place: &str, listen: SocketAddr) -> Result<Config, Fault> {
    if !listen.ip().is_loopback() {
        return Err(Fault::new(
            "演示账户的密码是公开的，只能监听本机地址（127.0.0.1）；正式使用请用 serve",
            "the demonstration's passwords are public, so it listens to this machine only \
             (127.0.0.1); use serve for work",
        ));
    }
    match Path::new(place).exists() {
        true => known(place)?,
        false => make(place)?,
    }
    let mut config = Config::new(place);
    config.listen = listen;
    config.demo = accounts(place)?;
    Ok(config)
}

fn known(place: &str) -> Result<(), Fault> {
    let found = Desk::open(place, "demo", None)?;
    match found.own().0 == BOOK {
        true => Ok(()),
        false => Err(Fault::new(
            format!("{place} 不是演示账簿；请用 --db 另给一个文件名"),
            format!("{place} is not a demonstration; give another file with --db"),
        )),
    }
}

fn make(place: &str) -> Result<(), Fault> {
    let mut desk = Desk::create(place, BOOK, "明账示例", "demo")?;
    desk::demo(&mut desk)?;
    for (year, day) in DAYS {
        let day = Some(day.to_owned());
        warn(&mut desk, &Warn { year: Some(year), day, ..Warn::default() })?;
    }
    Ok(())
}

fn accounts(place: &str) -> Result<Vec<DemoAccount>, Fault> {
    let mut house = House::open(place)?;
    let owned = |codes: &[&str]| codes.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>();
    let mut all = Vec::new();
    for a in ACCOUNTS {
        let (departments, units) = (owned(a.departments), owned(a.units));
        let reach = Reach { regions: Vec::new(), departments, units };
        // Those of an earlier start go on as they are: others may have been made beside them.
        if house.account(a.name)?.is_none() {
            house.demo_account(a.name, a.zh, a.role, reach, PASSWORD)?;
        }
        all.push(DemoAccount {
            name: a.name.to_owned(),
            shown: (a.zh.to_owned(), a.en.to_owned()),
            password: PASSWORD.to_owned(),
        });
    }
    Ok(all)
}
