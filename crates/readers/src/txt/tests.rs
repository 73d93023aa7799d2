//! The two dialects and the joined sentences, by small hand-written files.

use super::*;

fn check(text: &str, expect: &str) {
    let (document, _) = read(text.as_bytes(), &Limits::default()).unwrap();
    assert_eq!(document::dump(&document).trim_end(), expect.trim(), "{text}");
}

#[test]
fn cells_a_line() {
    check(
        "附件1\n基础数据表\n\t项目\n\t预算\n\t决算\n\n\t4、人大兼职副主\n任经费\n\t\n\t　0.30\n\n\n说明：无。",
        "l1 ¶ 附件1\nl2 ¶ 基础数据表\ntable 2×3 ~\nl3 | 项目 | 预算 | 决算 |\n\
         l7 | 4、人大兼职副主⏎任经费 |  | 　0.30 |\nl13 ¶ 说明：无。",
    );
    // A tab inside a cell is no border.
    check(
        "\t\n\t政府性基金：\n\t项目支出：\t451.87\n\n\t总分\n\t9\n",
        "table 2×3 ~\nl1 |  | 政府性基金： | 项目支出： 451.87 |\nl5 | 总分 | 9 |",
    );
}

#[test]
fn cells_with_blank_lines_of_their_own() {
    check(
        "\t指标\n\t二级\n\t值\n\t分\n\n\t\n\t产出指标\n\n(50分)\n\t数量\n\t5\n\n\t\n\t效益指标\n\n（40分）\n　\n\n\t经济\n\t8\n\n\
         附件2\n自评表\n\t部门\n\t区人大\n",
        "table 3×4 ~\nl1 | 指标 | 二级 | 值 | 分 |\nl6 |  | 产出指标⏎(50分) | 数量 | 5 |\n\
         l13 |  | 效益指标⏎（40分） | 经济 | 8 |\nl22 ¶ 附件2\nl23 ¶ 自评表\n\
         table 1×2 ~\nl24 | 部门 | 区人大 |",
    );
}

#[test]
fn indented_prose_is_no_table() {
    check(
        "\t为加强管理，现报告如下。\n\t一、概况\n",
        "l1 ¶ 为加强管理，现报告如下。\nl2 ¶ 一、概况",
    );
}

#[test]
fn rows_a_line() {
    check(
        "收入\t\t支出\t\n项目\t金额\t项目\t金额\n\n\t1\t合计\t1.00\n----\t---\t---\t--\n总计\t\t\t2\n\n注：无。",
        "table 4×4 ~\nl1 | 收入 |  | 支出 |  |\nl2 | 项目 | 金额 | 项目 | 金额 |\n\
         l4 |  | 1 | 合计 | 1.00 |\nl6 | 总计 |  |  | 2 |\nl8 ¶ 注：无。\nl5 (rule) ----\t---\t---\t--",
    );
}

#[test]
fn contents_are_no_table() {
    check(
        "目 录\n\n第一部分 概况\t1\n一、职责.....\t12\n\n项目\t1\n合计\t2",
        "l1 ¶ 目 录\nl3 ¶ 第一部分 概况 1\nl4 ¶ 一、职责..... 12\nl6 ¶ 项目 1\nl7 ¶ 合计 2",
    );
    check("货物\t10\n服务\t3", "table 2×2 ~\nl1 | 货物 | 10 |\nl2 | 服务 | 3 |");
}

#[test]
fn cut_sentences_are_joined() {
    check(
        "实施计划 :坚持立法为民，发挥人大及其常委会在立法工作中\n\n的主导作用，完善立法体制机制，不断提高立法质量和效率。 突\n- 3 -\n\n出特色。\n\n立项依据：会议",
        "l1 ¶ 实施计划 :坚持立法为民，发挥人大及其常委会在立法工作中的主导作用，完善立法体制机制，不断提高立法质量和效率。 突出特色。\n\
         l8 ¶ 立项依据：会议\nl4 (footer) - 3 -",
    );
    check(
        "（一）坚持党的全面领导，牢牢把握人大工作正确政治方向\n区人大常委会党组始终坚持。",
        "l1 ¶ （一）坚持党的全面领导，牢牢把握人大工作正确政治方向\nl2 ¶ 区人大常委会党组始终坚持。",
    );
    let text = "2023年度“三公”经费支出0万元，完成全年预算的0%，与上年相同，主要原因\n\n是：无。";
    let (document, _) = read(text.as_bytes(), &Limits::default()).unwrap();
    let Block::Paragraph(p) = &document.blocks[0] else { panic!() };
    let at = p.text.chars().position(|c| c == '无').unwrap();
    assert_eq!((p.spot_at(at), p.spot_at(0)), (Spot::line(3), Spot::line(1)));
}

#[test]
fn marks_and_bullets_go() {
    check(
        "[bookmark: _GoBack]1、收入\n - 一、财政",
        "l1 ¶ 1、收入\nl2 ¶ 一、财政\nl1 (bookmark) _GoBack",
    );
}

#[test]
fn limits_and_losses_are_told() {
    let limits = Limits { rows: 1, ..Limits::default() };
    let (document, problems) = read("a\tb\nc\td\n\n末。".as_bytes(), &limits).unwrap();
    assert_eq!(document.blocks.len(), 2);
    assert_eq!(problems[0].code, "limit-rows");
    let (_, problems) =
        read("第一行，好字\n第二行坏字\u{fffd}".as_bytes(), &Limits::default()).unwrap();
    assert_eq!((problems[0].code, problems[0].spot.line), ("text-undecodable", Some(2)));
    assert_eq!(read("\u{feff}\u{3000}\n".as_bytes(), &Limits::default()), Err(Unreadable::Empty));
}

#[test]
fn mutations_never_panic() {
    let seed = "目 录\n一、职责..\t1\n\t项目\n\t产出指标\n\n(50分)\n\t1\n\na\tb\tc\n\n1\t2\t3\n[bookmark: x]";
    let mut bytes = seed.as_bytes().to_vec();
    let mut state = 7_u64;
    for _ in 0..600 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let at = (state >> 33) as usize % bytes.len();
        bytes[at] = b"\t\n\r \xff[]-."[(state >> 20) as usize % 9];
        let _ = read(&bytes, &Limits { cells: 9, ..Limits::default() });
        if state & 31 == 0 {
            bytes = seed.as_bytes().to_vec();
        }
    }
}

#[test]
fn corpus_keeps_its_tables() {
    let Some(folder) = corpus() else {
        return eprintln!("SKIPPED: no corpus (set MINGZHANG_CORPUS)");
    };
    for (name, tables, rows) in [("000_", 0, 0), ("001_", 2, 59), ("002_", 27, 551)] {
        let files = std::fs::read_dir(&folder).unwrap().flatten();
        let file = files
            .map(|f| f.path())
            .find(|p| p.file_name().is_some_and(|n| n.to_string_lossy().starts_with(name)));
        let bytes = std::fs::read(file.unwrap()).unwrap();
        let (document, problems) = read(&bytes, &Limits::default()).unwrap();
        let found: Vec<usize> = document
            .blocks
            .iter()
            .filter_map(|b| match b {
                Block::Table(t) => Some(t.rows.len()),
                Block::Paragraph(_) => None,
            })
            .collect();
        assert_eq!((found.len(), found.iter().sum::<usize>()), (tables, rows), "{name}");
        assert!(problems.is_empty());
    }
}

fn corpus() -> Option<std::path::PathBuf> {
    let named = std::env::var_os("MINGZHANG_CORPUS").map(std::path::PathBuf::from);
    let beside = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/corpus");
    named.or(Some(beside)).filter(|p| p.is_dir())
}
