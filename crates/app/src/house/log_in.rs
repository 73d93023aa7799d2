//! Logging in: name, password, and a one-time code where the account asks for one.

use super::session::{Kept, csrf};
use super::{House, SESSION, TRIES, Who, clean, json, put, put_account, raced, time};
use crate::Fault;
use access::{Account, fingerprint, login_name, password, token, totp};
use store::StoreError;
use store::register::Change;

/// What somebody logs in with.
#[derive(Clone, Default)]
pub struct LogIn {
    /// Login name.
    pub name: String,
    /// Password.
    pub password: String,
    /// One-time code.
    pub code: Option<String>,
    /// Address the request came from.
    pub address: String,
    /// What the browser calls itself.
    pub agent: String,
    /// Who vouches for the name, so that no password and no code is asked for; empty for nobody. It is set where
    /// that was proved, never from a form.
    pub vouched: String,
}

/// A session that has begun.
pub struct LoggedIn {
    /// The secret of the cookie.
    pub token: String,
    /// Goes with every form.
    pub csrf: String,
    /// The account, without what is secret.
    pub account: Account,
}

/// Why nobody was logged in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LogInRefused {
    /// Name, password or code is wrong; which one is not said.
    Wrong,
    /// Too many failures in a row. (That an account exists can be learnt by locking it; the price of
    /// telling people why they cannot log in.)
    Locked {
        /// Until when (RFC 3339, UTC).
        until: String,
    },
    /// The password is right; a one-time code is needed.
    NeedsCode,
    /// The password is right; the account is disabled.
    Inactive,
    /// The password is right; the security administrator has not confirmed the account.
    NotGranted,
}

impl LogInRefused {
    /// What it is and what to do, in Chinese and English.
    pub fn words(&self) -> (String, String) {
        let (zh, en) = match self {
            LogInRefused::Wrong => (
                "登录名、密码或动态口令不对；请核对后重试",
                "name, password or code is wrong; check and try again",
            ),
            LogInRefused::Locked { until } => {
                let until = time::in_china(until);
                return (
                    format!("连续输错次数过多，账户锁定到 {until}；到时再试，或请安全管理员解锁"),
                    format!(
                        "too many failures, locked until {until} (UTC+8); wait, or ask the security administrator to unlock it"
                    ),
                );
            }
            LogInRefused::NeedsCode => {
                ("请再填写手机令牌上的动态口令", "enter the code of your authenticator too")
            }
            LogInRefused::Inactive => (
                "账户已停用；请联系系统管理员",
                "the account is disabled; ask the system administrator",
            ),
            LogInRefused::NotGranted => (
                "账户尚待安全管理员确认；请与其联系",
                "the account waits for the security administrator to confirm it; ask there",
            ),
        };
        (zh.to_owned(), en.to_owned())
    }

    const fn action(&self) -> &'static str {
        match self {
            LogInRefused::Wrong => "login.wrong",
            LogInRefused::Locked { .. } => "login.locked",
            LogInRefused::NeedsCode => "login.needs-code",
            LogInRefused::Inactive => "login.inactive",
            LogInRefused::NotGranted => "login.not-granted",
        }
    }
}

/// One try: a session, a refusal, or nothing when another change of the account came between.
type Tried = Option<Result<LoggedIn, LogInRefused>>;

impl House {
    /// Begins a session. Every try stands in the log.
    ///
    /// # Errors
    /// When the register cannot be reached; a refusal is no error.
    pub fn log_in(&mut self, login: LogIn) -> Result<Result<LoggedIn, LogInRefused>, Fault> {
        for _ in 0..TRIES {
            if let Some(done) = self.try_log_in(&login)? {
                return Ok(done);
            }
        }
        Err(raced(&clean(&login.name)))
    }

    fn try_log_in(&mut self, login: &LogIn) -> Result<Tried, Fault> {
        let name = login_name(&login.name);
        let found = match &name {
            Some(name) => self.account_item(name)?,
            None => None,
        };
        let Some((account, version)) = found else {
            // The same work as for a wrong password, so that the time tells nothing.
            let _ = password::verify("", &login.password);
            let who = Who { address: login.address.clone(), ..Who::default() };
            // A text that is no name may be a password in the wrong field; it is not kept.
            let object = name.unwrap_or_default();
            self.log_note(&who, LogInRefused::Wrong.action(), &object, "")?;
            return Ok(Some(Err(LogInRefused::Wrong)));
        };
        let now = self.now();
        match self.judge(&account, login, &now) {
            Ok(step) => self.begin(account, version, step, login, &now),
            Err(LogInRefused::Wrong) => self.failed(account, version, login, &now),
            Err(refused) => {
                let who = acting(&account, login);
                self.log_note(&who, refused.action(), &account.name, "")?;
                Ok(Some(Err(refused)))
            }
        }
    }

    /// The step of the code that was used, if one is asked for; or why not.
    fn judge(
        &self,
        account: &Account,
        login: &LogIn,
        now: &str,
    ) -> Result<Option<u64>, LogInRefused> {
        let vouched = !login.vouched.is_empty();
        // The three officers come with their own password and code: who keeps names elsewhere does not become
        // one of them.
        if vouched && account.role.is_officer() {
            return Err(LogInRefused::Wrong);
        }
        // Wrong passwords that somebody tries do not keep out who comes without one.
        let locked = account.locked_until.clone().filter(|until| until.as_str() > now && !vouched);
        if let Some(until) = locked {
            return Err(LogInRefused::Locked { until });
        }
        if !vouched && !password::verify(&account.password, &login.password) {
            return Err(LogInRefused::Wrong);
        }
        let mut used = None;
        if let Some(secret) = account.totp.as_ref().filter(|_| !vouched) {
            let code = login.code.as_deref().ok_or(LogInRefused::NeedsCode)?;
            let step = totp::check(secret, code, time::unix(now), account.totp_step);
            used = Some(step.ok_or(LogInRefused::Wrong)?);
        }
        match (account.active, account.granted) {
            (false, _) => Err(LogInRefused::Inactive),
            (_, false) => Err(LogInRefused::NotGranted),
            _ => Ok(used),
        }
    }

    fn begin(
        &mut self,
        mut account: Account,
        version: u64,
        step: Option<u64>,
        login: &LogIn,
        now: &str,
    ) -> Result<Tried, Fault> {
        let token = token().map_err(super::first::no_random)?;
        let kept = Kept {
            created: now.to_owned(),
            seen: now.to_owned(),
            expires: time::later(now, time::hours(self.limits.session_hours)),
            address: clean(&login.address),
            agent: clean(&login.agent),
        };
        (account.failed, account.locked_until) = (0, None);
        account.seen = Some(now.to_owned());
        account.totp_step = step.or(account.totp_step);
        let session = put(SESSION, &fingerprint(&token), Some(0), &account.name, json(&kept));
        let mut changes = vec![put_account(&account, version), session];
        changes.extend(self.sessions_over(&account.name, now)?);
        let how = if login.vouched.is_empty() { "login" } else { "login.sso" };
        let note = format!("{} {}", login.vouched, kept.agent);
        let written = self.written(&account, login, (how, note.trim()), &changes)?;
        Ok(written.then(|| {
            let csrf = csrf(&token);
            Ok(LoggedIn { token, csrf, account: account.bare() })
        }))
    }

    fn failed(
        &mut self,
        mut account: Account,
        version: u64,
        login: &LogIn,
        now: &str,
    ) -> Result<Tried, Fault> {
        self.count_failure(&mut account, now);
        let refused = LogInRefused::Wrong;
        let note = account.failed.to_string();
        let changes = [put_account(&account, version)];
        let written = self.written(&account, login, (refused.action(), &note), &changes)?;
        Ok(written.then_some(Err(refused)))
    }

    /// One failure more, and the lock that comes of it.
    pub(super) fn count_failure(&self, account: &mut Account, now: &str) {
        account.failed = account.failed.saturating_add(1);
        let lock = self.limits.pace().lock(account.failed);
        let seconds = lock.map(|s| i64::try_from(s).unwrap_or(i64::MAX));
        account.locked_until = seconds.map(|s| time::later(now, s));
    }

    /// Whether the changes were written, and no other change of the account came before.
    fn written(
        &mut self,
        account: &Account,
        login: &LogIn,
        (action, note): (&str, &str),
        changes: &[Change],
    ) -> Result<bool, Fault> {
        let who = self.signed(&acting(account, login));
        match self.register.put(&who, action, note, changes) {
            Ok(_) => Ok(true),
            Err(StoreError::Conflict { .. }) => Ok(false),
            Err(other) => Err(other.into()),
        }
    }
}

fn acting(account: &Account, login: &LogIn) -> Who {
    Who {
        actor: account.name.clone(),
        role: account.role.id().to_owned(),
        address: login.address.clone(),
    }
}
