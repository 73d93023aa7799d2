//! Who asks, and what that person may do.

use access::{Account, Reach, Right, Rights, Role};
use report::Lang;

/// Who asks.
#[derive(Debug, Clone)]
pub(crate) struct Visitor {
    /// Nobody for the public.
    pub(crate) account: Option<Account>,
    /// What a token narrows it to.
    pub(crate) scopes: Option<Vec<Right>>,
    /// Goes with every form of this session.
    pub(crate) csrf: String,
    /// The cookie's secret.
    pub(crate) session: Option<String>,
    /// Address the request came from.
    pub(crate) address: String,
    /// Language of the page.
    pub(crate) lang: Lang,
    /// Documents may be checked without an account.
    pub(crate) open_check: bool,
}

impl Visitor {
    /// The role; the public's without an account.
    pub(crate) fn role(&self) -> Role {
        self.account.as_ref().map_or(Role::Public, |a| a.role)
    }

    /// Whether a right is given.
    pub(crate) fn may(&self, right: Right) -> bool {
        if right == Right::DocumentCheck && self.account.is_none() {
            return self.open_check;
        }
        // What anybody may see needs no scope.
        let scoped =
            right == Right::Published || self.scopes.as_ref().is_none_or(|s| s.contains(&right));
        scoped && Rights::embedded().may(self.role(), right)
    }

    /// How far the rights reach; nothing for the public.
    pub(crate) fn reach(&self) -> Reach {
        self.account.as_ref().map_or_else(Reach::nothing, |a| a.reach.clone())
    }

    /// Name for the log; empty for the public.
    pub(crate) fn name(&self) -> String {
        self.account.as_ref().map_or_else(String::new, |a| a.name.clone())
    }

    /// Who acts, for the log.
    pub(crate) fn who(&self) -> app::house::Who {
        app::house::Who {
            actor: self.name(),
            role: self.role().id().to_owned(),
            address: self.address.clone(),
        }
    }
}
