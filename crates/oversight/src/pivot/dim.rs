//! Dimensions of a pivot: what figures can be broken down and filtered by.

use ledger::Kind;

/// What figures are broken down by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Dim {
    /// 区划 of the unit (of the node where the unit says none)
    Region,
    /// 主管部门
    Department,
    /// 单位
    Unit,
    /// 单位性质: 行政单位, 事业单位 …
    UnitKind,
    /// 预算年度
    Year,
    /// Calendar month of the event, 202305
    Month,
    /// 资金性质
    Fund,
    /// 功能分类 类, three digits
    Class,
    /// 功能分类 款, five digits
    Section,
    /// 功能分类 项, seven digits
    Item,
    /// 部门经济分类 类, three digits
    EcoClass,
    /// 部门经济分类 款, five digits
    EcoItem,
    /// 项目
    Project,
    /// 项目类别: 人员类, 公用经费, 其他运转类, 特定目标类
    ProjectKind,
    /// 收款人
    Payee,
    /// 账簿: the node of a cluster
    Book,
}

/// Every dimension with its names: Chinese, English.
pub const DIMS: [(Dim, &str, &str); 16] = [
    (Dim::Region, "区划", "region"),
    (Dim::Department, "部门", "department"),
    (Dim::Unit, "单位", "unit"),
    (Dim::UnitKind, "单位性质", "unit-kind"),
    (Dim::Year, "年度", "year"),
    (Dim::Month, "月份", "month"),
    (Dim::Fund, "资金性质", "fund"),
    (Dim::Class, "功能类", "class"),
    (Dim::Section, "功能款", "section"),
    (Dim::Item, "功能项", "item"),
    (Dim::EcoClass, "经济类", "eco-class"),
    (Dim::EcoItem, "经济款", "eco"),
    (Dim::Project, "项目", "project"),
    (Dim::ProjectKind, "项目类别", "project-kind"),
    (Dim::Payee, "收款人", "payee"),
    (Dim::Book, "账簿", "book"),
];

impl Dim {
    /// Reads a name in either language.
    pub fn parse(text: &str) -> Option<Dim> {
        DIMS.iter().find(|(_, zh, en)| *zh == text || *en == text).map(|(dim, _, _)| *dim)
    }

    /// Its Chinese name.
    pub fn zh(self) -> &'static str {
        DIMS.iter().find(|(dim, _, _)| *dim == self).map_or("", |(_, zh, _)| zh)
    }

    /// Its English name.
    pub fn en(self) -> &'static str {
        DIMS.iter().find(|(dim, _, _)| *dim == self).map_or("", |(_, _, en)| en)
    }

    /// The column of a rollup or of the journal that it is made of.
    pub(crate) fn column(self) -> &'static str {
        match self {
            Dim::Region | Dim::Department | Dim::Unit | Dim::UnitKind => "unit",
            Dim::Year => "year",
            Dim::Month => "month",
            Dim::Fund => "fund",
            Dim::Class | Dim::Section | Dim::Item => "func",
            Dim::EcoClass | Dim::EcoItem => "eco",
            Dim::Project | Dim::ProjectKind => "project",
            Dim::Payee => "payee",
            Dim::Book => "book",
        }
    }

    /// Its own column, in the rollups that have one for it.
    pub(crate) fn own(self) -> Option<&'static str> {
        Some(match self {
            Dim::Region => "r.region",
            Dim::Department => "r.department",
            Dim::UnitKind => "r.unit_kind",
            Dim::Class => "r.class",
            _ => return None,
        })
    }

    /// Its value over the columns of `r` and the cards `u` and `p`.
    pub(crate) fn over(self) -> &'static str {
        match self {
            Dim::Region => "COALESCE(NULLIF(u.region, ''), r.book)",
            Dim::Department => "COALESCE(u.department, '')",
            Dim::UnitKind => "COALESCE(u.kind, '')",
            Dim::ProjectKind => "COALESCE(p.kind, '')",
            Dim::Unit => "r.unit",
            Dim::Year => "r.year",
            Dim::Month => "r.month",
            Dim::Fund => "r.fund",
            Dim::Class => "SUBSTR(r.func, 1, 3)",
            Dim::Section => "SUBSTR(r.func, 1, 5)",
            Dim::Item => "r.func",
            Dim::EcoClass => "SUBSTR(r.eco, 1, 3)",
            Dim::EcoItem => "r.eco",
            Dim::Project => "r.project",
            Dim::Payee => "r.payee",
            Dim::Book => "r.book",
        }
    }

    /// Whether its value stands on the card of the unit.
    pub(crate) fn on_unit_card(self) -> bool {
        matches!(self, Dim::Region | Dim::Department | Dim::UnitKind)
    }

    /// Whether its values are numbers.
    pub(crate) fn is_number(self) -> bool {
        matches!(self, Dim::Year | Dim::Month)
    }

    /// Whether a column sorted by code finds its values by their beginning.
    pub(crate) fn is_prefix(self) -> bool {
        matches!(self, Dim::Class | Dim::Section | Dim::EcoClass)
    }
}

/// What is added up: the entries of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Base {
    /// 年初预算
    Initial,
    /// 预算调整
    Adjusted,
    /// 指标下达
    Allotted,
    /// 用款计划
    Planned,
    /// 支付
    Paid,
    /// 收入
    Income,
    /// 年初结转
    Opening,
    /// 使用结余
    Surplus,
    /// 结余分配
    Distributed,
    /// 收回
    Recalled,
}

impl Base {
    /// The kind of entry.
    pub fn kind(self) -> Kind {
        match self {
            Base::Initial => Kind::Initial,
            Base::Adjusted => Kind::Adjust,
            Base::Allotted => Kind::Allot,
            Base::Planned => Kind::Plan,
            Base::Paid => Kind::Pay,
            Base::Income => Kind::Income,
            Base::Opening => Kind::Opening,
            Base::Surplus => Kind::Surplus,
            Base::Distributed => Kind::Distribute,
            Base::Recalled => Kind::Recall,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back() {
        for (dim, zh, en) in DIMS {
            assert_eq!(Dim::parse(zh), Some(dim));
            assert_eq!(Dim::parse(en), Some(dim));
            assert_eq!((dim.zh(), dim.en()), (zh, en));
        }
        assert_eq!(Dim::parse("科目"), None);
    }
}
