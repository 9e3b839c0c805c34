//! What stands under a telephone provider's request: `Authorization: Bandeng t=1772323200000, v1=SIGNATURE`.

use super::SIGNATURE_HOLDS_MS;
use crate::kernel::Instant;

/// The header, read. Whether the signature is right says whoever knows the secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignedHead<'a> {
    /// The time as it was written, which is signed with the body.
    pub stamped: &'a str,
    /// The same in epoch milliseconds.
    pub at: Instant,
    /// The signature as it was given.
    pub signature: &'a str,
}

impl<'a> SignedHead<'a> {
    /// Reads the value of the header; none if it is of another kind. A time that is none is `Some(None)`: it was meant for us
    /// and is wrong.
    pub fn read(value: &'a str) -> Option<Option<Self>> {
        let value = value.strip_prefix("Bandeng ")?;
        let part = |name: &str| value.split(',').find_map(|part| part.trim().strip_prefix(name)).map(str::trim);
        let read = || {
            let (stamped, signature) = (part("t=")?, part("v1=")?);
            Some(Self { stamped, at: stamped.parse().ok()?, signature })
        };
        Some(read())
    }

    /// Whether its time is near enough to now: an old request cannot be sent again.
    pub fn is_fresh(&self, now: Instant) -> bool {
        now.abs_diff(self.at) <= SIGNATURE_HOLDS_MS.unsigned_abs()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_in_either_order_and_what_is_none_is_told_from_what_is_wrong() {
        let head = SignedHead { stamped: "17", at: 17, signature: "ab" };
        assert_eq!(SignedHead::read("Bandeng t=17, v1=ab"), Some(Some(head)));
        assert_eq!(SignedHead::read("Bandeng v1=ab,t=17"), Some(Some(head)));
        assert_eq!(SignedHead::read("Bearer t=17, v1=ab"), None);
        for wrong in ["Bandeng ", "Bandeng t=17", "Bandeng t=now, v1=ab", "Bandeng t=99999999999999999999, v1=ab"] {
            assert_eq!(SignedHead::read(wrong), Some(None), "{wrong}");
        }
    }

    #[test]
    fn only_a_time_of_now_is_fresh_however_far_the_other_one_is() {
        let now = 1_772_323_200_000;
        let fresh = |at| SignedHead { stamped: "", at, signature: "" }.is_fresh(now);
        assert!(fresh(now) && fresh(now - SIGNATURE_HOLDS_MS) && fresh(now + SIGNATURE_HOLDS_MS));
        // Half of all numbers away, the difference has no sign any more.
        for at in [now - SIGNATURE_HOLDS_MS - 1, 0, Instant::MIN, Instant::MIN + now, Instant::MAX] {
            assert!(!fresh(at), "{at}");
        }
    }
}
