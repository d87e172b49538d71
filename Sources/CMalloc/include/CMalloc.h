/// What the C library's allocator is told once, at the start. Swift does not import malloc.h.
#ifndef CMALLOC_H
#define CMALLOC_H

#include <features.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

/// From now on, blocks of so many bytes or more go back to the system when they are freed.
///
/// glibc raises that limit to the size of the largest block that was freed, up to 32 MiB: after one large request, all
/// that follow leave holes in the heap, which count as memory of the process for ever (mallopt(3), M_MMAP_THRESHOLD).
/// Elsewhere it does nothing.
static inline void cmalloc_return_blocks(int bytes) {
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, bytes);
    mallopt(M_TRIM_THRESHOLD, bytes);
#else
    (void)bytes;
#endif
}

/// Gives whole pages of free memory back to the system, also from the middle of the heap (malloc_trim(3)).
///
/// What is freed there stays memory of the process otherwise, for as long as anything behind it is in use.
/// Elsewhere it does nothing.
static inline void cmalloc_return_free_pages(void) {
#ifdef __GLIBC__
    malloc_trim(0);
#endif
}

#endif
