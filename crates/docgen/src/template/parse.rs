//! From text to nodes. Every fault is told at its place; what can be read around it is read.

use super::fault::{FaultKind, TemplateFault};
use super::*;

/// Commands within commands.
const DEEPEST: u8 = 8;

/// What can be meant by a command that there is not.
const COMMANDS: [&str; 19] = [
    "@title", "@number", "@size", "@bare", "@display", "@prose", "@list", "@parties", "@sign", "@seal", "@each", "@if",
    "@keep", "@beside", "@table", "@cell", "@space", "@page", "@end",
];

/// The gap where none is named, in ems.
const GAP: f32 = 6.0;

pub(super) fn parse(text: &str) -> (Template, Vec<TemplateFault>) {
    let mut parser = Parser {
        lines: text.lines().enumerate().map(|(i, line)| Line::new(i as u32 + 1, line)).collect(),
        at: 0,
        head: Head { title: None, number: None, size: 14.0, bare: false },
        faults: Vec::new(),
    };
    if text.len() > LONGEST_TEMPLATE {
        parser.fault(At { line: 1, column: 1 }, FaultKind::TooLong, "");
        return (Template { head: parser.head, body: Vec::new() }, parser.faults);
    }
    let (body, _) = parser.body(0, false);
    (Template { head: parser.head, body }, parser.faults)
}

/// A line without the space around it.
#[derive(Clone, Copy)]
struct Line<'a> {
    text: &'a str,
    at: At,
}

impl<'a> Line<'a> {
    fn new(number: u32, whole: &'a str) -> Line<'a> {
        let whole = whole.trim_end();
        let text = whole.trim_start();
        let column = (whole.chars().count() - text.chars().count()) as u32 + 1;
        Line { text, at: At { line: number, column } }
    }

    /// What follows the first `bytes`, without the space before it.
    fn after(&self, bytes: usize) -> Line<'a> {
        let rest = &self.text[bytes..];
        let text = rest.trim_start();
        let passed = &self.text[..self.text.len() - text.len()];
        Line { text, at: At { line: self.at.line, column: self.at.column + passed.chars().count() as u32 } }
    }

    /// The first word and the rest.
    fn word(&self) -> (&'a str, Line<'a>) {
        let end = self.text.find(char::is_whitespace).unwrap_or(self.text.len());
        (&self.text[..end], self.after(end))
    }

    /// Pieces between a separator that is outside of braces.
    fn split(&self, separator: char) -> Vec<Line<'a>> {
        let mut out = Vec::new();
        let (mut from, mut deep) = (0, 0usize);
        let cut = |from: usize, to: usize| {
            let start = self.after(from);
            // `after` passes leading space; what was cut may be nothing but space.
            let begin = self.text.len() - start.text.len();
            Line { text: if begin >= to { "" } else { self.text[begin..to].trim_end() }, at: start.at }
        };
        for (i, c) in self.text.char_indices() {
            match c {
                '{' => deep += 1,
                '}' => deep = deep.saturating_sub(1),
                c if c == separator && deep == 0 => {
                    out.push(cut(from, i));
                    from = i + c.len_utf8();
                }
                _ => {}
            }
        }
        out.push(cut(from, self.text.len()));
        out
    }
}

struct Parser<'a> {
    lines: Vec<Line<'a>>,
    at: usize,
    head: Head,
    faults: Vec<TemplateFault>,
}

impl<'a> Parser<'a> {
    fn fault(&mut self, at: At, kind: FaultKind, what: impl Into<String>) {
        self.faults.push(TemplateFault::new(at, kind, what));
    }

    /// Lines up to an `@end`, `@else` or `@and`, which is given back, or to the end of the text.
    fn body(&mut self, depth: u8, in_table: bool) -> (Vec<Node>, Option<Line<'a>>) {
        let mut out = Vec::new();
        while let Some(line) = self.lines.get(self.at).copied() {
            self.at += 1;
            // `//` begins a line for whoever keeps the template.
            if line.text.is_empty() || line.text.starts_with("//") {
                continue;
            }
            let (word, _) = line.word();
            if matches!(word, "@end" | "@else" | "@and") {
                if depth == 0 {
                    self.fault(line.at, FaultKind::Stray, word);
                    continue;
                }
                return (out, Some(line));
            }
            if let Some(node) = self.node(line, depth, in_table) {
                let fits = match &node {
                    Node::Row(_) | Node::Cell(_) => in_table,
                    Node::Each { .. } | Node::If { .. } => true,
                    _ => !in_table,
                };
                if fits {
                    out.push(node);
                } else {
                    self.fault(line.at, FaultKind::OutOfPlace, word);
                }
            }
        }
        (out, None)
    }

    /// What is between a command and its `@end`.
    fn inside(&mut self, opened: Line<'a>, depth: u8, in_table: bool) -> Vec<Node> {
        let (mut body, mut end) = self.part(opened, depth, in_table);
        // What is no end of this command is told, and the rest still read.
        while let Some(stray) = end.filter(|end| end.word().0 != "@end") {
            self.fault(stray.at, FaultKind::Stray, stray.word().0);
            let (more, next) = self.part(opened, depth, in_table);
            body.extend(more);
            end = next;
        }
        body
    }

    fn part(&mut self, opened: Line<'a>, depth: u8, in_table: bool) -> (Vec<Node>, Option<Line<'a>>) {
        if depth >= DEEPEST {
            self.fault(opened.at, FaultKind::TooDeep, opened.word().0);
            // Nothing below can be read without going deeper still.
            self.at = self.lines.len();
            return (Vec::new(), None);
        }
        let (body, end) = self.body(depth + 1, in_table);
        if end.is_none() && self.faults.last().is_none_or(|f| f.kind != FaultKind::TooDeep) {
            self.fault(opened.at, FaultKind::WithoutEnd, opened.word().0);
        }
        (body, end)
    }

    fn node(&mut self, line: Line<'a>, depth: u8, in_table: bool) -> Option<Node> {
        let first = line.text.chars().next()?;
        let para = |style, text| Some(Node::Para { style, text });
        match first {
            '@' => self.command(line, depth, in_table),
            '#' => para(Style::Label, self.text(line.after(1))),
            '<' => para(Style::Flush, self.text(line.after(1))),
            '>' => para(Style::Right, self.text(line.after(1))),
            '=' => para(Style::Centre, self.text(line.after(1))),
            '!' => para(Style::Note, self.text(line.after(1))),
            '-' => Some(self.fields(line.after(1))),
            '|' => {
                let mut cells = line.after(1).split('|');
                // The bar at the end of a row closes its last cell.
                if line.text.ends_with('|') {
                    cells.pop();
                }
                Some(Node::Row(cells.into_iter().map(|cell| self.text(cell)).collect()))
            }
            _ => para(Style::Body, self.text(line)),
        }
    }

    fn command(&mut self, line: Line<'a>, depth: u8, in_table: bool) -> Option<Node> {
        let (word, rest) = line.word();
        match word {
            "@title" if !rest.text.is_empty() => {
                self.head.title = Some(rest.text.to_owned());
                None
            }
            "@number" => {
                self.head.number = Some(self.text(rest));
                None
            }
            "@size" => {
                match rest.text.parse::<f32>() {
                    Ok(size) if (9.0..=22.0).contains(&size) => self.head.size = size,
                    _ => self.fault(rest.at, FaultKind::BadArgument, word),
                }
                None
            }
            "@bare" => {
                self.head.bare = true;
                None
            }
            "@display" => Some(Node::Para { style: Style::Display, text: self.text(rest) }),
            "@prose" => {
                let (field, rest) = self.field(rest);
                let lines = self.count(rest, word);
                Some(Node::Prose { field, lines })
            }
            "@list" => {
                let (pattern, rest) = rest.word();
                if !["1.", "一、", "（1）", "（一）"].contains(&pattern) {
                    self.fault(line.at, FaultKind::BadArgument, word);
                }
                let (field, rest) = self.field(rest);
                let lines = self.count(rest, word);
                Some(Node::List { pattern: pattern.to_owned(), field, lines })
            }
            "@parties" => {
                let (field, rest) = self.field(rest);
                Some(Node::Parties { field, label: rest.text.to_owned() })
            }
            "@sign" => Some(self.sign(rest)),
            "@seal" => Some(self.seal(rest)),
            "@each" => {
                let (name, rest) = rest.word();
                let (of, rest) = rest.word();
                if of != "in" || name.is_empty() {
                    self.fault(line.at, FaultKind::BadArgument, word);
                }
                let (field, rest) = self.field(rest);
                let blanks = self.count(rest, word);
                let body = self.inside(line, depth, in_table);
                Some(Node::Each { name: name.to_owned(), field, blanks, body })
            }
            "@if" => {
                let not = rest.word().0 == "not";
                let condition = self.condition(if not { rest.word().1 } else { rest }, not);
                let (then, end) = self.part(line, depth, in_table);
                let otherwise = match end.map(|end| (end, end.word().0)) {
                    Some((end, "@else")) => self.inside(end, depth, in_table),
                    Some((end, "@and")) => {
                        self.fault(end.at, FaultKind::Stray, "@and");
                        self.inside(line, depth, in_table)
                    }
                    _ => Vec::new(),
                };
                Some(Node::If { condition, then, otherwise })
            }
            "@keep" => Some(Node::Keep(self.inside(line, depth, false))),
            "@beside" => {
                let (left, end) = self.part(line, depth, false);
                let right = match end.map(|end| (end, end.word().0)) {
                    Some((end, "@and")) => self.inside(end, depth, false),
                    Some((end, "@else")) => {
                        self.fault(end.at, FaultKind::Stray, "@else");
                        self.inside(line, depth, false)
                    }
                    Some((end, _)) => {
                        self.fault(end.at, FaultKind::BadArgument, word);
                        Vec::new()
                    }
                    None => Vec::new(),
                };
                Some(Node::Beside { left, right })
            }
            "@table" => {
                let (mut widths, mut small, mut tall) = (Vec::new(), false, false);
                for word in rest.text.split_whitespace() {
                    match word {
                        "small" => small = true,
                        "tall" => tall = true,
                        other => match width(other) {
                            Some(width) => widths.push(width),
                            None => self.fault(rest.at, FaultKind::BadArgument, other),
                        },
                    }
                }
                if widths.is_empty() || widths.len() > 10 {
                    self.fault(line.at, FaultKind::BadArgument, word);
                }
                let rows = self.inside(line, depth, true);
                Some(Node::Table { widths, small, tall, rows })
            }
            "@cell" => Some(Node::Cell(self.inside(line, depth, false))),
            "@space" => match rest.text.parse::<f32>() {
                Ok(lines) if (0.0..=30.0).contains(&lines) => Some(Node::Space(lines)),
                _ => {
                    self.fault(line.at, FaultKind::BadArgument, word);
                    None
                }
            },
            "@page" => Some(Node::Page),
            _ => {
                let fault = TemplateFault::new(line.at, FaultKind::UnknownCommand, word);
                self.faults.push(fault.near(COMMANDS.iter().copied()));
                None
            }
        }
    }

    /// `label(7) = value ; label = value`
    fn fields(&mut self, line: Line<'a>) -> Node {
        let mut items = Vec::new();
        for part in line.split(';') {
            let sides = part.split('=');
            let [label, value] = sides.as_slice() else {
                self.fault(part.at, FaultKind::BadArgument, part.text);
                continue;
            };
            let (name, wide) = match label.text.strip_suffix(')').and_then(|t| t.rsplit_once('(')) {
                Some((name, wide)) => (Line { text: name.trim_end(), at: label.at }, width(wide)),
                None => (*label, Some(Width::Share(1.0))),
            };
            let Some(wide) = wide else {
                self.fault(label.at, FaultKind::BadArgument, label.text);
                continue;
            };
            let (name, value) = (self.text(name), self.text(*value));
            items.push((name, wide, value));
        }
        Node::Fields(items)
    }

    /// `heading parties 调解员:mediators`; the heading is the first word, `-` for none.
    fn sign(&mut self, line: Line<'a>) -> Node {
        let (heading, mut rest) = line.word();
        let heading = if heading == "-" { "" } else { heading };
        let heading = self.text(Line { text: heading, at: line.at });
        let mut groups = Vec::new();
        while !rest.text.is_empty() {
            let (word, next) = rest.word();
            let (role, name) = word.rsplit_once(':').unwrap_or(("", word));
            let field = self.names(name, Line { text: word, at: rest.at }.after(word.len() - name.len()).at);
            groups.push(Signing { role: role.to_owned(), field });
            rest = next;
        }
        if groups.is_empty() {
            self.fault(line.at, FaultKind::BadArgument, "@sign");
        }
        Node::Sign { heading, groups }
    }

    /// `right field by field`
    fn seal(&mut self, line: Line<'a>) -> Node {
        let (word, mut rest) = line.word();
        let place = match word {
            "left" => Place::Left,
            "centre" => Place::Centre,
            "right" => Place::Right,
            _ => {
                self.fault(line.at, FaultKind::BadArgument, "@seal");
                Place::Right
            }
        };
        let (mut on, mut by) = (None, None);
        if !rest.text.is_empty() && rest.word().0 != "by" {
            let (field, next) = self.field(rest);
            on = Some(field);
            rest = next;
        }
        if rest.word().0 == "by" {
            by = Some(self.field(rest.word().1).0);
        } else if !rest.text.is_empty() {
            self.fault(rest.at, FaultKind::BadArgument, "@seal");
        }
        Node::Seal { on, by, place }
    }

    fn condition(&mut self, line: Line<'a>, not: bool) -> Condition {
        let (name, says) = match line.text.split_once('=') {
            Some((name, says)) => (name.trim_end(), Some(says.trim().to_owned())),
            None => (line.text, None),
        };
        Condition { field: self.names(name, line.at), says, not }
    }

    fn field(&mut self, line: Line<'a>) -> (Field, Line<'a>) {
        let (word, rest) = line.word();
        (self.names(word, line.at), rest)
    }

    fn names(&mut self, word: &str, at: At) -> Field {
        let names: Vec<String> = word.split('.').map(str::to_owned).collect();
        let fine = |name: &String| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        if !names.iter().all(fine) {
            self.fault(at, FaultKind::UnknownField, word);
        }
        Field { names, at }
    }

    /// A small number that may be left out.
    fn count(&mut self, line: Line<'a>, of: &str) -> u8 {
        if line.text.is_empty() {
            return 0;
        }
        match line.text.parse::<u8>() {
            Ok(n) if n <= 40 => n,
            _ => {
                self.fault(line.at, FaultKind::BadArgument, of);
                0
            }
        }
    }

    /// Words, `{fields}`, `*bold*`, `[left out if unknown]`; a backslash takes the next character as it is.
    fn text(&mut self, line: Line<'a>) -> Text {
        let mut out: Text = Vec::new();
        let mut maybe: Option<(Text, At)> = None;
        let (mut words, mut bold, mut bold_at) = (String::new(), false, line.at);
        let mut rest = line.text.char_indices().enumerate();
        let here = |i: usize| At { line: line.at.line, column: line.at.column + i as u32 };
        while let Some((i, (byte, c))) = rest.next() {
            match c {
                // A backslash takes the next character as it is; `\n` is a line break.
                '\\' => words.extend(rest.next().map(|(_, (_, c))| if c == 'n' { '\n' } else { c })),
                '*' => {
                    flush(&mut words, bold, maybe.as_mut().map_or(&mut out, |(text, _)| text));
                    bold = !bold;
                    bold_at = here(i);
                }
                '[' => {
                    flush(&mut words, bold, maybe.as_mut().map_or(&mut out, |(text, _)| text));
                    if maybe.is_some() {
                        self.fault(here(i), FaultKind::Unclosed, "[");
                    }
                    maybe = Some((Vec::new(), here(i)));
                }
                ']' => match maybe.take() {
                    Some((mut text, _)) => {
                        flush(&mut words, bold, &mut text);
                        out.push(Piece::Maybe(text));
                    }
                    None => self.fault(here(i), FaultKind::Unclosed, "]"),
                },
                '{' => {
                    let into = maybe.as_mut().map_or(&mut out, |(text, _)| text);
                    flush(&mut words, bold, into);
                    let Some(end) = line.text[byte..].find('}') else {
                        self.fault(here(i), FaultKind::Unclosed, "{");
                        break;
                    };
                    let inner = &line.text[byte + 1..byte + end];
                    let piece = self.value(inner, here(i + 1), bold);
                    maybe.as_mut().map_or(&mut out, |(text, _)| text).push(piece);
                    for _ in 0..inner.chars().count() + 1 {
                        rest.next();
                    }
                }
                '}' => self.fault(here(i), FaultKind::Unclosed, "}"),
                c => words.push(c),
            }
        }
        flush(&mut words, bold, maybe.as_mut().map_or(&mut out, |(text, _)| text));
        if let Some((text, at)) = maybe {
            self.fault(at, FaultKind::Unclosed, "[");
            out.extend(text);
        }
        if bold {
            self.fault(bold_at, FaultKind::Unclosed, "*");
        }
        out
    }

    /// `field`, `field|date`, `field|12`, `?field=word`
    fn value(&mut self, inner: &str, at: At, bold: bool) -> Piece {
        let column = |bytes: usize| At { line: at.line, column: at.column + inner[..bytes].chars().count() as u32 };
        if let Some(tick) = inner.strip_prefix('?') {
            let (name, says) = tick.split_once('=').unwrap_or((tick, ""));
            return Piece::Tick { field: self.names(name.trim(), column(1)), says: says.trim().to_owned() };
        }
        let mut parts = inner.split('|');
        let name = parts.next().unwrap_or_default();
        let field = self.names(name.trim(), at);
        let (mut shown, mut gap, mut read) = (Shown::Plain, GAP, name.len());
        for part in parts {
            match part.trim() {
                "date" => shown = Shown::Date,
                "moment" => shown = Shown::Moment,
                "seconds" => shown = Shown::Seconds,
                other => match other.parse::<f32>() {
                    Ok(em) if (1.0..=30.0).contains(&em) => gap = em,
                    _ => self.fault(column(read + 1), FaultKind::UnknownFormat, other),
                },
            }
            read += 1 + part.len();
        }
        Piece::Value { field, shown, gap, bold }
    }
}

fn flush(words: &mut String, bold: bool, into: &mut Text) {
    if !words.is_empty() {
        into.push(Piece::Words { text: std::mem::take(words), bold });
    }
}

/// `7` ems, `2*` shares.
fn width(word: &str) -> Option<Width> {
    let (number, share) = match word.strip_suffix('*') {
        Some(number) => (number, true),
        None => (word, false),
    };
    let n = number.trim().parse::<f32>().ok().filter(|n| (0.1..=40.0).contains(n))?;
    Some(if share { Width::Share(n) } else { Width::Em(n) })
}
