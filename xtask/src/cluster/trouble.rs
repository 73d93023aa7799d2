//! What goes wrong in a cluster: a county that stops while it is asked, a password that is changed, a
//! city that starts again; and what must never be written down.

use super::ground::{Ground, PASSWORD, ROLE, run};
use anyhow::{Context, Result, bail, ensure};
use std::time::Duration;
use store::{State, StoreError};

/// Asked while one county takes its time over every row.
const ASKED: &str = "SELECT r.book, CAST(SUM(r.amount) AS BIGINT) FROM by_unit r \
     WHERE r.year = 2023 AND r.kind = '支付' GROUP BY r.book ORDER BY r.book";

/// Makes a county slow for the city's role, and quick again.
const SLOW: &str = "ALTER TABLE by_unit ENABLE ROW LEVEL SECURITY; \
     CREATE POLICY slow ON by_unit FOR SELECT USING (pg_sleep(1) IS NOT NULL)";
const QUICK: &str = "DROP POLICY slow ON by_unit; ALTER TABLE by_unit DISABLE ROW LEVEL SECURITY";

/// The second county stops while a question is under way; the answer comes without it and says so.
pub fn stopped_in_the_middle(ground: &Ground) -> Result<()> {
    let [_, county] = &ground.counties;
    run(&county.server.url(), SLOW)?;
    let mut all = ground.all()?;
    let (books, missing) = std::thread::scope(|scope| -> Result<_> {
        let asking = scope.spawn(move || -> Result<_> {
            let rows = all.ask(ASKED, &[])?;
            let books: Vec<String> =
                rows.iter().filter_map(|r| r.first()).map(|v| v.text().to_owned()).collect();
            Ok((books, all.missing().to_vec()))
        });
        // Not before the county works on it.
        let working = format!(
            "SELECT 1 FROM pg_stat_activity WHERE usename = '{ROLE}' AND state = 'active' \
             AND query LIKE '%FETCH%'"
        );
        let mut client = postgres::Client::connect(&county.server.url(), postgres::NoTls)?;
        let mut seen = false;
        for _ in 0..500 {
            seen = !client.query(&working, &[])?.is_empty();
            if seen || asking.is_finished() {
                break;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        drop(client);
        ensure!(seen, "the county was never seen at work");
        county.stop()?;
        match asking.join() {
            Ok(answer) => answer,
            Err(_) => bail!("asking failed"),
        }
    })?;
    ensure!(
        !books.iter().any(|b| b == county.code),
        "{books:?} has figures of a county that is gone"
    );
    ensure!(books.len() == 2, "{books:?}: the others must be there");
    let [gap] = missing.as_slice() else { bail!("{missing:?}") };
    ensure!(gap.book.code == county.code && !gap.since.is_empty(), "{gap:?}");
    println!("   {} stopped in the middle of a question; the answer has {books:?}", county.name);
    Ok(())
}

/// It starts again, and nobody needs to be told: the next session asks it.
pub fn back_again(ground: &Ground) -> Result<()> {
    let [_, county] = &ground.counties;
    let mut session = ground.all()?;
    ensure!(session.missing().len() == 1, "{:?}", session.missing());
    county.server.go()?;
    run(&county.server.url(), QUICK)?;
    // A session that was open all the time sees it when it looks, a new one within seconds by itself.
    ensure!(session.refresh_nodes()? && session.missing().is_empty(), "{:?}", session.missing());
    ensure!(ground.all()?.missing().is_empty(), "a new session misses it");
    let said = ground.clerk(&ground.city.url()).must(&["cluster", "status"])?;
    ensure!(said.out.matches("mounted, present").count() == 2, "status: {}", said.out);
    Ok(())
}

/// A county changes the password of the reader: it is missing, with the reason, until the city knows.
pub fn wrong_password(ground: &Ground) -> Result<()> {
    let [county, _] = &ground.counties;
    let set = |password: &str| {
        run(&county.server.url(), &format!("ALTER ROLE {ROLE} PASSWORD '{password}'"))
    };
    set("another")?;
    let mut session = ground.all()?;
    let [gap] = session.missing() else { bail!("{:?}", session.missing()) };
    ensure!(gap.reason.contains("password authentication failed"), "{}", gap.reason);
    ensure!(!gap.reason.contains(PASSWORD), "the password is shown: {}", gap.reason);
    let node = session.node(county.code)?.context("the node is gone")?;
    ensure!(node.state == State::Missing, "{:?}", node.state);
    set(PASSWORD)?;
    ensure!(session.refresh_nodes()?, "nothing changed");
    ensure!(session.missing().is_empty(), "{:?}", session.missing());
    Ok(())
}

/// The city starts again: a session is lost and says so, the next one has everything.
pub fn city_restarted(ground: &Ground) -> Result<()> {
    let mut session = ground.all()?;
    ground.city.stop()?;
    ground.city.go()?;
    let lost = session.ask("SELECT COUNT(*) FROM book", &[]);
    ensure!(lost == Err(StoreError::Lost), "{lost:?}");
    let mut session = ground.all()?;
    ensure!(session.missing().is_empty() && session.books()?.len() == 3, "{:?}", session.missing());
    Ok(())
}

/// No server has written the password down; that of the county is set there by its administrator.
pub fn silent_logs(ground: &Ground) -> Result<()> {
    let log = ground.city.log();
    ensure!(log.contains("CREATE SERVER"), "the city logs nothing, so its silence proves nothing");
    ensure!(!log.contains(PASSWORD), "the city's log holds the password");
    for county in &ground.counties {
        let said = county.server.log();
        let by_us = said.lines().filter(|l| l.contains(PASSWORD) && !l.contains("ROLE")).count();
        ensure!(by_us == 0, "the log of {} holds the password", county.name);
    }
    Ok(())
}
