//! 预警统计报告: by level, rule, unit and region; precision, repeats, what is overdue, how long it took.

use super::cases::{self, Warned};
use super::paper::{Paper, day, percent_chart};
use crate::official::Written;
use ::oversight::analysis::Ratio;
use ::oversight::case::Group;
use document::{Chart, ChartKind};

/// Rows that a table lists at most.
const MOST: usize = 20;
/// Bars of a figure.
const BARS: usize = 10;

/// The statistics of the warnings of a period; `period` is how it is called (2024年, 2024年第三季度).
pub fn warnings(place: &str, period: &str, w: &Warned<'_>, seq: u64) -> Written {
    let mut paper =
        Paper::new(&format!("{place}{period}预警统计报告"), &format!("（截至{}）", day(w.to)));
    let fresh = w.fresh();
    let stats = w.statistics(&fresh);
    paper.section("总体情况");
    cases::raised(&mut paper, w, period);
    if fresh.is_empty() {
        paper.section("说明");
        paper.text(format!(
            "账簿截至第{seq}号分录。没有案件不等于没有问题：未运行的规则不会产生预警。"
        ));
        return paper.done();
    }
    let rows = stats.levels.iter().map(|(l, n)| vec![format!("{}色", l.zh()), n.to_string()]);
    let chart = Chart { kind: ChartKind::Bars, unit: "件".to_owned(), mark: None };
    paper.figure("按级别的案件", &["级别", "案件"], rows.collect(), chart);
    cases::standing(&mut paper, &stats);
    paper.section("按规则");
    bars(&mut paper, &stats.rules);
    paper.table("按规则的案件", "件", &cases::heads("规则"), cases::groups(&stats.rules, MOST));
    paper.section("按单位和区划");
    more(&mut paper, stats.units.len());
    paper.table("按单位的案件", "件", &cases::heads("单位"), cases::groups(&stats.units, MOST));
    paper.table("按区划的案件", "件", &cases::heads("区划"), cases::groups(&stats.regions, MOST));
    paper.section("办理时间与超期");
    cases::times(&mut paper, &stats);
    cases::overdue(&mut paper, w, MOST);
    if stats.overdue == 0 {
        paper.text("本期新增的案件没有超期的。");
    }
    paper.section("说明");
    paper.text(format!(
        "本报告统计{period}新增的案件，各项按{}的状态；账簿截至第{seq}号分录。准确率为确认件数除以已核实件数，未核实的不计入；再次发生指销号后同一单位、同一原因又出现的。",
        day(w.to)
    ));
    paper.done()
}

fn bars(paper: &mut Paper, rules: &[Group]) {
    let mut all: Vec<&Group> = rules.iter().collect();
    all.sort_by(|a, b| b.cases.cmp(&a.cases).then_with(|| a.key.cmp(&b.key)));
    let of = |n: usize| i128::try_from(n).unwrap_or(0);
    let verified = all.iter().filter(|g| g.confirmed + g.dismissed > 0);
    let rows: Vec<Vec<String>> = verified
        .take(BARS)
        .filter_map(|g| {
            let ratio = Ratio::of(of(g.confirmed), of(g.confirmed + g.dismissed))?;
            Some(vec![format!("{} {}", g.key, g.name), ratio.percent()])
        })
        .collect();
    paper.figure(
        "各规则的准确率（已核实的）",
        &["规则", "准确率"],
        rows,
        percent_chart(ChartKind::Bars, None),
    );
}

fn more(paper: &mut Paper, units: usize) {
    let text = match units > MOST {
        true => format!("本期预警涉及{units}个单位，表中列出案件最多的{MOST}个。"),
        false => format!("本期预警涉及{units}个单位。"),
    };
    paper.text(text);
}
