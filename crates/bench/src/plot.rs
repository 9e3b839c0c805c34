//! How the figures grow with the database: one picture, matters on a logarithmic axis.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Result, anyhow};
use plotters::prelude::*;

use crate::report;

pub(crate) fn draw(json: &Path, svg: &Path) -> Result<()> {
    let mut lines: BTreeMap<String, Vec<(f64, f64)>> = BTreeMap::new();
    for figure in report::read(json)?.iter().filter(|f| f.unit == "ms" && f.value > 0.0) {
        let line = lines.entry(format!("{}, {}", figure.name, figure.engine)).or_default();
        line.push((f64::from(figure.size), figure.value));
    }
    lines.retain(|_, points| points.len() > 1);
    let points = || lines.values().flatten();
    let Some(least) = points().map(|p| p.0).reduce(f64::min) else { return Ok(()) };
    let most = points().map(|p| p.0).fold(least * 10.0, f64::max);
    let high = points().map(|p| p.1).fold(1.0, f64::max) * 1.2;

    let area = SVGBackend::new(svg, (1_000, 640)).into_drawing_area();
    let wrong = |e: DrawingAreaErrorKind<_>| anyhow!("{e}");
    area.fill(&WHITE).map_err(wrong)?;
    let mut chart = ChartBuilder::on(&area)
        .caption("Latency by size of the database", ("sans-serif", 20))
        .margin(16)
        .x_label_area_size(40)
        .y_label_area_size(60)
        .build_cartesian_2d((least..most).log_scale(), 0.0..high)
        .map_err(|e| anyhow!("{e}"))?;
    chart.configure_mesh().x_desc("matters").y_desc("ms").draw().map_err(|e| anyhow!("{e}"))?;
    for (i, (name, points)) in lines.iter_mut().enumerate() {
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        let colour = Palette99::pick(i).to_rgba();
        chart
            .draw_series(LineSeries::new(points.iter().copied(), colour.stroke_width(2)).point_size(3))
            .map_err(|e| anyhow!("{e}"))?
            .label(name)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 16, y)], colour.stroke_width(2)));
    }
    let labels =
        chart.configure_series_labels().position(SeriesLabelPosition::UpperLeft).border_style(BLACK.mix(0.2)).draw();
    labels.map_err(|e| anyhow!("{e}"))?;
    area.present().map_err(|e| anyhow!("{e}"))?;
    Ok(())
}
