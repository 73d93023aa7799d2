//! How many lines a text takes, by the usual widths: a Chinese character is a square, a digit somewhat
//! more than half of one.

use base::text::width;

/// Width of a narrow character in hundredths of the size of type.
const NARROW: u32 = 57;

/// Width of a character in hundredths of the size of type.
pub(super) fn share(c: char) -> u32 {
    let mut buffer = [0; 4];
    match width(c.encode_utf8(&mut buffer)) {
        0 => 0,
        1 if c.is_ascii() => NARROW,
        // Quotes, dashes and the like are wide in Chinese fonts.
        _ => 100,
    }
}

/// Width of a text in one line; `size` in half points.
pub fn length(text: &str, size: u32) -> u32 {
    text.chars().map(share).sum::<u32>().saturating_mul(size) / 10
}

/// The longest stretch of a text that is not broken: digits and letters stay together. A tenth is added
/// for fonts with wide digits.
pub(super) fn stretch(text: &str, size: u32) -> u32 {
    let parts = text.split(|c: char| !c.is_ascii_graphic());
    let longest = parts.map(|p| length(p, size) * 11 / 10).max().unwrap_or(0);
    let any = !text.is_ascii();
    longest.max(if any { size * 10 } else { 0 })
}

/// Lines a text takes in this width, its own line ends included.
pub fn lines(text: &str, size: u32, room: u32) -> u32 {
    let room = room.max(1);
    let one = |line: &str| {
        let mut lines = 1;
        let mut used = 0;
        let mut rest = line;
        while let Some(c) = rest.chars().next() {
            // What is not broken goes to the next line as a whole.
            let word = rest.find(|c: char| !c.is_ascii_graphic()).unwrap_or(rest.len());
            let end = word.max(c.len_utf8());
            let wide = length(&rest[..end], size);
            if used > 0 && used + wide > room {
                lines += 1;
                used = 0;
            }
            used += wide;
            while used > room && wide > room {
                lines += 1;
                used -= room;
            }
            rest = &rest[end..];
        }
        lines
    };
    text.split('\n').map(one).sum()
}

/// Type in half points that keeps a title on one line: `wanted`, or smaller down to `least`; a longer
/// one goes over lines as `wanted`.
pub fn title(text: &str, wanted: u32, least: u32, room: u32) -> u32 {
    let fits = |size: &u32| length(text, *size) <= room;
    (least..=wanted).rev().find(fits).unwrap_or(wanted)
}
