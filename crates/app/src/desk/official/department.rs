//! The papers of a whole department: base data, self-evaluation, report.

use super::{accounts, policy, texts};
use crate::desk::Desk;
use crate::fault::Fault;
use ::performance::Evaluation;
use base::Problem;
use report::official::Written;
use report::official::performance::{
    BaseData, DepartmentReport, Scores, base_data_table, department_report,
    department_self_evaluation,
};

/// 部门整体支出绩效评价基础数据表
pub(super) fn base_data(
    desk: &mut Desk,
    unit: &str,
    year: i32,
    problems: &mut Vec<Problem>,
) -> Result<Written, Fault> {
    let accounts = accounts(desk, unit, year, problems)?;
    if accounts.spending.is_empty() && accounts.budget.is_empty() {
        return Err(Fault::new(
            format!("单位 {unit} 的 {year} 年没有收支分录；请先导入"),
            format!("unit {unit} has no entries in {year}; import them first"),
        ));
    }
    Ok(base_data_table(&BaseData::of(&accounts)))
}

/// 部门整体支出绩效自评表
pub(super) fn evaluation(
    desk: &mut Desk,
    unit: &str,
    year: i32,
    whole: &[Evaluation],
    problems: &mut Vec<Problem>,
) -> Result<Written, Fault> {
    let e = whole.first().ok_or_else(|| nothing(unit, year))?;
    let base = BaseData::of(&accounts(desk, unit, year, problems)?);
    Ok(department_self_evaluation(e, policy(desk, e)?, Scores::Both, &base))
}

/// 部门整体支出绩效自评报告; its texts are those whose names begin with 整体.
pub(super) fn report(
    desk: &mut Desk,
    unit: &str,
    year: i32,
    whole: &[Evaluation],
    problems: &mut Vec<Problem>,
) -> Result<Written, Fault> {
    let e = whole.first().ok_or_else(|| nothing(unit, year))?;
    let accounts = accounts(desk, unit, year, problems)?;
    let texts = texts(desk, unit, year, "整体.")?;
    Ok(department_report(DepartmentReport {
        base: &BaseData::of(&accounts),
        accounts: &accounts,
        evaluation: e,
        policy: policy(desk, e)?,
        catalogue: &desk.knowledge.catalogue,
        scores: Scores::Both,
        texts: &texts,
    }))
}

fn nothing(unit: &str, year: i32) -> Fault {
    Fault::new(
        format!(
            "单位 {unit} 的 {year} 年没有部门整体支出的绩效目标；请先用 target 录入（whole = true）"
        ),
        format!(
            "unit {unit} has no goals of the whole department in {year}; enter them with target (whole = true)"
        ),
    )
}
