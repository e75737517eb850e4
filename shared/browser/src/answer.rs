//! What is asked and what is told. Pure: the page brings the time.

use data_encoding::BASE64;
use serde::{Deserialize, Serialize};

/// What the page asks.
#[derive(Deserialize)]
struct Request {
    picture: String,
}

/// What it is told where nothing was judged.
#[derive(Serialize)]
struct Refused {
    error: Error,
}

#[derive(Serialize)]
struct Error {
    code: &'static str,
    words: (&'static str, &'static str),
}

/// One request as JSON to one answer as JSON. Whatever the bytes, it ends with an answer.
#[must_use]
pub fn answer(request: &[u8]) -> Vec<u8> {
    read(request).unwrap_or_else(|error| serde_json::to_vec(&Refused { error }).unwrap_or_default())
}

fn read(request: &[u8]) -> Result<Vec<u8>, Error> {
    let refused = |code, words| Error { code, words };
    let request: Request = serde_json::from_slice(request)
        .map_err(|_not_one| refused("request.form", ("请求格式有误", "The request is not well formed")))?;
    let picture = BASE64
        .decode(request.picture.as_bytes())
        .map_err(|_not_base64| refused("request.base64", ("请求格式有误", "The request is not well formed")))?;
    let text = verifier::picture(&picture).map_err(|error| refused(error.code(), error.words()))?;
    Ok(text.into_bytes())
}
