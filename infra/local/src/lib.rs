//! The whole service in one process: every function fed the very JSON that AWS sends, on embedded DynamoDB,
//! S3 and KMS. State lies in one folder and survives the death of the process.

pub mod assembly;
pub mod cast;
pub mod cli;
pub mod clock;
pub mod demo;
pub mod host;
pub mod office;
pub mod percent;
pub mod phone;
pub mod preview;
pub mod private_file;
pub mod sample;
pub mod seal_office;
pub mod sister;
pub mod starter;
pub mod stores;
pub mod trust_office;
pub mod verify_file;
pub mod verify_shown;
