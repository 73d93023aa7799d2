//! Charts of Word documents: native ones, whose look can be changed in Word. Their numbers are written into
//! them; no workbook goes with them.

use super::escape;
use document::paper::{Drawing, Series, series};
use document::{Chart, ChartKind, Table};

const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
/// Units of office drawings in a twentieth of a point.
const EMU: u32 = 635;

/// The part `word/charts/chartN.xml`.
pub(super) fn part(table: &Table, chart: &Chart) -> String {
    let (labels, series) = series(table);
    let bars = chart.kind == ChartKind::Bars;
    let mut all: Vec<Series> = series;
    // Word has no line across bars of its own; on lines it is one more series.
    if let (Some((name, value)), false) = (&chart.mark, bars) {
        let printed = base::decimal::fixed(*value, 2);
        let values = labels.iter().map(|_| Some((*value, printed.clone()))).collect();
        all.push(Series { name: name.clone(), values });
    }
    let many = all.len() > 1;
    let own: String = all.iter().enumerate().map(|(n, one)| ser(n, one, &labels, chart)).collect();
    let plot = match bars {
        true => format!(
            "<c:barChart><c:barDir val=\"bar\"/><c:grouping val=\"clustered\"/><c:varyColors val=\"0\"/>{own}<c:gapWidth val=\"60\"/><c:axId val=\"1\"/><c:axId val=\"2\"/></c:barChart>"
        ),
        false => format!(
            "<c:lineChart><c:grouping val=\"standard\"/><c:varyColors val=\"0\"/>{own}<c:marker val=\"1\"/><c:axId val=\"1\"/><c:axId val=\"2\"/></c:lineChart>"
        ),
    };
    let legend = match many {
        true => {
            format!("<c:legend><c:legendPos val=\"t\"/><c:overlay val=\"0\"/>{TEXT}</c:legend>")
        }
        false => String::new(),
    };
    format!(
        "{DECLARATION}<c:chartSpace xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\" xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><c:roundedCorners val=\"0\"/><c:chart><c:autoTitleDeleted val=\"1\"/><c:plotArea><c:layout/>{plot}{}</c:plotArea>{legend}<c:plotVisOnly val=\"1\"/><c:dispBlanksAs val=\"gap\"/></c:chart><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr></c:chartSpace>",
        axes(bars, &chart.unit)
    )
}

/// Type of the texts, on one line.
const TEXT: &str = "<c:txPr><a:bodyPr wrap=\"none\"/><a:lstStyle/><a:p><a:pPr><a:defRPr sz=\"950\"/></a:pPr><a:endParaRPr lang=\"zh-CN\"/></a:p></c:txPr>";

fn ser(n: usize, one: &Series, labels: &[String], chart: &Chart) -> String {
    let text = |t: &str| format!("<c:v>{}</c:v>", escape(t));
    let point = |(at, value): (usize, String)| format!("<c:pt idx=\"{at}\">{value}</c:pt>");
    let count = labels.len();
    let names: String = labels.iter().map(|l| text(l)).enumerate().map(point).collect();
    let known = one.values.iter().enumerate();
    let values: String = known
        .filter_map(|(at, v)| Some((at, text(&v.as_ref()?.0.normalize().to_string()))))
        .map(point)
        .collect();
    let bars = chart.kind == ChartKind::Bars;
    let look = match (bars, n) {
        (true, 0) => "<a:solidFill><a:srgbClr val=\"1F3A5F\"/></a:solidFill>".to_owned(),
        (true, _) => "<a:solidFill><a:srgbClr val=\"A9BDD6\"/></a:solidFill>".to_owned(),
        (false, n) => {
            let (width, colour, dash) = [
                (25_400, "1F3A5F", "solid"),
                (15_240, "5B7CA6", "dash"),
                (13_970, "6B6B6B", "sysDot"),
            ][n.min(2)];
            format!(
                "<a:ln w=\"{width}\"><a:solidFill><a:srgbClr val=\"{colour}\"/></a:solidFill><a:prstDash val=\"{dash}\"/></a:ln>"
            )
        }
    };
    let marker = if bars {
        "<c:invertIfNegative val=\"0\"/>"
    } else {
        "<c:marker><c:symbol val=\"none\"/></c:marker>"
    };
    let shown = if bars { labelled(&chart.unit, "outEnd") } else { String::new() };
    let smooth = if bars { "" } else { "<c:smooth val=\"0\"/>" };
    format!(
        "<c:ser><c:idx val=\"{n}\"/><c:order val=\"{n}\"/><c:tx>{}</c:tx><c:spPr>{look}</c:spPr>{marker}{shown}<c:cat><c:strLit><c:ptCount val=\"{count}\"/>{names}</c:strLit></c:cat><c:val><c:numLit><c:formatCode>General</c:formatCode><c:ptCount val=\"{count}\"/>{values}</c:numLit></c:val>{smooth}</c:ser>",
        text(&one.name)
    )
}

/// Numbers beside the bars, with two decimals and their unit.
fn labelled(unit: &str, place: &str) -> String {
    format!(
        "<c:dLbls><c:numFmt formatCode=\"{}\" sourceLinked=\"0\"/><c:spPr><a:noFill/></c:spPr>{TEXT}<c:dLblPos val=\"{place}\"/><c:showLegendKey val=\"0\"/><c:showVal val=\"1\"/><c:showCatName val=\"0\"/><c:showSerName val=\"0\"/><c:showPercent val=\"0\"/><c:showBubbleSize val=\"0\"/></c:dLbls>",
        format("0.00", unit)
    )
}

/// A number format with a unit behind it, as an attribute.
fn format(digits: &str, unit: &str) -> String {
    escape(&format!("{digits}\"{}\"", unit.replace('"', "")))
}

fn axes(bars: bool, unit: &str) -> String {
    let (order, labels, values) = if bars { ("maxMin", "l", "t") } else { ("minMax", "b", "l") };
    let grid = "<c:majorGridlines><c:spPr><a:ln w=\"6350\"><a:solidFill><a:srgbClr val=\"BFBFBF\"/></a:solidFill></a:ln></c:spPr></c:majorGridlines>";
    // The numbers stand beside the bars; an axis would say them twice.
    let (hidden, grid) = if bars { ("1", "") } else { ("0", grid) };
    format!(
        "<c:catAx><c:axId val=\"1\"/><c:scaling><c:orientation val=\"{order}\"/></c:scaling><c:delete val=\"0\"/><c:axPos val=\"{labels}\"/><c:majorTickMark val=\"none\"/><c:minorTickMark val=\"none\"/><c:tickLblPos val=\"low\"/>{TEXT}<c:crossAx val=\"2\"/><c:crosses val=\"autoZero\"/><c:auto val=\"1\"/><c:lblAlgn val=\"ctr\"/><c:lblOffset val=\"100\"/><c:noMultiLvlLbl val=\"0\"/></c:catAx><c:valAx><c:axId val=\"2\"/><c:scaling><c:orientation val=\"minMax\"/><c:min val=\"0\"/></c:scaling><c:delete val=\"{hidden}\"/><c:axPos val=\"{values}\"/>{grid}<c:numFmt formatCode=\"{}\" sourceLinked=\"0\"/><c:majorTickMark val=\"none\"/><c:minorTickMark val=\"none\"/><c:tickLblPos val=\"nextTo\"/>{TEXT}<c:crossAx val=\"1\"/><c:crosses val=\"autoZero\"/><c:crossBetween val=\"between\"/></c:valAx>",
        format("General", unit)
    )
}

/// The paragraph that holds chart `n`, as large as the drawing.
pub(super) fn inline(n: usize, drawing: &Drawing) -> String {
    let (width, height) = (drawing.width * EMU, drawing.height * EMU);
    let words = escape(&drawing.words);
    format!(
        "<w:p><w:pPr><w:spacing w:before=\"120\" w:after=\"120\" w:line=\"240\" w:lineRule=\"auto\"/><w:ind w:firstLineChars=\"0\" w:firstLine=\"0\"/><w:jc w:val=\"center\"/></w:pPr><w:r><w:drawing><wp:inline xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\"><wp:extent cx=\"{width}\" cy=\"{height}\"/><wp:docPr id=\"{n}\" name=\"图{n}\" descr=\"{words}\"/><a:graphic xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\"><a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/chart\"><c:chart xmlns:c=\"http://schemas.openxmlformats.org/drawingml/2006/chart\" r:id=\"rIdChart{n}\"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )
}

/// The charts of a document, numbered from 1.
pub(super) fn all(document: &document::Document) -> Vec<(usize, String)> {
    let tables = document.blocks.iter().filter_map(|b| match b {
        document::Block::Table(t) if document::paper::draw(t, 1_000).is_some() => Some(t),
        _ => None,
    });
    let parts = tables.filter_map(|t| Some(part(t, t.chart.as_ref()?)));
    (1..).zip(parts).collect()
}
