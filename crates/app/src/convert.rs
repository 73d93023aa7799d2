//! Formats only an installed LibreOffice can read, converted in a folder of their own.

use base::{Problem, Spot};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How long one conversion may take.
const TIMEOUT: Duration = Duration::from_secs(120);

/// The bytes as .docx or .xlsx; `None` when LibreOffice is not installed.
pub(crate) fn convert(bytes: &[u8], ending: &str) -> Option<Result<Vec<u8>, Problem>> {
    let program = find()?;
    let folder = match Folder::new() {
        Ok(folder) => folder,
        Err(e) => return Some(Err(both(&e))),
    };
    Some(run(&program, &folder.0, bytes, ending))
}

fn run(program: &Path, folder: &Path, bytes: &[u8], ending: &str) -> Result<Vec<u8>, Problem> {
    let io = |e: std::io::Error| both(&e);
    let target =
        if matches!(ending, "xls" | "et" | "ods" | "xlsb" | "csv") { "xlsx" } else { "docx" };
    let (input, output) = (folder.join("in"), folder.join("out"));
    fs::create_dir(&input).map_err(io)?;
    let source = input.join(format!("document.{ending}"));
    fs::write(&source, bytes).map_err(io)?;
    // A profile of its own lets several conversions run at once and keeps the user's settings out.
    let profile = format!("-env:UserInstallation=file://{}", folder.join("profile").display());
    let mut command = Command::new(program);
    command.arg(profile).args(["--headless", "--norestore", "--convert-to", target, "--outdir"]);
    command.arg(&output).arg(&source);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    own_group(&mut command);
    let mut child = command.spawn().map_err(io)?;
    if !wait(&mut child).map_err(io)? {
        return Err(failed("超时", "timed out"));
    }
    fs::read(output.join(format!("document.{target}")))
        .map_err(|_| failed("没有产生结果", "no result"))
}

/// Whether the program ended in time; one that did not is stopped.
fn wait(child: &mut Child) -> std::io::Result<bool> {
    let start = Instant::now();
    while start.elapsed() < TIMEOUT {
        if child.try_wait()?.is_some() {
            return Ok(true);
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    stop(child);
    child.wait()?;
    Ok(false)
}

/// LibreOffice starts a second process; the group holds both.
#[cfg(unix)]
fn own_group(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

#[cfg(not(unix))]
fn own_group(_command: &mut Command) {}

fn stop(child: &mut Child) {
    if cfg!(unix) {
        let group = format!("-{}", child.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
    }
    let _ = child.kill();
}

fn find() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let names = ["soffice", "libreoffice", "soffice.exe"];
    let in_path = std::env::split_paths(&path).flat_map(|d| names.map(|n| d.join(n)));
    let fixed = [
        "/Applications/LibreOffice.app/Contents/MacOS/soffice",
        "/opt/libreoffice/program/soffice",
        "C:\\Program Files\\LibreOffice\\program\\soffice.exe",
    ];
    in_path.chain(fixed.map(PathBuf::from)).find(|p| p.is_file())
}

fn both(error: &std::io::Error) -> Problem {
    failed(&error.to_string(), &error.to_string())
}

fn failed(zh: &str, en: &str) -> Problem {
    Problem::new(
        "converter-failed",
        Spot::default(),
        format!("LibreOffice 转换失败：{zh}；请另存为 docx 或 xlsx 后重试"),
        format!("LibreOffice could not convert the file: {en}; save it as docx or xlsx and retry"),
    )
}

/// A new folder under the system's temporary one, removed with everything in it.
struct Folder(PathBuf);

impl Folder {
    fn new() -> std::io::Result<Folder> {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let n = NEXT.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("mingzhang-{}-{n}", std::process::id()));
        fs::create_dir(&folder)?;
        Ok(Folder(folder))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
