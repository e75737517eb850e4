//! The Lambda function verify.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let aws = aws::Aws::deployed().await?;
    edge::run(verify::function(aws.verify().await?, aws.index().await?)).await
}
