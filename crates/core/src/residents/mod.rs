//! Parties who come in person: by a door of their own, without an account.
//!
//! A door opens for exactly one party of one matter. The matter's code and a telephone number are known to the other side
//! as well, so that the two alone open nothing: it takes the secret of the own slip, a link that was sent, or a code that
//! was sent to the own telephone.

pub mod road;
pub mod secret;
pub mod share;

use crate::text_enum;

text_enum! {
    /// How a party came in.
    pub enum Door {
        Secret = "secret" ("凭条密码", "The secret on a slip"),
        Link = "link" ("一次性链接", "A one-time link"),
        Code = "code" ("短信验证码", "A code sent to the telephone"),
        LinkCode = "link_code" ("一次性链接和短信验证码", "A one-time link and a code sent to the telephone"),
    }
}
