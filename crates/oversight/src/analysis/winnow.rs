//! Texts that are near copies of each other, by winnowing: S. Schleimer, D. Wilkerson and A. Aiken, Winnowing:
//! Local Algorithms for Document Fingerprinting, SIGMOD 2003. What many authors share is a form of speech,
//! not a copy: such fingerprints are left out by the number of authors that have them.

use super::ratio::Ratio;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A text and who wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// Texts of one author do not make a form of speech.
    pub author: String,
    /// The text.
    pub text: String,
}

/// What is not enough to be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Noise {
    /// Characters of a piece that is fingerprinted.
    pub piece: usize,
    /// Pieces of a window of which one fingerprint is kept: any shared passage of `piece + window - 1`
    /// characters is found.
    pub window: usize,
    /// Shortest text that is compared, in characters that count.
    pub shortest: usize,
    /// Fewest fingerprints that a copy shares.
    pub prints: usize,
    /// Fewest characters that a copy shares in one passage.
    pub passage: usize,
    /// Least share of the shorter text's fingerprints, in percent.
    pub percent: usize,
    /// A fingerprint of more authors than this is a form of speech …
    pub authors: usize,
    /// … and of more than this many of a hundred authors.
    pub authors_percent: usize,
}

impl Default for Noise {
    fn default() -> Self {
        Noise {
            piece: 8,
            window: 8,
            shortest: 40,
            prints: 6,
            passage: 24,
            percent: 50,
            authors: 4,
            authors_percent: 5,
        }
    }
}

/// Two texts of which one is a near copy of the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    /// Places in the list of texts, the smaller one first.
    pub texts: (usize, usize),
    /// Shared fingerprints of those of the shorter text, forms of speech left out.
    pub share: Ratio,
    /// The longest shared passage, as the first one writes it.
    pub passage: String,
    /// Its length in characters that count.
    pub length: usize,
}

/// What texts have in common.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Likeness {
    /// Near copies, the largest share first.
    pub pairs: Vec<Alike>,
    /// Texts that are too short to be compared.
    pub short: usize,
    /// Texts in which hardly anything is not a form of speech.
    pub plain: usize,
    /// Texts that were compared.
    pub compared: usize,
    /// Forms of speech, those of most authors first: a piece of it, and how many authors have it.
    pub speech: Vec<(String, usize)>,
}

/// Characters that count, and where each stands in the text.
struct Bare {
    chars: Vec<char>,
    places: Vec<usize>,
}

/// Letters and digits only; figures are all the same, as a copy changes years and amounts.
fn bare(text: &str) -> Bare {
    let mut bare = Bare { chars: Vec::new(), places: Vec::new() };
    for (at, c) in text.chars().enumerate() {
        let c = base::text::narrow_char(c);
        let c = if c.is_ascii_digit() { '0' } else { c.to_ascii_lowercase() };
        if !c.is_alphanumeric() || (c == '0' && bare.chars.last() == Some(&'0')) {
            continue;
        }
        bare.chars.push(c);
        bare.places.push(at);
    }
    bare
}

/// A fingerprint and where its piece begins.
type Print = (u64, usize);

/// A prime near the largest 61-bit number, for hashes that roll.
const PRIME: u128 = (1 << 61) - 1;
const BASE: u128 = 1_000_003;

fn hashes(chars: &[char], piece: usize) -> Vec<u64> {
    let mut high = 1_u128;
    for _ in 1..piece {
        high = high * BASE % PRIME;
    }
    let mut hash = 0_u128;
    let mut all = Vec::with_capacity(chars.len());
    for (at, c) in chars.iter().enumerate() {
        if let Some(gone) = at.checked_sub(piece).and_then(|n| chars.get(n)) {
            hash = (hash + PRIME - u128::from(u32::from(*gone)) * high % PRIME) % PRIME;
        }
        hash = (hash * BASE + u128::from(u32::from(*c))) % PRIME;
        if at + 1 >= piece {
            // Spread, so that small hashes do not prefer some characters.
            let spread = hash.wrapping_mul(0x9E37_79B9_7F4A_7C15) & u128::from(u64::MAX);
            all.push(u64::try_from(spread).unwrap_or(0));
        }
    }
    all
}

/// The fingerprints of a text: of every window the smallest hash, the last one where two are the same.
fn prints(chars: &[char], noise: &Noise) -> Vec<Print> {
    let hashes = hashes(chars, noise.piece);
    let mut prints: Vec<Print> = Vec::new();
    for (from, window) in hashes.windows(noise.window.max(1)).enumerate() {
        let least = window.iter().enumerate().min_by_key(|(at, hash)| (**hash, usize::MAX - at));
        if let Some((at, hash)) = least
            && prints.last() != Some(&(*hash, from + at))
        {
            prints.push((*hash, from + at));
        }
    }
    prints
}

/// Finds the near copies among texts. `may` says which two are compared at all.
pub fn alike(texts: &[Text], noise: &Noise, may: &dyn Fn(usize, usize) -> bool) -> Likeness {
    let bares: Vec<Bare> = texts.iter().map(|t| bare(&t.text)).collect();
    let long = |b: &Bare| b.chars.len() >= noise.shortest;
    let prints: Vec<Vec<Print>> =
        bares.iter().map(|b| if long(b) { prints(&b.chars, noise) } else { Vec::new() }).collect();
    let mut likeness =
        Likeness { short: bares.iter().filter(|b| !long(b)).count(), ..Likeness::default() };
    let authors = authors(texts, &prints);
    let all: BTreeSet<&str> = texts.iter().map(|t| t.author.as_str()).collect();
    let limit = noise.authors.max(all.len() * noise.authors_percent / 100);
    likeness.speech = speech(texts, &bares, &prints, &authors, limit, noise);
    let own = |print: &&Print| authors.get(&print.0).is_some_and(|n| *n <= limit);
    let kept: Vec<BTreeMap<u64, usize>> =
        prints.iter().map(|p| p.iter().filter(own).copied().collect()).collect();
    let few = noise.prints.max(1);
    likeness.plain = bares.iter().zip(&kept).filter(|(b, k)| long(b) && k.len() < few).count();
    likeness.compared = bares.iter().filter(|b| long(b)).count() - likeness.plain;
    for ((a, b), shared) in shared(&kept, few, may) {
        let (Some(first), Some(second)) = (kept.get(a), kept.get(b)) else { continue };
        let least = first.len().min(second.len());
        if shared < few || shared * 100 < least * noise.percent {
            continue;
        }
        let (Some(left), Some(right)) = (bares.get(a), bares.get(b)) else { continue };
        let (from, length) = longest(left, right, first, second);
        let of = |n: usize| i128::try_from(n).unwrap_or(0);
        if let (true, Some(share)) = (length >= noise.passage, Ratio::of(of(shared), of(least))) {
            let passage = texts.get(a).map(|t| quoted(&t.text, left, from, length));
            let passage = passage.unwrap_or_default();
            likeness.pairs.push(Alike { texts: (a, b), share, passage, length });
        }
    }
    likeness
        .pairs
        .sort_by(|a, b| (b.share, b.length).cmp(&(a.share, a.length)).then(a.texts.cmp(&b.texts)));
    likeness
}

/// How many authors have each fingerprint.
fn authors(texts: &[Text], prints: &[Vec<Print>]) -> HashMap<u64, usize> {
    let mut by_author: BTreeMap<&str, BTreeSet<u64>> = BTreeMap::new();
    for (text, prints) in texts.iter().zip(prints) {
        by_author.entry(&text.author).or_default().extend(prints.iter().map(|p| p.0));
    }
    let mut authors = HashMap::new();
    for print in by_author.values().flatten() {
        *authors.entry(*print).or_insert(0) += 1;
    }
    authors
}

/// How many fingerprints two texts share, of those that may be compared.
fn shared(
    kept: &[BTreeMap<u64, usize>],
    few: usize,
    may: &dyn Fn(usize, usize) -> bool,
) -> BTreeMap<(usize, usize), usize> {
    let mut having: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for (at, prints) in kept.iter().enumerate().filter(|(_, p)| p.len() >= few) {
        for print in prints.keys() {
            having.entry(*print).or_default().push(at);
        }
    }
    let mut shared = BTreeMap::new();
    for texts in having.values() {
        for (n, a) in texts.iter().enumerate() {
            for b in texts.iter().skip(n + 1).filter(|b| may(*a, **b)) {
                *shared.entry((*a, *b)).or_insert(0) += 1;
            }
        }
    }
    shared
}

/// The longest passage around a shared fingerprint: where it begins in the first text, and its length.
fn longest(
    a: &Bare,
    b: &Bare,
    first: &BTreeMap<u64, usize>,
    second: &BTreeMap<u64, usize>,
) -> (usize, usize) {
    let mut best = (0, 0);
    for (print, at) in first {
        let Some(other) = second.get(print) else { continue };
        let same = |(x, y): &(&char, &char)| x == y;
        let (before_a, after_a) = a.chars.split_at((*at).min(a.chars.len()));
        let (before_b, after_b) = b.chars.split_at((*other).min(b.chars.len()));
        let back = before_a.iter().rev().zip(before_b.iter().rev()).take_while(same).count();
        let on = after_a.iter().zip(after_b).take_while(same).count();
        if back + on > best.1 || (back + on == best.1 && at - back < best.0) {
            best = (at - back, back + on);
        }
    }
    best
}

/// A passage as the text writes it.
fn quoted(text: &str, bare: &Bare, from: usize, length: usize) -> String {
    let (Some(first), Some(last)) =
        (bare.places.get(from), bare.places.get((from + length).saturating_sub(1)))
    else {
        return String::new();
    };
    text.chars().skip(*first).take(last - first + 1).collect()
}

/// Forms of speech that are kept.
const SPEECH: usize = 20;

/// Passages that more authors have than the limit, each once, where they are first met.
fn speech(
    texts: &[Text],
    bares: &[Bare],
    prints: &[Vec<Print>],
    authors: &HashMap<u64, usize>,
    limit: usize,
    noise: &Noise,
) -> Vec<(String, usize)> {
    let mut found: BTreeMap<String, usize> = BTreeMap::new();
    let mut seen: BTreeSet<u64> = BTreeSet::new();
    for ((text, bare), prints) in texts.iter().zip(bares).zip(prints) {
        let mut run: Option<(usize, usize, usize)> = None;
        let mut runs = Vec::new();
        for (print, at) in prints {
            let count = authors.get(print).copied().unwrap_or(0);
            match run {
                _ if count <= limit || !seen.insert(*print) => runs.extend(run.take()),
                Some((from, _, n)) if count.max(n) <= 2 * count.min(n) => {
                    run = Some((from, *at, n.min(count)));
                }
                _ => runs.extend(run.replace((*at, *at, count))),
            }
        }
        runs.extend(run);
        for (from, to, count) in runs {
            let passage = quoted(&text.text, bare, from, to - from + noise.piece);
            let slot = found.entry(passage).or_default();
            *slot = count.max(*slot);
        }
    }
    let mut all: Vec<(String, usize)> = found.into_iter().collect();
    all.sort_by(|a, b| {
        (b.1, b.0.chars().count()).cmp(&(a.1, a.0.chars().count())).then_with(|| a.0.cmp(&b.0))
    });
    all.truncate(SPEECH);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(texts: &[&str], noise: &Noise) -> Likeness {
        let texts: Vec<Text> = texts
            .iter()
            .enumerate()
            .map(|(n, t)| Text { author: n.to_string(), text: (*t).to_owned() })
            .collect();
        alike(&texts, noise, &|_, _| true)
    }

    #[test]
    fn every_shared_passage_of_piece_and_window_has_a_shared_fingerprint() {
        let noise = Noise { piece: 5, window: 4, ..Noise::default() };
        let long: Vec<char> =
            "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳".chars().collect();
        let whole: BTreeSet<u64> = prints(&long, &noise).iter().map(|p| p.0).collect();
        for from in 0..long.len() - 8 {
            let part = &long[from..from + 8];
            let padded: Vec<char> =
                "甲乙丙丁".chars().chain(part.iter().copied()).chain("戊己庚辛".chars()).collect();
            let found = prints(&padded, &noise).iter().any(|p| whole.contains(&p.0));
            assert!(found, "{from}");
        }
    }

    #[test]
    fn figures_punctuation_and_width_do_not_hide_a_copy() {
        let a = "2022年，我单位共组织培训12期，培训人员1,280人次，学员满意度达到98%，有效提升了干部队伍的业务素质和能力。";
        let b = "２０２３年我单位共组织培训15期、培训人员2,460人次，学员满意度达到95%，有效提升了干部队伍的业务素质和能力";
        let c = "全年完成道路清扫保洁面积三百二十万平方米，清运垃圾四万吨，修补破损路面，更换路灯，群众对环境卫生的评价明显好转。";
        let found = of(&[a, b, c], &Noise::default());
        assert_eq!(found.pairs.len(), 1, "{found:?}");
        assert_eq!(found.pairs[0].texts, (0, 1));
        assert_eq!(found.pairs[0].share.percent(), "100.00");
        assert!(
            found.pairs[0].passage.starts_with("2022年")
                && found.pairs[0].passage.ends_with("能力")
        );
        assert_eq!((found.short, found.compared), (0, 3));
    }

    #[test]
    fn short_texts_are_counted_not_compared() {
        let found = of(&["按计划完成。", "按计划完成。"], &Noise::default());
        assert_eq!((found.pairs.len(), found.short, found.compared), (0, 2, 0));
    }
}
