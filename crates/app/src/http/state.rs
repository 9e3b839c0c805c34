//! What every handler has at hand.

use std::path::PathBuf;
use std::sync::Arc;

use bandeng_core::calls::Waits;
use bandeng_core::deadlines::{Calendar, Presets};
use bandeng_core::dossier::RetentionTable;
use bandeng_core::mediation::days::Counting;
use bandeng_core::mediation::limits::LocalLimits;
use bandeng_core::places::datum::Datum;
use bandeng_core::policy::Role;
use bandeng_core::privacy::Thresholds;
use bandeng_docgen::Fonts;
use bandeng_store::{Crypt, Ctx, Db, Result, Uow};
use object_store::ObjectStore;

use crate::audit::AccessLog;
use crate::backup::{BackupSettings, Backups};
use crate::calendar::kept::Calendars;
use crate::calls::hub::Hub;
use crate::dictionaries::books::Books;
use crate::dispatch::plans::Plans;
use crate::grids::kept::Grids;
use crate::http::address::{Proxies, Rates};
use crate::http::layers::Limits;
use crate::http::outbound::Outbound;
use crate::identity::openid::{OpenId, Provider};
use crate::identity::password::Hasher;
use crate::identity::second::passkeys::Passkeys;
use crate::keys::Settled;
use crate::messages::settings::MessageSettings;
use crate::templates::wording::Wordings;

/// Where the tiles of a base map come from. None is shipped: maps of China are published by those who may.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MapSource {
    /// `https://tiles.example.cn/{z}/{x}/{y}.png`.
    pub tiles: String,
    /// In which system they are.
    pub datum: Datum,
    /// What is to be shown beside them: who made them, and the number under which they were examined.
    pub attribution: String,
}

impl MapSource {
    /// The origin the browser may ask for tiles, such as `https://tiles.example.cn`; none where the address is none.
    pub fn origin(&self) -> Option<String> {
        let placed = ["{z}", "{x}", "{y}"].iter().all(|mark| self.tiles.contains(mark));
        let host = self.tiles.split("/{").next().unwrap_or_default().replace(['{', '}'], "");
        let url = reqwest::Url::parse(&host).ok()?;
        let plain = matches!(url.scheme(), "https" | "http") && url.username().is_empty() && url.password().is_none();
        let origin = url.origin().ascii_serialization();
        // What goes into a header is an origin and nothing more.
        let sound = placed && plain && origin.bytes().all(|b| b.is_ascii_alphanumeric() || b":/.-[]".contains(&b));
        sound.then_some(origin)
    }
}

/// What a site may set.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Cookies travel over HTTPS alone.
    pub secure_cookies: bool,
    /// Under which address people reach this house, such as `https://bandeng.example.cn`, without a slash at the end: for
    /// links in files that leave it. None where nobody said it.
    pub public_url: Option<String>,
    /// Minutes without a request after which a session ends.
    pub idle_minutes: i64,
    /// Posts that ask for a second factor at sign-in.
    pub second_factor_roles: Vec<Role>,
    /// The provider of sign-in (OpenID Connect), where the site has one.
    pub openid: Option<Provider>,
    /// Largest attachment, in bytes.
    pub max_attachment: usize,
    /// The program that looks into PDFs ([`crate::attachments::pdf`]). None: that is done in this process.
    pub pdf_reader: Option<PathBuf>,
    /// Folders with fonts, before the system's.
    pub font_folders: Vec<PathBuf>,
    /// Local lengths of limits that the law leaves open.
    pub presets: Presets,
    /// Local limits of mediation by kind of dispute, source and entrusting body.
    pub limits: LocalLimits,
    /// How long files are kept.
    pub retention: RetentionTable,
    /// From which number on a day's reading is listed for the audit administrator.
    pub unusual: Thresholds,
    /// Where a time-stamping authority is asked for a stamp on each daily seal (RFC 3161).
    pub stamp_url: Option<String>,
    /// The backup of each day.
    pub backup: Option<BackupSettings>,
    /// Proxies in front of this house.
    pub proxies: Proxies,
    /// How much one place or account may ask.
    pub rates: Rates,
    /// Which origins the server itself may ask, such as `https://sms.example.cn`.
    pub outbound: Vec<String>,
    /// How messages leave the house.
    pub messages: MessageSettings,
    /// Seconds after a call for help at which the next are rung.
    pub call_waits: Waits,
    /// The base map, where the site has one.
    pub map: Option<MapSource>,
    /// This is a demo: sign-in names and passwords may be shown.
    pub demo: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            secure_cookies: false,
            public_url: None,
            idle_minutes: 30,
            second_factor_roles: Vec::new(),
            openid: None,
            max_attachment: 20 * 1024 * 1024,
            pdf_reader: None,
            font_folders: Vec::new(),
            presets: Presets::default(),
            limits: LocalLimits::default(),
            proxies: Proxies::default(),
            rates: Rates::default(),
            outbound: Vec::new(),
            messages: MessageSettings::default(),
            call_waits: Waits::default(),
            map: None,
            demo: false,
            retention: RetentionTable::default(),
            unusual: Thresholds::default(),
            stamp_url: None,
            backup: None,
        }
    }
}

impl Settings {
    /// The address at which anybody can check a paper; blank where the house has none.
    pub fn check_at(&self, mark: &str) -> String {
        self.public_url.as_deref().map(|house| format!("{house}/check/{mark}")).unwrap_or_default()
    }
}

/// The application.
pub struct Inner {
    pub db: Db,
    pub crypt: Crypt,
    pub objects: Box<dyn ObjectStore>,
    pub fonts: Fonts,
    pub settings: Settings,
    pub hasher: Hasher,
    pub accesses: AccessLog,
    /// Whether older keys are still in use.
    pub settled_keys: Settled,
    /// How backups go.
    pub backups: Backups,
    pub limits: Limits,
    /// The door to other servers.
    pub outbound: Outbound,
    /// The words of the counties.
    pub books: Books,
    /// Their levels of handling and routing rules.
    pub plans: Plans,
    /// The wording of their papers.
    pub wordings: Wordings,
    /// The calendar days are counted by.
    pub calendars: Calendars,
    /// Which grid a point lies in.
    pub grids: Grids,
    /// Who listens for calls for help.
    pub calls: Hub,
    /// The judge of passkeys.
    pub passkeys: Passkeys,
    /// What is known of the provider of sign-in.
    pub openid: OpenId,
}

/// A handle to the application; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

impl std::ops::Deref for App {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl App {
    pub fn new(db: Db, crypt: Crypt, objects: Box<dyn ObjectStore>, settings: Settings) -> Self {
        let fonts = Fonts::load(&settings.font_folders);
        Self::with_fonts(db, crypt, objects, settings, fonts)
    }

    /// As [`App::new`], with fonts that were looked for already.
    pub fn with_fonts(db: Db, crypt: Crypt, objects: Box<dyn ObjectStore>, settings: Settings, fonts: Fonts) -> Self {
        db.index_by(crate::matters::index::tokens);
        let outbound = Outbound::new(&settings.outbound);
        let passkeys = Passkeys::new(settings.public_url.as_deref());
        Self(Arc::new(Inner {
            db,
            crypt,
            objects,
            fonts,
            settings,
            hasher: Hasher::default(),
            accesses: AccessLog::default(),
            backups: Backups::default(),
            settled_keys: Settled::default(),
            limits: Limits::default(),
            outbound,
            books: Books::default(),
            plans: Plans::default(),
            wordings: Wordings::default(),
            calendars: Calendars::default(),
            grids: Grids::default(),
            calls: Hub::default(),
            passkeys,
            openid: OpenId::default(),
        }))
    }

    /// Opens a unit of work for a request or a job. What it counts, it counts by the calendar that holds now.
    pub async fn begin(&self, ctx: &Ctx) -> Result<Uow> {
        self.calendars.refresh(&self.db).await?;
        self.db.begin(ctx).await
    }

    /// The calendar days are counted by.
    pub fn calendar(&self) -> Arc<Calendar> {
        self.calendars.current()
    }

    /// How days are counted here, by a calendar.
    pub fn counting<'a>(&'a self, calendar: &'a Calendar) -> Counting<'a> {
        Counting { presets: &self.settings.presets, limits: &self.settings.limits, calendar }
    }
}
