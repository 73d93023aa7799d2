//! Measures of the whole department from its base data: staff, 三公, completion and control of the
//! budget, buildings. The formulas are here by name, the steps are the policy's.

use crate::policy::{Measure, Part, Policy};
use crate::score::{Missing, Scoring, Words};
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
    /// 批准建设面积, 实际建设面积 (㎡); both zero where nothing was built.
    pub area: Option<(Decimal, Decimal)>,
    /// 批准投资, 实际投资; both zero where nothing was built.
    pub investment: Option<(Amount, Amount)>,
}

/// A measure and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measured {
    /// Name, e.g. 在职人员控制率.
    pub name: String,
    /// Value in percent; `None` where a figure is missing or the measure does not apply.
    pub percent: Option<Decimal>,
    /// Whether the measure does not apply: nothing was built.
    pub idle: bool,
    /// Points.
    pub scoring: Scoring,
}

/// The whole department.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Whole {
    /// One a measure, in the order of the policy.
    pub measures: Vec<Measured>,
    /// Points that could be had: of all measures that apply.
    pub weight: Decimal,
    /// Points that were had; `None` while a figure is missing.
    pub score: Option<Decimal>,
    /// Figures that must still be given.
    pub missing: Vec<Missing>,
}

/// Evaluates a whole department by the policy's measures.
pub fn whole(figures: &BaseFigures, policy: &Policy) -> Whole {
    let mut all = Whole { score: Some(Decimal::ZERO), ..Whole::default() };
    for measure in &policy.measures {
        let idle = figures.idle(&measure.name);
        let percent = figures.percent(&measure.name);
        let mut scoring = points(measure, measure.weight, percent);
        if idle {
            scoring.why = Words::new(
                format!("{}：没有新建楼堂馆所，不适用", measure.name),
                format!("{}: nothing was built, does not apply", measure.name),
            );
        } else {
            all.weight = all.weight.saturating_add(measure.weight);
            all.score = all.score.zip(scoring.score).and_then(|(a, b)| a.checked_add(b));
        }
        if percent.is_none() && !idle {
            let Words { zh, en } = scoring.why.clone();
            all.missing.push(Missing::new(format!("基础数据.{}", measure.name), zh, en));
        }
        all.measures.push(Measured { name: measure.name.clone(), percent, idle, scoring });
    }
    all
}

const STAFF: &str = "在职人员控制率";
const THREE_PUBLIC: &str = "三公经费变动率";
const COMPLETION: &str = "预算完成率";
const CONTROL: &str = "预算控制率";
const AREA: &str = "新建楼堂馆所面积控制率";
const INVESTMENT: &str = "新建楼堂馆所投资概算控制率";

impl BaseFigures {
    /// Whether a measure of this name can be computed at all.
    pub fn knows(measure: &str) -> bool {
        [STAFF, THREE_PUBLIC, COMPLETION, CONTROL, AREA, INVESTMENT].contains(&measure)
    }

    /// The value of a measure in percent; `None` where an operand is not known or the base is zero.
    pub fn percent(&self, measure: &str) -> Option<Decimal> {
        match measure {
            STAFF => rate(self.staff?.into(), self.posts?.into()),
            THREE_PUBLIC => {
                let (now, before) = (self.three_public?, self.three_public_before?);
                if now == before {
                    // Also where there was nothing and is nothing.
                    return Some(Decimal::ZERO);
                }
                rate(now.minus(before)?.yuan(), before.yuan())
            }
            COMPLETION => {
                let all = Amount::total([self.carried_in?, self.initial?, self.added?])?;
                rate(all.minus(self.left?)?.yuan(), all.yuan())
            }
            CONTROL => rate(self.added?.yuan(), self.initial?.yuan()),
            AREA => self.area.and_then(|(approved, built)| rate(built, approved)),
            INVESTMENT => {
                self.investment.and_then(|(approved, built)| rate(built.yuan(), approved.yuan()))
            }
            _ => None,
        }
    }

    /// Whether a measure does not apply because nothing was approved and nothing built.
    fn idle(&self, measure: &str) -> bool {
        match measure {
            AREA => self.area.is_some_and(|(a, b)| a.is_zero() && b.is_zero()),
            INVESTMENT => self.investment.is_some_and(|(a, b)| a.is_zero() && b.is_zero()),
            _ => false,
        }
    }
}

fn rate(part: Decimal, whole: Decimal) -> Option<Decimal> {
    part.checked_mul(Decimal::ONE_HUNDRED)?.checked_div(whole)
}

/// Points of one measure with this weight; the steps are scaled when it is not the policy's own.
pub fn points(measure: &Measure, weight: Decimal, percent: Option<Decimal>) -> Scoring {
    let base = Scoring { weight, ..Scoring::default() };
    let name = &measure.name;
    let Some(percent) = percent else {
        let why = Words::new(
            format!("{name}：缺少计算所需的数（{}）", measure.formula),
            format!("{name}: a figure is missing, or the base is zero"),
        );
        return Scoring { why, ..base };
    };
    let Some(score) = earned(measure, weight, percent) else {
        let why = Words::new(
            format!("{name}：数值超出可计算范围"),
            format!("{name}: beyond what can be computed"),
        );
        return Scoring { why, ..base };
    };
    let (p, s) = (decimal::fixed(percent, 2), score.normalize());
    Scoring {
        score: Some(score),
        why: Words::new(
            format!("{name} = {} = {p}%，得 {s}", measure.formula),
            format!("{name} = {p}%: {s}"),
        ),
        ..base
    }
}

fn earned(measure: &Measure, weight: Decimal, percent: Decimal) -> Option<Decimal> {
    let beyond = match measure.short {
        true => measure.full.checked_sub(percent)?,
        false => percent.checked_sub(measure.full)?,
    };
    if beyond <= Decimal::ZERO {
        return Some(weight);
    }
    if let Some((every, costs)) = measure.every.zip(measure.costs) {
        let steps = beyond.checked_div(every)?;
        let steps = match measure.part {
            Part::Nothing => steps.floor(),
            Part::Whole => steps.ceil(),
            Part::Share => steps,
        };
        let lost = steps.checked_mul(costs)?;
        return Some(weight.checked_sub(lost)?.max(Decimal::ZERO));
    }
    let Some(step) = measure.steps.iter().find(|s| percent <= s.to) else {
        return Some(Decimal::ZERO);
    };
    step.points.checked_mul(weight)?.checked_div(measure.weight)
}
