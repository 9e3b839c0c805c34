//! A signature drawn with a finger or a pen: strokes as points with their times.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use crate::kernel::{Code, Refusal};

/// Horizontal, vertical, and milliseconds since the first point.
pub type Point = [u32; 3];

/// A drawing on a pad of a size. Lengths are in the pad's own units, whatever the screen's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Drawing {
    pub width: u32,
    pub height: u32,
    /// Each from where the finger went down to where it was lifted; a point is `[x, y, milliseconds]`.
    #[schema(value_type = Vec<Vec<Vec<u32>>>)]
    pub strokes: Vec<Vec<Point>>,
}

/// Bounds of a pad's sides.
const SIDES: std::ops::RangeInclusive<u32> = 100..=4_000;
/// More than any name takes; a program that draws ends here.
const MOST_STROKES: usize = 300;
const MOST_POINTS: usize = 8_000;
/// A name has more.
const FEWEST_POINTS: usize = 6;

/// The part of a pad a drawing takes.
struct Bounds {
    left: u32,
    top: u32,
    right: u32,
    bottom: u32,
}

impl Drawing {
    /// Checks a drawing at a pointer. Says nothing of whether it can be read: people write as they write.
    ///
    /// # Errors
    /// [`Code::OutOfRange`] for what no pad sends; [`Code::SignatureTooSmall`] for a dot, a tap or a short dash.
    pub fn check(&self, at: &str) -> Result<(), Refusal> {
        let points: usize = self.strokes.iter().map(Vec::len).sum();
        let inside = |[x, y, _]: &Point| *x <= self.width && *y <= self.height;
        let sound = SIDES.contains(&self.width)
            && SIDES.contains(&self.height)
            && self.strokes.len() <= MOST_STROKES
            && points <= MOST_POINTS
            && self.strokes.iter().flatten().all(inside);
        if !sound {
            return Err(Refusal::at(Code::OutOfRange, at));
        }
        // A name goes over a quarter of the pad with the finger, and takes up an eighth of it in one direction.
        let wide = f64::from(self.width.min(self.height * 2));
        let Some(bounds) = self.bounds().filter(|_| points >= FEWEST_POINTS) else {
            return Err(Refusal::at(Code::SignatureTooSmall, at));
        };
        let spread = f64::from((bounds.right - bounds.left).max(bounds.bottom - bounds.top));
        if self.length() < wide / 4.0 || spread < wide / 8.0 {
            return Err(Refusal::at(Code::SignatureTooSmall, at));
        }
        Ok(())
    }

    /// How far the finger went over the glass.
    fn length(&self) -> f64 {
        let step = |[a, b]: [&Point; 2]| {
            let (x, y) = (f64::from(a[0]) - f64::from(b[0]), f64::from(a[1]) - f64::from(b[1]));
            x.hypot(y)
        };
        self.strokes.iter().flat_map(|stroke| stroke.windows(2).map(move |pair| step([&pair[0], &pair[1]]))).sum()
    }

    fn bounds(&self) -> Option<Bounds> {
        let mut points = self.strokes.iter().flatten();
        let [x, y, _] = points.next()?;
        let first = Bounds { left: *x, top: *y, right: *x, bottom: *y };
        Some(points.fold(first, |b, [x, y, _]| Bounds {
            left: b.left.min(*x),
            top: b.top.min(*y),
            right: b.right.max(*x),
            bottom: b.bottom.max(*y),
        }))
    }

    /// The drawing as a picture that can be printed at any size: its strokes, smoothed, and nothing else.
    pub fn svg(&self) -> String {
        let Some(bounds) = self.bounds() else { return String::new() };
        let pen = (f64::from(self.height) / 50.0).max(1.5);
        let margin = pen * 2.0;
        let (left, top) = (f64::from(bounds.left) - margin, f64::from(bounds.top) - margin);
        let (wide, high) = (
            f64::from(bounds.right - bounds.left) + 2.0 * margin,
            f64::from(bounds.bottom - bounds.top) + 2.0 * margin,
        );
        let path: String = self.strokes.iter().map(|stroke| path(stroke)).collect();
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"{left:.1} {top:.1} {wide:.1} {high:.1}\" \
             width=\"{wide:.1}\" height=\"{high:.1}\"><path d=\"{path}\" fill=\"none\" stroke=\"#1a1a1a\" \
             stroke-width=\"{pen:.1}\" stroke-linecap=\"round\" stroke-linejoin=\"round\"/></svg>"
        )
    }

    /// Of its points, in hexadecimal: what an event remembers of it.
    pub fn sha256(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(format!("{}x{}", self.width, self.height));
        for stroke in &self.strokes {
            hash.update(b"|");
            for [x, y, t] in stroke {
                hash.update(format!("{x},{y},{t};"));
            }
        }
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// A stroke as a path that runs through the middles between its points, so that it is smooth.
fn path(stroke: &[Point]) -> String {
    let at = |[x, y, _]: &Point| (f64::from(*x), f64::from(*y));
    let mut points = stroke.iter().map(at);
    let Some((x, y)) = points.next() else { return String::new() };
    let mut out = format!("M{x:.0} {y:.0}");
    let rest: Vec<(f64, f64)> = points.collect();
    for pair in rest.windows(2) {
        let ((x, y), (next_x, next_y)) = (pair[0], pair[1]);
        out.push_str(&format!("Q{x:.0} {y:.0} {:.1} {:.1}", (x + next_x) / 2.0, (y + next_y) / 2.0));
    }
    match rest.last() {
        Some((x, y)) => out.push_str(&format!("L{x:.0} {y:.0}")),
        None => out.push_str("h0.1"),
    }
    out
}
