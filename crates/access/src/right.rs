//! The rights: what an address of the application asks for, and what an API token may be narrowed to.

use crate::named;

named! {
    /// Something one may do.
    Right {
        DocumentCheck = "document-check", "审核报告", "check documents";
        DocumentDecide = "document-decide", "处理审核发现", "decide on findings";
        PerformanceRead = "performance-read", "查看绩效", "see performance";
        PerformanceFill = "performance-fill", "填报绩效", "fill in performance";
        PerformanceReview = "performance-review", "审核绩效", "review performance";
        LedgerRead = "ledger-read", "查询账簿汇总", "see sums of the ledger";
        LedgerDetail = "ledger-detail", "查询账簿明细", "see single entries with payees";
        CaseRead = "case-read", "查看预警", "see warnings";
        CaseJudge = "case-judge", "核实、下发、评价和销号", "verify, issue, evaluate and close warnings";
        CaseAnswer = "case-answer", "签收和反馈", "sign for and answer letters";
        CaseReview = "case-review", "审核反馈", "review answers to letters";
        RuleRead = "rule-read", "查看规则", "see rules";
        RuleTry = "rule-try", "试算规则", "try rules on past months";
        RuleSet = "rule-set", "设置阈值、白名单和开关", "set thresholds, white lists and switches";
        Import = "import", "导入数据", "import data";
        Publish = "publish", "公开", "publish";
        ReportRead = "report-read", "查看监督报告", "see reports of oversight";
        Subscribe = "subscribe", "订阅", "subscribe";
        TokenOwn = "token-own", "管理自己的接口令牌", "keep own API tokens";
        HookManage = "hook-manage", "管理推送地址", "keep addresses that are told of events";
        AccountManage = "account-manage", "开立、停用和重置账户", "make, disable and reset accounts";
        GrantManage = "grant-manage", "授予角色和范围、解锁", "grant roles and reach, unlock";
        LogRead = "log-read", "查看安全日志", "read the security log";
        SystemRead = "system-read", "查看系统状态", "see the state of the system";
        Published = "published", "查看公开内容", "see what is published";
        OwnAccount = "own-account", "管理自己的账户", "keep one's own account";
    }
}

impl Right {
    /// Whether it shows or changes business data; none of the three officers has such a right.
    pub const fn is_business(self) -> bool {
        !matches!(
            self,
            Right::TokenOwn
                | Right::AccountManage
                | Right::GrantManage
                | Right::LogRead
                | Right::SystemRead
                | Right::Published
                | Right::OwnAccount
        )
    }

    /// Whether an API token may carry it. A token that has leaked must not be able to change a password, to
    /// make tokens, to have events told elsewhere, or to give rights away.
    pub const fn fits_token(self) -> bool {
        !matches!(
            self,
            Right::TokenOwn
                | Right::HookManage
                | Right::AccountManage
                | Right::GrantManage
                | Right::OwnAccount
        )
    }
}
