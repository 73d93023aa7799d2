//! Lists the amounts of a document that no relation holds: what the rules cannot check yet.

use app::{Batch, Effort, Knowledge};
use std::ops::ControlFlow;
use std::sync::Arc;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let knowledge = Knowledge::load(None, None).map_err(|e| format!("{e:?}"))?;
    let paths: Vec<String> = std::env::args().skip(1).collect();
    let batch = Batch::plan(&paths).map_err(|e| format!("{e:?}"))?;
    batch.run(
        &Arc::new(knowledge),
        Effort { jobs: 1, ..Effort::default() },
        &|| (),
        &mut |audited| {
            let Some(content) = &audited.content else { return ControlFlow::Continue(()) };
            for (i, fact) in content.facts.facts.iter().enumerate() {
                if !content.audit.pinned.contains(&facts::FactId(i)) {
                    let record = &content.facts.records[fact.record.0];
                    println!(
                        "{:?}:{:?} {} «{}» {} {} = {}{}",
                        fact.place.spot.page,
                        fact.place.spot.line,
                        record.form,
                        record.scope,
                        record.key,
                        fact.column,
                        fact.figure.print(),
                        fact.unit.label()
                    );
                }
            }
            ControlFlow::Continue(())
        },
    );
    Ok(())
}
