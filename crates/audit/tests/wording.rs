//! Sentences as such reports write them: right ones that no wording rule may accuse, and slips that one
//! rule must name.

// A test may stop at the first thing that is not as it should be.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use audit::{Rulebook, case};

/// Ids of the rules that accuse a fact set.
fn accused(rulebook: &Rulebook, facts: &str) -> Vec<String> {
    let set = case::parse(facts).expect("the example reads");
    let catalogue = forms::Catalogue::embedded().expect("embedded catalogue");
    let audit = audit::audit(&set, rulebook, &catalogue);
    audit.findings.iter().map(|f| format!("{}「{}」", f.rule, f.message.zh)).collect()
}

fn paragraph(text: &str) -> String {
    format!("文档 年度=2024 类型=部门决算 单位=某市财政局\n段落@收支总体 | 内容:{text}")
}

const RIGHT: &[&str] = &[
    // punctuation and brackets
    "本年收入合计946.25万元，其中：财政拨款收入940.05万元，占99.34%；其他收入6.2万元，占0.66%。",
    "除“财政拨款收入”、“事业收入”、“经营收入”等以外的收入。",
    "严格执行《预算绩效管理办法》和本区“绩效管理实施办法”，完善内控制度。",
    "单价100万元（含）以上设备（不含车辆）2台（套）。",
    "主要做法有：1）规范报销；2）加快支付；a）定期通报。",
    "……各项制度逐步健全。",
    "（十二）完成区委、区政府交办的其他任务。",
    // doubled words that are right
    "机关事业单位基本养老保险缴费支出支出决算为160.75万元，年初预算为161.62万元。",
    "工作组一次次深入村组，一户一户走访，进行了了解和核实，目的的确达到。",
    "委员会委员、人大代表、人民群众常常建议的事项，往往需要多个部门共同研究研究。",
    "发展展望、中国国家标准、天天向上、稳稳推进、渐渐改善、人人参与、年年有余。",
    "工作人员员额内聘用，会费费率不变，部门门户网站运行平稳，单位位于城区。",
    "根据2024年年度计划，合计计划投入12万元，收入入库及时，支出出现结余。",
    "财政财务管理水平不断提高，会议议题提前征集，资金金额核对一致。",
    // words that look like slips and are none
    "由于收入增加，上缴及时；自己完成的项目和年末完成的工程均已验收。",
    "经验工作法、实验工作室、检验工作站均正常运转。",
    "人才选拔款项按规定支付，贫困学生提拔款未发生。",
    "因收回存量资金，对本年支出有一定影响；因授权范围调整，影响进度。",
    "按装机容量补助，按排名给予奖励，服务环境更好了，校园环境也更好了。",
    "审计项目指出的问题已全部整改。项目指出了今后的方向。不断把工作做得更好。",
    // halves and enumerations
    "一方面加强学习，一方面规范管理。",
    "在这一方面取得成效，另一方面存在不足。",
    "一是加强党的建设；二是规范管理，其中一要学习，二要落实；三是强化监督。",
    "坚持“一是一、二是二”的作风，统一是前提，之一是制度。",
    "主要措施：一是报销从严。二是审批从紧：一是限额，二是事前。三是公开。",
    // left-overs that are none
    "截至2024年12月31日，本部门（单位）共有车辆1辆，其他用车0辆。",
    "年度之间增加（减少）情况见附表。",
    "本部门没有政府性基金预算财政拨款收入和支出，故本表无数据。",
    "从资金分配和使用等方面看，存在的主要问题是进度偏慢。",
    "采购XXL型防护服20套，ISO9001认证1项，x光机1台。",
    // figures and units
    "收入总计709.74万元，支出总计709.74万元，与上年相比增加100.14万元，增长16.43%。",
    "其中中小企业合同金额占政府采购支出总额的100.00%，涉及项目13个，资金368.98万元。",
    "每人每月200元，共343人，发放82.32万元。",
    "网络带宽由100兆提高到1000兆，版本升级为3.2，全年支出10.50万元和12.30万元。",
    "预算执行率为98.20%，比年初提高3.5个百分点，增长2倍。",
    // counts
    "内设机构2个：办公室（研究室）、监察和司法委员会。",
    "设11个内设机构，分别是：办公室、财政处、预算处、国库处等。",
    "下属2个事业单位：分别是信息中心和法律研究中心。",
    "3家单位：办公室、财务科、信息中心和档案馆。",
    "本部门共有3个科室，其中：办公室5人，财务科3人。",
    "召开会议6次：常委会2次，主任会议4次。",
    // epidemic and abolished terms
    "上年受疫情影响培训未开展，本年恢复正常，支出增加。",
    "疫情防控经费按规定使用，疾控中心加强疫情监测。",
    "严禁设立预算外资金和账外账。",
];

#[test]
fn right_sentences_are_not_accused() {
    let rulebook = Rulebook::embedded().expect("embedded rules");
    let wrong: Vec<String> = RIGHT
        .iter()
        .flat_map(|t| {
            accused(&rulebook, &paragraph(t)).into_iter().map(move |a| format!("{a} {t}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} accused:\n{}", wrong.len(), wrong.join("\n"));
}

const WRONG: &[(&str, &str)] = &[
    ("WD-01", "机关运行经费比上年减少，，主要是压减开支。"),
    ("WD-01", "机关运行经费比上年减少；。"),
    ("WD-03", "其他收入（含利息收入0.2万元。"),
    ("WD-03", "评级为“优的项目4个。"),
    ("WD-04", "选举了了5名委员。"),
    ("WD-04", "任命委员员2名。"),
    ("WD-04", "加快合理支出支出进度。"),
    ("WD-05", "因收政策调整影响，活动取消。"),
    ("WD-05", "财政拔款按时到位。"),
    ("WD-05", "往来帐目清楚。"),
    ("WD-06", "其中国有资金经营预算项目支出0万元。"),
    ("WD-07", "一方面便于单位开展工作。"),
    ("WD-08", "采取的措施：加强管理。二是未开展评价。"),
    ("WD-08", "一是加强学习；三是强化监督。"),
    ("WD-09", "仍保留该表格式，并在本表下方作下述说明。"),
    ("WD-10", "与上年相比增加（减少）5.00万元。"),
    ("WD-11", "上海市XX局收入总计XXX万元。"),
    ("WD-12", "收入总计100.20万元，支出总计90.10万元，减少10.10，其他不变。"),
    ("WD-13", "支出增加10.10万元，增长6.22，主要是人员增加。"),
    ("WD-18", "截至2023年12月31日，共有车辆1辆。"),
    ("WD-20", "因受疫情影响，外出调研取消。"),
    ("WD-21", "预算外收入66.52万元。"),
    ("WD-22", "内设机构4个：办公室、财务科、信息中心。"),
];

#[test]
fn slips_are_named_by_their_rule() {
    let rulebook = Rulebook::embedded().expect("embedded rules");
    let mut missed = Vec::new();
    for (rule, text) in WRONG {
        let found = accused(&rulebook, &paragraph(text));
        let [one] = found.as_slice() else {
            missed.push(format!("{rule} {text}: {found:?}"));
            continue;
        };
        if !one.starts_with(rule) {
            missed.push(format!("{rule} {text}: {found:?}"));
        }
    }
    assert!(missed.is_empty(), "{}", missed.join("\n"));
}

const LEVEL: &str = "叙述@收支总体 财政拨款收入支出总计 | 本期=80.00 方向:持平 原因:";

#[test]
fn reasons_of_what_is_level() {
    let rulebook = Rulebook::embedded().expect("embedded rules");
    for right in [
        "无增减变动",
        "本年度未发生相关支出",
        "严格控制支出，没有增加安排",
        "新增人员增加支出，与退休减少的支出相抵",
        "人员增加，同时压减公用经费",
        "厉行节约，提高资金使用效益",
    ] {
        assert_eq!(accused(&rulebook, &format!("{LEVEL}{right}")), Vec::<String>::new(), "{right}");
    }
    for wrong in ["人员退休，经费减少", "人员工资调标增加"] {
        assert_eq!(accused(&rulebook, &format!("{LEVEL}{wrong}")).len(), 1, "{wrong}");
    }
}

#[test]
fn names_of_the_unit() {
    let rulebook = Rulebook::embedded().expect("embedded rules");
    let named = |entity: &str, name: &str| {
        accused(&rulebook, &format!("文档 单位={entity}\n名称 表头 | 内容:{name}"))
    };
    for (entity, name) in [
        ("某市人民代表大会常务委员会办公室", "102001-某市人民代表大会常务委员会办公室"),
        ("某市人民代表大会常务委员会", "某市人大常委会"),
        ("某市财政局", "某市财政局（本级）"),
        ("某市临湖区财政局", "临湖区财政局"),
    ] {
        assert_eq!(named(entity, name), Vec::<String>::new(), "{name}");
    }
    assert_eq!(named("某市普陀区财政局", "某市普坨区财政局").len(), 1);
    assert_eq!(named("某市普陀区财政局", "某市民政服务中心").len(), 1);
}
