//! The addresses of the API as data.

use access::Right;
use serde_json::Value;

/// An address.
pub(super) struct Endpoint {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    pub(super) right: Right,
    /// What it gives, Chinese and English.
    pub(super) tells: (&'static str, &'static str),
    pub(super) params: &'static [Param],
    /// Schema of what it gives.
    pub(super) gives: fn() -> Value,
    /// A question that can be asked as it stands.
    pub(super) example: &'static str,
}

/// A parameter.
pub(super) struct Param {
    pub(super) name: &'static str,
    /// `query` or `path`.
    pub(super) place: &'static str,
    pub(super) kind: Kind,
    pub(super) tells: (&'static str, &'static str),
}

/// What a value looks like.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// A text that is not empty.
    Text,
    /// Dimensions, several times.
    Dims,
    /// A measure.
    Measure,
    /// Measures, several times.
    Measures,
    /// A measure that orders the rows, with + before it for the smallest first.
    Sort,
    /// Conditions on dimensions, several times.
    Where,
    /// Entry numbers or days, several times.
    AsOf,
    /// One of these.
    OneOf(&'static [&'static str]),
    /// A whole number within bounds.
    Number(u32, u32),
    /// Where a page of entries begins.
    Cursor,
}

impl Kind {
    /// Whether a parameter may be given several times.
    pub(super) fn several(self) -> bool {
        matches!(self, Kind::Dims | Kind::Measures | Kind::Where | Kind::AsOf)
    }
}

const fn query(name: &'static str, kind: Kind, zh: &'static str, en: &'static str) -> Param {
    Param { name, place: "query", kind, tells: (zh, en) }
}

const WHERE: Param = query(
    "where",
    Kind::Where,
    "条件，如 year=2024、department=901,902、class!=205",
    "a condition: year=2024, department=901,902, class!=205",
);
const AS_OF: Param =
    query("as_of", Kind::AsOf, "截至的分录号或日期", "the entry or day as of which is answered");
const SHOW: Param = query("show", Kind::Measure, "指标", "the measure");
const LANG: Param = query("lang", Kind::OneOf(&["zh", "en"]), "名称的语言", "language of names");

/// Entries of one page at most; a stream of lines has no such bound.
pub(super) const PAGE: u32 = 1000;

/// Every address of the API.
pub(super) const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        method: "get",
        path: "/api/v1/me",
        right: Right::Published,
        tells: (
            "我是谁、能做什么、范围多大",
            "who asks, what that account may do and how far it reaches",
        ),
        params: &[],
        gives: super::schemas::me,
        example: "/api/v1/me",
    },
    Endpoint {
        method: "get",
        path: "/api/v1/choices",
        right: Right::LedgerRead,
        tells: (
            "可选的年度、部门、单位和科目",
            "years, departments, units and codes to choose from",
        ),
        params: &[LANG],
        gives: super::schemas::choices,
        example: "/api/v1/choices",
    },
    Endpoint {
        method: "get",
        path: "/api/v1/query",
        right: Right::LedgerRead,
        tells: ("透视查询", "a pivot question"),
        params: &[
            query("rows", Kind::Dims, "行", "a dimension down the side"),
            query("columns", Kind::Dims, "列", "a dimension across"),
            query("show", Kind::Measures, "指标", "a measure"),
            WHERE,
            query(
                "sort",
                Kind::Sort,
                "按哪个指标排序，前加 + 为升序",
                "measure that orders the rows; + before it: smallest first",
            ),
            query(
                "top",
                Kind::Number(1, 100_000),
                "前几行，其余合为一行",
                "so many rows, the others as one",
            ),
            AS_OF,
        ],
        gives: super::schemas::answer,
        example: "/api/v1/query?rows=department&show=current&show=paid&where=year%3D2024",
    },
    Endpoint {
        method: "get",
        path: "/api/v1/query/open",
        right: Right::LedgerRead,
        tells: ("一个数由什么构成", "what a figure is made of"),
        params: &[SHOW, WHERE, AS_OF],
        gives: super::schemas::opened,
        example: "/api/v1/query/open?show=paid&where=year%3D2024&where=department%3D902",
    },
    Endpoint {
        method: "get",
        path: "/api/v1/entries",
        right: Right::LedgerDetail,
        tells: (
            "一个数的分录，逐页；Accept: application/x-ndjson 一次给出全部，一行一条",
            "the entries of a figure, page by page; all of them, one a line, with Accept: application/x-ndjson",
        ),
        params: &[
            SHOW,
            WHERE,
            AS_OF,
            query("after", Kind::Cursor, "上一页给出的 next", "the `next` of the page before"),
            query("limit", Kind::Number(1, PAGE), "每页条数", "entries of a page"),
        ],
        gives: super::schemas::entries,
        example: "/api/v1/entries?show=paid&where=year%3D2024&where=unit%3D902001&limit=5",
    },
    Endpoint {
        method: "get",
        path: "/api/v1/analyses",
        right: Right::LedgerRead,
        tells: ("有哪些分析", "the analyses there are"),
        params: &[LANG],
        gives: super::schemas::analyses,
        example: "/api/v1/analyses",
    },
    Endpoint {
        method: "get",
        path: "/api/v1/analyses/{id}",
        right: Right::LedgerRead,
        tells: ("一项分析", "an analysis"),
        params: &[
            Param {
                name: "id",
                place: "path",
                kind: Kind::Text,
                tells: ("分析的编号", "id of the analysis"),
            },
            query(
                "year",
                Kind::Number(1990, 2100),
                "年度，缺省为最近一年",
                "fiscal year, the latest without one",
            ),
            query("month", Kind::Number(1, 12), "到几月", "through this month"),
            query("department", Kind::Text, "部门编码", "code of a department"),
            query("unit", Kind::Text, "单位编码", "code of a unit"),
        ],
        gives: super::schemas::analysis,
        example: "/api/v1/analyses/execution-curve?year=2024",
    },
    Endpoint {
        method: "get",
        path: "/api/v1/published",
        right: Right::Published,
        tells: ("已公开的文件", "papers that were published"),
        params: &[],
        gives: super::schemas::published,
        example: "/api/v1/published",
    },
    Endpoint {
        method: "post",
        path: "/api/v1/audit",
        right: Right::DocumentCheck,
        tells: (
            "审核一份报告：请求正文就是文件",
            "audits a report: the body of the request is the file",
        ),
        params: &[query("name", Kind::Text, "文件名", "name of the file")],
        gives: super::schemas::audit,
        example: "",
    },
];

/// The address of a route.
pub(super) fn of(method: &str, path: &str) -> Option<&'static Endpoint> {
    ENDPOINTS.iter().find(|e| e.path == path && e.method.eq_ignore_ascii_case(method))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_and_the_routes_say_the_same() {
        let listed: Vec<_> = super::super::pages()
            .listed()
            .into_iter()
            .filter(|l| l.path.starts_with("/api/v1/") && l.path != "/api/v1/openapi.json")
            .collect();
        assert_eq!(listed.len(), ENDPOINTS.len());
        for l in listed {
            let found =
                of(l.method, l.path).unwrap_or_else(|| panic!("{} is not described", l.path));
            assert_eq!(found.right, l.right, "{}", l.path);
            for param in found.params.iter().filter(|p| p.place == "path") {
                assert!(l.path.contains(&format!("{{{}}}", param.name)), "{}", l.path);
            }
        }
    }
}
