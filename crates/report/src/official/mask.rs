//! Numbers of persons are masked in whatever is published: phone, identity and bank card numbers, e-mail
//! addresses. Amounts, codes and document numbers are left alone.

use document::{Block, Document};

/// The document with numbers of persons masked.
pub fn mask(mut document: Document) -> Document {
    for block in &mut document.blocks {
        match block {
            Block::Paragraph(p) => p.text = text(&p.text),
            Block::Table(t) => {
                for cell in t.rows.iter_mut().flat_map(|r| &mut r.cells) {
                    cell.text = text(&cell.text);
                }
            }
        }
    }
    document
}

/// A text with numbers of persons masked.
fn text(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(c) = chars.get(at) {
        if !c.is_ascii_digit() {
            out.push(*c);
            at += 1;
            continue;
        }
        let run: Vec<char> =
            chars.iter().skip(at).take_while(|c| c.is_ascii_digit()).copied().collect();
        let next = chars.get(at + run.len());
        let ends_x = run.len() == 17 && matches!(next, Some('X' | 'x'));
        let before = at.checked_sub(1).and_then(|b| chars.get(b));
        // Digits around a point or a thousands separator are an amount.
        let number = matches!(before, Some('.' | ',')) || matches!(next, Some('.' | ','));
        let keep = match () {
            () if ends_x => Some(3),
            () if !number && mobile(&run) => Some(3),
            () if !number && identity(&run) => Some(3),
            () if !number && matches!(run.len(), 16 | 19) && luhn(&run) => Some(4),
            () => None,
        };
        match keep {
            Some(keep) => {
                out.extend(run.iter().take(keep));
                out.extend(std::iter::repeat_n('*', run.len() - keep));
                at += run.len();
                if ends_x {
                    out.push('*');
                    at += 1;
                }
            }
            None => {
                out.extend(&run);
                at += run.len();
            }
        }
    }
    emails(&out)
}

fn digit(c: char) -> u32 {
    c.to_digit(10).unwrap_or(0)
}

fn mobile(run: &[char]) -> bool {
    run.len() == 11
        && run.first() == Some(&'1')
        && run.get(1).is_some_and(|c| ('3'..='9').contains(c))
}

/// GB 11643: eighteen digits with a check digit.
fn identity(run: &[char]) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    if run.len() != 18 {
        return false;
    }
    let sum: u32 = run.iter().zip(WEIGHTS).map(|(c, w)| digit(*c) * w).sum();
    let check = "10X98765432".chars().nth((sum % 11) as usize);
    run.last().copied() == check
}

fn luhn(run: &[char]) -> bool {
    let double = |d: u32| if d > 4 { d * 2 - 9 } else { d * 2 };
    let sum: u32 = run
        .iter()
        .rev()
        .enumerate()
        .map(|(n, c)| if n % 2 == 1 { double(digit(*c)) } else { digit(*c) })
        .sum();
    sum.is_multiple_of(10)
}

fn emails(text: &str) -> String {
    let Some(at) = text.find('@') else { return text.to_owned() };
    let (name, rest) = text.split_at(at);
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+');
    let keep = name.trim_end_matches(part);
    let domain = rest.get(1..).unwrap_or_default();
    let host: String = domain.chars().take_while(|c| part(*c)).collect();
    if keep.len() == name.len() || !host.contains('.') {
        return format!("{name}@{}", emails(domain));
    }
    format!("{keep}***@{host}{}", emails(domain.get(host.len()..).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn numbers_of_persons_are_masked_and_others_are_not() {
        let mobile = format!("1{}", "3800000000");
        for (plain, masked) in [
            (format!("电话{mobile}。"), "电话138********。".to_owned()),
            ("11010519491231002X".to_owned(), "110***************".to_owned()),
            ("金额13800000000.00元".to_owned(), "金额13800000000.00元".to_owned()),
            (
                "项目编码140900210000000001234".to_owned(),
                "项目编码140900210000000001234".to_owned(),
            ),
            ("a.b@example.org 来函".to_owned(), "***@example.org 来函".to_owned()),
            ("财预〔2020〕10号".to_owned(), "财预〔2020〕10号".to_owned()),
        ] {
            assert_eq!(text(&plain), masked);
        }
    }
}
