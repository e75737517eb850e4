//! The exports: the one place of the whole system that hands over raw memory.
#![expect(unsafe_code, reason = "exports are named as they are, and a page knows memory by addresses alone")]

use crate::answer::answer;

/// Where the page may write so many bytes. It has to [`release`] them, with the same length.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub extern "C" fn allocate(length: usize) -> *mut u8 {
    leak(vec![0; length].into_boxed_slice())
}

/// Judges the request that stands there, and says where the answer is: its length in four bytes, little-endian, then
/// that many bytes of JSON. The page has to [`release`] the request, and the answer with four bytes more than its length.
///
/// # Safety
/// `request` came from [`allocate`] with this very length and was not released.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn verify(request: *const u8, length: usize) -> *mut u8 {
    // SAFETY: as the caller promises, these bytes are allocated and written
    let request = unsafe { std::slice::from_raw_parts(request, length) };
    let answer = answer(request);
    let length = u32::try_from(answer.len()).unwrap_or_default().to_le_bytes();
    leak([&length, answer.as_slice()].concat().into_boxed_slice())
}

/// Gives back what [`allocate`] or [`verify`] handed over.
///
/// # Safety
/// `bytes` came from here, has this very length, and is released once.
#[cfg_attr(target_arch = "wasm32", unsafe(no_mangle))]
pub unsafe extern "C" fn release(bytes: *mut u8, length: usize) {
    // SAFETY: as the caller promises, this is a boxed slice of that length which nobody else has
    drop(unsafe { Box::from_raw(std::ptr::slice_from_raw_parts_mut(bytes, length)) });
}

fn leak(bytes: Box<[u8]>) -> *mut u8 {
    Box::into_raw(bytes).cast()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_goes_in_and_an_answer_comes_out() {
        let request = b"no request";
        let place = allocate(request.len());
        // SAFETY: the place has this length, and everything is released once with the length that it has
        let told = unsafe {
            place.copy_from_nonoverlapping(request.as_ptr(), request.len());
            let answer = verify(place, request.len());
            let length = u32::from_le_bytes(std::slice::from_raw_parts(answer, 4).try_into().unwrap());
            let whole = usize::try_from(length).unwrap() + 4;
            let told = std::slice::from_raw_parts(answer, whole)[4..].to_vec();
            release(answer, whole);
            release(place, request.len());
            told
        };
        assert_eq!(told, answer(request));
    }

    #[test]
    fn nothing_is_a_request_too() {
        let place = allocate(0);
        // SAFETY: as above
        unsafe { release(place, 0) };
    }
}
