/* What Rust's standard library asks Windows for random bytes with, for Wine before 9.0, which has no such library. For tests
   under Wine alone: it lies beside the program that is tried and is no part of anything that is handed on. */
#include <windows.h>
#include <ntsecapi.h> /* RtlGenRandom */

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE bytes, SIZE_T length) {
    return RtlGenRandom(bytes, (ULONG)length);
}
