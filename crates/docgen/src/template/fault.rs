//! What is wrong with a template, and where.

use serde::Serialize;

use super::At;

/// The kinds of faults, by stable names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    TooLong,
    UnknownCommand,
    UnknownField,
    UnknownFormat,
    /// A list stands where one value is wanted, or the other way round.
    WrongShape,
    /// `{`, `[` or `*` without its other half.
    Unclosed,
    /// `@end`, `@else` or `@and` that belongs to nothing.
    Stray,
    /// A command without its `@end`.
    WithoutEnd,
    /// A number, a width or a word is missing or out of range.
    BadArgument,
    /// A row outside a table, or something else inside one.
    OutOfPlace,
    /// Commands within commands, too deep.
    TooDeep,
}

/// A fault of a template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TemplateFault {
    /// From 1.
    pub line: u32,
    /// In characters, from 1.
    pub column: u32,
    pub kind: FaultKind,
    /// What stands there: the command, the field.
    pub what: String,
    /// The one there is that looks most like it: somebody may have meant that.
    pub near: Option<String>,
}

impl TemplateFault {
    pub(crate) fn new(at: At, kind: FaultKind, what: impl Into<String>) -> TemplateFault {
        TemplateFault { line: at.line, column: at.column, kind, what: what.into(), near: None }
    }

    /// The same with what somebody may have meant, of those that could stand there.
    pub(crate) fn near<'a>(self, known: impl IntoIterator<Item = &'a str>) -> TemplateFault {
        let near = nearest(&self.what, known);
        TemplateFault { near, ..self }
    }

    /// The fault in Chinese.
    pub fn zh(&self) -> String {
        let what = &self.what;
        let said = match self.kind {
            FaultKind::TooLong => "模板太长".to_owned(),
            FaultKind::UnknownCommand => format!("没有“{what}”这个指令"),
            FaultKind::UnknownField => format!("这种文书没有“{what}”这个字段"),
            FaultKind::UnknownFormat => format!("没有“{what}”这种写法"),
            FaultKind::WrongShape => format!("“{what}”不能用在这里：一项和多项混用"),
            FaultKind::Unclosed => format!("“{what}”没有配对"),
            FaultKind::Stray => format!("“{what}”前面没有对应的指令"),
            FaultKind::WithoutEnd => format!("“{what}”缺少 @end"),
            FaultKind::BadArgument => format!("“{what}”的参数不对"),
            FaultKind::OutOfPlace => format!("“{what}”不能放在这里"),
            FaultKind::TooDeep => "指令嵌套太深".to_owned(),
        };
        match &self.near {
            Some(near) => format!("{said}\u{ff0c}是不是“{near}”\u{ff1f}"),
            None => said,
        }
    }

    /// The fault in English.
    pub fn en(&self) -> String {
        let what = &self.what;
        let said = match self.kind {
            FaultKind::TooLong => "the template is too long".to_owned(),
            FaultKind::UnknownCommand => format!("there is no command \"{what}\""),
            FaultKind::UnknownField => format!("this form has no field \"{what}\""),
            FaultKind::UnknownFormat => format!("there is no way of writing called \"{what}\""),
            FaultKind::WrongShape => {
                format!("\"{what}\" cannot stand here: a list and a single value are not the same")
            }
            FaultKind::Unclosed => format!("\"{what}\" has no other half"),
            FaultKind::Stray => format!("\"{what}\" belongs to no command"),
            FaultKind::WithoutEnd => format!("\"{what}\" has no @end"),
            FaultKind::BadArgument => format!("\"{what}\" has a wrong argument"),
            FaultKind::OutOfPlace => format!("\"{what}\" cannot stand here"),
            FaultKind::TooDeep => "commands are nested too deeply".to_owned(),
        };
        match &self.near {
            Some(near) => format!("{said}; is \"{near}\" meant?"),
            None => said,
        }
    }
}

/// The known word that is fewest slips of the pen away. One that differs in more than a third is another word.
fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let slips = |word: &&str| strsim::osa_distance(typed, word);
    let near = known.into_iter().min_by_key(slips)?;
    let most = typed.chars().count().max(near.chars().count()).div_ceil(3);
    (slips(&near) <= most).then(|| near.to_owned())
}

impl std::fmt::Display for TemplateFault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}: {}", self.line, self.column, self.en())
    }
}
