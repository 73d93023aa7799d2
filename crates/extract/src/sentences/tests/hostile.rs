//! Nothing may panic: slices of real texts, broken brackets, lone separators, very long numbers.

use super::read;

/// A small generator of numbers, the same on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % limit.max(1)
    }
}

#[test]
fn odd_texts_do_not_panic() {
    for text in [
        "",
        "（",
        "）））",
        "，，，",
        "：",
        "。",
        "其中：",
        "“",
        "等",
        "占%",
        "占 1%",
        "较",
        "与",
        "比上年",
        "主要原因：",
        "主要包括：",
        "主要用于",
        "、、、",
        "其中其中其中1元",
        "(((((1万元)))))",
        "99999999999999999999999999万元",
        "（1）（2）（3）",
        "未下达，未下达",
        "项目支出，项目支出1万元，项目支出2万元",
        "设2个",
        "得分",
        "1",
        "-",
        "[",
        "等1万元等2万元",
        "以及",
        "20年",
        "2023",
        "共有",
        "中",
        "12345年",
        "“优”1个",
    ] {
        read(&["某局2023年度部门决算", "一、收入决算情况说明", text, text]);
        read(&[text]);
    }
}

#[test]
fn slices_of_sentences_do_not_panic() {
    let text: Vec<char> = "2023年度收入总计1,709.74万元（含年初26.00万元），其中：人员经费1,164.98万元，主要包括基本工资、\
        津贴补贴等工资福利支出1105.87万元；以及退休费、生活补助等对个人和家庭的补助支出59.11万元；较2022年决算\
        1377.65万元增加70.07万元，增长5.09%，主要原因是：人员变动。A、B以及C等经费全部下达，D都是财政部门部分下达"
        .chars()
        .collect();
    slices(&text, 400);
}

/// Slices of the corpus, where it lies beside the sources.
#[test]
fn slices_of_real_reports_do_not_panic() {
    let dir = std::env::var("MINGZHANG_CORPUS").unwrap_or_else(|_| "../shared/corpus".to_owned());
    let Ok(files) = std::fs::read_dir(dir) else { return };
    for file in files.flatten().filter(|f| f.path().extension().is_some_and(|e| e == "txt")) {
        let Ok(text) = std::fs::read_to_string(file.path()) else { continue };
        let chars: Vec<char> = text.replace('\n', "").chars().collect();
        slices(&chars, 100);
    }
}

fn slices(text: &[char], count: usize) {
    let mut random = Random(7);
    for _ in 0..count {
        let start = random.below(text.len());
        let end = (start + random.below(300)).min(text.len());
        let slice: String = text[start..end].iter().collect();
        read(&["某局2023年度部门决算", "三、支出决算情况说明", &slice]);
    }
}
