//! DynamoDB: dynoxide over one SQLite file.

use std::path::Path;

use tokio::net::TcpListener;

/// Opens (or makes) the database file.
pub(super) fn open(data: &Path) -> Result<dynoxide::Database, String> {
    let path = data.join("dynamodb.sqlite");
    let path = path.to_str().ok_or("the data folder's name is not UTF-8")?;
    dynoxide::Database::new(path).map_err(|error| error.to_string())
}

/// Serves until the task is dropped: every answered write is in the file by then.
pub(super) async fn serve(listener: TcpListener, database: dynoxide::Database) {
    let never = std::future::pending();
    if let Err(error) = dynoxide::server::serve_with_shutdown(listener, database, never).await {
        eprintln!("the embedded DynamoDB stopped: {error}");
    }
}
