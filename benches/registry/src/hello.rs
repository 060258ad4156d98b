//! The same HTTP server without a registry behind it: the bound for any look-up.

use anyhow::Result;
use axum::routing::get;

/// Answers `hello, world` at this address until it is ended.
pub(crate) fn serve(address: &str) -> Result<()> {
    tokio::runtime::Runtime::new()?.block_on(async {
        let listener = tokio::net::TcpListener::bind(address).await?;
        Ok(axum::serve(listener, axum::Router::new().route("/", get(|| async { "hello, world" }))).await?)
    })
}
