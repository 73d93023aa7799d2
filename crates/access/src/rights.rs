//! Which role has which rights: `params/rights.toml`, read and judged.

use crate::{Right, Role};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

const EMBEDDED: &str = include_str!("../../../params/rights.toml");

/// The table that comes with the program. It is not laid over by a catalogue folder: whoever may write
/// files beside the ledger must not become everything by it.
static TABLE: LazyLock<Rights> = LazyLock::new(|| {
    // A table that cannot be read gives nobody anything; the tests see to it that it can.
    Rights::from_text(EMBEDDED).unwrap_or_default()
});

/// The work of the three officers; none has two of them.
const OFFICES: [Right; 3] = [Right::AccountManage, Right::GrantManage, Right::LogRead];

/// Rights by role.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rights {
    table: BTreeMap<Role, BTreeSet<Right>>,
}

/// Why a table of rights is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("params/rights.toml: {0}")]
pub struct RightsError(pub String);

impl Rights {
    /// The table that comes with the program.
    pub fn embedded() -> &'static Rights {
        &TABLE
    }

    /// Reads a table.
    ///
    /// # Errors
    /// When a role is missing, a role or right is not known, or 三员分离 does not hold.
    pub fn from_text(text: &str) -> Result<Rights, RightsError> {
        let file: BTreeMap<String, Vec<String>> =
            toml::from_str(text).map_err(|e| RightsError(e.to_string()))?;
        let mut table = BTreeMap::new();
        for (role, rights) in &file {
            let known = Role::parse(role)
                .ok_or_else(|| RightsError(format!("没有角色 {role} (no such role)")))?;
            let read = |id: &String| {
                Right::parse(id)
                    .ok_or_else(|| RightsError(format!("{role}：没有权限 {id} (no such right)")))
            };
            let rights: BTreeSet<Right> = rights.iter().map(read).collect::<Result<_, _>>()?;
            table.insert(known, rights);
        }
        let rights = Rights { table };
        rights.sound().map_err(RightsError)?;
        Ok(rights)
    }

    /// Whether a role has a right.
    pub fn may(&self, role: Role, right: Right) -> bool {
        self.table.get(&role).is_some_and(|rights| rights.contains(&right))
    }

    /// All rights of a role, in order.
    pub fn of(&self, role: Role) -> impl Iterator<Item = Right> + '_ {
        self.table.get(&role).into_iter().flatten().copied()
    }

    fn sound(&self) -> Result<(), String> {
        for &role in Role::ALL {
            let Some(rights) = self.table.get(&role) else {
                return Err(format!("缺少角色 {} (the role is missing)", role.id()));
            };
            if !rights.contains(&Right::Published) {
                return Err(format!(
                    "{}：公开内容人人可看 (what is published anyone sees)",
                    role.id()
                ));
            }
            if role.is_officer() {
                officer(role, rights)?;
            } else if let Some(office) = OFFICES.iter().find(|r| rights.contains(r)) {
                let (role, office) = (role.id(), office.id());
                return Err(format!("{role}：{office} 只属于三员 (is an officer's alone)"));
            }
            if role.has_account() != rights.contains(&Right::OwnAccount) {
                return Err(format!("{}：own-account", role.id()));
            }
        }
        Ok(())
    }
}

/// Whether an officer has what 三员分离 leaves to him.
fn officer(role: Role, rights: &BTreeSet<Right>) -> Result<(), String> {
    if let Some(right) = rights.iter().find(|r| r.is_business()) {
        let (role, right) = (role.id(), right.id());
        return Err(format!(
            "{role}：三员不得有业务权限 {right} (no business right for an officer)"
        ));
    }
    if OFFICES.iter().filter(|r| rights.contains(r)).count() > 1 {
        return Err(format!("{}：三员的职责不得兼任 (an officer has one office)", role.id()));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The table as a person reads it: a change of it is a change here.
    const SAID: &str = "\
system: account-manage system-read published own-account
security: grant-manage published own-account
auditor: token-own log-read published own-account
clerk: document-check performance-read performance-fill ledger-read ledger-detail case-read case-answer rule-read report-read subscribe token-own published own-account
department: document-check document-decide performance-read performance-review ledger-read ledger-detail case-read case-review rule-read report-read subscribe token-own published own-account
finance: document-check document-decide performance-read performance-review ledger-read ledger-detail case-read case-judge case-review rule-read rule-try rule-set import publish report-read subscribe token-own hook-manage published own-account
congress: document-check document-decide performance-read ledger-read ledger-detail case-read case-judge rule-read rule-try rule-set publish report-read subscribe token-own hook-manage published own-account
deputy: document-check performance-read ledger-read case-read rule-read report-read subscribe token-own published own-account
public: published
";

    #[test]
    fn the_table_is_what_it_is_said_to_be() {
        let table = Rights::from_text(EMBEDDED).unwrap();
        let line = |role: &Role| {
            let rights: Vec<&str> = table.of(*role).map(Right::id).collect();
            format!("{}: {}\n", role.id(), rights.join(" "))
        };
        assert_eq!(Role::ALL.iter().map(line).collect::<String>(), SAID);
        assert_eq!(*Rights::embedded(), table);
    }

    #[test]
    fn the_three_officers_are_kept_apart() {
        for &role in Role::ALL.iter().filter(|r| r.is_officer()) {
            let rights: Vec<Right> = Rights::embedded().of(role).collect();
            assert!(rights.iter().all(|r| !r.is_business()), "{}", role.id());
            assert_eq!(rights.iter().filter(|r| OFFICES.contains(r)).count(), 1, "{}", role.id());
        }
        let others = Role::ALL.iter().filter(|r| !r.is_officer());
        for &role in others {
            assert!(OFFICES.iter().all(|r| !Rights::embedded().may(role, *r)), "{}", role.id());
        }
    }

    #[test]
    fn a_table_that_breaks_the_separation_is_refused() {
        let cases = [
            (
                "system = [\"account-manage\"",
                "system = [\"ledger-read\", \"account-manage\"",
                "业务",
            ),
            ("system = [\"account-manage\"", "system = [\"log-read\", \"account-manage\"", "兼任"),
            (
                "security = [\"grant-manage\"",
                "security = [\"account-manage\", \"grant-manage\"",
                "兼任",
            ),
            ("deputy = [", "deputy = [\"log-read\", ", "只属于三员"),
            ("public = [\"published\"]", "public = []", "公开内容"),
            ("public = [\"published\"]", "", "缺少角色 public"),
            ("deputy = [", "deputy = [\"ledger-write\", ", "没有权限 ledger-write"),
            ("deputy = [", "mayor = [", "没有角色 mayor"),
            (
                "public = [\"published\"]",
                "public = [\"published\", \"own-account\"]",
                "own-account",
            ),
        ];
        for (from, to, expect) in cases {
            assert!(EMBEDDED.contains(from), "{from}");
            let said = Rights::from_text(&EMBEDDED.replacen(from, to, 1)).unwrap_err().to_string();
            assert!(said.contains(expect), "{to}: {said}");
        }
    }

    #[test]
    fn ids_read_back() {
        for &right in Right::ALL {
            assert_eq!(Right::parse(right.id()), Some(right));
            assert_eq!(serde_value(right.id()), right);
        }
        for &role in Role::ALL {
            assert_eq!(Role::parse(role.id()), Some(role));
        }
        assert_eq!(Right::parse("everything"), None);
        assert!(!Right::OwnAccount.fits_token() && Right::LedgerRead.fits_token());
    }

    fn serde_value(id: &str) -> Right {
        let file: BTreeMap<String, Right> = toml::from_str(&format!("r = \"{id}\"")).unwrap();
        file["r"]
    }
}
