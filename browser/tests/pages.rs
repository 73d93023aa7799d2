//! Every page of every role: no violation of axe-core, nothing wider than its window, nothing the browser
//! complains of; pictures are kept under `target/pictures`.

use browser::{Site, crawl};
use std::collections::BTreeSet;
use std::path::Path;

#[test]
fn every_page_of_every_role_is_accessible_and_fits() {
    let Some(site) = Site::start("pages").unwrap() else { return };
    let pictures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/pictures");
    let mut wrong = Vec::new();
    let mut count = 0;
    let mut seen = BTreeSet::new();
    for role in browser::crawled() {
        let visit = site.visit().unwrap();
        if role != "public" {
            visit.log_in(role).unwrap();
        }
        let (found, kinds) = crawl(&visit, role, &pictures, &mut seen).unwrap();
        println!("{role}: {kinds} kinds of pages, {} complaints", found.len());
        found.iter().for_each(|f| println!("  {f}"));
        count += kinds;
        wrong.extend(found);
    }
    assert!(count > 20, "only {count} kinds of pages were seen");
    assert!(wrong.is_empty(), "{} complaints:\n{}", wrong.len(), wrong.join("\n"));
}
