//! A person's own key: made and wrapped in the browser, kept here as it came.

use std::str::FromStr;

use bandeng_core::kernel::{Code, Id, Refusal};
use bandeng_core::policy::{Action, require_general};
use bandeng_core::vault::{LARGEST_WRAP, check_passkey, check_wrapped, fingerprint};
use bandeng_store::{Ctx, Result};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

use super::query::{self, Key};
use super::{decode, recovery};
use crate::http::App;
use crate::identity::service::stream;

/// One's own vault: the key, and the recoveries one has a part in.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct VaultView {
    pub key: Option<OwnKey>,
    /// Recovery keys one keeps half of, or may set up.
    pub recoveries: Vec<recovery::RecoveryView>,
    /// Recoveries that are asked for and not over, where one is an officer.
    pub requests: Vec<recovery::RequestLine>,
}

/// One's own key, with the private half as one's browser wrapped it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OwnKey {
    pub version: i64,
    /// The public key: `age1…`.
    pub recipient: String,
    pub fingerprint: String,
    /// An age file behind a passphrase, in base64: the identities, one a line, the present one first.
    pub wrapped: String,
    pub passkey: Option<Passkey>,
    /// Epoch milliseconds.
    pub made_at: i64,
}

/// A passkey that opens the vault too.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Passkey {
    /// Which one, as the browser names it.
    pub identity: String,
    /// The same identities in an age file behind it, in base64.
    pub wrapped: String,
}

/// A key to be kept: a new one, or the same one behind another passphrase.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct KeyRequest {
    /// The version of the key one has; 0 where there is none.
    pub version: i64,
    pub recipient: String,
    pub wrapped: String,
    #[serde(default)]
    pub passkey: Option<Passkey>,
}

/// Reads a public key.
///
/// # Errors
/// [`Code::VaultFileUnreadable`].
pub(super) fn recipient(text: &str) -> Result<String, Refusal> {
    let read = age::x25519::Recipient::from_str(text);
    read.map(|key| key.to_string()).map_err(|_| Refusal::at(Code::VaultFileUnreadable, "/recipient"))
}

/// One's own vault.
pub(super) async fn show(app: &App, ctx: &Ctx) -> Result<VaultView> {
    require_general(&ctx.actor, Action::VaultKeep)?;
    let key = query::key(app.db.reader(), ctx.actor.account).await?.map(own);
    let (recoveries, requests) = recovery::around(app, &ctx.actor).await?;
    Ok(VaultView { key, recoveries, requests })
}

fn own(key: Key) -> OwnKey {
    let passkey = key.passkey.zip(key.passkey_wrapped).map(|(identity, wrapped)| Passkey { identity, wrapped });
    OwnKey {
        version: key.version,
        recipient: key.recipient,
        fingerprint: key.fingerprint,
        wrapped: key.wrapped,
        passkey,
        made_at: key.made_at,
    }
}

/// Longest name a browser gives to a passkey.
const LONGEST_IDENTITY: usize = 2048;

/// Keeps a key. The public half of a new one is what others encrypt to from now on.
///
/// # Errors
/// [`Code::VaultKeyMoved`], [`Code::VaultFileUnreadable`], [`Code::TooLong`], [`Code::TooMany`].
pub(super) async fn put(app: &App, ctx: &Ctx, request: KeyRequest) -> Result<OwnKey> {
    require_general(&ctx.actor, Action::VaultKeep)?;
    app.limits.account("vault-key", ctx.actor.account, app.db.now(), 3_600_000, 20)?;
    let recipient = recipient(request.recipient.trim())?;
    check_wrapped(&decode(&request.wrapped, LARGEST_WRAP, "/wrapped")?, "/wrapped")?;
    if let Some(passkey) = &request.passkey {
        check_passkey(&decode(&passkey.wrapped, LARGEST_WRAP, "/passkey/wrapped")?, "/passkey/wrapped")?;
        let printable = passkey.identity.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if passkey.identity.len() > LONGEST_IDENTITY || !printable {
            return Err(Refusal::at(Code::VaultFileUnreadable, "/passkey/identity").into());
        }
    }
    let account: Id = ctx.actor.account;
    let mut uow = app.begin(ctx).await?;
    let before = query::key(uow.read(), account).await?;
    if before.as_ref().map_or(0, |key| key.version) != request.version {
        return Err(Refusal::new(Code::VaultKeyMoved).into());
    }
    let same = before.as_ref().filter(|key| key.recipient == recipient);
    let name = fingerprint(&recipient);
    if same.is_none() && query::key_is_known(uow.read(), &name).await? {
        return Err(Refusal::at(Code::VaultFileUnreadable, "/recipient").into());
    }
    let now = uow.now();
    let (passkey, passkey_wrapped) = request.passkey.map(|passkey| (passkey.identity, passkey.wrapped)).unzip();
    let row = Key {
        account_id: account,
        version: same.map_or(request.version + 1, |key| key.version),
        recipient,
        fingerprint: name,
        wrapped: request.wrapped,
        passkey,
        passkey_wrapped,
        made_at: same.map_or(now, |key| key.made_at),
        wrapped_at: now,
    };
    let kind = match (&before, same) {
        (None, _) => "vault.key_made",
        (Some(_), None) => "vault.key_replaced",
        (Some(_), Some(_)) => "vault.key_rewrapped",
    };
    uow.record_registry(stream(account), kind, &json!({ "version": row.version, "fingerprint": row.fingerprint }))?;
    match same {
        Some(_) => query::update_key(&uow, row.clone()).await?,
        None => query::insert_key(&uow, row.clone()).await?,
    }
    uow.commit().await?;
    Ok(own(row))
}
