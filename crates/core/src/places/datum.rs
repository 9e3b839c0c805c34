//! How coordinates are meant, and the way from one system into the other.
//!
//! A coordinate never travels without its system ([`Coordinate`]); what is kept is WGS-84.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::{Code, Refusal};
use crate::text_enum;

text_enum! {
    /// How coordinates are meant. CGCS2000, the national datum, is WGS-84 within a metre.
    pub enum Datum {
        Wgs84 = "wgs84" ("CGCS2000 / WGS-84", "CGCS2000 / WGS-84"),
        Gcj02 = "gcj02" ("GCJ-02（高德、腾讯等）", "GCJ-02 (AutoNavi, Tencent and others)"),
    }
}

/// Longitude and latitude in degrees.
pub type Point = [f64; 2];

/// A place on the ground with the system its numbers are meant in.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Coordinate {
    /// Degrees, before the latitude.
    pub longitude: f64,
    pub latitude: f64,
    pub datum: Datum,
}

impl Coordinate {
    /// The point in WGS-84.
    ///
    /// # Errors
    /// [`Code::CoordinateOutside`]: not in China, or latitude before longitude.
    pub fn wgs84(self) -> Result<Point, Refusal> {
        let point = [self.longitude, self.latitude];
        if !in_china(point) {
            return Err(Refusal::at(Code::CoordinateOutside, "/longitude"));
        }
        Ok(self.datum.to_wgs84(point))
    }
}

impl Datum {
    pub fn to_wgs84(self, point: Point) -> Point {
        match self {
            Datum::Wgs84 => point,
            Datum::Gcj02 => from_gcj02(point),
        }
    }

    pub fn of_wgs84(self, point: Point) -> Point {
        match self {
            Datum::Wgs84 => point,
            Datum::Gcj02 => to_gcj02(point),
        }
    }
}

/// Within the rectangle around the country. A latitude in the first place never is.
pub fn in_china([longitude, latitude]: Point) -> bool {
    (73.0..=136.0).contains(&longitude) && (3.0..=54.0).contains(&latitude)
}

/// From GCJ-02, in which Chinese map services publish: the shift is computed and taken back until it fits.
pub fn from_gcj02(point: Point) -> Point {
    let mut guess = point;
    for _ in 0..5 {
        let shifted = to_gcj02(guess);
        guess = [guess[0] + point[0] - shifted[0], guess[1] + point[1] - shifted[1]];
    }
    guess
}

/// Into GCJ-02: the published approximation of the shift, on the ellipsoid of Krasovsky.
pub fn to_gcj02([longitude, latitude]: Point) -> Point {
    use std::f64::consts::PI;
    const AXIS: f64 = 6_378_245.0;
    const FLAT: f64 = 0.006_693_421_622_965_943;
    let (x, y) = (longitude - 105.0, latitude - 35.0);
    let wave = |of: f64, by: [f64; 3], amplitudes: [f64; 3]| {
        by.iter().zip(amplitudes).map(|(by, amplitude)| amplitude * (of * PI * by).sin()).sum::<f64>() * 2.0 / 3.0
    };
    let both = wave(x, [6.0, 2.0, 0.0], [20.0, 20.0, 0.0]);
    let north = -100.0
        + 2.0 * x
        + 3.0 * y
        + 0.2 * y * y
        + 0.1 * x * y
        + 0.2 * x.abs().sqrt()
        + both
        + wave(y, [1.0, 1.0 / 3.0, 0.0], [20.0, 40.0, 0.0])
        + wave(y, [1.0 / 12.0, 1.0 / 30.0, 0.0], [160.0, 320.0, 0.0]);
    let east = 300.0
        + x
        + 2.0 * y
        + 0.1 * x * x
        + 0.1 * x * y
        + 0.1 * x.abs().sqrt()
        + both
        + wave(x, [1.0, 1.0 / 3.0, 0.0], [20.0, 40.0, 0.0])
        + wave(x, [1.0 / 12.0, 1.0 / 30.0, 0.0], [150.0, 300.0, 0.0]);
    let (sine, cosine) = latitude.to_radians().sin_cos();
    let magic = 1.0 - FLAT * sine * sine;
    let root = magic.sqrt();
    let north = north * 180.0 / (AXIS * (1.0 - FLAT) / (magic * root) * PI);
    let east = east * 180.0 / (AXIS / root * cosine * PI);
    [longitude + east, latitude + north]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// In metres, well enough for a few kilometres.
    fn metres(a: Point, b: Point) -> f64 {
        let north = (a[1] - b[1]) * 111_320.0;
        let east = (a[0] - b[0]) * 111_320.0 * a[1].to_radians().cos();
        north.hypot(east)
    }

    /// Pairs published with the libraries `eviltransform` and `coordtransform`: WGS-84, then GCJ-02.
    const PUBLISHED: [(Point, Point); 4] = [
        ([121.527_210_6, 31.177_427_6], [121.531_541_9, 31.175_304_0]),
        ([113.912_316, 22.543_847], [113.917_176, 22.540_798]),
        ([116.377_817, 39.911_954], [116.384_048, 39.913_348]),
        ([116.391_23, 39.907_42], [116.397_47, 39.908_82]),
    ];

    #[test]
    fn published_points_are_met_both_ways() {
        for (wgs84, gcj02) in PUBLISHED {
            assert!(metres(to_gcj02(wgs84), gcj02) < 2.0, "{wgs84:?}: {:?}", to_gcj02(wgs84));
            assert!(metres(from_gcj02(gcj02), wgs84) < 2.0, "{gcj02:?}: {:?}", from_gcj02(gcj02));
        }
    }

    #[test]
    fn latitude_first_is_refused() {
        let turned = Coordinate { longitude: 37.9, latitude: 102.6, datum: Datum::Wgs84 };
        assert_eq!(turned.wgs84().unwrap_err().code, Code::CoordinateOutside);
        let shifted = Coordinate { longitude: 102.6, latitude: 37.9, datum: Datum::Gcj02 };
        assert!(metres(shifted.wgs84().unwrap(), [102.6, 37.9]) > 100.0);
    }

    proptest! {
        #[test]
        fn a_shift_is_always_taken_back(longitude in 75.0..134.0f64, latitude in 18.0..53.0f64) {
            let back = from_gcj02(to_gcj02([longitude, latitude]));
            prop_assert!(metres(back, [longitude, latitude]) < 0.1);
        }
    }
}
