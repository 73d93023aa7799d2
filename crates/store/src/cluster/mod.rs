//! A city over its counties: each county's tables are mounted as partitions of the city's, and a session
//! asks those that answer.
//!
//! The partitioned tables stand in a schema of their own and are derived: from the list of nodes, the
//! servers and their logins they can be laid again at any time. A session puts a temporary view before
//! each, `SELECT * … WHERE book IN (<the nodes that are present>)`: the planner leaves the others out
//! before it opens a connection, and every text of SQL runs as it would on one database.

mod layout;
mod mount;
mod probe;

use crate::error::StoreError;
use crate::node::{State, Way};
use crate::url::{ident, literal};
use crate::{Book, Store, node};
pub(crate) use layout::Layout;

/// What a session knows of the cluster it asks.
pub(crate) struct Cluster {
    layout: Layout,
    /// The books that its views let through.
    present: Vec<String>,
    missing: Vec<Missing>,
}

/// A node whose figures are not in the answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// Its book.
    pub book: Book,
    /// Since when: the last time it was seen, UTC; empty for never.
    pub since: String,
    /// The last entry that was seen then.
    pub last_seq: u64,
    /// Why: Chinese, ` / `, English.
    pub reason: String,
}

/// A node that is there but gives no answer holds a question up so long; then it is asked whether it is
/// there.
const LONG: &str = "SET statement_timeout = '300s'";

/// How often a question is asked again while nodes come and go.
const ATTEMPTS: usize = 4;

impl Store {
    /// The nodes whose figures the answers of this session are without, and since when.
    pub fn missing(&self) -> &[Missing] {
        self.cluster.as_ref().map_or(&[], |c| c.missing.as_slice())
    }

    /// Whether all nodes are asked, not only the node's own ledger.
    pub fn is_cluster(&self) -> bool {
        self.cluster.is_some()
    }

    /// Asks each mounted node whether it is there, and makes the answers of this session those of the
    /// nodes that are. Gives whether that has changed.
    ///
    /// # Errors
    /// When the city's own database fails.
    pub fn refresh_nodes(&mut self) -> Result<bool, StoreError> {
        self.probe(true)
    }

    fn probe(&mut self, also_silent: bool) -> Result<bool, StoreError> {
        if !self.db.is_postgres() {
            return Ok(false);
        }
        let Some(layout) = Layout::find(&mut self.db)? else { return Ok(false) };
        self.db.script(probe::SHORT)?;
        let asked = probe::all(&mut self.db, &layout, also_silent);
        self.db.script(if self.cluster.is_some() { LONG } else { "RESET statement_timeout" })?;
        asked?;
        self.look(layout)
    }

    /// Begins a session over all nodes.
    pub(crate) fn join(&mut self) -> Result<(), StoreError> {
        let layout = match self.db.is_postgres() {
            true => Layout::find(&mut self.db)?,
            false => None,
        };
        let Some(layout) = layout else { return Err(no_cluster()) };
        self.db.script(
            "SET enable_partitionwise_aggregate = on; SET enable_partitionwise_join = on; \
             SET enable_async_append = on",
        )?;
        self.cluster = Some(Cluster { layout, present: Vec::new(), missing: Vec::new() });
        self.probe(false)?;
        Ok(())
    }

    /// Puts the views of this session before the tables, if what they let through has changed.
    fn look(&mut self, layout: Layout) -> Result<bool, StoreError> {
        let Some(cluster) = &mut self.cluster else { return Ok(false) };
        cluster.layout = layout;
        let nodes = node::load(&mut self.db)?;
        let mounted = || nodes.iter().filter(|n| n.way == Way::Mounted);
        let mut present = cluster.layout.local_books(&mut self.db)?;
        present
            .extend(mounted().filter(|n| n.state == State::Present).map(|n| n.book.code.clone()));
        present.sort();
        let missing = mounted().filter(|n| n.state != State::Present).map(|n| Missing {
            book: n.book.clone(),
            since: n.seen_at.clone(),
            last_seq: n.seen_seq,
            reason: n.reason.clone(),
        });
        cluster.missing = missing.collect();
        if present == cluster.present {
            return Ok(false);
        }
        let list: Vec<String> = present.iter().map(|code| literal(code)).collect();
        let mut sql = String::new();
        for table in &cluster.layout.tables {
            sql += &format!(
                "CREATE OR REPLACE TEMP VIEW {name} AS SELECT * FROM {schema}.{name} \
                 WHERE {key} IN ({list});\n",
                name = ident(&table.name),
                schema = ident(&cluster.layout.schema),
                key = table.key,
                list = list.join(", "),
            );
        }
        self.db.script(&sql)?;
        cluster.present = present;
        Ok(true)
    }

    /// Does a piece of work from its beginning again when a node was lost while it was done, without the
    /// node; what it has made of temporary tables must be made by it.
    ///
    /// # Errors
    /// What the work says, when no node is the reason.
    pub fn steady<T>(
        &mut self,
        mut work: impl FnMut(&mut Store) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        if self.cluster.is_none() || self.reading {
            return work(self);
        }
        for _ in 1..ATTEMPTS {
            match work(self) {
                Err(error) if self.was_lost(&error)? => {}
                done => return done,
            }
        }
        work(self)
    }

    /// Whether work should be done again after this failure, because it was a node's.
    fn was_lost(&mut self, error: &StoreError) -> Result<bool, StoreError> {
        let doubtful = matches!(
            error,
            StoreError::Node(_)
                | StoreError::Lost
                | StoreError::Stopped
                | StoreError::Engine(_)
                | StoreError::ReadOnly
        );
        if !doubtful || self.db.is_gone() {
            return Ok(false);
        }
        let changed = self.probe(false)?;
        // It may be back already: the connection that broke was to the one before.
        Ok(changed || matches!(error, StoreError::Node(_) | StoreError::Lost))
    }

    /// Refuses what must not be done to all nodes at once.
    pub(crate) fn must_be_alone(&self) -> Result<(), StoreError> {
        match self.cluster {
            Some(_) => Err(StoreError::ManyNodes),
            None => Ok(()),
        }
    }
}

fn no_cluster() -> StoreError {
    StoreError::Node(
        "这里还没有建立汇总；请先在市级 PostgreSQL 账簿上运行 cluster init / no nodes are mounted here; run cluster init on the city's PostgreSQL ledger first"
            .to_owned(),
    )
}
