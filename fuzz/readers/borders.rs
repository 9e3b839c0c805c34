//! Borders on a map as GeoJSON, in any datum.

use bandeng_core::places::boundary;
use bandeng_core::places::datum::Datum;

pub(crate) fn read(bytes: &[u8]) -> bool {
    let mut understood = false;
    for datum in [Datum::Wgs84, Datum::Gcj02] {
        let (coarse, exact) = (boundary::read(bytes, datum), boundary::read_exactly(bytes, datum));
        assert_eq!(coarse.is_ok(), exact.is_ok(), "both take the same");
        understood |= coarse.is_ok_and(|areas| !areas.is_empty());
    }
    understood
}
