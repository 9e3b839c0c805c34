//! Tables of figures as spreadsheets: the table, and a page that says what it is.

use axum::http::HeaderMap;
use bandeng_core::kernel::{Text, china_time};
use bandeng_sheet::{Cell, Column, Kind, SheetError, Workbook};
use bandeng_store::{Ctx, Db, Error, Result};

use crate::http::files::{FileAnswer, Media};
use crate::identity::me::Language;

/// A column's heading.
pub(super) struct Head {
    pub text: Text,
    pub kind: Kind,
}

/// A table in both languages.
pub(super) struct Sheet {
    pub heads: Vec<Head>,
    pub rows: Vec<Vec<Cell>>,
    /// What it is, line by line.
    pub about: Vec<(Text, Text)>,
}

impl Sheet {
    /// Writes it. `name` and `ascii`: of the file, without its ending.
    pub(super) async fn pack(
        mut self,
        db: &Db,
        ctx: &Ctx,
        language: Language,
        name: &str,
        ascii: &str,
    ) -> Result<(HeaderMap, Vec<u8>)> {
        let plain = |value: String| Text::new(value.clone(), value);
        let at = china_time(db.now()).strftime("%Y-%m-%d %H:%M").to_string();
        self.about.push((Text::new("导出时间", "Taken out at"), plain(at)));
        self.about.push((Text::new("导出人", "By"), plain(ctx.actor.name.clone())));
        let bytes = tokio::task::spawn_blocking(move || self.write(language))
            .await
            .map_err(|error| Error::Other(format!("packing: {error}")))?
            .map_err(|error| Error::Other(error.to_string()))?;
        let (name, ascii) = (format!("{name}.xlsx"), format!("{ascii}.xlsx"));
        let answer = FileAnswer { kind: Media::Xlsx, name: &name, ascii: &ascii, inline: false };
        Ok((answer.headers(), bytes))
    }

    fn write(self, language: Language) -> Result<Vec<u8>, SheetError> {
        let say = |text: Text| if language == Language::Zh { text.zh } else { text.en };
        let heads = self.heads.into_iter().map(|head| Column { head: say(head.text), kind: head.kind }).collect();
        let mut book = Workbook::new(&say(Text::new("统计表", "Table")), heads)?;
        for row in &self.rows {
            book.push(row)?;
        }
        let about: Vec<(String, String)> =
            self.about.into_iter().map(|(name, value)| (say(name), say(value))).collect();
        book.finish(&say(Text::new("说明", "About")), &about)
    }
}
