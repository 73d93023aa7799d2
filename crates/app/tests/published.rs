//! What is handed out to everybody: what the journal records as published, and nothing else.

// A test may stop at the first thing that is not as it should be.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use app::desk::{
    self, Desk, Wanted, make_public, open_data, published, published_file, record_public,
};
use sha2::{Digest, Sha256};

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

#[test]
fn only_what_is_recorded_as_published_is_handed_out_and_its_bytes_are_the_same() {
    let folder = std::env::temp_dir().join(format!("mingzhang-published-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let place = folder.join("demo.db").display().to_string();
    let mut desk = Desk::create(&place, "140900000", "示例", "甲").map_err(|f| f.en).unwrap();
    desk::demo(&mut desk).map_err(|f| f.en).unwrap();
    assert!(published(&mut desk).map_err(|f| f.en).unwrap().is_empty());
    assert_eq!(open_data(&mut desk).map_err(|f| f.en).unwrap().rows, 0);

    let wanted = Wanted {
        kind: "final-accounts".to_owned(),
        unit: "102001".to_owned(),
        year: 2023,
        month: None,
    };
    let formats = ["html", "docx"].map(str::to_owned);
    let made = make_public(&mut desk, &wanted, &formats).map_err(|f| f.en).unwrap();
    let digest = sha256(&made[0].1);
    // Made, but not recorded: nobody may have it yet.
    assert_eq!(published_file(&mut desk, &digest).map_err(|f| f.en).unwrap(), None);
    let files: Vec<(String, String)> = made.iter().map(|(n, b)| (n.clone(), sha256(b))).collect();
    record_public(&mut desk, &wanted, &files).map_err(|f| f.en).unwrap();

    let all = published(&mut desk).map_err(|f| f.en).unwrap();
    assert_eq!((all.len(), all[0].unit.as_str(), all[0].year), (1, "102001", 2023));
    for (name, bytes) in &made {
        let again = published_file(&mut desk, &sha256(bytes)).map_err(|f| f.en).unwrap().unwrap();
        assert_eq!((&again.0, &again.1), (name, bytes));
    }
    assert_eq!(published_file(&mut desk, &sha256(b"")).map_err(|f| f.en).unwrap(), None);

    let data = open_data(&mut desk).map_err(|f| f.en).unwrap();
    let csv = String::from_utf8(data.csv).unwrap();
    assert!(data.rows > 3 && csv.lines().skip(1).all(|l| l.starts_with("102001,")), "{csv}");
    assert!(csv.lines().skip(1).all(|l| l.contains(",2023,")), "{csv}");
    let package: serde_json::Value = serde_json::from_slice(&data.package).unwrap();
    let fields = package["resources"][0]["schema"]["fields"].as_array().unwrap().len();
    assert_eq!(fields, csv.lines().next().unwrap().split(',').count());
    let _ = std::fs::remove_dir_all(&folder);
}
