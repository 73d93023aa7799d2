//! People: a letter now and then about the departments they follow.

use super::{delivery, failed, note, now, succeeded};
use crate::config::Smtp;
use crate::state::State;
use crate::words;
use access::{Account, Right, Rights};
use app::Fault;
use app::desk::{Event, happened};
use app::house::{House, Subscription, mail_id};
use lettre::message::Mailbox;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{Message, SmtpTransport, Transport};
use report::Lang;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// How long the server of mail may take to answer.
const PATIENCE: Duration = Duration::from_secs(20);

/// Events that a letter lists; more are counted.
const MOST: usize = 50;

/// Letters in a row that could not be sent, after which a round ends.
const GIVE_UP: usize = 3;

/// Writes to each person what happened since the last letter.
pub(super) async fn round(state: &Arc<State>) -> Result<(), Fault> {
    let Some(smtp) = &state.config.smtp else { return Ok(()) };
    let mut failures = 0;
    for (account, to) in state.house(House::mails).await? {
        match one(state, smtp, &account, &to).await {
            Ok(true) => failures = 0,
            Ok(false) => failures += 1,
            Err(fault) => tracing::warn!(error = %fault, account = account.name, "no letter"),
        }
        // The server of mail is away: the others wait for the next round.
        if failures >= GIVE_UP {
            break;
        }
    }
    Ok(())
}

/// Whether what was to be written was written.
async fn one(state: &Arc<State>, smtp: &Smtp, account: &Account, to: &str) -> Result<bool, Fault> {
    let id = mail_id(&account.name);
    let mut standing = delivery(state, &id).await?;
    if standing.not_before > now() || state.head() <= standing.entry {
        return Ok(true);
    }
    let owner = account.name.clone();
    let followed = state.house(move |house| house.subscriptions(&owner)).await?;
    let (reach, after) = (account.reach.clone(), standing.entry);
    let found =
        state.desks.with(account.name.clone(), move |desk| happened(desk, &reach, after)).await?;
    let may = Rights::embedded().may(account.role, Right::CaseRead);
    let mut events = found.events;
    events.retain(|e| {
        followed.iter().any(|s| s.department == e.department) && (may || e.level.is_empty())
    });
    standing.entry = found.until;
    if !events.is_empty() {
        let lang = account.lang.as_deref().map_or(Lang::Zh, Lang::from_locale);
        let letter = letter(state, lang, &events, &followed);
        match sent(state, smtp, to, letter).await {
            Ok(()) => {
                succeeded(&mut standing, &app::house::moment_now());
                // The next letter gathers what happens until then.
                let pause = i64::try_from(state.config.mail_every.as_secs()).unwrap_or(0);
                standing.not_before = now() + pause;
            }
            Err(why) => {
                standing = delivery(state, &id).await?;
                failed(&mut standing, &why);
            }
        }
    }
    note(state, &id, &standing).await?;
    Ok(standing.failures == 0)
}

/// Subject and text.
fn letter(
    state: &State,
    lang: Lang,
    events: &[Event],
    followed: &[Subscription],
) -> (String, String) {
    let count = events.len().to_string();
    let subject = words::filled(lang, "tell.subject", &[&count]);
    let base = state.config.public_url.clone().unwrap_or_default();
    let mut text = words::filled(lang, "tell.greeting", &[&count]) + "\n";
    for one in followed {
        let mut about = events.iter().filter(|e| e.department == one.department).peekable();
        if about.peek().is_none() {
            continue;
        }
        text += &format!("\n{}\n", one.name);
        for e in about.by_ref().take(MOST) {
            let what = words::word(lang, of(e));
            let title = lang.say(&e.title.0, &e.title.1);
            let step = lang.say(e.action.0, e.action.1);
            let step = if step.is_empty() { String::new() } else { format!(" {step}") };
            text += &format!("  {what}{step}  {} {title}\n  {base}{}\n", e.unit_name, e.address);
        }
        let more = about.count();
        if more > 0 {
            text += &format!("  {}\n", words::filled(lang, "tell.more", &[&more.to_string()]));
        }
    }
    text += &format!("\n{}\n{base}/account\n", words::word(lang, "tell.stop"));
    (subject, text)
}

fn of(e: &Event) -> &'static str {
    match e.what {
        app::desk::Happening::Raised => "tell.raised",
        app::desk::Happening::Step => "tell.step",
        app::desk::Happening::Published => "tell.published",
    }
}

async fn sent(
    state: &Arc<State>,
    smtp: &Smtp,
    to: &str,
    (subject, text): (String, String),
) -> Result<(), String> {
    let (smtp, to, roots) = (smtp.clone(), to.to_owned(), state.config.roots.clone());
    let work = tokio::task::spawn_blocking(move || {
        let address = |text: &str| text.parse::<Mailbox>().map_err(|e| e.to_string());
        let message = Message::builder()
            .from(address(&smtp.from)?)
            .to(address(&to)?)
            .subject(subject)
            .header(lettre::message::header::ContentType::TEXT_PLAIN)
            .body(text)
            .map_err(|e| e.to_string())?;
        let transport = transport(&smtp, roots.as_deref()).map_err(|f| f.to_string())?;
        transport.send(&message).map(|_| ()).map_err(|e| e.to_string())
    });
    work.await.unwrap_or_else(|_| Err(crate::pool::broke_down().to_string()))
}

/// Whether letters can be sent as the configuration says; no letter is sent.
///
/// # Errors
/// When the address of the server or of the sender is none.
pub(crate) fn check(smtp: &Smtp, roots: Option<&Path>) -> Result<(), Fault> {
    smtp.from.parse::<Mailbox>().map_err(|e| bad(&smtp.from, &e.to_string()))?;
    transport(smtp, roots).map(|_| ())
}

fn transport(smtp: &Smtp, roots: Option<&Path>) -> Result<SmtpTransport, Fault> {
    let failed = |e: &dyn std::fmt::Display| bad("smtp", &e.to_string());
    let mut builder = SmtpTransport::from_url(&smtp.url).map_err(|e| failed(&e))?;
    if let Some(file) = roots
        && let Some((host, wrapped)) = host(&smtp.url)
    {
        let pem = std::fs::read(file).map_err(|e| failed(&e))?;
        let root = Certificate::from_pem(&pem).map_err(|e| failed(&e))?;
        let tls = TlsParameters::builder(host).add_root_certificate(root).build();
        let tls = tls.map_err(|e| failed(&e))?;
        builder = builder.tls(if wrapped { Tls::Wrapper(tls) } else { Tls::Required(tls) });
    }
    Ok(builder.timeout(Some(PATIENCE)).build())
}

/// The host of a server that is spoken to in TLS, and whether from the beginning.
fn host(url: &str) -> Option<(String, bool)> {
    let wrapped = url.starts_with("smtps://");
    if !wrapped && !url.contains("tls=required") {
        return None;
    }
    let rest = url.split("://").nth(1)?;
    let server = rest.split(['/', '?']).next()?;
    let host = server.rsplit('@').next()?.split(':').next()?;
    Some((host.to_owned(), wrapped))
}

fn bad(what: &str, why: &str) -> Fault {
    Fault::new(
        format!("邮件设置 {what} 无法使用：{why}"),
        format!("the setting {what} for mail cannot be used: {why}"),
    )
}
