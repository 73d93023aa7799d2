//! Every address of the API, as data.

use super::endpoints::{Endpoint, Kind, Param};
use super::schemas;
use access::Right;

const fn query(name: &'static str, kind: Kind, zh: &'static str, en: &'static str) -> Param {
    Param { name, place: "query", kind, tells: (zh, en) }
}

const fn path(name: &'static str, zh: &'static str, en: &'static str) -> Param {
    Param { name, place: "path", kind: Kind::Text, tells: (zh, en) }
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

const YEAR: Param = query(
    "year",
    Kind::Number(1990, 2100),
    "年度，缺省为最近一年",
    "fiscal year, the latest without one",
);

/// 状态 of a warning.
const STATES: &[&str] = &[
    "待核实",
    "误报",
    "已确认",
    "已下发",
    "已签收",
    "退回整改",
    "已反馈",
    "已审核",
    "已评价",
    "已销号",
    "已归档",
    "已作废",
];

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
        gives: schemas::me,
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
        gives: schemas::choices,
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
        gives: schemas::answer,
        example: "/api/v1/query?rows=department&show=current&show=paid&where=year%3D2024",
    },
    Endpoint {
        method: "get",
        path: "/api/v1/query/open",
        right: Right::LedgerRead,
        tells: ("一个数由什么构成", "what a figure is made of"),
        params: &[SHOW, WHERE, AS_OF],
        gives: schemas::opened,
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
        gives: schemas::entries,
        example: "/api/v1/entries?show=paid&where=year%3D2024&where=unit%3D902001&limit=5",
    },
    Endpoint {
        method: "get",
        path: "/api/v1/analyses",
        right: Right::LedgerRead,
        tells: ("有哪些分析", "the analyses there are"),
        params: &[LANG],
        gives: schemas::analyses,
        example: "/api/v1/analyses",
    },
    Endpoint {
        method: "get",
        path: "/api/v1/analyses/{id}",
        right: Right::LedgerRead,
        tells: ("一项分析", "an analysis"),
        params: &[
            path("id", "分析的编号", "id of the analysis"),
            YEAR,
            query("month", Kind::Number(1, 12), "到几月", "through this month"),
            query("department", Kind::Text, "部门编码", "code of a department"),
            query("unit", Kind::Text, "单位编码", "code of a unit"),
        ],
        gives: schemas::analysis,
        example: "/api/v1/analyses/execution-curve?year=2024",
    },
    Endpoint {
        method: "get",
        path: "/api/v1/warnings",
        right: Right::CaseRead,
        tells: ("范围内的预警，最重的在前", "the warnings within reach, the gravest first"),
        params: &[
            query(
                "which",
                Kind::OneOf(&["open", "mine", "overdue", "all"]),
                "哪些，缺省为未归档的",
                "which of them; those that are open without one",
            ),
            query("level", Kind::OneOf(&["red", "orange", "yellow", "blue"]), "级别", "the level"),
            query("state", Kind::OneOf(STATES), "状态", "where it stands"),
            YEAR,
            query("rule", Kind::Text, "规则编号", "id of a rule"),
            query("department", Kind::Text, "部门编码", "code of a department"),
            query(
                "find",
                Kind::Text,
                "编号、单位、对象或内容中的文字",
                "words of its id, unit, object or message",
            ),
            LANG,
        ],
        gives: schemas::warnings,
        example: "/api/v1/warnings?which=all&level=red",
    },
    Endpoint {
        method: "get",
        path: "/api/v1/warnings/{id}",
        right: Right::CaseRead,
        tells: (
            "一条预警：目的、标准、依据、数据、处理经过和现在可做的步骤",
            "a warning: purpose, standard, basis, figures, its steps, and those that can be taken now",
        ),
        params: &[path("id", "预警编号", "id of the warning"), LANG],
        gives: schemas::warning,
        example: "",
    },
    Endpoint {
        method: "get",
        path: "/api/v1/rules",
        right: Right::RuleRead,
        tells: ("预警规则", "the rules of warnings"),
        params: &[LANG],
        gives: schemas::rules,
        example: "/api/v1/rules",
    },
    Endpoint {
        method: "get",
        path: "/api/v1/rules/{id}",
        right: Right::RuleRead,
        tells: (
            "一条规则：目的、标准、依据、阈值和现行设置",
            "a rule: purpose, standard, basis, thresholds and what was set",
        ),
        params: &[path("id", "规则编号", "id of the rule"), LANG],
        gives: schemas::rule,
        example: "/api/v1/rules/W27",
    },
    Endpoint {
        method: "get",
        path: "/api/v1/performance",
        right: Right::PerformanceRead,
        tells: (
            "绩效目标和自评：填到哪一步、得分、缺什么",
            "performance targets and self-evaluations: where they stand, scores, what is missing",
        ),
        params: &[YEAR],
        gives: schemas::performance,
        example: "/api/v1/performance?year=2023",
    },
    Endpoint {
        method: "get",
        path: "/api/v1/documents",
        right: Right::DocumentCheck,
        tells: ("审核过的报告", "the reports that were checked"),
        params: &[
            query(
                "find",
                Kind::Text,
                "标题、文件名或单位中的文字",
                "words of title, file or entity",
            ),
            query(
                "verdict",
                Kind::OneOf(&["clean", "findings", "unreadable"]),
                "审核结果",
                "the verdict",
            ),
            query(
                "whose",
                Kind::OneOf(&["own", "reach"]),
                "自己的，或范围内单位的",
                "one's own, or those of units within reach",
            ),
            query("after", Kind::Text, "上一页给出的 next", "the `next` of the page before"),
        ],
        gives: schemas::documents,
        example: "/api/v1/documents",
    },
    Endpoint {
        method: "get",
        path: "/api/v1/documents/{id}",
        right: Right::DocumentCheck,
        tells: (
            "一份报告的审核结果和各项处理",
            "what was found in a report, and what was decided on it",
        ),
        params: &[path("id", "报告编号", "id of the report"), LANG],
        gives: schemas::document,
        example: "",
    },
    Endpoint {
        method: "get",
        path: "/api/v1/departments",
        right: Right::ReportRead,
        tells: ("部门和有数据的年度", "the departments, and the years they have figures of"),
        params: &[LANG],
        gives: schemas::departments,
        example: "/api/v1/departments",
    },
    Endpoint {
        method: "get",
        path: "/api/v1/reports/{kind}",
        right: Right::ReportRead,
        tells: (
            "监督报告的内容；文件在 /reports/{kind}/report.docx",
            "what a report of oversight says; as a file at /reports/{kind}/report.docx",
        ),
        params: &[
            Param {
                name: "kind",
                place: "path",
                kind: Kind::OneOf(&["monthly", "quarterly", "department", "warnings"]),
                tells: ("哪种报告", "which report"),
            },
            YEAR,
            query("month", Kind::Number(1, 12), "月报的月份", "month of a monthly report"),
            query("quarter", Kind::Number(1, 4), "季报的季度", "quarter of a quarterly report"),
            query("department", Kind::Text, "部门编码", "code of a department"),
        ],
        gives: schemas::report,
        example: "/api/v1/reports/department?department=102",
    },
    Endpoint {
        method: "get",
        path: "/api/v1/published",
        right: Right::Published,
        tells: ("已公开的文件", "papers that were published"),
        params: &[],
        gives: schemas::published,
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
        gives: schemas::audit,
        example: "",
    },
];
