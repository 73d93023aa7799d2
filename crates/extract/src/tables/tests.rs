//! Hand-made documents and the facts they must give, one of each layout and of each kind of damage.

use base::Spot;
use document::{Block, Cell, Document, Paragraph, Row, Table};
use facts::FactSet;
use forms::Catalogue;

/// A document from lines: a line with `|` is a row of a table (`>` before a text spans one column
/// more, `^` is covered from above), `---` a page break inside a table, any other a paragraph.
fn document(text: &str, firm: bool) -> Document {
    let mut document = Document { format: "test".to_owned(), ..Document::default() };
    let mut rows: Vec<Row> = Vec::new();
    for (at, line) in text.lines().map(str::trim).enumerate() {
        let spot = Spot::line(at as u32 + 1);
        let is_row = line.starts_with('|');
        if !is_row && !rows.is_empty() {
            let rows = std::mem::take(&mut rows);
            document.blocks.push(Block::Table(Table {
                rows,
                firm,
                caption: None,
                ..Table::default()
            }));
        }
        if is_row {
            rows.push(row(line, &spot));
        } else if !line.is_empty() && line != "---" {
            document.blocks.push(Block::Paragraph(Paragraph::new(line, spot)));
        }
    }
    if !rows.is_empty() {
        document.blocks.push(Block::Table(Table { rows, firm, caption: None, ..Table::default() }));
    }
    document
}

fn row(line: &str, spot: &Spot) -> Row {
    let mut cells = Vec::new();
    let mut column = 0;
    let inner = line.strip_prefix('|').and_then(|l| l.strip_suffix('|')).unwrap_or_default();
    for text in inner.split('|').map(str::trim) {
        let spans = text.chars().take_while(|c| *c == '>').count();
        let mut cell = Cell::new(&text[spans..], column, spot.clone());
        cell.colspan = spans + 1;
        column += cell.colspan;
        cells.push(cell);
    }
    Row { cells, spot: spot.clone(), hidden: false }
}

fn facts(text: &str, firm: bool) -> (FactSet, Vec<String>) {
    let catalogue = Catalogue::embedded().unwrap();
    let (mut set, mut problems) = (FactSet::default(), Vec::new());
    super::extract(&document(text, firm), &catalogue, &mut set, &mut problems);
    (set, problems.iter().map(|p| p.code.to_owned()).collect())
}

fn check(text: &str, firm: bool, expected: &str) {
    let (set, problems) = facts(text, firm);
    let dump = facts::dump(&set);
    let mut got: Vec<String> = dump.lines().skip(1).map(str::to_owned).collect();
    got.extend(problems.iter().map(|p| format!("! {p}")));
    let want: Vec<&str> = expected.lines().map(str::trim).filter(|l| !l.is_empty()).collect();
    let got: Vec<&str> = got.iter().map(|l| l.trim()).collect();
    assert_eq!(got, want, "\n{}", got.join("\n"));
}

#[test]
fn codes_in_three_columns() {
    check(
        "2025年部门支出预算总表
         编制部门：某局 单位：元
         |>>>项目|>>支出预算|
         |>>功能分类科目编码|功能分类科目名称|合计|基本支出|项目支出|
         |类|款|项||||
         |201|||一般公共服务支出|1,000.00|600.00|400.00|
         |201|06||财政事务|1,000.00|600.00|400.00|
         |201|06|01|行政运行|600.00|600.00||
         |>>>合计|1,000.00|600.00|400.00|
         注：本表说明",
        true,
        "table 0 [支出预算总表] 2025年部门支出预算总表 7×7 元  | 合计 基本支出 项目支出
         2 名称 «» 2025年部门支出预算总表/编制部门 (编制部门) 内容:“某局”
         6 支出预算总表 «» 201 (一般公共服务支出) 合计=1,000.00元 基本支出=600.00元 项目支出=400.00元
         7 支出预算总表 «» 20106 (财政事务) ⊂ 201 合计=1,000.00元 基本支出=600.00元 项目支出=400.00元
         8 支出预算总表 «» 2010601 (行政运行) ⊂ 20106 合计=600.00元 基本支出=600.00元 项目支出=∅
         9 支出预算总表 «» 合计 合计=1,000.00元 基本支出=600.00元 项目支出=400.00元",
    );
}

#[test]
fn two_sides_over_two_pages() {
    check(
        "财政拨款收入支出决算总表
         公开04表
         金额单位：万元
         |收入||支出|||
         |项目|金额|项目|合计|一般公共预算财政拨款|
         |栏次|1|栏次|2|3|
         |一、一般公共预算财政拨款|5.00|一、一般公共服务支出|4.00|4.00|
         ---
         |本年收入合计|5.00|本年支出合计|4.00|4.00|
         |年初财政拨款结转和结余||年末财政拨款结转和结余|1.00|1.00|
         |一般公共预算财政拨款|——||||
         |总计|5.00|总计|5.00|5.00|",
        false,
        "table 0 [财政拨款收入支出决算总表] 财政拨款收入支出决算总表 8×5 万元  | 金额 合计 一般公共预算财政拨款
         7 财政拨款收入支出决算总表 «» 一般公共预算财政拨款 金额=5.00万元 侧:“收入”
         7 财政拨款收入支出决算总表 «» 一般公共服务支出 #201 一般公共预算财政拨款=4.00万元 合计=4.00万元 侧:“支出”
         9 财政拨款收入支出决算总表 «» 本年收入合计 金额=5.00万元 侧:“收入”
         9 财政拨款收入支出决算总表 «» 本年支出合计 一般公共预算财政拨款=4.00万元 合计=4.00万元 侧:“支出”
         10 财政拨款收入支出决算总表 «» 年初财政拨款结转和结余 金额=∅ 侧:“收入”
         10 财政拨款收入支出决算总表 «» 年末财政拨款结转和结余 一般公共预算财政拨款=1.00万元 合计=1.00万元 侧:“支出”
         11 财政拨款收入支出决算总表 «» 年初一般公共预算财政拨款 (一般公共预算财政拨款) ⊂ 年初财政拨款结转和结余 金额=∅ 侧:“收入”
         12 财政拨款收入支出决算总表 «» 收入总计 (总计) 金额=5.00万元 侧:“收入”
         12 财政拨款收入支出决算总表 «» 支出总计 (总计) 一般公共预算财政拨款=5.00万元 合计=5.00万元 侧:“支出”",
    );
}

#[test]
fn blocks_side_by_side_with_a_glued_code() {
    check(
        "一般公共预算财政拨款基本支出决算表
         |经济分类科目编码|科目名称|决算数|经济分类科目编码|科目名称|决算数|
         |301|工资福利支出|9.00|302|商品和服务支出|1.00|
         |30101|基本工资|9.00||30207邮电费|1.00|
         ||||310资本性支出|>0.00|
         |>人员经费合计|9.00|>公用经费合计|1.00|",
        true,
        "table 0 [一般公共预算财政拨款基本支出决算表] 一般公共预算财政拨款基本支出决算表 5×6 万元  | 金额
         3 一般公共预算财政拨款基本支出决算表 «» 301 (工资福利支出) 金额=9.00万元
         4 一般公共预算财政拨款基本支出决算表 «» 30101 (基本工资) ⊂ 301 金额=9.00万元
         6 一般公共预算财政拨款基本支出决算表 «» 人员经费合计 金额=9.00万元
         3 一般公共预算财政拨款基本支出决算表 «» 302 (商品和服务支出) 金额=1.00万元
         4 一般公共预算财政拨款基本支出决算表 «» 30207 (邮电费) ⊂ 302 金额=1.00万元
         5 一般公共预算财政拨款基本支出决算表 «» 310 (资本性支出) 金额=0.00万元
         6 一般公共预算财政拨款基本支出决算表 «» 公用经费合计 金额=1.00万元",
    );
}

#[test]
fn a_matrix_of_headers_and_the_same_form_as_a_list() {
    check(
        "财政拨款“三公”经费支出决算表
         单位：万元
         |预算数|||||决算数|||||
         |合计|因公出国（境）费|公务用车购置及运行维护费|||合计|因公出国（境） 费|公务用车购置及运行维护费|||
         |||小计|公务用车购置费|公务用车运行维护费|||小计|公务用车购置费|公务用车运行维护费|
         |1|2|3|4|5|6|7|8|9|10|
         |3.00||3.00||3.00|2.50||2.50||2.50|",
        false,
        "table 0 [三公经费支出决算表] 财政拨款“三公”经费支出决算表 5×10 万元  | 预算数 决算数
         7 三公经费支出决算表 «» 合计 决算数=2.50万元 预算数=3.00万元
         7 三公经费支出决算表 «» 因公出国(境)费 ⊂ 合计 决算数=∅ 预算数=∅
         7 三公经费支出决算表 «» 公务用车购置及运行维护费 ⊂ 合计 决算数=2.50万元 预算数=3.00万元
         7 三公经费支出决算表 «» 公务用车购置费 ⊂ 公务用车购置及运行维护费 决算数=∅ 预算数=∅
         7 三公经费支出决算表 «» 公务用车运行维护费 ⊂ 公务用车购置及运行维护费 决算数=2.50万元 预算数=3.00万元",
    );
    check(
        "“三公”经费支出决算表
         |项目|预算数|决算数|
         |合计|3.00|2.50|
         |1.因公出国（境）费|0|0|
         |2.公务接待费|3.00|2.50|",
        true,
        "table 0 [三公经费支出决算表] “三公”经费支出决算表 4×3 万元  | 预算数 决算数
         3 三公经费支出决算表 «» 合计 决算数=2.50万元 预算数=3.00万元
         4 三公经费支出决算表 «» 因公出国(境)费 ⊂ 合计 决算数=0万元 预算数=0万元
         5 三公经费支出决算表 «» 公务接待费 ⊂ 合计 决算数=2.50万元 预算数=3.00万元",
    );
}

#[test]
fn title_and_unit_inside_a_sheet_of_two_forms() {
    let (set, problems) = facts(
        "|>>>收入决算表|
         |部门名称：某局|>>单位：万元|
         |科目编码|科目名称|本年收入合计|财政拨款收入|
         |201|一般公共服务支出|1.00|1.00|
         |>合计|1.00|x|
         |>>>支出决算表|
         |>>>单位：元|
         |科目编码|科目名称|本年支出合计|基本支出|
         |201|一般公共服务支出|2.00|2.00|",
        true,
    );
    let tables: Vec<String> = set
        .tables
        .iter()
        .map(|t| format!("{} {:?}", t.form, t.unit.as_ref().map(|u| u.label())))
        .collect();
    assert_eq!(tables, ["收入决算表 Some(\"万元\")", "支出决算表 Some(\"元\")"]);
    assert_eq!(problems, ["cell-not-a-number"]);
    assert_eq!(set.facts.len(), 5);
}

#[test]
fn columns_of_another_province_keep_their_header() {
    check(
        "部门收入总表
         单位：万元
         |科目编码|科目名称|合计|统筹财力|财政拨款收入|
         |201|一般公共服务支出|3.00|1.00|2.00|
         |>合计|3.00|1.00|2.00|",
        true,
        "table 0 [收入预算总表] 部门收入总表 3×5 万元  | 合计 财政拨款收入 统筹财力
         4 收入预算总表 «» 201 (一般公共服务支出) 合计=3.00万元 统筹财力=1.00万元 财政拨款收入=2.00万元
         5 收入预算总表 «» 合计 合计=3.00万元 统筹财力=1.00万元 财政拨款收入=2.00万元",
    );
}

#[test]
fn income_of_the_year_and_carried_over_by_unit() {
    check(
        "部门收入总表
         单位：万元
         |单位代码|单位名称|合计|>>本年收入|>上年结转结余|
         |^|^|^|小计|一般公共预算|事业收入|小计|一般公共预算|
         |>合计|12.00|10.00|8.00|2.00|2.00|2.00|
         |105001|某局本级|12.00|10.00|8.00|2.00|2.00|2.00|",
        true,
        "table 0 [收入预算总表] 部门收入总表 4×8 万元  | 合计 本年收入 一般公共预算 事业收入 年初结转和结余 上年结转结余/一般公共预算
         5 收入预算总表 «» 合计 一般公共预算=8.00万元 上年结转结余/一般公共预算=2.00万元 事业收入=2.00万元 合计=12.00万元 年初结转和结余=2.00万元 本年收入=10.00万元
         6 收入预算总表 «» 105001某局本级 一般公共预算=8.00万元 上年结转结余/一般公共预算=2.00万元 事业收入=2.00万元 合计=12.00万元 年初结转和结余=2.00万元 本年收入=10.00万元",
    );
}

#[test]
fn cells_wider_than_their_header_are_found() {
    let (set, problems) = facts(
        "项目支出绩效自评表
         |>>项目名称|>>>>道路养护|
         |一级指标|二级指标|三级指标|>年度指标值|实际完成值|分值|得分|
         |产出指标|数量指标|>养护里程|10公里|11公里|50|49|",
        true,
    );
    assert!(problems.is_empty(), "{problems:?}");
    let dump = facts::dump(&set);
    let want = "养护里程 分值=50分 实际值=11 得分=49分 目标值=10 一级";
    assert!(dump.contains(want), "{dump}");
}

#[test]
fn goals_and_their_funds() {
    let (set, _) = facts(
        "2025年项目支出绩效目标表
         |项目名称|道路养护|||
         |项目资金（万元）|年度资金总额：|100||
         ||其中：财政拨款|100||
         |年度目标|养护十公里|||
         |一级指标|二级指标|三级指标|指标值|
         |产出指标|数量指标|养护里程|≥10公里|",
        true,
    );
    let dump = facts::dump(&set);
    for want in [
        "[项目绩效目标表]",
        "自评.资金 «道路养护» 资金总额 (年度资金总额) 年初预算数=100万元",
        "⊂ 资金总额 年初预算数=100万元",
        "自评.文本 «道路养护» 年度目标 内容:“养护十公里”",
        "自评.指标 «道路养护» 养护里程",
    ] {
        assert!(dump.contains(want), "{want}\n{dump}");
    }
}

#[test]
fn unknown_tables_keep_their_own_names() {
    check(
        "某项支出明细
         |序号|单位|预算数|决算数|
         |1|甲校|3|2|
         |2|乙校|4|5|
         ||合计|7|7|",
        true,
        "table 0 [] 某项支出明细 4×4   | 预算数 决算数
         3 表 «» 甲校 决算数=2 预算数=3
         4 表 «» 乙校 决算数=5 预算数=4
         5 表 «» 合计 决算数=7 预算数=7",
    );
}

const HEAD: &str = "专委会经费项目支出绩效自评表
    |项目名称||专委会经费|||||||
    |项目资金预算安排及执行进度(万元)||年初预算数||全年预算数|全年执行数|资金结(转)余|执行率|得分|偏差原因分析及改进措施|
    |||目标申报数|预算编制数|||||||";

#[test]
fn moved_rows_of_a_self_evaluation_are_put_back() {
    let text = format!(
        "{HEAD}
         ||||资金总额:||56|56|56|45.885|10.115|81.94|
         |市县区财政资金||56|56|56|45.885|10.115|81.94|8.19||
         |绩效指标|一级指标|二级指标|三级指标|年初指标值|调整后指标值|实际完成值|分值|得分|偏差原因分析及改进措施|
         ||产出指标|数量指标|培训人数|≥9人|≥10人|12人|50|50||
         |可持续影响指标||工作稳定|满足|满足|达成预期指标|40|39|略有不足|
         |总分||||||||97.19|优|"
    );
    check(
        &text,
        false,
        "table 0 [项目支出绩效自评表] 专委会经费项目支出绩效自评表 9×11 万元 专委会经费 | 目标申报数 年初预算数 全年预算数 全年执行数 资金结余 执行率 得分 偏差原因 分值
         5 自评.资金 «专委会经费» 资金总额 全年执行数=45.885万元 全年预算数=56万元 年初预算数=56万元 执行率=81.94% 目标申报数=56万元 资金结余=10.115万元
         6 自评.资金 «专委会经费» 市县区财政资金 ⊂ 资金总额 全年执行数=45.885万元 全年预算数=56万元 年初预算数=56万元 得分=8.19分 执行率=81.94% 目标申报数=56万元 资金结余=10.115万元
         8 自评.指标 «专委会经费» 培训人数 分值=50分 实际值=12人 年初目标值=9人 得分=50分 目标值=10人 一级指标:“产出指标” 三级指标:“培训人数” 二级指标:“数量指标” 实际完成值:“12人” 实际算子:“” 年初指标值:“≥9人” 指标值:“≥10人” 目标算子:“≥”
         9 自评.指标 «专委会经费» 工作稳定 分值=40分 得分=39分 一级指标:“效益指标” 三级指标:“工作稳定” 二级指标:“可持续影响指标” 偏差原因:“略有不足” 实际完成值:“达成预期指标” 实际算子:“” 年初指标值:“满足” 指标值:“满足” 目标算子:“”
         10 自评.总分 «专委会经费» 总分 总分=97.19分 等级:“优”
         ! row-shifted-repaired",
    );
}

#[test]
fn dashes_keep_the_figures_in_place() {
    let (set, problems) = facts(
        "项目支出绩效自评表
         |项目名称||道路养护|||||
         |项目资金||年初预算数|全年预算数|全年执行数|分值|执行率|得分|
         ||年度资金总额|38.00|36.00|35.20|10|97.78%|9.78|
         ||其中：当年财政拨款|38.00|36.00|35.20|－|97.78%|－|",
        false,
    );
    assert!(!problems.iter().any(|p| p == "row-shifted"), "{problems:?}");
    let dump = facts::dump(&set);
    let want = "全年执行数=35.20万元 全年预算数=36.00万元 分值=∅ 年初预算数=38.00万元 得分=∅ 执行率=97.78%";
    assert!(dump.contains(want), "{dump}");
}

#[test]
fn what_arithmetic_cannot_place_is_not_sure() {
    let (set, problems) = facts(&format!("{HEAD}\n||||资金总额:||60|60|0|0|0|0|"), false);
    assert_eq!(problems, ["row-shifted"]);
    assert!(!set.facts.is_empty() && set.facts.iter().all(|f| !f.sure));
}

#[test]
fn garbled_labels_take_certainty_from_the_table() {
    let text = "某运维费项目支出绩效自评表
         |项目名称|某运维费|||||||
         |项目资金预算来源及执行进度(万元)|年初预算数|全年预算数|全年执行数|执行率|得分|绩效原因分析及改进措施||
         ||资金总额|16|16|8|50|5||
         ||市属区财政资金|16|16|8|50|5||
         |绩效指标|一级指标|二级指标|三级指标|调整指标值|实际完成值|分值|得分|";
    let (set, problems) = facts(text, false);
    assert!(problems.iter().any(|p| p == "table-garbled"), "{problems:?}");
    assert!(!set.tables[0].sure && set.facts.iter().all(|f| !f.sure));
    let odd = text
        .replace("来源及", "安排及")
        .replace("绩效原因", "偏差原因")
        .replace("调整指标值", "指标值");
    let (set, problems) = facts(&odd, false);
    assert!(set.tables[0].sure, "one odd label is no garbling: {problems:?}");
}

#[test]
fn the_national_form_in_a_ruled_table() {
    let (set, problems) = facts(
        "项目支出绩效自评表
         |项目名称|>>>>>>道路养护|
         |主管部门|>>某局|实施单位|>>>某所|
         |项目资金（万元）||年初预算数|全年预算数（A）|全年执行数（B）|分值|执行率（B/A）|得分|
         ||年度资金总额|100|120|90|10|75%|7.5|
         ||其中：当年财政拨款|100|120|90|-|75%|-|
         |年度总体目标|>>预期目标|>>>>实际完成情况|
         ||>>养护十公里|>>>>完成十公里|
         |一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因分析及改进措施|
         |产出指标（50分）|数量指标|养护里程|≥10公里|10公里|50|50||
         |>>>>总分|100|97.5||",
        true,
    );
    assert!(problems.is_empty(), "{problems:?}");
    let dump = facts::dump(&set);
    for want in [
        "«道路养护» 资金总额 (年度资金总额) 全年执行数=90万元 全年预算数=120万元 分值=10分 年初预算数=100万元 得分=7.5分 执行率=75%",
        "一般公共预算 (当年财政拨款) ⊂ 资金总额",
        "自评.文本 «道路养护» 实际完成情况 内容:“完成十公里” 来源:“自评表”",
        "自评.板块 «道路养护» 产出指标 分值=50分",
        "自评.总分 «道路养护» 总分 分值=100分 总分=97.5分",
    ] {
        assert!(dump.contains(want), "{want}\n{dump}");
    }
}

#[test]
fn bands_of_a_basic_data_table() {
    check(
        "2022年度部门整体支出绩效评价基础数据表
         |财政供养人员情况（人）|编制数|2022年实际在职人数|控制率|
         ||39|57|146.15%|
         |经费控制情况（万元）|2021年决算数|2022年预算数|2022年决算数|
         |支出总额|9|8|7|
         |项目支出|3|2|2|
         |1、代表视察|3||2|
         |厉行节约保障措施|严格管理|||",
        false,
        "table 0 [基础数据表] 2022年度部门整体支出绩效评价基础数据表 7×4 万元  | 编制数 实有数 控制率 上年决算数 本年预算数 本年决算数
         3 基础数据.人员 «» 财政供养人员情况 (财政供养人员情况（人）) 实有数=57人 控制率=146.15% 编制数=39人 标题:“财政供养人员情况（人）”
         5 基础数据.经费 «» 支出总额 上年决算数=9万元 本年决算数=7万元 本年预算数=8万元
         6 基础数据.经费 «» 项目支出 ⊂ 支出总额 上年决算数=3万元 本年决算数=2万元 本年预算数=2万元
         7 基础数据.经费 «» 代表视察 ⊂ 项目支出 上年决算数=3万元 本年决算数=2万元 本年预算数=∅
         8 基础数据.说明 «» 厉行节约保障措施 内容:“严格管理”",
    );
}

#[test]
fn hostile_tables_do_not_panic() {
    let odd = [
        "",
        "0",
        "201",
        "1=2+3",
        "合计",
        "总分",
        "项目名称",
        "年初预算数",
        "一级指标",
        "（）",
        "，",
        "(",
        "—",
        "9".repeat(60).leak(),
    ];
    for title in [
        "支出决算表",
        "收入支出决算总表",
        "专委会项目支出绩效自评表",
        "绩效评价基础数据表",
        "“三公”经费支出决算表",
        "一般公共预算财政拨款基本支出决算表",
        "",
    ] {
        for seed in 0..40_usize {
            let mut text = format!("{title}\n");
            for r in 0..6 {
                let cells: Vec<&str> =
                    (0..5).map(|c| odd[(seed * 7 + r * 5 + c * (seed + 3)) % odd.len()]).collect();
                text.push_str(&format!("|{}|\n", cells.join("|")));
            }
            let _ = facts(&text, seed % 2 == 0);
        }
    }
}
