//! What is wrong with a file or a key: what, where, what to do.

/// Why a file cannot be taken. The text is Chinese, then ` / `, then English.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// It is something else.
    #[error(
        "不是明账的传送文件；请核对文件 / this is not a transfer file of this program; check the file"
    )]
    Foreign,
    /// A newer version wrote it.
    #[error(
        "传送文件由更新的版本写成（格式 {0}）；请升级本程序 / a newer version wrote the file (layout {0}); upgrade this program"
    )]
    Newer(String),
    /// It is cut or was changed on the way.
    #[error(
        "传送文件不完整或在途中被改动（{0}）；请向发送方重新索取 / the file is cut or was changed on the way ({0}); ask the sender for it again"
    )]
    Damaged(String),
    /// The signature is not that of the key which the file names.
    #[error(
        "传送文件的签名不符：文件头被改动，或不是密钥的持有者签的；请与发送方核对 / the signature does not fit: the head was changed, or somebody else signed; ask the sender"
    )]
    Forged {
        /// The book that the file says it is of.
        book: String,
    },
    /// An entry is not what the head and the chain say.
    #[error(
        "第 {seq} 号分录与校验链不符：发送方的账簿在此处被改动；请发送方运行 verify / entry {seq} does not fit the chain: the sender's ledger was changed there; let the sender run verify"
    )]
    Broken {
        /// Number of the entry.
        seq: u64,
    },
    /// No key, or another kind of key.
    #[error(
        "不是 SM2 密钥的 PEM 文件；请用 cluster key 生成 / not the PEM file of an SM2 key; make one with cluster key"
    )]
    Key,
    /// The file could not be read or written.
    #[error("读写传送文件失败：{0} / the transfer file could not be read or written: {0}")]
    Disk(String),
}

impl From<std::io::Error> for Unfit {
    fn from(error: std::io::Error) -> Unfit {
        Unfit::Disk(error.to_string())
    }
}

impl Unfit {
    /// Damage of a part, named in both languages at once by its English word.
    pub(crate) fn damaged(what: &str) -> Unfit {
        Unfit::Damaged(what.to_owned())
    }
}
