//! Nodes are mounted and dismounted by the city; a county says who may read it.

use super::layout::Layout;
use super::{no_cluster, probe};
use crate::db::at;
use crate::error::StoreError;
use crate::node::{self, Node, State, Way};
use crate::url::{Remote, ident, literal};
use crate::{Book, Place, Store};

/// How a city reads a county, whatever the county: nothing is ever written, the aggregates are weighed
/// by the county's own estimates, all counties work at the same time, and one that does not answer is
/// given up after seconds.
const OPTIONS: [(&str, &str); 11] = [
    ("updatable", "false"),
    ("truncatable", "false"),
    ("use_remote_estimate", "true"),
    ("fetch_size", "10000"),
    // A row over the network costs more than one from memory; newer versions say so themselves.
    ("fdw_tuple_cost", "0.2"),
    ("async_capable", "true"),
    ("connect_timeout", "3"),
    ("keepalives_idle", "5"),
    ("keepalives_interval", "2"),
    ("keepalives_count", "3"),
    ("tcp_user_timeout", "10000"),
];

impl Store {
    /// Makes the city's ledger ready to mount nodes, and lays anew what was there.
    ///
    /// # Errors
    /// When it is no PostgreSQL of version 14 or later, or its administrator must help first.
    pub fn cluster_init(&mut self) -> Result<(), StoreError> {
        self.must_be_alone()?;
        self.must_be_new_enough()?;
        self.all_or_nothing(|store| {
            store.extension()?;
            if let Some(layout) = Layout::find(&mut store.db)? {
                layout.lift(&mut store.db)?;
            }
            let nodes = node::load(&mut store.db)?;
            Layout::due(&mut store.db)?.lay(&mut store.db, &nodes)
        })
    }

    /// Mounts a node: its tables become readable here. Nothing is left when it cannot be read, is not
    /// what it should be, or its code is taken.
    ///
    /// # Errors
    /// Says what is wrong; never the password.
    pub fn mount(&mut self, book: &Book, url: &str) -> Result<Node, StoreError> {
        self.must_be_alone()?;
        let code = &book.code;
        if code.len() != 9 || !code.bytes().all(|b| b.is_ascii_digit()) {
            return Err(StoreError::Node(format!(
                "区划码 {code} 不是九位数字 / {code} is not a region code of nine digits"
            )));
        }
        if *code == self.own.code {
            return Err(taken(code, "本级账簿", "this ledger itself"));
        }
        let remote = Remote::parse(url)?;
        let layout = self.laid()?;
        if let Some(known) = self.nodes()?.into_iter().find(|n| n.book.code == *code) {
            return Err(match known.way {
                Way::Mounted => taken(code, &known.place, &known.place),
                _ => taken(code, "用文件接收的账簿", "a book that is received by files"),
            });
        }
        let mut node = Node::new(book.clone(), Way::Mounted);
        node.place = match remote.schema.as_str() {
            "public" => Place::parse(url).shown(),
            schema => format!("{}?schema={schema}", Place::parse(url).shown()),
        };
        self.all_or_nothing(|store| {
            store.db.script("SET LOCAL statement_timeout = '60s'")?;
            store.serve(&layout, code, &remote)?;
            layout.lay_node(&mut store.db, &node)?;
            probe::one(&mut store.db, &layout, &mut node)?;
            if node.state != State::Present {
                return Err(StoreError::Node(node.reason.clone()));
            }
            if !book.name.is_empty() {
                node.book.name.clone_from(&book.name);
            }
            node::save(&mut store.db, &node)
        })?;
        Ok(node)
    }

    /// Takes a mounted node away; nothing of it stays here.
    ///
    /// # Errors
    /// When it is not mounted.
    pub fn unmount(&mut self, code: &str) -> Result<(), StoreError> {
        self.must_be_alone()?;
        let layout = self.laid()?;
        let mounted = self.node(code)?.is_some_and(|n| n.way == Way::Mounted);
        if !mounted {
            return Err(StoreError::NoBook(code.to_owned()));
        }
        self.all_or_nothing(|store| {
            store.db.script(&format!("DROP SERVER {} CASCADE", ident(&layout.server(code))))?;
            store.db.run("DELETE FROM node WHERE book = ?1", &[code.into()])?;
            Ok(())
        })
    }

    /// At a county: lets a role read the ledger, and do nothing else.
    ///
    /// # Errors
    /// When there is no such role, or its rights are not ours to give.
    pub fn share(&mut self, role: &str) -> Result<(), StoreError> {
        self.must_be_alone()?;
        if !self.db.is_postgres() {
            return Err(no_server());
        }
        let known = "SELECT COUNT(*) FROM pg_roles WHERE rolname = ?1";
        let rows = self.db.query(known, &[role.into()])?;
        if rows.first().is_none_or(|r| at(r, 0).int() == 0) {
            return Err(StoreError::Node(format!(
                "没有数据库角色 {role}；请先由管理员执行 CREATE ROLE {0} LOGIN PASSWORD '…' / there is no role {role}; let the administrator run CREATE ROLE {0} LOGIN PASSWORD '…'",
                ident(role)
            )));
        }
        let layout = Layout::due(&mut self.db)?;
        let (own, role) = (ident(&layout.own), ident(role));
        let mut names: Vec<String> = layout.tables.iter().map(|t| t.name.clone()).collect();
        names.extend(["node".to_owned(), "mingzhang_schema".to_owned()]);
        self.all_or_nothing(|store| {
            store.db.script(&format!("GRANT USAGE ON SCHEMA {own} TO {role}"))?;
            for name in &names {
                let table = format!("{own}.{}", ident(name));
                store.db.script(&format!("GRANT SELECT ON {table} TO {role}"))?;
            }
            // A second lock beside the rights; who may not set it does without.
            store.db.script(&format!(
                "DO $$ BEGIN ALTER ROLE {role} SET default_transaction_read_only = on; \
                 EXCEPTION WHEN insufficient_privilege THEN NULL; END $$"
            ))
        })
    }

    /// The server of a node and the login for it.
    fn serve(&mut self, layout: &Layout, code: &str, remote: &Remote) -> Result<(), StoreError> {
        let server = ident(&layout.server(code));
        let said: Vec<&str> = remote.server.iter().map(|(name, _)| name.as_str()).collect();
        let ours = OPTIONS.iter().filter(|(name, _)| !said.contains(name));
        let ours = ours.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let options: Vec<(String, String)> = ours.chain(remote.server.iter().cloned()).collect();
        self.db.script(&format!(
            "CREATE SERVER {server} FOREIGN DATA WRAPPER postgres_fdw OPTIONS ({})",
            listed(&options)
        ))?;
        // The server's log must not hold the password; only an administrator may see to that.
        self.db.script(
            "DO $$ BEGIN PERFORM set_config('log_statement', 'none', true), \
             set_config('log_min_duration_statement', '-1', true), \
             set_config('log_min_error_statement', 'panic', true); \
             EXCEPTION WHEN insufficient_privilege THEN NULL; END $$",
        )?;
        self.db.script(&format!(
            "CREATE USER MAPPING FOR CURRENT_USER SERVER {server} OPTIONS ({})",
            listed(&remote.login)
        ))
    }

    /// postgres_fdw, which only an administrator may install.
    fn extension(&mut self) -> Result<(), StoreError> {
        let there = "SELECT COUNT(*) FROM pg_extension WHERE extname = 'postgres_fdw'";
        let rows = self.db.query(there, &[])?;
        if rows.first().is_some_and(|r| at(r, 0).int() > 0) {
            return Ok(());
        }
        self.db.script("CREATE EXTENSION postgres_fdw").map_err(|error| match error {
            StoreError::ReadOnly | StoreError::Engine(_) => StoreError::Node(
                "数据库缺少扩展 postgres_fdw，本账户无权安装；请管理员执行 CREATE EXTENSION postgres_fdw 和 GRANT USAGE ON FOREIGN DATA WRAPPER postgres_fdw TO 本账户 / the database lacks the extension postgres_fdw and this account may not install it; let the administrator run CREATE EXTENSION postgres_fdw and GRANT USAGE ON FOREIGN DATA WRAPPER postgres_fdw TO this account"
                    .to_owned(),
            ),
            other => other,
        })
    }

    /// What was laid.
    fn laid(&mut self) -> Result<Layout, StoreError> {
        match self.db.is_postgres() {
            true => Layout::find(&mut self.db)?.ok_or_else(no_cluster),
            false => Err(no_server()),
        }
    }

    fn must_be_new_enough(&mut self) -> Result<(), StoreError> {
        if !self.db.is_postgres() {
            return Err(no_server());
        }
        let sql = "SELECT CAST(current_setting('server_version_num') AS BIGINT)";
        let rows = self.db.query(sql, &[])?;
        match rows.first().map_or(0, |r| at(r, 0).int()) {
            version if version >= 140_000 => Ok(()),
            version => Err(StoreError::Node(format!(
                "汇总要求 PostgreSQL 14 或更高版本，这里是 {0}；请升级 / nodes are mounted by PostgreSQL 14 or later, this is {0}; upgrade it",
                version / 10_000
            ))),
        }
    }

    /// One transaction.
    fn all_or_nothing<T>(
        &mut self,
        work: impl FnOnce(&mut Store) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.db.begin_writing()?;
        let done = work(self).and_then(|value| self.db.script("COMMIT").map(|()| value));
        if done.is_err() {
            let _ = self.db.script("ROLLBACK");
        }
        done
    }
}

fn listed(options: &[(String, String)]) -> String {
    let all: Vec<String> =
        options.iter().map(|(name, value)| format!("{name} {}", literal(value))).collect();
    all.join(", ")
}

fn no_server() -> StoreError {
    StoreError::Node(
        "网络汇总需要 PostgreSQL 账簿；SQLite 账簿请用 cluster send / receive 传送文件 / nodes are mounted by PostgreSQL ledgers only; SQLite ledgers use cluster send and receive"
            .to_owned(),
    )
}

fn taken(code: &str, zh: &str, en: &str) -> StoreError {
    StoreError::Node(format!(
        "区划码 {code} 已由{zh}使用，两个节点不能同码；请核对区划码 / the region code {code} is taken by {en}; two nodes cannot share one: check the code"
    ))
}
