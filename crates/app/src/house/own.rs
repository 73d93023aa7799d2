//! One's own account: password, second factor, preferences.

use super::invitations::checked;
use super::{Edit, FACTOR, House, Who, json, parsed, put, remove, time};
use crate::Fault;
use access::{Account, password, totp};
use serde::{Deserialize, Serialize};

/// A second factor that waits to be confirmed.
#[derive(Clone, PartialEq, Eq)]
pub struct Begun {
    /// The secret that an authenticator is given, base32.
    pub secret: String,
    /// The same as an address (`otpauth://…`).
    pub url: String,
}

/// What is kept of it.
#[derive(Serialize, Deserialize)]
struct Kept {
    secret: String,
    expires: String,
}

impl House {
    /// Changes one's password; all sessions end but the one of `own`, a cookie's secret. A wrong old password
    /// counts as a failure of logging in: who finds an open browser must not guess for free.
    ///
    /// # Errors
    /// When the old password is wrong, the account is locked, or the new password is weak or the old one.
    pub fn change_password(
        &mut self,
        who: &Who,
        old: &str,
        new: &str,
        own: Option<&str>,
    ) -> Result<Account, Fault> {
        self.prove(who, old)?;
        if old == new {
            return Err(Fault::new(
                "新密码与现在的相同；请换一个",
                "the new password is the present one; choose another",
            ));
        }
        let phc = checked(new, &who.actor)?;
        self.edit(who, "password.change", &who.actor, &|house, account| {
            account.password.clone_from(&phc);
            account.must_change = false;
            Ok(Edit { note: String::new(), more: house.sessions_end(&account.name, own)? })
        })
    }

    /// Begins a second factor: a secret for an authenticator, which counts once a code of it is confirmed.
    ///
    /// # Errors
    /// When there is a second factor already.
    pub fn begin_totp(&mut self, who: &Who) -> Result<Begun, Fault> {
        let account = self.actor(who)?;
        if account.totp.is_some() {
            return Err(Fault::new(
                "动态口令已启用；要换令牌，请先停用",
                "one-time codes are on already; turn them off to change the authenticator",
            ));
        }
        let secret = totp::new_secret().map_err(super::first::no_random)?;
        let url = totp::url(&secret, &account.name).unwrap_or_default();
        let expires = time::later(&self.now(), time::minutes(self.limits.factor_minutes));
        let kept = Kept { secret: secret.clone(), expires };
        let change = put(FACTOR, &account.name, None, &account.name, json(&kept));
        let who = self.signed(who);
        self.register.put(&who, "factor.begin", "", &[change])?;
        Ok(Begun { secret, url })
    }

    /// Confirms it with a code that the authenticator shows.
    ///
    /// # Errors
    /// When none was begun, it has been too long, or the code is wrong.
    pub fn confirm_totp(&mut self, who: &Who, code: &str) -> Result<Account, Fault> {
        self.actor(who)?;
        let item = self.register.get(FACTOR, &who.actor)?;
        let item = item.ok_or_else(not_begun)?;
        let kept: Kept = parsed(&item)?;
        let now = self.now();
        if kept.expires <= now {
            return Err(not_begun());
        }
        let step = totp::check(&kept.secret, code, time::unix(&now), None).ok_or_else(|| {
            Fault::new(
                "动态口令不对；请核对手机的时间，用最新的六位数字再试",
                "the code is wrong; check the clock of the phone and try the latest six digits",
            )
        })?;
        self.edit(who, "factor.confirm", &who.actor, &|_, account| {
            (account.totp, account.totp_step) = (Some(kept.secret.clone()), Some(step));
            Ok(Edit { note: String::new(), more: vec![remove(&item)] })
        })
    }

    /// Takes one's second factor off; the password is asked for.
    ///
    /// # Errors
    /// When the password is wrong, or the account is locked.
    pub fn drop_totp(&mut self, who: &Who, password: &str) -> Result<Account, Fault> {
        self.prove(who, password)?;
        self.edit(who, "factor.drop", &who.actor, &|_, account| {
            (account.totp, account.totp_step) = (None, None);
            Ok(Edit::default())
        })
    }

    /// Sets language (`zh`, `en`; nothing leaves it as it is) and size of text.
    ///
    /// # Errors
    /// When the actor has no account.
    pub fn set_preferences(
        &mut self,
        who: &Who,
        lang: Option<&str>,
        large: bool,
    ) -> Result<Account, Fault> {
        self.actor(who)?;
        self.edit(who, "account.preferences", &who.actor, &|_, account| {
            if let Some(lang) = lang.filter(|lang| matches!(*lang, "zh" | "en")) {
                account.lang = Some(lang.to_owned());
            }
            account.large = large;
            Ok(Edit::default())
        })
    }

    /// Whether it is the owner: the password once more.
    fn prove(&mut self, who: &Who, text: &str) -> Result<(), Fault> {
        let account = self.actor(who)?;
        let now = self.now();
        if let Some(until) = account.locked_until.filter(|until| *until > now) {
            let (zh, en) = super::LogInRefused::Locked { until }.words();
            return Err(Fault::new(zh, en));
        }
        if password::verify(&account.password, text) {
            return Ok(());
        }
        self.edit(who, "password.wrong", &who.actor, &|house, account| {
            house.count_failure(account, &now);
            Ok(Edit::note(account.failed.to_string()))
        })?;
        Err(Fault::new("现在的密码不对；请核对后重试", "the present password is wrong; try again"))
    }
}

fn not_begun() -> Fault {
    Fault::new(
        "没有待确认的动态口令，或已过时；请重新启用",
        "no second factor waits to be confirmed, or it has been too long; begin anew",
    )
}
