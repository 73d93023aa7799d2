//! Addresses of servers: what our program, the library and a city that mounts a county each want of one.

use crate::error::StoreError;

/// The schema that is no schema: the view of all nodes.
pub(crate) const CLUSTER: &str = "cluster";

/// `postgres://…?schema=NAME`: a schema of our own choice, which the library does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Url {
    /// Without `schema`.
    pub(crate) plain: String,
    /// The schema; empty for the server's choice.
    pub(crate) schema: String,
}

impl Url {
    pub(crate) fn parse(text: &str) -> Url {
        let Some((base, query)) = text.split_once('?') else {
            return Url { plain: text.to_owned(), schema: String::new() };
        };
        let (ours, rest): (Vec<&str>, Vec<&str>) =
            query.split('&').partition(|p| p.starts_with("schema="));
        let schema = ours.last().and_then(|p| p.strip_prefix("schema=")).unwrap_or_default();
        let plain = match rest.as_slice() {
            [] => base.to_owned(),
            rest => format!("{base}?{}", rest.join("&")),
        };
        Url { plain, schema: decoded(schema) }
    }
}

/// Where a county is, as options of a foreign server and of a user mapping.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Remote {
    /// `host`, `port`, `dbname` and what was asked for: never a user or a password.
    pub(crate) server: Vec<(String, String)>,
    /// `user` and `password`.
    pub(crate) login: Vec<(String, String)>,
    /// Its schema.
    pub(crate) schema: String,
}

/// Parameters of a connection that may be handed on as they are.
const HANDED_ON: [&str; 8] = [
    "sslmode",
    "sslrootcert",
    "sslcert",
    "sslkey",
    "sslcrl",
    "channel_binding",
    "connect_timeout",
    "target_session_attrs",
];

impl Remote {
    /// Reads an address; what is wrong is said without repeating it, for it may hold a password.
    pub(crate) fn parse(text: &str) -> Result<Remote, StoreError> {
        let url = Url::parse(text);
        let (base, query) = url.plain.split_once('?').unwrap_or((&url.plain, ""));
        let mut server = Vec::new();
        for pair in query.split('&').filter(|p| !p.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            if !HANDED_ON.contains(&name) {
                return Err(bad(&format!("参数 {name}"), &format!("the parameter {name}")));
            }
            server.push((name.to_owned(), decoded(value)));
        }
        let config: postgres::Config =
            base.parse().map_err(|_| bad("整个地址", "the whole address"))?;
        let mut hosts = Vec::new();
        for host in config.get_hosts() {
            hosts.push(match host {
                postgres::config::Host::Tcp(name) => name.clone(),
                postgres::config::Host::Unix(path) => path.display().to_string(),
            });
        }
        let ports: Vec<String> = config.get_ports().iter().map(u16::to_string).collect();
        let mut put = |name: &str, value: String| {
            if !value.is_empty() {
                server.push((name.to_owned(), value));
            }
        };
        put("host", hosts.join(","));
        put("port", ports.join(","));
        put("dbname", config.get_dbname().unwrap_or("postgres").to_owned());
        let Some(user) = config.get_user() else { return Err(bad("用户名", "the user")) };
        let mut login = vec![("user".to_owned(), user.to_owned())];
        if let Some(password) = config.get_password() {
            let password = String::from_utf8_lossy(password).into_owned();
            login.push(("password".to_owned(), password));
        }
        let schema = if url.schema.is_empty() { "public".to_owned() } else { url.schema };
        Ok(Remote { server, login, schema })
    }
}

fn bad(zh: &str, en: &str) -> StoreError {
    StoreError::Node(format!(
        "节点地址有误：{zh}；应为 postgres://用户:口令@主机:端口/数据库 / the address of the node is wrong: {en}; it must be postgres://user:password@host:port/database"
    ))
}

/// Undoes `%XX`.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).filter(|_| *first == b'%');
        let hex = hex.and_then(|h| u8::from_str_radix(std::str::from_utf8(h).ok()?, 16).ok());
        rest = match hex {
            Some(byte) => {
                bytes.push(byte);
                after.get(2..).unwrap_or_default()
            }
            None => {
                bytes.push(*first);
                after
            }
        };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A name in SQL.
pub(crate) fn ident(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A text in SQL, whatever the server thinks of backslashes.
pub(crate) fn literal(text: &str) -> String {
    match text.contains('\\') {
        true => format!("E'{}'", text.replace('\\', "\\\\").replace('\'', "''")),
        false => format!("'{}'", text.replace('\'', "''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_is_ours_and_the_rest_the_librarys() {
        let cases = [
            ("postgres://h/d", "postgres://h/d", ""),
            ("postgres://h/d?schema=cluster", "postgres://h/d", "cluster"),
            (
                "postgres://h/d?schema=a%20b&sslmode=require",
                "postgres://h/d?sslmode=require",
                "a b",
            ),
            ("postgres://h/d?connect_timeout=3&schema=x", "postgres://h/d?connect_timeout=3", "x"),
        ];
        for (text, plain, schema) in cases {
            let url = Url { plain: plain.to_owned(), schema: schema.to_owned() };
            assert_eq!(Url::parse(text), url);
        }
    }

    #[test]
    fn an_address_becomes_options_and_a_login() {
        let text = "postgres://u:p%40'\\ss@h.example:5433/d?sslmode=require&schema=x";
        let remote = Remote::parse(text).unwrap();
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(
            remote.server,
            [
                pair("sslmode", "require"),
                pair("host", "h.example"),
                pair("port", "5433"),
                pair("dbname", "d"),
            ]
        );
        assert_eq!(remote.login, [pair("user", "u"), pair("password", "p@'\\ss")]);
        assert_eq!(remote.schema, "x");
        assert_eq!(literal("p@'\\ss"), r"E'p@''\\ss'");
        assert_eq!(ident("a\"b"), "\"a\"\"b\"");
        let socket = Remote::parse("postgres://u@%2Ftmp%2Fpg/d").unwrap();
        assert!(socket.server.contains(&pair("host", "/tmp/pg")));
    }

    #[test]
    fn what_is_wrong_with_an_address_is_said_without_its_password() {
        let cases = [
            "postgres://u:secret@h:x/d",
            "postgres://u:secret@h/d?options=-cx%3Dy",
            "secret",
            "postgres://h/d",
        ];
        for text in cases {
            let error = Remote::parse(text).err().map(|e| e.to_string()).unwrap_or_default();
            assert!(error.contains("address") && !error.contains("secret"), "{text}: {error}");
        }
    }
}
