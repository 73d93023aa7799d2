//! The handling of warnings from the command line, end to end: an example ledger is evaluated, one case goes
//! the whole way, its letters are written, the log is verified.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

struct Room(PathBuf);

impl Room {
    fn new(name: &str) -> Room {
        let folder =
            std::env::temp_dir().join(format!("mingzhang-case-{}-{name}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        Room(folder)
    }

    fn run(&self, words: &str) -> Output {
        Command::new(env!("CARGO_BIN_EXE_mingzhang"))
            .args(words.split(' '))
            .current_dir(&self.0)
            .env("LANG", "zh_CN.UTF-8")
            .env_remove("LC_ALL")
            .env("MINGZHANG_DB", "账簿.db")
            .output()
            .unwrap()
    }

    /// Standard output of a command that ends with a code.
    fn ends(&self, words: &str, code: i32) -> String {
        let out = self.run(words);
        let said = String::from_utf8(out.stdout).unwrap();
        let error = String::from_utf8(out.stderr).unwrap();
        assert_eq!(out.status.code(), Some(code), "{words}\n{said}\n{error}");
        said
    }

    /// The same of one that succeeds.
    fn says(&self, words: &str) -> String {
        self.ends(words, 0)
    }

    /// The message of a command that is refused.
    fn refuses(&self, words: &str) -> String {
        let out = self.run(words);
        assert_eq!(out.status.code(), Some(2), "{words}");
        String::from_utf8(out.stderr).unwrap()
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn has(text: &str, all: &[&str]) {
    for one in all {
        assert!(text.contains(one), "“{one}” is not in\n{text}");
    }
}

fn is_file(path: &Path) -> bool {
    path.metadata().is_ok_and(|m| m.len() > 100)
}

#[test]
fn a_warning_goes_the_whole_way() {
    let room = Room::new("way");
    room.says("demo");
    has(&room.ends("warn --year 2023 --day 2023-10-31", 1), &["处置：新增"]);
    // The same once more alarms nobody.
    has(&room.ends("warn --year 2023 --day 2023-10-31 --full", 1), &["没有变化"]);
    let list = room.says("case list --level 红 --on 2023-11-01");
    // Recorded today, whatever day was judged: nothing is overdue at birth.
    has(&list, &["待核实", "人大、财政核实", "逾期 0 件", "未办结", "下一步"]);
    let id = list.lines().nth(1).unwrap().split_whitespace().nth(1).unwrap().to_owned();
    let refused = room.refuses(&format!("case 签收 {id}"));
    has(&refused, &[&id, "现在的状态是“待核实”", "可以确认、误报"]);
    let step = |words: &str| room.says(&format!("case {}", words.replace("ID", &id)));
    has(&step("核实 ID --result 确认 --day 2023-11-01 --actor 张三"), &["已确认", "下发"]);
    let issued = step("下发 ID --letter 督办单 --signer 王主任 --day 2023-11-02 --actor 张三");
    has(&issued, &["已下发 预算督办〔2023〕1号", "单位签收，期限 2023-11-03（1个工作日）"]);
    has(&step("签收 ID --day 2023-11-03 --actor 李四"), &["单位反馈，期限 2023-11-09"]);
    has(&step("撤回 ID --day 2023-11-03 --actor 李四"), &["已下发"]);
    step("签收 ID --day 2023-11-03 --actor 李四");
    std::fs::write(room.file("凭证.txt"), "退回凭证".repeat(100)).unwrap();
    let answer = "反馈 ID --comment 已加快支付 --refund 1,200.50 --file 凭证.txt --day 2023-11-07 --actor 李四";
    has(&step(answer), &["主管部门、财政审核"]);
    has(&step("审核 ID --result 退回 --comment 补充计划 --day 2023-11-08"), &["退回整改"]);
    // English words do as well.
    let en = step("feedback ID --comment done --day 2023-11-13 --actor 李四 --lang en");
    has(&en, &["answered", "next: department/finance: review, by 2023-11-20 (5 working days)"]);
    step("review ID --result pass --day 2023-11-14");
    has(&step("评价 ID --result 满意 --day 2023-11-15"), &["已评价"]);
    step("close ID --number 预警函〔2023〕8号 --day 2023-11-16");
    has(&step("归档 ID --day 2023-11-20"), &["已归档", "没有后续步骤"]);
    let page = step("show ID");
    has(&page, &["（已撤回）", "退回 1200.50元", "补充计划", "凭证.txt  完好", "阈值"]);
    for letter in ["notice", "督办单", "feedback", "receipt", "销号通知", "卷宗"] {
        let written =
            step(&format!("letter ID --letter {letter} --format docx,pdf,html --out 文书"));
        assert_eq!(written.lines().count(), 3, "{written}");
    }
    for name in ["预警提示函", "督办单", "整改情况反馈表", "签收回执", "销号通知", "卷宗"]
    {
        for format in ["docx", "pdf", "html"] {
            assert!(is_file(&room.file(&format!("文书/{id}-{name}.{format}"))), "{name}.{format}");
        }
    }
    step("files ID --out 取出");
    assert_eq!(
        std::fs::read(room.file("取出/凭证.txt")).unwrap(),
        "退回凭证".repeat(100).as_bytes()
    );
    let stats = room.says("case stats --year 2023 --on 2023-11-21");
    has(&stats, &["核实 1 件，属实 1 件", "准确率 100.0%", "退回 1200.50元", "各步用时", "按单位"]);
    has(&room.says("case stats --format json"), &["\"verified\": 1", "\"median\""]);
    has(&step("show ID --format json"), &["\"state\": \"已归档\"", "\"action\": \"撤回\""]);
    has(&room.says("verify"), &["账簿完好"]);
}

#[test]
fn what_makes_no_sense_is_said_so() {
    let room = Room::new("sense");
    room.says("demo");
    assert!(room.says("case list").contains("共 0 件"));
    for (words, expect) in [
        ("case show", "预警编号"),
        ("case show YJ-2023-000000", "case list"),
        ("case list --level 紫", "红、橙、黄、蓝"),
        ("case list --state 睡着", "待核实"),
        ("case list --role 街道", "主管部门"),
        ("case list --on 昨天", "2023-07-03"),
        ("case list --officer 张三", "case settings"),
        ("case list --format xlsx", "text、json"),
        ("case 表扬 YJ-2023-000000", "核实、下发"),
        ("case settings 没有.toml", "没有.toml"),
    ] {
        let said = room.refuses(words);
        assert!(said.contains(expect), "{words}: {said}");
    }
    std::fs::write(room.file("设置.toml"), "per_week = 3\n[[officers]]\nname = \"张三\"\n")
        .unwrap();
    has(&room.says("case settings 设置.toml"), &["\"per_week\": 3", "张三"]);
    room.ends("warn --year 2023 --day 2023-10-31", 1);
    let mine = room.says("case list --officer 张三 --open");
    has(&mine, &["张三：待核实 3 件，排队", "每周 3 件，已核实 0 件", "另有", "--all"]);
}
