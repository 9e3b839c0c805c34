//! From template and data to what stands on the paper.

use serde_json::{Value, json};

use super::*;
use crate::block::{Block, Cell, Field as Line, Run, Sheet};
use crate::form::Form;
use crate::view::text as text_in;
use crate::words;

/// Characters that fit on a page together with the signatures; more of them may break.
const ONE_PAGE: usize = 600;
/// As many signatures fit on a page with some words.
const SIGNATURES_ON_A_PAGE: usize = 12;

static NOTHING: Value = Value::Null;

/// Fills a template with what the form may show.
pub(crate) fn fill(template: &Template, form: &Form, shown: &Value) -> Sheet {
    let filler = Filler { root: shown };
    let scope = Scope::default();
    let Head { title, number, size, bare } = &template.head;
    Sheet {
        title: title.clone().unwrap_or_else(|| form.title.zh.to_owned()),
        number: number.as_ref().map(|text| filler.text(text, &scope, true)).filter(|runs| !runs.is_empty()),
        size: *size,
        bare: *bare,
        blocks: filler.nodes(&template.body, &scope),
    }
}

/// What `@each` named, the innermost last.
#[derive(Clone, Default)]
struct Scope<'a>(Vec<(&'a str, &'a Value)>);

struct Filler<'a> {
    root: &'a Value,
}

/// What a field leads to.
enum Found<'a> {
    One(&'a Value),
    Many(Vec<&'a Value>),
}

impl<'a> Found<'a> {
    fn each(self) -> Vec<&'a Value> {
        match self {
            Found::One(Value::Null) => Vec::new(),
            Found::One(value) => vec![value],
            Found::Many(values) => values,
        }
    }

    /// As words: several are strung together. Empty if unknown.
    fn words(self) -> String {
        let words: Vec<String> = self.each().into_iter().map(words_of).filter(|w| !w.trim().is_empty()).collect();
        words.join("、")
    }
}

fn words_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(true) => "是".to_owned(),
        Value::Bool(false) => "否".to_owned(),
        _ => String::new(),
    }
}

fn is_known(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(list) => list.iter().any(is_known),
        Value::Bool(yes) => *yes,
        Value::Object(_) | Value::Number(_) => true,
    }
}

impl<'a> Filler<'a> {
    fn find(&self, field: &Field, scope: &Scope<'a>) -> Found<'a> {
        let Some((first, rest)) = field.names.split_first() else { return Found::One(&NOTHING) };
        let (start, names) = match scope.0.iter().rev().find(|(name, _)| name == first) {
            Some((_, value)) => (*value, rest),
            None => (self.root, field.names.as_slice()),
        };
        let (mut values, mut many) = (vec![start], false);
        let mut flat = |values: Vec<&'a Value>| -> Vec<&'a Value> {
            let mut out = Vec::new();
            for value in values {
                match value {
                    Value::Array(list) => {
                        many = true;
                        out.extend(list);
                    }
                    other => out.push(other),
                }
            }
            out
        };
        values = flat(values);
        for name in names {
            values = flat(values.into_iter().map(|value| value.get(name).unwrap_or(&NOTHING)).collect());
        }
        match (many, values.as_slice()) {
            (false, [one]) => Found::One(one),
            _ => Found::Many(values),
        }
    }

    fn nodes(&self, nodes: &'a [Node], scope: &Scope<'a>) -> Vec<Block> {
        nodes.iter().flat_map(|node| self.node(node, scope)).collect()
    }

    fn node(&self, node: &'a Node, scope: &Scope<'a>) -> Vec<Block> {
        match node {
            Node::Para { style, text } => {
                let runs = self.text(text, scope, true);
                // A sentence of which nothing is known is left out whole.
                if runs.is_empty() { Vec::new() } else { vec![Block::Para { style: *style, runs }] }
            }
            Node::Fields(items) => {
                let items = items.iter().map(|(label, width, value)| Line {
                    label: self.text(label, scope, false),
                    value: self.text(value, scope, false),
                    width: *width,
                });
                vec![Block::Fields { items: items.collect() }]
            }
            Node::Prose { field, lines } => prose(&self.find(field, scope).words(), *lines),
            Node::List { pattern, field, lines } => self.list(pattern, field, *lines, scope),
            Node::Parties { field, label } => self.parties(field, label, scope),
            Node::Sign { heading, groups } => {
                let rows: Vec<(String, String)> = groups.iter().flat_map(|group| self.signing(group, scope)).collect();
                let longest = rows.iter().map(|(role, name)| role.chars().count() + name.chars().count()).max();
                let columns = if longest.unwrap_or(0) > 10 { 1 } else { 2 };
                vec![Block::Signatures { heading: self.text(heading, scope, true), rows, columns }]
            }
            Node::Seal { on, by, place } => {
                let name = match by {
                    Some(by) => self.find(by, scope).words(),
                    None => text_in(self.root.get("committee").unwrap_or(&NOTHING), "name").to_owned(),
                };
                let on = on.as_ref().map(|on| self.find(on, scope).words()).unwrap_or_default();
                let caption = if by.is_some() { "（印章）" } else { "（人民调解委员会印章）" }.to_owned();
                vec![Block::Seal { name, caption, on: words::day(&on), place: *place }]
            }
            Node::Each { name, field, blanks, body } => {
                let mut values = self.find(field, scope).each();
                if values.is_empty() {
                    values = vec![&NOTHING; usize::from(*blanks)];
                }
                let each = values.into_iter().flat_map(|value| {
                    let mut inner = scope.clone();
                    inner.0.push((name, value));
                    self.nodes(body, &inner)
                });
                let mut blocks: Vec<Block> = each.collect();
                // The last of several records ends with its page.
                if blocks.last() == Some(&Block::PageBreak) {
                    blocks.pop();
                }
                blocks
            }
            Node::If { condition, then, otherwise } => {
                let found = self.find(&condition.field, scope);
                let holds = match &condition.says {
                    Some(says) => found.words() == *says,
                    None => found.each().into_iter().any(is_known),
                };
                self.nodes(if holds != condition.not { then } else { otherwise }, scope)
            }
            Node::Keep(body) => {
                let blocks = self.nodes(body, scope);
                let (words, signatures) = blocks.iter().fold((0, 0), |(w, s), block| {
                    let (more_words, more_signatures) = size(block);
                    (w + more_words, s + more_signatures)
                });
                vec![Block::Keep { breakable: words > ONE_PAGE || signatures > SIGNATURES_ON_A_PAGE, blocks }]
            }
            Node::Beside { left, right } => {
                let narrow = |nodes| {
                    let mut blocks = self.nodes(nodes, scope);
                    for block in &mut blocks {
                        if let Block::Signatures { columns, .. } = block {
                            *columns = 1;
                        }
                    }
                    blocks
                };
                vec![Block::Beside { left: narrow(left), right: narrow(right) }]
            }
            Node::Table { widths, small, tall, rows } => {
                let rows = self.rows(rows, widths.len(), scope);
                vec![Block::Table { widths: widths.clone(), small: *small, tall: *tall, rows }]
            }
            // Rows and cells are read with their table.
            Node::Row(_) | Node::Cell(_) => Vec::new(),
            Node::Space(lines) => vec![Block::Space { lines: *lines }],
            Node::Page => vec![Block::PageBreak],
        }
    }

    fn rows(&self, nodes: &'a [Node], columns: usize, scope: &Scope<'a>) -> Vec<Vec<Cell>> {
        let mut out = Vec::new();
        for node in nodes {
            match node {
                Node::Row(cells) => out.push(self.row(cells, columns, scope)),
                Node::Cell(body) => {
                    out.push(vec![Cell { span: columns, head: false, blocks: self.nodes(body, scope) }]);
                }
                Node::Each { name, field, blanks, body } => {
                    let mut values = self.find(field, scope).each();
                    if values.is_empty() {
                        values = vec![&NOTHING; usize::from(*blanks)];
                    }
                    for value in values {
                        let mut inner = scope.clone();
                        inner.0.push((name, value));
                        out.extend(self.rows(body, columns, &inner));
                    }
                }
                Node::If { condition, then, otherwise } => {
                    let known = self.find(&condition.field, scope);
                    let holds = match &condition.says {
                        Some(says) => known.words() == *says,
                        None => known.each().into_iter().any(is_known),
                    };
                    out.extend(self.rows(if holds != condition.not { then } else { otherwise }, columns, scope));
                }
                _ => {}
            }
        }
        out
    }

    /// A row of fewer cells than there are columns: the last takes the rest.
    fn row(&self, cells: &'a [Text], columns: usize, scope: &Scope<'a>) -> Vec<Cell> {
        let count = cells.len().min(columns);
        cells
            .iter()
            .take(columns)
            .enumerate()
            .map(|(i, text)| {
                let head = !text.is_empty()
                    && text
                        .iter()
                        .all(|p| matches!(p, Piece::Words { bold: true, .. } | Piece::Value { bold: true, .. }));
                let runs = self.text(text, scope, false);
                let blocks = if runs.is_empty() { Vec::new() } else { vec![Block::Para { style: Style::Flush, runs }] };
                Cell { span: if i + 1 == count { columns - i } else { 1 }, head, blocks }
            })
            .collect()
    }

    fn list(&self, pattern: &str, field: &Field, lines: u8, scope: &Scope<'a>) -> Vec<Block> {
        let items: Vec<String> =
            self.find(field, scope).each().into_iter().map(words_of).filter(|w| !w.trim().is_empty()).collect();
        if items.is_empty() {
            return ruled(lines);
        }
        let item = |(i, item): (usize, &String)| {
            let text = words::numbered(pattern, i + 1) + &words::ended(item, i + 1 == items.len());
            body(text)
        };
        items.iter().enumerate().map(item).collect()
    }

    /// All party blocks; of the parties of the matter, blank ones where fewer than two sides are known.
    fn parties(&self, field: &Field, label: &str, scope: &Scope<'a>) -> Vec<Block> {
        let known = self.find(field, scope).each();
        let blank = |label: &str| json!({ "side_label": label });
        let mut missing = Vec::new();
        if field.names == ["parties"] {
            match known.as_slice() {
                [] => missing = vec![blank("申请人"), blank("被申请人")],
                [one] if text_in(one, "side") == "applicant" => missing.push(blank("被申请人")),
                [_] => missing.push(blank("另一方当事人")),
                _ => {}
            }
        } else if known.is_empty() {
            missing.push(blank(label));
        }
        known.into_iter().chain(&missing).map(|p| party(p, label)).collect()
    }

    /// Who signs: of parties their guardians and agents too; an empty line where nobody is known.
    fn signing(&self, group: &Signing, scope: &Scope<'a>) -> Vec<(String, String)> {
        let mut rows = Vec::new();
        for value in self.find(&group.field, scope).each() {
            if !value.is_object() {
                rows.push((group.role.clone(), words_of(value)));
                continue;
            }
            let role = match group.role.as_str() {
                "" => text_in(value, "side_label"),
                role => role,
            };
            rows.push((role.to_owned(), text_in(value, "name").to_owned()));
            if let Some(guardian) = value.get("guardian").filter(|g| g.is_object()) {
                rows.push(("监护人".to_owned(), text_in(guardian, "name").to_owned()));
            }
            for agent in value.get("agents").and_then(Value::as_array).into_iter().flatten() {
                rows.push(("代理人".to_owned(), text_in(agent, "name").to_owned()));
            }
        }
        if rows.is_empty() {
            let both = ["申请人", "被申请人"].map(|role| (role.to_owned(), String::new()));
            rows = match (group.role.as_str(), group.field.names.join(".").as_str()) {
                ("", "parties") => both.to_vec(),
                ("", "applicants") => both[..1].to_vec(),
                (role, _) => vec![(role.to_owned(), String::new())],
            };
        }
        rows
    }

    /// `in_sentence`: what is unknown leaves a gap to write in; elsewhere the place is simply empty.
    fn text(&self, text: &'a Text, scope: &Scope<'a>, in_sentence: bool) -> Vec<Run> {
        let mut out: Vec<Run> = Vec::new();
        for piece in text {
            match piece {
                Piece::Words { text, bold } => push(&mut out, text.clone(), *bold),
                Piece::Value { field, shown, gap, bold } => match self.value(field, *shown, scope) {
                    Some(text) => push(&mut out, text, *bold),
                    None if !in_sentence => {}
                    None => match shown {
                        Shown::Plain => out.push(Run::Gap { em: *gap }),
                        Shown::Date => push(&mut out, words::day(""), *bold),
                        Shown::Moment | Shown::Seconds => push(&mut out, words::moment("", false), *bold),
                    },
                },
                Piece::Tick { field, says } => {
                    let found = self.find(field, scope);
                    let yes = match says.as_str() {
                        "" => found.each().into_iter().any(is_known),
                        says => found.words() == says,
                    };
                    out.push(Run::Tick { yes });
                }
                Piece::Maybe(inner) => {
                    if self.all_known(inner, scope) {
                        out.extend(self.text(inner, scope, in_sentence));
                    }
                }
            }
        }
        out
    }

    fn all_known(&self, text: &'a Text, scope: &Scope<'a>) -> bool {
        text.iter().all(|piece| match piece {
            Piece::Value { field, shown, .. } => self.value(field, *shown, scope).is_some(),
            Piece::Maybe(inner) => self.all_known(inner, scope),
            Piece::Words { .. } | Piece::Tick { .. } => true,
        })
    }

    fn value(&self, field: &Field, shown: Shown, scope: &Scope<'a>) -> Option<String> {
        let words = self.find(field, scope).words();
        if words.trim().is_empty() {
            return None;
        }
        Some(match shown {
            Shown::Plain => words,
            Shown::Date => words::day(&words),
            Shown::Moment => words::moment(&words, false),
            Shown::Seconds => words::moment(&words, true),
        })
    }
}

fn push(out: &mut Vec<Run>, text: String, bold: bool) {
    match out.last_mut() {
        Some(Run::Text { text: before, bold: was }) if *was == bold => before.push_str(&text),
        _ => out.push(Run::Text { text, bold }),
    }
}

fn plain(text: &str) -> Vec<Run> {
    if text.is_empty() { Vec::new() } else { vec![Run::Text { text: text.to_owned(), bold: false }] }
}

fn body(text: String) -> Block {
    Block::Para { style: Style::Body, runs: vec![Run::Text { text, bold: false }] }
}

fn ruled(lines: u8) -> Vec<Block> {
    if lines == 0 { Vec::new() } else { vec![Block::Ruled { lines }] }
}

/// Text of several lines: each line a paragraph.
fn prose(text: &str, lines: u8) -> Vec<Block> {
    let paragraphs: Vec<Block> =
        text.split('\n').map(str::trim).filter(|line| !line.is_empty()).map(|line| body(line.to_owned())).collect();
    if paragraphs.is_empty() { ruled(lines) } else { paragraphs }
}

/// 姓名, 性别, 民族, 年龄, 职业或职务, 联系方式, 单位或住址; of an organisation its own particulars.
fn party(p: &Value, label: &str) -> Block {
    let side = match (label, text_in(p, "side_label")) {
        ("", "") => "当事人",
        ("", side) => side,
        (label, _) => label,
    };
    let field =
        |label: &str, key: &str, width: Width| Line { label: plain(label), value: plain(text_in(p, key)), width };
    let first = |label: &str, key: &str| Line {
        label: vec![
            Run::Text { text: side.to_owned(), bold: true },
            Run::Text { text: format!(" {label}"), bold: false },
        ],
        value: plain(text_in(p, key)),
        width: Width::Share(1.0),
    };
    let (wide, em) = (Width::Share(1.0), Width::Em);
    let row = |items: Vec<Line>| Block::Fields { items };
    let mut blocks = if text_in(p, "kind") == "organisation" {
        vec![
            row(vec![first("名称", "name")]),
            row(vec![field("法定代表人（负责人）", "legal_representative", wide), field("联系方式", "phone", em(9.0))]),
            row(vec![field("地址", "address", wide)]),
        ]
    } else if text_in(p, "name").chars().count() > 8 {
        vec![
            row(vec![first("姓名", "name")]),
            row(vec![
                field("性别", "sex", wide),
                field("民族", "ethnicity", Width::Share(1.4)),
                field("年龄", "age", wide),
                field("联系方式", "phone", em(9.0)),
            ]),
            row(vec![field("职业或职务", "occupation", wide)]),
            row(vec![field("单位或住址", "address", wide)]),
        ]
    } else {
        vec![
            row(vec![
                first("姓名", "name"),
                field("性别", "sex", em(2.0)),
                field("民族", "ethnicity", em(3.5)),
                field("年龄", "age", em(2.4)),
            ]),
            row(vec![field("职业或职务", "occupation", wide), field("联系方式", "phone", em(9.0))]),
            row(vec![field("单位或住址", "address", wide)]),
        ]
    };
    let of = |whom: &Value, items: [(&str, &str, Width); 3]| {
        let items =
            items.map(|(label, key, width)| Line { label: plain(label), value: plain(text_in(whom, key)), width });
        Block::Fields { items: items.to_vec() }
    };
    if let Some(guardian) = p.get("guardian").filter(|g| g.is_object()) {
        blocks.push(of(
            guardian,
            [("监护人", "name", wide), ("与当事人关系", "relation", em(5.0)), ("电话", "phone", em(8.0))],
        ));
    }
    for agent in p.get("agents").and_then(Value::as_array).into_iter().flatten() {
        blocks.push(of(
            agent,
            [("代理人", "name", wide), ("身份或关系", "relation", em(6.0)), ("权限", "authority_label", em(5.0))],
        ));
    }
    Block::Keep { breakable: false, blocks }
}

/// Characters of prose and number of signatures.
fn size(block: &Block) -> (usize, usize) {
    let all = |blocks: &[Block]| blocks.iter().map(size).fold((0, 0), |a, b| (a.0 + b.0, a.1 + b.1));
    match block {
        Block::Para { runs, .. } => (runs.iter().map(length).sum(), 0),
        Block::Signatures { rows, .. } => (0, rows.len()),
        Block::Keep { blocks, .. } => all(blocks),
        Block::Beside { left, right } => {
            let (l, r) = (all(left), all(right));
            (l.0 + r.0, l.1 + r.1)
        }
        _ => (0, 0),
    }
}

fn length(run: &Run) -> usize {
    match run {
        Run::Text { text, .. } => text.chars().count(),
        Run::Gap { .. } | Run::Tick { .. } => 1,
    }
}
