//! Tests that need more than one crate: contracts of the ports on embedded stores, and what others add.

#[cfg(test)]
mod books;
#[cfg(test)]
mod contracts;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod fuzzing;
#[cfg(test)]
mod guards;
#[cfg(test)]
mod journey;
#[cfg(test)]
mod model;
#[cfg(test)]
mod service;
