//! Numbers of persons are masked in whatever is published: phone, identity and bank card numbers, e-mail
//! addresses. Amounts, codes and document numbers are left alone.

use document::{Block, Document};

/// The document with numbers of persons masked: in paragraphs, tables and captions, and in what stands
/// apart (headers, comments).
pub fn mask(mut document: Document) -> Document {
    for block in &mut document.blocks {
        match block {
            Block::Paragraph(p) => p.text = text(&p.text),
            Block::Table(t) => {
                t.caption = t.caption.as_deref().map(text);
                for cell in t.rows.iter_mut().flat_map(|r| &mut r.cells) {
                    cell.text = text(&cell.text);
                }
            }
        }
    }
    for aside in &mut document.asides {
        aside.text = text(&aside.text);
    }
    document
}

/// Words right before a number that make it a code or an amount, whatever it looks like.
const CODES: &[&str] = &[
    "编码",
    "编号",
    "代码",
    "文号",
    "凭证号",
    "合同号",
    "发票号",
    "单号",
    "序号",
    "档号",
    "字号",
    "¥",
    "￥",
    "金额",
    "预算",
    "支出",
    "收入",
];
/// Words right before a number that make it a telephone number.
const PHONES: &[&str] =
    &["电话", "手机", "热线", "传真", "电话号码", "手机号", "手机号码", "联系方式"];
/// Units right after a number that make it an amount or a count.
const UNITS: &[char] =
    &['元', '万', '亿', '%', '分', '人', '个', '项', '次', '㎡', '台', '户', '件'];

/// A text with numbers of persons masked. The number of characters stays the same, but for addresses.
pub(super) fn text(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = chars.clone();
    let mut at = 0;
    while at < chars.len() {
        if digit(&chars, at).is_none() {
            at += 1;
            continue;
        }
        let number = Number::at(&chars, at);
        match number.person() {
            Some((keep, groups)) => {
                number.hide(keep, groups, &mut out);
                at = number.end(groups).max(at + 1);
            }
            None => at = number.end(1).max(at + 1),
        }
    }
    emails(&out.into_iter().collect::<String>())
}

/// The digit at a place, full-width ones too.
fn digit(chars: &[char], at: usize) -> Option<u32> {
    chars.get(at).and_then(|c| base::text::narrow_char(*c).to_digit(10))
}

/// Groups of digits with one sign between each, as telephone and card numbers are written. What the
/// number is may need one group or several: 100 13… are two numbers, 138 0000 0000 is one.
struct Number<'a> {
    chars: &'a [char],
    /// First place and length of each group.
    groups: Vec<(usize, usize)>,
}

/// Most groups a number is written in: a card of nineteen digits has five.
const GROUPS: usize = 6;

impl<'a> Number<'a> {
    fn at(chars: &'a [char], start: usize) -> Number<'a> {
        let mut groups = Vec::new();
        let mut at = start;
        while groups.len() < GROUPS {
            let length = (at..chars.len()).take_while(|p| digit(chars, *p).is_some()).count();
            if length == 0 {
                break;
            }
            groups.push((at, length));
            let sign = chars.get(at + length).map(|c| base::text::narrow_char(*c));
            if !matches!(sign, Some(' ' | '-' | '—' | '–' | ')')) {
                break;
            }
            at += length + 1;
        }
        Number { chars, groups }
    }

    /// One past the last digit of the first groups.
    fn end(&self, groups: usize) -> usize {
        self.groups.get(groups.saturating_sub(1)).map_or(0, |(start, length)| start + length)
    }

    fn start(&self) -> usize {
        self.groups.first().map_or(0, |(start, _)| *start)
    }

    fn lengths(&self) -> Vec<usize> {
        self.groups.iter().map(|(_, length)| *length).collect()
    }

    /// Places of the digits of the first groups.
    fn places(&self, groups: usize) -> Vec<usize> {
        self.groups.iter().take(groups).flat_map(|(s, l)| *s..s + l).collect()
    }

    fn digits(&self, groups: usize) -> Vec<u32> {
        self.places(groups).into_iter().filter_map(|p| digit(self.chars, p)).collect()
    }

    /// Where a number belongs to a person: digits that stay readable, and groups it takes.
    fn person(&self) -> Option<(usize, usize)> {
        let before: String = self.chars.iter().take(self.start()).collect();
        let before = before.trim_end_matches([':', '：', ' ', '\u{3000}', '为', '是', '（', '(']);
        let ends = |words: &[&str]| words.iter().any(|w| before.ends_with(w));
        let phone = ends(PHONES);
        if !phone && ends(CODES) {
            return None;
        }
        let shapes: [Option<(usize, usize)>; 5] = [
            self.mobile().map(|n| (3, n)),
            self.landline().map(|n| (self.lengths().first().copied().unwrap_or(0), n)),
            self.identity().map(|n| (3, n)),
            self.card().map(|n| (4, n)),
            (phone && self.lengths().first().is_some_and(|l| (7..=12).contains(l)))
                .then_some((0, 1)),
        ];
        shapes.into_iter().flatten().find(|(_, groups)| !self.is_figure(*groups))
    }

    /// Digits before decimals, thousands or a unit are an amount; digits among letters are a code.
    fn is_figure(&self, groups: usize) -> bool {
        let narrow = |at: usize| self.chars.get(at).map(|c| base::text::narrow_char(*c));
        let end = self.end(groups);
        let x = self.ends_x(groups) && self.digits(groups).len() == 17;
        let after = narrow(if x { end + 1 } else { end });
        let more = (end + 1..).take_while(|p| digit(self.chars, *p).is_some()).count();
        // A full stop or a comma of a sentence may stand before digits too: 13…，2023年.
        let amount = match self.chars.get(end) {
            Some('.' | '．') => (1..=2).contains(&more),
            Some(',') => more == 3,
            _ => false,
        };
        let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
        let before = self.start().checked_sub(1).and_then(narrow);
        amount || letter(before) || letter(after) || after.is_some_and(|c| UNITS.contains(&c))
    }

    /// 1[3-9] and nine more, in one piece or as 138 0000 0000.
    fn mobile(&self) -> Option<usize> {
        let groups = match self.lengths().as_slice() {
            [11, ..] => 1,
            [3, 4, 4, ..] => 3,
            _ => return None,
        };
        let digits = self.digits(groups);
        (digits.first() == Some(&1) && digits.get(1).is_some_and(|d| *d >= 3)).then_some(groups)
    }

    /// An area code and a number: 0350-3000000, (0350)3000000.
    fn landline(&self) -> Option<usize> {
        let [3 | 4, 7 | 8, ..] = self.lengths()[..] else { return None };
        (self.digits(1).first() == Some(&0)).then_some(2)
    }

    fn ends_x(&self, groups: usize) -> bool {
        let sign = self.chars.get(self.end(groups)).map(|c| base::text::narrow_char(*c));
        matches!(sign, Some('X' | 'x'))
    }

    /// GB 11643: eighteen places with a check digit, or the fifteen of before; both begin with a
    /// province and hold a day of birth.
    fn identity(&self) -> Option<usize> {
        let digits = self.digits(1);
        let number = |from: usize, count: usize| -> u32 {
            digits.iter().skip(from).take(count).fold(0, |n, d| n * 10 + d)
        };
        let day = |month: u32, day: u32| (1..=12).contains(&month) && (1..=31).contains(&day);
        let found = match digits.len() {
            15 => day(number(8, 2), number(10, 2)),
            17 | 18 => {
                let born = (1900..=2099).contains(&number(6, 4));
                born && day(number(10, 2), number(12, 2)) && self.check_digit(&digits)
            }
            _ => false,
        };
        (found && (11..=82).contains(&number(0, 2))).then_some(1)
    }

    fn check_digit(&self, digits: &[u32]) -> bool {
        const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
        let sum: u32 = digits.iter().zip(WEIGHTS).map(|(d, w)| d * w).sum();
        match (12 - sum % 11) % 11 {
            10 => digits.len() == 17 && self.ends_x(1),
            check => digits.get(17) == Some(&check),
        }
    }

    /// Sixteen to nineteen digits with a check digit (GB/T 17552), in one piece or by fours.
    fn card(&self) -> Option<usize> {
        let groups = match self.lengths().as_slice() {
            [16..=19, ..] => 1,
            [4, 4, 4, 4, 1..=3, ..] => 5,
            [4, 4, 4, 4, ..] => 4,
            _ => return None,
        };
        let digits = self.digits(groups);
        let double = |d: u32| if d > 4 { d * 2 - 9 } else { d * 2 };
        let places = digits.iter().rev().enumerate();
        let sum: u32 = places.map(|(n, d)| if n % 2 == 1 { double(*d) } else { *d }).sum();
        // Cards of banks begin with 3 to 6 or 9; round numbers are no cards.
        let issuer = digits.first().is_some_and(|d| matches!(d, 3..=6 | 9));
        let round = digits.iter().rev().take_while(|d| **d == 0).count() >= 9;
        (sum.is_multiple_of(10) && issuer && !round).then_some(groups)
    }

    fn hide(&self, keep: usize, groups: usize, out: &mut [char]) {
        let x = self
            .ends_x(groups)
            .then(|| self.end(groups))
            .filter(|_| self.digits(groups).len() == 17);
        for place in self.places(groups).into_iter().skip(keep).chain(x) {
            if let Some(slot) = out.get_mut(place) {
                *slot = '*';
            }
        }
    }
}

/// The part of an address before @ hidden; its host stays.
fn emails(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((name, after)) = rest.split_once(['@', '＠']) {
        let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '*');
        let kept = name.trim_end_matches(part);
        let host: String = after.chars().take_while(|c| part(*c)).collect();
        let address = kept.len() < name.len() && host.contains('.');
        out.push_str(if address { kept } else { name });
        out.push_str(if address { "***@" } else { "@" });
        rest = after;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use document::{Aside, Cell, Paragraph, Row, Table};

    /// Numbers are put together here so that none stands in this file.
    fn number(parts: &[&str]) -> String {
        parts.concat()
    }

    #[test]
    fn numbers_of_persons_are_masked() {
        let mobile = number(&["138", "0000", "0000"]);
        let stars = format!("138{}", "*".repeat(8));
        for (plain, masked) in [
            (format!("电话{mobile}。"), format!("电话{stars}。")),
            (mobile.clone(), stars.clone()),
            ("手机：１３８００００００００".to_owned(), "手机：１３８********".to_owned()),
            (number(&["138", " 0000", " 0000"]), "138 **** ****".to_owned()),
            (number(&["138", "-0000", "-0000"]), "138-****-****".to_owned()),
            (number(&["+86 138", "0000", "0000"]), "+86 138********".to_owned()),
            (number(&["100 138", "0000", "0000"]), "100 138********".to_owned()),
            (number(&["0350", "-", "3000000"]), "0350-*******".to_owned()),
            (number(&["（0350）", "3000000"]), "（0350）*******".to_owned()),
            (number(&["1.138", "0000", "0000"]), "1.138********".to_owned()),
            (number(&["138", "0000", "0000", "，2023年"]), "138********，2023年".to_owned()),
            (number(&["010", "-", "60000000"]), "010-********".to_owned()),
            (number(&["联系电话：", "3000000"]), "联系电话：*******".to_owned()),
            (number(&["联系电话：0350", "3000000"]), "联系电话：***********".to_owned()),
            (number(&["110105", "19491231", "002X"]), "110***************".to_owned()),
            (number(&["11010519491231002", "x，女"]), "110***************，女".to_owned()),
            (
                number(&["身份证号", "130503", "670401", "001"]),
                "身份证号130************".to_owned(),
            ),
            (number(&["卡号 6222", "0200", "1234", "5671"]), "卡号 6222************".to_owned()),
        ] {
            assert_eq!(text(&plain), masked, "{plain}");
        }
    }

    #[test]
    fn addresses_lose_their_name() {
        for (plain, masked) in [
            ("a.b@example.org 来函", "***@example.org 来函"),
            ("邮箱：x_1@a.cn，y@b.cn。", "邮箱：***@a.cn，***@b.cn。"),
            ("单价5元@个", "单价5元@个"),
        ] {
            assert_eq!(text(plain), masked, "{plain}");
        }
    }

    #[test]
    fn amounts_codes_and_document_numbers_are_not() {
        let mobile = number(&["138", "0000", "0000"]);
        for plain in [
            "金额13800000000.00元".to_owned(),
            format!("支出{mobile}元"),
            format!("项目编码{mobile}"),
            format!("项目编号：{mobile}"),
            "项目编码140900210000000001234".to_owned(),
            "13,800,000,000".to_owned(),
            "财预〔2020〕10号".to_owned(),
            "2023-01-05".to_owned(),
            "2023年1月5日—2023年12月31日".to_owned(),
            "102001-某市人大办公室".to_owned(),
            "2080505".to_owned(),
            "20230105120000".to_owned(),
            "合同编号HT20230105001".to_owned(),
            number(&["11", "1000", "0000", "0012345"]),
            "91140900MA0K000000".to_owned(),
            "1000000000000000".to_owned(),
            "执行率72.65% 得分7.26".to_owned(),
            "1,683.73 1,673.48 10.26".to_owned(),
            "1683.73 1673.48".to_owned(),
            "".to_owned(),
        ] {
            assert_eq!(text(&plain), plain);
        }
    }

    #[test]
    fn every_part_of_a_document_is_masked() {
        let mobile = number(&["139", "0000", "0000"]);
        let cell = Cell::new(mobile.clone(), 0, base::Spot::default());
        let row = Row { cells: vec![cell], ..Row::default() };
        let table = Table { rows: vec![row], caption: Some(mobile.clone()), ..Table::default() };
        let paragraph = Paragraph::new(mobile.clone(), base::Spot::default());
        let aside = Aside { kind: "comment", text: mobile.clone(), spot: base::Spot::default() };
        let document = Document {
            blocks: vec![Block::Paragraph(paragraph), Block::Table(table)],
            asides: vec![aside],
            ..Document::default()
        };
        let masked = mask(document.clone());
        assert!(!format!("{masked:?}").contains(&mobile));
        assert_eq!(format!("{masked:?}").matches("139********").count(), 4);
        assert_eq!(mask(masked.clone()), masked, "masking twice changes nothing");
    }

    proptest::proptest! {
        #[test]
        fn no_mobile_number_between_words_gets_through(
            rest in "[0-9]{9}", second in 3u32..=9, lead in "[\u{4e00}-\u{4eff}，。：]{0,3}",
        ) {
            let number = format!("1{second}{rest}");
            let shown = text(&format!("{lead}{number}。"));
            proptest::prop_assert!(!shown.contains(&number), "{shown}");
        }

        #[test]
        fn amounts_with_decimals_stay(yuan in 0u64..1_000_000_000_000, fen in 0u32..100) {
            let amount = format!("{yuan}.{fen:02}");
            proptest::prop_assert_eq!(text(&format!("支付{amount}元")), format!("支付{amount}元"));
            proptest::prop_assert_eq!(text(&amount), amount);
        }
    }
}
