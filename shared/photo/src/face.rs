//! Finds faces: a cascade of decision trees that compare two pixels each (data/README.md), written here in safe Rust for
//! bytes that strangers send. It says where a face is, never whose.

mod cascade;
mod search;

pub(crate) use search::{Face, faces, main_face, upright_faces};
