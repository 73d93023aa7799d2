//! Setting a rule otherwise: a threshold, an object that is not warned of, on or off; always with a reason.

use crate::cx::Cx;
use crate::guard::Posted;
use crate::parts::url;
use crate::trouble::{Reply, Trouble};
use app::Fault;
use app::desk::oversight::{Change, Setting, rule_view, set_rules};
use axum::extract::Path;

pub(super) async fn post(cx: Cx, Path(id): Path<String>, posted: Posted) -> Reply {
    let lang = cx.lang();
    let of = id.clone();
    let rule = cx.desk(move |desk| rule_view(desk, &of, lang)).await?.ok_or(Trouble::NotFound)?;
    let reason = posted.one("reason").to_owned();
    if reason.is_empty() {
        return Err(Trouble::Malformed(Fault::new("请写明理由", "say why")));
    }
    // Only what differs is set: a threshold that is left as it is goes on following the rule's file.
    let changed = rule.thresholds.iter().filter_map(|t| {
        let typed = posted.one(&format!("t-{}", t.name));
        (!typed.is_empty() && typed != t.value).then(|| format!("{}={typed}", t.name))
    });
    let some = |name: &str| Some(posted.one(name).to_owned()).filter(|t| !t.is_empty());
    let setting = Setting {
        rule: id.clone(),
        values: changed.collect(),
        column: some("column"),
        value: some("value"),
        until: some("until"),
        reason,
        ..Setting::default()
    };
    let doing = posted.one("do").to_owned();
    let change: Change = match doing.as_str() {
        "threshold" => setting.threshold()?,
        "white" => setting.white()?,
        "on" => setting.switch(true)?,
        "off" => setting.switch(false)?,
        _ => return Err(Trouble::NotFound),
    };
    let what = format!("{id} {doing}");
    cx.write("rule.set", &what.clone(), move |desk| {
        set_rules(desk, &|settings| change.apply(settings), &what)
    })
    .await?;
    Ok(cx.go(&format!("/rules/{}", url(&id))))
}
