//! What the sides agree, and what becomes of it.

use bandeng_core::kernel::{Date, Fen};
use bandeng_core::mediation::agreement::AgreementDraft;
use bandeng_core::mediation::{Due, FulfilmentHow, Move, Obligation, ObligationKind};
use jiff::Span;

use super::draw::Draw;
use super::templates::{By, Promise};
use super::trouble::Trouble;

/// What becomes of the promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// All kept by a day.
    Kept { by: Date },
    /// Something is still to come today.
    Running { today: Date },
    /// Not kept.
    Broken,
}

/// A draft, and the days on which what was done.
pub(super) struct Agreed {
    pub(super) draft: AgreementDraft,
    /// In the order of time.
    pub(super) kept: Vec<(Date, Move)>,
}

impl Agreed {
    /// Everything is done or begun on the spot: it may be agreed without paper.
    pub(super) fn is_done_on_the_spot(&self) -> bool {
        !self.draft.obligations.iter().any(|o| matches!(o.due, Due::By { .. }))
    }
}

struct Pen<'a> {
    trouble: &'a Trouble,
    draw: &'a mut Draw,
    on: Date,
    fate: Fate,
    agreed: Agreed,
}

/// Composes what is agreed on a day.
pub(super) fn agree(trouble: &Trouble, draw: &mut Draw, on: Date, fate: Fate) -> Agreed {
    let draft = AgreementDraft {
        facts: trouble.fill(trouble.template.facts),
        responsibility: trouble.fill(trouble.template.duty),
        obligations: Vec::new(),
        terms: Vec::new(),
    };
    let mut pen = Pen { trouble, draw, on, fate, agreed: Agreed { draft, kept: Vec::new() } };
    for promise in trouble.template.promises {
        pen.promise(*promise);
    }
    pen.agreed.kept.sort_by_key(|(day, _)| *day);
    pen.agreed
}

fn days(day: Date, n: i64) -> Date {
    day.saturating_add(Span::new().days(n))
}

fn between(from: Date, to: Date) -> i64 {
    i64::from((to - from).get_days())
}

impl Pen<'_> {
    fn promise(&mut self, promise: Promise) {
        match promise {
            Promise::Pay(by, what, share) => self.pay(by, what, share),
            Promise::Do(by, what, within) => {
                let due = self.due_within(within);
                let done = self.is_done(due);
                self.add(by, ObligationKind::Act, what, Due::By { on: due }, done);
            }
            Promise::Now(by, what) => self.add(by, ObligationKind::Act, what, Due::AtOnce {}, Some(self.on)),
            Promise::Sorry(by, what) => self.add(by, ObligationKind::Apologise, what, Due::AtOnce {}, Some(self.on)),
            Promise::Never(by, what) => self.add(by, ObligationKind::Refrain, what, Due::Lasting {}, None),
            Promise::Keep(by, what) => self.add(by, ObligationKind::Act, what, Due::Lasting {}, None),
        }
    }

    /// Nothing is paid here: what can run late is what has to be done.
    fn nothing_is_paid(&self) -> bool {
        !self.trouble.template.promises.iter().any(|p| matches!(p, Promise::Pay(..)))
    }

    fn due_within(&mut self, within: i64) -> Date {
        let due = days(self.on, within);
        match self.fate {
            Fate::Kept { by } => due.min(by.max(self.on)),
            Fate::Running { today } if self.nothing_is_paid() => due.max(days(today, self.draw.range(2..=12))),
            _ => due,
        }
    }

    /// When something due by a day was done, if it was.
    fn is_done(&mut self, due: Date) -> Option<Date> {
        let early = days(due, -self.draw.range(0..=3)).max(self.on);
        match self.fate {
            Fate::Kept { .. } => Some(early),
            Fate::Running { today } => Some(early).filter(|day| due <= today && *day <= today),
            Fate::Broken => None,
        }
    }

    fn add(&mut self, by: By, kind: ObligationKind, what: &str, due: Due, done: Option<Date>) {
        for (debtor, creditor) in self.trouble.promisers(by) {
            let creditor = (kind == ObligationKind::Apologise).then_some(creditor);
            let (what, due) = (what.to_owned(), due.clone());
            let no = self.push(Obligation {
                no: 0,
                debtor,
                creditor,
                kind,
                what,
                amount_fen: None,
                due,
                how: String::new(),
            });
            if let Some(day) = done {
                let how = self.draw.weighted(&[(FulfilmentHow::Witnessed, 6), (FulfilmentHow::Told, 4)]);
                self.keep(day, no, None, how);
            }
        }
    }

    fn pay(&mut self, by: By, what: &str, share: i64) {
        let whole = self.trouble.amount.unwrap_or_default() * share / 100;
        let step = if whole >= 5_000 { 100 } else { 10 };
        let amount = (whole / step * step).max(50);
        let Some((debtor, creditor)) = self.trouble.promisers(by).first().copied() else { return };
        let creditors = self.trouble.creditors(creditor);
        let heads = creditors.len() as i64;
        let mut dues = self.instalments(amount);
        if heads > 1 && dues.len() > 2 {
            // A plan for each of several, in a few lines.
            dues.drain(..dues.len() - 2);
        }
        let count = dues.len() as i64;
        let head = amount / heads / 10 * 10;
        for (i, due) in dues.iter().enumerate() {
            let last = i as i64 + 1 == count;
            let what = if count > 1 { format!("{what}第{}期", i + 1) } else { what.to_owned() };
            let at_once = *due <= self.on;
            let due_on = if at_once { Due::AtOnce {} } else { Due::By { on: *due } };
            let how = if at_once {
                "现金当场付清，收款人出具收条"
            } else {
                "转账至对方本人银行账户"
            };
            for (nth, creditor) in (1..).zip(&creditors) {
                let own = if nth == heads { amount - head * (heads - 1) } else { head };
                let each = own / count / 10 * 10;
                let part = Fen::yuan(if last { own - each * (count - 1) } else { each });
                let no = self.push(Obligation {
                    no: 0,
                    debtor,
                    creditor: Some(*creditor),
                    kind: ObligationKind::Pay,
                    what: what.clone(),
                    amount_fen: Some(part),
                    due: due_on.clone(),
                    how: how.into(),
                });
                self.paid(no, part, *due, last);
            }
        }
    }

    /// The days on which money is due; the day of the agreement itself means on the spot.
    fn instalments(&mut self, amount: i64) -> Vec<Date> {
        match self.fate {
            Fate::Kept { by } => {
                let room = between(self.on, by);
                if amount <= 20_000 && self.draw.chance(60) || room < 4 {
                    return vec![self.on];
                }
                let count = if amount > 8_000 && room > 20 && self.draw.chance(50) { 2 } else { 1 };
                let span = self.draw.range(3..=room.min(45));
                (1..=count).map(|i| days(self.on, span * i / count)).collect()
            }
            Fate::Running { today } => {
                let count = if amount < 2_000 { 1 } else { self.draw.range(2..=4) };
                let span = between(self.on, today) + self.draw.range(10..=70);
                (1..=count).map(|i| days(self.on, (span * i / count).max(1))).collect()
            }
            Fate::Broken => vec![days(self.on, self.draw.range(10..=25))],
        }
    }

    fn paid(&mut self, no: u16, part: Fen, due: Date, last: bool) {
        match self.fate {
            Fate::Kept { .. } => self.receipt(due, no, part),
            Fate::Running { today } if due <= today && !last => match self.draw.range(1..=10) {
                1 => {}
                2 => self.receipt(due, no, Fen(part.0 / 200 * 100)),
                _ => {
                    let early = self.draw.range(0..=2);
                    self.receipt(days(due, -early).max(self.on), no, part);
                }
            },
            Fate::Broken if self.draw.chance(35) => self.receipt(due, no, Fen(part.0 / 300 * 100)),
            _ => {}
        }
    }

    fn receipt(&mut self, day: Date, no: u16, paid: Fen) {
        let how = if day <= self.on { FulfilmentHow::Receipt } else { FulfilmentHow::Transfer };
        if paid.0 > 0 {
            self.keep(day, no, Some(paid), how);
        }
    }

    fn push(&mut self, mut obligation: Obligation) -> u16 {
        obligation.no = self.agreed.draft.obligations.len() as u16 + 1;
        obligation.what = self.trouble.fill(&obligation.what);
        self.agreed.draft.obligations.push(obligation);
        self.agreed.draft.obligations.len() as u16
    }

    fn keep(&mut self, on: Date, obligation: u16, paid_fen: Option<Fen>, how: FulfilmentHow) {
        let mv = Move::Fulfil { obligation, paid_fen, on, how, note: String::new(), proof: None };
        self.agreed.kept.push((on, mv));
    }
}
