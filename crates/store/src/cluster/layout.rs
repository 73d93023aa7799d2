//! The partitioned tables: which there are, and how they are laid and lifted.

use crate::db::{Db, at};
use crate::error::StoreError;
use crate::node::{Node, Way};
use crate::url::{CLUSTER, Url, ident, literal};

/// A table that every node has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) name: String,
    /// The column that says whose a row is.
    pub(crate) key: &'static str,
}

/// Where the partitioned tables stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Layout {
    /// The schema of the city's own ledger.
    pub(crate) own: String,
    /// The schema of the partitioned tables.
    pub(crate) schema: String,
    pub(crate) tables: Vec<Table>,
}

impl Layout {
    /// As it must be in the ledger that is open.
    pub(crate) fn due(db: &mut Db) -> Result<Layout, StoreError> {
        let rows = db.query("SELECT CAST(current_schema() AS TEXT)", &[])?;
        let own = rows.first().map_or("public", |r| at(r, 0).text()).to_owned();
        let sql = "SELECT CAST(c.table_name AS TEXT) FROM information_schema.columns c \
             JOIN information_schema.tables t ON t.table_schema = c.table_schema \
             AND t.table_name = c.table_name WHERE c.table_schema = current_schema() \
             AND c.column_name = 'book' AND t.table_type = 'BASE TABLE' AND c.table_name <> 'node' \
             ORDER BY 1";
        let named = db.query(sql, &[])?;
        let mut tables = vec![Table { name: "book".to_owned(), key: "code" }];
        tables
            .extend(named.iter().map(|r| Table { name: at(r, 0).text().to_owned(), key: "book" }));
        let schema = match own.as_str() {
            "public" => CLUSTER.to_owned(),
            other => format!("{other}_{CLUSTER}"),
        };
        Ok(Layout { own, schema, tables })
    }

    /// As it is; `None` where none was laid.
    pub(crate) fn find(db: &mut Db) -> Result<Option<Layout>, StoreError> {
        let layout = Layout::due(db)?;
        let sql = "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = ?1 \
             AND table_name = 'book'";
        let rows = db.query(sql, &[(&layout.schema).into()])?;
        Ok(rows.first().is_some_and(|r| at(r, 0).int() > 0).then_some(layout))
    }

    /// The name of a node's server.
    pub(crate) fn server(&self, code: &str) -> String {
        match self.own.as_str() {
            "public" => format!("node_{code}"),
            own => format!("{own}_node_{code}"),
        }
    }

    /// A table of a node, with its schema.
    pub(crate) fn of_node(&self, table: &str, code: &str) -> String {
        format!("{}.{}", ident(&self.schema), ident(&format!("{table}_{code}")))
    }

    /// The books that stand in the city's own tables.
    pub(crate) fn local_books(&self, db: &mut Db) -> Result<Vec<String>, StoreError> {
        let sql = format!("SELECT code FROM {}.book ORDER BY code", ident(&self.own));
        Ok(db.query(&sql, &[])?.iter().map(|r| at(r, 0).text().to_owned()).collect())
    }

    /// Lays the partitioned tables: the nodes' tables first, then the city's own as what is left, so that
    /// these are looked through once.
    pub(crate) fn lay(&self, db: &mut Db, nodes: &[Node]) -> Result<(), StoreError> {
        let (schema, own) = (ident(&self.schema), ident(&self.own));
        db.script(&format!("CREATE SCHEMA {schema}"))?;
        for table in &self.tables {
            let name = ident(&table.name);
            db.script(&format!(
                "CREATE TABLE {schema}.{name} (LIKE {own}.{name}) PARTITION BY LIST ({})",
                table.key
            ))?;
        }
        for node in nodes.iter().filter(|n| n.way == Way::Mounted) {
            self.lay_node(db, node)?;
        }
        for table in &self.tables {
            let name = ident(&table.name);
            db.script(&format!(
                "ALTER TABLE {schema}.{name} ATTACH PARTITION {own}.{name} DEFAULT"
            ))?;
        }
        Ok(())
    }

    /// Lays a node's tables; its server must be there.
    pub(crate) fn lay_node(&self, db: &mut Db, node: &Node) -> Result<(), StoreError> {
        let code = node.book.code.as_str();
        let server = self.server(code);
        let schema = schema_of(&node.place);
        let tail = |table: &str, more: &str| {
            format!(
                "SERVER {} OPTIONS (schema_name {}, table_name {}{more})",
                ident(&server),
                literal(&schema),
                literal(table)
            )
        };
        for table in &self.tables {
            db.script(&format!(
                "CREATE FOREIGN TABLE {} PARTITION OF {}.{} FOR VALUES IN ({}) {}",
                self.of_node(&table.name, code),
                ident(&self.schema),
                ident(&table.name),
                literal(code),
                tail(&table.name, ""),
            ))?;
        }
        // Asked to see whether the node is there: nothing needs an estimate.
        let plain = ", use_remote_estimate 'false'";
        db.script(&format!(
            "CREATE FOREIGN TABLE {} (version BIGINT) {}; \
             CREATE FOREIGN TABLE {} (book {{text}}, way {{text}}) {}",
            self.of_node("version", code),
            tail("mingzhang_schema", plain),
            self.of_node("nodes", code),
            tail("node", plain),
        ))
    }

    /// Takes the partitioned tables away again; the city's own stay.
    pub(crate) fn lift(&self, db: &mut Db) -> Result<(), StoreError> {
        let (schema, own) = (ident(&self.schema), ident(&self.own));
        let attached = "SELECT CAST(c.relname AS TEXT) FROM pg_inherits i \
             JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_namespace n ON n.oid = c.relnamespace \
             JOIN pg_class p ON p.oid = i.inhparent JOIN pg_namespace m ON m.oid = p.relnamespace \
             WHERE n.nspname = ?1 AND m.nspname = ?2 ORDER BY 1";
        let rows = db.query(attached, &[(&self.own).into(), (&self.schema).into()])?;
        for row in &rows {
            let name = ident(at(row, 0).text());
            db.script(&format!("ALTER TABLE {schema}.{name} DETACH PARTITION {own}.{name}"))?;
        }
        db.script(&format!("DROP SCHEMA {schema} CASCADE"))
    }
}

/// The schema of a node's ledger, as its address says.
fn schema_of(place: &str) -> String {
    match Url::parse(place).schema {
        none if none.is_empty() => "public".to_owned(),
        schema => schema,
    }
}
