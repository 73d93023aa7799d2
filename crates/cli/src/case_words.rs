//! Texts of the help of `mingzhang case`.

/// Key, Chinese, English; as in [`crate::words`].
pub(crate) const TEXTS: &[(&str, &str, &str)] = &[
    (
        "case#about",
        "预警处置：核实、下发、签收、反馈、审核、评价、销号、归档。",
        "Handle warnings: verify, issue, sign, feedback, review, evaluate, close, archive.",
    ),
    (
        "case#usage",
        "mingzhang case <ACTION> [ID]... [选项]",
        "mingzhang case <ACTION> [ID]... [OPTIONS]",
    ),
    (
        "case#after",
        "动作：\n  \
         list 列表      show 查看      stats 统计     letter 文书\n  \
         files 取附件   settings 设置\n  \
         verify 核实    issue 下发     sign 签收      feedback 反馈\n  \
         review 审核    evaluate 评价  close 销号     archive 归档\n  \
         extend 延期    withdraw 撤回  void 作废\n\n\
         示例：\n  \
         mingzhang case list --officer 张三\n  \
         mingzhang case 核实 YJ-2023-3fa2b1 --result 确认\n  \
         mingzhang case 下发 YJ-2023-3fa2b1 --letter 督办单 --signer 王主任\n  \
         mingzhang case 反馈 YJ-2023-3fa2b1 --comment 已整改 --refund 1200 --file 凭证.pdf\n  \
         mingzhang case letter YJ-2023-3fa2b1 --letter 卷宗 --format pdf",
        "Actions:\n  \
         list      show      stats     letter    files     settings\n  \
         verify    issue     sign      feedback  review    evaluate\n  \
         close     archive   extend    withdraw  void\n\n\
         Examples:\n  \
         mingzhang case list --officer 张三\n  \
         mingzhang case verify YJ-2023-3fa2b1 --result confirm\n  \
         mingzhang case issue YJ-2023-3fa2b1 --letter order\n  \
         mingzhang case feedback YJ-2023-3fa2b1 --comment \"put right\" --refund 1200\n  \
         mingzhang case letter YJ-2023-3fa2b1 --letter file --format pdf",
    ),
    ("case_action", "动作，见下", "What to do; see below"),
    ("case_ids", "预警编号；settings 时为设置文件", "Ids of cases; for settings a file"),
    (
        "case_result",
        "核实：确认、误报；审核：通过、退回；\n评价：满意、基本满意、不满意",
        "verify: confirm, false-alarm; review: pass, return; evaluate: satisfied, mostly, unsatisfied",
    ),
    (
        "case_role",
        "人大、财政、主管部门、单位（默认为通常做这一步的）；\n列表时为等待谁办",
        "congress, finance, department, unit (default: whoever usually does the step); in a list: whom it waits for",
    ),
    ("case_comment", "理由、情况说明、意见", "Reason, account of what was done, opinion"),
    ("case_day", "办理日期（默认今天）", "Day on which it was done (default: today)"),
    (
        "case_letter",
        "文书：下发时 提示函、督办单；letter 时另有\n整改情况反馈表、签收回执、销号通知、卷宗",
        "Letter: notice, order; with letter also feedback, receipt, closing, file",
    ),
    ("case_number", "文号（默认自动编号）", "Number of the letter (default: the next)"),
    ("case_signer", "签发人", "Who issues the letter"),
    ("case_due", "反馈期限（默认按规定）", "Day by which to answer (default: by the limits)"),
    ("case_refunded", "退回金额，元", "Refunded, yuan"),
    ("case_rebooked", "调账金额，元", "Rebooked, yuan"),
    ("case_other", "其他金额，元", "Other money put right, yuan"),
    ("case_files", "附件，可多次", "File that goes with it; may be repeated"),
    (
        "case_evidence",
        "大附件的文件夹（默认在账簿旁）",
        "Folder of large files (default: beside the ledger)",
    ),
    (
        "case_after",
        "所见的最后一步的分录号，其后有人办过即拒绝",
        "Entry of the last step seen; refused when somebody acted since",
    ),
    ("case_unit", "单位编码或其开头", "Code of the unit or its beginning"),
    ("case_year", "年度", "Year"),
    ("case_region", "区划编码或其开头", "Code of the region or its beginning"),
    ("case_rule", "规则编号", "Id of the rule"),
    ("case_level", "级别：红、橙、黄、蓝", "Level: red, orange, yellow, blue"),
    ("case_state", "状态，如 待核实、已下发", "State, such as to-verify, issued"),
    ("case_open", "只看未办结的", "Only those that wait for somebody"),
    ("case_overdue", "只看逾期的", "Only those that are overdue"),
    ("case_all", "全部列出（默认 50 件）", "List all (default: 50)"),
    (
        "case_officer",
        "只看某人的，并列出本周与排队",
        "Only one officer's, with this week and the queue",
    ),
    ("case_on", "以此日为准（默认今天）", "As of this day (default: today)"),
    (
        "case_formats",
        "text、json；letter 时为 docx、pdf、html、txt",
        "text, json; with letter docx, pdf, html, txt",
    ),
    ("case_out", "文书和附件的文件夹（默认 out）", "Folder for letters and files (default: out)"),
];
