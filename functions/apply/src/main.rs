//! The Lambda function apply.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let aws = aws::Aws::deployed().await?;
    edge::run(apply::function(aws.apply(), aws.index().await?)).await
}
