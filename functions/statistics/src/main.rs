//! The Lambda function statistics.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let aws = aws::Aws::deployed().await?;
    edge::run(statistics::function(aws.statistics(), aws.index().await?, aws::stream::event_from_record)).await
}
