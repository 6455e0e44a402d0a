//! One cell: numbers, date-times, booleans, choices, names and units, forms of identifiers, encodings.
//!
//! The first two bytes say what is proved of it, and as which column's; the others are the cell.

#![no_main]

use il2_fuzz::inside::values::prove;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    if let [what, which, cell @ ..] = data {
        prove(*what, *which, cell);
    }
});
