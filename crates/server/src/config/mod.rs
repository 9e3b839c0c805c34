//! Settings: defaults, then `bandeng.toml`, then the environment (`BANDENG_…`), then flags.

use std::collections::BTreeMap;
mod database;

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use bandeng_app::backup::{BackupSettings, Lock};
use bandeng_app::http::address::{Proxies, Rates};
use bandeng_app::http::state::MapSource;
use bandeng_app::identity::openid::Provider;
use bandeng_app::messages::settings::MessageSettings;
use bandeng_core::calls::Waits;
use bandeng_core::deadlines::{Preset, Presets, RuleId};
use bandeng_core::dossier::RetentionTable;
use bandeng_core::kernel::chain::Hashing;
use bandeng_core::mediation::limits::{LocalLimit, LocalLimits};
use bandeng_core::places::datum::Datum;
use bandeng_core::policy::Role;
use bandeng_core::privacy::Thresholds;
use figment::Figment;
use figment::error::Kind;
use figment::providers::{Env, Format, Serialized, Toml};
use serde::{Deserialize, Deserializer, Serialize};

pub(crate) use database::Database;

use crate::wire::Wire;

/// Flags that every command understands.
#[derive(clap::Args, Serialize)]
pub(crate) struct Flags {
    /// Settings file [default: bandeng.toml, if there is one]
    #[arg(long, global = true, env = "BANDENG_CONFIG", value_name = "FILE")]
    #[serde(skip)]
    config: Option<PathBuf>,
    /// Folder of the database file, the keys and the attachments [default: ./var]
    #[arg(long, global = true, value_name = "DIR")]
    #[serde(skip_serializing_if = "Option::is_none")]
    data_dir: Option<PathBuf>,
    /// sqlite://FILE or postgres://USER:PASSWORD@HOST/NAME [default: bandeng.db in the data folder]
    #[arg(long, global = true, value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    database_url: Option<String>,
    /// Keys that encrypt telephone numbers [default: keys.json in the data folder]
    #[arg(long, global = true, value_name = "FILE")]
    #[serde(skip_serializing_if = "Option::is_none")]
    key_file: Option<PathBuf>,
    /// Address and port; port 0 takes a free one [default: 127.0.0.1:8080]
    #[arg(long, global = true, value_name = "ADDRESS")]
    #[serde(skip_serializing_if = "Option::is_none")]
    listen: Option<String>,
    /// A folder with fonts, before those of the system; may be given several times
    #[arg(long = "font-folder", global = true, value_name = "DIR")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    font_folders: Vec<PathBuf>,
    /// What is logged: info, warn, bandeng_app=debug, … [default: info]
    #[arg(long, global = true, value_name = "FILTER")]
    #[serde(skip_serializing_if = "Option::is_none")]
    log: Option<String>,
    /// Cookies travel over HTTPS alone [default: false]
    #[arg(long, global = true, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    #[serde(skip_serializing_if = "Option::is_none")]
    secure_cookies: Option<bool>,
    /// Under which address people reach this house, for links in files and QR codes on papers: https://bandeng.example.cn
    #[arg(long, global = true, value_name = "URL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    public_url: Option<String>,
    /// Minutes without a request after which a session ends [default: 30]
    #[arg(long, global = true, value_name = "MINUTES")]
    #[serde(skip_serializing_if = "Option::is_none")]
    idle_minutes: Option<i64>,
    /// Counters for Prometheus under /metrics [default: true]
    #[arg(long, global = true, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    #[serde(skip_serializing_if = "Option::is_none")]
    metrics: Option<bool>,
}

/// The settings, each from where it was last set.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    pub(crate) data_dir: PathBuf,
    database_url: Option<String>,
    key_file: Option<PathBuf>,
    pub(crate) listen: String,
    #[serde(deserialize_with = "folders")]
    pub(crate) font_folders: Vec<PathBuf>,
    pub(crate) log: String,
    secure_cookies: bool,
    /// Certificate chain and key in PEM: with them the server speaks HTTPS itself.
    tls_cert: Option<PathBuf>,
    tls_key: Option<PathBuf>,
    /// Addresses and networks of proxies in front of this house: in the file alone.
    trusted_proxies: Vec<String>,
    /// Seconds a client may take for the head of a request.
    header_seconds: u64,
    /// Requests a minute from one address without sign-in, from one address, from one account; 0 is without a limit.
    rate_public: u32,
    rate_address: u32,
    rate_account: u32,
    public_url: Option<String>,
    pub(crate) idle_minutes: i64,
    pub(crate) metrics: bool,
    /// Which origins the server itself may ask, such as `https://sms.example.cn`: in the file alone.
    pub(crate) outbound: Vec<String>,
    /// How messages leave the house: `[messages.sms]`, `[messages.email]`, in the file alone.
    pub(crate) messages: MessageSettings,
    /// Posts that ask for a second factor at sign-in: in the file alone. A demo asks nobody.
    pub(crate) second_factor_roles: Vec<Role>,
    /// The provider of sign-in: `[openid]`, in the file alone.
    openid: Option<OpenIdSettings>,
    /// Seconds after a call for help at which the next are rung: `[calls]`, in the file alone.
    pub(crate) calls: Waits,
    /// Where tiles of a base map come from: `[map]`, in the file alone.
    map: Option<MapSettings>,
    /// From which number on a day's reading is listed for the audit administrator: `[unusual]`, in the file alone.
    pub(crate) unusual: Thresholds,
    /// Address of a time-stamping authority for daily seals; its origin stands in `outbound` too: in the file alone.
    pub(crate) stamp_url: Option<String>,
    /// What a new installation encrypts and hashes with: `aes` (AES-256, SHA-256) or `sm` (SM4, SM3). What is there already
    /// says itself what it was made with: in the file alone.
    algorithms: Algorithms,
    /// A backup a day: `[backup]`, in the file alone.
    backup: Option<BackupConfig>,
    /// How long files are kept: `[retention]`, in the file alone.
    pub(crate) retention: RetentionTable,
    /// Lengths of limits that are a local custom, by the rule's code: `[presets.T1]`, in the file alone.
    presets: BTreeMap<RuleId, Preset>,
    /// LocalLimits of mediation by kind of dispute, source and entrusting body: `[[limits]]`, in the file alone.
    limits: Vec<LocalLimit>,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data_dir: "./var".into(),
            database_url: None,
            key_file: None,
            listen: "127.0.0.1:8080".into(),
            font_folders: Vec::new(),
            log: "info".into(),
            secure_cookies: false,
            tls_cert: None,
            tls_key: None,
            trusted_proxies: Vec::new(),
            header_seconds: 20,
            rate_public: 300,
            rate_address: 12_000,
            rate_account: 1_200,
            public_url: None,
            idle_minutes: 30,
            metrics: true,
            outbound: Vec::new(),
            messages: MessageSettings::default(),
            second_factor_roles: vec![Role::SystemAdministrator, Role::SecurityAdministrator, Role::AuditAdministrator],
            openid: None,
            calls: Waits::default(),
            map: None,
            unusual: Thresholds::default(),
            stamp_url: None,
            backup: None,
            algorithms: Algorithms::Aes,
            retention: RetentionTable::default(),
            presets: BTreeMap::new(),
            limits: Vec::new(),
        }
    }
}

/// `[map]`: none is shipped, since maps of China are published by those who may.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct MapSettings {
    tiles: String,
    datum: Datum,
    attribution: String,
}

/// `[openid]`: a provider that is asked who somebody is.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OpenIdSettings {
    /// Its address, which is among `outbound` too.
    issuer: String,
    client_id: String,
    client_secret: Option<String>,
    /// What is written on the button.
    name: String,
}

/// `[backup]`: where backups go, how many are kept, and what they are encrypted with.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct BackupConfig {
    folder: PathBuf,
    #[serde(default = "fortnight")]
    keep: usize,
    #[serde(default = "at_two")]
    hour: i8,
    /// So often rows alone are backed up besides.
    rows_minutes: Option<u16>,
    /// Public keys (`age1…`), …
    #[serde(default)]
    recipients: Vec<String>,
    /// … or a file that holds a passphrase.
    passphrase_file: Option<PathBuf>,
}

const fn fortnight() -> usize {
    14
}

const fn at_two() -> i8 {
    2
}

/// What a new installation encrypts and hashes with.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Algorithms {
    /// AES-256-GCM and SHA-256.
    Aes,
    /// SM4-GCM and SM3: GB/T 32907, GB/T 32905.
    Sm,
}

const DEFAULT_FILE: &str = "bandeng.toml";
const KEYS: [&str; 16] = [
    "data_dir",
    "database_url",
    "key_file",
    "listen",
    "font_folders",
    "log",
    "secure_cookies",
    "tls_cert",
    "tls_key",
    "header_seconds",
    "rate_public",
    "rate_address",
    "rate_account",
    "public_url",
    "idle_minutes",
    "metrics",
];

impl Config {
    /// What new chains are hashed with, and new keys are for.
    pub(crate) fn hashing(&self) -> Hashing {
        match self.algorithms {
            Algorithms::Aes => Hashing::Sha256,
            Algorithms::Sm => Hashing::Sm3,
        }
    }

    /// The local lengths of limits.
    ///
    /// # Errors
    /// Names the rule whose length is no local matter, or absurd.
    pub(crate) fn presets(&self) -> Result<Presets> {
        let mut presets = Presets::default();
        for (rule, preset) in &self.presets {
            if let Err(refusal) = presets.set(*rule, preset.clone()) {
                bail!("presets.{rule}: {}", refusal.sentence().en);
            }
        }
        Ok(presets)
    }

    /// The local limits by kind, source and body.
    ///
    /// # Errors
    /// The number of the one whose length is absurd.
    pub(crate) fn limits(&self) -> Result<LocalLimits> {
        match LocalLimits::new(self.limits.clone()) {
            Ok(limits) => Ok(limits),
            Err((i, refusal)) => bail!("limits[{i}]: {}", refusal.sentence().en),
        }
    }

    /// The provider of sign-in. People come back to `public_url`, so there is none without it.
    pub(crate) fn openid(&self) -> Option<Provider> {
        let OpenIdSettings { issuer, client_id, client_secret, name } = self.openid.clone()?;
        Some(Provider { issuer, client_id, client_secret, name })
    }

    /// Where the tiles of a base map come from.
    pub(crate) fn map(&self) -> Option<MapSource> {
        let map = self.map.clone()?;
        Some(MapSource { tiles: map.tiles, datum: map.datum, attribution: map.attribution })
    }

    /// Reads all sources.
    ///
    /// # Errors
    /// Names the setting and where it was set; never its value.
    pub(crate) fn load(flags: &Flags) -> Result<Self> {
        let mut figment = Figment::from(Serialized::defaults(Config::default()));
        if let Some(path) = &flags.config {
            if !path.is_file() {
                bail!("the settings file {} is not there; create it or leave --config out", path.display());
            }
            figment = figment.merge(Toml::file_exact(path));
        } else if Path::new(DEFAULT_FILE).exists() {
            figment = figment.merge(Toml::file_exact(DEFAULT_FILE));
        }
        let config: Config = figment
            .merge(Env::prefixed("BANDENG_").only(&KEYS))
            .merge(Serialized::globals(flags))
            .extract()
            .map_err(explain)?;
        config.check()?;
        Ok(config)
    }

    fn check(&self) -> Result<()> {
        if !(1..=24 * 60).contains(&self.idle_minutes) {
            bail!("idle_minutes must be between 1 and 1440");
        }
        let is_address = |url: &str| {
            let host = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"));
            host.is_some_and(|host| {
                !host.is_empty() && !host.contains(|c: char| c.is_whitespace() || "\"<>?#".contains(c))
            })
        };
        if self.public_url.as_deref().is_some_and(|url| !is_address(url)) {
            bail!("public_url must look like https://bandeng.example.cn");
        }
        if self.outbound.iter().any(|text| bandeng_app::http::outbound::origin(text).is_none()) {
            bail!("outbound: each must look like https://sms.example.cn, without a path");
        }
        if let Some(fault) = self.messages.fault(&self.outbound) {
            bail!("messages: {fault}");
        }
        if let Some(provider) = &self.openid {
            let allowed = bandeng_app::identity::openid::origin_of(&provider.issuer);
            if self.public_url.is_none() || !allowed.is_some_and(|origin| self.outbound.contains(&origin)) {
                bail!("openid: needs public_url, and the origin of the issuer among `outbound`");
            }
        }
        if !self.calls.is_sound() {
            bail!("calls: every wait is 1 to 3600 seconds, and `above` is longer than `backup`");
        }
        if self.map().is_some_and(|map| map.origin().is_none() || map.attribution.trim().is_empty()) {
            bail!("map: tiles must look like https://tiles.example.cn/{{z}}/{{x}}/{{y}}.png, with an attribution");
        }
        if !(1..=300).contains(&self.header_seconds) {
            bail!("header_seconds must be between 1 and 300");
        }
        self.proxies()?;
        self.wire()?;
        if let Some(fault) = self.retention.fault() {
            bail!("{fault}");
        }
        self.database().map(drop)
    }

    /// How to speak to browsers.
    ///
    /// # Errors
    /// If there is a certificate without its key, or a key alone.
    pub(crate) fn wire(&self) -> Result<Wire> {
        let tls = match (&self.tls_cert, &self.tls_key) {
            (Some(chain), Some(key)) => Some((chain.clone(), key.clone())),
            (None, None) => None,
            _ => bail!("tls_cert and tls_key belong together: set both, or neither"),
        };
        Ok(Wire { tls, patience: Duration::from_secs(self.header_seconds) })
    }

    /// Cookies travel over HTTPS alone where there is HTTPS, ours or a proxy's.
    pub(crate) fn secure_cookies(&self) -> bool {
        self.secure_cookies || self.tls_cert.is_some()
    }

    /// The proxies that are believed.
    ///
    /// # Errors
    /// Names what is no address.
    pub(crate) fn proxies(&self) -> Result<Proxies> {
        Proxies::read(&self.trusted_proxies)
            .map_err(|text| anyhow::anyhow!("trusted_proxies: {text} is no address such as 127.0.0.1 or 10.1.0.0/16"))
    }

    /// How much one place or account may ask.
    pub(crate) fn rates(&self) -> Rates {
        Rates { public: self.rate_public, address: self.rate_address, account: self.rate_account }
    }

    /// Which database, with its address.
    pub(crate) fn database(&self) -> Result<Database> {
        match &self.database_url {
            Some(url) => Database::at(url),
            None => Ok(Database::file(&self.data_dir.join("bandeng.db"))),
        }
    }

    /// Under which address people reach this house. A demo is reached where it listens.
    pub(crate) fn public_url(&self, demo: bool) -> Option<String> {
        let said = self.public_url.as_deref().map(|url| url.trim_end_matches('/').to_owned());
        said.or_else(|| (demo && !self.listen.ends_with(":0")).then(|| format!("http://{}", self.listen)))
    }

    /// The backup of each day.
    ///
    /// # Errors
    /// What is lacking or cannot be read, never a passphrase.
    pub(crate) fn backup(&self) -> Result<Option<BackupSettings>> {
        let Some(BackupConfig { folder, keep, hour, rows_minutes, recipients, passphrase_file }) = &self.backup else {
            return Ok(None);
        };
        if !(0..=23).contains(hour) || *keep == 0 {
            bail!("backup: hour is 0 to 23, and keep at least 1");
        }
        if rows_minutes.is_some_and(|minutes| !(5..=720).contains(&minutes)) {
            bail!("backup: rows_minutes is 5 to 720");
        }
        let lock = match (recipients.as_slice(), passphrase_file) {
            ([], Some(path)) => {
                let text = std::fs::read_to_string(path)
                    .with_context(|| format!("backup.passphrase_file: cannot read {}", path.display()))?;
                Lock::of_passphrase(&text)
            }
            (recipients, None) => Lock::of_recipients(recipients),
            _ => bail!("backup: set recipients or passphrase_file, not both"),
        };
        let lock = lock.map_err(|fault| anyhow::anyhow!("backup: {fault}"))?;
        let (keep, hour, rows_minutes) = (*keep, *hour, *rows_minutes);
        Ok(Some(BackupSettings { folder: folder.clone(), keep, hour, rows_minutes, lock }))
    }

    /// The folder of the attachments.
    pub(crate) fn files(&self) -> PathBuf {
        self.data_dir.join("files")
    }

    pub(crate) fn key_file(&self) -> PathBuf {
        self.key_file.clone().unwrap_or_else(|| self.data_dir.join("keys.json"))
    }

    /// The same, with everything that is kept in one folder, or in the database that was named for it: for the demo, which
    /// must not touch anything else.
    pub(crate) fn within(mut self, folder: &Path, database: Option<&str>) -> Self {
        self.data_dir = folder.to_path_buf();
        (self.database_url, self.key_file) = (database.map(str::to_owned), None);
        self.backup = None;
        self
    }
}

/// A list, or one text with colons between the folders as in `PATH`.
fn folders<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<PathBuf>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        List(Vec<PathBuf>),
        Text(String),
    }
    Ok(match Either::deserialize(deserializer)? {
        Either::List(list) => list,
        Either::Text(text) => text.split(':').filter(|folder| !folder.is_empty()).map(PathBuf::from).collect(),
    })
}

/// What is wrong with which setting. Values stay out: one of them may be a password.
fn explain(error: figment::Error) -> anyhow::Error {
    let mut lines = Vec::new();
    for error in error {
        let key = error.path.join(".");
        let place = error.metadata.as_ref().map_or_else(String::new, |data| match &data.source {
            Some(source) => format!(" in {source}"),
            None => format!(" in the {}", data.name),
        });
        let what = match &error.kind {
            Kind::UnknownField(field, known) => {
                lines.push(format!("unknown setting \"{field}\"{place}; known are: {}", known.join(", ")));
                continue;
            }
            Kind::InvalidType(_, expected) | Kind::InvalidValue(_, expected) => format!("expected {expected}"),
            // Messages of the TOML parser quote the line at fault, which may be the one with the password.
            Kind::Message(text) => text.lines().next().unwrap_or_default().to_owned(),
            _ => "not understood".to_owned(),
        };
        lines.push(if key.is_empty() { format!("settings{place}: {what}") } else { format!("{key}{place}: {what}") });
    }
    anyhow::anyhow!(lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_local_limit_is_set_in_the_file_and_a_statutory_one_is_not() {
        let presets = |toml: &str| -> Result<Presets> {
            let figment = Figment::from(Serialized::defaults(Config::default())).merge(Toml::string(toml));
            figment.extract::<Config>()?.presets()
        };
        assert!(presets("[presets.T1.length]\nunit = 'days'\nvalue = 45").is_ok_and(|p| p.iter().count() == 1));
        let statutory = presets("[presets.T11.length]\nunit = 'days'\nvalue = 45").unwrap_err().to_string();
        assert!(statutory.starts_with("presets.T11: "), "{statutory}");
        assert!(presets("[presets.T3]\npauses = ['appraisal']\nlongest_extension = 30").is_ok(), "what no law says");
        assert!(presets("[presets.T6]\npauses = ['agreed']").is_err(), "the law says what stops a medical one");
    }

    #[test]
    fn limits_are_set_by_kind_source_and_body() {
        let limits = |toml: &str| -> Result<LocalLimits> {
            let figment = Figment::from(Serialized::defaults(Config::default())).merge(Toml::string(toml));
            figment.extract::<Config>()?.limits()
        };
        let police = "[[limits]]\nsource = 'police'\nbody = '凉州分局'\nlength = { unit = 'days', value = 15 }";
        assert!(limits(police).is_ok());
        let absurd = limits("[[limits]]\nlength = { unit = 'years', value = 9 }").unwrap_err().to_string();
        assert!(absurd.starts_with("limits[0]: "), "{absurd}");
    }

    #[test]
    fn faults_name_the_setting_and_not_its_value() {
        let fault = |toml: &str| {
            let figment = Figment::from(Serialized::defaults(Config::default())).merge(Toml::string(toml));
            explain(figment.extract::<Config>().err().unwrap()).to_string()
        };
        let text = fault("database_url = 4711");
        assert!(text.contains("database_url") && !text.contains("4711"), "{text}");
        let text = fault("lisen = \"x\"");
        assert!(text.contains("lisen") && text.contains("listen"), "{text}");
        let text = fault("database_url = \"postgres://u:geheim@h/d");
        assert!(!text.contains("geheim"), "{text}");
    }

    #[test]
    fn font_folders_are_a_list_or_a_path() {
        let folders = |toml: &str| {
            let figment = Figment::from(Serialized::defaults(Config::default())).merge(Toml::string(toml));
            figment.extract::<Config>().unwrap().font_folders
        };
        assert_eq!(folders("font_folders = [\"/a\", \"/b\"]"), folders("font_folders = \"/a:/b\""));
    }
}
