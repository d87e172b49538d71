/// zlib as Swift can call it (its init functions are macros).
#ifndef CZLIB_H
#define CZLIB_H
#include <zlib.h>
#endif
