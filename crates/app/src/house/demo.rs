//! Accounts of the demonstration, with passwords that are shown to everybody.

use super::{ACCOUNT, DEMO, House, Item, Who, json, put};
use crate::Fault;
use access::{Account, Reach, Role, login_name, password};
use store::register::Scan;

impl House {
    /// Makes an account of the demonstration, confirmed and with this password, or makes it anew. Refused
    /// where there is any account that is not of the demonstration: a known password must not get in there.
    ///
    /// # Errors
    /// When there are real accounts, or the name does not fit.
    pub fn demo_account(
        &mut self,
        name: &str,
        shown: &str,
        role: Role,
        reach: Reach,
        password: &str,
    ) -> Result<Account, Fault> {
        let ids = |items: Vec<Item>| items.into_iter().map(|item| item.id).collect();
        let all: Vec<String> = ids(self.register.list(ACCOUNT, &Scan::default())?);
        let ours: Vec<String> = ids(self.register.list(DEMO, &Scan::default())?);
        if let Some(real) = all.iter().find(|name| !ours.contains(name)) {
            return Err(Fault::new(
                format!("这里有正式账户（{real}），不能建立演示账户；请另建演示账簿"),
                format!(
                    "there is a real account here ({real}), so none of the demonstration; use a ledger of its own"
                ),
            ));
        }
        let name = login_name(name).ok_or_else(super::first::no_name)?;
        let mut account = Account::new(&name, shown, role, reach, &self.now());
        account.password = password::hash(password).map_err(super::first::no_random)?;
        account.granted = true;
        let changes = [
            put(ACCOUNT, &name, None, "", json(&account)),
            put(DEMO, &name, None, "", "{}".to_owned()),
        ];
        let who = self.signed(&Who::console());
        self.register.put(&who, "demo.account", role.id(), &changes)?;
        Ok(account.bare())
    }
}
