//! The Lambda function review-photo.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let aws = aws::Aws::deployed().await?;
    edge::run(review_photo::function(aws.review_photo())).await
}
