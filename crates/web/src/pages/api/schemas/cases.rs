//! Warnings and rules.

use super::{day, fen, flag, list, maybe, object, text, whole};
use app::desk::oversight::handling::{Action, Grade, Level, State};
use serde_json::{Value, json};

fn level() -> Value {
    json!({ "enum": Level::ALL.map(Level::en) })
}

fn state() -> Value {
    json!({ "enum": State::ALL.iter().map(|s| s.zh()).collect::<Vec<_>>() })
}

fn action() -> Value {
    json!({ "enum": Action::ALL.iter().map(|a| a.zh()).collect::<Vec<_>>() })
}

fn waits_for() -> Value {
    maybe(&object(&[("task", text()), ("since", day()), ("due", maybe(&day()))]))
}

pub(in crate::pages::api) fn warnings() -> Value {
    let one = object(&[
        ("id", text()),
        ("level", level()),
        ("state", state()),
        ("year", whole()),
        ("rule", text()),
        ("title", text()),
        ("region", text()),
        ("unit", text()),
        ("unit_name", text()),
        ("object", text()),
        ("message", text()),
        ("fen", maybe(&fen())),
        ("first", day()),
        ("ceased", maybe(&day())),
        ("offence", whole()),
        ("waits_for", waits_for()),
        ("overdue", whole()),
    ]);
    object(&[
        ("levels", list(object(&[("level", level()), ("count", whole())]))),
        ("states", list(object(&[("state", state()), ("count", whole())]))),
        ("overdue", whole()),
        ("warnings", list(one)),
    ])
}

pub(in crate::pages::api) fn warning() -> Value {
    let file = object(&[("name", text()), ("sha256", text()), ("address", text())]);
    let grade = json!({ "enum": Grade::ALL.iter().map(|g| g.zh()).collect::<Vec<_>>() });
    let step = object(&[
        ("entry", whole()),
        ("action", action()),
        ("role", text()),
        ("actor", text()),
        ("day", day()),
        ("comment", text()),
        ("letter", maybe(&text())),
        ("due", maybe(&day())),
        ("grade", maybe(&grade)),
        ("refunded_fen", fen()),
        ("rebooked_fen", fen()),
        ("other_fen", fen()),
        ("files", list(file)),
    ]);
    let threshold =
        object(&[("name", text()), ("value", text()), ("kind", text()), ("basis", text())]);
    object(&[
        ("id", text()),
        ("level", level()),
        ("state", state()),
        ("year", whole()),
        ("rule", text()),
        ("theme", text()),
        ("title", text()),
        ("region", text()),
        ("department", text()),
        ("unit", text()),
        ("unit_name", text()),
        ("object", text()),
        ("message", text()),
        ("purpose", text()),
        ("standard", text()),
        ("basis", list(text())),
        ("advice", text()),
        ("fen", maybe(&fen())),
        ("figures", list(object(&[("name", text()), ("value", text())]))),
        ("thresholds", list(threshold)),
        ("entries", list(whole())),
        ("more_entries", whole()),
        ("first", day()),
        ("last", day()),
        ("ceased", maybe(&day())),
        ("waits_for", waits_for()),
        ("overdue", whole()),
        ("steps", list(step)),
        ("open_steps", list(action())),
        ("letters", list(object(&[("name", text()), ("address", text())]))),
        ("after", whole()),
    ])
}

/// A rule as it stands in the list.
fn line() -> Vec<(&'static str, Value)> {
    vec![
        ("id", text()),
        ("title", text()),
        ("theme", text()),
        ("levels", list(level())),
        ("on", flag()),
    ]
}

pub(in crate::pages::api) fn rules() -> Value {
    list(object(&line()))
}

pub(in crate::pages::api) fn rule() -> Value {
    let threshold = object(&[
        ("name", text()),
        ("title", text()),
        ("value", text()),
        ("shown", text()),
        ("usual", text()),
        ("least", text()),
        ("most", text()),
        ("ground", text()),
    ]);
    let set = object(&[("what", text()), ("to", text()), ("scope", text()), ("reason", text())]);
    let mut all = line();
    all.extend([
        ("purpose", text()),
        ("standard", text()),
        ("basis", list(text())),
        ("applies", text()),
        ("from", text()),
        ("steps", list(object(&[("level", level()), ("when", text())]))),
        ("thresholds", list(threshold)),
        ("advice", text()),
        ("set", list(set)),
    ]);
    object(&all)
}
