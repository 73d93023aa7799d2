//! How an address is made known: with the right it asks for, or not at all.

use crate::state::State;
use access::Right;
use axum::Router;
use axum::handler::Handler;
use axum::http::Method;
use axum::routing::{MethodFilter, MethodRouter, on};
use std::collections::BTreeMap;
use std::sync::Arc;

/// An address, how it is asked, and the right that takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Listed {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// Address with its variable parts in braces.
    pub path: &'static str,
    /// What the visitor must be allowed to do.
    pub right: Right,
}

/// Addresses that are being gathered.
#[derive(Default)]
pub(crate) struct Pages {
    listed: Vec<Listed>,
    routers: BTreeMap<&'static str, MethodRouter<Arc<State>>>,
}

/// The right each address asks for, by method and address.
pub(crate) type Table = BTreeMap<(Method, &'static str), Right>;

impl Pages {
    /// A page that is read.
    pub(crate) fn get<H, T>(self, path: &'static str, right: Right, handler: H) -> Pages
    where
        H: Handler<T, Arc<State>>,
        T: 'static,
    {
        self.add(MethodFilter::GET, "GET", path, right, handler)
    }

    /// Something that is done.
    pub(crate) fn post<H, T>(self, path: &'static str, right: Right, handler: H) -> Pages
    where
        H: Handler<T, Arc<State>>,
        T: 'static,
    {
        self.add(MethodFilter::POST, "POST", path, right, handler)
    }

    fn add<H, T>(
        mut self,
        filter: MethodFilter,
        method: &'static str,
        path: &'static str,
        right: Right,
        handler: H,
    ) -> Pages
    where
        H: Handler<T, Arc<State>>,
        T: 'static,
    {
        self.listed.push(Listed { method, path, right });
        let router = self.routers.remove(path).unwrap_or_default();
        self.routers.insert(path, router.merge(on(filter, handler)));
        self
    }

    /// These and others.
    pub(crate) fn and(mut self, others: Pages) -> Pages {
        self.listed.extend(others.listed);
        for (path, router) in others.routers {
            let mine = self.routers.remove(path).unwrap_or_default();
            self.routers.insert(path, mine.merge(router));
        }
        self
    }

    /// The list, in the order of addresses.
    pub(crate) fn listed(&self) -> Vec<Listed> {
        let mut listed = self.listed.clone();
        listed.sort_by_key(|l| (l.path, l.method));
        listed
    }

    /// The list as the guard looks it up.
    pub(crate) fn table(&self) -> Table {
        let method = |l: &Listed| match l.method {
            "GET" => Method::GET,
            _ => Method::POST,
        };
        self.listed.iter().map(|l| ((method(l), l.path), l.right)).collect()
    }

    /// The addresses as a router.
    pub(crate) fn router(self) -> Router<Arc<State>> {
        let empty = Router::new();
        self.routers.into_iter().fold(empty, |all, (path, router)| all.route(path, router))
    }
}
