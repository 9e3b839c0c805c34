//! Issuing: a paper that says something new gets a version, a mark and a hash, and is kept as it left the house. Printed
//! again it is the same to the byte.
//!
//! The mark is a keyed hash of what the paper says: nobody can guess one, and it stands on the paper before its bytes
//! have a hash. Issuing is an event in a chain of its own (`papers:` and the matter's code) and none of the matter's:
//! whoever prints does not stand in the way of somebody who works on it.

use bandeng_core::kernel::{Code, Date, Refusal, Text, china_date, day_en, day_zh};
use bandeng_store::{Ctx, Error, Result};
use bytes::Bytes;
use object_store::path::Path;
use object_store::{ObjectStoreExt, PutMode, PutOptions};
use serde::Serialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;

use super::query::{self, Row, Which};
use crate::http::App;
use crate::matters::case::Matter;

/// A paper to be issued, before it is set.
pub(crate) struct Wanted<'a> {
    pub matter: &'a Matter,
    pub which: Which<'a>,
    pub title: Text,
    /// 编号 or 卷号; may be empty.
    pub number: String,
    /// The committee in whose name it stands.
    pub issuer: String,
    /// What it says.
    pub substance: Vec<u8>,
    /// What else is kept with it, for us alone.
    pub about: String,
}

/// What setting a paper came to.
pub(crate) struct Set {
    pub bytes: Vec<u8>,
    pub pages: usize,
    /// In place of what was [wanted](Wanted::about), where it is known only now.
    pub about: Option<String>,
}

/// A paper that was issued.
pub(crate) struct Issued {
    pub row: Row,
    pub bytes: Bytes,
}

/// Whoever issues the same at the same time is faster so often and no oftener.
const TRIES: usize = 3;

/// Issues a paper, or gives back the version that says the same. `set` makes it, with its mark on it.
///
/// # Errors
/// Those of `set`; [`Code::Unavailable`] where the store does not answer.
pub(crate) async fn issue<F>(app: &App, ctx: &Ctx, wanted: &Wanted<'_>, set: impl Fn(String) -> F) -> Result<Issued>
where
    F: Future<Output = Result<Set>>,
{
    let digest = digest(&wanted.substance);
    for _ in 0..TRIES {
        let latest = query::latest(app.db.reader(), wanted.which).await?;
        let version = match latest {
            Some(row) if row.digest == digest => {
                let bytes = read(app, &row).await?;
                return Ok(Issued { row, bytes });
            }
            Some(row) => row.version + 1,
            None => 1,
        };
        let mark = mark(app, wanted, version, &digest);
        let made = set(mark.clone()).await?;
        if let Some(issued) = keep(app, ctx, wanted, version, &mark, &digest, made).await? {
            return Ok(issued);
        }
    }
    Err(Refusal::new(Code::Unavailable).into())
}

/// What a paper says, by its hash.
pub(crate) fn digest(substance: &[u8]) -> String {
    hex::encode(Sha256::digest(substance))
}

/// Bytes into the store, then row and event together. None: somebody else has issued it meanwhile.
async fn keep(
    app: &App,
    ctx: &Ctx,
    wanted: &Wanted<'_>,
    version: i32,
    mark: &str,
    digest: &str,
    made: Set,
) -> Result<Option<Issued>> {
    let bytes = Bytes::from(made.bytes);
    let sha256 = hash(bytes.clone()).await?;
    let (which, matter) = (wanted.which, wanted.matter);
    let random: [u8; 16] = app.db.env().random();
    let object = Path::from(format!("papers/{}/{}", which.matter.county, hex::encode(random)));
    let create = PutOptions { mode: PutMode::Create, ..Default::default() };
    app.objects.put_opts(&object, bytes.clone().into(), create).await.map_err(|e| fault(&e))?;
    let mut uow = app.begin(ctx).await?;
    // Whoever issues papers of this matter waits here for the one before.
    uow.hold(&matter.code).await?.ok_or(Refusal::new(Code::NotFound))?;
    if query::is_emptied_since(&uow, which.matter, matter.version()).await? {
        // What was read before it was destroyed or erased is not to be kept after it.
        drop(uow);
        let _ = app.objects.delete(&object).await;
        return Err(Refusal::new(Code::Unavailable).into());
    }
    if query::latest(uow.read(), which).await?.map_or(0, |row| row.version) >= version {
        drop(uow);
        let _ = app.objects.delete(&object).await;
        return Ok(None);
    }
    let row = Row {
        id: uow.next_id(),
        county: which.matter.county.clone(),
        matter_id: which.matter.id,
        proceeding: i32::from(which.proceeding),
        slug: which.slug.to_owned(),
        no: i32::from(which.no),
        version,
        mark: mark.to_owned(),
        digest: digest.to_owned(),
        sha256: sha256.clone(),
        size: bytes.len() as i64,
        pages: made.pages as i32,
        object_key: object.to_string(),
        title_zh: wanted.title.zh.clone(),
        title_en: wanted.title.en.clone(),
        number: wanted.number.clone(),
        issuer: wanted.issuer.clone(),
        issued_on: uow.today().to_string(),
        issued_at: uow.now(),
        issued_by: ctx.actor.account,
        replaced_at: None,
        about: made.about.unwrap_or_else(|| wanted.about.clone()),
    };
    query::insert(&uow, row.clone()).await?;
    let told = json!({
        "paper": which.slug, "proceeding": which.proceeding, "no": which.no, "version": version, "mark": mark,
        "sha256": sha256, "title": wanted.title, "pages": made.pages,
    });
    uow.record_registry(format!("papers:{}", matter.code), "paper.issued", &told)?;
    uow.commit().await?;
    Ok(Some(Issued { row, bytes }))
}

/// The bytes of a paper as it was issued. One that has changed since is not given out.
pub(crate) async fn read(app: &App, row: &Row) -> Result<Bytes> {
    if row.object_key.is_empty() {
        // Destroyed when its time was over.
        return Err(Refusal::new(Code::NotFound).into());
    }
    let bytes = match app.objects.get(&Path::from(row.object_key.as_str())).await {
        Ok(stored) => stored.bytes().await.map_err(|e| fault(&e))?,
        Err(object_store::Error::NotFound { .. }) => {
            return Err(Error::Damaged("the bytes of a paper are gone".into()));
        }
        Err(error) => return Err(fault(&error)),
    };
    if hash(bytes.clone()).await? != row.sha256 {
        return Err(Error::Damaged("the bytes of a paper have changed".into()));
    }
    Ok(bytes)
}

/// SHA-256 of bytes, in hexadecimal.
pub async fn hash(bytes: Bytes) -> Result<String> {
    let hash = tokio::task::spawn_blocking(move || hex::encode(Sha256::digest(&bytes)));
    hash.await.map_err(|e| Error::Other(format!("hashing failed: {e}")))
}

fn fault(error: &object_store::Error) -> Error {
    tracing::error!(fault = %error, "the object store failed");
    Refusal::new(Code::Unavailable).into()
}

/// Letters and digits that are not mistaken for each other (Crockford).
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Eighty bits of a keyed hash, in four groups: `7K3M-9QXV-02AB-CDEF`.
fn mark(app: &App, wanted: &Wanted<'_>, version: i32, digest: &str) -> String {
    let Which { proceeding, slug, no, .. } = wanted.which;
    let said = format!("{}/{proceeding}/{slug}/{no}/{version}/{digest}", wanted.matter.code);
    let hash = hex::decode(app.crypt.index("paper.mark", &said)).unwrap_or_default();
    let bits = hash.iter().take(10).fold(0_u128, |bits, byte| (bits << 8) | u128::from(*byte));
    let letters = (0..16).map(|i| char::from(LETTERS[((bits >> (75 - 5 * i)) & 31) as usize]));
    group(&letters.collect::<String>())
}

fn group(letters: &str) -> String {
    let letters: Vec<char> = letters.chars().collect();
    letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// A mark as somebody types it: small letters, other hyphens, letters that look like digits.
pub(crate) fn read_mark(typed: &str) -> Option<String> {
    let letters: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && !"-－–—".contains(*c))
        .map(|c| match c.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            c => c,
        })
        .collect();
    let sound = letters.len() == 16 && letters.bytes().all(|b| LETTERS.contains(&b));
    sound.then(|| group(&letters))
}

/// What anybody is told of a paper: what stands on it anyway, and whether it is the latest. Nothing of what it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PaperTruth {
    /// This house has issued such a paper.
    pub known: bool,
    /// One sentence that says it all.
    pub sentence: Text,
    pub title: Option<Text>,
    /// The number that stands on it; may be empty.
    pub number: String,
    pub issuer: String,
    pub issued_on: Option<Date>,
    /// The day from which a newer version replaces it.
    pub replaced_on: Option<Date>,
}

impl PaperTruth {
    pub(crate) fn of(row: Option<Row>) -> Result<Self> {
        let Some(row) = row else {
            return Ok(Self {
                known: false,
                sentence: Text::new(
                    "查不到这份文书。请核对号码；如有疑问，请到出具文书的调委会询问。",
                    "No such paper was issued here. Please check the letters, or ask the committee it names.",
                ),
                title: None,
                number: String::new(),
                issuer: String::new(),
                issued_on: None,
                replaced_on: None,
            });
        };
        let issued_on: Date = row.issued_on.parse().map_err(|_| Error::Damaged("a paper's day".into()))?;
        let replaced_on = row.replaced_at.map(china_date);
        let day = |day: Date| (day_zh(day), day_en(day));
        let number = match row.number.as_str() {
            "" => (String::new(), String::new()),
            number => (format!("（{number}）"), format!(" ({number})")),
        };
        let issuer = if row.issuer.is_empty() { "本中心" } else { row.issuer.as_str() };
        let (issued_zh, issued_en) = day(issued_on);
        let sentence = match replaced_on {
            None => Text::new(
                format!("这是真的：{issuer}{issued_zh}出具的《{}》{}，是最新的一份。", row.title_zh, number.0),
                format!(
                    "This is true: \"{}\"{} issued by {issuer} on {issued_en}, the latest version.",
                    row.title_en, number.1
                ),
            ),
            Some(replaced) => {
                let (zh, en) = day(replaced);
                Text::new(
                    format!(
                        "这份《{}》{}是{issuer}{issued_zh}出具的，但{zh}已经换了新的，请以新的为准。",
                        row.title_zh, number.0
                    ),
                    format!(
                        "\"{}\"{} was issued by {issuer} on {issued_en}, but a newer version replaced it on {en}.",
                        row.title_en, number.1
                    ),
                )
            }
        };
        Ok(Self {
            known: true,
            sentence,
            title: Some(Text::new(row.title_zh, row.title_en)),
            number: row.number,
            issuer: row.issuer,
            issued_on: Some(issued_on),
            replaced_on,
        })
    }
}

/// What is known of the paper that bears a mark.
pub(crate) async fn truth_by_mark(app: &App, typed: &str) -> Result<PaperTruth> {
    let row = match read_mark(typed) {
        Some(mark) => query::by_mark(app.db.reader(), &mark).await?,
        None => None,
    };
    PaperTruth::of(row)
}

/// What is known of the paper with these bytes.
pub async fn truth_by_hash(db: &bandeng_store::Db, sha256: &str) -> Result<PaperTruth> {
    let sound = sha256.len() == 64 && sha256.bytes().all(|b| b.is_ascii_hexdigit());
    let row = match sound {
        true => query::by_hash(db.reader(), &sha256.to_ascii_lowercase()).await?,
        false => None,
    };
    PaperTruth::of(row)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_read_however_it_is_typed() {
        let mark = Some("7K3M-9QXV-02AB-CD1F".to_owned());
        assert_eq!(read_mark("7K3M-9QXV-02AB-CD1F"), mark);
        assert_eq!(read_mark(" 7k3m 9qxv 02ab cdlf"), mark);
        assert_eq!(read_mark("7K3M9QXVO2ABCDIF"), mark);
        for other in ["", "7K3M", "7K3M-9QXV-02AB-CD1U", "７K3M-9QXV-02AB-CD1F", "7K3M-9QXV-02AB-CD1F-0"] {
            assert_eq!(read_mark(other), None, "{other}");
        }
    }
}
