//! The labelled set: pictures whose faults are known, for they were put in, and what the inspection says of them.

#![expect(clippy::as_conversions, reason = "pictures are drawn in floating point")]

mod canvas;
mod near;
mod page;
mod people;
mod set;
mod table;
mod vehicles;
