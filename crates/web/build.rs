//! Packs what browsers load: our style and script, and the chart library from its registry package.
//! Each is compressed and named after its content, so that browsers may keep it for good.

use flate2::{Compression, write::GzEncoder};
use std::error::Error;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// File in the package `charming`, which carries ECharts (Apache-2.0) as it was published.
const ECHARTS: &str = "src/asset/echarts-5.5.1.min.js";

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=assets");
    println!("cargo::rerun-if-changed=build.rs");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let echarts = package("charming", &out)?.join(ECHARTS);
    let files = [
        ("mz.css", styles(&out)?, "text/css; charset=utf-8"),
        ("mz.js", PathBuf::from("assets/mz.js"), "text/javascript; charset=utf-8"),
        ("try.js", PathBuf::from("assets/try.js"), "text/javascript; charset=utf-8"),
        ("echarts.js", echarts, "text/javascript; charset=utf-8"),
        ("icon.svg", PathBuf::from("assets/icon.svg"), "image/svg+xml"),
    ];
    let mut table = String::from("&[\n");
    for (name, from, kind) in &files {
        let bytes = fs::read(from).map_err(|e| format!("{}: {e}", from.display()))?;
        let packed = out.join(format!("{name}.gz"));
        fs::write(&packed, pack(&bytes)?)?;
        let mark = mark(&bytes);
        writeln!(
            table,
            "Asset {{ name: {name:?}, mark: \"{mark:016x}\", kind: {kind:?}, \
             packed: include_bytes!({packed:?}) }},"
        )?;
    }
    table.push(']');
    fs::write(out.join("assets.rs"), table)?;
    Ok(())
}

/// All styles in one file: that of every page first, then those of the areas by name.
fn styles(out: &Path) -> Result<PathBuf, Box<dyn Error>> {
    let mut files = Vec::new();
    for entry in fs::read_dir("assets")? {
        let path = entry?.path();
        if path.extension().is_some_and(|e| e == "css") {
            files.push(path);
        }
    }
    files.sort_by_key(|path| (!path.ends_with("mz.css"), path.clone()));
    let mut all = String::new();
    for path in files {
        all += &fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    }
    let whole = out.join("all.css");
    fs::write(&whole, all)?;
    Ok(whole)
}

/// Folder of a package that this script was built with, from the list of files that the compiler read
/// of it: it is the same whether packages come from the registry or from a vendored folder.
fn package(name: &str, out: &Path) -> Result<PathBuf, Box<dyn Error>> {
    for folder in out.ancestors().map(|a| a.join("deps")).filter(|d| d.is_dir()) {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if file.starts_with(&format!("{name}-")) && file.ends_with(".d") {
                let list = fs::read_to_string(&path)?;
                let files = list.split_whitespace().map(Path::new);
                let mut roots = files.filter(|f| f.ends_with("src/lib.rs"));
                if let Some(root) = roots.find_map(|f| f.parent()?.parent()) {
                    return Ok(root.to_owned());
                }
            }
        }
    }
    Err(format!("the package {name} was not found beside {}", out.display()).into())
}

fn pack(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

/// FNV-1a: another content, another address. Nothing is protected by it.
fn mark(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x100_0000_01b3))
}
