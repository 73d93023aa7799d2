//! What a place sets for itself: the alert budget, who looks at which units, who signs letters.

use super::model::Hit;
use super::steps::Role;
use serde::{Deserialize, Serialize};

/// Someone who verifies warnings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Officer {
    /// 姓名
    pub name: String,
    /// Beginnings of unit codes; none means all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<String>,
    /// Codes of departments; none means all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub departments: Vec<String>,
    /// Beginnings of region codes; none means all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub regions: Vec<String>,
    /// 监控主题; none means all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub themes: Vec<String>,
    /// Alerts a week, where it differs from the general number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per_week: Option<u32>,
}

/// Settings of the handling: topic `预警设置`, key `处置`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Alerts a week and officer (预警预算); none for all there are.
    pub per_week: Option<u32>,
    /// Who looks at what; the first whose fields match takes a case.
    pub officers: Vec<Officer>,
    /// Who signs the letters of 人大; empty for the usual name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub congress: String,
    /// Who signs the letters of 财政; empty for the usual name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub finance: String,
}

impl Settings {
    /// The officer for a hit; empty where nobody is responsible.
    pub fn officer(&self, hit: &Hit) -> &str {
        self.officers.iter().find(|o| o.covers(hit)).map_or("", |o| o.name.as_str())
    }

    /// Alerts a week of an officer; none for all there are.
    pub fn limit(&self, name: &str) -> Option<u32> {
        let own = self.officers.iter().find(|o| o.name == name).and_then(|o| o.per_week);
        own.or(self.per_week)
    }

    /// Alerts a week that all officers take together; none where one of them takes all there are.
    pub fn capacity(&self) -> Option<u32> {
        let mut limits = self.officers.iter().map(|o| o.per_week.or(self.per_week));
        match self.officers.is_empty() {
            // Without officers there is one list for everybody.
            true => self.per_week,
            false => limits.try_fold(0_u32, |sum, limit| Some(sum.saturating_add(limit?))),
        }
    }

    /// The body that signs letters of a role, where one is set.
    pub fn body(&self, role: Role) -> Option<&str> {
        let name = match role {
            Role::Congress => self.congress.as_str(),
            Role::Finance => self.finance.as_str(),
            Role::Department | Role::Unit => "",
        };
        (!name.is_empty()).then_some(name)
    }

    /// Settings from TOML, as a person writes them.
    ///
    /// # Errors
    /// Says what is wrong.
    pub fn from_toml(text: &str) -> Result<Settings, String> {
        let settings: Settings = toml::from_str(text).map_err(|e| e.to_string())?;
        let mut names: Vec<&str> = settings.officers.iter().map(|o| o.name.trim()).collect();
        if names.iter().any(|n| n.is_empty()) {
            return Err("有人员没有写姓名 (an officer has no name)".to_owned());
        }
        names.sort_unstable();
        match names.windows(2).find(|pair| pair.first() == pair.last()) {
            Some(pair) => Err(format!("“{0}”出现两次 ({0} stands twice)", pair.concat())),
            None => Ok(settings),
        }
    }
}

impl Officer {
    fn covers(&self, hit: &Hit) -> bool {
        let begins = |list: &[String], code: &str| {
            list.is_empty() || list.iter().any(|b| code.starts_with(b.as_str()))
        };
        let is = |list: &[String], name: &str| list.is_empty() || list.iter().any(|n| n == name);
        begins(&self.units, &hit.unit)
            && is(&self.departments, &hit.department)
            && begins(&self.regions, &hit.region)
            && is(&self.themes, &hit.theme)
    }
}
