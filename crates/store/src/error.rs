//! What the store could not do: what, where, what to do.

/// A failure of the store.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// There is no ledger at this place.
    #[error("{0} 处没有账簿；请先用 init 建立 / no ledger at {0}; make one with init")]
    Missing(String),
    /// Something is already there.
    #[error(
        "{0} 处已有账簿或文件，不会覆盖；请换一个位置 / {0} exists and is not overwritten; choose another place"
    )]
    Exists(String),
    /// The file is not a ledger of this program.
    #[error("{0} 不是明账的账簿文件 / {0} is not a ledger of this program")]
    Foreign(String),
    /// A newer version made it.
    #[error(
        "账簿由更新的版本（{found}）建立，本程序只认到版本 {known}；请升级程序 / made by a newer version ({found}); this program knows {known}: upgrade it"
    )]
    Newer {
        /// Version of the database.
        found: i64,
        /// Version of this program.
        known: i64,
    },
    /// Another batch holds the book.
    #[error(
        "账簿正被另一个程序写入，等待超时；请稍后重试 / another program is writing to the ledger; try again later"
    )]
    Busy,
    /// No room left.
    #[error(
        "磁盘或数据库空间已满，本批没有写入任何内容；请清出空间后重试 / the disk is full, nothing of this batch was written; make room and retry"
    )]
    Full,
    /// Transfers that do not net to zero.
    #[error(
        "调剂 {0} 各行合计不为零，整批没有写入 / transfer {0} does not net to zero; nothing was written"
    )]
    Transfer(String),
    /// Two rows share an id and differ.
    #[error("{0}")]
    Conflict(String),
    /// The chain or a projection is not what it must be.
    #[error("{0}")]
    Tampered(String),
    /// The engine refused.
    #[error("数据库出错：{0} / the database failed: {0}")]
    Engine(String),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> StoreError {
        use rusqlite::ErrorCode::{DatabaseBusy, DatabaseLocked, DiskFull, NotADatabase};
        match error.sqlite_error_code() {
            Some(DatabaseBusy | DatabaseLocked) => StoreError::Busy,
            Some(DiskFull) => StoreError::Full,
            Some(NotADatabase) => StoreError::Foreign("文件 / the file".to_owned()),
            _ => StoreError::Engine(error.to_string()),
        }
    }
}

impl From<postgres::Error> for StoreError {
    fn from(error: postgres::Error) -> StoreError {
        match error.code().map(postgres::error::SqlState::code) {
            Some("53100") => StoreError::Full,
            Some("55P03") => StoreError::Busy,
            _ => {
                let more = error.as_db_error().map(|e| e.message().to_owned());
                StoreError::Engine(more.unwrap_or_else(|| error.to_string()))
            }
        }
    }
}
