//! What the store could not do: what, where, what to do.

/// A failure of the store. The text is Chinese, then ` / `, then English.
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
    #[error(
        "{0} 不是明账的账簿；请核对位置，或从备份恢复 / {0} is not a ledger of this program; check the place, or restore a backup"
    )]
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
    /// The place cannot be reached or written.
    #[error(
        "无法打开 {place}（{why}）；请核对位置、权限，或数据库服务是否运行 / cannot open {place} ({why}); check the place, the rights, or whether the server runs"
    )]
    Unreachable {
        /// Where.
        place: String,
        /// What the engine says.
        why: String,
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
    /// May be read, not written.
    #[error(
        "账簿只能读，没有写入权限；请核对文件权限 / the ledger may only be read; check the rights"
    )]
    ReadOnly,
    /// The file is damaged.
    #[error("账簿文件已损坏；请从备份恢复 / the file of the ledger is damaged; restore a backup")]
    Damaged,
    /// The connection broke.
    #[error(
        "与数据库的连接中断；请重新打开账簿，核对本批是否已入账后重试 / the connection to the database broke; open the ledger again, see whether the batch is there, and retry"
    )]
    Lost,
    /// An earlier failure has ended the batch.
    #[error(
        "本批先前已出错，不能继续，没有写入任何内容；请重新开始本批 / the batch failed before and nothing of it is written; begin it anew"
    )]
    Spoiled,
    /// Transfers that do not net to zero.
    #[error(
        "调剂 {0} 各行合计不为零，整批没有写入；请补齐调出和调入 / transfer {0} does not net to zero, nothing was written; complete both sides"
    )]
    Transfer(String),
    /// There is no such unit.
    #[error("没有单位 {0}；请核对单位编码 / there is no unit {0}; check its code")]
    NoUnit(String),
    /// The chain or a projection is not what it must be.
    #[error("{0}")]
    Tampered(String),
    /// A sum that cannot be kept.
    #[error(
        "合计超出可记录的范围，本批没有写入；请核对金额和单位 / a sum is beyond the range, nothing was written; check amounts and units"
    )]
    TooLarge,
    /// Somebody has stopped it.
    #[error(
        "超过时限，已停止；请缩小范围，或检查条件 / stopped, it took too long; narrow it, or check its condition"
    )]
    Stopped,
    /// Another's book.
    #[error(
        "账簿 {0} 是从其他节点接收的，只能查询，不能在此记账；请在该节点记账 / book {0} was received from another node and may only be read here; post it there"
    )]
    Mirror(String),
    /// All nodes at once.
    #[error(
        "这是各节点合在一起的视图，只能查询；记账请打开本级账簿（地址中去掉 schema=cluster）/ this is the view of all nodes, for questions only; to post, open the node's own ledger (leave schema=cluster out of the address)"
    )]
    ManyNodes,
    /// A file of our own book comes back.
    #[error(
        "{0} 是本账簿自己的区划码，不能接收；若是另一个节点误用了这个码，请先改正 / {0} is the code of this ledger itself and is not received; if another node uses it, correct that first"
    )]
    OwnBook(String),
    /// The node is read over the network already.
    #[error(
        "账簿 {0} 已经由网络挂接，不能再用文件接收；请先用 cluster remove 解除 / book {0} is mounted over the network; remove it with cluster remove before files are received"
    )]
    Mounted(String),
    /// There is no such book.
    #[error(
        "账簿中没有 {0}；请用 cluster status 查看 / there is no book {0} here; see cluster status"
    )]
    NoBook(String),
    /// Entries of another node that do not prove themselves.
    #[error("{0}")]
    Unproved(String),
    /// A node of the cluster cannot be used: what, where, what to do.
    #[error("{0}")]
    Node(String),
    /// A question that would write.
    #[error(
        "只接受查询（SELECT）；这条语句会改动数据，没有执行 / only questions (SELECT) are taken; this statement would write and was not run"
    )]
    NotAQuestion,
    /// An item of the register was changed since it was read.
    #[error(
        "{kind} {id} 已被他人改动，没有写入；请刷新后核对再做 / {kind} {id} was changed by somebody else, nothing was written; reload, compare and do it again"
    )]
    Conflict {
        /// What it is.
        kind: String,
        /// Its id.
        id: String,
    },
    /// A kind of item that is changed with a line of the log only.
    #[error(
        "{0} 的改动必须记入日志；请改用会记日志的写法 / a change of {0} must be logged; write it the way that logs"
    )]
    MustLog(String),
    /// A text that no engine keeps as it is.
    #[error(
        "文字中有空字符（NUL），没有写入；请删去后重试 / a text holds a NUL character, nothing was written; remove it and retry"
    )]
    Nul,
    /// The engine refused.
    #[error("数据库出错：{0} / the database failed: {0}")]
    Engine(String),
}

impl StoreError {
    /// An entry of another node that does not continue its book.
    pub(crate) fn unproved(seq: u64, zh: &str, en: &str) -> StoreError {
        StoreError::Unproved(format!(
            "第 {seq} 号分录不能接收：{zh}；请发送方运行 verify / entry {seq} cannot be taken: {en}; let the sender run verify"
        ))
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> StoreError {
        use rusqlite::ErrorCode as Code;
        match error.sqlite_error_code() {
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => StoreError::Busy,
            Some(Code::DiskFull) => StoreError::Full,
            Some(Code::ReadOnly) => StoreError::ReadOnly,
            Some(Code::DatabaseCorrupt) => StoreError::Damaged,
            Some(Code::OperationInterrupted) => StoreError::Stopped,
            Some(Code::NotADatabase) => StoreError::Foreign("文件 / the file".to_owned()),
            _ => StoreError::Engine(error.to_string()),
        }
    }
}

impl From<postgres::Error> for StoreError {
    fn from(error: postgres::Error) -> StoreError {
        if error.is_closed() || is_io(&error) {
            return StoreError::Lost;
        }
        match error.code().map(postgres::error::SqlState::code) {
            Some("53100") => StoreError::Full,
            Some("55P03") => StoreError::Busy,
            Some("57014") => StoreError::Stopped,
            Some("25006" | "42501") => StoreError::ReadOnly,
            // The server ends: by its administrator, by a crash, or while it starts.
            Some("57P01" | "57P02" | "57P03") => StoreError::Lost,
            // A foreign server that cannot be reached.
            Some(code) if code.starts_with("08") && error.as_db_error().is_some() => {
                let why = error.as_db_error().map(|e| e.message().to_owned()).unwrap_or_default();
                StoreError::Node(format!(
                    "查询途中有节点断开（{why}）；请重新查询 / a node was lost while it was asked ({why}); ask again"
                ))
            }
            _ => match error.as_db_error() {
                Some(said) => StoreError::Engine(said.message().to_owned()),
                None => StoreError::Engine(deepest(&error)),
            },
        }
    }
}

/// Whether the connection itself failed.
fn is_io(error: &postgres::Error) -> bool {
    std::error::Error::source(error).is_some_and(|cause| cause.is::<std::io::Error>())
}

/// The innermost cause: it says what the outer ones only hint at.
pub(crate) fn deepest(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string()
}
