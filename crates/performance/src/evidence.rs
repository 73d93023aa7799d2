//! Actual values from evidence: counted from recorded activities or summed from payments, and a remark
//! where what was reported is not what the evidence shows.

use crate::model::{Evidence, Indicator, Value};
use crate::review::{Remark, Strictness};
use crate::score::Words;
use crate::wire::money;
use base::{Amount, decimal};

/// What the evidence of an indicator shows, in the unit of its target. `None` where it has no such
/// evidence, where the count or sum is not known, or where the unit does not fit (a person must read an
/// attached file).
pub fn evidence(
    indicator: &Indicator,
    activities: Option<u64>,
    paid: Option<Amount>,
) -> Option<Value> {
    match indicator.evidence.as_ref()? {
        Evidence::Activities(_) => activities.map(|n| Value::Number(n.into())),
        Evidence::Payments { .. } => {
            let one = money(&indicator.due().unit)?;
            Some(Value::Number(paid?.yuan().checked_div(one)?))
        }
        Evidence::File { .. } => None,
    }
}

/// A remark where the reported actual value differs from its evidence; `at` counts from 1. The evidence
/// is compared at the decimals that were reported.
pub fn contradiction(at: usize, indicator: &Indicator, shown: &Value) -> Option<Remark> {
    let (Value::Number(shown), Some(Value::Number(said))) = (shown, &indicator.actual) else {
        return None;
    };
    if decimal::round(*shown, said.scale()) == *said {
        return None;
    }
    let (name, unit) = (&indicator.name, &indicator.due().unit);
    let (shown, said) = (shown.normalize(), said.normalize());
    Some(Remark {
        code: "evidence",
        strictness: Strictness::Must,
        field: format!("指标{at}.实际完成值"),
        words: Words::new(
            format!("指标“{name}”填报 {said}{unit}，按数据来源为 {shown}{unit}"),
            format!("“{name}” reports {said}{unit}, its evidence shows {shown}{unit}"),
        ),
        advice: Words::new(
            "核对活动记录或支付明细，改正填报数或补充记录",
            "check the records or payments; correct the value or complete the records",
        ),
    })
}
