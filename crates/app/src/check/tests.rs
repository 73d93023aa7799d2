//! Keys, standings, decisions and comparison on the bundled example.

use super::*;
use crate::house::{House, Who};
use crate::{Knowledge, audit_bytes};
use report::{Audited, Lang};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

const EXAMPLE: &str = include_str!("../../../../examples/final-accounts-2024.txt");

static KNOWLEDGE: LazyLock<Arc<Knowledge>> =
    LazyLock::new(|| Arc::new(Knowledge::load(None, None).unwrap()));

fn audited(text: &str) -> Audited {
    audit_bytes("报告.txt", text.as_bytes().to_vec(), &KNOWLEDGE, Duration::from_secs(120))
}

fn house(name: &str) -> House {
    let folder =
        std::env::temp_dir().join(format!("mingzhang-check-{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    House::open(&folder.join("ledger.db").display().to_string()).unwrap()
}

fn who(name: &str) -> Who {
    Who { actor: name.to_owned(), role: "clerk".to_owned(), address: String::new() }
}

#[test]
fn every_figure_stands_somehow_and_none_that_nothing_holds_is_told_as_held() {
    let one = audited(EXAMPLE);
    let content = one.content.as_ref().unwrap();
    let marks = Marks::new(content);
    let told = marks.findings(Lang::Zh);
    assert_eq!(told.len(), 3);
    for (n, fact) in content.facts.facts.iter().enumerate() {
        let figure = marks.figure(n, Lang::Zh).unwrap();
        let judged = figure.relations.iter().any(|r| r.outcome != "not-applied");
        match figure.standing {
            Standing::Held => assert!(judged, "{} {}", figure.own.label, figure.own.value),
            Standing::Flagged(_) => assert!(!figure.blamed.is_empty()),
            Standing::Involved => assert!(figure.blamed.is_empty()),
            Standing::Free => {
                assert!(!judged && figure.relations.iter().all(|r| r.outcome == "not-applied"))
            }
        }
        assert!(figure.own.value.starts_with(&fact.figure.print()));
    }
    assert_eq!(marks.figure(content.facts.facts.len(), Lang::Zh), None);
}

/// The paper as it is drawn, without its marks.
fn plain(marks: &Marks<'_>) -> (String, usize) {
    let (mut text, mut part, mut lit) = (String::new(), 0, 0);
    loop {
        let sheet = marks.sheet(Some(part), Lit::Finding(0), Lang::Zh);
        let mut add = |pieces: &[Piece]| {
            for piece in pieces {
                text += &piece.text;
                lit += usize::from(piece.marked.as_ref().is_some_and(|m| m.lit));
            }
        };
        for drawn in &sheet.drawn {
            match drawn {
                Drawn::Page(..) => {}
                Drawn::Heading(_, pieces) | Drawn::Text(_, pieces) => add(pieces),
                Drawn::Table(_, rows) => rows.iter().flatten().for_each(|c| add(&c.pieces)),
            }
        }
        part += 1;
        if part == sheet.parts {
            return (text, lit);
        }
    }
}

#[test]
fn the_paper_is_drawn_whole_and_what_a_finding_rests_on_is_lit() {
    let one = audited(EXAMPLE);
    let content = one.content.as_ref().unwrap();
    let marks = Marks::new(content);
    let (text, lit) = plain(&marks);
    let mut expect = String::new();
    for block in &content.document.blocks {
        match block {
            document::Block::Paragraph(p) => expect += &p.text,
            document::Block::Table(t) => {
                t.rows.iter().flat_map(|r| &r.cells).for_each(|c| expect += &c.text);
            }
        }
    }
    assert_eq!(text, expect);
    let operands = content.audit.findings[0].operands.len();
    assert!(lit > 0 && lit >= operands.min(2), "{lit} of {operands}");
}

#[test]
fn decisions_carry_over_to_the_next_version() {
    let mut house = house("decide");
    let (first, who) = (audited(EXAMPLE), who("clerk"));
    let bytes = EXAMPLE.as_bytes().to_vec();
    let files = [("报告.txt".to_owned(), bytes.clone()), ("报告.txt".to_owned(), bytes)];
    record_sent(&mut house, &who, "102001", "batch", &files).unwrap();
    let of = |file| OfBatch { batch: "batch".to_owned(), file };
    // A batch of which nothing gets done is not begun with for ever, and is still on record.
    let mut sent = due_of(&mut house, "clerk").unwrap().remove(0);
    let begun: Vec<bool> = (0..4).map(|_| begin_again(&mut house, &mut sent).unwrap()).collect();
    assert_eq!(begun, [true, true, true, false]);
    assert!(due_of(&mut house, "other").unwrap().is_empty());
    let id = keep(&mut house, &who, "102001", &of(0), &first).unwrap();
    let due = still_due(&mut house).unwrap();
    assert_eq!(due[0].tries, 0, "one was kept");
    let files: Vec<_> = due[0].files.iter().map(|f| f.document.as_deref()).collect();
    assert_eq!((due[0].who().actor.as_str(), files), ("clerk", vec![Some(id.as_str()), None]));
    assert_eq!(keep(&mut house, &who, "102001", &of(1), &first).unwrap(), id, "the same file");
    assert!(still_due(&mut house).unwrap().is_empty());
    let document = kept(&mut house, &id).unwrap().unwrap();
    assert_eq!((document.owner.as_str(), document.unit.as_str()), ("clerk", "102001"));
    let told = Marks::new(first.content.as_ref().unwrap()).findings(Lang::Zh);
    let no_reason =
        decide(&mut house, &who, &document, &told[0], (Ruling::NotError, " "), 0).unwrap_err();
    assert!(no_reason.zh.contains("理由"));
    let ruling = (Ruling::NotError, "rounded");
    decide(&mut house, &who, &document, &told[0], ruling, 0).unwrap().unwrap();
    assert!(decide(&mut house, &who, &document, &told[0], ruling, 0).unwrap().is_err());

    let text = format!("{EXAMPLE}\n附记。\n");
    let second = audited(&text);
    let files = [("报告.txt".to_owned(), text.into_bytes())];
    record_sent(&mut house, &who, "102001", "later", &files).unwrap();
    let of = OfBatch { batch: "later".to_owned(), file: 0 };
    let later = keep(&mut house, &who, "102001", &of, &second).unwrap();
    let later = kept(&mut house, &later).unwrap().unwrap();
    assert_eq!(later.kept.previous.as_deref(), Some(id.as_str()));
    assert!(later.id < id || later.kept.at == document.kept.at, "later ones come first");
    assert_eq!(latest(&mut house, &document).unwrap(), Some(later.id.clone()));
    let decided = decisions(&mut house, &later).unwrap();
    assert_eq!(decided.get(&told[0].key).map(|d| d.reason.as_str()), Some("rounded"));
    undo(&mut house, &who, &later, &told[0].key, 1).unwrap().unwrap();
    assert!(decisions(&mut house, &document).unwrap().is_empty());
    assert!(house.log_verify().unwrap().holds());
    let wanted = Wanted { owner: Some("clerk".to_owned()), limit: 1, ..Wanted::default() };
    let page = list(&mut house, &wanted, &|_| true).unwrap();
    assert_eq!((page.documents.len(), page.next.is_some()), (1, true));
    let next = Wanted { after: page.next.unwrap(), ..wanted };
    let page = list(&mut house, &next, &|_| true).unwrap();
    assert_eq!((page.documents.len(), page.next), (1, None));
}

#[test]
fn a_figure_that_is_mended_is_told_with_its_finding_gone() {
    let first = audited(EXAMPLE);
    let a = first.content.as_ref().unwrap();
    let before = Marks::new(a);
    let told = before.findings(Lang::Zh);
    let mendable = |t: &&Told| {
        let stated = t.stated.clone().unwrap_or_default();
        t.expected.is_some() && EXAMPLE.matches(&stated).count() == 1
    };
    let one = told.iter().find(mendable).expect("a figure that stands once");
    let (stated, expected) = (one.stated.clone().unwrap(), one.expected.clone().unwrap());
    let second = audited(&EXAMPLE.replace(&stated, &expected));
    let b = second.content.as_ref().unwrap();
    let compared = compare(&before, &Marks::new(b), Lang::Zh);
    assert!(compared.gone.iter().any(|t| t.key == one.key), "{stated} → {expected}");
    assert!(!compared.changed.is_empty());
    assert_eq!((compared.added.len(), compared.removed.len(), compared.new.len()), (0, 0, 0));
    assert_eq!(compared.still.len(), told.len() - 1);
    let same = compare(&before, &before, Lang::Zh);
    assert_eq!((same.changed.len(), same.added.len(), same.removed.len()), (0, 0, 0));
}

#[test]
fn a_batch_is_worked_in_the_background_and_its_files_stay_their_owners() {
    let checks = Checks::default();
    let files: Vec<(String, Vec<u8>)> =
        (0..4).map(|n| (format!("{n}.txt"), format!("{EXAMPLE}\n{n}\n").into_bytes())).collect();
    let keeper: Keeper = Arc::new(|_, bytes, audited| {
        assert!(!bytes.is_empty());
        Ok(audited.path.clone())
    });
    let id = batch_id().unwrap();
    checks.room(&files).unwrap();
    checks.begin(&id, "clerk", files, &KNOWLEDGE, &keeper);
    assert_eq!(checks.batch(&id, ""), None);
    let until = Instant::now() + Duration::from_secs(120);
    loop {
        let view = checks.batch(&id, "clerk").unwrap();
        if view.done == 4 {
            for (n, file) in view.files.iter().enumerate() {
                let FileState::Finished(done) = &file.state else { panic!("{:?}", file.state) };
                assert_eq!(done.document, format!("{n}.txt"));
            }
            break;
        }
        assert!(Instant::now() < until);
        std::thread::sleep(Duration::from_millis(20));
    }
    let held = checks.hold("v.txt", "00", b"bytes".to_vec()).unwrap();
    assert_eq!(checks.held(&held).unwrap().name, "v.txt");
    assert!(checks.held("v").is_none() && checks.held("clerk").is_none());
}

#[test]
fn every_figure_of_a_pdf_is_framed_where_it_is_printed() {
    let text = audited(EXAMPLE);
    let document = &text.content.as_ref().unwrap().document;
    let pdf = Arc::new(crate::desk::bytes(document, "pdf", "报告").unwrap());
    let one = audit_bytes("报告.pdf", pdf.as_ref().clone(), &KNOWLEDGE, Duration::from_secs(120));
    let content = one.content.as_ref().unwrap();
    let marks = Marks::new(content);
    let pages = content.document.pages.unwrap();
    let (mut framed, mut lost) = (0, 0);
    for number in 1..=pages {
        let page = marks.printed(&pdf, number, Lit::Finding(0)).unwrap().unwrap();
        lost += page.not_found;
        for f in &page.framed {
            let frame = f.frame;
            assert!(frame.x + frame.width <= page.size.0, "{f:?}");
            assert!(frame.y + frame.height <= page.size.1, "{f:?}");
            // As wide as its characters are, about.
            let each = frame.width / u32::try_from(f.text.chars().count()).unwrap();
            assert!((20..200).contains(&each), "{f:?}");
        }
        // No two figures stand in one place.
        for (n, a) in page.framed.iter().enumerate() {
            for b in page.framed.iter().skip(n + 1) {
                let apart = |p: u32, s: u32, q: u32, t: u32| p + s <= q + 5 || q + t <= p + 5;
                let (f, g) = (a.frame, b.frame);
                assert!(
                    apart(f.x, f.width, g.x, g.width) || apart(f.y, f.height, g.y, g.height),
                    "{a:?} {b:?}"
                );
            }
        }
        framed += page.framed.len();
    }
    assert!(framed > 100 && lost == 0, "{framed} framed, {lost} not found");
    assert_eq!(marks.printed(&pdf, pages + 1, Lit::None).unwrap(), None);
    assert!(marks.page_of(Lit::Finding(0)).is_some());
    let png = page_picture(Arc::clone(&pdf), 1, ()).unwrap();
    assert_eq!(png.get(..8), Some(b"\x89PNG\r\n\x1a\n".as_slice()));
    let broken = Arc::new(b"%PDF-1.4".to_vec());
    assert!(page_picture(pdf, 0, ()).is_err() && page_picture(broken, 1, ()).is_err());
}
