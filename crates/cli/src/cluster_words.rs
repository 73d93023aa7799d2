//! Texts of the help of the commands on several nodes.

/// Key, Chinese, English; as in [`crate::words`].
pub(crate) const TEXTS: &[(&str, &str, &str)] = &[
    (
        "cluster#about",
        "多个节点：用签名文件传送分录，或由市级汇总各县。",
        "Several nodes: entries travel by signed files, or a city sees its counties.",
    ),
    ("cluster#usage", "mingzhang cluster <命令> [选项]", "mingzhang cluster <COMMAND> [OPTIONS]"),
    (
        "cluster#after",
        "网络不通时：县级 key、send，市级 trust、receive、status。",
        "Without a network: key and send at the county; trust, receive and status at\nthe city.",
    ),
    (
        "cluster key#about",
        "生成本节点的签名密钥（SM2）。",
        "Make the key that signs for this node (SM2).",
    ),
    ("cluster key#usage", "mingzhang cluster key [FILE]", "mingzhang cluster key [FILE]"),
    (
        "cluster key#after",
        "示例：\n  mingzhang cluster key 县.key\n公钥在 县.key.pub，交给市级；私钥不要离开本机",
        "Example:\n  mingzhang cluster key county.key\nThe public half, county.key.pub, goes to the city; the private one stays here",
    ),
    (
        "cluster send#about",
        "把新增分录写成一个签名文件。",
        "Write the new entries as one signed file.",
    ),
    (
        "cluster send#usage",
        "mingzhang cluster send --to <FILE|DIR> [--since <N>] [选项]",
        "mingzhang cluster send --to <FILE|DIR> [--since <N>] [OPTIONS]",
    ),
    (
        "cluster send#after",
        "示例：\n  mingzhang cluster send --key 县.key --to 光盘",
        "Example:\n  mingzhang cluster send --key county.key --to disc",
    ),
    (
        "cluster receive#about",
        "接收其他节点的文件：核对签名、顺序和校验链，整份接收或不接收。",
        "Take files of other nodes: signature, order and chain are proved; each whole or not at all.",
    ),
    (
        "cluster receive#usage",
        "mingzhang cluster receive <FILE>... [选项]",
        "mingzhang cluster receive <FILE>... [OPTIONS]",
    ),
    (
        "cluster receive#after",
        "示例：\n  mingzhang cluster receive 光盘/*.parcel\n退出码：1 有文件未被接收",
        "Example:\n  mingzhang cluster receive disc/*.parcel\nExit codes: 1 when a file was not taken",
    ),
    (
        "cluster trust#about",
        "登记核对过的公钥；换密钥也用它。",
        "Believe a public key that a person has compared; also to replace one.",
    ),
    (
        "cluster trust#usage",
        "mingzhang cluster trust --region <CODE> --key <FILE> [选项]",
        "mingzhang cluster trust --region <CODE> --key <FILE> [OPTIONS]",
    ),
    (
        "cluster trust#after",
        "示例：\n  mingzhang cluster trust --region 140902000 --key 县.key.pub",
        "Example:\n  mingzhang cluster trust --region 140902000 --key county.key.pub",
    ),
    (
        "cluster status#about",
        "列出各节点：到第几号分录、何时、是否正常。",
        "List the nodes: up to which entry, since when, in what state.",
    ),
    (
        "cluster status#usage",
        "mingzhang cluster status [选项]",
        "mingzhang cluster status [OPTIONS]",
    ),
    (
        "cluster status#after",
        "示例：\n  mingzhang cluster status\n退出码：1 有节点缺失或被隔离",
        "Example:\n  mingzhang cluster status\nExit codes: 1 when a node is missing or isolated",
    ),
    ("new_key", "密钥文件（默认 mingzhang.key）", "File of the key (default: mingzhang.key)"),
    (
        "signing_key",
        "本节点的密钥（默认 mingzhang.key）",
        "Key of this node (default: mingzhang.key)",
    ),
    (
        "send_to",
        "写到这个文件；给文件夹则自动取名（默认当前文件夹）",
        "File to write; in a folder it gets a name (default: here)",
    ),
    (
        "since",
        "从第 N 号之后的分录开始（默认上次发送之后）",
        "Entries after number N (default: those not sent yet)",
    ),
    ("parcels", "其他节点的文件", "Files of other nodes"),
    ("node_region", "该节点的区划码", "Region code of the node"),
    ("public_key", "该节点的公钥文件（.pub）", "Public key of the node (.pub)"),
];
