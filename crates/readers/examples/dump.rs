//! Prints what a reader makes of a file, for inspection: `cargo run -p readers --example dump -- FILE`.

use std::io::Write;
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args().nth(1).ok_or("usage: dump FILE")?;
    let bytes = std::fs::read(&path)?;
    let start = Instant::now();
    let (document, problems) = readers::read(&bytes, &readers::Limits::default())?;
    let took = start.elapsed();
    std::io::stdout().write_all(document::dump(&document).as_bytes())?;
    for problem in &problems {
        eprintln!("{} {:?} {} / {}", problem.code, problem.spot, problem.zh, problem.en);
    }
    eprintln!("{} pages, {} blocks, {took:?}", document.pages.unwrap_or(0), document.blocks.len());
    Ok(())
}
