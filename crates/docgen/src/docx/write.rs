//! A DOCX that WPS, Word and LibreOffice open: plain paragraphs, tab stops and tables, so that it can be edited.
//!
//! Lengths are twentieths of a point, as the format counts them.

use std::cell::Cell;
use std::io::Cursor;

use docx_rs::{
    AlignmentType, BreakType, Docx as Document, FieldCharType, Footer, Header, InstrNUMPAGES, InstrPAGE, InstrText,
    LineSpacing, LineSpacingType, PageMargin, Paragraph, Run as Letters, RunFonts, SpecialIndentType, Tab,
    TabValueType, Table, TableCell, TableLayoutType, TableRow, VAlignType, WidthType,
};
use jiff::civil::Date;

use crate::block::{Block, Cell as BlockCell, Field, Place, Run, Sheet, Style, Width};
use crate::error::PaperError;
use crate::form::Form;
use crate::paper::PaperData;
use crate::render::{built_in, filled};
use crate::report::{self, Report};
use crate::template::Template;
use crate::view::visible;

/// A paper to be edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Docx {
    pub bytes: Vec<u8>,
    /// It lacks required fields and says 草稿 in its header.
    pub draft: bool,
}

/// Writes a form as DOCX, from the same blocks as [`render`](crate::render).
///
/// The same form and data give the same bytes. No font is inside: 仿宋, 宋体 and 黑体 are named, which Windows and WPS
/// have; elsewhere the program that opens it takes what comes next.
///
/// # Errors
/// Our own faults only.
pub fn write_docx(form: &Form, data: &PaperData) -> Result<Docx, PaperError> {
    write_docx_with(form, built_in(form)?, data)
}

/// The same with a county's own template of this form.
///
/// # Errors
/// As [`write_docx`].
pub fn write_docx_with(form: &Form, template: &Template, data: &PaperData) -> Result<Docx, PaperError> {
    let shown = visible(form, data)?;
    let paper = filled(form, template, data, &shown);
    let mut bytes = Cursor::new(Vec::new());
    let twice = !paper.dossier_number.is_empty() && paper.number != paper.dossier_number;
    let head = Head {
        left: paper.committee.clone(),
        draft: paper.draft,
        right: if twice { format!("卷号 {}", paper.dossier_number) } else { String::new() },
    };
    let code = if paper.code.is_empty() { "　".repeat(9) } else { letters(&paper.code) };
    let foot = format!("{}　事项编号 {code}", paper.form_title);
    let written = document(&paper.sheet, &head, &foot, data.printed_on).pack(&mut bytes);
    written.map_err(|e| PaperError::Data { form: form.code, message: e.to_string() })?;
    Ok(Docx { bytes: bytes.into_inner(), draft: paper.draft })
}

/// Writes a report as DOCX, to be edited: headings, text, tables, and room to write in.
///
/// # Errors
/// Our own faults only.
pub fn write_report(report: &Report) -> Result<Docx, PaperError> {
    let sheet = Sheet {
        title: report.title.clone(),
        number: None,
        size: 14.0,
        bare: false,
        blocks: report.blocks.iter().flat_map(part_of_report).collect(),
    };
    let head = Head { left: report.issuer.clone(), draft: false, right: report.subtitle.clone() };
    let mut bytes = Cursor::new(Vec::new());
    let written = document(&sheet, &head, &report.title, Some(report.printed_on)).pack(&mut bytes);
    written.map_err(|e| PaperError::Data { form: "report", message: e.to_string() })?;
    Ok(Docx { bytes: bytes.into_inner(), draft: false })
}

/// A part of a report, in the blocks that papers are made of.
fn part_of_report(part: &report::Block) -> Vec<Block> {
    let plain = |text: &str, bold| vec![Run::Text { text: text.to_owned(), bold }];
    let body = |text: &str| -> Vec<Block> {
        let lines = text.lines().filter(|line| !line.trim().is_empty());
        lines.map(|line| Block::Para { style: Style::Body, runs: plain(line.trim(), false) }).collect()
    };
    let table = |heads: &[String], rows: &[Vec<String>], first: f32| {
        let cell = |text: &String, head| BlockCell {
            span: 1,
            head,
            blocks: vec![Block::Para { style: Style::Flush, runs: plain(text, head) }],
        };
        let head = heads.iter().map(|text| cell(text, true)).collect();
        let rows = rows.iter().map(|row| row.iter().map(|text| cell(text, false)).collect());
        Block::Table {
            widths: (0..heads.len()).map(|i| Width::Share(if i == 0 { first } else { 1.0 })).collect(),
            small: true,
            tall: false,
            rows: std::iter::once(head).chain(rows).collect(),
        }
    };
    match part {
        report::Block::Heading { text } => vec![Block::Para { style: Style::Label, runs: plain(text, true) }],
        report::Block::Text { text } => body(text),
        report::Block::Table { heads, rows } => vec![table(heads, rows, 1.6)],
        report::Block::List { heads, rows } => vec![table(heads, rows, 0.6)],
        report::Block::Signatures { lines } => vec![Block::Signatures {
            heading: Vec::new(),
            rows: lines.iter().map(|line| (line.clone(), String::new())).collect(),
            columns: 2,
        }],
        report::Block::Signed { name, facts, .. } => {
            let facts = facts.iter().map(|(what, said)| format!("{what}\u{ff1a}{said}"));
            body(&std::iter::once(name.clone()).chain(facts).collect::<Vec<_>>().join("\n"))
        }
        report::Block::Room { text, lines } if text.trim().is_empty() => vec![Block::Ruled { lines: *lines }],
        report::Block::Room { text, .. } => body(text),
    }
}

const MM: f32 = 1440.0 / 25.4;
/// A4 and the margins of the PDF.
const PAGE: (u32, u32) = (11906, 16838);
const LEFT: i32 = (30.0 * MM) as i32;
const RIGHT: i32 = (25.0 * MM) as i32;
const TOP: i32 = (28.0 * MM) as i32;
const BOTTOM: i32 = (32.0 * MM) as i32;
const INSIDE: usize = PAGE.0 as usize - LEFT as usize - RIGHT as usize;

/// Between two signatures side by side.
const BETWEEN: usize = 200;

/// What stands above each page.
struct Head {
    left: String,
    draft: bool,
    right: String,
}

fn document(sheet: &Sheet, head: &Head, foot: &str, printed_on: Option<Date>) -> Document {
    let writer = Writer { size: sheet.size, next_id: Cell::new(1), kept: Cell::new(false) };
    let mut out = Document::new()
        .page_size(PAGE.0, PAGE.1)
        .page_margin(
            PageMargin::new().left(LEFT).right(RIGHT).top(TOP).bottom(BOTTOM).header(850).footer(850).gutter(0),
        )
        .default_fonts(fonts("仿宋"))
        .default_size(half_points(sheet.size))
        .doc_id("00000001-0000-0000-0000-000000000001");
    if let Some(on) = printed_on {
        let at = format!("{on}T00:00:00+08:00");
        out = out.created_at(&at).updated_at(&at);
    }
    if !sheet.bare {
        out = out.header(writer.header(head)).footer(writer.footer(foot));
        out = out.add_paragraph(writer.title(&sheet.title));
        if let Some(number) = &sheet.number {
            out = out.add_paragraph(writer.number(number));
        }
    }
    for part in writer.blocks(&sheet.blocks, INSIDE) {
        out = match part {
            Part::Paragraph(p) => out.add_paragraph(*p),
            Part::Table(t) => out.add_table(*t),
        };
    }
    out
}

fn fonts(east_asia: &str) -> RunFonts {
    RunFonts::new().ascii("Times New Roman").hi_ansi("Times New Roman").east_asia(east_asia)
}

fn half_points(points: f32) -> usize {
    (points * 2.0).round() as usize
}

/// Characters that XML cannot hold are no text of anybody.
fn letters(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, '\u{0}'..='\u{8}' | '\u{B}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}')).collect()
}

enum Part {
    Paragraph(Box<Paragraph>),
    Table(Box<Table>),
}

struct Writer {
    /// Of the letters, in points.
    size: f32,
    /// Paragraphs are numbered here and not by the library's thread, so that the bytes are always the same.
    next_id: Cell<u32>,
    /// Within what stays on one page.
    kept: Cell<bool>,
}

impl Writer {
    fn paragraph(&self) -> Paragraph {
        let id = self.next_id.get();
        self.next_id.set(id + 1);
        let p = Paragraph::new().id(format!("{id:08x}"));
        if self.kept.get() { p.keep_next(true).keep_lines(true) } else { p }
    }

    /// Room before and after in points; lines as far apart as in the PDF, or more where a letter is taller.
    fn spaced(&self, p: Paragraph, size: f32, before: f32, after: f32) -> Paragraph {
        p.line_spacing(
            LineSpacing::new()
                .before((before * 20.0) as u32)
                .after((after * 20.0) as u32)
                .line((size * 1.62 * 20.0) as i32)
                .line_rule(LineSpacingType::AtLeast),
        )
    }

    fn run(&self, text: &str, bold: bool, size: f32) -> Letters {
        let mut out = Letters::new();
        for (i, line) in letters(text).split('\n').enumerate() {
            if i > 0 {
                out = out.add_break(BreakType::TextWrapping);
            }
            out = out.add_text(line);
        }
        let out = out.size(half_points(size));
        if bold { out.bold().fonts(fonts("黑体")) } else { out }
    }

    fn runs(&self, mut p: Paragraph, runs: &[Run], bold: bool, size: f32) -> Paragraph {
        for run in runs {
            p = p.add_run(match run {
                Run::Text { text, bold: own } => self.run(text, bold || *own, size),
                Run::Gap { em } => self.run(&"　".repeat(em.round() as usize), false, size).underline("single"),
                Run::Tick { yes } => self.run(if *yes { "☑ " } else { "□ " }, false, size),
            });
        }
        p
    }

    fn title(&self, title: &str) -> Paragraph {
        let p = self.spaced(self.paragraph(), 22.0, 0.0, 12.0).align(AlignmentType::Center);
        let run = Letters::new().add_text(letters(title)).size(44).bold().character_spacing(40).fonts(fonts("宋体"));
        p.add_run(run).keep_next(true)
    }

    fn number(&self, runs: &[Run]) -> Paragraph {
        let p = self.spaced(self.paragraph(), 12.0, 0.0, 10.0).align(AlignmentType::Right);
        self.runs(p.add_run(self.run("编号：", false, 12.0)), runs, false, 12.0)
    }

    fn header(&self, head: &Head) -> Header {
        let p = self.paragraph().tabs(&[at(INSIDE / 2, TabValueType::Center), at(INSIDE, TabValueType::Right)]);
        let p = p.add_run(self.run(&head.left, false, 9.0).add_tab());
        let p = p.add_run(self.run(if head.draft { "草稿" } else { "" }, true, 9.0).add_tab());
        Header::new().add_paragraph(p.add_run(self.run(&head.right, false, 9.0)))
    }

    fn footer(&self, line: &str) -> Footer {
        let p = self.paragraph().tabs(&[at(INSIDE, TabValueType::Right)]);
        let p = p.add_run(self.run(line, false, 9.0).add_tab()).add_run(self.run("第 ", false, 9.0));
        let p = p.add_run(counted(InstrText::PAGE(InstrPAGE::new()))).add_run(self.run(" 页　共 ", false, 9.0));
        let p = p.add_run(counted(InstrText::NUMPAGES(InstrNUMPAGES::new())));
        Footer::new().add_paragraph(p.add_run(self.run(" 页", false, 9.0)))
    }

    fn blocks(&self, blocks: &[Block], width: usize) -> Vec<Part> {
        let mut out = Vec::new();
        for block in blocks {
            self.block(block, width, self.size, &mut out);
        }
        out
    }

    fn block(&self, block: &Block, width: usize, size: f32, out: &mut Vec<Part>) {
        let mut put = |p: Paragraph| out.push(Part::Paragraph(Box::new(p)));
        match block {
            Block::Para { style, runs } => put(self.para(*style, runs, size)),
            Block::Ruled { lines } => {
                for _ in 0..*lines {
                    let p = self.spaced(self.paragraph(), size, 0.0, 0.0).tabs(&[at(width, TabValueType::Left)]);
                    put(p.add_run(Letters::new().add_tab().underline("single")));
                }
            }
            Block::Fields { items } => put(self.fields(items, width, size)),
            Block::Signatures { heading, rows, columns } => {
                if !heading.is_empty() {
                    let p = self.spaced(self.paragraph(), size, size, 0.0).keep_next(true);
                    put(self.runs(p, heading, true, size));
                }
                let side_by_side = *columns == 2 && rows.len() > 1;
                for pair in rows.chunks(if side_by_side { 2 } else { 1 }) {
                    put(self.signature(pair, width, *columns == 2));
                }
            }
            Block::Seal { name, caption, on, place } => {
                for (text, before) in [(name.as_str(), size), (caption.as_str(), 0.0), (on.as_str(), 0.0)] {
                    let small = text == caption;
                    let p = self.spaced(self.paragraph(), size, before, 0.0).align(AlignmentType::Center);
                    let half = (width / 2) as i32;
                    let p = match place {
                        // In a column of its own it has no more room to one side.
                        _ if width < INSIDE * 2 / 3 => p,
                        Place::Left => p.indent(None, None, Some(half), None),
                        Place::Centre => p,
                        Place::Right => p.indent(Some(half), None, None, None),
                    };
                    let empty = text.is_empty();
                    let text = if empty { "　".repeat(12) } else { text.to_owned() };
                    let run = self.run(&text, false, if small { 9.0 } else { size });
                    let run = if small { run.color("999999") } else { run };
                    put(p.add_run(if empty { run.underline("single") } else { run }));
                }
            }
            Block::Keep { breakable, blocks } => {
                put_gap(self, out);
                let before = self.kept.replace(self.kept.get() || !breakable);
                for block in blocks {
                    self.block(block, width, size, out);
                }
                self.kept.set(before);
                // The last of what is kept does not drag the next along.
                if !before && let Some(Part::Paragraph(last)) = out.last_mut() {
                    **last = last.as_ref().clone().keep_next(false);
                }
            }
            Block::Beside { left, right } => {
                let half = [width * 10 / 23, width - width * 10 / 23];
                let cell = |blocks: &[Block], width: usize| {
                    let mut parts = Vec::new();
                    for block in blocks {
                        self.block(block, width - 240, size, &mut parts);
                    }
                    fill(TableCell::new().width(width, WidthType::Dxa).vertical_align(VAlignType::Bottom), parts, self)
                };
                let row = TableRow::new(vec![cell(left, half[0]), cell(right, half[1])]).cant_split();
                let table = Table::without_borders(vec![row]).set_grid(half.to_vec());
                out.push(Part::Table(Box::new(table.layout(TableLayoutType::Fixed).width(width, WidthType::Dxa))));
            }
            Block::Table { widths, small, tall, rows } => {
                put_gap(self, out);
                out.push(Part::Table(Box::new(self.table(widths, *small, *tall, rows, width))));
                // Two tables without anything between them would become one.
                put_gap(self, out);
            }
            Block::Space { lines } => put(self.spaced(self.paragraph(), size * lines, 0.0, 0.0)),
            Block::PageBreak => put(self.paragraph().add_run(Letters::new().add_break(BreakType::Page))),
        }
    }

    fn para(&self, style: Style, runs: &[Run], size: f32) -> Paragraph {
        let p = self.paragraph();
        match style {
            Style::Body => {
                let indent = SpecialIndentType::FirstLine((size * 2.0 * 20.0) as i32);
                let p = self.spaced(p, size, 0.0, 0.0).align(AlignmentType::Both);
                self.runs(p.indent(None, Some(indent), None, None), runs, false, size)
            }
            Style::Flush => self.runs(self.spaced(p, size, 0.0, 0.0), runs, false, size),
            Style::Right => {
                let p = self.spaced(p, size, size, 0.0).align(AlignmentType::Right);
                self.runs(p.indent(None, None, Some((size * 20.0) as i32), None), runs, false, size)
            }
            Style::Centre => {
                self.runs(self.spaced(p, size, size * 0.6, size * 0.6).align(AlignmentType::Center), runs, false, size)
            }
            Style::Label => self.runs(self.spaced(p, size, size * 0.5, 0.0).keep_next(true), runs, true, size),
            Style::Display => {
                let p = self.spaced(p, 26.0, 12.0, 12.0).align(AlignmentType::Center);
                runs.iter().fold(p, |p, run| match run {
                    Run::Text { text, .. } => p.add_run(
                        Letters::new()
                            .add_text(letters(text))
                            .size(52)
                            .bold()
                            .character_spacing(80)
                            .fonts(fonts("宋体")),
                    ),
                    Run::Gap { .. } | Run::Tick { .. } => p,
                })
            }
            Style::Note => self.runs(self.spaced(p, 10.5, 6.0, 0.0), runs, false, 10.5),
        }
    }

    /// Labels and values on one line; the value is underlined to the end of its room.
    fn fields(&self, items: &[Field], width: usize, size: f32) -> Paragraph {
        let em = size * 20.0;
        let label = |field: &Field| (length(&field.label) + 0.6) * em;
        let labels: f32 = items.iter().map(label).sum();
        let fixed: f32 = items.iter().map(|f| if let Width::Em(n) = f.width { n * em } else { 0.0 }).sum();
        let shares: f32 = items.iter().map(|f| if let Width::Share(n) = f.width { n } else { 0.0 }).sum();
        let left = (width as f32 - labels - fixed).max(0.0);
        let mut p = self.spaced(self.paragraph(), size, 2.0, 2.0);
        let mut stop = 0.0;
        let mut stops = Vec::new();
        for (i, field) in items.iter().enumerate() {
            stop += label(field)
                + match field.width {
                    Width::Em(n) => n * em,
                    Width::Share(n) => left * n / shares.max(0.1),
                };
            let last = i + 1 == items.len();
            stops.push(at(if last { width } else { stop as usize }, TabValueType::Left));
            p = self.runs(p, &field.label, false, size).add_run(self.run(" ", false, size));
            for run in &field.value {
                p = p.add_run(match run {
                    Run::Text { text, bold } => self.run(text, *bold, size).underline("single"),
                    Run::Gap { em } => self.run(&"　".repeat(em.round() as usize), false, size).underline("single"),
                    Run::Tick { yes } => self.run(if *yes { "☑ " } else { "□ " }, false, size),
                });
            }
            p = p.add_run(Letters::new().add_tab().underline("single"));
            if !last {
                p = p.add_run(self.run(" ", false, size));
            }
        }
        p.tabs(&stops)
    }

    /// Role and name, then a line; a pair side by side.
    fn signature(&self, pair: &[(String, String)], width: usize, half: bool) -> Paragraph {
        let middle = width / 2;
        let end = if half { middle - BETWEEN } else { width };
        let mut p = self.spaced(self.paragraph(), 12.0, 10.0, 2.0);
        let stops = if half { vec![end, middle, width] } else { vec![end] };
        p = p.tabs(&stops.into_iter().map(|stop| at(stop, TabValueType::Left)).collect::<Vec<_>>());
        for (i, (role, name)) in pair.iter().enumerate() {
            if i > 0 {
                p = p.add_run(Letters::new().add_tab());
            }
            let who =
                [role.as_str(), name.as_str()].into_iter().filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ");
            p = p.add_run(self.run(&format!("{who} "), false, 12.0));
            p = p.add_run(Letters::new().add_tab().underline("single").size(24));
        }
        p
    }

    fn table(&self, widths: &[Width], small: bool, tall: bool, rows: &[Vec<BlockCell>], width: usize) -> Table {
        let size = if small { 10.5 } else { 12.0 };
        let em = size * 20.0;
        let fixed: f32 = widths.iter().map(|w| if let Width::Em(n) = w { n * em } else { 0.0 }).sum();
        let shares: f32 = widths.iter().map(|w| if let Width::Share(n) = w { *n } else { 0.0 }).sum();
        let left = (width as f32 - fixed).max(0.0);
        let grid: Vec<usize> = widths
            .iter()
            .map(|w| match w {
                Width::Em(n) => (n * em) as usize,
                Width::Share(n) => (left * n / shares.max(0.1)) as usize,
            })
            .collect();
        let rows = rows.iter().map(|row| {
            let mut column = 0;
            let cells = row.iter().map(|cell| {
                let across = grid.iter().skip(column).take(cell.span).sum::<usize>();
                column += cell.span;
                let mut parts = Vec::new();
                for block in &cell.blocks {
                    self.block(block, across.saturating_sub(240), size, &mut parts);
                }
                if cell.head {
                    parts = parts.into_iter().map(centred).collect();
                }
                let empty = TableCell::new().width(across, WidthType::Dxa).vertical_align(VAlignType::Center);
                let empty = if cell.span > 1 { empty.grid_span(cell.span) } else { empty };
                fill(empty, parts, self)
            });
            let height = if tall {
                30.0
            } else if small {
                18.0
            } else {
                24.0
            };
            TableRow::new(cells.collect()).row_height(height * 20.0)
        });
        Table::new(rows.collect()).set_grid(grid).layout(TableLayoutType::Fixed).width(width, WidthType::Dxa)
    }
}

/// A number that the program which opens the file fills in.
fn counted(what: InstrText) -> Letters {
    Letters::new()
        .size(18)
        .add_field_char(FieldCharType::Begin, false)
        .add_instr_text(what)
        .add_field_char(FieldCharType::Separate, false)
        .add_text("1")
        .add_field_char(FieldCharType::End, false)
}

fn put_gap(writer: &Writer, out: &mut Vec<Part>) {
    let spacing = LineSpacing::new().line(120).line_rule(LineSpacingType::Exact);
    out.push(Part::Paragraph(Box::new(writer.paragraph().line_spacing(spacing))));
}

fn centred(part: Part) -> Part {
    match part {
        Part::Paragraph(p) => Part::Paragraph(Box::new(p.align(AlignmentType::Center))),
        table => table,
    }
}

/// A cell must end with a paragraph.
fn fill(mut cell: TableCell, parts: Vec<Part>, writer: &Writer) -> TableCell {
    let ends_well = matches!(parts.last(), Some(Part::Paragraph(_)));
    for part in parts {
        cell = match part {
            Part::Paragraph(p) => cell.add_paragraph(*p),
            Part::Table(t) => cell.add_table(*t),
        };
    }
    if ends_well { cell } else { cell.add_paragraph(writer.paragraph()) }
}

fn at(position: usize, kind: TabValueType) -> Tab {
    Tab::new().val(kind).pos(position)
}

/// About how many ems a line takes: letters and digits are half as wide.
fn length(runs: &[Run]) -> f32 {
    let of = |run: &Run| match run {
        Run::Text { text, .. } => text.chars().map(|c| if c.is_ascii() { 0.5 } else { 1.0 }).sum(),
        Run::Gap { em } => *em,
        Run::Tick { .. } => 1.5,
    };
    runs.iter().map(of).sum()
}
