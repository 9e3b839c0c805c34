//! The file of a case: its number, the order it is bound in, how long it is kept.
//!
//! One case, one file. What a file holds is said here; how it becomes a PDF is the business of the slice
//! `dossiers` of the application.

mod number;
mod order;
mod retention;

pub use number::{DossierNumber, MAX_WORD, check_word};
pub use order::{DossierItem, item_of_form, item_of_purpose};
pub use retention::{Retention, RetentionTable};

use crate::text_enum;

text_enum! {
    /// Why a file that belongs to the case is named in the contents and not bound in.
    pub enum NotBound {
        Encrypted = "encrypted" ("有打开密码，不能装订", "it has a password"),
        Broken = "broken" ("文件损坏或不完整，不能装订", "it is damaged or incomplete"),
        TooLong = "too_long" ("页数太多，不能装订", "it has too many pages"),
        TooLarge = "too_large" ("图像太大，不能装订", "the picture is too large"),
        /// What lies on top of a page, such as a filled-in field or an electronic seal, would be lost.
        Overlaid = "overlaid" ("含表单域、批注或电子签章，装订后会丢失", "it has form fields, notes or electronic seals that binding would lose"),
        /// What was signed is bound: the page that was printed, signed and scanned.
        Editable = "editable" ("可编辑的文件，打印签章后扫描上传才能装订", "it can still be edited: print, sign and scan it"),
    }
}
