//! The Lambda function deliver.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let aws = aws::Aws::deployed().await?;
    edge::run(deliver::function(aws.deliver(), aws.index().await?)).await
}
