//! A time stamp of an authority on a root (RFC 3161): that it was there at that time, said by somebody else.
//!
//! What is asked is always the same few bytes but for hash and nonce; what comes back is kept as it is. Whether it was
//! granted, and for this hash and this question, is looked at here; the authority's signature is looked at by whoever wants
//! to rely on it: `openssl ts -verify -digest ROOT -in STAMP -CAfile AUTHORITY`.

use bandeng_core::kernel::chain::Hashing;
use bandeng_core::kernel::stamp::{Unstamped, check, question};
use reqwest::header::CONTENT_TYPE;
use sha2::{Digest, Sha256};

use crate::http::App;
use crate::http::outbound::OutboundError;

/// Why there is no stamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum StampFault {
    #[error(transparent)]
    Outbound(#[from] OutboundError),
    #[error("the authority did not grant a stamp")]
    NotGranted,
    #[error("what the authority answered is no stamp on this root")]
    Other,
}

impl From<Unstamped> for StampFault {
    fn from(fault: Unstamped) -> Self {
        match fault {
            Unstamped::NotGranted => Self::NotGranted,
            Unstamped::Other => Self::Other,
        }
    }
}

/// Asks an authority to stamp a root; its whole answer.
pub(super) async fn ask(app: &App, authority: &str, root: &str) -> Result<Vec<u8>, StampFault> {
    let (hash, mut nonce) = (imprint(root), app.db.env().random::<8>());
    // A positive number of eight octets, in its only encoding.
    nonce[0] = nonce[0] & 0x3f | 0x40;
    let request = app.outbound.client().post(authority);
    let request = request.header(CONTENT_TYPE, "application/timestamp-query").body(question(&hash, nonce));
    let reply = app.outbound.send(request).await?;
    if reply.status != 200 {
        return Err(StampFault::NotGranted);
    }
    check(&reply.body, &hash, nonce)?;
    Ok(reply.body)
}

/// What is stamped: a root of SHA-256 itself; of another one, which authorities may not know, its SHA-256.
fn imprint(root: &str) -> [u8; 32] {
    let own = (Hashing::of(root) == Hashing::Sha256).then(|| hex::decode(root).ok()).flatten();
    own.and_then(|bytes| bytes.try_into().ok()).unwrap_or_else(|| Sha256::digest(root.as_bytes()).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_root_of_sha256_is_stamped_itself() {
        let root = Hashing::Sha256.of_bytes(b"x");
        assert_eq!(hex::encode(imprint(&root)), root);
        assert_ne!(hex::encode(imprint(&Hashing::Sm3.of_bytes(b"x"))), root);
    }
}
