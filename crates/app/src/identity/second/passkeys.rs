//! Passkeys (WebAuthn): what browsers make and answer, judged by `webauthn-rs`.

use bandeng_core::kernel::{Code, Id, Refusal};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use webauthn_rs::prelude::{
    CredentialID, DiscoverableAuthentication, DiscoverableKey, Passkey, PasskeyAuthentication, PasskeyRegistration,
    PublicKeyCredential, RegisterPublicKeyCredential, Url, Uuid,
};
use webauthn_rs::{Webauthn, WebauthnBuilder};

/// The judge of passkeys; none where the house has no name of its own, since passkeys are for names and not for addresses.
pub struct Passkeys(Option<Webauthn>);

type Judged<T> = Result<T, Refusal>;

fn refused(_: impl std::fmt::Display) -> Refusal {
    Refusal::new(Code::PasskeyRefused)
}

fn read<T: serde::de::DeserializeOwned>(value: Value) -> Judged<T> {
    serde_json::from_value(value).map_err(refused)
}

/// How a browser names a passkey, as rows have it.
pub(super) fn handle(id: &CredentialID) -> String {
    URL_SAFE_NO_PAD.encode(id)
}

fn person(account: Id) -> Uuid {
    Uuid::from_u128(u128::from(account.unsigned_abs()))
}

impl Passkeys {
    /// For the address under which people reach this house.
    pub fn new(public_url: Option<&str>) -> Self {
        let url = public_url.and_then(|text| Url::parse(text).ok());
        let judge = url.and_then(|url| {
            let name = url.domain()?.to_owned();
            WebauthnBuilder::new(&name, &url).ok()?.rp_name("\u{677f}\u{51f3}").build().ok()
        });
        Self(judge)
    }

    /// Whether passkeys can be used here.
    pub fn possible(&self) -> bool {
        self.0.is_some()
    }

    fn judge(&self) -> Judged<&Webauthn> {
        self.0.as_ref().ok_or(Refusal::new(Code::PasskeysUnavailable))
    }

    /// What a browser is asked to make, and what is kept of it. A passkey that can be found without a name is wanted, so that
    /// its owner need not type theirs.
    pub(super) fn begin_making(
        &self,
        account: Id,
        login: &str,
        name: &str,
        known: Vec<CredentialID>,
    ) -> Judged<(Value, PasskeyRegistration)> {
        let started = self.judge()?.start_passkey_registration(person(account), login, name, Some(known));
        let (asked, state) = started.map_err(refused)?;
        let mut asked = serde_json::to_value(asked).map_err(refused)?;
        if let Some(selection) = asked.pointer_mut("/publicKey/authenticatorSelection") {
            selection["residentKey"] = json!("required");
            selection["requireResidentKey"] = json!(true);
        }
        Ok((asked, state))
    }

    /// Judges what the browser made.
    pub(super) fn finish_making(&self, made: Value, state: &PasskeyRegistration) -> Judged<Passkey> {
        let made: RegisterPublicKeyCredential = read(made)?;
        self.judge()?.finish_passkey_registration(&made, state).map_err(refused)
    }

    /// Asks for one of somebody's passkeys.
    pub(super) fn ask(&self, keys: &[Passkey]) -> Judged<(Value, PasskeyAuthentication)> {
        let (asked, state) = self.judge()?.start_passkey_authentication(keys).map_err(refused)?;
        Ok((serde_json::to_value(asked).map_err(refused)?, state))
    }

    /// Judges the answer: which of the keys it is, as it is to be kept from now on.
    pub(super) fn answer(&self, given: Value, state: &PasskeyAuthentication, keys: Vec<Passkey>) -> Judged<Passkey> {
        let given: PublicKeyCredential = read(given)?;
        let result = self.judge()?.finish_passkey_authentication(&given, state).map_err(refused)?;
        let mut key =
            keys.into_iter().find(|key| key.cred_id() == result.cred_id()).ok_or_else(|| refused("another"))?;
        let _ = key.update_credential(&result);
        Ok(key)
    }

    /// Asks for a passkey without knowing whose.
    pub(super) fn ask_anybody(&self) -> Judged<(Value, DiscoverableAuthentication)> {
        let (mut asked, state) = self.judge()?.start_discoverable_authentication().map_err(refused)?;
        // Somebody pressed a button for it: the browser asks openly.
        asked.mediation = None;
        Ok((serde_json::to_value(asked).map_err(refused)?, state))
    }

    /// Whose passkey an answer says it is, and which; nothing of it is believed yet.
    pub(super) fn claimed(&self, given: &Value) -> Judged<(Id, String)> {
        let given: PublicKeyCredential = read(given.clone())?;
        let (person, id) = self.judge()?.identify_discoverable_authentication(&given).map_err(refused)?;
        let account = Id::try_from(person.as_u128()).map_err(refused)?;
        Ok((account, URL_SAFE_NO_PAD.encode(id)))
    }

    /// Judges the answer of somebody who gave no name.
    pub(super) fn answer_anybody(
        &self,
        given: Value,
        state: DiscoverableAuthentication,
        mut key: Passkey,
    ) -> Judged<Passkey> {
        let given: PublicKeyCredential = read(given)?;
        let found = DiscoverableKey::from(&key);
        let judged = self.judge()?.finish_discoverable_authentication_v2(&given, state, &found);
        let _ = key.update_credential(&judged.map_err(refused)?);
        Ok(key)
    }
}
