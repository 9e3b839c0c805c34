//! The signed paper: the paper as it was issued, and behind it a page with every signature and what is known of it.

use std::sync::Arc;

use bandeng_core::kernel::{Text, china_date, china_time};
use bandeng_core::signing::{Line, Request};
use bandeng_docgen::{self as paper, Block, Piece, Report, Sheets};
use bandeng_store::{Ctx, Error, Result};
use serde_json::json;

use crate::http::App;
use crate::matters::case::Matter;
use crate::papers::issue::{self, Issued, Set, Wanted};
use crate::papers::query::{self, Which};

/// Its name among the papers.
pub(crate) const SLUG: &str = "signed";

/// The paper as it was laid before its signers.
pub(crate) async fn unsigned(app: &App, matter: &Matter, request: &Request) -> Result<bytes::Bytes> {
    issue::read(app, &version(app, matter, request).await?).await
}

async fn version(app: &App, matter: &Matter, request: &Request) -> Result<query::Row> {
    let told = &request.paper;
    let which = Which { matter: &matter.key, proceeding: told.proceeding, slug: &told.slug, no: told.no.unwrap_or(0) };
    let row = query::version(app.db.reader(), which, told.version).await?;
    row.ok_or_else(|| Error::Damaged("a paper that was signed is not there any more".into()))
}

/// The signed paper, issued the first time somebody asks for it, and the same to the byte from then on.
pub(crate) async fn issued(app: &App, ctx: &Ctx, matter: &Matter, request: &Request) -> Result<Issued> {
    let told = &request.paper;
    let row = version(app, matter, request).await?;
    let bytes = Arc::new(issue::read(app, &row).await?.to_vec());
    let wanted = Wanted {
        matter,
        which: Which { matter: &matter.key, proceeding: told.proceeding, slug: SLUG, no: request.no },
        title: title(request),
        number: row.number.clone(),
        issuer: row.issuer.clone(),
        substance: serde_json::to_vec(&json!(["signed-1", request.paper, request.lines]))?,
        about: String::new(),
    };
    issue::issue(app, ctx, &wanted, |mark| {
        let (report, issuer) = (page(app, matter, request, &row.issuer, &mark), row.issuer.clone());
        let (fonts, bytes, title) = (app.fonts.clone(), bytes.clone(), format!("{} {mark}", told.title.zh));
        let on = request.completed_at.map(china_date);
        async move {
            let work = tokio::task::spawn_blocking(move || {
                let page = paper::render_report(&report, &fonts)?;
                let piece = |bytes| Piece { sheets: Sheets::Pdf(bytes), numbered: false, caption: String::new() };
                let pieces = [piece(bytes), piece(Arc::new(page.bytes))];
                paper::bind(&title, &issuer, on, &pieces, &fonts).map_err(|error| match error {
                    paper::BindError::Paper(error) => error,
                    paper::BindError::Parts(_) => paper::PaperError::Data { form: SLUG, message: "parts".to_owned() },
                })
            });
            let bound = work.await.map_err(|_| Error::Other("binding a signed paper panicked".into()))?;
            let pdf = bound.map_err(|error| {
                // The typesetter's own words may hold a name: they stay here.
                drop(error);
                Error::Other("a signed paper cannot be bound".into())
            })?;
            Ok(Set { bytes: pdf.bytes, pages: pdf.pages, about: None })
        }
    })
    .await
}

/// `人民调解协议书（已签署）`
pub(crate) fn title(request: &Request) -> Text {
    let title = &request.paper.title;
    Text::new(format!("{}（已签署）", title.zh), format!("{} (signed)", title.en))
}

/// What the signed paper says, by its hash: known without setting it.
pub(crate) fn digest(request: &Request) -> Result<String> {
    Ok(issue::digest(&serde_json::to_vec(&json!(["signed-1", request.paper, request.lines]))?))
}

fn page(app: &App, matter: &Matter, request: &Request, issuer: &str, mark: &str) -> Report {
    let told = &request.paper;
    let numbered = if told.number.is_empty() { String::new() } else { format!("（{}）", told.number) };
    let check_at = app.settings.check_at(mark);
    let mut blocks = vec![Block::Text {
        text: format!(
            "前附《{}》{numbered}第{}版，共{}页，核验码{}。以下各人签署的就是这一版文字，签署之后没有改动。",
            told.title.zh, told.version, told.pages, told.mark
        ),
    }];
    blocks.push(Block::Text { text: format!("文件指纹（SHA-256）：{}", told.sha256) });
    for line in &request.lines {
        blocks.push(signature(matter, line));
    }
    let mut foot = format!("本页核验码{mark}。");
    if !check_at.is_empty() {
        foot.push_str(&format!("任何人可以到 {check_at} 核对。"));
    }
    blocks.push(Block::Text { text: foot });
    Report {
        title: "签署页".to_owned(),
        subtitle: format!("事项编号 {}", matter.code.grouped()),
        issuer: issuer.to_owned(),
        printed_on: china_date(request.completed_at.unwrap_or(request.asked_at)),
        blocks,
    }
}

fn signature(matter: &Matter, line: &Line) -> Block {
    let party = matter.parties.iter().find(|p| p.no == line.party);
    let side = party.map(|p| p.side.label().zh).unwrap_or_default();
    let name = matter.party_name(line.party);
    let name = match line.by.as_str() {
        "" => format!("{side}：{name}"),
        by => format!("{side}：{name}（由{by}签署）"),
    };
    let mut facts: Vec<(String, String)> = Vec::new();
    let mut fact = |name: &str, value: String| {
        if !value.is_empty() {
            facts.push((name.to_owned(), value));
        }
    };
    let mut drawing = String::new();
    if let Some(given) = &line.given {
        let at = china_time(given.at);
        fact("方式", given.way.label().zh);
        let second = format!("{} {:02}:{:02}:{:02}", at.date(), at.hour(), at.minute(), at.second());
        match given.on == at.date() {
            true => fact("时间", second),
            false => {
                fact("签署日期", given.on.to_string());
                fact("录入时间", second);
            }
        }
        if given.drawing.is_some() {
            let end = if given.seen.to_the_end { "，看到末尾" } else { "" };
            fact("阅读", format!("打开{}秒{end}", given.seen.seconds));
        }
        fact("宣读人", given.seen.read_by.clone());
        fact("见证人", given.witness.clone());
        fact("核对身份", given.checked_by_name.clone());
        fact("进入方式", given.door.map(|door| door.label().zh).unwrap_or_default());
        fact("会话编号", given.link.clone());
        fact("设备", given.device.clone());
        if let Some(scan) = given.scan {
            fact("原件", format!("扫描件见卷内第{scan}号附件"));
        }
        if let Some(strokes) = &given.drawing {
            fact("笔迹指纹", strokes.sha256());
            drawing = strokes.svg();
        }
    }
    Block::Signed { name, drawing, facts }
}
