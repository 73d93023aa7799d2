//! The command `warn`: rules over the ledger, trials, and their settings.

use crate::desk::open;
use crate::desk_args::WarnArgs;
use crate::errors::note;
use crate::out::Out;
use anyhow::Result;
use app::Fault;
use app::desk::Desk;
use app::desk::oversight as desk;
use report::Lang;

pub(crate) fn run(args: &WarnArgs, lang: Lang) -> Result<u8> {
    let mut ledger = open(&args.ledger)?;
    match args.action.as_str() {
        "run" | "运行" => evaluate(&mut ledger, args, lang),
        "rules" | "规则" => rules(&ledger, args, lang),
        "try" | "试算" => attempt(&mut ledger, args, lang),
        "set" | "设置" => change(&mut ledger, args, lang, &desk::Setting::threshold),
        "allow" | "白名单" => change(&mut ledger, args, lang, &desk::Setting::white),
        "on" | "启用" => change(&mut ledger, args, lang, &|s| s.switch(true)),
        "off" | "停用" => change(&mut ledger, args, lang, &|s| s.switch(false)),
        "settings" | "现行设置" => say(&desk::settings_text(&mut ledger, lang)?),
        other => Err(Fault::new(
            format!("没有“{other}”这个动作；可用 run、rules、try、set、allow、on、off、settings"),
            format!("there is no action “{other}”; there are run, rules, try, set, allow, on, off, settings"),
        )
        .into()),
    }
}

fn say(text: &str) -> Result<u8> {
    let _ = Out::new(None).write(text.as_bytes())?;
    Ok(0)
}

/// The one rule that an action is about.
fn rule(args: &WarnArgs) -> Result<String, Fault> {
    match args.rules.as_slice() {
        [one] => Ok(one.clone()),
        _ => Err(Fault::new(
            "请给出一条规则的编号，如 W27；用 warn rules 查看全部规则",
            "name one rule, as W27; `warn rules` lists them",
        )),
    }
}

fn evaluate(ledger: &mut Desk, args: &WarnArgs, lang: Lang) -> Result<u8> {
    let wanted = desk::Warn {
        year: args.of_year,
        day: args.day.clone(),
        rules: args.rules.clone(),
        full: args.full,
        dry: args.dry_run,
    };
    let done = desk::warn(ledger, &wanted)?;
    match args.json {
        true => say(&desk::warned_json(&done))?,
        false => say(&desk::warned_text(&done, args.all, lang))?,
    };
    if std::env::var_os("MINGZHANG_STATS").is_some() {
        for (what, time) in &done.evaluated.times {
            note(&format!("{:>8} ms  {what}", time.as_millis()));
        }
    }
    for failure in &done.evaluated.failures {
        let words = lang.say(&failure.words.zh, &failure.words.en);
        note(&format!("{} {}：{words}", lang.say("无法评估", "not evaluated"), failure.what));
    }
    for words in &done.evaluated.left_out {
        note(&format!(
            "{}：{}",
            lang.say("设置未采用", "setting left out"),
            lang.say(&words.zh, &words.en)
        ));
    }
    let odd = !done.evaluated.failures.is_empty() || !done.evaluated.left_out.is_empty();
    Ok(u8::from(odd || !done.evaluated.hits.is_empty()))
}

fn rules(ledger: &Desk, args: &WarnArgs, lang: Lang) -> Result<u8> {
    match args.rules.as_slice() {
        [] => say(&desk::rules_text(ledger, lang)),
        ids => {
            for id in ids {
                say(&desk::rule_text(ledger, id, lang)?)?;
            }
            Ok(0)
        }
    }
}

fn attempt(ledger: &mut Desk, args: &WarnArgs, lang: Lang) -> Result<u8> {
    let wanted = desk::TrialWanted {
        rule: rule(args)?,
        year: args.of_year.unwrap_or_else(|| desk::this_year() - 1),
        values: desk::values(&args.set)?,
    };
    let bar = crate::desk::spinner();
    let trial = desk::trial(ledger, &wanted, &|month| bar.set_position(month))?;
    bar.finish_and_clear();
    say(&desk::trial_text(&wanted, &trial, lang))
}

/// Makes a setting of the arguments into the setting that is meant.
type Make<'a> = &'a dyn Fn(desk::Setting) -> Result<desk::Change, Fault>;

fn change(ledger: &mut Desk, args: &WarnArgs, lang: Lang, make: Make<'_>) -> Result<u8> {
    let setting = desk::Setting {
        rule: rule(args)?,
        values: args.set.clone(),
        column: args.column.clone(),
        value: args.value.clone(),
        region: args.region.clone(),
        from: args.from_year,
        to: args.to_year,
        until: args.until.clone(),
        reason: args.reason.clone(),
    };
    let change = make(setting)?;
    let done = desk::set_rules(ledger, &|settings| change.apply(settings), "warn")?;
    let r = &done.receipt;
    say(&match lang {
        Lang::Zh => {
            format!("已设置：第 {} 批，分录 {}–{}；可用 reverse 冲销\n", r.batch, r.first, r.last)
        }
        Lang::En => format!(
            "set: batch {}, entries {}–{}; `reverse` takes it back\n",
            r.batch, r.first, r.last
        ),
    })
}
