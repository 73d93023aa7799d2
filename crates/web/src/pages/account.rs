//! One's own account: password, second factor, sessions, preferences.

use crate::cx::Cx;
use crate::guard::Posted;
use crate::parts::form::{Line, choice, line, refusal, token};
use crate::routes::Pages;
use crate::trouble::{Reply, Trouble};
use access::{Account, Right};
use app::house::{Delivery, Session, mail_id, moment};
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, PreEscaped, html};

pub(crate) fn pages() -> Pages {
    Pages::default()
        .get("/account", Right::OwnAccount, page)
        .post("/account/password", Right::OwnAccount, password)
        .post("/account/preferences", Right::OwnAccount, preferences)
        .post("/account/mail", Right::Subscribe, mail)
        .post("/account/factor", Right::OwnAccount, factor)
        .post("/account/factor/confirm", Right::OwnAccount, confirm)
        .post("/account/factor/drop", Right::OwnAccount, drop_factor)
        .post("/account/sessions/end", Right::OwnAccount, end)
}

async fn page(cx: Cx) -> Reply {
    show(&cx, StatusCode::OK, None, None).await
}

fn mine(cx: &Cx) -> Result<Account, Trouble> {
    cx.visitor.account.clone().ok_or(Trouble::LogIn)
}

async fn show(cx: &Cx, status: StatusCode, said: Option<&str>, new: Option<Markup>) -> Reply {
    let account = mine(cx)?;
    let name = account.name.clone();
    let (sessions, letters) = cx
        .house(move |house| {
            let told = house.delivery(&mail_id(&name))?.unwrap_or_default();
            Ok((house.sessions_of(&name)?, (house.mail_of(&name)?, told)))
        })
        .await?;
    let body = html! {
        h1 { (account.shown) }
        p.lead { (cx.say(account.role.zh(), account.role.en())) " · " (reach(cx, &account)) }
        (refusal(said))
        @if account.must_change { p.refusal { (cx.t("account.must_change")) } }
        @if let Some(new) = new { (new) }
        div.columns {
            (password_form(cx))
            (preferences_form(cx, &account))
            (factor_form(cx, &account))
            @if cx.may(Right::Subscribe) { (mail_form(cx, &letters.0, &letters.1)) }
        }
        (sessions_list(cx, &sessions))
    };
    Ok(cx.page_with(status, cx.t("account.title"), body))
}

/// How far the rights reach, in words.
pub(super) fn reach(cx: &Cx, account: &Account) -> String {
    let reach = &account.reach;
    if reach.is_all() {
        return cx.t("account.reach_all").to_owned();
    }
    let parts = [
        (cx.t("account.regions"), &reach.regions),
        (cx.t("account.departments"), &reach.departments),
        (cx.t("account.units"), &reach.units),
    ];
    let parts = parts.iter().filter(|(_, codes)| !codes.is_empty());
    let parts: Vec<String> =
        parts.map(|(name, codes)| format!("{name} {}", codes.join(cx.say("、", ", ")))).collect();
    parts.join(cx.say("；", "; "))
}

fn password_form(cx: &Cx) -> Markup {
    html! {
        section.card {
            h2 { (cx.t("account.password")) }
            form.stack method="post" action="/account/password" {
                (token(cx))
                (line(&Line { name: "old", label: cx.t("account.old"), kind: "password", required: true, complete: "current-password", ..Line::default() }))
                (line(&Line { name: "new", label: cx.t("account.new"), kind: "password", required: true, complete: "new-password", help: cx.t("first.password_help"), ..Line::default() }))
                (line(&Line { name: "again", label: cx.t("first.again"), kind: "password", required: true, complete: "new-password", ..Line::default() }))
                button { (cx.t("account.change")) }
            }
        }
    }
}

fn preferences_form(cx: &Cx, account: &Account) -> Markup {
    let languages = [("zh".to_owned(), "中文".to_owned()), ("en".to_owned(), "English".to_owned())];
    let sizes = [
        ("".to_owned(), cx.t("account.normal").to_owned()),
        ("large".to_owned(), cx.t("account.large").to_owned()),
    ];
    html! {
        section.card {
            h2 { (cx.t("account.preferences")) }
            form.stack method="post" action="/account/preferences" {
                (token(cx))
                (choice("lang", cx.t("account.language"), &languages, account.lang.as_deref().unwrap_or("zh")))
                (choice("size", cx.t("account.size"), &sizes, if account.large { "large" } else { "" }))
                button { (cx.t("account.keep")) }
            }
        }
    }
}

fn mail_form(cx: &Cx, to: &str, told: &Delivery) -> Markup {
    html! {
        section.card {
            h2 { (cx.t("tell.mail")) }
            p { (cx.t("tell.mail_tells")) }
            @if cx.state.config.smtp.is_none() { p.note { (cx.t("tell.mail_none")) } }
            @if !told.error.is_empty() { p.refusal { (cx.fill("tell.mail_failed", &[&told.error])) } }
            form.stack method="post" action="/account/mail" {
                (token(cx))
                (line(&Line { name: "mail", label: cx.t("tell.address"), value: to, kind: "email", complete: "email", ..Line::default() }))
                button { (cx.t("tell.keep")) }
            }
        }
    }
}

fn factor_form(cx: &Cx, account: &Account) -> Markup {
    let on = account.totp.is_some();
    html! {
        section.card {
            h2 { (cx.t("account.factor")) }
            p { (cx.t(if on { "account.factor_on" } else { "account.factor_off" })) }
            form method="post" action=(if on { "/account/factor/drop" } else { "/account/factor" }) {
                (token(cx))
                @if on {
                    (line(&Line { name: "password", label: cx.t("sign.password"), kind: "password", required: true, complete: "current-password", ..Line::default() }))
                }
                button { (cx.t(if on { "account.factor_drop" } else { "account.factor_begin" })) }
            }
        }
    }
}

fn sessions_list(cx: &Cx, sessions: &[Session]) -> Markup {
    html! {
        section.card {
            h2 { (cx.t("account.sessions")) }
            table {
                thead { tr {
                    th scope="col" { (cx.t("account.since")) }
                    th scope="col" { (cx.t("account.address")) }
                    th scope="col" { (cx.t("account.browser")) }
                    th scope="col" { span.unseen { (cx.t("account.end")) } }
                } }
                tbody {
                    @for session in sessions {
                        tr {
                            td { (moment(&session.created)) }
                            td { (session.address) }
                            td.long { (session.agent) }
                            td {
                                form method="post" action="/account/sessions/end" {
                                    (token(cx))
                                    button.plain name="id" value=(session.id) { (cx.t("account.end")) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

async fn password(cx: Cx, posted: Posted) -> Reply {
    let (old, new) = (posted.raw("old").to_owned(), posted.raw("new").to_owned());
    if new != posted.raw("again") {
        let said = cx.t("first.differ");
        return show(&cx, StatusCode::UNPROCESSABLE_ENTITY, Some(said), None).await;
    }
    let (who, own) = (cx.visitor.who(), cx.visitor.session.clone());
    let done = cx.house(move |h| h.change_password(&who, &old, &new, own.as_deref())).await;
    after(&cx, done).await
}

async fn preferences(cx: Cx, posted: Posted) -> Reply {
    let lang = if posted.one("lang") == "en" { "en" } else { "zh" };
    let large = posted.one("size") == "large";
    let who = cx.visitor.who();
    let done = cx.house(move |h| h.set_preferences(&who, Some(lang), large)).await;
    let mut response = after(&cx, done).await?;
    let secure = cx.state.config.tls.is_some();
    super::sign::set(&mut response, crate::guard::LANG, lang, secure, Some(31_536_000));
    Ok(response)
}

async fn mail(cx: Cx, posted: Posted) -> Reply {
    let (who, to) = (cx.visitor.who(), posted.one("mail").to_owned());
    let begin = crate::tell::from_now(&cx.state);
    let done = cx.house(move |house| {
        let before = house.mail_of(&who.actor)?;
        house.set_mail(&who, &to)?;
        let id = mail_id(&who.actor);
        // A new reader is told from now on; one who mends the address is still told what waits.
        let known = house.delivery(&id)?.filter(|_| !before.is_empty());
        let next = known.map_or(begin, |told| Delivery {
            entry: told.entry,
            told: told.told,
            ..Delivery::default()
        });
        house.note_delivery(&id, &next)
    });
    after(&cx, done.await).await
}

/// Back to the page, or the page with what was refused.
async fn after<T>(cx: &Cx, done: Result<T, Trouble>) -> Reply {
    cx.state.forget_sessions();
    match done {
        Ok(_) => Ok(cx.go("/account")),
        Err(Trouble::Fault(f)) => {
            let said = cx.say(&f.zh, &f.en).to_owned();
            show(cx, StatusCode::UNPROCESSABLE_ENTITY, Some(&said), None).await
        }
        Err(other) => Err(other),
    }
}

async fn factor(cx: Cx, _posted: Posted) -> Reply {
    let who = cx.visitor.who();
    let begun = cx.house(move |house| house.begin_totp(&who)).await?;
    let new = html! {
        section.card {
            h2 { (cx.t("account.factor_new")) }
            p { (cx.t("account.factor_how")) }
            (picture(&begun.url))
            p { code.secret { (begun.secret) } }
            p { a href=(begun.url) { (cx.t("account.factor_open")) } }
            form.stack method="post" action="/account/factor/confirm" {
                (token(&cx))
                (line(&Line { name: "code", label: cx.t("sign.code"), required: true, complete: "one-time-code", ..Line::default() }))
                button.primary { (cx.t("account.factor_confirm")) }
            }
        }
    };
    show(&cx, StatusCode::OK, None, Some(new)).await
}

/// The address as a picture that an authenticator reads; nothing where it is too long for one.
fn picture(url: &str) -> Markup {
    let code = qrcode::QrCode::new(url).ok();
    let drawn =
        code.map(|c| c.render::<qrcode::render::svg::Color<'_>>().min_dimensions(200, 200).build());
    // The renderer writes a head that does not belong inside a page.
    let drawn =
        drawn.and_then(|svg| svg.find("<svg").and_then(|at| svg.get(at..).map(str::to_owned)));
    html! { @if let Some(svg) = drawn { div.code-picture aria-hidden="true" { (PreEscaped(svg)) } } }
}

async fn confirm(cx: Cx, posted: Posted) -> Reply {
    let (who, code) = (cx.visitor.who(), posted.one("code").to_owned());
    let done = cx.house(move |house| house.confirm_totp(&who, &code)).await;
    after(&cx, done).await
}

async fn drop_factor(cx: Cx, posted: Posted) -> Reply {
    let (who, password) = (cx.visitor.who(), posted.raw("password").to_owned());
    let done = cx.house(move |house| house.drop_totp(&who, &password)).await;
    after(&cx, done).await
}

async fn end(cx: Cx, posted: Posted) -> Response {
    let (who, id) = (cx.visitor.who(), posted.one("id").to_owned());
    let done = cx.house(move |house| house.end_session(&who, &id)).await;
    match after(&cx, done).await {
        Ok(response) => response,
        Err(trouble) => trouble.answer(&cx),
    }
}
