//! Which grid a point lies in: borders in a tree of rectangles.

use geo::{Contains, Coord, LineString, Polygon};
use rstar::{AABB, RTree, RTreeObject};

use crate::places::AreaCode;
use crate::places::boundary::Ring;
use crate::places::datum::Point;

/// A border of a grid as it is looked for.
struct Border {
    grid: AreaCode,
    polygon: Polygon,
    envelope: AABB<Point>,
}

impl RTreeObject for Border {
    type Envelope = AABB<Point>;

    fn envelope(&self) -> Self::Envelope {
        self.envelope
    }
}

/// All borders that hold, in WGS-84. Made once and asked many times.
pub struct GridIndex(RTree<Border>);

impl Default for GridIndex {
    fn default() -> Self {
        Self(RTree::new())
    }
}

impl GridIndex {
    /// Of grids with their polygons.
    pub fn new(grids: impl IntoIterator<Item = (AreaCode, Vec<Vec<Ring>>)>) -> Self {
        let borders = grids.into_iter().flat_map(|(grid, polygons)| {
            polygons.into_iter().filter_map(move |rings| {
                let (polygon, envelope) = shape(&rings)?;
                Some(Border { grid: grid.clone(), polygon, envelope })
            })
        });
        Self(RTree::bulk_load(borders.collect()))
    }

    pub fn is_empty(&self) -> bool {
        self.0.size() == 0
    }

    /// The grids a point lies in, the nearest level first: a group before its village, a village before its town. Where
    /// borders of one level overlap, the lower code comes first.
    pub fn find(&self, point: Point) -> Vec<&AreaCode> {
        let mut found: Vec<&AreaCode> = self
            .0
            .locate_in_envelope_intersecting(AABB::from_point(point))
            .filter(|border| border.polygon.contains(&coord(point)))
            .map(|border| &border.grid)
            .collect();
        found.sort_unstable_by_key(|code| (usize::MAX - code.as_str().len(), *code));
        found.dedup();
        found
    }
}

/// Does a polygon with holes contain this point?
pub fn contains(rings: &[Ring], point: Point) -> bool {
    shape(rings).is_some_and(|(polygon, _)| polygon.contains(&coord(point)))
}

/// How far a point lies from the nearest edge of polygons, in degrees of latitude.
pub fn distance(polygons: &[Vec<Ring>], [x, y]: Point) -> f64 {
    let shrunk = y.to_radians().cos();
    let edges = polygons.iter().flatten().flat_map(|ring| ring.windows(2));
    let apart = edges.map(|edge| {
        let at = |[a, b]: Point| [(a - x) * shrunk, b - y];
        let ([ax, ay], [bx, by]) = (at(edge[0]), at(edge[1]));
        let (dx, dy) = (bx - ax, by - ay);
        let length = dx * dx + dy * dy;
        let part = if length == 0.0 { 0.0 } else { (-(ax * dx + ay * dy) / length).clamp(0.0, 1.0) };
        (ax + part * dx).hypot(ay + part * dy)
    });
    apart.fold(f64::INFINITY, f64::min)
}

/// West, south, east and north of polygons.
pub fn bounds(polygons: &[Vec<Ring>]) -> Option<[f64; 4]> {
    let points = polygons.iter().filter_map(|rings| rings.first()).flatten();
    points.fold(None, |bounds: Option<[f64; 4]>, [x, y]| {
        let [west, south, east, north] = bounds.unwrap_or([*x, *y, *x, *y]);
        Some([west.min(*x), south.min(*y), east.max(*x), north.max(*y)])
    })
}

fn coord([x, y]: Point) -> Coord {
    Coord { x, y }
}

fn shape(rings: &[Ring]) -> Option<(Polygon, AABB<Point>)> {
    let line = |ring: &Ring| LineString::new(ring.iter().copied().map(coord).collect());
    let outer = rings.first()?;
    let envelope = AABB::from_points(outer.iter());
    Some((Polygon::new(line(outer), rings[1..].iter().map(line).collect()), envelope))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn square(x: f64, y: f64, side: f64) -> Ring {
        vec![[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]
    }

    fn codes(index: &GridIndex, point: Point) -> Vec<&str> {
        index.find(point).into_iter().map(AreaCode::as_str).collect()
    }

    #[test]
    fn the_nearest_level_comes_first_and_a_hole_is_outside() {
        let grid = |code: &str, rings: Vec<Ring>| (code.parse().unwrap(), vec![rings]);
        let index = GridIndex::new([
            grid("620602130", vec![square(102.0, 37.0, 1.0)]),
            grid("620602130200", vec![square(102.0, 37.0, 0.5), square(102.2, 37.2, 0.1)]),
            grid("620602130200001", vec![square(102.0, 37.0, 0.1)]),
        ]);
        assert_eq!(codes(&index, [102.05, 37.05]), ["620602130200001", "620602130200", "620602130"]);
        assert_eq!(codes(&index, [102.25, 37.25]), ["620602130"]);
        assert_eq!(codes(&index, [103.5, 37.5]), Vec::<&str>::new());
        assert!(GridIndex::default().is_empty() && GridIndex::default().find([102.0, 37.0]).is_empty());
        let far = distance(&[vec![square(0.0, 0.0, 1.0)]], [0.5, -0.25]);
        assert!((far - 0.25).abs() < 1e-9, "{far}");
        assert_eq!(bounds(&[vec![square(1.0, 2.0, 3.0)]]), Some([1.0, 2.0, 4.0, 5.0]));
    }

    proptest! {
        /// The tree finds what looking at every border finds.
        #[test]
        fn the_tree_finds_what_a_walk_finds(
            squares in prop::collection::vec((0u8..20, 0u8..20, 1u8..6), 1..40), x in 0.05..25.0f64, y in 0.05..25.0f64,
        ) {
            let rings: Vec<Vec<Ring>> =
                squares.iter().map(|(x, y, side)| vec![square(f64::from(*x), f64::from(*y), f64::from(*side))]).collect();
            let grids = rings.iter().enumerate().map(|(i, rings)| {
                (format!("6206021302{:05}", i).parse().unwrap(), vec![rings.clone()])
            });
            let index = GridIndex::new(grids);
            let walked = rings.iter().filter(|rings| contains(rings, [x, y])).count();
            prop_assert_eq!(index.find([x, y]).len(), walked);
        }
    }
}
