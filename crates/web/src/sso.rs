//! The log-in of the office: OpenID Connect, authorization code with PKCE. The ID token comes straight from the
//! issuer over TLS, which stands in for checking its signature (OpenID Connect Core 1.0, 3.1.3.7, item 6).
//!
//! It says who somebody is, never what he may: an account of that name must exist, with the role and the reach
//! that the security administrator gave it.

use crate::config::Oidc;
use crate::http::MOST;
use app::Fault;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};
use ureq::Agent;

/// How long somebody may take at the issuer.
const AGE: Duration = Duration::from_secs(600);

/// Log-ins under way at most; the oldest give way.
const MOST_BEGUN: usize = 2000;

/// Log-ins that have begun, by their state.
#[derive(Default)]
pub(crate) struct Begun {
    all: Mutex<BTreeMap<String, One>>,
}

/// A log-in that has begun.
pub(crate) struct One {
    since: Instant,
    nonce: String,
    verifier: String,
    /// Where the browser goes then.
    pub(crate) back: String,
}

/// Where the issuer is asked.
struct Places {
    authorize: String,
    token: String,
    /// The secret goes in the form; else in the head (Basic).
    in_form: bool,
}

/// Longest address somebody comes back to.
const BACK: usize = 500;

impl Begun {
    /// Begins a log-in: its state, and where the browser is sent.
    ///
    /// # Errors
    /// When the issuer does not answer.
    pub(crate) fn begin(
        &self,
        agent: &Agent,
        oidc: &Oidc,
        redirect: &str,
        back: &str,
    ) -> Result<(String, String), Fault> {
        let places = places(agent, oidc)?;
        let made = || access::token().map_err(|e| fault(&e.to_string()));
        let (state, nonce, verifier) = (made()?, made()?, made()?);
        let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()));
        let join = if places.authorize.contains('?') { '&' } else { '?' };
        let to = format!(
            "{}{join}{}",
            places.authorize,
            form(&[
                ("response_type", "code"),
                ("scope", "openid profile"),
                ("client_id", &oidc.client),
                ("redirect_uri", redirect),
                ("state", &state),
                ("nonce", &nonce),
                ("code_challenge", &challenge),
                ("code_challenge_method", "S256"),
            ])
        );
        let now = Instant::now();
        let one = One {
            since: now,
            nonce,
            verifier,
            back: if back.len() > BACK { String::new() } else { back.to_owned() },
        };
        let mut all = self.all.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        all.retain(|_, one| now.duration_since(one.since) < AGE);
        while all.len() >= MOST_BEGUN {
            let oldest = all.iter().min_by_key(|(_, one)| one.since).map(|(id, _)| id.clone());
            let Some(oldest) = oldest else { break };
            all.remove(&oldest);
        }
        all.insert(state.clone(), one);
        Ok((state, to))
    }

    /// The log-in of a state, which is good once.
    pub(crate) fn take(&self, state: &str) -> Option<One> {
        let mut all = self.all.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        all.remove(state).filter(|one| one.since.elapsed() < AGE)
    }
}

impl One {
    /// Whom the issuer vouches for, given the code it sent along.
    ///
    /// # Errors
    /// When the issuer does not answer, or what it says is not for us and for now.
    pub(crate) fn who(
        &self,
        agent: &Agent,
        oidc: &Oidc,
        redirect: &str,
        code: &str,
    ) -> Result<String, Fault> {
        let places = places(agent, oidc)?;
        let mut fields = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", redirect),
            ("client_id", oidc.client.as_str()),
            ("code_verifier", self.verifier.as_str()),
        ];
        if places.in_form {
            fields.push(("client_secret", oidc.secret.as_str()));
        }
        let body = form(&fields);
        let mut request = agent
            .post(&places.token)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Accept", "application/json");
        if !places.in_form {
            // RFC 6749, 2.3.1: both are form-encoded first.
            let url = crate::parts::url;
            let both = format!("{}:{}", url(&oidc.client), url(&oidc.secret));
            request = request.header("Authorization", format!("Basic {}", STANDARD.encode(both)));
        }
        let answer = read(request.send(&body))?;
        let token = answer.get("id_token").and_then(Value::as_str);
        let token = token.ok_or_else(|| fault("no id_token"))?;
        let claims = claims(token).ok_or_else(|| fault("the id_token cannot be read"))?;
        judge(&claims, oidc, &self.nonce, crate::tell::now())?;
        let name = claims.get(&oidc.claim).and_then(Value::as_str).unwrap_or_default();
        match name.is_empty() {
            true => Err(fault(&format!("no claim {}", oidc.claim))),
            false => Ok(name.to_owned()),
        }
    }
}

/// What stands in a token; its signature is not looked at.
fn claims(token: &str) -> Option<Value> {
    let body = token.split('.').nth(1)?;
    let bytes = URL_SAFE_NO_PAD.decode(body.trim_end_matches('=')).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// Refuses what another issuer says, or says to another, or of another log-in, or of another time.
fn judge(claims: &Value, oidc: &Oidc, nonce: &str, now: i64) -> Result<(), Fault> {
    let text = |name: &str| claims.get(name).and_then(Value::as_str).unwrap_or_default();
    let audience = match claims.get("aud") {
        Some(Value::String(one)) => one == &oidc.client,
        // More than one: it must be made out to us.
        Some(Value::Array(all)) => {
            let ours = all.iter().any(|a| a.as_str() == Some(&oidc.client));
            ours && (all.len() == 1 || text("azp") == oidc.client)
        }
        _ => false,
    };
    let until = claims.get("exp").and_then(Value::as_i64).unwrap_or(0);
    let same = |a: &str, b: &str| a.trim_end_matches('/') == b.trim_end_matches('/');
    let checks = [
        (same(text("iss"), &oidc.issuer), "another issuer"),
        (audience, "made out to another"),
        (until > now - 60, "it has ended"),
        (text("nonce") == nonce, "of another log-in"),
    ];
    match checks.iter().find(|(holds, _)| !holds) {
        None => Ok(()),
        Some((_, why)) => Err(fault(why)),
    }
}

fn places(agent: &Agent, oidc: &Oidc) -> Result<Places, Fault> {
    let issuer = oidc.issuer.trim_end_matches('/');
    let said = read(agent.get(&format!("{issuer}/.well-known/openid-configuration")).call())?;
    let text = |name: &str| said.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let methods = said.get("token_endpoint_auth_methods_supported").and_then(Value::as_array);
    let in_form = methods.is_some_and(|all| all.iter().any(|m| m == "client_secret_post"));
    let places = Places {
        authorize: text("authorization_endpoint"),
        token: text("token_endpoint"),
        in_form,
    };
    let own = text("issuer").trim_end_matches('/') == issuer;
    // What is not said over TLS could be said by anybody; an issuer on this machine is the exception.
    let sure = [&places.authorize, &places.token].iter().all(|to| is_sure(to));
    match own && sure && is_sure(issuer) {
        true => Ok(places),
        false => Err(fault("its description is not one of this issuer over https")),
    }
}

fn is_sure(address: &str) -> bool {
    ["https://", "http://127.0.0.1:", "http://localhost:"].iter().any(|s| address.starts_with(s))
}

fn read(answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Result<Value, Fault> {
    let mut answer = answer.map_err(|e| fault(&e.to_string()))?;
    let status = answer.status();
    let bytes = answer.body_mut().with_config().limit(MOST).read_to_vec();
    let bytes = bytes.map_err(|e| fault(&e.to_string()))?;
    match status.is_success() {
        true => serde_json::from_slice(&bytes).map_err(|e| fault(&e.to_string())),
        false => Err(fault(&format!("HTTP {}", status.as_u16()))),
    }
}

fn form(pairs: &[(&str, &str)]) -> String {
    let one = |(name, value): &(&str, &str)| format!("{name}={}", crate::parts::url(value));
    pairs.iter().map(one).collect::<Vec<_>>().join("&")
}

fn fault(why: &str) -> Fault {
    Fault::new(format!("统一身份认证：{why}"), format!("log-in of the office: {why}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_what_is_said_to_us_of_this_log_in_and_now_counts() {
        let oidc = Oidc {
            issuer: "https://sso.example".to_owned(),
            client: "mingzhang".to_owned(),
            secret: String::new(),
            claim: "preferred_username".to_owned(),
        };
        let good = json!({
            "iss": "https://sso.example/", "aud": "mingzhang", "exp": 1000, "nonce": "n",
        });
        assert!(judge(&good, &oidc, "n", 900).is_ok());
        assert!(judge(&good, &oidc, "n", 1100).is_err());
        assert!(judge(&good, &oidc, "m", 900).is_err());
        for (name, value) in [
            ("iss", json!("https://other.example")),
            ("aud", json!("other")),
            ("aud", json!(["mingzhang", "other"])),
            ("exp", json!("soon")),
            ("nonce", json!(null)),
        ] {
            let mut wrong = good.clone();
            wrong[name] = value;
            assert!(judge(&wrong, &oidc, "n", 900).is_err(), "{name}");
        }
        assert!(is_sure("https://a/") && !is_sure("http://a/") && is_sure("http://127.0.0.1:9/"));
        assert_eq!(claims("a.eyJhIjoxfQ.c"), Some(json!({ "a": 1 })));
        assert_eq!(claims("a"), None);
    }
}
