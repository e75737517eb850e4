//! Every error of the SDK becomes a [`Fault`]. Its detail names the operation and AWS's code for the error, never a key,
//! a value or a message: messages repeat input.

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use lifecycle::error::Fault;

/// An error of DynamoDB or S3.
pub(crate) fn store<E, R>(operation: &'static str, error: &SdkError<E, R>) -> Fault
where
    E: ProvideErrorMetadata,
{
    let code = aws_code(error);
    Fault::new(store_code(code), format!("{operation}: {code}"))
}

/// An error of KMS.
pub(crate) fn key<E, R>(operation: &'static str, error: &SdkError<E, R>) -> Fault
where
    E: ProvideErrorMetadata,
{
    let code = aws_code(error);
    let ours = if store_code(code) == "store.denied" { "key.denied" } else { "key.unavailable" };
    Fault::new(ours, format!("{operation}: {code}"))
}

/// A stored thing that is not what this program wrote.
pub(crate) fn corrupt(what: impl Into<String>) -> Fault {
    Fault::new("store.corrupt", what)
}

/// A request that could not even be built.
pub(crate) fn unbuilt(operation: &'static str) -> Fault {
    Fault::new("store.rejected", format!("{operation}: not built"))
}

/// AWS's code for the error, or what kept the answer away.
pub(crate) fn aws_code<E, R>(error: &SdkError<E, R>) -> &str
where
    E: ProvideErrorMetadata,
{
    match error {
        SdkError::ServiceError(answer) => answer.err().code().unwrap_or("Unnamed"),
        SdkError::TimeoutError(_) => "Timeout",
        SdkError::DispatchFailure(_) => "NotSent",
        SdkError::ResponseError(_) => "Unreadable",
        SdkError::ConstructionFailure(_) => "NotBuilt",
        _ => "Unknown",
    }
}

pub(crate) fn store_code(aws: &str) -> &'static str {
    match aws {
        "ThrottlingException"
        | "ThrottlingError"
        | "Throttling"
        | "ProvisionedThroughputExceededException"
        | "ProvisionedThroughputExceeded"
        | "RequestLimitExceeded"
        | "SlowDown" => "store.throttled",
        "AccessDenied"
        | "AccessDeniedException"
        | "UnrecognizedClientException"
        | "InvalidSignatureException"
        | "SignatureDoesNotMatch"
        | "ExpiredToken"
        | "ExpiredTokenException" => "store.denied",
        "ValidationException" | "ValidationError" | "ResourceNotFoundException" | "NoSuchBucket" | "NotBuilt" => {
            "store.rejected"
        }
        _ => "store.unavailable",
    }
}

#[cfg(test)]
mod tests {
    use super::store_code;

    #[test]
    fn codes_tell_waiting_from_asking_an_operator() {
        for (aws, ours) in [
            ("SlowDown", "store.throttled"),
            ("ThrottlingError", "store.throttled"),
            ("ProvisionedThroughputExceededException", "store.throttled"),
            ("AccessDenied", "store.denied"),
            ("AccessDeniedException", "store.denied"),
            ("ResourceNotFoundException", "store.rejected"),
            ("ValidationException", "store.rejected"),
            ("InternalServerError", "store.unavailable"),
            ("Timeout", "store.unavailable"),
            ("anything new", "store.unavailable"),
        ] {
            assert_eq!(store_code(aws), ours, "{aws}");
        }
    }
}
