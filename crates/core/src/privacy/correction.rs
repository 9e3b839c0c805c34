//! 更正、补充: a person asks that what is kept about them be put right or completed (PIPL art. 46), and is answered.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::kernel::{Code, Instant, Refusal, refusal::Form};
use crate::matters::PartyNo;

/// What the house said to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = CorrectionAnswer)]
pub struct Answer {
    /// It was put right. Otherwise the note says why not.
    pub done: bool,
    pub note: String,
    pub at: Instant,
    pub by_name: String,
}

/// That a party wants something put right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Correction {
    /// Counted within the matter.
    pub no: u16,
    pub party: PartyNo,
    /// In its own words.
    pub what: String,
    pub at: Instant,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<Answer>,
}

/// What the parties of a matter want put right, in the order in which they said so.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Corrections(pub Vec<Correction>);

/// Most characters of a request and of an answer.
pub const MAX_TEXT: usize = 500;
/// Requests of one party that may wait for an answer.
pub const MOST_OPEN: usize = 5;

impl Corrections {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Those of one party, the newest first.
    pub fn of(&self, party: PartyNo) -> impl Iterator<Item = &Correction> {
        self.0.iter().rev().filter(move |one| one.party == party)
    }

    /// Writes a request down; its number, or none where the same words wait already: a second tap, a lost connection.
    ///
    /// # Errors
    /// [`Code::Required`], [`Code::TooLong`] at `/what`; [`Code::CorrectionsWait`] where too many wait.
    pub fn ask(&mut self, party: PartyNo, what: &str, at: Instant) -> Result<Option<u16>, Vec<Refusal>> {
        let mut form = Form::default();
        form.text(what, MAX_TEXT, "/what");
        form.finish()?;
        let what = what.trim().to_owned();
        let open: Vec<&Correction> = self.of(party).filter(|one| one.answer.is_none()).collect();
        if open.iter().any(|one| one.what == what) {
            return Ok(None);
        }
        if open.len() >= MOST_OPEN {
            return Err(vec![Refusal::new(Code::CorrectionsWait)]);
        }
        let no = self.0.len() as u16 + 1;
        self.0.push(Correction { no, party, what, at, answer: None });
        Ok(Some(no))
    }

    /// Answers a request; whose it is.
    ///
    /// # Errors
    /// [`Code::NotFound`]; [`Code::CorrectionAnswered`]; [`Code::Required`] at `/note` where nothing was put right and
    /// nobody says why.
    pub fn answer(&mut self, no: u16, answer: Answer) -> Result<PartyNo, Vec<Refusal>> {
        let one = self.0.iter_mut().find(|one| one.no == no).ok_or_else(|| vec![Refusal::new(Code::NotFound)])?;
        if one.answer.is_some() {
            return Err(vec![Refusal::new(Code::CorrectionAnswered)]);
        }
        let mut form = Form::default();
        match answer.done {
            true => form.optional_text(&answer.note, MAX_TEXT, "/note"),
            false => form.text(&answer.note, MAX_TEXT, "/note"),
        }
        form.finish()?;
        one.answer = Some(Answer { note: answer.note.trim().to_owned(), ..answer });
        Ok(one.party)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(done: bool, note: &str) -> Answer {
        Answer { done, note: note.to_owned(), at: 2, by_name: "王敏".to_owned() }
    }

    #[test]
    fn what_was_said_twice_is_one_request_and_is_answered_once() {
        let mut all = Corrections::default();
        assert_eq!(all.ask(1, " 电话换了 ", 1).unwrap(), Some(1));
        assert_eq!(all.ask(1, "电话换了", 1).unwrap(), None);
        assert_eq!(all.ask(2, "电话换了", 1).unwrap(), Some(2), "the other side's is another");
        assert_eq!(all.answer(1, answer(false, " ")).unwrap_err()[0].code, Code::Required);
        assert_eq!(all.answer(1, answer(true, "")).unwrap(), 1);
        assert_eq!(all.answer(1, answer(true, "")).unwrap_err()[0].code, Code::CorrectionAnswered);
        assert_eq!(all.answer(9, answer(true, "")).unwrap_err()[0].code, Code::NotFound);
        assert_eq!(all.ask(1, "电话换了", 3).unwrap(), Some(3), "it is wrong again");
        assert_eq!(all.of(1).map(|one| one.no).collect::<Vec<_>>(), [3, 1]);
    }

    #[test]
    fn nobody_buries_the_house_in_requests() {
        let mut all = Corrections::default();
        assert_eq!(all.ask(1, "  ", 1).unwrap_err()[0].code, Code::Required);
        assert_eq!(all.ask(1, &"错".repeat(MAX_TEXT + 1), 1).unwrap_err()[0].code, Code::TooLong);
        for i in 0..MOST_OPEN {
            all.ask(1, &format!("第{i}处"), 1).unwrap();
        }
        assert_eq!(all.ask(1, "还有一处", 1).unwrap_err()[0].code, Code::CorrectionsWait);
        all.answer(1, answer(true, "")).unwrap();
        all.ask(1, "还有一处", 1).unwrap();
    }
}
