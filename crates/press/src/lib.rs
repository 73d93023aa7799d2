//! `Document` to PDF through typst. The layout is one fixed template; the document reaches it as data, so
//! that no text of a document can ever be taken for typst code.
//!
//! **Invariant:** no network, no clock: the same document and fonts give the same bytes.

mod chart;
mod data;

use document::Document;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_kit::fonts::FontStore;
use typst_layout::PagedDocument;
use typst_pdf::PdfOptions;

/// Why no PDF was made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PressError {
    /// No font with Chinese characters.
    #[error(
        "没有找到中文字体；请安装（Debian：apt-get install fonts-noto-cjk）后重试 / no Chinese font found; install one (Debian: apt-get install fonts-noto-cjk)"
    )]
    NoFont,
    /// The layout failed.
    #[error("排版失败：{0} / the layout failed: {0}")]
    Layout(String),
}

/// Fonts to print with.
pub struct Fonts {
    store: FontStore,
}

/// Families by use, best first: the official one, then free ones.
pub(crate) const BODY: [&str; 6] =
    ["FangSong_GB2312", "FangSong", "STFangsong", "FandolFang", "Noto Serif CJK SC", "SimSun"];
pub(crate) const TITLE: [&str; 5] =
    ["FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "Noto Serif CJK SC", "SimSun", "STSong"];
pub(crate) const KAI: [&str; 6] =
    ["KaiTi_GB2312", "KaiTi", "STKaiti", "FandolKai", "Noto Serif CJK SC", "SimSun"];
pub(crate) const BLACK: [&str; 4] = ["SimHei", "STHeiti", "Noto Sans CJK SC", "Noto Serif CJK SC"];

impl Fonts {
    /// The fonts of this machine.
    pub fn system() -> Fonts {
        let mut store = FontStore::new();
        store.extend(typst_kit::fonts::system());
        Fonts { store }
    }

    /// The families of a use that are here.
    fn here(&self, wanted: &[&str]) -> Vec<String> {
        let book = self.store.book();
        let there = |f: &&&str| book.contains_family(&f.to_lowercase());
        wanted.iter().filter(there).map(|f| (*f).to_owned()).collect()
    }
}

/// Prints a document.
///
/// # Errors
/// When there is no Chinese font, or the layout fails.
pub fn press(document: &Document, fonts: &Fonts, title: &str) -> Result<Vec<u8>, PressError> {
    let families = [BODY.as_slice(), &TITLE, &BLACK, &KAI].map(|wanted| fonts.here(wanted));
    if families.iter().any(Vec::is_empty) {
        return Err(PressError::NoFont);
    }
    let json = data::json(document, title, &families);
    let world = Room::new(fonts, json)?;
    let compiled = typst::compile::<PagedDocument>(&world);
    let paged = compiled.output.map_err(|e| failed(&e))?;
    let options =
        PdfOptions { creator: typst::foundations::Smart::Custom(None), ..Default::default() };
    typst_pdf::pdf(&paged, &options).map_err(|e| failed(&e))
}

fn failed(errors: &[SourceDiagnostic]) -> PressError {
    let texts: Vec<String> = errors.iter().take(3).map(|e| e.message.to_string()).collect();
    PressError::Layout(texts.join("; "))
}

/// The world of one document: the template and its data, nothing else.
struct Room<'a> {
    library: LazyHash<Library>,
    fonts: &'a Fonts,
    main: Source,
    data: (FileId, Bytes),
}

impl Room<'_> {
    fn new(fonts: &Fonts, json: Vec<u8>) -> Result<Room<'_>, PressError> {
        let id = |name: &str| {
            let path = VirtualPath::new(name);
            let path = path.map_err(|e| PressError::Layout(format!("{e:?}")))?;
            Ok(RootedPath::new(VirtualRoot::Project, path).intern())
        };
        Ok(Room {
            library: LazyHash::new(Library::default()),
            fonts,
            main: Source::new(id("main.typ")?, include_str!("template.typ").to_owned()),
            data: (id("data.json")?, Bytes::new(json)),
        })
    }
}

impl World for Room<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.store.book()
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() { Ok(self.main.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.data.0 { Ok(self.data.1.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.store.font(index)
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
