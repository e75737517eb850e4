//! The verbs in the order of a license's life: granted, applied for, photographed, reviewed, issued, delivered, verified,
//! revoked, published, counted. Each verb is one module; each takes exactly the ports that it uses.

pub mod act;
mod alike;
pub mod apply;
mod code;
pub mod deliver;
pub mod error;
pub mod faults;
pub mod issue;
pub mod object;
pub mod port;
pub mod publish;
pub mod register;
pub mod review;
pub mod review_photo;
pub mod revoke;
pub mod statistics;
mod update;
pub mod verify;
