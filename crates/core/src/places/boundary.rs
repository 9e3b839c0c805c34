//! Outlines of areas: read from GeoJSON, checked, moved to WGS-84, and simplified to what a map of counties needs.
//!
//! Nothing is shipped: maps of China are published by those who may. What an administrator brings is taken whole or, with
//! every fault at its place, not at all.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::AreaCode;
use super::datum::in_china;
pub use super::datum::{Datum, Point};
use crate::kernel::{Code, Refusal};

/// Closed: the last point is the first.
pub type Ring = Vec<Point>;

/// The outline of an area: polygons, each an outer ring with its holes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Boundary {
    #[schema(value_type = String)]
    pub area: AreaCode,
    #[schema(value_type = Vec<Vec<Vec<Vec<f64>>>>)]
    pub polygons: Vec<Vec<Ring>>,
}

impl Boundary {
    pub fn points(&self) -> usize {
        self.polygons.iter().flatten().map(Vec::len).sum()
    }
}

/// Areas brought at once.
const FEATURES: usize = 5_000;
/// Points of a ring as it is brought.
const RING: usize = 50_000;
/// Points an outline keeps: enough for a screen of 2,000 pixels.
const KEPT: usize = 1_500;
/// Faults told at once.
const FAULTS: usize = 20;

#[derive(Deserialize)]
struct Collection {
    features: Vec<Feature>,
}

#[derive(Deserialize)]
struct Feature {
    #[serde(default)]
    properties: Option<Map<String, Value>>,
    geometry: Option<Geometry>,
}

#[derive(Deserialize)]
struct Geometry {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    coordinates: Value,
}

/// Reads a FeatureCollection of polygons, each with its area's code in its properties (`code`, `adcode`, `area` or
/// `区划代码`; zeros that only fill up a code may follow).
///
/// # Errors
/// [`Code::BoundaryUnreadable`], [`Code::BoundaryTooMany`]; at its place [`Code::AreaMalformed`], [`Code::BoundaryTwice`],
/// [`Code::BoundaryKind`], [`Code::CoordinateOutside`], [`Code::RingOpen`], [`Code::RingCrosses`], [`Code::RingTooLong`].
pub fn read(bytes: &[u8], datum: Datum) -> Result<Vec<Boundary>, Vec<Refusal>> {
    let found = read_exactly(bytes, datum)?;
    Ok(found.into_iter().map(simplified).collect())
}

/// As [`read`], with every point as it was drawn: borders that meet must go on meeting.
///
/// # Errors
/// As [`read`].
pub fn read_exactly(bytes: &[u8], datum: Datum) -> Result<Vec<Boundary>, Vec<Refusal>> {
    let collection: Collection =
        serde_json::from_slice(bytes).map_err(|_| vec![Refusal::new(Code::BoundaryUnreadable)])?;
    if collection.features.is_empty() {
        return Err(vec![Refusal::new(Code::BoundaryUnreadable)]);
    }
    if collection.features.len() > FEATURES {
        return Err(vec![Refusal::new(Code::BoundaryTooMany)]);
    }
    let (mut found, mut faults) = (Vec::<Boundary>::new(), Vec::new());
    for (n, feature) in collection.features.iter().enumerate() {
        match one(feature, n, datum) {
            Ok(boundary) if found.iter().any(|known| known.area == boundary.area) => {
                faults.push(Refusal::at(Code::BoundaryTwice, format!("/features/{n}/properties")));
            }
            Ok(boundary) => found.push(boundary),
            Err(fault) => faults.push(fault),
        }
        if faults.len() >= FAULTS {
            break;
        }
    }
    if faults.is_empty() { Ok(found) } else { Err(faults) }
}

fn one(feature: &Feature, n: usize, datum: Datum) -> Result<Boundary, Refusal> {
    let area = feature.properties.as_ref().and_then(code_of);
    let area = area.ok_or_else(|| Refusal::at(Code::AreaMalformed, format!("/features/{n}/properties")))?;
    let at = format!("/features/{n}/geometry");
    let unfit = || Refusal::at(Code::BoundaryKind, at.clone());
    let geometry = feature.geometry.as_ref().ok_or_else(unfit)?;
    let polygons: Vec<Vec<Vec<Vec<f64>>>> = match geometry.kind.as_str() {
        "Polygon" => vec![Vec::deserialize(&geometry.coordinates).map_err(|_| unfit())?],
        "MultiPolygon" => Vec::deserialize(&geometry.coordinates).map_err(|_| unfit())?,
        _ => return Err(unfit()),
    };
    let is_multi = geometry.kind == "MultiPolygon";
    let mut read = Vec::with_capacity(polygons.len());
    for (p, polygon) in polygons.iter().enumerate() {
        let mut rings = Vec::with_capacity(polygon.len());
        for (r, ring) in polygon.iter().enumerate() {
            let place = if is_multi { format!("{at}/coordinates/{p}/{r}") } else { format!("{at}/coordinates/{r}") };
            rings.push(ring_of(ring, datum, &area, &place)?);
        }
        if !rings.is_empty() {
            read.push(rings);
        }
    }
    if read.is_empty() {
        return Err(unfit());
    }
    Ok(Boundary { area, polygons: read })
}

/// Polygons as a screen drew them, without the file around them. Pointers begin at `/coordinates`.
///
/// # Errors
/// As [`read`], at the ring.
pub fn drawn(polygons: &[Vec<Vec<Vec<f64>>>], datum: Datum, area: &AreaCode) -> Result<Vec<Vec<Ring>>, Refusal> {
    let mut read = Vec::with_capacity(polygons.len());
    for (p, polygon) in polygons.iter().enumerate() {
        let rings =
            polygon.iter().enumerate().map(|(r, ring)| ring_of(ring, datum, area, &format!("/coordinates/{p}/{r}")));
        let rings = rings.collect::<Result<Vec<Ring>, Refusal>>()?;
        if !rings.is_empty() {
            read.push(rings);
        }
    }
    if read.is_empty() { Err(Refusal::at(Code::BoundaryKind, "/coordinates")) } else { Ok(read) }
}

/// The code of an area as such files write it.
fn code_of(properties: &Map<String, Value>) -> Option<AreaCode> {
    let value = ["code", "adcode", "area", "区划代码"].iter().find_map(|name| properties.get(*name))?;
    let mut digits = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    for (long, zeros) in [(12, 3), (9, 3), (6, 2), (4, 2)] {
        if digits.len() == long && digits.bytes().rev().take(zeros).all(|b| b == b'0') {
            digits.truncate(long - zeros);
        }
    }
    digits.parse().ok()
}

fn ring_of(points: &[Vec<f64>], datum: Datum, area: &AreaCode, place: &str) -> Result<Ring, Refusal> {
    if points.len() > RING {
        return Err(Refusal::at(Code::RingTooLong, place));
    }
    let mut ring: Ring = Vec::with_capacity(points.len());
    for (i, point) in points.iter().enumerate() {
        let [longitude, latitude, ..] = point[..] else { return Err(Refusal::at(Code::BoundaryKind, place)) };
        if !in_china([longitude, latitude]) {
            return Err(Refusal::at(Code::CoordinateOutside, format!("{place}/{i}")).with(
                format!("{area}的第{}个点（{longitude}，{latitude}）不在中国境内。坐标要先经度、后纬度，单位是度。", i + 1),
                format!("Point {} of {area} ({longitude}, {latitude}) is not in China: longitude first, then latitude, in degrees.", i + 1),
            ));
        }
        let point = datum.to_wgs84([longitude, latitude]);
        if ring.last() != Some(&point) {
            ring.push(point);
        }
    }
    if ring.len() < 4 || ring.first() != ring.last() {
        return Err(Refusal::at(Code::RingOpen, place));
    }
    if let Some([longitude, latitude]) = crossing(&ring) {
        return Err(Refusal::at(Code::RingCrosses, place).with(
            format!("{area}的边界在（{longitude:.5}，{latitude:.5}）附近自相交，请先在制图软件里修好。"),
            format!("The outline of {area} crosses itself near ({longitude:.5}, {latitude:.5}); mend it in a mapping program first."),
        ));
    }
    Ok(ring)
}

/// Where two edges of a ring cross that are no neighbours. Edges are swept from west to east.
pub fn crossing(ring: &[Point]) -> Option<Point> {
    let mut edges: Vec<(usize, &[Point])> = ring.windows(2).enumerate().collect();
    let west = |edge: &[Point]| edge[0][0].min(edge[1][0]);
    let east = |edge: &[Point]| edge[0][0].max(edge[1][0]);
    edges.sort_unstable_by(|a, b| west(a.1).total_cmp(&west(b.1)));
    let last = edges.len().saturating_sub(1);
    let mut open: Vec<(usize, &[Point])> = Vec::new();
    for (n, edge) in edges {
        open.retain(|(_, known)| east(known) >= west(edge));
        for (m, known) in &open {
            let apart = n.abs_diff(*m);
            if apart > 1
                && apart != last
                && let Some(point) = cross([edge[0], edge[1]], [known[0], known[1]])
            {
                return Some(point);
            }
        }
        open.push((n, edge));
    }
    None
}

/// On which side of the line from `a` to `b` a point lies.
fn side(a: Point, b: Point, c: Point) -> f64 {
    (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
}

/// Where two edges cross; edges that merely touch do not.
fn cross([a, b]: [Point; 2], [c, d]: [Point; 2]) -> Option<Point> {
    let (from, to) = (side(c, d, a), side(c, d, b));
    let apart = |one: f64, other: f64| (one > 0.0 && other < 0.0) || (one < 0.0 && other > 0.0);
    if !apart(from, to) || !apart(side(a, b, c), side(a, b, d)) {
        return None;
    }
    let part = from / (from - to);
    Some([a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])])
}

/// Leaves out points that nobody sees, coarser until few enough are left. A ring that would cross itself then stays finer.
fn simplified(mut boundary: Boundary) -> Boundary {
    // About five metres, doubled as often as needed.
    let mut tolerance = 0.00005;
    let whole = boundary.polygons.clone();
    loop {
        boundary.polygons =
            whole.iter().map(|polygon| polygon.iter().map(|ring| coarser(ring, tolerance)).collect()).collect();
        if boundary.points() <= KEPT || tolerance > 0.05 {
            return boundary;
        }
        tolerance *= 2.0;
    }
}

fn coarser(ring: &[Point], tolerance: f64) -> Ring {
    let mut tolerance = tolerance;
    for _ in 0..8 {
        let coarse = thinned(ring, tolerance);
        if coarse.len() >= 4 && crossing(&coarse).is_none() {
            return coarse;
        }
        tolerance /= 2.0;
    }
    ring.to_vec()
}

/// Ramer, Douglas and Peucker: a point stays if it lies further than the tolerance from the line between its neighbours.
fn thinned(ring: &[Point], tolerance: f64) -> Ring {
    let last = ring.len() - 1;
    // A closed ring has no ends: it is cut where it is furthest from its first point.
    let far = (0..last).max_by(|a, b| distance(ring[*a], ring[0]).total_cmp(&distance(ring[*b], ring[0]))).unwrap_or(0);
    let mut stays = vec![false; ring.len()];
    (stays[0], stays[far], stays[last]) = (true, true, true);
    let mut parts = vec![(0, far), (far, last)];
    while let Some((from, to)) = parts.pop() {
        let aside = |i: &usize| beside(ring[*i], ring[from], ring[to]);
        let furthest = (from + 1..to).max_by(|a, b| aside(a).total_cmp(&aside(b)));
        if let Some(i) = furthest.filter(|i| aside(i) > tolerance) {
            stays[i] = true;
            parts.extend([(from, i), (i, to)]);
        }
    }
    // To a metre: more digits say nothing.
    let rounded = |point: &Point| point.map(|degrees| (degrees * 100_000.0).round() / 100_000.0);
    let mut thin: Ring =
        ring.iter().zip(&stays).filter(|(_, stays)| **stays).map(|(point, _)| rounded(point)).collect();
    thin.dedup();
    thin
}

/// In degrees of latitude: a degree of longitude is shorter the further north.
fn distance(a: Point, b: Point) -> f64 {
    let shrunk = a[1].to_radians().cos();
    ((a[0] - b[0]) * shrunk).hypot(a[1] - b[1])
}

/// How far a point lies from the line between two others.
fn beside(point: Point, a: Point, b: Point) -> f64 {
    let length = distance(a, b);
    if length == 0.0 { distance(point, a) } else { (side(a, b, point) * a[1].to_radians().cos()).abs() / length }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn collection(code: &str, rings: Value) -> Vec<u8> {
        json!({ "type": "FeatureCollection", "features": [
            { "type": "Feature", "properties": { "adcode": code }, "geometry": { "type": "Polygon", "coordinates": rings } },
        ] })
        .to_string()
        .into_bytes()
    }

    fn fault(bytes: &[u8]) -> (Code, String) {
        let mut faults = read(bytes, Datum::Wgs84).unwrap_err();
        assert_eq!(faults.len(), 1, "{faults:?}");
        let fault = faults.remove(0);
        (fault.code, fault.pointer.unwrap_or_default())
    }

    fn square() -> Value {
        json!([[[102.0, 37.0], [103.0, 37.0], [103.0, 38.0], [102.0, 38.0], [102.0, 37.0]]])
    }

    #[test]
    fn an_outline_is_read_by_its_code_with_or_without_filling_zeros() {
        for (written, code) in [
            ("620602", "620602"),
            ("620602130000", "620602130"),
            ("620600", "6206"),
            ("620000000000", "62"),
            ("62", "62"),
        ] {
            let read = read(&collection(written, square()), Datum::Wgs84).unwrap();
            assert_eq!((read[0].area.as_str(), read[0].points()), (code, 5), "{written}");
        }
        assert_eq!(fault(&collection("6206021", square())), (Code::AreaMalformed, "/features/0/properties".into()));
    }

    #[test]
    fn what_is_wrong_is_told_at_its_place() {
        let at = |rings| fault(&collection("620602", rings));
        let bow = json!([[[102.0, 37.0], [103.0, 38.0], [103.0, 37.0], [102.0, 38.0], [102.0, 37.0]]]);
        let refused = read(&collection("620602", bow), Datum::Wgs84).unwrap_err().remove(0);
        assert_eq!(
            (refused.code, refused.pointer.as_deref()),
            (Code::RingCrosses, Some("/features/0/geometry/coordinates/0"))
        );
        assert!(refused.sentence().zh.contains("（102.50000，37.50000）"), "{}", refused.sentence().zh);
        let open = json!([[[102.0, 37.0], [103.0, 37.0], [103.0, 38.0], [102.0, 38.0]]]);
        assert_eq!(at(open).0, Code::RingOpen);
        let turned = json!([[[37.0, 102.0], [37.0, 103.0], [38.0, 103.0], [37.0, 102.0]]]);
        assert_eq!(at(turned), (Code::CoordinateOutside, "/features/0/geometry/coordinates/0/0".into()));
        assert_eq!(at(json!([])).0, Code::BoundaryKind);
        assert_eq!(at(json!([[["a"]]])).0, Code::BoundaryKind);
        assert_eq!(fault(b"{}").0, Code::BoundaryUnreadable);
        let point = json!({ "features": [{ "properties": { "code": "62" }, "geometry": { "type": "Point", "coordinates": [102.0, 37.0] } }] });
        assert_eq!(fault(point.to_string().as_bytes()).0, Code::BoundaryKind);
        let twice = json!({ "features": [
            { "properties": { "code": "62" }, "geometry": { "type": "Polygon", "coordinates": square() } },
            { "properties": { "code": "620000" }, "geometry": { "type": "Polygon", "coordinates": square() } },
        ] });
        assert_eq!(fault(twice.to_string().as_bytes()), (Code::BoundaryTwice, "/features/1/properties".into()));
    }

    #[test]
    fn a_long_outline_keeps_its_shape_with_fewer_points() {
        let circle: Vec<Vec<f64>> = (0..=20_000)
            .map(|i| f64::from(i % 20_000) * std::f64::consts::TAU / 20_000.0)
            .map(|angle| vec![102.5 + 0.4 * angle.cos(), 37.5 + 0.3 * angle.sin()])
            .collect();
        let thin = read(&collection("620602", json!([circle])), Datum::Wgs84).unwrap().remove(0);
        assert!((50..=KEPT).contains(&thin.points()), "{}", thin.points());
        let ring = &thin.polygons[0][0];
        assert_eq!((ring.first(), crossing(ring)), (ring.last(), None));
        let far = |p: &Point| (((p[0] - 102.5) / 0.4).hypot((p[1] - 37.5) / 0.3) - 1.0).abs();
        assert!(ring.iter().all(|p| far(p) < 0.001));
    }

    proptest! {
        #[test]
        fn a_crossing_is_found_as_by_looking_at_every_pair(points in prop::collection::vec((0u8..30, 0u8..30), 4..14)) {
            let mut ring: Ring = points.iter().map(|(x, y)| [f64::from(*x), f64::from(*y)]).collect();
            ring.push(ring[0]);
            let edges: Vec<[Point; 2]> = ring.windows(2).map(|e| [e[0], e[1]]).collect();
            let last = edges.len() - 1;
            let any = edges.iter().enumerate().any(|(n, edge)| {
                edges[..n].iter().enumerate().any(|(m, known)| n - m > 1 && n - m != last && cross(*edge, *known).is_some())
            });
            prop_assert_eq!(crossing(&ring).is_some(), any);
        }
    }
}
