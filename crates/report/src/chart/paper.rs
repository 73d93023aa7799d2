//! The chart of a document, which describes itself as a table, as one of a page.

use super::{Drawing, Figure, Picture, Point, Series, Unit};
use base::Decimal;
use document::{ChartKind, Table};

/// The chart of a table that says how it is drawn; `None` for any other.
pub fn of_table(table: &Table) -> Option<Picture> {
    let chart = table.chart.as_ref()?;
    let mut rows = table.rows.iter().map(|r| r.cells.iter().map(|c| c.text.clone()));
    let mut head = rows.next()?;
    let _ = head.next();
    let names: Vec<String> = head.collect();
    let mut labels = Vec::new();
    let mut points: Vec<Vec<Point>> = vec![Vec::new(); names.len()];
    for mut row in rows {
        labels.push(row.next().unwrap_or_default());
        for all in &mut points {
            let figure = row.next().map_or(Figure::None, |text| read(&text));
            all.push(Point { figure, href: String::new() });
        }
    }
    let of = |(name, points)| Series { name, points, faint: false };
    let mut series: Vec<Series> = names.into_iter().zip(points).map(of).collect();
    if let Some((name, value)) = &chart.mark {
        let point = Point { figure: hundredths(*value), href: String::new() };
        let points = vec![point; labels.len()];
        series.push(Series { name: name.clone(), points, faint: true });
    }
    let unit = match chart.unit.as_str() {
        "%" => Unit::Percent,
        other => Unit::Other(other.to_owned()),
    };
    let drawing = match chart.kind {
        ChartKind::Bars => Drawing::Bars { labels, series },
        ChartKind::Lines => Drawing::Lines { labels, series },
    };
    Some(Picture { drawing, unit, left_out: 0 })
}

fn read(text: &str) -> Figure {
    let plain = text.replace([',', '%', '，'], "");
    plain.trim().parse::<Decimal>().map_or(Figure::None, hundredths)
}

fn hundredths(value: Decimal) -> Figure {
    let scaled = value.checked_mul(Decimal::from(100)).map(|v| v.round().to_string());
    scaled.and_then(|t| t.parse::<i128>().ok()).map_or(Figure::None, Figure::Hundredths)
}
