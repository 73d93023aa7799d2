//! The handling of warnings from the first hit to the archive, on a ledger of its own: steps, deadlines,
//! letters that our own readers read back, evidence, and who comes first when two act at once.

// A test may stop at the first thing that is not as it should be.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use access::Reach;
use app::Fault;
use app::desk::Desk;
use app::desk::oversight::{self as desk, Acted, CaseAct, CaseFilter, LetterOptions, Narrow, Once};
use base::{Amount, Date};
use oversight::case::{
    Action, Change, Figure, Grade, Hit, Level, Looked, Officer, Role, State, Threshold, Words,
};
use std::path::PathBuf;

/// A ledger of its own.
struct Room {
    folder: PathBuf,
    place: String,
}

/// Runs a check on a file and, where a server is named, on a fresh schema of it.
fn each(case: &str, check: fn(&Room)) {
    let folder =
        std::env::temp_dir().join(format!("mingzhang-cases-{}-{case}", std::process::id()));
    let on = |place: String| {
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Desk::create(&place, "140900000", "忻州市", "张三").map_err(|f| f.en).unwrap();
        check(&Room { folder: folder.clone(), place });
    };
    on(folder.join("book.db").display().to_string());
    if let Ok(url) = std::env::var("MINGZHANG_TEST_POSTGRES") {
        let schema = format!("cases_{case}_{}", std::process::id());
        let mut client = postgres::Client::connect(&url, postgres::NoTls).unwrap();
        client.batch_execute(&format!("CREATE SCHEMA {schema}")).unwrap();
        let joint = if url.contains('?') { '&' } else { '?' };
        on(format!("{url}{joint}options=-csearch_path%3D{schema}"));
        client.batch_execute(&format!("DROP SCHEMA {schema} CASCADE")).unwrap();
    } else {
        println!(
            "SKIPPED on PostgreSQL: MINGZHANG_TEST_POSTGRES is not set; `cargo xtask test` sets it"
        );
    }
    let _ = std::fs::remove_dir_all(&folder);
}

impl Room {
    fn desk(&self, actor: &str) -> Desk {
        Desk::open(&self.place, actor, None).map_err(|f| f.en).unwrap()
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// Where large files lie: beside a file by itself, elsewhere on a server.
    fn evidence(&self) -> Option<PathBuf> {
        self.place.starts_with("postgres").then(|| self.folder.join("book.db.files"))
    }
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn figure(zh: &str, value: &str) -> Figure {
    Figure { name: zh.to_owned(), zh: zh.to_owned(), en: String::new(), value: value.to_owned() }
}

fn hit(unit: &str, level: Level) -> Hit {
    Hit {
        rule: "W27".to_owned(),
        title: Words::new("部门支出进度慢", "slow spending of a department"),
        theme: "执行进度".to_owned(),
        cause: "进度".to_owned(),
        level,
        year: 2023,
        region: "140900000".to_owned(),
        unit: unit.to_owned(),
        unit_name: "忻州市档案馆".to_owned(),
        department: "102".to_owned(),
        department_name: "中共忻州市委办公室".to_owned(),
        object: unit.to_owned(),
        amount: Some(Amount::fen(123_456_700)),
        figures: vec![
            figure("全年预算", "1673.48万元"),
            figure("已支付", "612.05万元"),
            figure("序时进度", "50.00%"),
            figure("执行进度", "36.57%"),
        ],
        message: Words::new(
            "截至2023年6月30日，执行进度36.57%，低于序时进度13.43个百分点",
            "13.43 points behind the calendar on 2023-06-30",
        ),
        purpose: Words::new("促进预算均衡执行，防止年底突击花钱", ""),
        standard: Words::new("序时进度与执行进度之差大于8个百分点为红色", ""),
        basis: vec!["《预算法实施条例》第六十条".to_owned()],
        advice: Words::new(
            "请分析进度偏慢的原因，提出加快支出的措施，确需调整的按程序调整预算",
            "",
        ),
        thresholds: vec![Threshold {
            name: "behind".to_owned(),
            title: Words::new("严重滞后", "badly late"),
            value: "8%".to_owned(),
            kind: "通行".to_owned(),
            basis: String::new(),
        }],
        entries: vec![1],
        ..Hit::default()
    }
}

fn looked() -> Looked {
    Looked { year: 2023, rules: ["W27".to_owned()].into(), ..Looked::default() }
}

fn raise(desk: &mut Desk, on: &str, hits: &[Hit]) -> Vec<(Change, String)> {
    desk::raise(desk, hits, &looked(), day(on)).map_err(|f| f.zh).unwrap().cases
}

fn act(action: &str, id: &str, on: &str) -> CaseAct {
    CaseAct {
        ids: vec![id.to_owned()],
        action: action.to_owned(),
        day: Some(on.to_owned()),
        ..CaseAct::default()
    }
}

fn done(desk: &mut Desk, act: &CaseAct) -> Acted {
    desk::case_act(desk, act).map_err(|f| f.zh).unwrap().remove(0)
}

fn refused(desk: &mut Desk, act: &CaseAct) -> Fault {
    desk::case_act(desk, act).unwrap_err()
}

/// Takes a case as far as the answer.
fn answered(room: &Room, id: &str) {
    let (mut npc, mut unit) = (room.desk("张三"), room.desk("李四"));
    done(&mut npc, &CaseAct { result: "确认".to_owned(), ..act("核实", id, "2023-07-04") });
    done(&mut npc, &CaseAct { signer: "王主任".to_owned(), ..act("下发", id, "2023-07-05") });
    done(&mut unit, &act("签收", id, "2023-07-06"));
    let answer = CaseAct {
        comment: "已查明原因，加快项目支付，退回闲置资金".to_owned(),
        amounts: ["12,345.60".to_owned(), String::new(), "100".to_owned()],
        files: vec![
            room.file("支付凭证.pdf", b"%PDF small"),
            room.file("明细.xlsx", &[7; 300_000]),
        ],
        folder: room.evidence(),
        ..act("反馈", id, "2023-07-10")
    };
    done(&mut unit, &answer);
}

#[test]
fn the_loop_from_the_first_hit_to_the_archive() {
    each("loop", |room| {
        let mut npc = room.desk("张三");
        let raised = raise(&mut npc, "2023-07-03", &[hit("102001", Level::Red)]);
        assert_eq!(raised[0].0, Change::New);
        let id = raised[0].1.as_str();
        answered(room, id);
        let mut boss = room.desk("赵五");
        let back = CaseAct {
            result: "退回".to_owned(),
            comment: "请补充项目进度计划".to_owned(),
            ..act("审核", id, "2023-07-11")
        };
        let back = done(&mut boss, &back);
        assert_eq!(
            (back.state, back.awaited.unwrap().due.unwrap().day),
            (State::Returned, day("2023-07-18"))
        );
        let mut unit = room.desk("李四");
        let more =
            CaseAct { comment: "已补充计划".to_owned(), ..act("反馈", id, "2023-07-14") };
        done(&mut unit, &more);
        done(&mut boss, &CaseAct { result: "通过".to_owned(), ..act("审核", id, "2023-07-17") });
        let judged =
            CaseAct { result: "基本满意".to_owned(), ..act("评价", id, "2023-07-20") };
        done(&mut npc, &judged);
        // The condition ceases by itself; that closes nothing.
        assert_eq!(raise(&mut npc, "2023-07-21", &[]), [(Change::Ceased, id.to_owned())]);
        assert_eq!(desk::case(&mut npc, id).map_err(|f| f.en).unwrap().state, State::Evaluated);
        let close = CaseAct {
            number: "预警函〔2023〕9号".to_owned(),
            ..act("销号", id, "2023-07-24")
        };
        done(&mut npc, &close);
        let end = done(&mut npc, &act("归档", id, "2023-07-31"));
        assert_eq!((end.state, end.awaited), (State::Archived, None));
        // A repeat offence, numbered.
        let again = raise(&mut npc, "2023-09-04", &[hit("102001", Level::Red)]);
        assert_eq!(again, [(Change::New, format!("{id}-2"))]);
        let now = desk::case(&mut npc, &again[0].1.to_lowercase()).map_err(|f| f.en).unwrap();
        assert_eq!((now.case.offence, now.case.follows.as_str()), (2, id));
        // It was recorded today, whatever day was judged: it is not overdue yet.
        let open = CaseFilter { open: true, ..CaseFilter::default() };
        let listed = desk::list_cases(&mut npc, &open).map_err(|f| f.en).unwrap();
        assert_eq!((listed.cases.len(), listed.totals.overdue), (1, 0));
        let later = CaseFilter { on: Some(day("2999-12-31")), ..open };
        let listed = desk::list_cases(&mut npc, &later).map_err(|f| f.en).unwrap();
        assert_eq!((listed.cases.len(), listed.totals.overdue), (1, 1));
        let all = desk::cases(&mut npc, &CaseFilter::default()).map_err(|f| f.en).unwrap();
        let s = oversight::case::statistics(&all, npc.handling(), day("2023-09-05"));
        assert_eq!((s.cases, s.confirmed, s.repeats, s.grades[1]), (2, 1, 1, (Grade::Mostly, 1)));
        app::desk::verify(&mut npc, &mut |_, _| {}).map_err(|f| f.en).unwrap();
    });
}

#[test]
fn the_same_hits_leave_no_trace_and_ids_are_found_however_written() {
    each("silent", |room| {
        let mut desk = room.desk("张三");
        let hits = [hit("102001", Level::Yellow), hit("102002", Level::Orange)];
        assert_eq!(raise(&mut desk, "2023-07-03", &hits).len(), 2);
        let again =
            desk::raise(&mut desk, &hits, &looked(), day("2023-07-04")).map_err(|f| f.zh).unwrap();
        assert_eq!((again.cases.len(), again.silent, again.batch), (0, 2, 0));
        // After a batch only what it touched is looked at.
        let touched = Looked {
            objects: Some([("进度".to_owned(), "102001".to_owned())].into()),
            ..looked()
        };
        let ceased =
            desk::raise(&mut desk, &[], &touched, day("2023-07-05")).map_err(|f| f.zh).unwrap();
        assert_eq!(ceased.count(Change::Ceased), 1);
        let grave = [hit("102001", Level::Red)];
        let risen =
            desk::raise(&mut desk, &grave, &touched, day("2023-07-06")).map_err(|f| f.zh).unwrap();
        assert_eq!(risen.count(Change::Risen), 1);
        let id = &risen.cases[0].1;
        for written in [id.to_lowercase(), id.replace("YJ-", ""), format!(" {id} ")] {
            assert_eq!(&desk::case(&mut desk, &written).map_err(|f| f.en).unwrap().case.id, id);
        }
        assert!(desk::case(&mut desk, "YJ-2023-zzz").unwrap_err().zh.contains("case list"));
        let lame = Hit { cause: String::new(), ..hit("102003", Level::Red) };
        let fault = desk::raise(&mut desk, &[lame], &looked(), day("2023-07-06")).unwrap_err();
        assert!(fault.zh.contains("W27") && fault.zh.contains("cause"), "{}", fault.zh);
    });
}

#[test]
fn what_is_not_possible_is_refused_and_leaves_no_trace() {
    each("refused", |room| {
        let mut desk = room.desk("张三");
        let id = raise(&mut desk, "2023-07-03", &[hit("102001", Level::Red)]).remove(0).1;
        let on = "2023-07-04";
        let plain = |action: &str, result: &str| CaseAct {
            result: result.to_owned(),
            ..act(action, &id, on)
        };
        let cases = [
            (act("签收", &id, on), "待核实"),
            (plain("核实", "也许"), "确认、误报"),
            (plain("核实", "误报"), "理由"),
            (act("跳过", &id, on), "核实、下发"),
            (CaseAct { role: "单位".to_owned(), ..plain("核实", "确认") }, "单位不能做这一步"),
            (CaseAct { role: "街道".to_owned(), ..plain("核实", "确认") }, "人大、财政"),
            (CaseAct { day: Some("2023-13-01".to_owned()), ..plain("核实", "确认") }, "不是日期"),
            (CaseAct { day: Some("2999-01-01".to_owned()), ..plain("核实", "确认") }, "晚于今天"),
            (
                CaseAct {
                    amounts: ["1.234".to_owned(), String::new(), String::new()],
                    ..plain("核实", "确认")
                },
                "不是金额",
            ),
            (
                CaseAct {
                    files: vec![room.folder.join("没有.pdf")], ..plain("核实", "确认")
                },
                "没有.pdf",
            ),
            (CaseAct { ids: vec![id.clone(), id.clone()], ..plain("核实", "确认") }, "写了两次"),
            (CaseAct { after: Some(99), ..plain("核实", "确认") }, "刚刚被他人办理"),
        ];
        let head = app::desk::verify(&mut desk, &mut |_, _| {}).map_err(|f| f.en).unwrap().entries;
        for (act, expect) in &cases {
            let fault = refused(&mut desk, act);
            assert!(fault.zh.contains(expect), "{}", fault.zh);
            assert!(!fault.en.is_empty());
        }
        assert_eq!(
            app::desk::verify(&mut desk, &mut |_, _| {}).map_err(|f| f.en).unwrap().entries,
            head
        );
        // One of several that is not possible takes all of them back.
        let other =
            raise(&mut desk, "2023-07-03", &[hit("102001", Level::Red), hit("102002", Level::Red)]);
        let other = other[0].1.clone();
        done(&mut desk, &plain("核实", "确认"));
        let both = CaseAct { ids: vec![other.clone(), id.clone()], ..plain("核实", "确认") };
        assert!(refused(&mut desk, &both).zh.contains(&id));
        assert_eq!(desk::case(&mut desk, &other).map_err(|f| f.en).unwrap().state, State::Raised);
        // A number is for one case; taken back, it may go out again under its own.
        let issue = |id: &str| CaseAct {
            number: "预警函〔2023〕5号".to_owned(),
            ..act("下发", id, on)
        };
        done(&mut desk, &issue(&id));
        done(&mut desk, &CaseAct { ids: vec![other.clone()], ..plain("核实", "确认") });
        assert!(refused(&mut desk, &issue(&other)).zh.contains("已经用过"));
        done(&mut desk, &act("撤回", &id, on));
        assert_eq!(done(&mut desk, &issue(&id)).number, "预警函〔2023〕5号");
        let next = CaseAct { letter: "提示函".to_owned(), ..act("下发", &other, on) };
        assert_eq!(done(&mut desk, &next).number, "预警函〔2023〕6号");
        app::desk::verify(&mut desk, &mut |_, _| {}).map_err(|f| f.en).unwrap();
    });
}

#[test]
fn a_form_that_is_sent_twice_acts_once_and_a_stale_one_not_at_all() {
    each("once", |room| {
        let (mut npc, mut other) = (room.desk("张三"), room.desk("王五"));
        let id = raise(&mut npc, "2023-07-03", &[hit("102001", Level::Red)]).remove(0).1;
        let once = |desk: &mut Desk, act: &CaseAct| {
            desk::case_act_once(desk, act).map_err(|f| f.zh).unwrap()
        };
        let steps = |desk: &mut Desk| desk::case(desk, &id).map_err(|f| f.zh).unwrap();
        let form = CaseAct {
            role: "人大".to_owned(),
            comment: "属实".to_owned(),
            given: vec![("凭证.pdf".to_owned(), b"%PDF".to_vec())],
            after: Some(0),
            ..act("确认", &id, "2023-07-04")
        };
        assert!(matches!(once(&mut npc, &form), Once::Done(_)));
        assert!(matches!(once(&mut npc, &form), Once::Already));
        // The same form in another's hand, or with another content, is a step of its own and comes too late.
        let file = |bytes: &[u8]| vec![("凭证.pdf".to_owned(), bytes.to_vec())];
        let changed = [
            CaseAct { comment: "另有说明".to_owned(), ..form.clone() },
            CaseAct { given: file(b"other"), ..form.clone() },
            CaseAct { given: Vec::new(), ..form.clone() },
            CaseAct { amounts: ["1".to_owned(), String::new(), String::new()], ..form.clone() },
        ];
        for late in &changed {
            assert!(matches!(once(&mut npc, late), Once::Meanwhile(n) if n.len() == 1));
        }
        assert!(matches!(once(&mut other, &form), Once::Meanwhile(_)));
        let now = steps(&mut npc);
        assert_eq!((now.steps.len(), now.state), (1, State::Confirmed));
        // What was brought as bytes is read back by its hash.
        let hash = now.steps[0].step.files[0].sha256.clone();
        let kept = desk::case_file(&mut npc, &now, &hash).map_err(|f| f.zh).unwrap().unwrap();
        assert_eq!((kept.0.name.as_str(), kept.1.as_slice()), ("凭证.pdf", b"%PDF".as_slice()));
        assert!(desk::case_file(&mut npc, &now, "00").map_err(|f| f.zh).unwrap().is_none());
        // An empty file is refused and nothing is recorded.
        let empty = CaseAct {
            given: file(b""),
            after: Some(now.last_step()),
            ..act("下发", &id, "2023-07-05")
        };
        assert!(desk::case_act_once(&mut npc, &empty).unwrap_err().zh.contains("字节"));
        assert_eq!(steps(&mut npc).steps.len(), 1);
    });
}

#[test]
fn a_case_beyond_the_reach_is_not_there_and_each_role_has_its_own_steps() {
    each("reach", |room| {
        let mut desk = room.desk("张三");
        let hits = ["102001", "103001"].map(|unit| hit(unit, Level::Red));
        let ids: Vec<String> =
            raise(&mut desk, "2023-07-03", &hits).into_iter().map(|(_, id)| id).collect();
        let reach = Reach { units: vec!["102001".to_owned()], ..Reach::default() };
        let narrow =
            Narrow { reach: reach.clone(), department: String::new(), text: String::new() };
        let found = desk::cases_found(&mut desk, &CaseFilter::default(), &narrow);
        let found = found.map_err(|f| f.zh).unwrap();
        assert_eq!((found.cases.len(), found.totals.cases), (1, 1));
        assert_eq!(found.cases[0].unit, "102001");
        let seen = |desk: &mut Desk, id: &str, reach: &Reach| {
            desk::case_within(desk, id, reach).map_err(|f| f.zh).unwrap()
        };
        let own: Vec<bool> = ids.iter().map(|id| seen(&mut desk, id, &reach).is_some()).collect();
        assert_eq!(own.iter().filter(|own| **own).count(), 1);
        assert!(seen(&mut desk, "YJ-2023-zzz", &Reach::all()).is_none());
        assert!(seen(&mut desk, &ids[0], &Reach::nothing()).is_none());
        let now = seen(&mut desk, &ids[0], &Reach::all()).unwrap();
        let open = |role| desk::steps_open(&now, role, "李四");
        assert_eq!(open(Role::Congress), [Action::Confirm, Action::Dismiss]);
        assert!(open(Role::Department).is_empty() && open(Role::Unit).is_empty());
        let (name, bytes) =
            desk::letter_bytes(&mut desk, &now, "notice", "docx").map_err(|f| f.zh).unwrap();
        assert!(name.ends_with(".docx") && bytes.starts_with(b"PK"), "{name}");
    });
}

#[test]
fn a_step_that_was_reversed_stops_the_case_by_name() {
    each("reversed", |room| {
        let mut desk = room.desk("张三");
        let id = raise(&mut desk, "2023-07-03", &[hit("102001", Level::Red)]).remove(0).1;
        let confirmed = CaseAct { result: "确认".to_owned(), ..act("核实", &id, "2023-07-04") };
        let seq = done(&mut desk, &confirmed).seq;
        done(&mut desk, &act("下发", &id, "2023-07-05"));
        app::desk::reverse_entry(&mut desk, seq, "记错").map_err(|f| f.en).unwrap();
        let now = desk::case(&mut desk, &id).map_err(|f| f.en).unwrap();
        assert!(now.broken.is_some() && now.state == State::Raised);
        assert!(refused(&mut desk, &act("签收", &id, "2023-07-06")).zh.contains("第 1 步"));
    });
}

#[test]
fn two_who_act_at_once() {
    each("race", |room| {
        let units: Vec<String> = (0..6).map(|n| format!("10200{n}")).collect();
        let hits: Vec<Hit> = units.iter().map(|u| hit(u, Level::Yellow)).collect();
        // Several evaluate at once: every case is there once.
        std::thread::scope(|scope| {
            for _ in 0..4 {
                let hits = &hits;
                scope.spawn(move || raise(&mut room.desk("甲"), "2023-07-03", hits));
            }
        });
        let mut desk = room.desk("张三");
        let ids: Vec<String> = desk::cases(&mut desk, &CaseFilter::default())
            .map_err(|f| f.en)
            .unwrap()
            .iter()
            .map(|now| now.case.id.clone())
            .collect();
        assert_eq!(ids.len(), 6);
        // Several verify the same case: one is first, the others hear of it.
        let confirm =
            CaseAct { result: "确认".to_owned(), ..act("核实", &ids[0], "2023-07-04") };
        let outcomes: Vec<Result<Vec<Acted>, Fault>> = std::thread::scope(|scope| {
            let all: Vec<_> = (0..6)
                .map(|_| scope.spawn(|| desk::case_act(&mut room.desk("乙"), &confirm)))
                .collect();
            all.into_iter().map(|t| t.join().unwrap()).collect()
        });
        assert_eq!(outcomes.iter().filter(|o| o.is_ok()).count(), 1);
        for fault in outcomes.iter().filter_map(|o| o.as_ref().err()) {
            let heard = fault.zh.contains("刚刚被他人办理") || fault.zh.contains("已确认");
            assert!(heard, "{}", fault.zh);
        }
        // Several issue different cases: every letter has a number of its own.
        let rest = CaseAct { ids: ids[1..].to_vec(), ..confirm.clone() };
        assert_eq!(desk::case_act(&mut desk, &rest).map_err(|f| f.zh).unwrap().len(), 5);
        let mut numbers: Vec<String> = std::thread::scope(|scope| {
            let all: Vec<_> = ids
                .iter()
                .map(|id| {
                    scope
                        .spawn(|| done(&mut room.desk("丙"), &act("下发", id, "2023-07-05")).number)
                })
                .collect();
            all.into_iter().map(|t| t.join().unwrap()).collect()
        });
        numbers.sort();
        let expect: Vec<String> = (1..=6).map(|n| format!("预警函〔2023〕{n}号")).collect();
        assert_eq!(numbers, expect);
        app::desk::verify(&mut desk, &mut |_, _| {}).map_err(|f| f.en).unwrap();
    });
}

#[test]
fn evidence_is_kept_by_its_content() {
    each("evidence", |room| {
        let mut desk = room.desk("张三");
        let id = raise(&mut desk, "2023-07-03", &[hit("102001", Level::Red)]).remove(0).1;
        answered(room, &id);
        let now = desk::case(&mut desk, &id).map_err(|f| f.en).unwrap();
        let kept =
            desk::kept(&mut desk, &now, room.evidence().as_deref()).map_err(|f| f.en).unwrap();
        let shown: Vec<(&str, bool, bool)> =
            kept.iter().map(|k| (k.file.name.as_str(), k.file.inside, k.whole)).collect();
        assert_eq!(shown, [("支付凭证.pdf", true, true), ("明细.xlsx", false, true)]);
        let out = room.folder.join("取出");
        let files = desk::case_files(&mut desk, &id, room.evidence().as_deref(), &out)
            .map_err(|f| f.zh)
            .unwrap();
        assert_eq!(std::fs::read(&files[0]).unwrap(), b"%PDF small");
        assert_eq!(std::fs::read(&files[1]).unwrap(), [7; 300_000]);
        // Changed outside the ledger, it is told.
        let large = room.folder.join("book.db.files").join(&kept[1].file.sha256);
        std::fs::write(&large, b"another").unwrap();
        let kept =
            desk::kept(&mut desk, &now, room.evidence().as_deref()).map_err(|f| f.en).unwrap();
        assert!(kept[0].whole && !kept[1].whole);
        let fault = desk::case_files(&mut desk, &id, room.evidence().as_deref(), &out).unwrap_err();
        assert!(fault.zh.contains("明细.xlsx") && fault.zh.contains("备份"), "{}", fault.zh);
        app::desk::verify(&mut desk, &mut |_, _| {}).map_err(|f| f.en).unwrap();
    });
}

#[test]
fn settings_share_the_work() {
    each("settings", |room| {
        let mut desk = room.desk("张三");
        let hits =
            [hit("102001", Level::Red), hit("102002", Level::Yellow), hit("201001", Level::Red)];
        raise(&mut desk, "2023-07-03", &hits);
        let text = "per_week = 1\ncongress = \"忻州市人大常委会预算工委\"\n[[officers]]\nname = \"张三\"\nunits = [\"102\"]\n";
        let file = room.file("设置.toml", text.as_bytes());
        desk::set_case_settings(&mut desk, &file).map_err(|f| f.zh).unwrap();
        let settings = desk::case_settings(&mut desk).map_err(|f| f.zh).unwrap();
        let officer = Officer {
            name: "张三".to_owned(),
            units: vec!["102".to_owned()],
            ..Officer::default()
        };
        assert_eq!((settings.per_week, &settings.officers), (Some(1), &vec![officer]));
        let mine = CaseFilter {
            officer: Some("张三".to_owned()),
            on: Some(day("2023-07-05")),
            ..CaseFilter::default()
        };
        let listed = desk::list_cases(&mut desk, &mine).map_err(|f| f.zh).unwrap();
        assert_eq!((listed.cases.len(), listed.queue.shares.len()), (2, 1));
        let share = &listed.queue.shares[0];
        assert_eq!((share.shown.len(), share.queued.len()), (1, 1));
        assert_eq!(share.shown[0], listed.cases[0].id);
        // Whose turn it is does not depend on the year that is shown.
        let other = CaseFilter { year: Some(2022), ..mine.clone() };
        let other = desk::list_cases(&mut desk, &other).map_err(|f| f.zh).unwrap();
        assert_eq!((other.cases.len(), &other.queue), (0, &listed.queue));
        let nobody = CaseFilter { officer: Some("李四".to_owned()), ..CaseFilter::default() };
        assert!(desk::list_cases(&mut desk, &nobody).unwrap_err().zh.contains("张三"));
        let broken = room.file("错.toml", b"per_week = \"x\"");
        assert!(desk::set_case_settings(&mut desk, &broken).is_err());
        // Letters are signed as the settings say.
        let id = &listed.cases[0].id;
        done(&mut desk, &CaseAct { result: "确认".to_owned(), ..act("核实", id, "2023-07-05") });
        done(&mut desk, &act("下发", id, "2023-07-05"));
        let now = desk::case(&mut desk, id).map_err(|f| f.en).unwrap();
        let letter = now.steps[1].step.letter.clone().unwrap();
        assert_eq!(letter.from, "忻州市人大常委会预算工委");
    });
}

#[test]
fn nothing_is_recorded_of_a_day_to_come() {
    each("future", |room| {
        let mut desk = room.desk("张三");
        let wanted = desk::Warn {
            year: Some(2023),
            day: Some("2999-01-01".to_owned()),
            ..desk::Warn::default()
        };
        let fault = desk::warn(&mut desk, &wanted).unwrap_err();
        assert!(fault.zh.contains("晚于今天") && fault.zh.contains("--dry-run"), "{}", fault.zh);
    });
}

#[test]
fn settings_that_are_taken_back_ask_for_everything_anew() {
    each("taken_back", |room| {
        let mut desk = room.desk("张三");
        let wanted = desk::Warn {
            year: Some(2023),
            day: Some("2023-06-30".to_owned()),
            ..desk::Warn::default()
        };
        let since = |desk: &mut Desk| desk::warn(desk, &wanted).map_err(|f| f.zh).unwrap().since;
        assert_eq!(since(&mut desk), None);
        assert!(since(&mut desk).is_some());
        let setting = desk::Setting {
            rule: "W27".to_owned(),
            values: vec!["behind=5".to_owned()],
            reason: "试".to_owned(),
            ..desk::Setting::default()
        };
        let change = setting.threshold().map_err(|f| f.zh).unwrap();
        let done = desk::set_rules(&mut desk, &|settings| change.apply(settings), "warn");
        let batch = done.map_err(|f| f.zh).unwrap().receipt.batch;
        assert_eq!(since(&mut desk), None);
        assert!(since(&mut desk).is_some());
        app::desk::reverse_batch(&mut desk, batch, "试完").map_err(|f| f.zh).unwrap();
        assert_eq!(since(&mut desk), None);
    });
}

/// The text of a document as our readers see it: paragraphs and cells, without blanks.
fn read(path: &std::path::Path) -> String {
    let bytes = std::fs::read(path).unwrap();
    let (document, problems) = readers::read(&bytes, &readers::Limits::default()).unwrap();
    assert!(problems.is_empty(), "{}: {problems:?}", path.display());
    let texts = document.blocks.iter().flat_map(|block| match block {
        document::Block::Paragraph(p) => vec![p.text.clone()],
        document::Block::Table(t) => {
            t.rows.iter().flat_map(|r| &r.cells).map(|c| c.text.clone()).collect()
        }
    });
    texts.map(|t| base::text::squash(&t)).collect::<Vec<_>>().join("|")
}

#[test]
fn letters_are_read_back() {
    each("letters", |room| {
        let mut desk = room.desk("张三");
        let id = raise(&mut desk, "2023-07-03", &[hit("102001", Level::Orange)]).remove(0).1;
        let options = |kind: &str| LetterOptions {
            kind: kind.to_owned(),
            formats: ["docx", "pdf", "html"].map(str::to_owned).into(),
            folder: room.folder.join("文书"),
            evidence: room.evidence(),
        };
        // Before it is issued it is a draft, and says what it lacks.
        let draft =
            desk::case_letter(&mut desk, &id, &options("提示函")).map_err(|f| f.zh).unwrap();
        assert_eq!(draft.missing[0].field, "文号");
        answered(room, &id);
        let mut boss = room.desk("赵五");
        done(&mut boss, &CaseAct { result: "通过".to_owned(), ..act("审核", &id, "2023-07-12") });
        done(&mut desk, &CaseAct { result: "满意".to_owned(), ..act("评价", &id, "2023-07-13") });
        done(&mut desk, &act("销号", &id, "2023-07-14"));
        let common = [id.as_str(), "忻州市档案馆", "部门支出进度慢"];
        let letters: [(&str, &[&str]); 6] = [
            (
                "notice",
                &[
                    "预警函〔2023〕1号",
                    "执行进度|36.57%",
                    "上述标准中的数值为通行标准",
                    "2023年7月5日",
                    "2023年7月19日",
                    "第六十条",
                ],
            ),
            ("督办单", &["预算执行监督督办单", "签发人|王主任", "执行进度:36.57%"]),
            (
                "feedback",
                &[
                    "退回金额|12,345.60",
                    "其他金额|100.00",
                    "合计|12,445.60",
                    "已查明原因",
                    "支付凭证.pdf",
                    "满意。",
                ],
            ),
            ("receipt", &["签收回执", "签收人|李四", "2023年7月6日"]),
            (
                "closing",
                &["复核评价为“满意”", "准予|同意对该预警予以销号", "12,345.60", "2023年7月14日"],
            ),
            (
                "卷宗",
                &["预警处置卷宗", "办理过程", "SHA-256", "校验值", "签收|单位李四|2023-07-06"],
            ),
        ];
        for (kind, expect) in letters {
            let made = desk::case_letter(&mut desk, &id, &options(kind)).map_err(|f| f.zh).unwrap();
            assert!(made.missing.is_empty(), "{kind}: {:?}", made.missing);
            for file in &made.files {
                let text = read(file);
                let plain = text.replace(['“', '”', '"'], "");
                for words in common.iter().chain(expect) {
                    let any = words.split("准予|").last().unwrap().replace(['“', '”'], "");
                    assert!(plain.contains(&any), "{}: {words} not in {text}", file.display());
                }
            }
        }
        let fault = desk::case_letter(&mut desk, &id, &options("表扬信")).unwrap_err();
        assert!(fault.zh.contains("提示函") && fault.zh.contains("卷宗"), "{}", fault.zh);
        if let Some(to) = std::env::var_os("MINGZHANG_KEEP_LETTERS") {
            let _ = std::fs::create_dir_all(&to);
            for entry in std::fs::read_dir(room.folder.join("文书")).unwrap() {
                let entry = entry.unwrap();
                std::fs::copy(entry.path(), std::path::Path::new(&to).join(entry.file_name()))
                    .unwrap();
            }
        }
    });
}
