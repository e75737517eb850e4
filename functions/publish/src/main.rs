//! The Lambda function publish.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), lambda_runtime::Error> {
    let aws = aws::Aws::deployed().await?;
    edge::run(publish::function(aws.publish(), aws::stream::event_from_record)).await
}
