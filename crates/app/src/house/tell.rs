//! Who asked to be told of events: addresses of programs (推送地址, webhooks), and people by e-mail. How far each
//! has been told stands apart from it, so that nothing is told twice for long and nothing is passed over.

use super::{DELIVERY, HOOK, House, MAIL, Who, clean, json, parsed, put, remove};
use crate::Fault;
use access::{Account, Right, token};
use serde::{Deserialize, Serialize};
use store::register::{Change, Item, Scan};

/// Events that a program can be told of: id, Chinese, English.
pub const EVENTS: [(&str, &str, &str); 4] = [
    ("warning.raised", "产生预警", "a warning was raised"),
    ("warning.step", "办理预警", "a step was taken with a warning"),
    ("paper.published", "公开文件", "a paper was published"),
    ("document.checked", "审核报告", "a report was checked"),
];

/// Longest address.
const LONGEST: usize = 500;

/// Addresses that one account may have.
const MOST: usize = 20;

/// The address of a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hook {
    /// Its id.
    pub id: String,
    /// Account it belongs to; it is told what that account may see.
    pub owner: String,
    /// Where it is told.
    pub url: String,
    /// Ids of the events it is told of.
    pub events: Vec<String>,
    /// With which what is told is signed.
    pub secret: String,
    /// When it was made (RFC 3339, UTC).
    pub created: String,
}

/// What is kept of it.
#[derive(Serialize, Deserialize)]
struct Kept {
    url: String,
    events: Vec<String>,
    secret: String,
    created: String,
}

/// How far somebody has been told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Delivery {
    /// The last entry of the ledger that was looked at.
    pub entry: u64,
    /// The last second whose checked documents were looked at (Unix time).
    pub second: i64,
    /// Failures in a row.
    pub failures: u32,
    /// Not before this second (Unix time).
    pub not_before: i64,
    /// When something was told last (RFC 3339, UTC); empty for never.
    pub told: String,
    /// Why the last try failed; empty where it did not.
    pub error: String,
}

impl House {
    /// Adds an address of a program; gives it with the secret that signs what it is told.
    ///
    /// # Errors
    /// When the address is none, no event is chosen, or there are too many.
    pub fn make_hook(&mut self, who: &Who, url: &str, events: &[String]) -> Result<Hook, Fault> {
        let account = self.need(who, Right::HookManage)?;
        let url = address(url)?;
        let known = |id: &&String| EVENTS.iter().any(|(e, ..)| e == id);
        let events: Vec<String> = events.iter().filter(known).cloned().collect();
        if events.is_empty() {
            return Err(Fault::new("请至少选择一类事件", "choose one kind of event at least"));
        }
        if self.hooks_of(&account.name)?.len() >= MOST {
            return Err(Fault::new(
                format!("推送地址最多 {MOST} 个；请先删除不用的"),
                format!("there can be {MOST} addresses; remove one first"),
            ));
        }
        let made = || token().map_err(super::first::no_random);
        let (id, secret) = (made()?.chars().take(16).collect::<String>(), made()?);
        let kept = Kept { url, events, secret, created: self.now() };
        let change = put(HOOK, &id, Some(0), &account.name, json(&kept));
        let signed = self.signed(who);
        self.register.put(&signed, "hook.make", &clean(&kept.url), &[change])?;
        let Kept { url, events, secret, created } = kept;
        Ok(Hook { id, owner: account.name, url, events, secret, created })
    }

    /// Removes one of one's own.
    ///
    /// # Errors
    /// When it is another's.
    pub fn drop_hook(&mut self, who: &Who, id: &str) -> Result<(), Fault> {
        self.need(who, Right::HookManage)?;
        let Some(item) = self.register.get(HOOK, id)? else { return Ok(()) };
        if item.owner != who.actor {
            return Err(Fault::new(
                "只能删除自己的推送地址",
                "only addresses of one's own can be removed",
            ));
        }
        let kept: Kept = parsed(&item)?;
        let told = Change::Drop { kind: DELIVERY.to_owned(), id: hook_id(id), expected: None };
        let who = self.signed(who);
        self.register.put(&who, "hook.drop", &clean(&kept.url), &[remove(&item), told])?;
        Ok(())
    }

    /// The addresses of an account, the latest first.
    ///
    /// # Errors
    /// When the register cannot be reached.
    pub fn hooks_of(&mut self, owner: &str) -> Result<Vec<Hook>, Fault> {
        let scan = Scan { owner: Some(owner.to_owned()), ..Scan::default() };
        let mut all = self.hooks_in(&scan)?;
        all.sort_by(|a, b| (&b.created, &b.id).cmp(&(&a.created, &a.id)));
        Ok(all)
    }

    /// Every address, with the account it belongs to where that is in use and still may have it.
    ///
    /// # Errors
    /// When the register cannot be reached.
    pub fn hooks(&mut self) -> Result<Vec<(Hook, Account)>, Fault> {
        let mut all = Vec::new();
        for hook in self.hooks_in(&Scan::default())? {
            if let Some(account) = self.told_account(&hook.owner, Right::HookManage)? {
                all.push((hook, account));
            }
        }
        Ok(all)
    }

    fn hooks_in(&mut self, scan: &Scan) -> Result<Vec<Hook>, Fault> {
        let items = self.register.list(HOOK, scan)?;
        let read = |item: &Item| {
            let Kept { url, events, secret, created } = parsed(item)?;
            let (id, owner) = (item.id.clone(), item.owner.clone());
            Ok(Hook { id, owner, url, events, secret, created })
        };
        items.iter().map(read).collect()
    }

    fn told_account(&mut self, name: &str, right: Right) -> Result<Option<Account>, Fault> {
        let found = self.account_item(name)?.map(|(account, _)| account);
        let found = found.filter(|a| a.is_in_use() && !a.must_change);
        Ok(found.filter(|a| self.rights.may(a.role, right)).map(|a| a.bare()))
    }

    /// Sets where a person is told of followed departments by e-mail; an empty address ends it.
    ///
    /// # Errors
    /// When it is no address of e-mail.
    pub fn set_mail(&mut self, who: &Who, to: &str) -> Result<(), Fault> {
        let account = self.need(who, Right::Subscribe)?;
        let to = to.trim();
        if !to.is_empty() && !is_mail(to) {
            return Err(Fault::new(
                format!("“{to}”不是电子邮箱地址；例如 name@example.gov.cn"),
                format!("“{to}” is no e-mail address; an example is name@example.gov.cn"),
            ));
        }
        let change = match to {
            "" => Change::Drop { kind: MAIL.to_owned(), id: account.name.clone(), expected: None },
            to => put(MAIL, &account.name, None, &account.name, json(&to)),
        };
        let who = self.signed(who);
        self.register.put(&who, "account.mail", "", &[change])?;
        Ok(())
    }

    /// Where a person is told by e-mail; empty for nowhere.
    ///
    /// # Errors
    /// When the register cannot be reached.
    pub fn mail_of(&mut self, name: &str) -> Result<String, Fault> {
        let item = self.register.get(MAIL, name)?;
        item.map_or_else(|| Ok(String::new()), |item| parsed(&item))
    }

    /// Every person that is told by e-mail: the account, and where.
    ///
    /// # Errors
    /// When the register cannot be reached.
    pub fn mails(&mut self) -> Result<Vec<(Account, String)>, Fault> {
        let mut all = Vec::new();
        for item in self.register.list(MAIL, &Scan::default())? {
            if let Some(account) = self.told_account(&item.owner, Right::Subscribe)? {
                all.push((account, parsed(&item)?));
            }
        }
        Ok(all)
    }

    /// How far an address or a person has been told; nothing for one that was never looked at.
    ///
    /// # Errors
    /// When the register cannot be reached.
    pub fn delivery(&mut self, id: &str) -> Result<Option<Delivery>, Fault> {
        self.register.get(DELIVERY, id)?.map(|item| parsed(&item)).transpose()
    }

    /// Notes how far an address or a person has been told.
    ///
    /// # Errors
    /// When the register cannot be written.
    pub fn note_delivery(&mut self, id: &str, delivery: &Delivery) -> Result<(), Fault> {
        // A receiver that was removed meanwhile leaves nothing behind.
        if let Some(hook) = id.strip_prefix("hook/")
            && self.register.get(HOOK, hook)?.is_none()
        {
            return Ok(());
        }
        let now = self.now();
        self.register.quiet(&now, &[put(DELIVERY, id, None, "", json(delivery))])?;
        Ok(())
    }
}

/// The id of how far a program has been told.
pub fn hook_id(id: &str) -> String {
    format!("hook/{id}")
}

/// The id of how far a person has been told.
pub fn mail_id(account: &str) -> String {
    format!("mail/{account}")
}

/// An address of a program: http or https, a host, no password in it.
fn address(url: &str) -> Result<String, Fault> {
    let url = url.trim();
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
    let host = rest.map(|r| r.split(['/', '?', '#']).next().unwrap_or_default());
    let plain = url.len() <= LONGEST && url.chars().all(|c| c.is_ascii_graphic());
    match host {
        Some(host) if plain && !host.is_empty() && !host.contains('@') => Ok(url.to_owned()),
        _ => Err(Fault::new(
            "推送地址应为 http:// 或 https:// 开头的网址，不带用户名和密码",
            "the address begins with http:// or https:// and has no name or password in it",
        )),
    }
}

/// Whether a text looks like an address of e-mail; whether it is one shows when it is written to.
fn is_mail(text: &str) -> bool {
    let plain = text.len() <= 254 && text.chars().all(|c| c.is_ascii_graphic());
    let parts = text.split_once('@').filter(|(name, host)| !name.is_empty() && host.contains('.'));
    let ends =
        parts.is_some_and(|(_, h)| !h.contains('@') && !h.starts_with('.') && !h.ends_with('.'));
    plain && ends && !text.contains(['<', '>', '"', ',', ';', '\\', '(', ')'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_what_they_look_like() {
        for good in ["https://a.example/x?y=1", "http://10.0.0.8:9000"] {
            assert!(address(good).is_ok(), "{good}");
        }
        for bad in ["", "ftp://a", "https://", "http://u:p@host/", "javascript:1", "http://a b"] {
            assert!(address(bad).is_err(), "{bad}");
        }
        assert!(is_mail("name@example.gov.cn"));
        for bad in ["", "name", "@a.b", "a@b", "a@b.c\nBcc: x@y.z", "a@.b", "a,b@c.d"] {
            assert!(!is_mail(bad), "{bad}");
        }
    }
}
