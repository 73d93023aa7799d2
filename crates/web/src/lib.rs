//! The face in a browser: pages rendered on the server, an API, and what guards them.
//!
//! **Invariant:** no SQL, no rule, no layout of papers is known here; `app` does the work. Every address
//! stands in [`pages::all`] with the right it asks for; there is no other way to be reached.

mod assets;
mod config;
mod cx;
mod demo;
mod guard;
mod http;
mod ops;
mod pages;
mod parts;
mod pool;
mod routes;
mod serve;
mod sso;
mod state;
mod tell;
mod trouble;
mod views;
mod visitor;
mod words;

pub use config::{Config, DemoAccount, Oidc, Smtp};
pub use demo::demo;
pub use routes::Listed;
pub use serve::{Served, serve};

/// Every address with the right it asks for.
pub fn routes() -> Vec<Listed> {
    pages::all().listed()
}
