//! The words every other room uses: bilingual text, refusals, codes, identifiers, money, the hash chain.

pub mod chain;
pub mod clock;
pub mod code;
pub mod csv;
pub mod id;
pub mod labels;
pub mod money;
pub mod refusal;
pub mod stamp;
pub mod tagged;
pub mod text;

pub use clock::{Clock, Instant, china_date, china_time, day_en, day_zh};
pub use code::MatterCode;
pub use id::{Id, IdText, Ids};
pub use money::Fen;
pub use refusal::{Code, Refusal};
pub use text::Text;

/// A calendar day as people in China count it. Instants become days in Asia/Shanghai, always.
pub use jiff::civil::Date;
