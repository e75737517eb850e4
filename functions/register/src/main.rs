//! The Lambda function register.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let aws = aws::Aws::deployed().await?;
    edge::run(register::function(aws.register().await?, aws.index().await?)).await
}
