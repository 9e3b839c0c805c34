//! A time stamp of an authority (RFC 3161): what is asked, and whether what comes back was granted for it.
//!
//! What is asked is always the same few bytes but for hash and nonce. Whether an answer was granted, and for this hash and
//! this question, is looked at here; the authority's signature is looked at by whoever wants to rely on it.

/// Why an answer is no stamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unstamped {
    /// The authority did not grant one.
    NotGranted,
    /// What was answered is no stamp on this hash.
    Other,
}

/// `AlgorithmIdentifier` of SHA-256 with no parameters but NULL.
const SHA256: [u8; 15] = [0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00];

const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;
const OCTETS: u8 = 0x04;

/// `TimeStampReq`: version 1, hash, nonce, and the authority's certificate, please.
pub fn question(hash: &[u8; 32], nonce: [u8; 8]) -> Vec<u8> {
    let imprint = value(SEQUENCE, &[&SHA256[..], &value(OCTETS, hash)].concat());
    let version = value(INTEGER, &[1]);
    let certificate = [0x01, 0x01, 0xff];
    value(SEQUENCE, &[&version[..], &imprint, &value(INTEGER, &nonce), &certificate].concat())
}

/// A short value in DER.
fn value(tag: u8, content: &[u8]) -> Vec<u8> {
    debug_assert!(content.len() < 128, "longer ones need a longer length");
    [&[tag, content.len() as u8], content].concat()
}

/// `TimeStampResp`: granted, and a token that speaks of this hash and answers this question.
///
/// # Errors
/// [`Unstamped`].
pub fn check(answer: &[u8], hash: &[u8; 32], nonce: [u8; 8]) -> Result<(), Unstamped> {
    let (content, _) = read(answer, SEQUENCE).ok_or(Unstamped::Other)?;
    let (status, token) = read(content, SEQUENCE).ok_or(Unstamped::Other)?;
    let (status, _) = read(status, INTEGER).ok_or(Unstamped::Other)?;
    // Granted, or granted with changes.
    if !matches!(status, [0 | 1]) {
        return Err(Unstamped::NotGranted);
    }
    let speaks_of = |part: &[u8]| token.windows(part.len()).any(|window| window == part);
    let ours = speaks_of(&value(OCTETS, hash)) && speaks_of(&value(INTEGER, &nonce));
    if ours { Ok(()) } else { Err(Unstamped::Other) }
}

/// The content of the value at the beginning, and what follows it.
fn read(bytes: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (&[is, first], rest) = bytes.split_first_chunk::<2>()?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(first), rest),
        0x81..=0x84 => {
            let (length, rest) = rest.split_at_checked(usize::from(first - 0x80))?;
            (length.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)), rest)
        }
        _ => return None,
    };
    if is == tag { rest.split_at_checked(length) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_question_is_that_of_the_standard() {
        // As `openssl ts -query -sha256 -cert` writes it for this hash and nonce.
        let question = super::super::chain::hex(&question(&[0xab; 32], [0x41, 2, 3, 4, 5, 6, 7, 8]));
        let hash = "ab".repeat(32);
        assert_eq!(
            question,
            format!("30430201013031300d060960864801650304020105000420{hash}020841020304050607080101ff")
        );
    }

    #[test]
    fn only_a_granted_stamp_on_this_root_is_kept() {
        let (hash, nonce) = ([7; 32], [0x40, 1, 1, 1, 1, 1, 1, 1]);
        let answer = |status: u8, token: &[u8]| {
            let status = value(SEQUENCE, &value(INTEGER, &[status]));
            value(SEQUENCE, &[&status[..], token].concat())
        };
        let token = value(SEQUENCE, &[value(OCTETS, &hash), value(INTEGER, &nonce)].concat());
        assert_eq!(check(&answer(0, &token), &hash, nonce), Ok(()));
        assert_eq!(check(&answer(2, &[]), &hash, nonce), Err(Unstamped::NotGranted));
        assert_eq!(check(&answer(0, &token), &[8; 32], nonce), Err(Unstamped::Other));
        assert_eq!(check(&answer(0, &token), &hash, [0x40; 8]), Err(Unstamped::Other));
        for cut in 0..answer(0, &token).len() {
            assert!(check(&answer(0, &token)[..cut], &hash, nonce).is_err(), "{cut}");
        }
    }
}
