//! The Lambda function issue.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let aws = aws::Aws::deployed().await?;
    edge::run(issue::function(aws.issue().await?, aws::stream::event_from_record)).await
}
