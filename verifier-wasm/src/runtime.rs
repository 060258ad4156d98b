//! What a module without the standard library has of its own: the allocator that the library would have, and an end.

use core::panic::PanicInfo;
use dlmalloc::GlobalDlmalloc;

#[global_allocator]
static ALLOCATOR: GlobalDlmalloc = GlobalDlmalloc;

/// A trap, which JavaScript gets as an error, as it does from the library; the words would be for nobody.
#[panic_handler]
fn end(_: &PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
