//! Who may see letters that came in, and what a key may do: readers of their own, because a letter is there before it is a
//! matter, and because a key is nobody's post.

use serde::{Deserialize, Serialize};

use super::{Actor, Role};
use crate::kernel::{Code, Id, Refusal};
use crate::text_enum;

text_enum! {
    /// What a system with a key may do, each for the cases of its own organisation alone.
    pub enum KeyScope {
        CaseSend = "case.send" ("发送委托案件", "Send cases"),
        CaseRead = "case.read" ("查询本单位案件的进展与结果", "Read the state and result of its cases"),
        PaperRead = "paper.read" ("领取写给本单位的文书", "Fetch the papers written to it"),
    }
}

/// A system with a key. It acts for the organisation that the key was issued to and holds no post.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyReader {
    pub key: Id,
    pub organisation: Id,
    pub scopes: Vec<KeyScope>,
}

impl KeyReader {
    /// # Errors
    /// [`Code::KeyScope`].
    pub fn require(&self, scope: KeyScope) -> Result<(), Refusal> {
        if self.scopes.contains(&scope) { Ok(()) } else { Err(Refusal::new(Code::KeyScope)) }
    }
}

/// What the policy needs to know of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LetterFacts {
    /// Where it was received.
    pub desk: Id,
    /// Who sent it, where that is an organisation kept here.
    pub sender: Option<Id>,
}

/// Which letters somebody sees: those received at their desks, and those their own organisation sent. Both are an indexed
/// equality, so that a page of the list costs the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LetterReach {
    pub desks: Vec<Id>,
    pub senders: Vec<Id>,
}

impl LetterReach {
    /// Of somebody who is signed in.
    pub fn of(actor: &Actor) -> Self {
        let of = |fits: fn(Role) -> bool| {
            let mut found: Vec<Id> = actor.posts.iter().filter(|p| fits(p.role)).map(|p| p.organisation).collect();
            found.sort_unstable();
            found.dedup();
            found
        };
        Self {
            desks: of(|role| matches!(role, Role::Clerk | Role::Coordinator)),
            senders: of(|role| role == Role::DepartmentOfficer),
        }
    }

    /// Of a system with a key.
    pub fn of_key(reader: &KeyReader) -> Self {
        Self { desks: Vec::new(), senders: vec![reader.organisation] }
    }

    /// Does it reach this letter?
    pub fn holds(&self, letter: LetterFacts) -> bool {
        self.desks.contains(&letter.desk) || letter.sender.is_some_and(|sender| self.senders.contains(&sender))
    }

    pub fn is_empty(&self) -> bool {
        self.desks.is_empty() && self.senders.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Post;

    fn actor(role: Role, organisation: Id) -> Actor {
        let area = "620602".parse().unwrap();
        Actor { account: 1, name: String::new(), posts: vec![Post { role, organisation, area }] }
    }

    #[test]
    fn a_desk_sees_what_it_received_and_a_body_what_it_sent_and_nobody_else_sees_any() {
        let letter = LetterFacts { desk: 1, sender: Some(7) };
        for &role in Role::ALL {
            let at = |organisation| LetterReach::of(&actor(role, organisation)).holds(letter);
            assert_eq!(at(1), matches!(role, Role::Clerk | Role::Coordinator), "{role} of the desk");
            assert_eq!(at(7), role == Role::DepartmentOfficer, "{role} of the sender");
            assert!(!at(3), "{role} of another house");
        }
        assert!(!LetterReach::of(&actor(Role::DepartmentOfficer, 7)).holds(LetterFacts { desk: 1, sender: None }));
    }

    #[test]
    fn a_key_reaches_its_own_organisation_and_does_what_its_scopes_say() {
        let reader = KeyReader { key: 5, organisation: 7, scopes: vec![KeyScope::CaseRead] };
        let reach = LetterReach::of_key(&reader);
        assert!(reach.holds(LetterFacts { desk: 1, sender: Some(7) }));
        assert!(!reach.holds(LetterFacts { desk: 7, sender: Some(8) }), "a number that is also a desk's opens nothing");
        reader.require(KeyScope::CaseRead).unwrap();
        assert_eq!(reader.require(KeyScope::CaseSend).unwrap_err().code, Code::KeyScope);
    }
}
