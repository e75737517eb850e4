//! The Lambda function revoke.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let aws = aws::Aws::deployed().await?;
    edge::run(revoke::function(aws.revoke(), aws.index().await?)).await
}
