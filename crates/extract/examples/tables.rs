//! Prints the facts of a file, to look at what the extractor makes of it:
//! `cargo run -p extract --example tables FILE`.

fn main() {
    let Some(path) = std::env::args().nth(1) else {
        println!("usage: tables FILE");
        return;
    };
    let outcome = show(&path);
    if let Err(message) = outcome {
        println!("{message}");
    }
}

fn show(path: &str) -> Result<(), String> {
    let bytes = std::fs::read(path).map_err(|e| e.to_string())?;
    let (document, unread) =
        readers::read(&bytes, &readers::Limits::default()).map_err(|e| e.to_string())?;
    if std::env::args().any(|a| a == "--read") {
        print!("{}", document::dump(&document));
    }
    let catalogue = forms::Catalogue::embedded().map_err(|e| e.to_string())?;
    let (set, problems) = extract::extract(&document, &catalogue);
    print!("{}", facts::dump(&set));
    for problem in unread.iter().chain(&problems) {
        println!("! {} {:?} {}", problem.code, problem.spot, problem.zh);
    }
    Ok(())
}
