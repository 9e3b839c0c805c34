//! What can go wrong with a backup, in the words of whoever has to act.

use std::io;

use bandeng_core::kernel::Text;

/// Why no backup was made, or none could be read.
#[derive(Debug)]
pub enum Fault {
    /// Nobody said with what to encrypt.
    NoLock,
    /// It was encrypted with a passphrase, and none was given.
    NeedsPassphrase,
    /// It was encrypted to recipients, and no identity was given.
    NeedsIdentity,
    /// Another passphrase opens it.
    WrongPassphrase,
    /// Another identity opens it.
    WrongIdentity,
    /// A text that should be a recipient or an identity.
    NotAKey(String),
    /// The file is no backup of this program.
    NotABackup,
    /// The file ends too early, or its end was altered.
    CutOff,
    /// Something in it is not what was written.
    Damaged(String),
    /// A newer program made it: what this one does not know.
    Newer(String),
    /// There is something at this place already.
    Exists(String),
    /// The database is open in another program.
    InUse,
    /// After reading it in, a table does not hold what the backup says.
    Differs(String),
    /// A file or a folder cannot be read or written.
    Disk { place: String, error: io::Error },
    /// The database.
    Store(bandeng_store::Error),
}

impl Fault {
    /// What happened and what to do.
    pub fn words(&self) -> Text {
        match self {
            Self::NoLock => Text::new(
                "没有说明用什么加密：请给出口令文件或者接收人（age 公钥）",
                "nothing was said to encrypt with; give a passphrase file or a recipient (an age public key)",
            ),
            Self::NeedsPassphrase => Text::new(
                "这份备份是用口令加密的，请给出口令文件",
                "this backup was encrypted with a passphrase; give the file that holds it",
            ),
            Self::NeedsIdentity => Text::new(
                "这份备份是加密给接收人的，请给出接收人的私钥文件",
                "this backup was encrypted to a recipient; give the recipient's identity file",
            ),
            Self::WrongPassphrase => {
                Text::new("口令不对，打不开这份备份", "the passphrase is wrong: it does not open this backup")
            }
            Self::WrongIdentity => Text::new(
                "私钥不对，打不开这份备份",
                "the identity is wrong: this backup was encrypted to somebody else",
            ),
            Self::NotAKey(what) => Text::new(
                format!("{what}不是可用的 age 密钥"),
                format!("{what} is no usable age key (age1… or AGE-SECRET-KEY-1…)"),
            ),
            Self::NotABackup => Text::new("这个文件不是板凳的备份", "this file is no backup of Bandeng"),
            Self::CutOff => Text::new(
                "备份文件不完整，或者被改动过，读不到结尾；请换一份备份",
                "the backup is cut off or was altered: its end cannot be read; take another one",
            ),
            Self::Damaged(what) => Text::new(
                format!("备份文件损坏或者被改动过（{what}）；请换一份备份"),
                format!("the backup is damaged or was altered ({what}); take another one"),
            ),
            Self::Newer(what) => Text::new(
                format!("备份是更新版本的程序做的（{what}）；请先升级程序再恢复"),
                format!("a newer version of the program made this backup ({what}); upgrade the program first"),
            ),
            Self::Exists(place) => Text::new(
                format!("{place} 已经有数据；只能恢复到空的地方，不会覆盖任何东西"),
                format!("there is something at {place} already; restore into an empty place, nothing is overwritten"),
            ),
            Self::InUse => Text::new(
                "数据库正在使用；请先停止服务",
                "the database is in use by another program; stop the service first",
            ),
            Self::Differs(table) => Text::new(
                format!("读回来的表 {table} 和原来的不一致；请不要使用这份数据"),
                format!("the table {table} is not what it was; do not use what was written"),
            ),
            Self::Disk { place, error } if error.kind() == io::ErrorKind::StorageFull => Text::new(
                format!("磁盘已满，写不进 {place}；没有留下半份备份"),
                format!("the disk is full: {place} cannot be written; no half backup was left"),
            ),
            Self::Disk { place, error } => {
                Text::new(format!("{place} 读写失败（{error}）"), format!("{place} cannot be read or written: {error}"))
            }
            Self::Store(error) => Text::new(format!("数据库出错：{error}"), format!("the database failed: {error}")),
        }
    }

    pub(super) fn disk(place: impl std::fmt::Display, error: io::Error) -> Self {
        Self::Disk { place: place.to_string(), error }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.words().en)
    }
}

impl std::error::Error for Fault {}

impl From<bandeng_store::Error> for Fault {
    fn from(error: bandeng_store::Error) -> Self {
        Self::Store(error)
    }
}
