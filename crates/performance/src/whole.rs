//! Measures of the whole department (B.5): staff, 三公, completion and control of the budget, buildings.

use crate::policy::{Measure, Policy};
use crate::score::{Scoring, Words};
use base::{Amount, Decimal, decimal};

/// What the measures are computed from; `None` is not known, which is not nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BaseFigures {
    /// 编制数
    pub posts: Option<i64>,
    /// 在职人员数
    pub staff: Option<i64>,
    /// 上年三公经费预算
    pub three_public_before: Option<Amount>,
    /// 本年三公经费预算
    pub three_public: Option<Amount>,
    /// 上年结转
    pub carried_in: Option<Amount>,
    /// 年初预算
    pub initial: Option<Amount>,
    /// 本年追加 (net of cuts)
    pub added: Option<Amount>,
    /// 年末结余
    pub left: Option<Amount>,
    /// 批准建设面积, 实际建设面积 (㎡)
    pub area: Option<(Decimal, Decimal)>,
    /// 批准投资, 实际投资
    pub investment: Option<(Amount, Amount)>,
}

impl BaseFigures {
    /// The value of a measure in percent; `None` where an operand is not known or the base is zero.
    pub fn percent(&self, measure: &str) -> Option<Decimal> {
        let rate = |part: Decimal, whole: Decimal| {
            let share = (!whole.is_zero()).then(|| part.checked_div(whole)).flatten()?;
            share.checked_mul(Decimal::ONE_HUNDRED)
        };
        match measure {
            "在职人员控制率" => rate(self.staff?.into(), self.posts?.into()),
            "三公经费变动率" => {
                let (now, before) = (self.three_public?, self.three_public_before?);
                rate(now.minus(before)?.yuan(), before.yuan())
            }
            "预算完成率" => {
                let all = Amount::total([self.carried_in?, self.initial?, self.added?])?;
                rate(all.minus(self.left?)?.yuan(), all.yuan())
            }
            "预算控制率" => rate(self.added?.yuan(), self.initial?.yuan()),
            "新建楼堂馆所面积控制率" => self.area.and_then(|(a, b)| rate(b, a)),
            "新建楼堂馆所投资概算控制率" => {
                self.investment.and_then(|(a, b)| rate(b.yuan(), a.yuan()))
            }
            _ => None,
        }
    }
}

/// The measures of a policy, scored from base figures: name, percentage, points.
pub fn measures(figures: &BaseFigures, policy: &Policy) -> Vec<(String, Option<Decimal>, Scoring)> {
    let one = |m: &Measure| {
        let percent = figures.percent(&m.name);
        (m.name.clone(), percent, points(m, percent))
    };
    policy.measures.iter().map(one).collect()
}

/// Points of one measure.
pub fn points(measure: &Measure, percent: Option<Decimal>) -> Scoring {
    let base = Scoring { weight: measure.weight, ..Scoring::default() };
    let Some(percent) = percent else {
        let why = Words::new(
            format!("{}：缺少计算所需的数", measure.name),
            format!("{}: a figure is missing", measure.name),
        );
        return Scoring { why, ..base };
    };
    let beyond = match measure.short {
        true => measure.full - percent,
        false => percent - measure.full,
    };
    let score = if beyond <= Decimal::ZERO {
        measure.weight
    } else if let (Some(every), Some(costs)) = (measure.every, measure.costs) {
        // Only whole steps cost points: “每超过 1 个百分点扣 0.5 分”.
        let steps = beyond.checked_div(every).map_or(Decimal::ZERO, |s| s.floor());
        let lost = steps.checked_mul(costs).unwrap_or(measure.weight);
        (measure.weight - lost).max(Decimal::ZERO)
    } else {
        let step = measure.steps.iter().find(|s| percent <= s.to);
        step.map_or(Decimal::ZERO, |s| s.points)
    };
    let (p, s) = (decimal::fixed(percent, 2), score.normalize());
    Scoring {
        score: Some(score),
        why: Words::new(
            format!("{} = {} = {p}%，得 {s}", measure.name, measure.formula),
            format!("{} = {p}%: {s}", measure.name),
        ),
        ..base
    }
}
