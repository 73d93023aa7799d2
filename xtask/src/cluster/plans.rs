//! The proof that the nodes do the adding up: what the planner says, and what the nodes were asked.

use super::ground::Ground;
use anyhow::{Result, ensure};
use store::Value;

/// Questions whose plans are shown: what was paid by unit, and by the departments on the cards.
const SHOWN: [&str; 2] = [
    "SELECT r.book, r.unit, CAST(SUM(r.amount) AS BIGINT) FROM by_unit r \
     WHERE r.year = 2023 AND r.kind = '支付' GROUP BY r.book, r.unit",
    "SELECT r.book, u.department, CAST(SUM(CASE WHEN r.kind = '支付' THEN r.amount ELSE 0 END) AS BIGINT) \
     FROM by_unit r LEFT JOIN unit_card u ON u.book = r.book AND u.code = r.unit \
     WHERE r.year = 2023 GROUP BY r.book, u.department HAVING SUM(r.amount) > 0",
];

pub fn shown(ground: &Ground, short: bool) -> Result<()> {
    let mut all = ground.all()?;
    for sql in SHOWN {
        let plan = all.ask(&format!("EXPLAIN (VERBOSE, COSTS OFF) {sql}"), &[])?;
        let lines: Vec<&str> = plan.iter().filter_map(|r| r.first()).map(Value::text).collect();
        let text = lines.join("\n");
        for county in &ground.counties {
            let table = format!("by_unit_{}", county.code);
            let pushed =
                lines.iter().any(|l| l.contains("Relations: Aggregate on") && l.contains(&table));
            ensure!(pushed, "{} adds nothing up itself:\n{text}", county.name);
        }
        ensure!(text.contains("Async Foreign Scan"), "the nodes wait for one another:\n{text}");
        ensure!(text.contains("GROUP BY"), "no GROUP BY is sent:\n{text}");
        if !short {
            println!("   {sql}\n");
            lines.iter().for_each(|l| println!("   | {l}"));
            println!();
        }
    }
    asked(ground)
}

/// What a county was really asked by the questions before, as its log has it.
fn asked(ground: &Ground) -> Result<()> {
    let [county, _] = &ground.counties;
    let log = county.server.log();
    // `DECLARE c1 CURSOR FOR`, and the question on the next line.
    let pairs = log.lines().zip(log.lines().skip(1));
    let questions: Vec<&str> =
        pairs.filter(|(l, _)| l.contains("DECLARE c")).map(|(_, question)| question).collect();
    let grouped = questions.iter().filter(|l| l.contains("sum(") && l.contains("GROUP BY")).count();
    // Rows of rollups as they are: where a group has hardly more than one row, there is nothing to save.
    let single = |l: &&&str| !l.contains("sum(") && l.contains("public.by_");
    let raw = questions.iter().filter(single).count();
    let estimates = log.lines().filter(|l| l.contains("EXPLAIN SELECT")).count();
    println!(
        "   {} was asked {} times: {grouped} sums by group, {raw} times for rows of rollups, else for \
         heads, cards and entries; it gave {estimates} estimates",
        county.name,
        questions.len()
    );
    ensure!(raw < grouped, "rows of rollups are fetched where sums would do");
    ensure!(grouped > 0, "no sum was asked of {}", county.name);
    Ok(())
}
