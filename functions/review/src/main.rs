//! The Lambda function review.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let aws = aws::Aws::deployed().await?;
    edge::run(review::function(aws.review(), aws.index().await?)).await
}
