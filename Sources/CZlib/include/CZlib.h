/// zlib as Swift can call it: its init functions are macros, which Swift does not import.
#ifndef CZLIB_H
#define CZLIB_H

// Input is only read: zlib says so in its types when asked to.
#define ZLIB_CONST
#include <zlib.h>

/// `inflateInit2`: `windowBits` is 15 + 16 for gzip, 15 for zlib, -15 for raw deflate.
static inline int czlib_inflate_init(z_stream *stream, int windowBits) {
    return inflateInit2(stream, windowBits);
}

#endif
