//! The security log: what is added to it from outside the register, how it is searched, and how it is proved.

use super::{House, LogHead, LogLine, LogSearch, Who, clean, time};
use crate::Fault;
use store::StoreError;
use store::register::Proved;

/// Actions of the log with their Chinese and English names; other use cases add their own words.
pub const ACTIONS: &[(&str, &str, &str)] = &[
    ("first.link", "开出首次启动链接", "link of the first start made"),
    ("first.redeem", "建立首个系统管理员", "first system administrator made"),
    ("login", "登录", "logged in"),
    ("login.sso", "经统一身份认证登录", "logged in by the office"),
    ("login.wrong", "登录失败", "log-in failed"),
    ("login.locked", "锁定期间尝试登录", "log-in tried while locked"),
    ("login.needs-code", "等待动态口令", "code asked for"),
    ("login.inactive", "停用的账户尝试登录", "log-in of a disabled account"),
    ("login.not-granted", "未确认的账户尝试登录", "log-in of an account not confirmed"),
    ("logout", "退出", "logged out"),
    ("session.end", "结束会话", "session ended"),
    ("subscribe", "订阅部门", "department followed"),
    ("unsubscribe", "取消订阅部门", "department followed no more"),
    ("publish", "公开文件", "document published"),
    ("account.create", "开立账户", "account made"),
    ("account.disable", "停用账户", "account disabled"),
    ("account.enable", "启用账户", "account enabled"),
    ("account.reset", "重置账户", "account reset"),
    ("account.preferences", "修改偏好", "preferences set"),
    ("invitation.redeem", "凭链接设置密码", "password set by link"),
    ("grant", "授予角色和范围", "role and reach granted"),
    ("grant.revoke", "撤销授权", "grant taken back"),
    ("unlock", "解锁", "unlocked"),
    ("password.change", "修改密码", "password changed"),
    ("password.wrong", "验证密码失败", "present password wrong"),
    ("factor.begin", "开始启用动态口令", "second factor begun"),
    ("factor.confirm", "启用动态口令", "second factor on"),
    ("factor.drop", "停用动态口令", "second factor off"),
    ("token.make", "签发接口令牌", "API token made"),
    ("token.drop", "撤销接口令牌", "API token dropped"),
    ("file.keep", "收存文件", "file kept"),
    ("performance.save", "保存绩效表", "performance form kept"),
    ("performance.submit", "上报绩效表", "performance form handed in"),
    ("performance.approve", "审核通过绩效表", "performance form approved"),
    ("performance.send-back", "退回绩效表", "performance form sent back"),
    ("performance.withdraw", "撤回绩效表", "performance form withdrawn"),
    ("import", "导入文件", "file imported"),
    ("import.send", "上传导入文件", "file sent for import"),
    ("import.begin", "开始导入", "import begun"),
    ("import.done", "登记导入结果", "result of an import kept"),
    ("import.mend", "更正退回的行", "rejected rows mended"),
    ("import.undo", "撤销导入批次", "batch taken back"),
    ("document.send", "上传报告待审", "reports sent to be checked"),
    ("document.keep", "保存审核的报告", "checked document kept"),
    ("document.decide", "处理审核发现", "decided on a finding"),
    ("document.undo", "撤回处理意见", "decision taken back"),
    ("case.act", "办理预警", "step with a warning"),
    ("warn.run", "运行预警规则", "warning rules run"),
    ("rule.set", "设置预警规则", "warning rule set"),
    ("hook.make", "增加推送地址", "address told of events added"),
    ("hook.drop", "删除推送地址", "address told of events removed"),
    ("account.mail", "修改邮件通知", "notices by e-mail set"),
    ("demo.account", "建立演示账户", "account of the demonstration made"),
];

/// How a day is written.
const DAY: &str = "2026-01-31";

/// The names of an action; its id where it has none.
pub fn action_words(action: &str) -> (&str, &str) {
    let found = ACTIONS.iter().find(|(id, ..)| *id == action);
    found.map_or((action, action), |(_, zh, en)| (zh, en))
}

/// Whether the log is as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LogProof {
    /// It is, and so is everything kept that it tells of.
    Holds(Proved),
    /// It is not: the first line, or the item, that does not fit.
    Broken(Fault),
}

impl LogProof {
    /// Whether it is.
    pub fn holds(&self) -> bool {
        matches!(self, LogProof::Holds(_))
    }

    /// What was found, in Chinese and English.
    pub fn words(&self) -> (String, String) {
        match self {
            LogProof::Broken(fault) => (fault.zh.clone(), fault.en.clone()),
            LogProof::Holds(Proved { lines, items, hash }) => {
                let hash = hash.get(..16).unwrap_or(hash);
                (
                    format!(
                        "日志 {lines} 行首尾相接，{items} 项登记与日志一致；末行校验值 {hash}…"
                    ),
                    format!(
                        "{lines} lines follow one another, {items} items are what the log says; the last hash is {hash}…"
                    ),
                )
            }
        }
    }
}

impl House {
    /// Adds a line about something that is not kept in the register: an import, a publication, a look at
    /// single payments.
    ///
    /// # Errors
    /// When the register cannot be written.
    pub fn log_note(
        &mut self,
        who: &Who,
        action: &str,
        object: &str,
        note: &str,
    ) -> Result<(), Fault> {
        let who = self.signed(who);
        self.register.note_only(&who, &clean(action), &clean(object), &clean(note))?;
        Ok(())
    }

    /// Lines of the log, the latest first. `from` and `to` may be days (in China, both included) or moments
    /// (RFC 3339 in UTC; `to` is not included).
    ///
    /// # Errors
    /// When the register cannot be reached.
    pub fn log_search(&mut self, search: &LogSearch) -> Result<Vec<LogLine>, Fault> {
        let moment = |text: &Option<String>, hours: i64| {
            text.as_ref().map(|text| match text.len() == DAY.len() {
                true => time::later(&format!("{text}T00:00:00Z"), hours * 3600),
                false => text.clone(),
            })
        };
        // A day in China begins eight hours before the same day in UTC.
        let (from, to) = (moment(&search.from, -8), moment(&search.to, 16));
        if [&from, &to].into_iter().flatten().any(String::is_empty) {
            return Err(Fault::new(
                format!("日期应写作 {DAY}；请改正"),
                format!("write a day as {DAY}; correct it"),
            ));
        }
        Ok(self.register.log(&LogSearch { from, to, ..search.clone() })?)
    }

    /// Proves the log, and that everything kept is what the log says; of files only that they are there.
    ///
    /// # Errors
    /// When the register cannot be reached.
    pub fn log_verify(&mut self) -> Result<LogProof, Fault> {
        self.proof(false)
    }

    /// The same with every byte of the files that are kept; that takes its time.
    ///
    /// # Errors
    /// When the register cannot be reached.
    pub fn log_verify_files(&mut self) -> Result<LogProof, Fault> {
        self.proof(true)
    }

    fn proof(&mut self, with_files: bool) -> Result<LogProof, Fault> {
        match self.register.verify(with_files) {
            Ok(proved) => Ok(LogProof::Holds(proved)),
            Err(broken @ StoreError::Tampered(_)) => Ok(LogProof::Broken(broken.into())),
            Err(other) => Err(other.into()),
        }
    }

    /// The end of the log: its number and hash, to be written down elsewhere. Who replaces the whole register
    /// cannot make it end in a hash that was written down before.
    ///
    /// # Errors
    /// When the register cannot be reached.
    pub fn log_head(&mut self) -> Result<LogHead, Fault> {
        Ok(self.register.head()?)
    }
}
