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
        "网络不通时：县级 key、send，市级 trust、receive、status。\n网络连通时：县级 share，市级 init、add、status；账簿地址加 ?schema=cluster 即查询全部节点，\n如 mingzhang query --db 'postgres://…/city?schema=cluster'",
        "Without a network: key and send at the county; trust, receive and status at\nthe city. With one: share at the county; init, add and status at the city; an\naddress that ends in ?schema=cluster asks all nodes, such as\nmingzhang query --db 'postgres://…/city?schema=cluster'",
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
    (
        "cluster init#about",
        "市级：准备挂接各县（PostgreSQL）。",
        "At the city: get ready to mount counties (PostgreSQL).",
    ),
    ("cluster init#usage", "mingzhang cluster init [选项]", "mingzhang cluster init [OPTIONS]"),
    (
        "cluster init#after",
        "示例：\n  mingzhang cluster init --db postgres://city@localhost/city\n再次运行会按节点清单重新铺设，不影响数据",
        "Example:\n  mingzhang cluster init --db postgres://city@localhost/city\nRun again, it lays anew what the list of nodes says; no data is touched",
    ),
    (
        "cluster add#about",
        "市级：挂接一个县的 PostgreSQL 账簿，只读。",
        "At the city: mount a county's PostgreSQL ledger, read only.",
    ),
    (
        "cluster add#usage",
        "mingzhang cluster add --region <CODE> --url <URL> [选项]",
        "mingzhang cluster add --region <CODE> --url <URL> [OPTIONS]",
    ),
    (
        "cluster add#after",
        "示例：\n  mingzhang cluster add --region 140902000 --url 'postgres://reader:口令@10.0.0.2/county?sslmode=require'\n口令可放在环境变量 MINGZHANG_NODE_URL 中，不出现在命令行；只存于数据库的用户映射",
        "Example:\n  mingzhang cluster add --region 140902000 --url 'postgres://reader:password@10.0.0.2/county?sslmode=require'\nMINGZHANG_NODE_URL keeps the password off the command line; it is stored in the\ndatabase's user mapping only",
    ),
    (
        "cluster remove#about",
        "市级：解除一个县的挂接。",
        "At the city: take a mounted county away.",
    ),
    (
        "cluster remove#usage",
        "mingzhang cluster remove --region <CODE> [选项]",
        "mingzhang cluster remove --region <CODE> [OPTIONS]",
    ),
    (
        "cluster remove#after",
        "示例：\n  mingzhang cluster remove --region 140902000",
        "Example:\n  mingzhang cluster remove --region 140902000",
    ),
    (
        "cluster share#about",
        "县级：准许市级的数据库角色读取本账簿，只读。",
        "At the county: let the city's database role read the ledger, and nothing else.",
    ),
    (
        "cluster share#usage",
        "mingzhang cluster share --role <NAME> [选项]",
        "mingzhang cluster share --role <NAME> [OPTIONS]",
    ),
    (
        "cluster share#after",
        "示例：\n  mingzhang cluster share --role reader --db postgres://county@localhost/county\n升级程序后请再运行一次",
        "Example:\n  mingzhang cluster share --role reader --db postgres://county@localhost/county\nRun it again after an upgrade",
    ),
    (
        "cluster warn#about",
        "在各节点的账簿上逐一评估预警规则，不生成预警单。",
        "Evaluate the warning rules on every node's book; no cases are raised here.",
    ),
    (
        "cluster warn#usage",
        "mingzhang cluster warn --year <YEAR> [选项]",
        "mingzhang cluster warn --year <YEAR> [OPTIONS]",
    ),
    (
        "cluster warn#after",
        "示例：\n  mingzhang cluster warn --year 2023 --day 2023-12-31 --db 'postgres://…/city?schema=cluster'",
        "Example:\n  mingzhang cluster warn --year 2023 --day 2023-12-31 --db 'postgres://…/city?schema=cluster'",
    ),
    ("node_name", "节点名称（默认用它自己的）", "Name of the node (default: its own)"),
    (
        "node_url",
        "节点的地址，含只读角色的口令；也可用环境变量",
        "Address of the node with the reader's password; or by the environment",
    ),
    ("reader", "市级使用的数据库角色", "Role of the database that the city uses"),
    ("warn_year", "预算年度（默认按判断日）", "Fiscal year (default: that of the day)"),
    ("warn_day", "判断日（默认今天）", "Day as of which is judged (default: today)"),
    ("warn_rules", "只用这些规则", "These rules only"),
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
