/// The entrance of libFuzzer for programs with a `main` of their own (LLVM, "Using libFuzzer as a library").
#ifndef CFUZZER_H
#define CFUZZER_H

#include <stddef.h>
#include <stdint.h>

/// Calls `callback` with one input after another, as the options in `argv` say; gives the exit status.
int LLVMFuzzerRunDriver(int *argc, char ***argv, int (*callback)(const uint8_t *data, size_t size));

#endif
