//! Commands on several nodes: what is done is `app`'s, only the lines on the screen are said here.

use crate::cluster_args::{
    AddArgs, Cluster, ClusterArgs, KeyArgs, ReceiveArgs, SendArgs, TrustArgs, WarnArgs,
};
use crate::desk::{open, say, spinner};
use crate::desk_args::Ledger;
use crate::errors::note;
use anyhow::Result;
use app::desk::cluster::{self, Arrival, Outcome, Standing};
use report::Lang;

pub(crate) fn run(args: &ClusterArgs, lang: Lang) -> Result<u8> {
    let ledger = &args.ledger;
    match &args.action {
        Cluster::Key(args) => key(args, lang),
        Cluster::Send(args) => send(args, ledger, lang),
        Cluster::Receive(args) => receive(args, ledger, lang),
        Cluster::Trust(args) => trust(args, ledger, lang),
        Cluster::Status => status(ledger, lang),
        Cluster::Init => init(ledger, lang),
        Cluster::Add(args) => add(args, ledger, lang),
        Cluster::Remove(args) => {
            cluster::remove(&mut open(ledger)?, &args.node_region)?;
            let region = &args.node_region;
            say(&match lang {
                Lang::Zh => format!("{region} 已解除挂接"),
                Lang::En => format!("{region} is mounted no more"),
            })
        }
        Cluster::Share(args) => {
            cluster::share(&mut open(ledger)?, &args.role)?;
            let role = &args.role;
            say(&match lang {
                Lang::Zh => format!("角色 {role} 可以读取本账簿，不能写入"),
                Lang::En => format!("role {role} may read the ledger, and nothing else"),
            })
        }
        Cluster::Warn(args) => warn(args, ledger, lang),
    }
}

fn init(ledger: &Ledger, lang: Lang) -> Result<u8> {
    cluster::init(&mut open(ledger)?)?;
    say(lang.say(
        "已就绪：用 cluster add 挂接各县；查询全部节点时账簿地址加 ?schema=cluster",
        "ready: mount counties with cluster add; an address with ?schema=cluster asks all nodes",
    ))
}

fn add(args: &AddArgs, ledger: &Ledger, lang: Lang) -> Result<u8> {
    let node = cluster::add(&mut open(ledger)?, &args.node_region, &args.name, &args.url)?;
    let (code, name, place, seq) = (&node.book.code, &node.book.name, &node.place, node.seen_seq);
    say(&match lang {
        Lang::Zh => format!("已挂接 {name}（{code}）：{place}，到第 {seq} 号分录"),
        Lang::En => format!("mounted: {name} ({code}) at {place}, up to entry {seq}"),
    })
}

fn warn(args: &WarnArgs, ledger: &Ledger, lang: Lang) -> Result<u8> {
    let mut desk = open(ledger)?;
    let (year, day) = (args.year, args.day.as_deref());
    let all = cluster::warn(&mut desk, year, day, &args.rules)?;
    let mut code = 0;
    for (book, evaluated) in &all.books {
        let (id, name, hits) = (&book.code, &book.name, evaluated.hits.len());
        let (ran, failed) = (evaluated.ran, evaluated.failures.len());
        code = code.max(u8::from(hits > 0 || failed > 0));
        say(&match lang {
            Lang::Zh => format!("{id} {name}：规则 {ran} 条，预警 {hits} 条，未能评估 {failed} 条"),
            Lang::En => format!("{id} {name}: {ran} rules, {hits} warnings, {failed} failed"),
        })?;
        for hit in &evaluated.hits {
            let level = lang.say(hit.level.zh(), hit.level.en());
            let words = lang.say(&hit.message.zh, &hit.message.en);
            say(&format!("  {} [{level}] {words}", hit.rule))?;
        }
    }
    for gap in &all.missing {
        code = 1;
        note(&missing(gap.book.code.as_str(), &gap.book.name, &gap.since, &gap.reason, lang));
    }
    Ok(code)
}

/// What is not in an answer.
fn missing(code: &str, name: &str, since: &str, reason: &str, lang: Lang) -> String {
    let since = if since.is_empty() { "–" } else { since };
    let (zh, en) = reason.split_once(" / ").unwrap_or((reason, reason));
    match lang {
        Lang::Zh => format!("缺 {name}（{code}）：{since} 起；{zh}"),
        Lang::En => format!("without {name} ({code}) since {since}; {en}"),
    }
}

fn key(args: &KeyArgs, lang: Lang) -> Result<u8> {
    let made = cluster::key(&args.file)?;
    let (private, public) = (made.private.display(), made.public.display());
    let fingerprint = made.fingerprint;
    say(&match lang {
        Lang::Zh => format!(
            "私钥 {private}（只有本账户能读，不要外传）\n公钥 {public}（交给接收方）\n指纹 {fingerprint}（请与接收方电话核对）"
        ),
        Lang::En => format!(
            "private key {private} (yours alone, do not pass it on)\npublic key {public} (for the one who receives)\nfingerprint {fingerprint} (compare it by telephone)"
        ),
    })
}

fn send(args: &SendArgs, ledger: &Ledger, lang: Lang) -> Result<u8> {
    let mut desk = open(ledger)?;
    let bar = spinner();
    let sent = cluster::send(&mut desk, &args.key, &args.to, args.since, &|n| bar.set_position(n))?;
    bar.finish_and_clear();
    let Some(sent) = sent else {
        return say(lang.say("没有新的分录", "no new entries"));
    };
    let (file, first, last, key) = (sent.file.display(), sent.first, sent.last, sent.fingerprint);
    say(&match lang {
        Lang::Zh => format!("已写入 {file}：分录 {first}–{last}，签名密钥 {key}"),
        Lang::En => format!("written: {file}, entries {first}–{last}, signed with {key}"),
    })
}

fn receive(args: &ReceiveArgs, ledger: &Ledger, lang: Lang) -> Result<u8> {
    let mut desk = open(ledger)?;
    let bar = spinner();
    let arrivals = cluster::receive(&mut desk, &args.files, &|n| bar.set_position(n))?;
    bar.finish_and_clear();
    let mut code = 0;
    for arrival in &arrivals {
        code = code.max(arrived(arrival, lang)?);
    }
    Ok(code)
}

fn arrived(arrival: &Arrival, lang: Lang) -> Result<u8> {
    let file = arrival.file.display();
    let head = arrival.head.as_ref();
    let of = head.map(|h| (h.name.as_str(), h.book.as_str(), h.first, h.last));
    let (name, book, first, last) = of.unwrap_or_default();
    match &arrival.outcome {
        Outcome::Refused { zh, en, isolated } => {
            note(&match lang {
                Lang::Zh => format!("{file}：没有接收。{zh}"),
                Lang::En => format!("{file}: not taken. {en}"),
            });
            if *isolated {
                note(lang.say(
                    "  该节点已隔离：已收到的数据不受影响，其他节点照常",
                    "  the node is isolated: what was received before stands, other nodes go on",
                ));
            }
            return Ok(1);
        }
        Outcome::Known => say(&match lang {
            Lang::Zh => format!("{file}：{name}（{book}）分录 {first}–{last} 早已收到"),
            Lang::En => {
                format!("{file}: {name} ({book}), entries {first}–{last} are there already")
            }
        })?,
        Outcome::Taken { entries } => say(&match lang {
            Lang::Zh => {
                format!(
                    "{file}：{name}（{book}）分录 {first}–{last}，新增 {entries} 笔，校验链相接"
                )
            }
            Lang::En => format!(
                "{file}: {name} ({book}), entries {first}–{last}, {entries} new, the chain holds"
            ),
        })?,
    };
    for (zh, en) in &arrival.notes {
        note(&format!("  {}", lang.say(zh, en)));
    }
    if let Some(key) = &arrival.pinned {
        note(&match lang {
            Lang::Zh => format!(
                "  首次收到该节点的文件，记下公钥指纹 {key}；请与发送方电话核对，核对后用 cluster trust 登记"
            ),
            Lang::En => format!(
                "  the first file of this node; its key {key} is believed from now on: compare it with the sender, then confirm it with cluster trust"
            ),
        });
    }
    Ok(0)
}

fn trust(args: &TrustArgs, ledger: &Ledger, lang: Lang) -> Result<u8> {
    let mut desk = open(ledger)?;
    let (before, now) = cluster::trust(&mut desk, &args.node_region, &args.key)?;
    let region = &args.node_region;
    let replaced = !before.is_empty() && before != now;
    say(&match (lang, replaced) {
        (Lang::Zh, false) => format!("{region} 的公钥已登记：{now}"),
        (Lang::Zh, true) => format!("{region} 的公钥已更换：{before} 改为 {now}"),
        (Lang::En, false) => format!("the key of {region} is trusted: {now}"),
        (Lang::En, true) => format!("the key of {region} was replaced: {before}, now {now}"),
    })
}

fn status(ledger: &Ledger, lang: Lang) -> Result<u8> {
    let mut desk = open(ledger)?;
    let nodes = cluster::status(&mut desk)?;
    if nodes.is_empty() {
        return say(lang.say("只有本节点", "no node but this one"));
    }
    let mut code = 0;
    for standing in &nodes {
        code = code.max(line(standing, lang)?);
    }
    Ok(code)
}

fn line(standing: &Standing, lang: Lang) -> Result<u8> {
    let node = &standing.node;
    let words = |name: &'static str| match (lang, name) {
        (Lang::Zh, name) => name,
        (_, "发送") => "sent",
        (_, "接收") => "received",
        (_, "挂接") => "mounted",
        (_, "正常") => "present",
        (_, "缺失") => "missing",
        (_, "隔离") => "isolated",
        (_, name) => name,
    };
    let (code, name) = (&node.book.code, &node.book.name);
    let (way, state) = (words(node.way.name()), words(node.state.name()));
    let seen = match node.seen_at.as_str() {
        "" => "–",
        at => at,
    };
    let mut text = match lang {
        Lang::Zh => {
            format!("{code} {name}：{way}，{state}，到第 {} 号分录（{seen}）", node.seen_seq)
        }
        Lang::En => {
            format!("{code} {name}: {way}, {state}, up to entry {} ({seen})", node.seen_seq)
        }
    };
    if !node.place.is_empty() {
        text += &format!(" {}", node.place);
    }
    if !standing.fingerprint.is_empty() {
        let checked = match node.trusted || node.way.name() == "发送" {
            true => "",
            false => lang.say("（未核对）", " (not compared)"),
        };
        text += &format!("\n  {} {}{checked}", lang.say("公钥", "key"), standing.fingerprint);
    }
    if let Some((zh, en)) = node.reason.split_once(" / ") {
        text += &format!("\n  {}", lang.say(zh, en));
    }
    say(&text)?;
    Ok(u8::from(!node.reason.is_empty()))
}
