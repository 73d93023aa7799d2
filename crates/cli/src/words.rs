//! Every text of the help, in Chinese and English, in one table.

use report::Lang;

/// Key, Chinese, English. `#about`, `#usage`, `#after` belong to a command, anything else to an
/// argument of that name. Chinese lines are short because nothing breaks them.
const TEXTS: &[(&str, &str, &str)] = &[
    (
        "#about",
        "明账：审核公开的政府预算、决算和绩效报告，每个数都与其他数核对。",
        "Mingzhang: audits published government budget reports; every figure is checked\nagainst every other.",
    ),
    ("#usage", "mingzhang <命令> [选项]", "mingzhang <COMMAND> [OPTIONS]"),
    (
        "#after",
        "示例：\n  mingzhang audit 决算公开.pdf                     审核一份文件，结果显示在屏幕上\n  \
         mingzhang audit 报告文件夹 --out 审核结果.html   审核整个文件夹，生成网页\n  \
         mingzhang trace 决算公开.pdf 1,709.73            追查一个数：在哪里，与谁核对\n\n\
         退出码：0 没有问题；1 有达到 --fail-on 程度的问题；2 无法运行或文件无法读取",
        "Examples:\n  mingzhang audit accounts.pdf                  audit one file, result on screen\n  \
         mingzhang audit reports --out result.html     audit a folder, make a page\n  \
         mingzhang trace accounts.pdf 1,709.73         follow a figure: where, and what\n                                                \
         it was checked against\n\n\
         Exit codes: 0 clean; 1 findings at or above --fail-on; 2 could not run or a\nfile could not be read",
    ),
    ("audit#about", "审核文件、文件夹或标准输入。", "Audit files, folders or standard input."),
    ("audit#usage", "mingzhang audit <PATH>... [选项]", "mingzhang audit <PATH>... [OPTIONS]"),
    (
        "audit#after",
        "示例：\n  mingzhang audit 决算公开.pdf\n  mingzhang audit '2024/*.docx' --fail-on warning\n  \
         mingzhang audit 报告文件夹 --format jsonl --out 结果.jsonl",
        "Examples:\n  mingzhang audit accounts.pdf\n  mingzhang audit '2024/*.docx' --fail-on warning\n  \
         mingzhang audit reports --format jsonl --out result.jsonl",
    ),
    (
        "read#about",
        "显示程序读到的文字和表格，每行带位置。",
        "Show text and tables as read, each line with its place.",
    ),
    ("read#usage", "mingzhang read <FILE>", "mingzhang read <FILE>"),
    (
        "read#after",
        "示例：\n  mingzhang read 决算公开.pdf | less",
        "Example:\n  mingzhang read accounts.pdf | less",
    ),
    (
        "facts#about",
        "显示从文件中取出的数：行列含义，以及约束每个数的规则。",
        "Show the facts taken from a file: each figure with its row, its column and the rules that pin it.",
    ),
    ("facts#usage", "mingzhang facts <FILE> [选项]", "mingzhang facts <FILE> [OPTIONS]"),
    (
        "facts#after",
        "示例：\n  mingzhang facts 决算公开.pdf",
        "Example:\n  mingzhang facts accounts.pdf",
    ),
    (
        "trace#about",
        "追查一个数：在哪里出现，哪些检查用到它，结果如何。",
        "Follow a figure: where it stands, which checks use it, with what outcome.",
    ),
    (
        "trace#usage",
        "mingzhang trace <FILE> <FIGURE> [选项]",
        "mingzhang trace <FILE> <FIGURE> [OPTIONS]",
    ),
    (
        "trace#after",
        "示例：\n  mingzhang trace 决算公开.pdf 1,709.73\n  mingzhang trace 决算公开.pdf 12.5%",
        "Examples:\n  mingzhang trace accounts.pdf 1,709.73\n  mingzhang trace accounts.pdf 12.5%",
    ),
    ("rules#about", "列出规则，或显示一条规则的说明。", "List the rules, or show one rule's page."),
    ("rules#usage", "mingzhang rules [ID] [选项]", "mingzhang rules [ID] [OPTIONS]"),
    (
        "rules#after",
        "示例：\n  mingzhang rules\n  mingzhang rules --lang en",
        "Examples:\n  mingzhang rules\n  mingzhang rules --lang zh",
    ),
    (
        "lang",
        "语言：zh 或 en（默认按系统语言，否则 zh）",
        "Language: zh or en (default: the locale's, else zh)",
    ),
    ("help", "显示帮助", "Show help"),
    ("version", "显示版本", "Show the version"),
    (
        "paths",
        "文件、文件夹（含子文件夹）、通配模式，或 - 表示标准输入",
        "Files, folders (with subfolders), patterns, or - for standard input",
    ),
    (
        "format",
        "输出格式：text、json、jsonl、html、xlsx\n（默认按 --out 的扩展名，否则 text）",
        "Output: text, json, jsonl, html, xlsx (default: by the ending of --out, else text)",
    ),
    ("out", "写入文件，不显示在屏幕上", "Write to a file instead of the screen"),
    (
        "fail_on",
        "有此程度及以上的问题时退出码为 1：\nerror、warning、notice、never（默认 error）",
        "Exit with 1 on findings of this level or above: error, warning, notice, never (default: error)",
    ),
    (
        "rules",
        "规则文件夹：同名文件替换内置规则，其余为增加",
        "Folder of rules: same path replaces a built-in rule, others are added",
    ),
    (
        "catalog",
        "知识文件夹，含 rules、forms、codes 子文件夹，用法同上",
        "Folder with rules, forms and codes folders, laid over the built-in ones",
    ),
    (
        "jobs",
        "同时审核几份文件（默认 0：与处理器核数相同）",
        "Documents audited at a time (default 0: one a processor core)",
    ),
    (
        "time_limit",
        "每份文件最多用几秒，超过即报告并继续（默认 120）",
        "Seconds one document may take; a late one is reported and left (default: 120)",
    ),
    (
        "color",
        "颜色：auto、always、never（默认 auto）",
        "Colours: auto, always, never (default: auto)",
    ),
    (
        "quiet",
        "每份文件只显示一行结论，不显示进度和提示",
        "One line a document, no progress, no notes",
    ),
    ("file", "文件，或 - 表示标准输入", "File, or - for standard input"),
    (
        "figure",
        "文件中印出的数，可带单位，如 1,709.73万元",
        "A figure as printed, with or without its unit, such as 1,709.73万元",
    ),
    ("id", "规则编号；不给则列出全部", "Id of a rule; without it all are listed"),
];

/// The text of a key; empty when there is none.
pub(crate) fn text(key: &str, lang: Lang) -> &'static str {
    let all = TEXTS
        .iter()
        .chain(crate::desk_words::TEXTS)
        .chain(crate::cluster_words::TEXTS)
        .chain(crate::case_words::TEXTS);
    let entry = all.into_iter().find(|(k, _, _)| *k == key);
    entry.map_or("", |(_, zh, en)| match lang {
        Lang::Zh => zh,
        Lang::En => en,
    })
}
