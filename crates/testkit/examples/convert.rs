//! Writes a document in another format: `convert IN FORMAT OUT`, for trying the readers on it.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [input, format, output] = arguments.as_slice() else {
        return Err("convert IN FORMAT OUT".into());
    };
    let (document, _) = readers::read(&std::fs::read(input)?, &readers::Limits::default())?;
    let writer = writers::WRITERS.iter().find(|w| w.format == format).ok_or("no such format")?;
    std::fs::write(output, (writer.write)(&document)?)?;
    Ok(())
}
