//! For whom a note is encrypted: who mediates now and has a key, and the committee's recovery key.

use bandeng_core::kernel::{Code, Id, Refusal};
use bandeng_core::mediation::Mediation;
use bandeng_core::vault::{LARGEST_NOTE, check_sealed};
use bandeng_store::Result;
use sea_orm::ConnectionTrait;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::{decode, query};

/// A key a note is encrypted to.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(super) struct RecipientView {
    /// The public key: `age1…`.
    pub recipient: String,
    /// What names it.
    pub fingerprint: String,
    /// Whose it is; blank where it is the committee's recovery key.
    pub name: String,
    /// It is the committee's recovery key.
    pub recovery: bool,
}

/// For whom notes are encrypted now.
pub(super) struct Wanted {
    pub recipients: Vec<RecipientView>,
    /// Mediators without a key: they read nothing until they have one.
    pub lacking: Vec<String>,
    /// The committee has a recovery key.
    pub recovery: bool,
}

/// For whom notes of a mediation are encrypted now.
pub(super) async fn wanted(connection: &impl ConnectionTrait, m: &Mediation) -> Result<Wanted> {
    let mediators: Vec<(Id, String)> = m.current_mediators().map(|a| (a.account.0, a.name.clone())).collect();
    let keys = query::keys(connection, &mediators.iter().map(|(id, _)| *id).collect::<Vec<_>>()).await?;
    let mut wanted = Wanted { recipients: Vec::new(), lacking: Vec::new(), recovery: false };
    for (id, name) in mediators {
        match keys.iter().find(|key| key.account_id == id) {
            Some(key) => wanted.recipients.push(RecipientView {
                recipient: key.recipient.clone(),
                fingerprint: key.fingerprint.clone(),
                name,
                recovery: false,
            }),
            None => wanted.lacking.push(name),
        }
    }
    let recovery = match m.committee {
        Some(committee) => query::recovery(connection, committee.0).await?,
        None => None,
    };
    if let Some(recovery) = recovery {
        wanted.recovery = true;
        wanted.recipients.push(RecipientView {
            recipient: recovery.recipient,
            fingerprint: recovery.fingerprint,
            name: String::new(),
            recovery: true,
        });
    }
    Ok(wanted)
}

/// An encrypted note on its way in.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct SealedBody {
    /// The age file, in base64.
    pub body: String,
    /// The fingerprints of the keys it was encrypted to.
    pub recipients: Vec<String>,
}

impl SealedBody {
    /// Refuses what is no age file, or was encrypted for others than those who are to read it. The hash of the file.
    ///
    /// # Errors
    /// [`Code::TooLong`], [`Code::VaultFileUnreadable`], [`Code::VaultRecoveryMissing`], [`Code::VaultRecipientsWrong`].
    pub(super) fn check(&self, wanted: &Wanted) -> Result<String, Refusal> {
        let bytes = decode(&self.body, LARGEST_NOTE, "/body")?;
        if !wanted.recovery {
            return Err(Refusal::new(Code::VaultRecoveryMissing));
        }
        let mut named = self.recipients.clone();
        named.sort_unstable();
        if named != wanted.fingerprints() {
            return Err(Refusal::new(Code::VaultRecipientsWrong));
        }
        check_sealed(&bytes, LARGEST_NOTE, named.len(), "/body")?;
        Ok(hex::encode(Sha256::digest(&bytes)))
    }
}

impl Wanted {
    /// The fingerprints in their order, as rows keep them.
    pub(super) fn fingerprints(&self) -> Vec<String> {
        let mut all: Vec<String> = self.recipients.iter().map(|r| r.fingerprint.clone()).collect();
        all.sort_unstable();
        all
    }
}
