//! 照片检查: takes the S3 events of uploaded photos from their queue.

use std::sync::Arc;

use edge::Function;
use lifecycle::{
    error::{Error, Fault},
    object::ObjectKey,
    review_photo::ReviewPhoto,
};

/// The function.
#[must_use]
pub fn function(review_photo: ReviewPhoto) -> Function {
    let review_photo = Arc::new(review_photo);
    Function::new("review-photo").each_message(move |body| {
        let review_photo = Arc::clone(&review_photo);
        async move { inspect_all(&review_photo, &body).await }
    })
}

async fn inspect_all(review_photo: &ReviewPhoto, body: &str) -> Result<(), Error> {
    for key in edge::object_keys(body).map_err(|reason| Fault::new("event.form", reason))? {
        if let Some(key) = ObjectKey::parse(&key) {
            review_photo.inspect(&key).await?;
        }
    }
    Ok(())
}
