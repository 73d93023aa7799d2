//! View `government`: one row of what the government itself stated (登记 of no unit), and of what there is on
//! file of it.

use super::Scope;
use super::cell::{count, day_no, int, maybe};
use super::events::{events, how_many};
use super::records::{Units, stated};
use crate::desk::Desk;
use crate::fault::Fault;
use std::collections::BTreeMap;
use store::Answer;

/// Column and the name under which it is registered.
pub(super) const STATED: &[(&str, &str)] = &[
    ("reserve", "预备费"),
    ("reserve_used", "预备费动用数"),
    ("turnover", "预算周转金"),
    ("expenditure", "一般公共预算本级支出预算"),
    ("expenditure_done", "一般公共预算支出累计"),
    ("approved_expenditure", "批准的一般公共预算总支出"),
    ("plan_expenditure", "调整方案批准的一般公共预算总支出"),
    ("current_expenditure", "调整后一般公共预算总支出"),
    ("revenue", "一般公共预算收入预算"),
    ("revenue_done", "一般公共预算收入累计"),
    ("revenue_last", "一般公共预算收入上年同期"),
    ("tax_done", "税收收入累计"),
    ("nontax_done", "非税收入累计"),
    ("income_total", "预算收入总计"),
    ("expenditure_total", "预算支出总计"),
    ("stabilization_in", "调入预算稳定调节基金"),
    ("stabilization_approved", "批准调入预算稳定调节基金"),
    ("surplus_revenue", "超收收入"),
    ("surplus_elsewhere", "超收收入用于其他支出"),
    ("transfer_general", "一般性转移支付"),
    ("transfer_special", "专项转移支付"),
    ("advance_general", "提前下达一般性转移支付"),
    ("advance_general_base", "一般性转移支付预计数"),
    ("advance_special", "提前下达专项转移支付"),
    ("advance_special_base", "专项转移支付预计数"),
    ("debt_general", "一般债务余额"),
    ("debt_special", "专项债务余额"),
    ("debt_total", "政府债务余额"),
    ("limit_general", "一般债务限额"),
    ("limit_special", "专项债务限额"),
    ("limit_total", "政府债务限额"),
    ("debt_new", "新增政府债务"),
    ("debt_new_approved", "批准新增政府债务"),
    ("capacity", "综合财力"),
    ("gdp", "地区生产总值"),
    ("treasury", "库款余额"),
    ("treasury_month", "月均库款支出"),
    ("carry_last", "上年末结转资金"),
    ("carry_budgeted", "预算列上年结转"),
    ("carry_end", "年末结转结余"),
    ("fund_carry", "政府性基金累计结转"),
    ("fund_revenue", "政府性基金收入"),
    ("capital_income", "国有资本经营收入累计"),
    ("capital_paid", "国有资本经营支出累计"),
    ("capital_budget", "国有资本经营支出预算"),
];

/// Column and the sort of event that it counts.
pub(super) const COUNTED: &[(&str, &str)] = &[
    ("plan_approvals", "调整方案批准"),
    ("reserve_approvals", "预备费动用"),
    ("asset_reports", "国资报告"),
    ("debt_reports", "债务报告"),
];

pub(super) fn rows(desk: &mut Desk, scope: &Scope) -> Result<Vec<Answer>, Fault> {
    let none = Scope { units: Some(std::collections::BTreeSet::new()), ..scope.clone() };
    let own: BTreeMap<String, i64> = stated(desk, &none)?
        .into_iter()
        .filter(|s| s.unit.is_empty())
        .map(|s| (s.topic, s.amount))
        .collect();
    let all = events(desk, &none)?;
    let mut row = Units::of(desk, scope)?.head(scope.year);
    row.push(int(day_no(scope.day)));
    row.extend(STATED.iter().map(|(_, topic)| maybe(own.get(*topic).copied())));
    row.extend(COUNTED.iter().map(|(_, sort)| how_many(&all, scope.year, sort)));
    row.push(count(all.iter().filter(|e| e.year == scope.year).count()));
    Ok(vec![row])
}
