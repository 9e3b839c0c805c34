//! What is shown of a file.

use bandeng_core::dossier::{DossierItem, NotBound, Retention};
use bandeng_core::kernel::{Date, Text};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::papers::service::PaperLack;

/// A line of the contents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub(super) struct ContentsLine {
    pub item: DossierItem,
    pub name: Text,
    /// The number of the case, where several share the file.
    pub case: Option<String>,
    /// Its first page in the file; none while it is not bound, or where it is listed alone.
    pub from: Option<u32>,
    /// Its last page.
    pub to: Option<u32>,
    /// Why it is named here and not bound in.
    pub not_bound: Option<NotBound>,
    /// It has scripts, which were left out.
    #[serde(default)]
    pub scripted: bool,
    /// Of a file that was handed in: the hash by which it is found and vouched for.
    pub sha256: Option<String>,
}

/// A file as it was bound.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DossierVersion {
    pub version: i32,
    /// The mark by which anybody can check it.
    pub mark: String,
    pub bound_on: Date,
    pub pages: i32,
    /// In bytes.
    pub size: i64,
    pub sha256: String,
    pub url: String,
}

/// A binding under way, or one that failed.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BindingView {
    pub done: i32,
    pub total: i32,
    /// Why it failed; none while it goes on.
    pub fault: Option<Text>,
}

/// The file of a case.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DossierView {
    /// 卷号.
    pub number: String,
    pub retention: Retention,
    /// With its years.
    pub retention_words: Text,
    pub archived: bool,
    /// The matter in whose file it lies: it has none of its own.
    pub host: Option<String>,
    /// Other cases that lie in this file, by their codes.
    pub guests: Vec<String>,
    /// Required papers that are not there or are drafts, each with the section that mends it.
    pub lacking: Vec<PaperLack>,
    /// Nothing required is lacking.
    pub ready: bool,
    /// In the order of binding. With pages as far as they were bound.
    pub contents: Vec<ContentsLine>,
    /// The last first.
    pub versions: Vec<DossierVersion>,
    /// Something has changed since it was bound last.
    pub outdated: bool,
    pub binding: Option<BindingView>,
    /// This reader may bind it and read it bound: they see everything that is in it.
    pub may_bind: bool,
    /// It may share a file with others: an oral agreement, and its own file has no guests.
    pub may_share: bool,
}
