//! Rights: which role an account has and how far it reaches, given by the security administrator.

use super::state;
use crate::cx::Cx;
use crate::guard::Posted;
use crate::pages::account::reach;
use crate::parts::form::{Line, choice, line, refusal, token};
use crate::parts::table::{empty, scroll};
use crate::trouble::{Reply, Trouble};
use access::{Account, Reach, Right, Rights, Role};
use axum::extract::Path;
use axum::http::StatusCode;
use maud::{Markup, html};

pub(super) async fn list(cx: Cx) -> Reply {
    show(&cx, StatusCode::OK, None).await
}

async fn show(cx: &Cx, status: StatusCode, refused: Option<&str>) -> Reply {
    let accounts = cx.house(|house| house.accounts()).await?;
    let (waiting, granted): (Vec<&Account>, Vec<&Account>) =
        accounts.iter().partition(|a| !a.granted);
    let body = html! {
        h1 { (cx.t("admin.grants")) }
        p.lead { (cx.t("admin.grants_lead")) }
        (refusal(refused))
        h2 { (cx.t("admin.waiting")) }
        @if waiting.is_empty() { (empty(cx.t("admin.none_waits"), cx.t("admin.none_waits_do"))) }
        @for account in waiting { (form(cx, account)) }
        h2 { (cx.t("admin.granted")) }
        @for account in granted {
            details.card {
                summary {
                    strong { (account.shown) } " " (account.name) " · "
                    (cx.say(account.role.zh(), account.role.en())) " · " (reach(cx, account)) " "
                    (state(cx, account))
                }
                (form(cx, account))
            }
        }
        (table(cx))
    };
    Ok(cx.page_with(status, cx.t("admin.grants"), body))
}

fn form(cx: &Cx, account: &Account) -> Markup {
    let roles = Role::ALL.iter().filter(|r| **r != Role::Public);
    let roles: Vec<(String, String)> =
        roles.map(|r| (r.id().to_owned(), cx.say(r.zh(), r.en()).to_owned())).collect();
    let codes = |codes: &[String]| codes.join(" ");
    // Ids of fields must differ where several forms stand on one page.
    let named = |field: &str| format!("{field}-{}", account.name);
    html! {
        section.card {
            h3 { (account.shown) " " small { (account.name) } }
            form method="post" action={ "/grants/" (account.name) } {
                (token(cx))
                div.columns {
                    (choice(&named("role"), cx.t("sign.who"), &roles, account.role.id()))
                    (line(&Line { name: &named("regions"), label: cx.t("account.regions"), value: &codes(&account.reach.regions), help: cx.t("admin.codes"), ..Line::default() }))
                    (line(&Line { name: &named("departments"), label: cx.t("account.departments"), value: &codes(&account.reach.departments), help: cx.t("admin.codes"), ..Line::default() }))
                    (line(&Line { name: &named("units"), label: cx.t("account.units"), value: &codes(&account.reach.units), help: cx.t("admin.codes"), ..Line::default() }))
                }
                button.primary { (cx.t("admin.grant")) }
            }
            @if account.locked_until.is_some() {
                form method="post" action={ "/grants/" (account.name) "/unlock" } {
                    (token(cx)) button { (cx.t("admin.unlock")) }
                }
            }
        }
    }
}

/// What each role may do: the table that every address is judged by.
fn table(cx: &Cx) -> Markup {
    let rights = Rights::embedded();
    let table = html! {
        table {
            caption { (cx.t("admin.table")) }
            thead { tr {
                th scope="col" { (cx.t("admin.right")) }
                @for role in Role::ALL { th scope="col" { (cx.say(role.zh(), role.en())) } }
            } }
            tbody {
                @for right in Right::ALL {
                    tr {
                        th scope="row" { (cx.say(right.zh(), right.en())) }
                        @for role in Role::ALL {
                            td { @if rights.may(*role, *right) { (cx.t("admin.yes")) } }
                        }
                    }
                }
            }
        }
    };
    html! { details.card { summary { (cx.t("admin.table")) } (scroll(cx.t("admin.table"), &table)) } }
}

pub(super) async fn grant(cx: Cx, Path(name): Path<String>, posted: Posted) -> Reply {
    let field = |field: &str| posted.one(&format!("{field}-{name}")).to_owned();
    let codes = |field_name: &str| -> Vec<String> {
        let text = field(field_name);
        let parts = text.split(|c: char| c.is_whitespace() || ",，、;；".contains(c));
        parts.filter(|p| !p.is_empty()).map(str::to_owned).collect()
    };
    let role = Role::parse(&field("role")).ok_or(Trouble::NotFound)?;
    let reach = Reach {
        regions: codes("regions"),
        departments: codes("departments"),
        units: codes("units"),
    };
    let who = cx.visitor.who();
    let done = cx.house(move |house| house.grant(&who, &name, role, reach)).await;
    after(&cx, done).await
}

pub(super) async fn unlock(cx: Cx, Path(name): Path<String>, _posted: Posted) -> Reply {
    let who = cx.visitor.who();
    let done = cx.house(move |house| house.unlock(&who, &name)).await;
    after(&cx, done).await
}

async fn after<T>(cx: &Cx, done: Result<T, Trouble>) -> Reply {
    cx.state.forget_sessions();
    match done {
        Ok(_) => Ok(cx.go("/grants")),
        Err(Trouble::Fault(f)) => {
            show(cx, StatusCode::UNPROCESSABLE_ENTITY, Some(cx.say(&f.zh, &f.en))).await
        }
        Err(other) => Err(other),
    }
}
