//! The forms of one evaluation: self-evaluation of a project or a department, goals, monitoring.

use super::basic::BaseData;
use super::layout::{Kind, Layout, Layouts};
use super::sheet::{Makeup, Scores, Sheet, Sources};
use crate::official::paper::Written;
use performance::{Evaluation, Missing, Monitored, Policy, score};

/// 项目支出绩效自评表, or 部门整体支出绩效自评表 where the evaluation is that of a whole department (then
/// [`department_self_evaluation`] fills 按支出性质分 too). The form is the one of the policy.
pub fn self_evaluation(evaluation: &Evaluation, policy: &Policy, scores: Scores) -> Written {
    evaluated(evaluation, policy, scores, None)
}

/// 部门整体支出绩效自评表. Basic and project spending come from the base data.
pub fn department_self_evaluation(
    evaluation: &Evaluation,
    policy: &Policy,
    scores: Scores,
    base: &BaseData,
) -> Written {
    let made = base.basic.done.zip(base.project().done);
    let makeup = made.map(|(basic, project)| Makeup { basic, project });
    evaluated(evaluation, policy, scores, makeup)
}

/// 项目支出绩效目标表.
pub fn goal_table(evaluation: &Evaluation) -> Written {
    form(Kind::Goal, Sources::goal(evaluation))
}

/// 项目支出绩效运行监控表: target and execution progress with their colours. `evaluation` carries the
/// values and the spending so far, as it was monitored.
pub fn monitoring_table(evaluation: &Evaluation, monitored: &Monitored) -> Written {
    let from = Sources { monitored: Some(monitored), ..Sources::goal(evaluation) };
    let mut written = form(Kind::Monitoring, from);
    for (n, (i, w)) in (1..).zip(evaluation.indicators.iter().zip(&monitored.indicators)) {
        let warned = w.colour.is_some_and(|c| c < performance::Colour::Green);
        let (name, field) = (&evaluation.name, format!("{}.指标{n}", evaluation.name));
        if w.colour.is_none() && i.actual.is_none() {
            written.missing.push(Missing {
                field: format!("{field}.实际完成值"),
                words: performance::Words::new(
                    format!("“{name}”的指标“{}”没有填监控期完成值", i.name),
                    format!("indicator “{}” of “{name}” has no value so far", i.name),
                ),
            });
        } else if warned && i.reason.trim().is_empty() {
            written.missing.push(Missing {
                field: format!("{field}.偏差原因"),
                words: performance::Words::new(
                    format!("“{name}”的指标“{}”预警，须写偏差原因和改进措施：{}", i.name, w.why.zh),
                    format!("indicator “{}” of “{name}” needs a reason: {}", i.name, w.why.en),
                ),
            });
        }
    }
    written
}

fn evaluated(
    evaluation: &Evaluation,
    policy: &Policy,
    scores: Scores,
    makeup: Option<Makeup>,
) -> Written {
    let scored = score(evaluation, policy);
    let from = Sources { evaluation, scored: Some(&scored), monitored: None, makeup, scores };
    form(Kind::SelfEvaluation, from)
}

fn form(kind: Kind, from: Sources<'_>) -> Written {
    let mut written = Written::new();
    if let Some(layout) = layout(kind, from.evaluation, &mut written) {
        Sheet::new(from, layout).written(&mut written);
    }
    written
}

/// The form of a kind; where there is none, or its file is broken, that is what is missing.
pub(super) fn layout(
    kind: Kind,
    evaluation: &Evaluation,
    written: &mut Written,
) -> Option<&'static Layout> {
    match Layouts::embedded() {
        Ok(layouts) => {
            let found = layouts.of(kind, evaluation);
            if found.is_none() {
                written.ask("表样", "没有可用的表样文件", "there is no layout file for this form");
            }
            found
        }
        Err(e) => {
            written.ask("表样", &e.to_string(), &e.to_string());
            None
        }
    }
}
